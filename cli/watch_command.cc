#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "base/instant.h"
#include "cable/event.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/program.h"
#include "proto/json.h"
#include "shell/endpoint.h"
#include "shell/signals.h"
#include "shell/watch_client.h"

namespace torntape::cli {
namespace {

constexpr const char* kWatchFooter =
    "A watcher never holds a relay up: of one that reads too slowly events are left out, and it "
    "is\n"
    "told how many. It ends when the relay ends, or by Ctrl-C.\n"
    "\n"
    "Examples:\n"
    "  torntape watch 127.0.0.1:7001\n"
    "  torntape watch ryka.port --json | grep '\"kind\":\"INTERCEPTED\"'\n"
    "\n"
    "Exit: 0 ended as asked, or with the relay; 2 it could not watch, or lost the connection.";

struct WatchOptions {
  std::string relay;
  bool json = false;
  bool quiet = false;
  std::uint64_t count = 0;
};

std::string LineOf(const cable::Event& event, bool json) {
  if (json) return proto::EventToJson(event) + "\n";
  return fmt::format("{} {}\n", FormatTimeOfDay(event.at), cable::DescribeEvent(event));
}

// Prints what is watched.
class EventPrinter {
 public:
  explicit EventPrinter(const WatchOptions& options) : options_(options) {}

  // False when enough has been printed, or nobody reads it.
  bool Take(const proto::EventBatch& batch) {
    if (batch.missed > 0) Complain(fmt::format("{} events were left out here", batch.missed));
    for (const proto::KeptEvent& kept : batch.events) {
      if (done_) return false;
      done_ = !Print(LineOf(proto::ViewOf(kept), options_.json)) || ++printed_ == options_.count;
    }
    done_ = std::fflush(stdout) != 0 || done_;
    return !done_;
  }

 private:
  const WatchOptions& options_;
  std::uint64_t printed_ = 0;
  bool done_ = false;
};

int Watch(const WatchOptions& options) {
  const auto endpoint = shell::FindEndpoint(options.relay);
  if (!endpoint) {
    Complain("torntape watch: " + endpoint.error().message);
    return kCouldNotRun;
  }
  boost::asio::io_context io(1);
  int code = kAsAsked;
  EventPrinter printer(options);
  std::unique_ptr<shell::WatchClient> client;
  client = std::make_unique<shell::WatchClient>(
      io, *endpoint,
      shell::WatchClient::Calls{[&](const proto::EventBatch& batch) {
                                  if (!printer.Take(batch)) client->Stop();
                                },
                                [&](bool in_order, const std::string& text) {
                                  if (!in_order) code = kCouldNotRun;
                                  if (!in_order || !options.quiet)
                                    Complain("torntape watch: " + text);
                                  io.stop();
                                }});
  const shell::Signals signals(io, [&client](const std::string&) { client->Stop(); });
  io.run();
  return code;
}

}  // namespace

void AddWatchCommand(CLI::App& program, Action& action) {
  auto options = std::make_shared<WatchOptions>();
  CLI::App* command =
      program.add_subcommand("watch", "Follow the events of a relay or post as they happen");
  command
      ->add_option("ROUTER", options->relay,
                   "ADDRESS:PORT of the relay, or the name of its port file")
      ->required();
  command->add_option("--count", options->count, "End after so many events");
  command->add_flag("--json", options->json, "For programs: one JSON object a line");
  command->add_flag("--quiet", options->quiet, "Do not say why it ends");
  command->footer(kWatchFooter);
  command->callback([&action, options] { action = [options] { return Watch(*options); }; });
}

}  // namespace torntape::cli
