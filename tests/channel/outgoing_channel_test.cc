#include "channel/outgoing_channel.h"

#include <array>
#include <deque>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/prng.h"
#include "tests/channel/seeds.h"

namespace torntape::channel {
namespace {

using cable::Precedence;

constexpr std::uint64_t kMuch = 1'000'000;

OutgoingChannel Open(std::uint8_t digits = 4) {
  OutgoingChannel channel(cable::ChannelDesignator::Of("KLA"), digits);
  channel.Open(kMuch, kMuch);
  return channel;
}

Precedence Of(char prosign) { return *cable::PrecedenceFromProsign(prosign); }

// Pushes copies 0, 1, 2 ... of these precedences, and tells in which order they leave.
std::string OrderOf(std::string_view prosigns) {
  OutgoingChannel channel = Open();
  for (std::size_t i = 0; i < prosigns.size(); ++i) {
    channel.PushBack(Of(prosigns[i]), static_cast<CopyPlace>(i));
  }
  std::string order;
  while (channel.Next() != kNoCopy) {
    const CopyPlace copy = channel.Next();
    channel.Start(Of(prosigns[copy]), copy, 1);
    order += std::to_string(copy);
  }
  EXPECT_EQ(channel.waiting(), 0u);
  return order;
}

struct OrderCase {
  const char* name;
  std::string_view arriving;
  std::string_view leaving;
};
class LaneOrder : public ::testing::TestWithParam<OrderCase> {};
TEST_P(LaneOrder, Leaves) { EXPECT_EQ(OrderOf(GetParam().arriving), GetParam().leaving); }

constexpr OrderCase kOrders[] = {
    {"Row027", "OOOOOZO", "5012346"},
    {"FirstInFirstOut", "RRRR", "0123"},
    {"EveryLane", "RPOZY", "43210"},
    // Y and W stand in one lane, in order of receipt (spec 3.1).
    {"EmergencyAndCriticShareALane", "ZWYWY", "12340"},
    {"Row028", "PPRP", "0132"},  // by receipt, whatever the date-time group says
};
INSTANTIATE_TEST_SUITE_P(Conformance, LaneOrder, ::testing::ValuesIn(kOrders),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(OutgoingChannel, NothingLeavesWithoutAConnection) {
  OutgoingChannel channel(cable::ChannelDesignator::Of("KLA"), 4);
  channel.PushBack(Precedence::kFlash, 1);
  EXPECT_EQ(channel.Next(), kNoCopy);
  channel.Open(kMuch, kMuch);
  EXPECT_EQ(channel.Next(), 1u);
  channel.Close();
  EXPECT_EQ(channel.Next(), kNoCopy);
}

TEST(OutgoingChannel, NumbersAreGivenAtTheMomentOfSendingAndCycle) {
  for (const std::uint8_t digits : {std::uint8_t{3}, std::uint8_t{4}}) {
    OutgoingChannel channel = Open(digits);
    const std::uint16_t cycle = cable::CycleOf(digits);
    channel.Restore(cycle - 1u);
    EXPECT_EQ(channel.next_serial(), cycle);
    channel.PushBack(Precedence::kRoutine, 0);
    channel.PushBack(Precedence::kRoutine, 1);
    const auto last = channel.Start(Precedence::kRoutine, 0, 1);
    EXPECT_EQ(last.number.ToString(), digits == 3 ? "KLA999" : "KLA9999");
    EXPECT_EQ(last.count, cycle);
    const auto first = channel.Start(Precedence::kRoutine, 1, 1);
    EXPECT_EQ(first.number.ToString(), digits == 3 ? "KLA001" : "KLA0001");
    EXPECT_EQ(first.count, cycle + 1u);
  }
}

TEST(OutgoingChannel, PutsBackInOrderBeforeWhatWaits) {
  OutgoingChannel channel = Open();
  for (CopyPlace i = 0; i < 3; ++i) channel.PushBack(Precedence::kRoutine, i);
  channel.PushBack(Precedence::kFlash, 3);
  for (const CopyPlace copy : {3u, 0u, 1u}) {
    ASSERT_EQ(channel.Next(), copy);
    channel.Start(copy == 3 ? Precedence::kFlash : Precedence::kRoutine, copy, 1);
  }
  while (const auto newest = channel.PopNewest()) {
    channel.PushFront(newest->copy == 3 ? Precedence::kFlash : Precedence::kRoutine, newest->copy);
  }
  EXPECT_EQ(channel.waiting_in(cable::LaneOf(Precedence::kRoutine)), 3u);
  std::vector<CopyPlace> order;
  while (channel.Next() != kNoCopy) {
    order.push_back(channel.Next());
    const auto started = channel.Start(
        order.back() == 3 ? Precedence::kFlash : Precedence::kRoutine, order.back(), 1);
    EXPECT_EQ(started.count, 3 + order.size()) << "burnt numbers are never used again";
  }
  EXPECT_EQ(order, (std::vector<CopyPlace>{3, 0, 1, 2}));
}

TEST(OutgoingChannel, ReceiptsAreCumulative) {
  OutgoingChannel channel = Open();
  for (CopyPlace i = 0; i < 3; ++i) {
    channel.PushBack(Precedence::kRoutine, i);
    channel.Start(Precedence::kRoutine, i, 1);
  }
  EXPECT_FALSE(channel.AnyUnderWayUpTo(0));
  EXPECT_TRUE(channel.AnyUnderWayUpTo(2));
  EXPECT_EQ(channel.PopReceipted(2)->copy, 0u);
  EXPECT_EQ(channel.PopReceipted(2)->copy, 1u);
  EXPECT_FALSE(channel.PopReceipted(2).has_value());
  EXPECT_EQ(channel.under_way(), 1u);
}

TEST(OutgoingChannel, APurseLetsStartWhileItIsAboveZero) {
  OutgoingChannel channel(cable::ChannelDesignator::Of("KLA"), 4);
  channel.Open(100, 100);
  for (CopyPlace i = 0; i < 3; ++i) channel.PushBack(Precedence::kRoutine, i);
  channel.Start(Precedence::kRoutine, channel.Next(), 99);
  ASSERT_EQ(channel.Next(), 1u);  // one byte is left: it may start
  channel.Start(Precedence::kRoutine, 1, 500);
  EXPECT_EQ(channel.Next(), kNoCopy);
  channel.PushBack(Precedence::kFlash, 9);
  EXPECT_EQ(channel.Next(), 9u) << "the reserve is untouched";
  channel.Start(Precedence::kFlash, 9, 1000);
  channel.Grant(599, 0);
  EXPECT_EQ(channel.Next(), kNoCopy) << "all that was granted is spent";
  channel.Grant(600, 0);
  EXPECT_EQ(channel.Next(), 2u);
  channel.Grant(1, 0);
  EXPECT_EQ(channel.Next(), 2u) << "credit is never lowered";
}

TEST(OutgoingChannel, AnEmptyReserveHoldsEverythingBehindAFlash) {
  OutgoingChannel channel(cable::ChannelDesignator::Of("KLA"), 4);
  channel.Open(kMuch, 10);
  channel.PushBack(Precedence::kFlash, 0);
  channel.Start(Precedence::kFlash, 0, 10);
  channel.PushBack(Precedence::kRoutine, 1);
  ASSERT_EQ(channel.Next(), 1u);
  channel.PushBack(Precedence::kFlash, 2);
  EXPECT_EQ(channel.Next(), kNoCopy) << "a ROUTINE must not pass a FLASH";
  EXPECT_EQ(channel.WaitingAbove(Precedence::kRoutine), 1u);
  channel.Grant(kMuch, 20);
  EXPECT_EQ(channel.Next(), 2u);
}

TEST(OutgoingChannel, ASlowCircuitTakesOneAtATime) {
  OutgoingChannel channel(cable::ChannelDesignator::Of("KLA"), 4, /*one_at_a_time=*/true);
  channel.Open(kMuch, kMuch);
  channel.PushBack(Precedence::kRoutine, 0);
  channel.Start(Precedence::kRoutine, 0, 1);
  channel.PushBack(Precedence::kRoutine, 1);
  EXPECT_EQ(channel.Next(), kNoCopy);
  channel.PushBack(Precedence::kFlash, 2);
  channel.FreeCircuit();
  EXPECT_EQ(channel.Next(), 2u) << "chosen as late as can be";
  channel.Start(Precedence::kFlash, 2, 1);
  channel.Open(kMuch, kMuch);
  EXPECT_EQ(channel.Next(), 1u) << "a new connection begins with a free circuit";
}

// The peer was told of it when the two met, and a power cut took it back (random world 4441).
TEST(OutgoingChannel, AWrongNumberCountsWhenItIsGiven) {
  OutgoingChannel channel = Open();
  channel.SkipNumbers(3);
  EXPECT_EQ(channel.sent_count(), 0u) << "what the peer is told";
  channel.PushBack(Precedence::kRoutine, 0);
  channel.PushBack(Precedence::kRoutine, 1);
  EXPECT_EQ(channel.Start(Precedence::kRoutine, 0, 1).number.serial, 4u);
  EXPECT_EQ(channel.Start(Precedence::kRoutine, 1, 1).number.serial, 5u) << "once";
}

TEST(OutgoingChannel, TakesOneOutOfTheMiddle) {
  OutgoingChannel channel = Open();
  for (CopyPlace i = 0; i < 4; ++i) channel.PushBack(i < 2 ? Of('P') : Of('R'), i);
  EXPECT_EQ(channel.TakeWaiting([](CopyPlace copy) { return copy == 2; }), 2u);
  EXPECT_EQ(channel.TakeWaiting([](CopyPlace copy) { return copy == 2; }), kNoCopy);
  EXPECT_EQ(channel.waiting(), 3u);
  EXPECT_EQ(channel.waiting_in(cable::LaneOf(Precedence::kRoutine)), 1u);
}

// Goal: no copy of lower precedence ever leaves while a higher one waits, none is lost or doubled,
// and the order within a precedence is that of arrival, whatever is put back. Method: random
// arrivals, sendings, receipts, credit and broken connections against a plain model.
TEST(OutgoingChannel, NeverOvertakesWhateverHappens) {
  const std::uint64_t first = testing::SeedOr(1);
  for (std::uint64_t seed = first; seed < first + testing::SeedCount(200); ++seed) {
    SCOPED_TRACE(testing::RerunLine(seed, "channel_test"));
    Prng prng(seed);
    OutgoingChannel channel(cable::ChannelDesignator::Of("KLA"), 3);
    std::vector<Precedence> precedence_of;
    std::array<std::deque<CopyPlace>, cable::kLaneCount> model;
    std::deque<CopyPlace> under_way;
    std::uint64_t granted = 0;
    std::uint64_t receipted = 0;
    for (int step = 0; step < 400; ++step) {
      switch (prng.Below(6)) {
        case 0:
        case 1: {
          const auto precedence = static_cast<Precedence>(prng.Below(cable::kPrecedenceCount));
          const auto copy = static_cast<CopyPlace>(precedence_of.size());
          precedence_of.push_back(precedence);
          model[cable::LaneOf(precedence)].push_back(copy);
          channel.PushBack(precedence, copy);
          break;
        }
        case 2:
        case 3: {
          const CopyPlace next = channel.Next();
          if (next == kNoCopy) break;
          std::size_t lane = 0;
          while (model[lane].empty()) ++lane;
          ASSERT_EQ(next, model[lane].front());
          EXPECT_EQ(channel.WaitingAbove(precedence_of[next]), 0u);
          channel.Start(precedence_of[next], next, 1 + prng.Below(5));
          model[lane].pop_front();
          under_way.push_back(next);
          break;
        }
        case 4:
          granted += prng.Below(8);
          channel.Grant(granted, granted);
          if (under_way.empty()) break;
          receipted = channel.sent_count() - under_way.size() + 1 + prng.Below(under_way.size());
          while (const auto done = channel.PopReceipted(receipted)) {
            ASSERT_EQ(done->copy, under_way.front());
            under_way.pop_front();
          }
          break;
        default:
          if (!prng.Chance(1, 4)) break;
          while (const auto newest = channel.PopNewest()) {
            ASSERT_EQ(newest->copy, under_way.back());
            under_way.pop_back();
            channel.PushFront(precedence_of[newest->copy], newest->copy);
            model[cable::LaneOf(precedence_of[newest->copy])].push_front(newest->copy);
          }
          granted = prng.Below(20);
          channel.Open(granted, granted);
      }
      std::size_t waiting = 0;
      for (const auto& lane : model) waiting += lane.size();
      ASSERT_EQ(channel.waiting(), waiting);
      ASSERT_EQ(channel.under_way(), under_way.size());
    }
  }
}

}  // namespace
}  // namespace torntape::channel
