#pragma once

#include <functional>

namespace CLI {
class App;
}

// The subcommands. Each adds itself, with its options and a help that teaches, to the program, and
// leaves in `action` what is to be done when it is the one that was asked for. Actions give the
// exit code (cli/program.h).
namespace torntape::cli {

using Action = std::function<int()>;

void AddRunCommand(CLI::App& program, Action& action);
void AddRouterCommand(CLI::App& program, Action& action);
void AddPostCommand(CLI::App& program, Action& action);
void AddWatchCommand(CLI::App& program, Action& action);
void AddStoreCommand(CLI::App& program, Action& action);
void AddExplainCommand(CLI::App& program, Action& action);
void AddCheckCommand(CLI::App& program, Action& action);
void AddConvertCommand(CLI::App& program, Action& action);
void AddSchemaCommand(CLI::App& program, Action& action);

}  // namespace torntape::cli
