#pragma once

#include <algorithm>
#include <cstdint>

#include "cable/precedence.h"

namespace torntape::shell {

// What the peer of one channel has granted, and how much of it the core is told (design decision
// 9). All that the core may send it sends at once, into the queue of the link. A peer may grant
// more than may stand there (SessionOptions::queued_bytes_max), so the core has no more than a
// bounded part of it ahead of what it has sent, and the next when the link has written that.
class GrantedCredit {
 public:
  struct Purses {
    std::uint64_t ordinary_bytes = 0;
    std::uint64_t reserve_bytes = 0;
  };
  // More than a window has unless a network says otherwise, so that it is seldom met at all.
  static constexpr std::uint64_t kAheadBytesMax = 1u << 20;
  // Of all channels of a link, each of the two purses.
  static constexpr std::uint64_t kAheadOfLinkMax = 16u << 20;

  // A new connection; its link has so many channels.
  void Open(std::size_t channels) {
    *this = {};
    ahead_ = std::min(kAheadBytesMax, kAheadOfLinkMax / std::max<std::size_t>(1, channels));
  }
  // By the peer: cumulative, never lowered.
  void Grant(std::uint64_t ordinary_bytes, std::uint64_t reserve_bytes) {
    ordinary_.granted = std::max(ordinary_.granted, ordinary_bytes);
    reserve_.granted = std::max(reserve_.granted, reserve_bytes);
  }
  void Sent(cable::Precedence precedence, std::uint64_t cost) {
    (cable::IsUrgent(precedence) ? reserve_ : ordinary_).sent += cost;
  }

  // There is more than the core may be told now, before what it has sent is written.
  bool exceeds() const { return Exceeds(ordinary_) || Exceeds(reserve_); }
  // There is more than the core was told.
  bool withheld() const { return IsWithheld(ordinary_) || IsWithheld(reserve_); }
  // What the core is told from now on.
  Purses Tell() { return {Tell(ordinary_), Tell(reserve_)}; }

 private:
  struct Purse {
    std::uint64_t granted = 0;
    std::uint64_t told = 0;
    std::uint64_t sent = 0;
  };
  bool Exceeds(const Purse& purse) const { return purse.granted > purse.sent + ahead_; }
  static bool IsWithheld(const Purse& purse) { return purse.granted > purse.told; }
  std::uint64_t Tell(Purse& purse) const {
    return purse.told = std::max(purse.told, std::min(purse.granted, purse.sent + ahead_));
  }

  std::uint64_t ahead_ = kAheadBytesMax;
  Purse ordinary_;
  Purse reserve_;
};

}  // namespace torntape::shell
