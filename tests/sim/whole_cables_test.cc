// What an addressee of a world reads is what was filed elsewhere: cables of every profile, and
// cables that were cut into sections and put together again.
#include <chrono>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "cable/sections.h"
#include "tests/sim/test_world.h"

namespace torntape::sim {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)
using testing::FourRelaysComplete;
using testing::TestWorld;
using testing::TextOfFile;

constexpr network::Circuit kFast{0, 2ms};

// The text without format lines 1 and 2, which each relay writes anew.
std::string FromLine3(const std::string& text) {
  const std::size_t second = text.find('\n') + 1;
  return text.substr(text.find('\n', second) + 1);
}

TEST(WholeCables, EveryProfileIsPrintedAgainAsItWasRead) {
  network::Network network;
  network.name = "Two posts";
  network::testing::AddRelay(network, "RYKA");
  network::testing::AddRelay(network, "RYLB");
  network::testing::AddLink(network, "RYKA", "RYLB");
  network::testing::AddPost(network, "RYKA", "RYKABDA", "EMB BRINDLEMOOR");
  network::testing::AddPost(network, "RYLB", "RYLBDNA", "EMB DUNMARROW");
  for (network::Link& link : network.links) link.circuit = kFast;
  ASSERT_TRUE(network::CompleteChannels(network));
  network::CompleteRoutes(network);
  const std::string cables[] = {
      "VZCZCBDA114     UU\nPP RYLBDNA\nDE RYKABDA 129B 14/1042Z\nZNR UUUUU\nP 141030Z MAY 2031\n"
      "FM EMB BRINDLEMOOR\nTO RYLBDNA/EMB DUNMARROW\nBT\nUNCLAS\nFERRY TIMETABLE CHANGES.\nBT\n"
      "C WA TIMETABLE CHANGES\nNNNN\n",
      "VZCZCBDA0115\nPTTUZYUW RYKABDA0130 1341043-0017-UUUU--RYLBDNA.\nZNR UUUUU\n"
      "P 141031Z MAY 31 ZEX\nFM EMB BRINDLEMOOR\nTO RYLBDNA/EMB DUNMARROW\nBT\nUNCLAS\n"
      "THE OUTER BAR HAS MOVED.\nBT\n#0130\nNNNN\n",
      "VZCZCBDA0116\nPP RYLBDNA\nDE RYKABDA #0131 1341044\nZNR UUUUU ZZH\nP 141032Z MAY 31\n"
      "FM EMB BRINDLEMOOR\nTO RYLBDNA/EMB DUNMARROW 0119\nBT\nUNCLAS BRINDLEMOOR 000131\n\n"
      "1. (U) THE BUOYS ARE LIT.\nBT\n#0131\nNNNN\n"};
  TestWorld test(network);
  for (const std::string& cable : cables) {
    const auto filed = test.File(cable);
    ASSERT_TRUE(filed) << filed.error().message;
  }
  EXPECT_EQ(test.Finish(), "");
  ASSERT_EQ(test.texts.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(FromLine3(test.texts[i]), FromLine3(cables[i]));
  EXPECT_NE(test.texts[1].find("\nPTTUZYUW RYKABDA0130 1341043-0017-UUUU--RYLBDNA.\n"),
            std::string::npos)
      << test.texts[1];
}

TEST(WholeCables, SectionsAreReadWhole) {
  network::Network network = FourRelaysComplete(kFast);
  network.sections = {true, true, {}};
  TestWorld test(network);
  const std::string berths = TextOfFile(TORNTAPE_SOURCE_DIR "/configs/cables/berths.cable");
  const cable::ReadResult read = cable::ReadCable(berths);
  ASSERT_TRUE(read.cable);
  const auto sections = cable::CutIntoSections(*read.cable);
  ASSERT_TRUE(sections);
  ASSERT_EQ(sections->size(), 2U);
  for (const cable::Cable& section : *sections) test.checker.Expect(section);
  ASSERT_TRUE(test.world.File(testing::Ri("RYKABD"), *read.cable));
  EXPECT_EQ(test.Finish(), "");
  ASSERT_EQ(test.texts.size(), 2U);  // at RYNDHQ and RYLBDN
  for (const std::string& text : test.texts) EXPECT_EQ(FromLine3(text), FromLine3(berths));
}

// One section never comes: the world goes on by itself until the time is up.
TEST(WholeCables, AGapIsShownWhenTheTimeIsUp) {
  network::Network network = FourRelaysComplete(kFast);
  network.sections = {false, true, Duration(10min)};
  TestWorld test(network);
  ASSERT_TRUE(
      test.File(TextOfFile(TORNTAPE_SOURCE_DIR "/configs/cables/brindlemoor-0417-02.cable")));
  EXPECT_EQ(test.Finish(), "");
  ASSERT_EQ(test.texts.size(), 5U);
  for (const std::string& text : test.texts) {
    EXPECT_NE(text.find("SECTION 01 OF 02 IS MISSING\n"), std::string::npos) << text;
  }
  EXPECT_GE(test.world.now(), FromCalendar(2031, 5, 14, 10, 52));
}

}  // namespace
}  // namespace torntape::sim
