#include "sim/tally.h"

#include <algorithm>

namespace torntape::sim {

using cable::Event;
using cable::EventKind;
using cable::RoutingIndicator;

namespace {

constexpr std::size_t kStepsMax = 144;  // halved when they are full: at least 72 of a long run

}  // namespace

std::size_t Tally::HashOfKey::operator()(const Key& key) const {
  const std::hash<RoutingIndicator> hash;
  return hash(key.from) * 0x9e3779b97f4a7c15U ^ hash(key.to);
}

void Tally::OnEvent(const Event& event) {
  switch (event.kind) {
    case EventKind::kFiled:
      ++StepAt(event.at).filed;
      return;
    case EventKind::kDelivered:
      ++StepAt(event.at).delivered;
      return;
    case EventKind::kQueued:
    case EventKind::kSent:
      break;
    default:
      return;
  }
  const std::size_t place = PlaceOf(event);
  CircuitRow& row = circuits_[place];
  waiting_total_ += event.queue_depth;
  waiting_total_ -= waiting_[place];
  waiting_[place] = event.queue_depth;
  Step& step = StepAt(event.at);
  step.waiting = std::max(step.waiting, waiting_total_);
  if (event.queue_depth > row.queue_peak) {
    row.queue_peak = event.queue_depth;
    row.queue_peak_at = event.at;
  }
  if (event.kind != EventKind::kSent) return;
  ++row.transmissions;
  row.body_bytes += event.body_bytes;
}

std::size_t Tally::PlaceOf(const Event& event) {
  const auto [found, added] = places_.try_emplace({event.station, event.peer}, circuits_.size());
  if (added) {
    CircuitRow row;
    row.from = event.station.ToString();
    row.to = event.peer.ToString();
    circuits_.push_back(std::move(row));
    waiting_.push_back(0);
  }
  return found->second;
}

Tally::Step& Tally::StepAt(Instant at) {
  if (!begin_) begin_ = at;
  const Duration since = std::max(at - *begin_, Duration::zero());
  while (since / step_ >= static_cast<std::int64_t>(kStepsMax)) Coarsen();
  const auto place = static_cast<std::size_t>(since / step_);
  if (place >= steps_.size()) {
    // What waits goes on waiting while nothing happens.
    steps_.resize(place + 1, Step{0, 0, waiting_total_});
  }
  return steps_[place];
}

void Tally::Coarsen() {
  step_ *= 2;
  for (std::size_t i = 0; i < steps_.size(); i += 2) {
    Step both = steps_[i];
    if (i + 1 < steps_.size()) {
      both.filed += steps_[i + 1].filed;
      both.delivered += steps_[i + 1].delivered;
      both.waiting = std::max(both.waiting, steps_[i + 1].waiting);
    }
    steps_[i / 2] = both;
  }
  steps_.resize((steps_.size() + 1) / 2);
}

const CircuitRow* Tally::Find(RoutingIndicator from, RoutingIndicator to) const {
  const auto found = places_.find({from, to});
  return found == places_.end() ? nullptr : &circuits_[found->second];
}

void Tally::SetBusy(RoutingIndicator from, RoutingIndicator to, std::uint32_t per_mille) {
  const auto found = places_.find({from, to});
  if (found != places_.end()) circuits_[found->second].busy_per_mille = per_mille;
}

std::vector<CircuitRow> Tally::Busiest() const {
  std::vector<CircuitRow> rows = circuits_;
  std::stable_sort(rows.begin(), rows.end(), [](const CircuitRow& a, const CircuitRow& b) {
    const std::uint32_t busy_a = a.busy_per_mille.value_or(0);
    const std::uint32_t busy_b = b.busy_per_mille.value_or(0);
    return busy_a != busy_b ? busy_a > busy_b : a.transmissions > b.transmissions;
  });
  if (rows.size() > kCircuitRowsMax) rows.resize(kCircuitRowsMax);
  return rows;
}

Timeline Tally::TimelineUpTo(Instant end) const {
  Timeline timeline;
  timeline.step = step_;
  for (const Step& step : steps_) {
    if (*begin_ + step_ * static_cast<std::int64_t>(timeline.filed.size()) > end) break;
    timeline.filed.push_back(step.filed);
    timeline.delivered.push_back(step.delivered);
    timeline.waiting.push_back(step.waiting);
  }
  return timeline;
}

}  // namespace torntape::sim
