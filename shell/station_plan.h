#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cable/routing_indicator.h"
#include "network/network.h"
#include "proto/files.h"
#include "shell/station.h"

namespace torntape::shell {

// What a station's process is told by its command line; what is empty is left to its file.
struct StationCommand {
  std::string config{};              // a station's file, or that of its network
  std::string station{};             // routing indicator
  std::string listen{};              // ADDRESS:PORT
  int port = -1;                     // on the loopback, in place of `listen`
  std::vector<std::string> peers{};  // LINK=WHERE, WHERE as in FindEndpoint
  std::string port_file{};
  std::string events_file{};
  std::string store{};  // a folder; empty: in memory
  int control_descriptor = -1;
};

// Who a station's process is, and with whom it speaks.
struct StationPlan {
  network::Network network;
  cable::RoutingIndicator station;
  StationOptions options;
  std::string store;  // the folder of its custody; empty: in memory
  // Of links that this station dials and whose peers' places it was not told.
  std::vector<std::string> links_without_place;
};

// Reads the files and puts both together. The error is for a person and may have many lines.
// `relay` says which kind of station is wanted.
Result<StationPlan> PlanStation(const StationCommand& command, bool relay,
                                proto::FileReader& reader);

}  // namespace torntape::shell
