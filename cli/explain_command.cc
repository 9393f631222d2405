#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cable/cable.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/output.h"
#include "cli/program.h"

namespace torntape::cli {
namespace {

constexpr const char* kFooter =
    "Examples:\n"
    "  torntape explain configs/cables/brindlemoor-0417-01.cable\n"
    "  torntape explain --json - < a.cable | head\n"
    "\n"
    "Exit: 0 the cable is good, 1 it would be refused, 2 it could not be read from its file.";

struct Options {
  std::string cable;
  bool json = false;
};

int Explain(const Options& options) {
  const auto text = ReadInput(options.cable);
  if (!text) {
    Complain(fmt::format("torntape explain: {}", text.error().message));
    return kCouldNotRun;
  }
  const cable::ReadResult read = cable::ReadCable(*text);
  const std::string source = NameOfInput(options.cable);
  Print(options.json ? cable::ExplainCableAsJson(read, source) + "\n"
                     : cable::ExplainCable(read, source));
  return read.cable ? kAsAsked : kPromiseBroken;
}

}  // namespace

void AddExplainCommand(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "explain", "Tell what each line of a cable is and means, and what is wrong with it");
  command->add_option("CABLE", options->cable, "A cable's text; - for standard input")->required();
  command->add_flag("--json", options->json, "For programs: one JSON object");
  command->footer(kFooter);
  command->callback([&action, options] { action = [options] { return Explain(*options); }; });
}

}  // namespace torntape::cli
