#pragma once

#include <string>
#include <vector>

#include "network/network.h"
#include "proto/field_checks.h"

namespace torntape::v1 {
class NetworkConfig;
}

// The steps in which proto/network_reader.cc makes a network. Only it uses them.
namespace torntape::proto {

// A network in the making, with the entry of the file that each part comes from.
struct NetworkDraft {
  network::Network network;
  std::vector<std::string> station_entries;     // "relays[0]", "posts[3]"
  std::vector<std::string> link_entries;        // "links[2]", or "posts[3]" of an implied link
  std::vector<std::string> addressee_entries;   // "posts[3].serves[0]"
  std::vector<std::string> collective_entries;  // "collectives[1]"
};

// Takes the entries one by one, in this order; what is refused is left out.
void ReadStations(const v1::NetworkConfig& config, FieldChecks& checks, NetworkDraft& draft);
void ReadLinks(const v1::NetworkConfig& config, FieldChecks& checks, NetworkDraft& draft);
void ReadCollectives(const v1::NetworkConfig& config, FieldChecks& checks, NetworkDraft& draft);
void ReadRoutes(const v1::NetworkConfig& config, FieldChecks& checks, NetworkDraft& draft);

// Looks at the network as a whole. REQUIRES: no entry was refused.
void CheckDesignators(FieldChecks& checks, const NetworkDraft& draft);
void CheckReach(FieldChecks& checks, const NetworkDraft& draft);
void CheckNesting(FieldChecks& checks, const NetworkDraft& draft);
// No cable to a collective may call more stations than a cable can. REQUIRES: CheckNesting is
// content.
void CheckExpansions(FieldChecks& checks, const NetworkDraft& draft);

}  // namespace torntape::proto
