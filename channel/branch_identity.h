#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/digest.h"
#include "cable/transmission.h"

namespace torntape::channel {

// By what a station knows the branches of a cable again (spec 4.9.3, 5.6). A branch is one called
// indicator that it must bring further.
//
// Several copies of one branch may be under way, by different ways: two collectives hold the same
// station, or a member was called by name as well. While routes change they may cross: one passes
// A and then B, the other one B and then A. If each relay gave up whatever branch it had had
// before, either would be given up for the other, and nobody would get the cable. So a copy is
// given up in two cases only, in which this cannot be:
//   - the branch has come to its end here: it was handed to the station itself, or expanded;
//   - a copy came by this very way, over the same channels from its originator on. Of all that came
//     to a station by one way, the first one goes on. No other can be in front of it further on:
//     to come there by the same way it would have had to pass here first.
//
// Borrows the heading of the transmission.
class BranchIdentity {
 public:
  BranchIdentity() = default;
  explicit BranchIdentity(const cable::Transmission& transmission);

  // That the branch has come to its end.
  Digest Ended(cable::RoutingIndicator called) const;
  // That it came by the way of this transmission; nothing where the way is too long to be told.
  std::optional<Digest> ByWay(cable::RoutingIndicator called) const;
  // Sent again on purpose, so no duplicate: ZFG, or ZEQ6 (spec 4.9.3; ACP 127 ¶426j, ¶438b).
  bool sent_on_purpose() const { return sent_on_purpose_; }

 private:
  const cable::Heading* heading_ = nullptr;
  std::uint64_t pilot_mark_ = 0;
  bool sent_on_purpose_ = false;
  std::optional<Digest> way_;
};

// True if `group` stands in `lines`, between spaces or line ends.
bool HasGroup(std::string_view lines, std::string_view group);

}  // namespace torntape::channel
