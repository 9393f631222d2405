#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/diagnostic.h"
#include "cable/cable.h"
#include "cli/commands.h"
#include "cli/diagnostic_pages.h"
#include "cli/files.h"
#include "cli/inputs.h"
#include "cli/output.h"
#include "cli/program.h"
#include "cli/tally.h"

namespace torntape::cli {
namespace {

constexpr const char* kExplainFooter =
    "A cable is told line by line: what each line is, what its groups mean, what is wrong with it\n"
    "and how to mend it; of several cables a summary stands at the end. A code is one of those\n"
    "that stand in complaints, as C205 or RI_REPEAT:\n"
    "its page says what it means, why it matters, by which rule, and shows an example.\n"
    "\n"
    "Examples:\n"
    "  torntape explain configs/cables/brindlemoor-0417-01.cable\n"
    "  torntape explain C205\n"
    "  torntape explain validation                  a code by its name\n"
    "  torntape explain --mode archive old.txt      a copy from an archive, with its damage\n"
    "  torntape explain --json - < a.cable | head\n"
    "\n"
    "Exit: 0 all cables are good, 1 one would be refused, 2 one could not be read from its file,\n"
    "or there is no such code.";

struct ExplainOptions {
  std::vector<std::string> targets;
  ReadingFlags reading;
  bool json = false;
};

// A code or its name, where no file of that name stands in the way.
const DiagnosticInfo* CodeIn(const std::string& target) {
  std::error_code error;
  if (std::filesystem::exists(target, error)) return nullptr;
  return FindDiagnostic(target);
}

// "C999", "RI_REPAET": meant as a code, though there is none such.
bool IsMeantAsCode(const std::string& target) {
  std::error_code error;
  if (std::filesystem::exists(target, error) || target == "-") return false;
  const auto plain = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return std::all_of(target.begin(), target.end(), plain);
}

int ComplainOfCode(const std::string& target) {
  std::vector<std::string> words;
  for (const DiagnosticInfo& info : AllDiagnostics()) {
    words.push_back(fmt::format("{}{}", info.letter, static_cast<int>(info.code)));
    words.emplace_back(info.name);
  }
  const auto near = NearestWord(target, {words.begin(), words.end()});
  Complain(fmt::format("torntape explain: there is no file and no code {}{}", Quoted(target),
                       near ? fmt::format("; did you mean {}?", *near) : std::string()));
  return kCouldNotRun;
}

class Explainer {
 public:
  explicit Explainer(const ExplainOptions& options) : options_(options), progress_(0, false) {}

  int Explain() {
    for (const std::string& target : options_.targets) {
      if (OutputIsClosed()) break;
      ExplainTarget(target);
    }
    progress_.Clear();
    if (tally_.checked() > 1 && !options_.json) {
      Separate();
      Print(tally_.Render());
    }
    return code_;
  }

 private:
  void ExplainTarget(const std::string& target) {
    if (const DiagnosticInfo* info = CodeIn(target)) {
      Separate();
      Print(options_.json ? RenderPageAsJson(*info) + "\n" : RenderPage(*info));
      return;
    }
    if (IsMeantAsCode(target)) {
      code_ = std::max(code_, ComplainOfCode(target));
      return;
    }
    const auto files = FindInputs({target});
    if (!files) return CouldNot(files.error().message);
    for (const std::string& file : *files) {
      if (OutputIsClosed()) break;
      ExplainFile(file);
    }
  }

  void CouldNot(const std::string& why) {
    progress_.Clear();
    Complain(fmt::format("torntape explain: {}", why));
    code_ = kCouldNotRun;
  }

  void Separate() {
    if (shown_ && !options_.json) Print("\n");
    shown_ = true;
  }

  void ExplainFile(const std::string& path) {
    progress_.Advance(path);
    const auto text = ReadInput(path);
    if (!text) return CouldNot(text.error().message);
    const std::string source = NameOfInput(path);
    if (const auto kind = KindOfInput(path, *text)) {
      return CouldNot(fmt::format("{} is a {}, no cable; torntape check looks at it", source,
                                  proto::NameOf(*kind)));
    }
    tally_.AddFile();
    ForEachCable(*text, ReadOptionsOf(options_.reading),
                 [&](const ReadCableText& one) { ExplainOne(one, source); });
  }

  void ExplainOne(const ReadCableText& one, const std::string& source) {
    progress_.Clear();
    Separate();
    const Diagnostics& found = one.read.diagnostics;
    if (one.is_cable) {
      tally_.Add(found);
      const std::string name =
          one.first_line > 1 ? fmt::format("{}:{}", source, one.first_line) : source;
      Print(options_.json ? cable::ExplainCableAsJson(one.read, name) + "\n"
                          : cable::ExplainCable(one.read, name, OutputWidth()));
    } else {
      tally_.AddBetween(found);
      if (!options_.json) Print(RenderDiagnostics(found, source, one.text, one.first_line));
    }
    progress_.AdvanceCable();
    if (one.is_cable ? !one.read.cable : HasErrors(found)) code_ = std::max(code_, kPromiseBroken);
  }

  const ExplainOptions& options_;
  Progress progress_;
  Tally tally_;
  int code_ = kAsAsked;
  bool shown_ = false;
};

}  // namespace

void AddExplainCommand(CLI::App& program, Action& action) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* command = program.add_subcommand(
      "explain", "Tell what each line of a cable means, or what a code of a complaint does");
  command
      ->add_option("CABLE_OR_CODE", options->targets,
                   "Files of cables, folders of them, - for standard input;\nor codes")
      ->required();
  AddReadingFlags(*command, options->reading);
  command->add_flag("--json", options->json, "For programs: one JSON object a cable, or a code");
  command->footer(kExplainFooter);
  command->callback(
      [&action, options] { action = [options] { return Explainer(*options).Explain(); }; });
}

}  // namespace torntape::cli
