// Goal: what a crash, a cut or a lost store does to cables under way, in virtual time. A kept store
// loses nothing and goes on with its numbers; a lost one is told apart, and what may have arrived
// before is sent again under ZFD.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/prng.h"
#include "tests/sim/test_world.h"

namespace torntape::sim {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)
using testing::Draft;
using testing::FourRelaysComplete;
using testing::Ri;
using testing::TestWorld;

constexpr network::Circuit kSlow{2400, 20ms};

void FileTen(TestWorld& test, int first_serial) {
  for (int serial = first_serial; serial < first_serial + 10; ++serial) {
    const auto filed = test.File(Draft{.serial = serial, .to = {"RYLBEL"}});
    ASSERT_TRUE(filed) << filed.error().message;
  }
}

TEST(Restart, WithItsStoreARelayLosesNothingAndItsNumbersGoOn) {
  TestWorld test(FourRelaysComplete(kSlow), /*restartable=*/true);
  FileTen(test, 1);
  test.Advance(4s);  // some have passed RYKA, some wait in it, some are on the way to it
  ASSERT_GT(test.world.CustodianOf(Ri("RYKA"))->outstanding(), 0U);
  test.Crash("RYKA");
  EXPECT_EQ(test.world.CustodianOf(Ri("RYKA")), nullptr);
  FileTen(test, 11);
  test.Advance(60s);
  test.Restart("RYKA", VirtualWorld::Store::kKept);
  EXPECT_EQ(test.Finish(), "");
  EXPECT_EQ(test.deliveries.size(), 20U);
  EXPECT_EQ(test.CountLines("peer lost state"), 0U);
  EXPECT_EQ(test.CountLines("suspected duplicate"), 0U);
  EXPECT_GE(test.CountLines(" burnt "), 1U);  // what was on the circuits
  EXPECT_EQ(test.world.outstanding(), 0U);
}

TEST(Restart, WithoutItsStoreARelayIsToldApart) {
  TestWorld test(FourRelaysComplete(kSlow), /*restartable=*/true);
  FileTen(test, 1);
  test.Advance(4s);
  test.Crash("RYKA");
  test.Advance(60s);
  test.Restart("RYKA", VirtualWorld::Store::kLost);
  FileTen(test, 11);
  const std::string broken = test.Finish();
  // Its three neighbours notice, and send under ZFD what they had under way.
  EXPECT_EQ(test.CountLines("peer lost state"), 3U);
  EXPECT_GE(test.CountLines("suspected duplicate"), 1U);
  // What it had receipted and not passed on is gone, and the report says whose fault that was.
  EXPECT_THAT(broken, ::testing::HasSubstr("[each addressee once]"));
  EXPECT_THAT(broken, ::testing::HasSubstr("RYKA lost its store with a copy for RYLB"));
  EXPECT_THAT(broken, ::testing::Not(::testing::HasSubstr("[channel numbers continuous]")));
  EXPECT_THAT(broken, ::testing::Not(::testing::HasSubstr("[no copy twice]")));
  // The cables filed after it are whole.
  for (int serial = 11; serial <= 20; ++serial) {
    EXPECT_EQ(test.CountLines(fmt::format("delivered for action PP RYLBEL  RYKABD #{:04}", serial)),
              1U);
  }
}

// What had gone on before the store was lost comes again under ZFD, and the next station knows it.
TEST(Restart, WhatASuspectedDuplicateDoublesIsDroppedByTheNextStation) {
  TestWorld test(FourRelaysComplete({0, 20ms}), /*restartable=*/true);
  test.Advance(1s);
  ASSERT_TRUE(test.File(Draft{.to = {"RYKACS"}, .info = {"RYLBEL"}}));
  test.Advance(30ms);  // RYKA has it and has passed it on; its receipt is on the way back
  test.world.CutLink(test.LinkBetween("RYKA", "RYKABD"));
  test.Advance(1s);
  EXPECT_EQ(test.deliveries.size(), 2U);
  test.Crash("RYKA");
  test.Advance(1s);
  test.Restart("RYKA", VirtualWorld::Store::kLost);
  test.world.RestoreLink(test.LinkBetween("RYKA", "RYKABD"));
  EXPECT_EQ(test.Finish(), "");
  EXPECT_EQ(test.deliveries.size(), 2U);
  EXPECT_EQ(test.CountLines("duplicate dropped"), 2U);  // by the post RYKACS and the relay RYLB
  EXPECT_GE(test.CountLines("suspected duplicate"), 1U);
}

TEST(Restart, ACutLinkHoldsWhatIsForIt) {
  TestWorld test(FourRelaysComplete(kSlow));
  const std::size_t link = test.LinkBetween("RYKA", "RYLB");
  FileTen(test, 1);
  test.Advance(3s);
  test.world.CutLink(link);
  test.Advance(60s);
  EXPECT_LT(test.deliveries.size(), 10U);
  EXPECT_GT(test.world.outstanding(), 0U);
  test.world.RestoreLink(link);
  EXPECT_EQ(test.Finish(), "");
  EXPECT_EQ(test.deliveries.size(), 10U);
}

TEST(Restart, WhatIsHeldByACutIsQueuedAndNotLost) {
  TestWorld test(FourRelaysComplete(kSlow));
  test.world.CutLink(test.LinkBetween("RYKA", "RYLB"));
  FileTen(test, 1);
  EXPECT_EQ(test.Finish(), "");
  EXPECT_EQ(test.checker.cables().queued(), 10U);
}

TEST(Restart, ACutTrunkIsGoneRound) {
  TestWorld test(FourRelaysComplete(kSlow));
  test.world.CutLink(test.LinkBetween("RYLB", "RYND"));
  ASSERT_TRUE(test.File(Draft{.to = {"RYNDHQ"}}));
  EXPECT_EQ(test.Finish(), "");
  EXPECT_THAT(test.copies, ::testing::Contains("RYLB -> RYMC  PP RYNDHQ"));
  EXPECT_EQ(test.deliveries.size(), 1U);
}

// Goal: safety under faults, then liveness when all is healed.
// Method: random traffic while the seed cuts links and crashes stations, whose stores are kept.
class SeededFaults : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(SeededFaults, LoseNothing) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Prng prng(GetParam());
  TestWorld test(FourRelaysComplete(kSlow), /*restartable=*/true);
  std::vector<std::string> posts;
  for (const network::Station& station : test.network.stations) {
    if (station.role == network::StationRole::kTributary) {
      posts.push_back(station.indicator.ToString());
    }
  }
  std::vector<bool> cut(test.network.links.size());
  std::vector<bool> crashed(test.network.stations.size());
  for (int serial = 1; serial <= 150 && !HasFailure(); ++serial) {
    test.Advance(std::chrono::milliseconds(prng.Below(1500)));
    const std::size_t from = prng.Below(posts.size());
    const std::size_t to = (from + 1 + prng.Below(posts.size() - 1)) % posts.size();
    const char* precedence[] = {"Z", "O", "P", "R"};
    Draft draft{.from = posts[from], .serial = serial, .to = {posts[to]}};
    draft.precedence = precedence[prng.Below(4)];
    if (prng.Chance(1, 4) && posts[to] != "RYLBEL") draft.info = {"RYNDZP"};
    (void)test.File(draft);  // a post that does not run takes nothing
    const std::size_t link = prng.Below(cut.size());
    if (prng.Chance(1, 12)) {
      cut[link] ? test.world.RestoreLink(link) : test.world.CutLink(link);
      cut[link] = !cut[link];
    }
    const std::size_t station = prng.Below(crashed.size());
    const auto indicator = test.network.stations[station].indicator;
    if (crashed[station] && prng.Chance(1, 2)) {
      test.Restart(indicator.ToString(), VirtualWorld::Store::kKept);
      crashed[station] = false;
    } else if (!crashed[station] && prng.Chance(1, 20)) {
      test.Crash(indicator.ToString());
      crashed[station] = true;
    }
  }
  EXPECT_EQ(test.Broken(), "");  // safety
  for (std::size_t link = 0; link < cut.size(); ++link) test.world.RestoreLink(link);
  for (std::size_t station = 0; station < crashed.size(); ++station) {
    if (!crashed[station]) continue;
    test.Restart(test.network.stations[station].indicator.ToString(), VirtualWorld::Store::kKept);
  }
  const std::string broken = test.Finish(2h);  // liveness
  // Cables brought to a post that did not run were never taken: that is no fault of the network.
  std::size_t refused = 0;
  for (const BrokenPromise& promise : test.checker.promises().broken()) {
    refused += promise.law == "filed as given" ? 1U : 0U;
  }
  EXPECT_EQ(test.checker.promises().total(), refused) << broken;
  EXPECT_EQ(test.world.outstanding(), 0U);
  EXPECT_EQ(test.checker.cables().queued(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SeededFaults, ::testing::Range<std::uint64_t>(1, 21));

}  // namespace
}  // namespace torntape::sim
