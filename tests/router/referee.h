#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "network/network.h"

namespace torntape::testing {

// Spec 4.2 word for word, by looking at everything: the links, as places in Network::links, of the
// route with the longest prefix; the links to a tributary count as a route of its name where there
// is none.
inline std::vector<std::uint16_t> LinksByLinearScan(const network::Network& network,
                                                    cable::RoutingIndicator relay,
                                                    cable::RoutingIndicator wanted) {
  std::vector<std::uint16_t> best;
  std::size_t size_best = 0;
  for (const network::Route& route : network.routes) {
    if (route.at != relay || !wanted.HasPrefix(route.prefix)) continue;
    if (route.prefix.size() <= size_best) continue;
    best = route.links;
    size_best = route.prefix.size();
  }
  for (const network::Station& station : network.stations) {
    if (station.role != network::StationRole::kTributary) continue;
    if (!wanted.HasPrefix(station.indicator) || station.indicator.size() <= size_best) continue;
    std::vector<std::uint16_t> links;
    for (std::size_t i = 0; i < network.links.size(); ++i) {
      const network::Link& link = network.links[i];
      if (link.first != relay && link.second != relay) continue;
      if (link.Other(relay) == station.indicator) links.push_back(static_cast<std::uint16_t>(i));
    }
    if (links.empty()) continue;
    best = links;
    size_best = station.indicator.size();
  }
  return best;
}

}  // namespace torntape::testing
