#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/program.h"
#include "cli/station_options.h"
#include "proto/files.h"
#include "router/shell/router_process.h"
#include "shell/log.h"

namespace torntape::cli {
namespace {

constexpr const char* kRouterFooter =
    "Of each link the second end dials the first; so first ends are started first, or the others\n"
    "wait for them. Ctrl-C or SIGTERM ends a relay in good order: it says what stays queued. A\n"
    "second one ends it at once.\n"
    "\n"
    "Examples:\n"
    "  torntape router configs/networks/four-relays.yaml --station RYKA --port 7001\n"
    "  torntape router configs/networks/four-relays.yaml --station RYLB --port 7002 \\\n"
    "      --peer KA-LB=127.0.0.1:7001\n"
    "  torntape router configs/stations/ryka.yaml\n"
    "\n"
    "Exit: 0 ended as asked, 2 could not run.";

int RunRouter(const StationFlags& flags) {
  auto plan = shell::PlanStation(flags.command, /*relay=*/true, *proto::MakeDiskFileReader());
  if (!plan) {
    Complain("torntape router: " + plan.error().message);
    return kCouldNotRun;
  }
  const auto log =
      shell::MakeStderrLog({plan->station.ToString(), flags.quiet, ErrorTakesColour()});
  boost::asio::io_context io(1);
  router::RouterProcess process(io, std::move(*plan), flags.command, *log);
  return shell::RunProcess(io, process, *log);
}

}  // namespace

void AddRouterCommand(CLI::App& program, Action& action) {
  auto flags = std::make_shared<StationFlags>();
  CLI::App* command =
      program.add_subcommand("router", "Run one relay as a process of its own, over sockets");
  AddStationFlags(*command, *flags);
  command->footer(kRouterFooter);
  command->callback([&action, flags] { action = [flags] { return RunRouter(*flags); }; });
}

}  // namespace torntape::cli
