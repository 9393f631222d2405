#include "channel/incoming_channel.h"

#include <algorithm>

namespace torntape::channel {

IncomingChannel::Arrival IncomingChannel::Receive(cable::ChannelNumber number) {
  const std::uint64_t expected = received_count_ + 1;
  if (number.designator != designator_ || number.serial == 0 ||
      number.serial > cable::CycleOf(digits_)) {
    return {Continuity::kForeign, received_count_, 0};
  }
  const std::uint64_t cycle = cable::CycleOf(digits_);
  const std::uint64_t ahead = (number.serial + cycle - SerialOf(expected)) % cycle;
  // More than half a cycle ahead is nearer from behind: open until now, or used before.
  if (ahead > cycle / 2) {
    const std::uint64_t behind = cycle - ahead;
    const std::uint64_t count = behind < expected ? expected - behind : 0;
    if (TakeOpen(count)) return {Continuity::kLate, count, 0};
    return {Continuity::kUsedBefore, count, 0};
  }
  received_count_ = expected + ahead;
  if (ahead == 0) return {Continuity::kExpected, received_count_, 0};
  open_.push_back({expected, received_count_ - 1});
  return {Continuity::kAhead, received_count_, expected};
}

IncomingChannel::Arrival IncomingChannel::Garble(cable::ChannelNumber number) {
  const Arrival arrival = Receive(number);
  const bool counted =
      arrival.continuity != Continuity::kForeign && arrival.continuity != Continuity::kUsedBefore;
  if (counted) AddOpen(arrival.count);
  return arrival;
}

IncomingChannel::Comparison IncomingChannel::CompareAndRemember(cable::ChannelNumber number,
                                                                std::uint64_t digest) {
  Recent& recent = recent_[number.serial % recent_.size()];
  const Recent before = recent;
  recent = {number.serial, digest};
  if (before.serial != number.serial) return Comparison::kUnknown;
  return before.digest == digest ? Comparison::kSame : Comparison::kOther;
}

// Takes `count` out of the open numbers; false if it is not one of them.
bool IncomingChannel::TakeOpen(std::uint64_t count) {
  const auto found = std::find_if(open_.begin(), open_.end(), [count](const OpenNumbers& open) {
    return open.first <= count && count <= open.last;
  });
  if (found == open_.end()) return false;
  const OpenNumbers behind{count + 1, found->last};
  found->last = count - 1;
  const auto next = found->first > found->last ? open_.erase(found) : found + 1;
  if (behind.first <= behind.last) open_.insert(next, behind);
  return true;
}

void IncomingChannel::AddOpen(std::uint64_t count) {
  const auto behind = std::find_if(open_.begin(), open_.end(),
                                   [count](const OpenNumbers& open) { return open.first > count; });
  open_.insert(behind, {count, count});
}

void IncomingChannel::CloseUpTo(std::uint64_t count) {
  std::erase_if(open_, [count](const OpenNumbers& open) { return open.last <= count; });
}

void IncomingChannel::Commit(std::uint64_t count, cable::Precedence precedence,
                             std::uint64_t cost) {
  committed_count_ = std::max(committed_count_, count);
  (cable::IsUrgent(precedence) ? freed_.reserve_bytes : freed_.ordinary_bytes) += cost;
  credit_due_ = true;
}

void IncomingChannel::Open(std::uint64_t sender_sent_count, std::uint64_t window_bytes,
                           std::uint64_t reserve_bytes) {
  // What is committed does not move past the numbers that the sender burns now: if it never learns
  // of this meeting, it has burnt nothing, and would take the next telling for a receipt. Open
  // numbers were told with that count, as not committed.
  RestoreMeeting();
  received_count_ = std::max(received_count_, sender_sent_count);
  receipted_count_ = committed_count();
  window_ = {window_bytes, reserve_bytes};
  freed_ = {};
  granted_ = {};
  credit_due_ = true;
}

IncomingChannel::Purses IncomingChannel::TakeCredit() {
  credit_due_ = false;
  if (!ordinary_held_) granted_.ordinary_bytes = freed_.ordinary_bytes + window_.ordinary_bytes;
  granted_.reserve_bytes = freed_.reserve_bytes + window_.reserve_bytes;
  return granted_;
}

void IncomingChannel::HoldOrdinary(bool held) {
  if (ordinary_held_ && !held) credit_due_ = true;
  ordinary_held_ = held;
}

void IncomingChannel::RestoreCommitted(std::uint64_t count) {
  TakeOpen(count);
  received_count_ = std::max(received_count_, count);
  committed_count_ = std::max(committed_count_, count);
  receipted_count_ = committed_count();
}

void IncomingChannel::RestoreMeeting() {
  committed_count_ = committed_count();
  open_.clear();
}

void IncomingChannel::Restore(std::uint64_t committed_count) {
  open_.clear();
  recent_ = {};
  received_count_ = committed_count_ = receipted_count_ = committed_count;
}

void IncomingChannel::Forget() { Restore(0); }

}  // namespace torntape::channel
