#pragma once

#include <span>

#include "cable/channel_number.h"
#include "network/directory.h"

namespace torntape::network {

// The way that a cable has come, read from its trace (spec 4.9). A channel designator is unique
// among the channels of one station and no further, so a number says where it was given only to
// whoever knows where it was received.

// The station that sends to `here` under `designator`; none() if no channel there has it.
RoutingIndicator SenderOf(const Directory& directory, RoutingIndicator here,
                          cable::ChannelDesignator designator);

// Calls `visit(received_at, number)` for each number of `trace`, newest first, with the station
// that received the cable under it. `newest_at` received the newest one. From a number on that the
// network does not have, nobody can tell where the others were received: they come with none().
template <typename Visit>
void WalkBack(const Directory& directory, RoutingIndicator newest_at,
              std::span<const cable::ChannelNumber> trace, Visit visit) {
  RoutingIndicator here = newest_at;
  for (const cable::ChannelNumber& number : trace) {
    const RoutingIndicator sender =
        here.none() ? here : SenderOf(directory, here, number.designator);
    visit(sender.none() ? sender : here, number);
    here = sender;
  }
}

}  // namespace torntape::network
