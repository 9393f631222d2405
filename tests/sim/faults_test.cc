// Goal: each fault of a world, alone and by name, and what the stations make of it; among them what
// random worlds found.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/test_world.h"

namespace torntape::sim {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)
using testing::Draft;
using testing::FourRelaysComplete;
using testing::Ri;
using testing::TestWorld;

constexpr network::Circuit kFast{0, 20ms};
constexpr network::Circuit kSlow{2400, 20ms};

void File(TestWorld& test, const Draft& draft) {
  const auto filed = test.File(draft);
  ASSERT_TRUE(filed) << filed.error().message;
}

TEST(Faults, ALostTransmissionIsAskedForAndComesAgain) {
  TestWorld test(FourRelaysComplete(kFast), /*restartable=*/true);
  test.world.LoseNext(test.LinkBetween("RYKA", "RYLB"), 0);
  File(test, {.serial = 1, .to = {"RYLBEL"}});
  test.Advance(1s);
  EXPECT_TRUE(test.deliveries.empty());
  File(test, {.serial = 2, .to = {"RYLBEL"}});  // shows the gap
  EXPECT_EQ(test.Finish(), "");
  EXPECT_EQ(test.deliveries.size(), 2U);
  EXPECT_EQ(test.CountLines("(rerun)"), 2U) << "its number is burnt, and the answer is told";
}

TEST(Faults, AWrongNumberIsNotedAndHoldsNothing) {
  TestWorld test(FourRelaysComplete(kFast), /*restartable=*/true);
  test.world.Misnumber(test.LinkBetween("RYKA", "RYLB"), 0, 3);
  File(test, {.to = {"RYLBEL"}});
  EXPECT_EQ(test.Finish(), "");
  EXPECT_EQ(test.deliveries.size(), 1U);
  EXPECT_EQ(test.CountLines(" open number"), 3U);
  EXPECT_EQ(test.CountLines("(not used)"), 1U);
  EXPECT_EQ(test.world.outstanding(), 0U);
}

// The receipt of each question waited for the answer to the other one.
TEST(Faults, OpenNumbersOnBothWaysSettle) {
  TestWorld test(FourRelaysComplete(kFast), /*restartable=*/true);
  const std::size_t link = test.LinkBetween("RYKA", "RYLB");
  test.world.Misnumber(link, 0, 2);
  test.world.Misnumber(link, 1, 2);
  for (int serial = 1; serial <= 3; ++serial) {
    File(test, {.from = "RYKABD", .serial = serial, .to = {"RYLBEL"}});
    File(test, {.from = "RYLBEL", .serial = serial, .to = {"RYKABD"}});
  }
  EXPECT_EQ(test.Finish(), "");
  EXPECT_EQ(test.deliveries.size(), 6U);
  EXPECT_EQ(test.world.outstanding(), 0U);
}

std::string LongText() {
  std::string text;
  for (int line = 0; line < 60; ++line) text += "THE HERRING ARE LATE THIS YEAR, AND SMALL.\n";
  text.pop_back();
  return text;
}

network::Network WithPreemption(network::Preemption preemption) {
  network::Network network = FourRelaysComplete({50, 20ms});
  network.preemption = preemption;
  // Less than one long cable: what a broken off one has spent must come back.
  for (network::Link& link : network.links) link.window_bytes = 700;
  return network;
}

TEST(Preemption, FlashBreaksOffALongRoutine) {
  TestWorld test(WithPreemption(network::Preemption::kAcp127));
  File(test, {.serial = 1, .precedence = "R", .to = {"RYLBEL"}, .text = LongText()});
  test.Advance(60s);
  File(test, {.serial = 2, .precedence = "Z", .to = {"RYLBEL"}});
  EXPECT_EQ(test.Finish(), "");
  ASSERT_EQ(test.deliveries.size(), 2U);
  EXPECT_THAT(test.deliveries[0], ::testing::HasSubstr("ZZ RYLBEL"));
  EXPECT_EQ(test.CountLines(" burnt "), 1U);
  EXPECT_EQ(test.CountLines(" cancelled"), 1U);
}

TEST(Preemption, SwitchedOffItWaits) {
  TestWorld test(WithPreemption(network::Preemption::kOff));
  File(test, {.serial = 1, .precedence = "R", .to = {"RYLBEL"}, .text = LongText()});
  test.Advance(60s);
  File(test, {.serial = 2, .precedence = "Z", .to = {"RYLBEL"}});
  EXPECT_EQ(test.Finish(), "");
  EXPECT_EQ(test.CountLines(" burnt "), 0U);
}

TEST(Preemption, MarkedOnlyItIsToldAndWaits) {
  TestWorld test(WithPreemption(network::Preemption::kMarkingOnly));
  File(test, {.serial = 1, .precedence = "R", .to = {"RYLBEL"}, .text = LongText()});
  test.Advance(60s);
  File(test, {.serial = 2, .precedence = "Z", .to = {"RYLBEL"}});
  EXPECT_EQ(test.Finish(), "");
  EXPECT_EQ(test.CountLines(" burnt "), 0U);
  EXPECT_GE(test.CountLines("(marking only)"), 1U);
}

TEST(Faults, AFullPostTakesFlashAlone) {
  TestWorld test(FourRelaysComplete(kFast), /*restartable=*/true);
  test.world.FillDisk(Ri("RYKABD"), true);
  EXPECT_FALSE(test.File(Draft{.serial = 1, .precedence = "R", .to = {"RYLBEL"}}));
  File(test, {.serial = 2, .precedence = "Z", .to = {"RYLBEL"}});
  test.world.FillDisk(Ri("RYKABD"), false);
  File(test, {.serial = 3, .precedence = "R", .to = {"RYLBEL"}});
  EXPECT_EQ(test.Finish(), "");
  EXPECT_EQ(test.deliveries.size(), 2U);
}

TEST(Faults, APowerCutLosesNothingThatWasReceipted) {
  for (int seconds = 1; seconds <= 12; ++seconds) {
    SCOPED_TRACE(seconds);
    TestWorld test(FourRelaysComplete(kSlow), /*restartable=*/true);
    test.world.SlowDisk(Ri("RYKA"), 700ms);
    for (int serial = 1; serial <= 8; ++serial) File(test, {.serial = serial, .to = {"RYLBEL"}});
    test.Advance(std::chrono::seconds(seconds));
    test.world.LosePower(Ri("RYKA"));
    test.Advance(5s);
    test.Restart("RYKA", VirtualWorld::Store::kKept);
    EXPECT_EQ(test.Finish(), "");
    EXPECT_EQ(test.deliveries.size(), 8U);
  }
}

TEST(Faults, AWrongRouteIsSetAsideAndReleased) {
  TestWorld test(FourRelaysComplete(kFast), /*restartable=*/true);
  test.world.CorruptRoute(Ri("RYLB"), Ri("RYMC"), test.LinkBetween("RYKA", "RYLB"));
  File(test, {.to = {"RYMCFR"}});
  test.Advance(1min);
  EXPECT_TRUE(test.deliveries.empty());
  test.world.RepairRoutes(Ri("RYLB"));
  for (const char* relay : {"RYKA", "RYLB"}) {
    const auto* aside = test.world.AsideAt(Ri(relay));
    if (aside->empty()) continue;
    const auto released = test.world.Release(Ri(relay), aside->begin()->first);
    EXPECT_TRUE(released) << released.error().message;
  }
  EXPECT_EQ(test.Finish(), "");
  EXPECT_EQ(test.deliveries.size(), 1U);
}

}  // namespace
}  // namespace torntape::sim
