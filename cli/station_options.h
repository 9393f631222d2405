#pragma once

#include <string>

#include "shell/station_plan.h"

namespace CLI {
class App;
}

namespace torntape::cli {

// What `torntape router` and `torntape post` are told alike.
struct StationFlags {
  shell::StationCommand command;
  bool quiet = false;
};
void AddStationFlags(CLI::App& command, StationFlags& flags);

}  // namespace torntape::cli
