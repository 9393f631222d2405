// Goal: whatever is cut, lost, late or crashed: nothing is lost, nothing twice, order kept.
// Method: two custodians on a virtual line (tests/channel/pair.h); first a cut at every single step
// of a fixed exchange, then seeded random faults, then the stories that need a name.
#include <chrono>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "base/prng.h"
#include "cable/service_report.h"
#include "tests/channel/pair.h"
#include "tests/channel/seeds.h"

namespace torntape::channel {
namespace {

using cable::EventKind;
using cable::Precedence;
using cable::Reason;
using testing::MakeCable;
using testing::Pair;
using namespace std::chrono_literals;

constexpr ChannelIndex kFirst{0};
using Serials = std::vector<std::uint16_t>;

constexpr Precedence kMixed[] = {Precedence::kRoutine, Precedence::kFlash, Precedence::kRoutine,
                                 Precedence::kPriority, Precedence::kImmediate};
Precedence PrecedenceOf(std::uint16_t serial) { return kMixed[serial % std::size(kMixed)]; }

// Each once, first in first out within a precedence.
void ExpectAllOnce(const Serials& delivered, const std::set<std::uint16_t>& wanted) {
  std::set<std::uint16_t> got;
  std::map<Precedence, std::uint16_t> last;
  for (const std::uint16_t serial : delivered) {
    EXPECT_TRUE(got.insert(serial).second) << serial << " came twice";
    std::uint16_t& before = last[PrecedenceOf(serial)];
    EXPECT_LT(before, serial) << "the order within a precedence is lost";
    before = serial;
  }
  for (const std::uint16_t serial : wanted) EXPECT_TRUE(got.contains(serial)) << serial << " lost";
}

void ExpectNumbersRise(const Serials& numbers) {
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    EXPECT_LT(numbers[i - 1], numbers[i]) << "a burnt number was used again";
  }
}

void Finish(Pair& pair) {
  for (std::size_t i = 0; i < 2; ++i) pair.end(i).store->SetAtOnce(true);
  pair.Drain();
  if (!pair.up()) pair.Connect();
  for (std::size_t i = 0; i < 2; ++i) pair.CommitAll(i);
  pair.Drain();
}

void ExpectAtRest(Pair& pair) {
  for (std::size_t i = 0; i < 2; ++i) {
    pair.CommitAll(i);
    EXPECT_EQ(pair.custodian(i).outstanding(), 0u) << "end " << i;
    EXPECT_EQ(pair.custodian(i).outgoing(kFirst).under_way(), 0u);
    EXPECT_EQ(pair.custodian(i).outgoing(kFirst).waiting(), 0u);
    EXPECT_EQ(pair.end(i).store->body_count(), 0u) << "end " << i;
  }
}

enum class Fault { kCut, kHalfOpenHere, kHalfOpenThere, kSenderCrashes, kReceiverCrashes };

// The exchange: three turns of four cables each, a window of about three, stores that complete
// later, so that every kind of step stands between others.
class EveryPoint : public ::testing::TestWithParam<Fault> {};

TEST_P(EveryPoint, NothingLostNothingTwice) {
  bool went_through = false;
  for (int fault_at = 0; !went_through; ++fault_at) {
    SCOPED_TRACE("fault at step " + std::to_string(fault_at));
    Pair pair({.window_bytes = 500});
    for (std::size_t i = 0; i < 2; ++i) pair.end(i).store->SetAtOnce(false);
    pair.Connect();
    std::set<std::uint16_t> filed;
    int step = 0;
    const auto fault = [&] {
      if (step++ != fault_at) return;
      if (pair.up()) pair.CutLink();
      if (GetParam() == Fault::kHalfOpenHere) pair.ConnectHalf(0);
      if (GetParam() == Fault::kHalfOpenThere) pair.ConnectHalf(1);
      if (GetParam() == Fault::kReceiverCrashes) pair.Crash(1);
      if (GetParam() == Fault::kSenderCrashes) {
        pair.Crash(0);
        // What no person was told to be filed may be gone, all at the end.
        std::set<std::uint16_t> kept;
        for (const auto& event : pair.end(0).events.Of(EventKind::kCommitted)) {
          kept.insert(event.event.identification.serial);
        }
        filed = kept;
      }
      pair.Connect();
    };
    for (std::uint16_t serial = 1; serial <= 12; ++serial) {
      filed.insert(serial);
      pair.File(0, MakeCable(serial, PrecedenceOf(serial)));
      if (serial % 4 != 0) continue;
      pair.EndTurn(0);
      fault();
      for (int i = 0; i < 8; ++i) {
        pair.StepFrame(0);
        fault();
        pair.StepFrame(1);
        fault();
        if (i % 2 == 0 && pair.end(0).store->asked()) pair.CompleteStore(0);
        fault();
        if (i % 3 == 0 && pair.end(1).store->asked()) pair.CompleteStore(1);
        fault();
      }
    }
    went_through = step <= fault_at;
    Finish(pair);
    ExpectAllOnce(pair.end(1).delivered, filed);
    ExpectNumbersRise(pair.end(0).numbers);
    ExpectAtRest(pair);
    for (const auto& kept : pair.end(0).events.Of(EventKind::kSent)) {
      EXPECT_EQ(kept.event.overtaken, 0u);
    }
    EXPECT_EQ(pair.end(1).events.Count(EventKind::kPeerLostState), 0u);
    ASSERT_FALSE(HasFailure());
  }
}

constexpr Fault kFaults[] = {Fault::kCut, Fault::kHalfOpenHere, Fault::kHalfOpenThere,
                             Fault::kSenderCrashes, Fault::kReceiverCrashes};
constexpr const char* kFaultNames[] = {"Cut", "HalfOpenHere", "HalfOpenThere", "SenderCrashes",
                                       "ReceiverCrashes"};
INSTANTIATE_TEST_SUITE_P(Custodian, EveryPoint, ::testing::ValuesIn(kFaults), [](const auto& row) {
  return std::string(kFaultNames[static_cast<std::size_t>(row.param)]);
});

// One random world: files, frames, commits, cuts, half-open meetings and crashes of either end.
void RunRandomWorld(std::uint64_t seed) {
  Prng prng(seed);
  Pair pair({.channels = 1,
             .window_bytes = 200 + prng.Below(2000),
             .reserve_bytes = 200 + prng.Below(2000),
             .hot_bytes_max = prng.Below(3) * 400});
  for (std::size_t i = 0; i < 2; ++i) pair.end(i).store->SetAtOnce(prng.Chance(1, 2));
  std::uint16_t serial = 0;
  for (int step = 0; step < 300; ++step) {
    const std::size_t who = prng.Below(2);
    switch (prng.Below(16)) {
      case 0:
      case 1:
      case 2:
        ++serial;
        pair.File(0, MakeCable(serial, PrecedenceOf(serial), prng.Below(300)));
        if (prng.Chance(2, 3)) pair.EndTurn(0);
        break;
      case 3:
      case 4:
        if (pair.end(who).store->asked()) pair.CompleteStore(who);
        break;
      case 5:
        if (!pair.up()) pair.Connect();
        break;
      case 6:
        if (pair.up() && prng.Chance(1, 3)) pair.CutLink();
        break;
      case 7:
        if (!pair.up() && prng.Chance(1, 3)) pair.ConnectHalf(who);
        break;
      case 8:
        if (prng.Chance(1, 6)) pair.Crash(who);
        break;
      case 9:
        if (prng.Chance(1, 4)) pair.CommitAll(who);
        break;
      default:
        pair.StepFrame(who);
    }
  }
  Finish(pair);
  std::set<std::uint16_t> committed;
  for (const auto& kept : pair.end(0).events.Of(EventKind::kCommitted)) {
    // Service messages are between the two stations, and delivered to nobody.
    if (kept.event.identification.serial_digits == cable::kServiceSerialDigits) continue;
    committed.insert(kept.event.identification.serial);
  }
  ExpectAllOnce(pair.end(1).delivered, committed);
  ExpectNumbersRise(pair.end(0).numbers);
  ExpectAtRest(pair);
  for (const auto& kept : pair.end(0).events.Of(EventKind::kSent)) {
    EXPECT_EQ(kept.event.overtaken, 0u);
  }
}

TEST(CustodianPair, SurvivesRandomFaults) {
  const std::uint64_t first = testing::SeedOr(1);
  for (std::uint64_t seed = first; seed < first + testing::SeedCount(1000); ++seed) {
    SCOPED_TRACE(testing::RerunLine(seed, "channel_test"));
    RunRandomWorld(seed);
    ASSERT_FALSE(HasFailure());
  }
}

// ---------------------------------------------------------------- stories

TEST(CustodianPair, WhatWasUnderWayIsBurntAndSentAgainInOrder) {
  Pair pair;
  pair.Connect();
  pair.Drain();
  for (std::uint16_t i = 1; i <= 3; ++i) pair.File(0, MakeCable(i));
  pair.EndTurn(0);
  pair.StepFrame(1);  // the first one arrives, its receipt is lost
  pair.CutLink();
  pair.File(0, MakeCable(4));
  pair.Connect();
  pair.Drain();
  EXPECT_EQ(pair.end(1).delivered, (Serials{1, 2, 3, 4}));
  const auto burnt = pair.end(0).events.Of(EventKind::kBurnt);
  ASSERT_EQ(burnt.size(), 2u) << "the first was receipted by what the peer said";
  EXPECT_EQ(burnt[0].event.reason, Reason::kConnectionLost);
  EXPECT_EQ(pair.end(0).numbers, (Serials{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(pair.end(1).events.Count(EventKind::kOpenNumber), 0u)
      << "burnt numbers are told at the meeting";
}

TEST(CustodianPair, AMeetingThatTheSenderNeverHearsOfReceiptsNothing) {
  Pair pair;
  pair.Connect();
  pair.Drain();
  for (std::uint16_t i = 1; i <= 5; ++i) pair.File(0, MakeCable(i));
  pair.EndTurn(0);
  pair.StepFrame(1);
  pair.CutLink();
  pair.ConnectHalf(1);  // the receiver learns that five were sent; the sender learns nothing
  pair.Connect();
  pair.Drain();
  EXPECT_EQ(pair.end(1).delivered, (Serials{1, 2, 3, 4, 5}));
}

TEST(CustodianPair, APeerThatLostItsStateGetsSuspectedDuplicates) {
  Pair pair;
  pair.Connect();
  pair.Drain();
  pair.File(0, MakeCable(1));
  pair.EndTurn(0);
  pair.Drain();  // receipted: gone from here
  pair.File(0, MakeCable(2));
  pair.EndTurn(0);
  pair.StepFrame(1);  // arrives, its receipt does not
  pair.CutLink();
  pair.File(0, MakeCable(3));  // was never under way
  pair.EndTurn(0);
  pair.CrashAndLose(1, /*epoch=*/99);
  pair.Connect();
  EXPECT_EQ(pair.end(0).events.Count(EventKind::kPeerLostState), 1u);
  EXPECT_EQ(pair.end(1).events.Count(EventKind::kPeerLostState), 0u);
  pair.Drain();
  EXPECT_EQ(pair.end(1).delivered, (Serials{2, 3})) << "with the first life's gone from the list";
  const auto burnt = pair.end(0).events.Of(EventKind::kBurnt);
  ASSERT_EQ(burnt.size(), 1u);
  EXPECT_EQ(burnt[0].event.reason, Reason::kSuspectedDuplicate);
  const auto sent = pair.end(0).events.Of(EventKind::kSent);
  ASSERT_EQ(sent.size(), 4u);
  EXPECT_EQ(sent[2].event.reason, Reason::kSuspectedDuplicate);
  EXPECT_EQ(sent[3].event.reason, Reason::kNone);
  EXPECT_EQ(pair.custodian(0).outstanding(), 0u);
}

TEST(CustodianPair, ASuspectedDuplicateEnclosesTheHeadingItHad) {
  Pair pair;
  pair.Connect();
  pair.Drain();
  pair.File(0, MakeCable(2));
  pair.EndTurn(0);
  pair.CrashAndLose(1, 99);
  pair.Connect();
  pair.StepFrame(0);  // credit
  const auto& frame = pair.end(1).arriving.back().second;
  const cable::Transmission& again = std::get<Departure>(frame).transmission;
  EXPECT_TRUE(cable::IsSuspectedDuplicate(again));
  ASSERT_EQ(again.pilots.size(), 1u);
  EXPECT_EQ(again.pilots[0].instruction, "ZFD RYKA");
  EXPECT_EQ(again.pilots[0].enclosed_identification, "KLA0001");
  EXPECT_EQ(again.pilots[0].enclosed_routing_line, "RR RYLB\n");
  EXPECT_EQ(again.number.ToString(), "KLA0002");
  // Lost once more: it is still suspected, behind one pilot, not two.
  pair.CrashAndLose(1, 100);
  pair.Connect();
  pair.StepFrame(0);
  const auto& third = std::get<Departure>(pair.end(1).arriving.back().second).transmission;
  EXPECT_EQ(third.pilots.size(), 1u);
  EXPECT_EQ(third.pilots[0].enclosed_identification, "KLA0002");
}

TEST(CustodianPair, ASuspicionSurvivesACrash) {
  Pair pair;
  pair.Connect();
  pair.Drain();
  pair.File(0, MakeCable(2));
  pair.EndTurn(0);
  pair.CrashAndLose(1, 99);
  pair.Connect();
  pair.CommitAll(0);
  pair.Crash(0);
  pair.Connect();
  EXPECT_EQ(pair.end(0).events.Count(EventKind::kPeerLostState), 1u) << "it was met before";
  pair.StepFrame(0);
  const auto& again = std::get<Departure>(pair.end(1).arriving.back().second).transmission;
  EXPECT_TRUE(cable::IsSuspectedDuplicate(again));
}

// The peer lost its state and sent again from number 1; then this station crashed before it had
// committed that it had met the peer's new life. What it says of the old life must settle nothing.
TEST(CustodianPair, NumbersOfAnEarlierLifeSettleNothing) {
  Pair pair;
  pair.Connect();
  pair.Drain();
  for (std::uint16_t i = 1; i <= 5; ++i) pair.File(0, MakeCable(i));
  pair.EndTurn(0);
  pair.Drain();
  EXPECT_EQ(pair.end(1).delivered.size(), 5u);
  pair.CommitAll(1);
  pair.CrashAndLose(0, 77);
  pair.end(1).store->SetAtOnce(false);
  for (std::uint16_t i = 11; i <= 13; ++i) pair.File(0, MakeCable(i));
  pair.EndTurn(0);
  pair.Connect();
  pair.Advance(1s);
  pair.Crash(1);
  pair.end(1).store->SetAtOnce(true);
  pair.Connect();
  pair.Drain();
  EXPECT_EQ(pair.end(1).delivered, (Serials{1, 2, 3, 4, 5, 11, 12, 13}));
}

// A hello must not tell of numbers that a crash takes back: the receiver would expect the next
// one, and the same number would come to it again.
TEST(CustodianPair, TellsOnlyCommittedNumbers) {
  Pair pair;
  pair.Connect();
  pair.Drain();
  pair.File(0, MakeCable(1));
  pair.EndTurn(0);
  pair.Drain();
  pair.end(0).store->SetAtOnce(false);
  pair.File(0, MakeCable(2));
  pair.EndTurn(0);
  EXPECT_EQ(pair.custodian(0).outgoing(kFirst).sent_count(), 2u);
  EXPECT_EQ(pair.custodian(0).StateOf(kFirst).sent_count, 1u);
  pair.CutLink();
  EXPECT_EQ(pair.custodian(0).StateOf(kFirst).sent_count, 1u);
  pair.ConnectHalf(1);
  pair.Crash(0);
  EXPECT_EQ(pair.custodian(0).StateOf(kFirst).sent_count, 1u);
  pair.end(0).store->SetAtOnce(true);
  pair.Connect();
  pair.File(0, MakeCable(3));
  pair.EndTurn(0);
  pair.Drain();
  EXPECT_EQ(pair.end(1).delivered, (Serials{1, 3}));
  EXPECT_EQ(pair.end(1).events.Count(EventKind::kOpenNumber), 0u);
  for (const auto& kept : pair.end(1).events.Of(EventKind::kReceived)) {
    EXPECT_EQ(kept.event.reason, Reason::kNone);
  }
  EXPECT_EQ(pair.custodian(0).outstanding(), 0u);
}

// What a slow store completes after the link has come back belongs to the connection before.
TEST(CustodianPair, WhatAnEarlierConnectionChoseIsNotSaidOnTheNext) {
  Pair pair;
  pair.Connect();
  pair.Drain();
  pair.end(0).store->SetAtOnce(false);
  pair.File(0, MakeCable(1));
  pair.EndTurn(0);
  pair.custodian(0).LinkDown(pair.now(), LinkIndex{0}, Reason::kConnectionLost);
  pair.Meet(0, pair.StateToldBy(1));  // no turn ended between the two
  pair.Drain();
  EXPECT_TRUE(pair.end(0).numbers.empty()) << "the line is not up at the other end";
  pair.CutLink();
  Finish(pair);
  EXPECT_EQ(pair.end(1).delivered, Serials{1});
  EXPECT_EQ(pair.end(0).numbers.size(), 1u);
}

TEST(CustodianPair, OutputsOfABrokenConnectionAreDropped) {
  Pair pair;
  pair.Connect();
  pair.Drain();
  pair.end(0).store->SetAtOnce(false);
  pair.File(0, MakeCable(1));
  pair.EndTurn(0);
  pair.end(0).store->Complete();  // a departure is ready, and nobody has taken it yet
  ASSERT_EQ(pair.custodian(0).departures().size(), 1u);
  pair.custodian(0).LinkDown(pair.now(), LinkIndex{0}, Reason::kConnectionLost);
  EXPECT_TRUE(pair.custodian(0).departures().empty());
  EXPECT_EQ(pair.custodian(0).outgoing(kFirst).under_way(), 1u);
}

TEST(CustodianPair, TwoChannelsOfALinkHaveNumbersOfTheirOwn) {
  Pair pair({.channels = 2});
  pair.Connect();
  pair.Drain();
  pair.File(0, MakeCable(1), 0);
  pair.File(0, MakeCable(2), 1);
  pair.File(0, MakeCable(3), 1);
  pair.EndTurn(0);
  pair.Drain();
  EXPECT_EQ(pair.custodian(0).StateOf(ChannelIndex{0}).sent_count, 1u);
  EXPECT_EQ(pair.custodian(0).StateOf(ChannelIndex{1}).sent_count, 2u);
  EXPECT_EQ(pair.custodian(1).StateOf(ChannelIndex{1}).committed_count, 2u);
  EXPECT_EQ(pair.custodian(1).StateOf(ChannelIndex{1}).committed_serial, 2u);
  EXPECT_EQ(pair.end(1).delivered.size(), 3u);
}

TEST(CustodianPair, NumbersCycleOverConnections) {
  Pair pair({.digits = 3});
  pair.Connect();
  pair.Drain();
  std::uint16_t serial = 0;
  for (int round = 0; round < 300; ++round) {
    for (int i = 0; i < 5; ++i) pair.File(0, MakeCable(++serial));
    pair.EndTurn(0);
    for (int i = 0; i < round % 5; ++i) pair.StepFrame(1);
    pair.CutLink();
    pair.Connect();
    pair.Drain();
  }
  ASSERT_EQ(pair.end(1).delivered.size(), 1500u);
  EXPECT_TRUE(std::is_sorted(pair.end(1).delivered.begin(), pair.end(1).delivered.end()));
  EXPECT_GT(pair.custodian(0).outgoing(kFirst).sent_count(), 2000u);
  EXPECT_EQ(pair.end(1).events.Count(EventKind::kOpenNumber), 0u);
}

}  // namespace
}  // namespace torntape::channel
