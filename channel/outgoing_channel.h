#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>

#include "cable/channel_number.h"
#include "cable/precedence.h"
#include "channel/ring.h"

namespace torntape::channel {

// The place of a copy in its station's custody.
using CopyPlace = std::uint32_t;
inline constexpr CopyPlace kNoCopy = 0xffffffff;

// One direction of a channel as its sender keeps it: copies waiting in five lanes, numbers given at
// the moment of sending (design decision 6), what is under way and not receipted, and the two
// purses of credit (design decision 9). Strict order by precedence, first in first out within one
// (spec 3.2). It knows nothing of connections but whether there is one.
//
// A number's `count` is its place in the whole life of the channel, from 1; the serial that people
// see is derived from it and begins anew after 999 or 9999.
//
// Not thread-safe. Invariant: under_way is in rising order of count.
class OutgoingChannel {
 public:
  struct UnderWay {
    std::uint64_t count = 0;
    CopyPlace copy = kNoCopy;
    std::uint64_t cost = 0;
    bool urgent = false;  // of which purse the cost is
  };

  // `one_at_a_time`: a slow circuit takes one transmission, and the next is chosen when it is free.
  OutgoingChannel(cable::ChannelDesignator designator, std::uint8_t digits,
                  bool one_at_a_time = false)
      : designator_(designator), digits_(digits), one_at_a_time_(one_at_a_time) {}

  void PushBack(cable::Precedence precedence, CopyPlace copy);
  void PushFront(cable::Precedence precedence, CopyPlace copy);

  // The copy that must leave next, or kNoCopy: none waits, or its purse is spent, or no connection,
  // or a circuit that takes one at a time has not said FreeCircuit since the last Start.
  // An empty purse of the most urgent lane holds the others too, as nothing may overtake.
  CopyPlace Next() const { return circuit_busy_ ? kNoCopy : NextOnceFree(); }
  // The same, whatever the circuit is busy with.
  CopyPlace NextOnceFree() const;
  // For tests that plant a fault: the one that should leave last of all.
  CopyPlace LeastUrgent() const;
  // How many copies wait in lanes more urgent than that of `precedence`.
  std::uint32_t WaitingAbove(cable::Precedence precedence) const;
  // Takes what Next() gave, assigns the next number and spends its purse.
  // REQUIRES: Next() == copy.
  struct Started {
    std::uint64_t count = 0;
    cable::ChannelNumber number;
  };
  Started Start(cable::Precedence precedence, CopyPlace copy, std::uint64_t cost);

  bool AnyUnderWayUpTo(std::uint64_t count) const {
    return !under_way_.empty() && under_way_.front().count <= count;
  }
  // Takes out the oldest one under way if its count is at most `count`; else nothing.
  std::optional<UnderWay> PopReceipted(std::uint64_t count);
  // Takes out the newest one under way; nothing when there is none. For putting back in order.
  std::optional<UnderWay> PopNewest();

  // The newest one under way; nothing when there is none.
  std::optional<UnderWay> newest_under_way() const {
    return under_way_.empty() ? std::nullopt : std::optional(under_way_.back());
  }
  // What was under way and never came whole costs nothing: the peer will not free what it spent.
  void Refund(cable::Precedence precedence, std::uint64_t cost) {
    (cable::IsUrgent(precedence) ? reserve_spent_ : ordinary_spent_) -= cost;
  }
  // Takes out the one under way with just this count; nothing if there is none.
  std::optional<UnderWay> TakeUnderWay(std::uint64_t count);

  // A new connection: purses as the peer grants them from here on.
  void Open(std::uint64_t ordinary_bytes, std::uint64_t reserve_bytes);
  void Close() { open_ = false; }
  bool open() const { return open_; }
  // Cumulative since Open; never lowers what was granted.
  void Grant(std::uint64_t ordinary_bytes, std::uint64_t reserve_bytes);

  // Takes out of the lanes the first copy for which `is_it` holds, the most urgent lane first;
  // kNoCopy if there is none. For recovery.
  CopyPlace TakeWaiting(const std::function<bool(CopyPlace)>& is_it);

  // ---- the ordinary purse in use (channel/send_window.h)
  std::uint64_t ordinary_spent() const { return ordinary_spent_; }
  // What of it the peer has not taken yet: neither given back, nor receipted.
  std::uint64_t ordinary_out() const {
    const std::uint64_t freed = ordinary_granted_ - ordinary_first_;
    return std::min(ordinary_spent_ - std::min(ordinary_spent_, freed), ordinary_under_way_);
  }
  // So much of it may be out at once, whatever was granted.
  void LimitOrdinary(std::uint64_t bytes) { ordinary_limit_ = bytes; }

  // The circuit has taken the last bit of what was started: the next may be chosen.
  void FreeCircuit() { circuit_busy_ = false; }
  bool circuit_busy() const { return circuit_busy_; }

  // Number state, for meeting the peer and for recovery.
  std::uint64_t sent_count() const { return sent_count_; }
  std::uint16_t next_serial() const { return SerialOf(sent_count_ + 1); }
  void Restore(std::uint64_t sent_count) { sent_count_ = sent_count; }
  // The place in the life of the channel of a serial that was given last at or before now; 0 if
  // none ever was.
  std::uint64_t CountOf(std::uint16_t serial) const;
  // A wrong number: the next one is so many ahead of the one that is due. Only with the next Start:
  // until then nothing is committed of it, and the peer must not be told.
  void SkipNumbers(std::uint16_t skipped) { skipped_ = skipped; }
  // In any order.
  void RestoreUnderWay(const UnderWay& under_way);
  // Puts each lane into this order. For recovery, which may learn of old copies after new ones.
  void SortWaiting(const std::function<bool(CopyPlace, CopyPlace)>& before);
  cable::ChannelNumber NumberOf(std::uint64_t count) const {
    return {designator_, SerialOf(count), digits_};
  }

  std::size_t waiting() const { return waiting_; }
  std::size_t waiting_in(std::size_t lane) const { return lanes_[lane].size(); }
  CopyPlace waiting_at(std::size_t lane, std::size_t i) const { return lanes_[lane][i]; }
  std::size_t under_way() const { return under_way_.size(); }
  const UnderWay& under_way_at(std::size_t i) const { return under_way_[i]; }
  cable::ChannelDesignator designator() const { return designator_; }

 private:
  // One is under way no more.
  UnderWay Ended(UnderWay under_way);
  std::uint16_t SerialOf(std::uint64_t count) const {
    return static_cast<std::uint16_t>((count - 1) % cable::CycleOf(digits_) + 1);
  }

  cable::ChannelDesignator designator_;
  std::uint8_t digits_;
  bool one_at_a_time_ = false;
  bool circuit_busy_ = false;  // only with one_at_a_time_
  bool open_ = false;
  std::array<Ring<CopyPlace>, cable::kLaneCount> lanes_;
  std::size_t waiting_ = 0;
  Ring<UnderWay> under_way_;
  std::uint64_t sent_count_ = 0;
  std::uint16_t skipped_ = 0;
  std::uint64_t ordinary_first_ = 0;  // the first grant since Open
  std::uint64_t ordinary_limit_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t ordinary_granted_ = 0;
  std::uint64_t ordinary_spent_ = 0;
  std::uint64_t ordinary_under_way_ = 0;
  std::uint64_t reserve_granted_ = 0;
  std::uint64_t reserve_spent_ = 0;
};

}  // namespace torntape::channel
