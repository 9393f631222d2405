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

namespace torntape::cli {
namespace {

constexpr const char* kExplainFooter =
    "A cable is told line by line: what each line is, what its groups mean, what is wrong with it\n"
    "and how to mend it. A code is one of those that stand in complaints, as C205 or RI_REPEAT:\n"
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
  explicit Explainer(const ExplainOptions& options) : options_(options) {}

  int Explain(const std::string& target) {
    if (const DiagnosticInfo* info = CodeIn(target)) {
      Separate();
      Print(options_.json ? RenderPageAsJson(*info) + "\n" : RenderPage(*info));
      return kAsAsked;
    }
    if (IsMeantAsCode(target)) return ComplainOfCode(target);
    const auto files = FindInputs({target});
    if (!files) {
      Complain(fmt::format("torntape explain: {}", files.error().message));
      return kCouldNotRun;
    }
    int code = kAsAsked;
    for (const std::string& file : *files) code = std::max(code, ExplainFile(file));
    return code;
  }

 private:
  void Separate() {
    if (shown_ && !options_.json) Print("\n");
    shown_ = true;
  }

  int ExplainFile(const std::string& path) {
    const auto text = ReadInput(path);
    if (!text) {
      Complain(fmt::format("torntape explain: {}", text.error().message));
      return kCouldNotRun;
    }
    const std::string source = NameOfInput(path);
    int code = kAsAsked;
    ForEachCable(*text, ReadOptionsOf(options_.reading), [&](const ReadCableText& one) {
      Separate();
      const std::string name =
          one.first_line > 1 ? fmt::format("{}:{}", source, one.first_line) : source;
      if (!one.is_cable) {
        const std::string above(static_cast<std::size_t>(one.first_line - 1), '\n');
        if (!options_.json)
          Print(RenderDiagnostics(one.read.diagnostics, source, above + one.text));
      } else {
        Print(options_.json ? cable::ExplainCableAsJson(one.read, name) + "\n"
                            : cable::ExplainCable(one.read, name));
      }
      if (one.is_cable ? !one.read.cable : HasErrors(one.read.diagnostics)) code = kPromiseBroken;
    });
    return code;
  }

  const ExplainOptions& options_;
  bool shown_ = false;
};

int Explain(const ExplainOptions& options) {
  Explainer explainer(options);
  int code = kAsAsked;
  for (const std::string& target : options.targets) {
    code = std::max(code, explainer.Explain(target));
  }
  return code;
}

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
  command->callback([&action, options] { action = [options] { return Explain(*options); }; });
}

}  // namespace torntape::cli
