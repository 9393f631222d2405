#include "cli/station_options.h"

#include <CLI/CLI.hpp>

namespace torntape::cli {

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
  // Of live runs, which start this program themselves (proto/control.h).
  command.add_option("--control-fd", station.control_descriptor)->group("");
  command.add_flag("--quiet", flags.quiet, "Say only what is wrong");
}

}  // namespace torntape::cli
