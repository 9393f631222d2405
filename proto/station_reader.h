#pragma once

#include <optional>
#include <string>
#include <vector>

#include "network/network.h"
#include "proto/files.h"

namespace torntape::proto {

// What `torntape router` and `torntape post` are told by a file: a station's own
// (proto/torntape/v1/station.proto), or the network's, which leaves open who this station is.
struct StationFile {
  network::Network network;
  std::optional<network::RoutingIndicator> station;
  std::string listen;  // ADDRESS:PORT, or empty
  struct Peer {
    std::string link;
    std::string at;  // ADDRESS:PORT, or a port file, from where the program was started
  };
  std::vector<Peer> peers;
  std::string store;  // the folder of its custody, from where the program was started, or empty
};

// A station's file with its network, and every file that was read, with what was found there.
// `station` is empty if and only if an error stands among these.
struct LoadedStation {
  std::optional<StationFile> station;
  std::vector<CheckedFile> files;  // the one named is the first
};

// Reads the station or the network at `path` through `reader`.
[[nodiscard]] LoadedStation LoadStation(const std::string& path, FileReader& reader);

}  // namespace torntape::proto
