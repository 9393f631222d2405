#include "sim/tally.h"

#include <gtest/gtest.h>

namespace torntape::sim {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)
using cable::EventKind;

const Instant kBegin = FromCalendar(2031, 5, 14, 10, 42);
const auto kLowbridge = *cable::RoutingIndicator::Parse("RYLB");
const auto kKelder = *cable::RoutingIndicator::Parse("RYKA");

cable::Event EventAt(Instant at, EventKind kind, std::uint32_t depth = 0) {
  cable::Event event;
  event.at = at;
  event.kind = kind;
  event.station = kKelder;
  event.peer = kLowbridge;
  event.queue_depth = depth;
  event.body_bytes = 100;
  return event;
}

TEST(Tally, CountsCircuitsAndTheirLongestQueue) {
  Tally tally(kBegin);
  tally.OnEvent(EventAt(kBegin, EventKind::kQueued, 1));
  tally.OnEvent(EventAt(kBegin + 2s, EventKind::kQueued, 2));
  tally.OnEvent(EventAt(kBegin + 3s, EventKind::kSent, 1));
  tally.OnEvent(EventAt(kBegin + 4s, EventKind::kQueued, 2));
  const CircuitRow* row = tally.Find(kKelder, kLowbridge);
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->transmissions, 1U);
  EXPECT_EQ(row->body_bytes, 100U);
  EXPECT_EQ(row->queue_peak, 2U);
  EXPECT_EQ(row->queue_peak_at, kBegin + 2s) << "when it was so long for the first time";
  EXPECT_EQ(tally.Find(kLowbridge, kKelder), nullptr);
}

TEST(Tally, TheBusiestComeFirst) {
  Tally tally(kBegin);
  tally.OnEvent(EventAt(kBegin, EventKind::kSent));
  cable::Event back = EventAt(kBegin, EventKind::kQueued);
  std::swap(back.station, back.peer);
  tally.OnEvent(back);
  EXPECT_EQ(tally.Busiest()[0].from, "RYKA") << "by what was sent";
  tally.SetBusy(kLowbridge, kKelder, 300);
  EXPECT_EQ(tally.Busiest()[0].from, "RYLB") << "by the share of time";
}

TEST(Tally, TimeGetsCoarserAndLosesNothing) {
  Tally tally(kBegin);
  tally.OnEvent(EventAt(kBegin, EventKind::kQueued, 5));
  std::uint64_t filed = 0;
  for (Duration at{}; at < 3h; at += 7s) {
    tally.OnEvent(EventAt(kBegin + at, EventKind::kFiled));
    ++filed;
  }
  tally.OnEvent(EventAt(kBegin + 3h, EventKind::kDelivered));
  const Timeline timeline = tally.TimelineUpTo(kBegin + 3h);
  EXPECT_EQ(timeline.step, 128s);
  EXPECT_EQ(timeline.filed.size(), 85U);
  std::uint64_t sum = 0;
  for (const std::uint64_t each : timeline.filed) sum += each;
  EXPECT_EQ(sum, filed);
  EXPECT_EQ(timeline.delivered.back(), 1U);
  for (const std::uint64_t each : timeline.waiting) EXPECT_EQ(each, 5U) << "all the time";
}

}  // namespace
}  // namespace torntape::sim
