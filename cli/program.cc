#include "cli/program.h"

#include <csignal>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/diagnostic.h"
#include "cli/commands.h"
#include "cli/output.h"

namespace torntape::cli {
namespace {

constexpr const char* kAbout =
    "Torntape simulates a network of teleprinter relays after ACP 127: cables travel by "
    "precedence\n"
    "and routing indicators from posts over relays to every addressee, once, in order of urgency.\n"
    "The same switch runs in virtual time and behind sockets.";

constexpr const char* kExamples =
    "Begin here:\n"
    "  torntape explain configs/cables/brindlemoor-0417-01.cable   what each line of a cable "
    "means\n"
    "  torntape explain C205                                       what a complaint means\n"
    "  torntape run configs/scenarios/first-cable.yaml             watch it reach its addressees\n"
    "  torntape run configs/scenarios/first-cable.yaml --clock live   the same over real sockets\n"
    "\n"
    "Exit: 0 as asked, 1 a promise was broken, 2 could not run.\n"
    "Each subcommand has its own --help, with examples.";

// CLI11 speaks of a missing subcommand before it looks at what stands in its place, so that is
// asked of the arguments here. Throws what CLI11 would.
void RequireSubcommand(const CLI::App& program) {
  if (!program.get_subcommands().empty()) return;
  const std::vector<std::string> extras = program.remaining();
  if (extras.empty()) throw CLI::RequiredError::Subcommand(1);
  if (extras.front().starts_with('-')) throw CLI::ExtrasError("torntape", extras);
  std::vector<std::string> names;
  for (const CLI::App* subcommand : program.get_subcommands({})) {
    names.push_back(subcommand->get_name());
  }
  const auto near = NearestWord(extras.front(), {names.begin(), names.end()});
  throw CLI::ParseError(
      fmt::format("there is no subcommand {}{}", Quoted(extras.front()),
                  near ? fmt::format("; did you mean \"{}\"?", *near) : std::string()),
      CLI::ExitCodes::ExtrasError);
}

}  // namespace

int RunProgram(int argc, const char* const* argv) {
  // Who reads our output may leave; writing then fails and is noticed there.
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App program(kAbout, "torntape");
  program.footer(kExamples);
  program.set_version_flag("--version", "torntape " TORNTAPE_VERSION);
  program.require_subcommand(0, 1);
  Action action;
  AddRunCommand(program, action);
  AddRouterCommand(program, action);
  AddPostCommand(program, action);
  AddWatchCommand(program, action);
  AddStoreCommand(program, action);
  AddExplainCommand(program, action);
  AddCheckCommand(program, action);
  AddConvertCommand(program, action);
  AddSchemaCommand(program, action);
  program.allow_extras();  // of the program alone: subcommands take after it when they are made
  try {
    program.parse(argc, argv);
    RequireSubcommand(program);
    const int code = action();
    return FlushOutput() ? code : kCouldNotRun;
  } catch (const CLI::ParseError& error) {
    // Help and version come this way too, with code 0. The help shows that one is required.
    program.require_subcommand(1);
    const int code = program.exit(error);
    return code == 0 ? kAsAsked : kCouldNotRun;
  } catch (const std::exception& error) {
    Complain(fmt::format("torntape: {}", error.what()));
    return kCouldNotRun;
  }
}

}  // namespace torntape::cli
