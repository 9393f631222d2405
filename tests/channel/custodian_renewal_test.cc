// Goal: what a custodian tells again says all that still matters of what it told before.
// Method: a scripted run; then a custodian that is given only what was told again.
#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "tests/channel/pair.h"

namespace torntape::channel {
namespace {

using cable::Precedence;
using testing::MakeCable;
using testing::Pair;

constexpr ChannelIndex kFirst{0};

class RenewalTest : public ::testing::Test {
 protected:
  // Cables under way, waiting, suspected, received and receipted, and one that is set aside.
  RenewalTest() {
    for (std::uint16_t i = 1; i <= 12; ++i) {
      pair.File(0, MakeCable(i, static_cast<Precedence>(i % cable::kPrecedenceCount)));
      pair.File(1, MakeCable(static_cast<std::uint16_t>(100 + i)));
    }
    pair.Connect();
    for (int i = 0; i < 20; ++i) pair.StepFrame(static_cast<std::size_t>(i % 2));
    pair.CrashAndLose(1, 88);
    pair.Connect();
    for (int i = 0; i < 3; ++i) pair.StepFrame(static_cast<std::size_t>(i % 2));
    const auto aside = MakeCable(500);
    Intake intake;
    intake.transmission = &aside;
    const SetAside branch{{cable::RoutingIndicator::Of("RYXX"), cable::Role::kAction},
                          cable::Reason::kUnknownIndicator};
    intake.set_aside = {&branch, 1};
    custodian().Take(pair.now(), intake);
    pair.CommitAll(0);
  }
  Custodian& custodian() { return pair.custodian(0); }

  // All that it would tell a store that lets go of everything.
  std::vector<std::string> TellAgain() {
    const std::size_t before = pair.end(0).store->records().size();
    std::vector<std::uint64_t> ids(600);
    std::iota(ids.begin(), ids.end(), 1);
    custodian().TellStanding(1);
    custodian().RenewCables(ids);
    custodian().RenewSeen(1);
    pair.CommitAll(0);
    const auto& records = pair.end(0).store->records();
    return {records.begin() + static_cast<std::ptrdiff_t>(before), records.end()};
  }

  Pair pair{Pair::Options{.window_bytes = 900, .reserve_bytes = 400}};
};

std::vector<std::uint16_t> LeavingOrder(Custodian& custodian) {
  custodian.LinkUp(Instant{}, LinkIndex{0}, {1000, {{0, 0}}});
  custodian.HandleCredit(kFirst, 1u << 30, 1u << 30);
  std::vector<std::uint16_t> order;
  custodian.EndTurn(Instant{});
  // It has no store: bodies come as if from one.
  const auto asked = custodian.store_requests();
  const std::vector<StoreRequest> requests(asked.begin(), asked.end());
  for (const StoreRequest& request : requests) {
    if (request.kind != StoreRequest::Kind::kRead) continue;
    custodian.HandleBody(request.cable, {}, SharedBytes("BODY\n"));
  }
  custodian.EndTurn(Instant{});
  const OutgoingChannel& outgoing = custodian.outgoing(kFirst);
  for (std::size_t i = 0; i < outgoing.under_way(); ++i) {
    order.push_back(static_cast<std::uint16_t>(outgoing.under_way_at(i).copy));
  }
  return order;
}

TEST_F(RenewalTest, ToldAgainItOwesTheSame) {
  ASSERT_GT(custodian().outgoing(kFirst).under_way(), 0u);
  ASSERT_GT(custodian().outgoing(kFirst).waiting(), 3u);
  ASSERT_GT(custodian().seen().size(), 0u);
  const std::vector<std::string> told = TellAgain();
  testing::EventLog events;
  Custodian again(pair.end(0).config, events);
  for (const std::string& record : told) EXPECT_TRUE(again.Recover(record));
  again.FinishRecovery();
  EXPECT_FALSE(again.recovered_other_channels());
  EXPECT_EQ(again.outstanding(), custodian().outstanding());
  EXPECT_EQ(again.set_aside(), 1u);
  EXPECT_EQ(again.seen().size(), custodian().seen().size());
  EXPECT_EQ(again.KnownPeerEpoch(LinkIndex{0}), 88u);
  const OwnState now = again.StateOf(kFirst);
  const OwnState then = custodian().StateOf(kFirst);
  EXPECT_EQ(now.committed_count, then.committed_count);
  EXPECT_EQ(now.sent_count, then.sent_count);
  const OutgoingChannel& outgoing = custodian().outgoing(kFirst);
  EXPECT_EQ(again.outgoing(kFirst).under_way(), outgoing.under_way());
  for (std::size_t lane = 0; lane < cable::kLaneCount; ++lane) {
    EXPECT_EQ(again.outgoing(kFirst).waiting_in(lane), outgoing.waiting_in(lane)) << lane;
  }
  const std::size_t owed = outgoing.under_way() + outgoing.waiting();
  EXPECT_EQ(LeavingOrder(again).size(), owed);
}

// Told again behind what told it first, it changes nothing.
TEST_F(RenewalTest, ToldTwiceItOwesItOnce) {
  const std::uint64_t owed = custodian().outstanding();
  TellAgain();
  TellAgain();
  pair.Crash(0);
  EXPECT_EQ(custodian().outstanding(), owed);
}

TEST_F(RenewalTest, IdentitiesAreToldAgainOnce) {
  const std::vector<std::string> first = TellAgain();
  const auto seen = [](const std::vector<std::string>& records) {
    return std::count_if(records.begin(), records.end(), [](const std::string& record) {
      return record[0] == static_cast<char>(RecordKind::kSeen);
    });
  };
  EXPECT_EQ(seen(first), 1);
  EXPECT_EQ(seen(TellAgain()), 0) << "they stand behind standing 1 now";
}

TEST_F(RenewalTest, TracesOfWhatWasLetGoAreNoFault) {
  const std::vector<std::string> told = TellAgain();
  testing::EventLog events;
  Custodian again(pair.end(0).config, events);
  std::string sent;
  ByteWriter writer(sent);
  writer.Byte(static_cast<std::uint8_t>(RecordKind::kSent));
  for (const std::uint64_t value : {0u, 77u, 12345u, 0u}) writer.Varint(value);
  EXPECT_FALSE(again.Recover(sent)) << "of a cable that nobody knows";
  EXPECT_TRUE(again.Recover(told[0]));
  EXPECT_TRUE(again.Recover(sent)) << "settled before, and its record let go of";
  EXPECT_EQ(again.StateOf(kFirst).sent_count, 77u) << "the number stays used";
}

TEST_F(RenewalTest, OtherChannelsAreNotConfused) {
  const std::vector<std::string> told = TellAgain();
  CustodyConfig config = pair.end(0).config;
  config.channels[0].outgoing = cable::ChannelDesignator::Of("XYZ");
  testing::EventLog events;
  Custodian again(config, events);
  EXPECT_FALSE(again.Recover(told[0]));
  EXPECT_TRUE(again.recovered_other_channels());
}

// Any bit may be wrong, or the end missing: it is refused or read, and what follows does not crash.
TEST_F(RenewalTest, OutlivesDamage) {
  std::vector<std::string> told = TellAgain();
  std::size_t refused = 0;
  testing::EventLog events;
  for (std::size_t damaged = 0; damaged < told.size(); damaged += damaged < 4 ? 1 : 3) {
    const std::string whole = told[damaged];
    for (std::size_t size = 0; size < whole.size(); size += 3) {
      Custodian custodian(pair.end(0).config, events);
      EXPECT_FALSE(custodian.Recover(std::string_view(whole).substr(0, size)));
    }
    for (std::size_t bit = 0; bit < whole.size() * 8; bit += 5) {
      told[damaged][bit / 8] = static_cast<char>(told[damaged][bit / 8] ^ (1 << bit % 8));
      Custodian custodian(pair.end(0).config, events);
      for (const std::string& record : told) refused += custodian.Recover(record) ? 0u : 1u;
      custodian.FinishRecovery();
      LeavingOrder(custodian);
      told[damaged] = whole;
    }
  }
  EXPECT_GT(refused, 100u);
}

}  // namespace
}  // namespace torntape::channel
