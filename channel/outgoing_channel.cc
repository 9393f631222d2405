#include "channel/outgoing_channel.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/assert.h"

namespace torntape::channel {

using cable::LaneOf;
using cable::Precedence;

void OutgoingChannel::PushBack(Precedence precedence, CopyPlace copy) {
  lanes_[LaneOf(precedence)].push_back(copy);
  ++waiting_;
}

void OutgoingChannel::PushFront(Precedence precedence, CopyPlace copy) {
  lanes_[LaneOf(precedence)].push_front(copy);
  ++waiting_;
}

CopyPlace OutgoingChannel::NextOnceFree() const {
  if (!open_ || waiting_ == 0) return kNoCopy;
  std::size_t lane = 0;
  while (lanes_[lane].empty()) ++lane;
  const bool urgent = lane <= LaneOf(Precedence::kFlash);
  const bool may_start =
      urgent ? reserve_spent_ < reserve_granted_
             : ordinary_spent_ < ordinary_granted_ && ordinary_out() < ordinary_limit_;
  return may_start ? lanes_[lane].front() : kNoCopy;
}

CopyPlace OutgoingChannel::LeastUrgent() const {
  if (Next() == kNoCopy) return kNoCopy;
  std::size_t lane = lanes_.size() - 1;
  while (lanes_[lane].empty()) --lane;
  return lanes_[lane].front();
}

std::uint32_t OutgoingChannel::WaitingAbove(Precedence precedence) const {
  std::size_t above = 0;
  for (std::size_t lane = 0; lane < LaneOf(precedence); ++lane) above += lanes_[lane].size();
  return static_cast<std::uint32_t>(above);
}

OutgoingChannel::Started OutgoingChannel::Start(Precedence precedence, CopyPlace copy,
                                                std::uint64_t cost) {
  auto& lane = lanes_[LaneOf(precedence)];
  TORNTAPE_ASSERT(!lane.empty());
  TORNTAPE_ASSERT(lane.front() == copy);
  lane.pop_front();
  --waiting_;
  const bool urgent = cable::IsUrgent(precedence);
  (urgent ? reserve_spent_ : ordinary_spent_) += cost;
  if (!urgent) ordinary_under_way_ += cost;
  circuit_busy_ = one_at_a_time_;
  sent_count_ += 1U + std::exchange(skipped_, std::uint16_t{0});
  under_way_.push_back({sent_count_, copy, cost, urgent});
  return {sent_count_, NumberOf(sent_count_)};
}

std::optional<OutgoingChannel::UnderWay> OutgoingChannel::PopReceipted(std::uint64_t count) {
  if (!AnyUnderWayUpTo(count)) return std::nullopt;
  return Ended(under_way_.pop_front());
}

std::optional<OutgoingChannel::UnderWay> OutgoingChannel::PopNewest() {
  if (under_way_.empty()) return std::nullopt;
  return Ended(under_way_.pop_back());
}

std::optional<OutgoingChannel::UnderWay> OutgoingChannel::TakeUnderWay(std::uint64_t count) {
  for (std::size_t i = 0; i < under_way_.size() && under_way_[i].count <= count; ++i) {
    if (under_way_[i].count == count) return Ended(under_way_.Take(i));
  }
  return std::nullopt;
}

OutgoingChannel::UnderWay OutgoingChannel::Ended(UnderWay under_way) {
  if (!under_way.urgent) ordinary_under_way_ -= under_way.cost;
  return under_way;
}

std::uint64_t OutgoingChannel::CountOf(std::uint16_t serial) const {
  if (serial == 0 || serial > cable::CycleOf(digits_) || sent_count_ == 0) return 0;
  const std::uint64_t cycle = cable::CycleOf(digits_);
  const std::uint64_t back = (SerialOf(sent_count_) + cycle - serial) % cycle;
  return back < sent_count_ ? sent_count_ - back : 0;
}

CopyPlace OutgoingChannel::TakeWaiting(const std::function<bool(CopyPlace)>& is_it) {
  for (auto& lane : lanes_) {
    for (std::size_t i = 0; i < lane.size(); ++i) {
      if (!is_it(lane[i])) continue;
      --waiting_;
      return lane.Take(i);
    }
  }
  return kNoCopy;
}

void OutgoingChannel::RestoreUnderWay(const UnderWay& under_way) {
  under_way_.push_back(under_way);
  for (std::size_t i = under_way_.size() - 1; i > 0; --i) {
    if (under_way_[i - 1].count <= under_way_[i].count) break;
    std::swap(under_way_[i - 1], under_way_[i]);
  }
}

void OutgoingChannel::SortWaiting(const std::function<bool(CopyPlace, CopyPlace)>& before) {
  for (auto& lane : lanes_) {
    std::vector<CopyPlace> copies;
    copies.reserve(lane.size());
    for (std::size_t i = 0; i < lane.size(); ++i) copies.push_back(lane[i]);
    std::sort(copies.begin(), copies.end(), before);
    for (std::size_t i = 0; i < lane.size(); ++i) lane[i] = copies[i];
  }
}

void OutgoingChannel::Open(std::uint64_t ordinary_bytes, std::uint64_t reserve_bytes) {
  open_ = true;
  circuit_busy_ = false;
  ordinary_granted_ = ordinary_first_ = ordinary_bytes;
  reserve_granted_ = reserve_bytes;
  ordinary_spent_ = 0;
  reserve_spent_ = 0;
}

void OutgoingChannel::Grant(std::uint64_t ordinary_bytes, std::uint64_t reserve_bytes) {
  if (ordinary_first_ == 0) ordinary_first_ = ordinary_bytes;
  ordinary_granted_ = std::max(ordinary_granted_, ordinary_bytes);
  reserve_granted_ = std::max(reserve_granted_, reserve_bytes);
}

}  // namespace torntape::channel
