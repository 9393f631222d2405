// One custodian and its peer over a virtual line: what may be said when, credit, and bodies.
#include "channel/custodian.h"

#include <chrono>

#include <gtest/gtest.h>

#include "store/memory_store.h"
#include "tests/channel/pair.h"

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

TEST(Custodian, ACableGoesOverAndIsReceipted) {
  Pair pair;
  pair.Connect();
  pair.Advance(1s);
  pair.File(0, MakeCable(417));
  EXPECT_EQ(pair.custodian(0).outstanding(), 1u);
  pair.EndTurn(0);
  pair.Advance(1s);
  EXPECT_EQ(pair.end(1).delivered, Serials{417});
  EXPECT_EQ(pair.custodian(0).outgoing(kFirst).under_way(), 0u);
  EXPECT_EQ(pair.custodian(0).outstanding(), 0u);
  EXPECT_EQ(pair.custodian(1).outstanding(), 0u);
  EXPECT_EQ(pair.custodian(0).transmissions_sent(), 1u);
  EXPECT_EQ(pair.custodian(1).transmissions_committed(), 1u);
  pair.CommitAll(0);
  pair.CommitAll(1);
  EXPECT_EQ(pair.end(0).store->body_count(), 0u) << "custody has ended";
  EXPECT_EQ(pair.end(1).store->body_count(), 0u);
}

// A station with one channel, whose peer is played by the test.
struct Single {
  explicit Single(bool one_at_a_time) : station(ConfigFor(one_at_a_time), events) {
    EXPECT_TRUE(keeper.Recover({}));
    custodian.LinkUp({}, LinkIndex{0}, {9, {{0, 0}}});
  }
  static CustodyConfig ConfigFor(bool one_at_a_time) {
    CustodyConfig config;
    config.station = testing::Ri("RYKA");
    config.link_count = 1;
    ChannelConfig channel;
    channel.peer = testing::Ri("RYLB");
    channel.outgoing = cable::ChannelDesignator::Of("KLA");
    channel.incoming = cable::ChannelDesignator::Of("LKA");
    channel.one_at_a_time = one_at_a_time;
    config.channels.push_back(channel);
    return config;
  }
  void File(const cable::Transmission& cable) {
    const CopyPlan copy{kFirst, cable.precedence, cable.called, {}};
    Intake intake;
    intake.transmission = &cable;
    intake.copies = {&copy, 1};
    custodian.Take({}, intake);
    keeper.EndTurn({});
  }

  testing::EventLog events;
  testing::PlainStation station;
  store::MemoryStore memory{{}};
  store::Keeper keeper{station, memory};
  Custodian& custodian = station.custodian();
};

// An urgent one that had come before its purse was granted waited for the end of the circuit's
// transmission, as nobody looked at the circuit again.
TEST(Custodian, CreditLetsAnUrgentOneBreakOffWhatIsOnTheCircuit) {
  Single single(/*one_at_a_time=*/true);
  Custodian& custodian = single.custodian;
  custodian.HandleCredit(kFirst, 10'000, 0);
  single.keeper.EndTurn({});
  single.File(MakeCable(1, Precedence::kRoutine));
  ASSERT_EQ(custodian.departures().size(), 1u);
  single.File(MakeCable(2, Precedence::kFlash));
  EXPECT_TRUE(custodian.TakeInterruptionsWanted().empty()) << "its purse is empty";
  EXPECT_FALSE(custodian.turn_wanted());
  custodian.HandleCredit(kFirst, 10'000, 10'000);
  EXPECT_TRUE(custodian.turn_wanted());
  EXPECT_EQ(custodian.TakeInterruptionsWanted(), std::vector{kFirst});
  EXPECT_TRUE(custodian.Interrupt({}, kFirst, 60s, 1s).has_value());
  single.keeper.EndTurn({});
  custodian.HandleCircuitFree(kFirst);
  single.keeper.EndTurn({});
  EXPECT_EQ(single.events.Of(EventKind::kSent).back().event.precedence, Precedence::kFlash);
}

// It waited for the next turn, and nobody wanted one (random worlds 2604, 3800, 4139 and 9187).
TEST(Custodian, AReceiptThatWaitedForAnAnswerIsTold) {
  Single single(/*one_at_a_time=*/false);
  Custodian& custodian = single.custodian;
  custodian.HandleCredit(kFirst, 10'000, 10'000);
  single.keeper.EndTurn({});
  custodian.ClearOutputs();
  cable::Transmission second = MakeCable(2);
  second.number = {cable::ChannelDesignator::Of("LKA"), 2, 4};
  ASSERT_TRUE(single.station.HandleTransmission({}, kFirst, second));
  single.keeper.EndTurn({});
  ASSERT_EQ(custodian.departures().size(), 1u) << "the question about LKA0001";
  EXPECT_TRUE(custodian.receipts().empty());
  custodian.ClearOutputs();
  ASSERT_TRUE(custodian.HandleReceipt({}, kFirst, 1));
  EXPECT_TRUE(custodian.turn_wanted());
  single.keeper.EndTurn({});
  ASSERT_EQ(custodian.receipts().size(), 1u);
  EXPECT_EQ(custodian.receipts()[0].count, 2u);
}

TEST(Custodian, TellsTheLifeOfACopyInEvents) {
  Pair pair;
  pair.Connect();
  pair.Advance(1s);
  pair.end(0).events.Clear();
  pair.end(1).events.Clear();
  pair.File(0, MakeCable(417));
  pair.EndTurn(0);
  pair.Advance(1s);
  std::vector<EventKind> sender;
  for (const auto& kept : pair.end(0).events.all()) sender.push_back(kept.event.kind);
  EXPECT_EQ(sender, (std::vector{EventKind::kQueued, EventKind::kSent, EventKind::kCommitted,
                                 EventKind::kReceipted}));
  const auto sent = pair.end(0).events.Of(EventKind::kSent).at(0);
  EXPECT_EQ(sent.event.number.ToString(), "KLA0001");
  EXPECT_EQ(sent.event.peer, testing::Ri("RYLB"));
  EXPECT_EQ(sent.line_2(), "RR RYLB");
  EXPECT_EQ(sent.event.overtaken, 0u);
  std::vector<EventKind> receiver;
  for (const auto& kept : pair.end(1).events.all()) receiver.push_back(kept.event.kind);
  EXPECT_EQ(receiver, (std::vector{EventKind::kReceived, EventKind::kCommitted}));
}

TEST(Custodian, NothingLeavesBeforeItsCommit) {
  Pair pair;
  pair.Connect();
  pair.Advance(1s);
  pair.end(0).store->SetAtOnce(false);
  pair.File(0, MakeCable(1));
  pair.EndTurn(0);
  EXPECT_EQ(pair.custodian(0).transmissions_sent(), 1u) << "chosen before the commit";
  EXPECT_TRUE(pair.end(1).arriving.empty());
  EXPECT_EQ(pair.end(0).store->commit_count(), 2);
  pair.EndTurn(0);
  EXPECT_EQ(pair.end(0).store->commit_count(), 2) << "what was asked for is not asked for again";
  pair.CompleteStore(0);
  EXPECT_EQ(pair.end(1).arriving.size(), 1u);
  EXPECT_EQ(pair.end(0).events.Count(EventKind::kCommitted), 1u);
}

TEST(Custodian, NothingIsReceiptedOrHandedOverBeforeItsCommit) {
  Pair pair;
  pair.Connect();
  pair.Advance(1s);
  pair.end(1).store->SetAtOnce(false);
  for (std::uint16_t i = 1; i <= 3; ++i) pair.File(0, MakeCable(i));
  pair.EndTurn(0);
  pair.Advance(1s);
  EXPECT_EQ(pair.custodian(0).outgoing(kFirst).under_way(), 3u);
  EXPECT_TRUE(pair.end(1).delivered.empty());
  EXPECT_TRUE(pair.end(0).arriving.empty());
  pair.CompleteStore(1);
  EXPECT_EQ(pair.end(1).delivered, (Serials{1, 2, 3}));
  int receipts = 0;
  std::uint64_t last = 0;
  for (const auto& [at, frame] : pair.end(0).arriving) {
    if (const auto* receipt = std::get_if<ReceiptDue>(&frame)) {
      ++receipts;
      last = receipt->count;
    }
  }
  EXPECT_EQ(receipts, 1) << "one a commit, for all in it";
  EXPECT_EQ(last, 3u);
  pair.Advance(1s);
  EXPECT_EQ(pair.custodian(0).outstanding(), 0u);
}

TEST(Custodian, CreditWaitsUntilTheMeetingIsSafe) {
  Pair pair;
  pair.end(0).store->SetAtOnce(false);
  pair.Connect();
  EXPECT_TRUE(pair.end(1).arriving.empty()) << "a crash would forget whom it had met";
  EXPECT_FALSE(pair.end(0).arriving.empty());
  pair.CompleteStore(0);
  ASSERT_EQ(pair.end(1).arriving.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<CreditDue>(pair.end(1).arriving.front().second));
}

TEST(Custodian, FlashPassesABacklog) {
  Pair pair({.window_bytes = 1000, .reserve_bytes = 1000});
  pair.Connect();
  pair.Advance(1s);
  for (std::uint16_t i = 1; i <= 100; ++i) pair.File(0, MakeCable(i));
  pair.EndTurn(0);
  pair.File(0, MakeCable(900, Precedence::kFlash));
  pair.EndTurn(0);
  pair.Drain();
  const Serials& got = pair.end(1).delivered;
  ASSERT_EQ(got.size(), 101u);
  const auto flash = std::find(got.begin(), got.end(), 900) - got.begin();
  EXPECT_LE(flash, 8) << "only what was under way, the ordinary window, goes before it";
  for (const auto& kept : pair.end(0).events.Of(EventKind::kSent)) {
    EXPECT_EQ(kept.event.overtaken, 0u);
  }
}

TEST(Custodian, CreditRunsOutAndComesBack) {
  Pair pair({.window_bytes = 500});
  pair.end(1).store->SetAtOnce(false);
  pair.Connect();
  pair.CompleteStore(1);
  pair.Advance(1s);
  for (std::uint16_t i = 1; i <= 20; ++i) pair.File(0, MakeCable(i));
  pair.EndTurn(0);
  pair.Advance(1s);
  // 100 bytes, one indicator: a cost of 180. The third may start with 140 left, the fourth not.
  EXPECT_EQ(CreditCost(100, 1), 180u);
  EXPECT_EQ(pair.custodian(0).outgoing(kFirst).under_way(), 3u);
  EXPECT_EQ(pair.custodian(0).outgoing(kFirst).waiting(), 17u);
  pair.Drain();
  EXPECT_EQ(pair.end(1).delivered.size(), 20u);
  EXPECT_TRUE(std::is_sorted(pair.end(1).delivered.begin(), pair.end(1).delivered.end()));
  EXPECT_EQ(pair.custodian(0).outstanding(), 0u);
}

TEST(Custodian, AFullStoreHoldsTheOrdinaryPurseAndFlashStillGoes) {
  Pair pair({.window_bytes = 500, .reserve_bytes = 500});
  pair.Connect();
  pair.Advance(1s);
  pair.custodian(1).HoldIntake(true);
  pair.EndTurn(1);
  for (std::uint16_t i = 1; i <= 20; ++i) pair.File(0, MakeCable(i));
  pair.EndTurn(0);
  pair.Drain();
  EXPECT_EQ(pair.end(1).delivered.size(), 3u) << "what was granted before may still come";
  for (std::uint16_t i = 101; i <= 110; ++i) {
    pair.File(0, MakeCable(i, Precedence::kFlash));
  }
  pair.EndTurn(0);
  pair.Drain();
  EXPECT_EQ(pair.end(1).delivered.size(), 13u);
  EXPECT_EQ(pair.end(1).delivered.back(), 110u);
  // The hold outlives a connection.
  pair.CutLink();
  pair.Connect();
  pair.Drain();
  EXPECT_EQ(pair.end(1).delivered.size(), 13u);
  pair.custodian(1).HoldIntake(false);
  pair.EndTurn(1);
  pair.Drain();
  EXPECT_EQ(pair.end(1).delivered.size(), 30u);
  EXPECT_EQ(pair.custodian(0).outstanding(), 0u);
}

TEST(Custodian, ReadsColdBodiesBackInOrder) {
  Pair pair({.hot_bytes_max = 350});
  for (std::uint16_t i = 1; i <= 50; ++i) pair.File(0, MakeCable(i));
  pair.EndTurn(0);
  EXPECT_EQ(pair.end(0).store->read_count(), 0);
  pair.Connect();
  pair.Drain();
  Serials want;
  for (std::uint16_t i = 1; i <= 50; ++i) want.push_back(i);
  EXPECT_EQ(pair.end(1).delivered, want);
  EXPECT_GE(pair.end(0).store->read_count(), 46) << "three bodies and a half stay in memory";
  EXPECT_LE(pair.end(0).store->read_count(), 50) << "none is read twice";
  EXPECT_EQ(pair.custodian(0).outstanding(), 0u);
}

TEST(Custodian, ReadsColdBodiesFromASlowStore) {
  Pair pair({.window_bytes = 1000, .hot_bytes_max = 0});
  pair.end(0).store->SetAtOnce(false);
  for (std::uint16_t i = 1; i <= 30; ++i) {
    pair.File(0, MakeCable(i, i % 7 == 0 ? Precedence::kFlash : Precedence::kRoutine));
  }
  pair.EndTurn(0);
  pair.CompleteStore(0);
  pair.Connect();
  pair.Drain();
  EXPECT_EQ(pair.end(1).delivered.size(), 30u);
  EXPECT_EQ(pair.end(1).delivered.front(), 7u);
  EXPECT_EQ(pair.custodian(0).outstanding(), 0u);
}

TEST(Custodian, WhatLeavesAtOnceIsNeverReadBack) {
  Pair pair({.hot_bytes_max = 0});
  pair.Connect();
  pair.Advance(1s);
  for (std::uint16_t i = 1; i <= 20; ++i) {
    pair.File(0, MakeCable(i));
    pair.EndTurn(0);
    pair.Drain();
  }
  EXPECT_EQ(pair.end(1).delivered.size(), 20u);
  EXPECT_EQ(pair.end(0).store->read_count(), 0);
}

// A copy for a channel that is down keeps its cable; its body must not stay in memory because
// another copy needed it once.
TEST(Custodian, ABodyThatWasReadForOneCopyIsLetGoAgain) {
  Pair pair({.channels = 2, .hot_bytes_max = 150});
  pair.Connect();
  pair.Drain();
  for (std::uint16_t i = 1; i <= 10; ++i) {
    const auto cable = MakeCable(i);
    const CopyPlan copies[] = {{ChannelIndex{0}, cable.precedence, cable.called, {}},
                               {ChannelIndex{1}, cable.precedence, cable.called, {}}};
    Intake intake;
    intake.transmission = &cable;
    intake.copies = copies;
    pair.custodian(0).Take(pair.now(), intake);
    pair.EndTurn(0);
  }
  pair.Drain();
  EXPECT_EQ(pair.end(1).delivered.size(), 10u) << "the second copy of each is a duplicate";
  EXPECT_EQ(pair.custodian(0).outstanding(), 0u);
}

TEST(Custodian, CountsWhatIsSetAsideApart) {
  Pair pair;
  const auto cable = MakeCable(1);
  const CopyPlan copy{kFirst, cable.precedence, cable.called, {}};
  Intake intake;
  intake.transmission = &cable;
  intake.copies = {&copy, 1};
  const SetAside aside{{testing::Ri("RYXX"), cable::Role::kAction},
                       cable::Reason::kUnknownIndicator};
  intake.set_aside = {&aside, 1};
  pair.custodian(0).Take(pair.now(), intake);
  EXPECT_EQ(pair.custodian(0).set_aside(), 1u);
  EXPECT_EQ(pair.custodian(0).outstanding(), 1u) << "a copy of it is still to be sent";
  pair.EndTurn(0);
  EXPECT_EQ(pair.custodian(0).outstanding(), 1u);
  pair.Connect();
  pair.Drain();
  EXPECT_EQ(pair.end(1).delivered, Serials{1});
  EXPECT_EQ(pair.custodian(0).outstanding(), 0u);
  EXPECT_EQ(pair.custodian(0).set_aside(), 1u);
  pair.CommitAll(0);
  EXPECT_EQ(pair.end(0).store->body_count(), 1u) << "kept for the supervisor";
  pair.Crash(0);
  EXPECT_EQ(pair.custodian(0).outstanding(), 0u);
  EXPECT_EQ(pair.custodian(0).set_aside(), 1u);
}

TEST(Custodian, AGapInTheNumbersIsToldAndTheCableTaken) {
  Pair pair;
  pair.Connect();
  pair.Drain();
  cable::Transmission one = MakeCable(1);
  one.number = {cable::ChannelDesignator::Of("KLA"), 3, 4};
  ASSERT_TRUE(pair.end(1).core->HandleTransmission(pair.now(), kFirst, one));
  const auto open = pair.end(1).events.Of(EventKind::kOpenNumber);
  ASSERT_EQ(open.size(), 2u);
  EXPECT_EQ(open[0].event.number.ToString(), "KLA0001");
  EXPECT_EQ(open[1].event.number.ToString(), "KLA0002");
  // The same number, another cable: both are released (spec 5.2; row 74).
  cable::Transmission twin = MakeCable(2);
  twin.number = one.number;
  ASSERT_TRUE(pair.end(1).core->HandleTransmission(pair.now(), kFirst, twin));
  EXPECT_EQ(pair.end(1).events.Of(EventKind::kReceived).back().event.reason,
            Reason::kRepeatedNumber);
  pair.EndTurn(1);
  EXPECT_EQ(pair.end(1).delivered, (Serials{1, 2}));
}

TEST(Custodian, RefusesTheNumberOfAnotherChannel) {
  Pair pair({.channels = 2});
  pair.Connect();
  pair.Drain();
  cable::Transmission one = MakeCable(1);
  one.number = {cable::ChannelDesignator::Of("KLB"), 1, 4};
  EXPECT_FALSE(pair.end(1).core->HandleTransmission(pair.now(), kFirst, one));
  pair.EndTurn(1);
  EXPECT_TRUE(pair.end(1).delivered.empty());
  EXPECT_EQ(pair.end(1).events.Count(EventKind::kReceived), 0u);
}

TEST(Custodian, AReceiptForWhatHasNotLeftSettlesNothing) {
  Pair pair;
  pair.Connect();
  pair.Drain();
  pair.end(0).store->SetAtOnce(false);
  pair.File(0, MakeCable(1));
  pair.EndTurn(0);  // chosen, not committed
  EXPECT_FALSE(pair.custodian(0).HandleReceipt(pair.now(), kFirst, 1));
  EXPECT_FALSE(pair.custodian(0).HandleReceipt(pair.now(), kFirst, ~std::uint64_t{0}));
  EXPECT_EQ(pair.custodian(0).outgoing(kFirst).under_way(), 1u);
  pair.Drain();
  EXPECT_EQ(pair.end(1).delivered, Serials{1});
  EXPECT_TRUE(pair.custodian(0).HandleReceipt(pair.now(), kFirst, 1)) << "again, does no harm";
}

TEST(Custodian, TheTraceGrowsAndKeepsTheNewest) {
  Pair pair;
  pair.Connect();
  pair.Drain();
  cable::Transmission one = MakeCable(1);
  for (std::uint16_t i = 0; i < cable::kTraceMax; ++i) {
    one.trace.push_back({cable::ChannelDesignator::Of("XYZ"), std::uint16_t(i + 1), 4});
  }
  one.number = {cable::ChannelDesignator::Of("KLA"), 1, 4};
  const CopyPlan back{kFirst, one.precedence, one.called, {}};
  Intake intake;
  intake.from = kFirst;
  intake.count = 1;
  intake.transmission = &one;
  intake.copies = {&back, 1};
  pair.custodian(1).Take(pair.now(), intake);
  pair.EndTurn(1);
  const auto& frame = pair.end(0).arriving.back().second;
  const auto& trace = std::get<Departure>(frame).transmission.trace;
  ASSERT_EQ(trace.size(), cable::kTraceMax);
  EXPECT_EQ(trace[0].ToString(), "KLA0001");
  EXPECT_EQ(trace[1].ToString(), "XYZ0001");
}

}  // namespace
}  // namespace torntape::channel
