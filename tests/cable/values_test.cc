// The small values that the rest is made of: each parses what it prints, and nothing else.

#include <string>

#include <gtest/gtest.h>

#include "cable/channel_number.h"
#include "cable/classification.h"
#include "cable/message_identification.h"
#include "cable/precedence.h"
#include "cable/routing_indicator.h"
#include "cable/transmission.h"

namespace torntape::cable {
namespace {

TEST(Precedence, ProsignsNamesAndOrder) {
  const struct {
    char prosign;
    const char* name;
    std::size_t lane;
  } rows[] = {{'Y', "EMERGENCY COMMAND", 0}, {'W', "CRITIC", 0},   {'Z', "FLASH", 1},
              {'O', "IMMEDIATE", 2},         {'P', "PRIORITY", 3}, {'R', "ROUTINE", 4}};
  for (const auto& [prosign, name, lane] : rows) {
    const auto precedence = PrecedenceFromProsign(prosign);
    ASSERT_TRUE(precedence) << prosign;
    EXPECT_EQ(ProsignOf(*precedence), prosign);
    EXPECT_EQ(NameOf(*precedence), name);
    EXPECT_EQ(LaneOf(*precedence), lane);
    EXPECT_EQ(IsUrgent(*precedence), lane <= 1);
  }
  for (const char c : {'A', 'z', '\0', ' '}) EXPECT_FALSE(PrecedenceFromProsign(c)) << c;
  EXPECT_FALSE(IsHigher(Precedence::kEmergencyCommand, Precedence::kCritic));
  EXPECT_EQ(HigherOf(Precedence::kRoutine, Precedence::kFlash), Precedence::kFlash);
  EXPECT_EQ(HigherOf(Precedence::kFlash, Precedence::kRoutine), Precedence::kFlash);
}

TEST(Classification, LettersNamesAndOrder) {
  const std::string letters = "UERCST";
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const auto classification = ClassificationFromLetter(letters[i]);
    ASSERT_TRUE(classification);
    EXPECT_EQ(static_cast<std::size_t>(*classification), i);
    EXPECT_EQ(LetterOf(*classification), letters[i]);
  }
  EXPECT_FALSE(ClassificationFromLetter('A'));
  EXPECT_EQ(NameOf(Classification::kTopSecret), "TOP SECRET");
}

TEST(RoutingIndicator, FourToEightLetters) {
  for (const char* letters : {"RYLB", "RYLBD", "RYLBDN", "RYLBDNA", "RYLBDNAB"}) {
    const auto indicator = RoutingIndicator::Parse(letters);
    ASSERT_TRUE(indicator) << letters;
    EXPECT_EQ(indicator->ToString(), letters);
    EXPECT_EQ(indicator->size(), std::string(letters).size());
    EXPECT_EQ(RoutingIndicator::FromPacked(indicator->packed()), indicator);
    EXPECT_FALSE(indicator->none());
  }
  for (const char* letters : {"", "RYL", "RYLBDNABC", "RYLB1N", "rylb", "RY B", "RYLB "}) {
    EXPECT_FALSE(RoutingIndicator::Parse(letters)) << letters;
  }
}

TEST(RoutingIndicator, PacksTheFirstLetterHighest) {
  EXPECT_EQ(RoutingIndicator::Of("ABCD").packed(), 0x4142434400000000ULL);
  EXPECT_LT(RoutingIndicator::Of("RYLB"), RoutingIndicator::Of("RYLBDN"));
  EXPECT_LT(RoutingIndicator::Of("RYLBDN"), RoutingIndicator::Of("RYMC"));
}

TEST(RoutingIndicator, WordsThatPackNoneAreRefused) {
  for (const std::uint64_t packed : {0x0ULL, 0x4142430000000000ULL, 0x4142434400004142ULL,
                                     0x6162636400000000ULL, 0x0041424344000000ULL}) {
    EXPECT_FALSE(RoutingIndicator::FromPacked(packed)) << packed;
  }
}

TEST(RoutingIndicator, Prefixes) {
  const auto station = RoutingIndicator::Of("RYLBDN");
  EXPECT_TRUE(station.HasPrefix(RoutingIndicator::Of("RYLB")));
  EXPECT_TRUE(station.HasPrefix(RoutingIndicator::Of("RYLBDN")));
  EXPECT_FALSE(station.HasPrefix(RoutingIndicator::Of("RYLBDNA")));
  EXPECT_FALSE(station.HasPrefix(RoutingIndicator::Of("RYMC")));
  EXPECT_TRUE(station.HasPrefix(RoutingIndicator()));
  const auto longest = RoutingIndicator::Of("RYLBDNAB");
  EXPECT_TRUE(longest.HasPrefix(longest));
  EXPECT_FALSE(longest.HasPrefix(RoutingIndicator::Of("RYLBDNAC")));
}

TEST(ChannelNumber, ParsesWhatItPrints) {
  for (const char* text : {"BDA001", "BDA0417", "XLB9598", "FGA999"}) {
    const auto number = ChannelNumber::Parse(text);
    ASSERT_TRUE(number) << text;
    EXPECT_EQ(number->ToString(), text);
  }
  for (const char* text : {"", "BDA", "BDA01", "BDA00417", "BDA000", "BDA0000", "bda001", "BD1001",
                           "BDA 01", "BDA01X"}) {
    EXPECT_FALSE(ChannelNumber::Parse(text)) << text;
  }
  EXPECT_EQ(ChannelNumber().ToString(), "");
  EXPECT_EQ(CycleOf(3), 999);
  EXPECT_EQ(CycleOf(4), 9999);
}

TEST(ChannelDesignator, PackedAndBack) {
  const auto designator = ChannelDesignator::Of("BDA");
  EXPECT_EQ(designator.packed(), 0x424441u);
  EXPECT_EQ(ChannelDesignator::FromPacked(designator.packed()), designator);
  for (const std::uint32_t packed : {0u, 0x4244u, 0x01424441u, 0x626461u}) {
    EXPECT_FALSE(ChannelDesignator::FromPacked(packed)) << packed;
  }
}

TEST(MessageIdentification, IsPrintedAsInTheStateProfile) {
  MessageIdentification id;
  EXPECT_EQ(id.ToString(), "");
  id.calling = RoutingIndicator::Of("RYKABD");
  EXPECT_EQ(id.ToString(), "RYKABD");
  id.serial = 417;
  id.serial_digits = 4;
  id.section = 1;
  id.filing = {FilingTime::Form::kDayOfYear, 134, 10, 42};
  EXPECT_EQ(id.ToString(), "RYKABD #0417/01 1341042");
  id.section = 0;
  id.position = 'B';
  id.serial_digits = 3;
  id.filing = {FilingTime::Form::kDayOfMonth, 2, 14, 52};
  EXPECT_EQ(id.ToString(), "RYKABD #417B 02/1452Z");
  id.serial = 0;
  id.serial_digits = 0;
  id.position = '\0';
  EXPECT_EQ(id.ToString(), "RYKABD 02/1452Z");
}

CalledList Calls(int count) {
  CalledList called;
  for (int i = 0; i < count; ++i) {
    called.push_back(
        {RoutingIndicator::Of(std::string("RYLBD") + static_cast<char>('A' + i)), Role::kAction});
  }
  return called;
}

TEST(RoutingLine, OnOneLineForTables) {
  EXPECT_EQ(FormatRoutingLine(Precedence::kImmediate, Calls(2).span()), "OO RYLBDA RYLBDB");
  EXPECT_EQ(FormatRoutingLine(Precedence::kRoutine, {}), "RR");
}

TEST(RoutingLine, WrapsBetweenGroupsAtSixtyNine) {
  // 2 + 9 * 7 = 65 characters; a tenth would make 72.
  EXPECT_EQ(WriteRoutingLine(Precedence::kRoutine, Calls(9).span()).size(), 66u);
  const std::string lines = WriteRoutingLine(Precedence::kRoutine, Calls(20).span());
  EXPECT_EQ(lines,
            "RR RYLBDA RYLBDB RYLBDC RYLBDD RYLBDE RYLBDF RYLBDG RYLBDH RYLBDI\n"
            "RYLBDJ RYLBDK RYLBDL RYLBDM RYLBDN RYLBDO RYLBDP RYLBDQ RYLBDR RYLBDS\n"
            "RYLBDT\n");
}

TEST(Role, Names) {
  EXPECT_EQ(NameOf(Role::kAction), "action");
  EXPECT_EQ(NameOf(Role::kInfo), "INFO");
}

TEST(Heading, ComparesAllItsFields) {
  Heading a;
  Heading b;
  EXPECT_EQ(a, b);
  b.body_digest.low = 1;
  EXPECT_FALSE(a == b);
  b = a;
  b.instruction_lines = "ZNR UUUUU\n";
  EXPECT_FALSE(a == b);
}

}  // namespace
}  // namespace torntape::cable
