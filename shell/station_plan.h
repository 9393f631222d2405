#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "cable/routing_indicator.h"
#include "network/network.h"
#include "proto/files.h"
#include "shell/station.h"

namespace torntape::shell {

// Bounds of custody on disk.
struct StoreLimits {
  static constexpr std::uint64_t kBytesLeast = 16u << 20;
  static constexpr std::uint64_t kSegmentLeast = 1u << 20;
  static constexpr std::uint64_t kSegmentMost = 4ull << 30;
  std::uint64_t bytes_max = std::uint64_t{1} << 40;  // of what is owed; then senders wait
  std::uint64_t history_bytes_max = std::uint64_t{1} << 30;
  std::uint64_t segment_bytes = 64u << 20;
};

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
  StoreLimits store_limits{};
  int control_descriptor = -1;
};

// Who a station's process is, and with whom it speaks.
struct StationPlan {
  network::Network network;
  cable::RoutingIndicator station;
  StationOptions options;
  std::string store;  // the folder of its custody; empty: in memory
  StoreLimits store_limits;
  // Of links that this station dials and whose peers' places it was not told.
  std::vector<std::string> links_without_place;
};

// Reads the files and puts both together. The error is for a person and may have many lines.
// `relay` says which kind of station is wanted.
Result<StationPlan> PlanStation(const StationCommand& command, bool relay,
                                proto::FileReader& reader);

}  // namespace torntape::shell
