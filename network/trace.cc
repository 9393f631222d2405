#include "network/trace.h"

#include <algorithm>

namespace torntape::network {

RoutingIndicator SenderOf(const Directory& directory, RoutingIndicator here,
                          cable::ChannelDesignator designator) {
  for (const std::uint16_t place : directory.LinksOf(here)) {
    const Link& link = directory.network().links[place];
    const bool here_is_first = link.first == here;
    const bool found =
        std::any_of(link.channels.begin(), link.channels.end(), [&](const Channel& channel) {
          return (here_is_first ? channel.second_to_first : channel.first_to_second) == designator;
        });
    if (found) return link.Other(here);
  }
  return {};
}

}  // namespace torntape::network
