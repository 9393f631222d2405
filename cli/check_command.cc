#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/diagnostic.h"
#include "base/json.h"
#include "cable/cable.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/inputs.h"
#include "cli/output.h"
#include "cli/program.h"
#include "cli/sarif.h"
#include "cli/tally.h"
#include "proto/file_kind.h"
#include "proto/network_reader.h"
#include "proto/scenario_reader.h"
#include "proto/station_reader.h"

namespace torntape::cli {
namespace {

constexpr const char* kCheckFooter =
    "What a file is, is seen from its name and what stands in it: YAML is a network, a scenario,\n"
    "a station or a preset, and everything else is cables, each ended by its line NNNN. Of a "
    "folder\n"
    "every file is checked, and those of its folders; at the end stands a summary, with each code\n"
    "and how often it came. torntape explain CODE says what a code means.\n"
    "\n"
    "Examples:\n"
    "  torntape check configs/cables/brindlemoor-0417-01.cable\n"
    "  torntape check configs/networks/four-relays.yaml configs/scenarios/first-cable.yaml\n"
    "  torntape check --mode archive --summary archive/      what is wrong with it, by code\n"
    "  torntape check --sarif traffic/ > traffic.sarif       for editors and code hosts\n"
    "  torntape check --json - < a.cable\n"
    "\n"
    "Exit: 0 all are good (warnings may stand), 1 one is not, 2 one could not be read.";

struct CheckOptions {
  std::vector<std::string> files;
  ReadingFlags reading;
  bool json = false;
  bool sarif = false;
  bool summary = false;
  bool quiet = false;
};

using proto::FileKind;

std::string_view NameOf(std::optional<FileKind> kind) {
  return kind ? proto::NameOf(*kind) : std::string_view("cable");
}

// Gives what was read for a file, itself first, with what was found in each. Each cable of a file
// of cables, or else the file, is counted.
std::vector<proto::CheckedFile> CheckOne(const std::string& path, std::string text,
                                         std::optional<FileKind> kind,
                                         const cable::ReadOptions& reading, Tally& tally,
                                         Progress& progress) {
  tally.AddFile();
  proto::CheckedFile file{NameOfInput(path), std::move(text), {}};
  if (!kind) {
    ForEachCable(file.text, reading, [&](const ReadCableText& one) {
      progress.AdvanceCable();
      one.is_cable ? tally.Add(one.read.diagnostics) : tally.AddBetween(one.read.diagnostics);
      file.diagnostics.insert(file.diagnostics.end(), one.read.diagnostics.begin(),
                              one.read.diagnostics.end());
    });
    return {std::move(file)};
  }
  std::vector<proto::CheckedFile> files;
  if (kind == FileKind::kScenario) {
    files = proto::LoadScenario(path, *proto::MakeDiskFileReader()).files;
  } else if (kind == FileKind::kStation) {
    files = proto::LoadStation(path, *proto::MakeDiskFileReader()).files;
  } else if (kind == FileKind::kPreset) {
    proto::CheckPreset(file.text, file.diagnostics);
    files.push_back(std::move(file));
  } else {
    (void)proto::ReadNetwork(file.text, file.diagnostics);
    files.push_back(std::move(file));
  }
  Diagnostics all;
  for (const proto::CheckedFile& each : files) {
    all.insert(all.end(), each.diagnostics.begin(), each.diagnostics.end());
  }
  tally.Add(all);
  return files;
}

std::string_view NameOf(Severity severity) {
  switch (severity) {
    case Severity::kNote:
      return "note";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return "";
}

// One JSON object a diagnostic, a line each.
void PrintAsJson(const proto::CheckedFile& file) {
  for (const Diagnostic& diagnostic : file.diagnostics) {
    const DiagnosticInfo& info = InfoOf(diagnostic.code);
    std::string line = "{\"file\":";
    AppendJsonString(line, file.path);
    line += fmt::format(
        ",\"line\":{},\"column\":{},\"length\":{},\"severity\":\"{}\",\"code\":\"{}{}\"",
        diagnostic.where.line, diagnostic.where.column, diagnostic.where.length,
        NameOf(diagnostic.severity), info.letter, static_cast<int>(info.code));
    line += fmt::format(",\"name\":\"{}\",\"format_line\":{},\"message\":", info.name,
                        diagnostic.format_line);
    AppendJsonString(line, diagnostic.message);
    line += ",\"hint\":";
    AppendJsonString(line, diagnostic.hint);
    line += "}\n";
    Print(line);
  }
}

// Checks one input after another, and says what it finds in the form that was asked for.
class Checker {
 public:
  Checker(const CheckOptions& options, std::size_t files)
      : options_(options),
        reading_(ReadOptionsOf(options.reading)),
        several_(files > 1),
        progress_(files, options.quiet) {}

  void Check(const std::string& path) {
    progress_.Advance(path);
    auto text = ReadInput(path);
    if (!text) return CouldNot(text.error().message);
    const auto kind = KindOfInput(path, *text);
    if ((kind == FileKind::kScenario || kind == FileKind::kStation) && path == "-") {
      return CouldNot(
          "it names other files, which are looked for beside it: give its path, not standard "
          "input");
    }
    const auto files = CheckOne(path, std::move(*text), kind, reading_, tally_, progress_);
    const bool good = !proto::HasErrors(files);
    if (!good) code_ = std::max(code_, kPromiseBroken);
    Show(NameOfInput(path), NameOf(kind), files, good);
  }

  int Finish() {
    progress_.Clear();
    if (options_.sarif) {
      Print(sarif_.Render());
    } else if (options_.json) {
      if (options_.summary) Print(tally_.RenderAsJson());
    } else if (options_.summary || several_ || tally_.checked() > 1) {
      if (!options_.quiet || options_.summary || tally_.refused() > 0) Print(tally_.Render());
    }
    return code_;
  }

 private:
  void CouldNot(const std::string& why) {
    progress_.Clear();
    Complain(fmt::format("torntape check: {}", why));
    code_ = kCouldNotRun;
  }

  void Show(const std::string& name, std::string_view kind,
            const std::vector<proto::CheckedFile>& files, bool good) {
    if (options_.sarif) {
      for (const proto::CheckedFile& file : files) {
        sarif_.Add(file.path, file.text, file.diagnostics);
      }
      return;
    }
    if (options_.summary) return;
    progress_.Clear();
    if (options_.json) {
      std::for_each(files.begin(), files.end(), PrintAsJson);
      return;
    }
    Print(proto::RenderDiagnostics(files));
    if (!options_.quiet || !good) {
      Print(fmt::format("{}: {} {}\n", name, good ? "a good" : "not a good", kind));
    }
  }

  const CheckOptions& options_;
  cable::ReadOptions reading_;
  bool several_;
  Progress progress_;
  Tally tally_;
  SarifLog sarif_;
  int code_ = kAsAsked;
};

int Check(const CheckOptions& options) {
  const auto files = FindInputs(options.files);
  if (!files) {
    Complain(fmt::format("torntape check: {}", files.error().message));
    return kCouldNotRun;
  }
  Checker checker(options, files->size());
  for (const std::string& path : *files) {
    if (OutputIsClosed()) break;
    checker.Check(path);
  }
  return checker.Finish();
}

}  // namespace

void AddCheckCommand(CLI::App& program, Action& action) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = program.add_subcommand(
      "check", "Find the mistakes in cables, networks and scenarios, without running anything");
  command->add_option("FILE", options->files, "Files, folders of them; - for standard input")
      ->required();
  AddReadingFlags(*command, options->reading);
  auto* json =
      command->add_flag("--json", options->json, "For programs: one JSON object a diagnostic");
  command->add_flag("--sarif", options->sarif, "For programs: one log of SARIF 2.1.0")
      ->excludes(json);
  command->add_flag("--summary", options->summary, "How many of what, instead of each");
  command->add_flag("--quiet", options->quiet, "Say nothing of files that are good");
  command->footer(kCheckFooter);
  command->callback([&action, options] { action = [options] { return Check(*options); }; });
}

}  // namespace torntape::cli
