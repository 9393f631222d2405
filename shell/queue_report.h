#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "cable/precedence.h"
#include "channel/custodian.h"

namespace torntape::shell {

using LaneCounts = std::array<std::uint64_t, cable::kLaneCount>;

// Copies that wait, over all channels, by lane.
LaneCounts QueuedOf(const channel::Custodian& custodian);

// What a station that ends still has to send, a line a channel: "LBA to RYLB: 2 immediate, 7
// routine waiting, 1 under way"; none for a channel with nothing.
std::vector<std::string> DescribeQueues(const channel::Custodian& custodian);

}  // namespace torntape::shell
