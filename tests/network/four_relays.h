#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "network/directory.h"
#include "network/network.h"

namespace torntape::network::testing {

inline RoutingIndicator Ri(std::string_view letters) { return RoutingIndicator::Of(letters); }

inline void AddRelay(Network& network, std::string_view indicator) {
  network.stations.push_back({Ri(indicator), StationRole::kMajorRelay, ""});
}

inline void AddLink(Network& network, std::string_view first, std::string_view second,
                    std::uint32_t cost = 1) {
  Link link;
  link.name = std::string(first) + "-" + std::string(second);
  link.first = Ri(first);
  link.second = Ri(second);
  link.cost = cost;
  network.links.push_back(link);
}

// A post that serves one addressee of that name.
inline AddresseeId AddPost(Network& network, std::string_view relay, std::string_view indicator,
                           std::string_view name) {
  network.stations.push_back({Ri(indicator), StationRole::kTributary, std::string(name)});
  AddLink(network, relay, indicator);
  network.addressees.push_back({std::string(name), Ri(indicator)});
  return static_cast<AddresseeId>(network.addressees.size() - 1);
}

// The network of spec 4.6, before its channels and routes are completed.
inline Network FourRelays() {
  Network network;
  network.name = "Four relays";
  for (const auto* relay : {"RYKA", "RYLB", "RYMC", "RYND"}) AddRelay(network, relay);
  AddLink(network, "RYKA", "RYLB");
  AddLink(network, "RYLB", "RYMC");
  AddLink(network, "RYLB", "RYND");
  AddLink(network, "RYMC", "RYND", 5);
  AddPost(network, "RYKA", "RYKABD", "EMB BRINDLEMOOR");
  const AddresseeId caldersend = AddPost(network, "RYKA", "RYKACS", "EMB CALDERSEND");
  AddPost(network, "RYLB", "RYLBDN", "EMB DUNMARROW");
  const AddresseeId elsington = AddPost(network, "RYLB", "RYLBEL", "EMB ELSINGTON");
  AddPost(network, "RYMC", "RYMCFR", "EMB FARROWHOLM");
  const AddresseeId glendarra = AddPost(network, "RYMC", "RYMCGL", "EMB GLENDARRA");
  AddPost(network, "RYND", "RYNDHQ", "HOMEMIN HAVENMOUTH");
  Collective trade;
  trade.name = "NORTHERN TRADE COLLECTIVE";
  trade.indicator = Ri("RYNDZP");
  trade.expander = Ri("RYND");
  trade.info_members = {caldersend, elsington, glendarra};
  network.collectives.push_back(trade);
  return network;
}

}  // namespace torntape::network::testing
