#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "channel/custodian.h"
#include "network/network.h"

namespace torntape::router {

// Which links of one relay lead towards a routing indicator: the longest prefix wins (spec 4.2). A
// tributary at the other end of a link is reached over that link where no route says otherwise.
// Built once from the network.
class RouteTable {
 public:
  RouteTable(const network::Network& network, cable::RoutingIndicator relay);

  // The links to try, best first; empty if the tables know no way (spec 4.8).
  std::span<const channel::LinkIndex> Lookup(cable::RoutingIndicator indicator) const;
  // From here on, indicators that begin with `prefix` go over `link` alone: a wrong entry, or one
  // that a supervisor makes.
  void Override(cable::RoutingIndicator prefix, channel::LinkIndex link);

 private:
  struct Entry {
    std::uint64_t prefix = 0;
    std::uint32_t begin = 0;  // in links_
    std::uint32_t end = 0;
  };
  void Add(cable::RoutingIndicator prefix, std::span<const channel::LinkIndex> links);

  // By the number of letters in the prefix; each sorted, so that a look-up is a few short searches.
  std::array<std::vector<Entry>, cable::RoutingIndicator::kSizeMax + 1> by_size_;
  std::vector<channel::LinkIndex> links_;
};

}  // namespace torntape::router
