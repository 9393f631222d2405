#include "cli/station_options.h"

#include <cstdint>

#include <CLI/CLI.hpp>

namespace torntape::cli {

namespace {

void AddStoreLimits(CLI::App& command, shell::StoreLimits& limits) {
  const auto add = [&command](const char* name, std::uint64_t& bytes, const char* what,
                              std::uint64_t least, std::uint64_t most) {
    command.add_option(name, bytes, what)
        ->transform(CLI::AsSizeValue(false).description(""))
        ->check(CLI::Range(least, most).description(""))
        ->type_name("SIZE");
  };
  add("--store-limit", limits.bytes_max,
      "Let senders wait while so much is in custody on disk, as in 20gb;\n16mb or more, 1tb "
      "unless "
      "given",
      shell::StoreLimits::kBytesLeast, std::uint64_t{1} << 50);
  add("--store-history", limits.history_bytes_max,
      "Keep so much of what is settled, ten days at most; 1gb unless\ngiven", 0,
      std::uint64_t{1} << 50);
  add("--store-segment", limits.segment_bytes,
      "Of each file of custody, 1mb to 4gb; 64mb unless given", shell::StoreLimits::kSegmentLeast,
      shell::StoreLimits::kSegmentMost);
}

}  // namespace

void AddStationFlags(CLI::App& command, StationFlags& flags) {
  shell::StationCommand& station = flags.command;
  command
      .add_option("CONFIG", station.config, "A station's file, or its network's and then --station")
      ->required();
  command.add_option("--station", station.station, "Which station of the network this is")
      ->type_name("INDICATOR");
  auto* listen = command.add_option("--listen", station.listen,
                                    "Take connections there; else on a port of the loopback");
  listen->type_name("ADDRESS:PORT");
  command.add_option("--port", station.port, "The same, a port of the loopback")
      ->type_name("PORT")
      ->check(CLI::Range(0, 65535).description(""))
      ->excludes(listen);
  command
      .add_option("--peer", station.peers,
                  "Dial the first end of this link there: at ADDRESS:PORT,\nor where a port file "
                  "says; once for each link")
      ->type_name("LINK=WHERE")
      ->allow_extra_args(false);
  command
      .add_option("--port-file", station.port_file,
                  "Write ADDRESS:PORT there when connections are taken")
      ->type_name("FILE");
  command
      .add_option("--events", station.events_file,
                  "Write every event there, one JSON object a line")
      ->type_name("FILE");
  command
      .add_option("--store", station.store,
                  "Keep custody in this folder, so that it outlives the process;\nelse in memory")
      ->type_name("FOLDER");
  AddStoreLimits(command, station.store_limits);
  // Of live runs, which start this program themselves (proto/control.h).
  command.add_option("--control-fd", station.control_descriptor)->group("");
  command.add_flag("--quiet", flags.quiet, "Say only what is wrong");
}

}  // namespace torntape::cli
