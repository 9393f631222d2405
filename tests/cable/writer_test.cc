#include <string>

#include <gtest/gtest.h>

#include "cable/cable.h"
#include "tests/cable/cable_testing.h"

namespace torntape::cable::testing {
namespace {

TEST(Writer, DisciplinesDifferInTheBlankLinesBeforeTheEnd) {
  const ReadResult read = ReadCable(FerryCable());
  ASSERT_TRUE(read.cable);
  EXPECT_EQ(WriteCable(*read.cable), FerryCable());
  EXPECT_EQ(WriteCable(*read.cable, LineDiscipline::kText),
            With(FerryCable(), {{"NNNN", "\n\n\n\n\n\n\nNNNN"}}));
}

// The copy at ELSINGTON (spec 4.6): a new number, its own routing line at the lower precedence, and
// from format line 3 on what the post wrote.
TEST(Writer, ASegregatedCopy) {
  const ReadResult read = ReadCable(BrindlemoorCable());
  ASSERT_TRUE(read.cable);
  Transmission copy = read.cable->transmission;
  copy.number = *ChannelNumber::Parse("LEA0088");
  copy.precedence = Precedence::kRoutine;
  copy.called = {{RoutingIndicator::Of("RYLBEL"), Role::kInfo}};
  EXPECT_EQ(WriteTransmission(copy),
            With(BrindlemoorCable(), {{"VZCZCBDA0417", "VZCZCLEA0088"},
                                      {"OO RYLBDN RYMCFR RYNDHQ RYNDZP", "RR RYLBEL"}}));
}

TEST(Writer, PilotsStandBehindTheOutermostRoutingLine) {
  const ReadResult read = ReadCable(FerryCable());
  ASSERT_TRUE(read.cable);
  Transmission copy = read.cable->transmission;
  copy.called = {{RoutingIndicator::Of("RYMCGL"), Role::kAction}};
  copy.pilots = {{"ZFD RYMC", "BDA0043", "RR RYLBDN\n"}, {"ZOV RYLB", "", "RR RYLBDN RYLBEL\n"}};
  copy.number = *ChannelNumber::Parse("MGA001");
  EXPECT_EQ(WriteTransmission(copy),
            With(FerryCable(), {{"VZCZCBDA0043\nRR RYLBDN\n",
                                 "VZCZCMGA001\nRR RYMCGL\nZFD RYMC\nBDA0043\nRR RYLBDN\nZOV RYLB\n"
                                 "RR RYLBDN RYLBEL\n"}}));
}

TEST(Writer, WithoutANumberThereIsNoFirstLine) {
  const ReadResult read = ReadCable(FerryCable());
  ASSERT_TRUE(read.cable);
  Transmission copy = read.cable->transmission;
  copy.number = {};
  EXPECT_TRUE(WriteTransmission(copy).starts_with("RR RYLBDN\nDE RYKABD"));
}

// A relay of the four-relay example sends a part of what it got: of `janap128` that is the first
// letter and the end of the one line that is routing line and calling station.
TEST(Writer, ASegregatedCopyOfJanap128) {
  const ReadResult read = ReadCable(JanapCable());
  ASSERT_TRUE(read.cable);
  Transmission copy = read.cable->transmission;
  EXPECT_EQ(WriteTransmission(copy), JanapCable());
  copy.precedence = Precedence::kRoutine;
  copy.called = {{RoutingIndicator::Of("RYLBDNA"), Role::kInfo}};
  EXPECT_EQ(WriteTransmission(copy),
            With(JanapCable(), {{"OTTC", "RTTC"}, {" RYMCFRA RYNDHQA.", "."}}));
}

TEST(Writer, ALongRoutingLineOfJanap128IsWrappedBetweenIndicators) {
  Transmission copy = ReadCable(JanapCable()).cable->transmission;
  for (const char* more : {"RYAAAAA", "RYBBBBB", "RYCCCCC", "RYDDDDD", "RYEEEEE"}) {
    copy.called.push_back({RoutingIndicator::Of(more), Role::kAction});
  }
  const std::string text = WriteTransmission(copy);
  EXPECT_NE(text.find("RYNDHQA RYAAAAA\nRYBBBBB RYCCCCC RYDDDDD RYEEEEE.\nZNY"), std::string::npos)
      << text;
  EXPECT_EQ(Summarize(ReadCable(text)), "OK");
}

TEST(Writer, WithoutFormatLine4TheProsignTellsTheClassification) {
  const std::string text = With(Acp127Cable(), {{"ZNR UUUUU\n", ""}});
  const ReadResult read = ReadCable(text);
  ASSERT_TRUE(read.cable);
  EXPECT_EQ(WriteTransmission(read.cable->transmission), text);
}

}  // namespace
}  // namespace torntape::cable::testing
