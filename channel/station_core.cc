#include "channel/station_core.h"

namespace torntape::channel {

std::vector<std::uint16_t> LinksOf(const network::Network& network,
                                   cable::RoutingIndicator station) {
  std::vector<std::uint16_t> links;
  for (std::size_t i = 0; i < network.links.size(); ++i) {
    if (network.links[i].first == station || network.links[i].second == station) {
      links.push_back(static_cast<std::uint16_t>(i));
    }
  }
  return links;
}

CustodyConfig CustodyConfigFor(const network::Network& network, cable::RoutingIndicator station,
                               std::uint64_t store_epoch) {
  CustodyConfig config;
  config.station = station;
  config.store_epoch = store_epoch;
  for (const std::uint16_t place : LinksOf(network, station)) {
    const network::Link& link = network.links[place];
    const bool is_first = link.first == station;
    for (const network::Channel& channel : link.channels) {
      ChannelConfig one;
      one.link = static_cast<LinkIndex>(config.link_count);
      one.peer = link.Other(station);
      one.outgoing = is_first ? channel.first_to_second : channel.second_to_first;
      one.incoming = is_first ? channel.second_to_first : channel.first_to_second;
      one.digits = channel.digits;
      one.window_bytes = link.window_bytes;
      one.reserve_bytes = link.reserve_bytes;
      config.channels.push_back(one);
    }
    ++config.link_count;
  }
  return config;
}

}  // namespace torntape::channel
