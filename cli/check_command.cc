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
#include "cli/output.h"
#include "cli/program.h"
#include "nodes/shell/cable_splitter.h"
#include "proto/file_kind.h"
#include "proto/network_reader.h"
#include "proto/scenario_reader.h"
#include "proto/station_reader.h"

namespace torntape::cli {
namespace {

constexpr const char* kFooter =
    "What a file is, is seen from its name and what stands in it: YAML is a network, a scenario,\n"
    "a station or a preset, and everything else is cables, each ended by its line NNNN.\n"
    "\n"
    "Examples:\n"
    "  torntape check configs/cables/brindlemoor-0417-01.cable\n"
    "  torntape check configs/networks/four-relays.yaml configs/scenarios/first-cable.yaml\n"
    "  torntape check --json - < a.cable\n"
    "\n"
    "Exit: 0 all are good (warnings may stand), 1 one is not, 2 one could not be read.";

constexpr std::size_t kCableBytesMax = 8u << 20;  // as cable::ReadOptions has it

struct Options {
  std::vector<std::string> files;
  bool json = false;
  bool quiet = false;
};

using proto::FileKind;

// Nothing: cables.
std::optional<FileKind> KindOf(std::string_view path, std::string_view text) {
  const FileKind kind = proto::KindOfFile(text);
  if (kind != FileKind::kUnknown) return kind;
  // A network that lacks all its parts is told by its name, and told what it lacks.
  if (path.ends_with(".yaml") || path.ends_with(".yml")) return FileKind::kNetwork;
  return std::nullopt;
}

std::string_view NameOf(std::optional<FileKind> kind) {
  return kind ? proto::NameOf(*kind) : std::string_view("cable");
}

// Every cable of a file, each with the lines that it has there.
Diagnostics CheckCables(std::string_view text) {
  nodes::CableSplitter splitter(kCableBytesMax);
  splitter.Feed(text);
  Diagnostics all;
  std::size_t count = 0;
  for (auto piece = splitter.Next(); piece || (piece = splitter.Rest()); piece = splitter.Next()) {
    ++count;
    for (Diagnostic& diagnostic : cable::ReadCable(piece->text).diagnostics) {
      if (diagnostic.where.line > 0) diagnostic.where.line += piece->first_line - 1;
      all.push_back(std::move(diagnostic));
    }
  }
  return count > 0 ? all : cable::ReadCable(text).diagnostics;
}

// Gives what was read for a file, itself first, with what was found in each.
std::vector<proto::CheckedFile> CheckOne(const std::string& path, std::string text,
                                         std::optional<FileKind> kind) {
  proto::CheckedFile file{NameOfInput(path), std::move(text), {}};
  if (kind == FileKind::kScenario) {
    return proto::LoadScenario(path, *proto::MakeDiskFileReader()).files;
  }
  if (kind == FileKind::kStation) {
    return proto::LoadStation(path, *proto::MakeDiskFileReader()).files;
  }
  if (kind == FileKind::kPreset) {
    proto::CheckPreset(file.text, file.diagnostics);
  } else if (kind) {
    (void)proto::ReadNetwork(file.text, file.diagnostics);
  } else {
    file.diagnostics = CheckCables(file.text);
  }
  return {std::move(file)};
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

int Check(const Options& options) {
  int code = kAsAsked;
  for (const std::string& path : options.files) {
    auto text = ReadInput(path);
    if (!text) {
      Complain(fmt::format("torntape check: {}", text.error().message));
      code = kCouldNotRun;
      continue;
    }
    const auto kind = KindOf(path, *text);
    if ((kind == FileKind::kScenario || kind == FileKind::kStation) && path == "-") {
      Complain(
          "torntape check: it names other files, which are looked for beside it: give its path, "
          "not standard input");
      code = kCouldNotRun;
      continue;
    }
    const auto files = CheckOne(path, std::move(*text), kind);
    const bool good = !proto::HasErrors(files);
    if (!good) code = std::max(code, kPromiseBroken);
    if (options.json) {
      std::for_each(files.begin(), files.end(), PrintAsJson);
      continue;
    }
    Print(proto::RenderDiagnostics(files));
    if (!options.quiet || !good) {
      Print(fmt::format("{}: {} {}\n", NameOfInput(path), good ? "a good" : "not a good",
                        NameOf(kind)));
    }
  }
  return code;
}

}  // namespace

void AddCheckCommand(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "check", "Find the mistakes in cables, networks and scenarios, without running anything");
  command->add_option("FILE", options->files, "Files; - for standard input")->required();
  command->add_flag("--json", options->json, "For programs: one JSON object a diagnostic");
  command->add_flag("--quiet", options->quiet, "Say nothing of files that are good");
  command->footer(kFooter);
  command->callback([&action, options] { action = [options] { return Check(*options); }; });
}

}  // namespace torntape::cli
