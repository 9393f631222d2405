#include <memory>
#include <string>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/program.h"
#include "cli/station_options.h"
#include "nodes/shell/post_process.h"
#include "proto/files.h"
#include "shell/log.h"

namespace torntape::cli {
namespace {

constexpr const char* kPostFooter =
    "Cables come in on standard input, one behind the other, each ended by its line NNNN, or from\n"
    "a folder; received ones go to standard output as text. Everything else that is said goes to\n"
    "standard error, so that a post fits in a pipe. It reads no faster than its relay takes, and\n"
    "takes no more than its reader reads.\n"
    "\n"
    "Examples:\n"
    "  torntape post configs/networks/four-relays.yaml --station RYKABD \\\n"
    "      --peer RYKA-RYKABD=127.0.0.1:7001 --drain < configs/cables/brindlemoor-0417-01.cable\n"
    "  torntape post configs/networks/four-relays.yaml --station RYNDHQ \\\n"
    "      --peer RYND-RYNDHQ=127.0.0.1:7004 --json < /dev/null | jq .cable.routing_line\n"
    "  torntape post configs/networks/four-relays.yaml --station RYLBEL \\\n"
    "      --peer RYLB-RYLBEL=127.0.0.1:7002 --in outgoing --out received\n"
    "\n"
    "Exit: 0 ended as asked, 1 a cable was refused or could not be written, 2 could not run.";

struct PostOptions {
  StationFlags flags;
  nodes::PostOptions post;
};

int RunPost(PostOptions& options) {
  const shell::StationCommand& command = options.flags.command;
  auto plan = shell::PlanStation(command, /*relay=*/false, *proto::MakeDiskFileReader());
  if (!plan) {
    Complain("torntape post: " + plan.error().message);
    return kCouldNotRun;
  }
  // In a live run cables come from the parent, and are told to it.
  const bool by_hand = command.control_descriptor < 0;
  nodes::PostOptions& post = options.post;
  post.quiet = options.flags.quiet;
  if (by_hand && post.in_folder.empty()) post.input = STDIN_FILENO;
  if (by_hand && post.out.folder.empty()) post.out.descriptor = STDOUT_FILENO;
  const auto log =
      shell::MakeStderrLog({plan->station.ToString(), options.flags.quiet, ErrorTakesColour()});
  boost::asio::io_context io(1);
  nodes::PostProcess process(io, std::move(*plan), command, post, *log);
  return shell::RunProcess(io, process, *log);
}

}  // namespace

void AddPostCommand(CLI::App& program, Action& action) {
  auto options = std::make_shared<PostOptions>();
  CLI::App* command = program.add_subcommand(
      "post", "Run one post as a process of its own: cables in and out as text");
  AddStationFlags(*command, options->flags);
  command
      ->add_option(
          "--in", options->post.in_folder,
          "Take cables from the files of this folder,\nwhich move to its filed/ or refused/")
      ->type_name("FOLDER");
  command
      ->add_option("--out", options->post.out.folder,
                   "Write each received cable to a file of its own there")
      ->type_name("FOLDER");
  command->add_flag("--json", options->post.out.json, "Received cables as JSON, one object a line");
  command->add_flag("--drain", options->post.drain,
                    "End when the input has ended and everything filed is receipted");
  command->footer(kPostFooter);
  command->callback([&action, options] { action = [options] { return RunPost(*options); }; });
}

}  // namespace torntape::cli
