#include "channel/incoming_channel.h"

#include <string>

#include <gtest/gtest.h>

namespace torntape::channel {
namespace {

using cable::ChannelNumber;
using cable::Precedence;
using Continuity = IncomingChannel::Continuity;

constexpr std::uint8_t kThreeDigits = 3;

ChannelNumber Number(std::uint16_t serial, std::string_view designator = "LKA",
                     std::uint8_t digits = kThreeDigits) {
  return {cable::ChannelDesignator::Of(designator), serial, digits};
}

IncomingChannel At(std::uint64_t committed) {
  IncomingChannel channel(cable::ChannelDesignator::Of("LKA"), kThreeDigits);
  channel.Restore(committed);
  channel.Open(committed, 1000, 500);
  return channel;
}

// The continuity of spec 5.2, as far as a framed channel can meet it.
struct ContinuityCase {
  const char* name;
  std::uint64_t before;  // the count of the last one received
  std::uint16_t serial;
  Continuity want;
  std::uint64_t count;
  std::uint64_t first_open;
};
class ContinuityTable : public ::testing::TestWithParam<ContinuityCase> {};

TEST_P(ContinuityTable, IsFollowed) {
  const ContinuityCase& row = GetParam();
  IncomingChannel channel = At(row.before);
  const auto arrival = channel.Receive(Number(row.serial));
  EXPECT_EQ(arrival.continuity, row.want);
  EXPECT_EQ(arrival.count, row.count);
  EXPECT_EQ(arrival.first_open, row.first_open);
  EXPECT_EQ(channel.received_count(), std::max(row.before, row.count));
}

constexpr ContinuityCase kContinuity[] = {
    {"FirstOfAll", 0, 1, Continuity::kExpected, 1, 0},
    {"NextInLine", 417, 418, Continuity::kExpected, 418, 0},
    {"Row072_OneIsOpen", 111, 113, Continuity::kAhead, 113, 112},
    {"SeveralAreOpen", 111, 120, Continuity::kAhead, 120, 112},
    {"Row075_TheSameAgain", 113, 113, Continuity::kUsedBefore, 113, 0},
    {"Row073_AnEarlierOne", 113, 112, Continuity::kUsedBefore, 112, 0},
    {"Row078_TheCycleBeginsAnew", 999, 1, Continuity::kExpected, 1000, 0},
    {"AcrossTheEndOfTheCycle", 998, 2, Continuity::kAhead, 1001, 999},
    {"BackAcrossTheEndOfTheCycle", 1001, 999, Continuity::kUsedBefore, 999, 0},
    {"SecondCycle", 999 + 500, 501, Continuity::kExpected, 1500, 0},
    {"HalfACycleAhead", 0, 500, Continuity::kAhead, 500, 1},
    {"MoreThanHalfIsFromBehind", 0, 501, Continuity::kUsedBefore, 0, 0},
    {"SerialZero", 5, 0, Continuity::kForeign, 5, 0},
    {"BeyondTheCycle", 5, 1000, Continuity::kForeign, 5, 0},
};
INSTANTIATE_TEST_SUITE_P(Conformance, ContinuityTable, ::testing::ValuesIn(kContinuity),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(IncomingChannel, RefusesTheNumbersOfAnother) {
  IncomingChannel channel = At(0);
  EXPECT_EQ(channel.Receive(Number(1, "LKB")).continuity, Continuity::kForeign);
  EXPECT_EQ(channel.received_count(), 0u);
}

TEST(IncomingChannel, TellsOneReceiptForManyCommits) {
  IncomingChannel channel = At(0);
  EXPECT_FALSE(channel.receipt_due());
  for (std::uint16_t i = 1; i <= 3; ++i) channel.Receive(Number(i));
  EXPECT_FALSE(channel.receipt_due()) << "what is not committed is not receipted";
  channel.Commit(1, Precedence::kRoutine, 10);
  channel.Commit(2, Precedence::kRoutine, 10);
  EXPECT_TRUE(channel.receipt_due());
  EXPECT_EQ(channel.TakeReceipt(), 2u);
  EXPECT_FALSE(channel.receipt_due());
  EXPECT_EQ(channel.NumberOf(channel.committed_count()).ToString(), "LKA002");
}

TEST(IncomingChannel, MeetingDoesNotCommit) {
  IncomingChannel channel = At(3);
  channel.Open(/*sender_sent_count=*/8, 1000, 500);
  EXPECT_EQ(channel.received_count(), 8u);
  EXPECT_EQ(channel.committed_count(), 3u)
      << "if the sender never hears of this meeting, 4 to 8 are still under way with it";
  EXPECT_FALSE(channel.receipt_due());
  EXPECT_EQ(channel.Receive(Number(9)).continuity, Continuity::kExpected);
  channel.Commit(9, Precedence::kRoutine, 10);
  EXPECT_EQ(channel.TakeReceipt(), 9u);
}

// It was counted as the last number that the sender had spoken of, so a receipt went out for
// numbers that had never come (random world 4441).
TEST(IncomingChannel, ANumberUsedBeforeCommitsNoneBehindIt) {
  IncomingChannel channel = At(1);
  channel.Open(/*sender_sent_count=*/3, 1000, 500);  // and then it forgot that
  const auto arrival = channel.Receive(Number(2));
  EXPECT_EQ(arrival.continuity, Continuity::kUsedBefore);
  channel.Commit(arrival.count, Precedence::kRoutine, 10);
  EXPECT_EQ(channel.TakeReceipt(), 2u);
}

TEST(IncomingChannel, CreditIsCumulativeByPurse) {
  IncomingChannel channel = At(0);
  ASSERT_TRUE(channel.credit_due());
  auto purses = channel.TakeCredit();
  EXPECT_EQ(purses.ordinary_bytes, 1000u);
  EXPECT_EQ(purses.reserve_bytes, 500u);
  EXPECT_FALSE(channel.credit_due());
  channel.Commit(1, Precedence::kRoutine, 70);
  channel.Commit(2, Precedence::kFlash, 30);
  channel.Commit(3, Precedence::kEmergencyCommand, 5);
  ASSERT_TRUE(channel.credit_due());
  purses = channel.TakeCredit();
  EXPECT_EQ(purses.ordinary_bytes, 1070u);
  EXPECT_EQ(purses.reserve_bytes, 535u);
  channel.Open(3, 1000, 500);
  purses = channel.TakeCredit();
  EXPECT_EQ(purses.ordinary_bytes, 1000u) << "a connection begins with the window alone";
}

TEST(IncomingChannel, HoldingKeepsTheReserveOpen) {
  IncomingChannel channel = At(0);
  channel.TakeCredit();
  channel.HoldOrdinary(true);
  EXPECT_FALSE(channel.credit_due());
  channel.Commit(1, Precedence::kRoutine, 70);
  channel.Commit(2, Precedence::kFlash, 30);
  auto purses = channel.TakeCredit();
  EXPECT_EQ(purses.ordinary_bytes, 1000u);
  EXPECT_EQ(purses.reserve_bytes, 530u);
  channel.HoldOrdinary(true);
  EXPECT_FALSE(channel.credit_due());
  channel.HoldOrdinary(false);
  ASSERT_TRUE(channel.credit_due());
  purses = channel.TakeCredit();
  EXPECT_EQ(purses.ordinary_bytes, 1070u) << "what was freed meanwhile is granted now";
}

TEST(IncomingChannel, WhatCameGarbledIsCountedAndOpen) {
  IncomingChannel channel = At(111);
  const auto arrival = channel.Garble(Number(112));
  EXPECT_EQ(arrival.continuity, Continuity::kExpected);
  EXPECT_EQ(channel.received_count(), 112u);
  channel.Receive(Number(113));
  channel.Commit(113, Precedence::kRoutine, 1);
  EXPECT_EQ(channel.committed_count(), 111u) << "no receipt passes it";
  ASSERT_EQ(channel.open_numbers().size(), 1u);
  EXPECT_EQ(channel.open_numbers()[0].first, 112u);
  channel.CloseUpTo(113);
  EXPECT_EQ(channel.committed_count(), 113u);
}

TEST(IncomingChannel, WhatCameGarbledBehindAGapLeavesBothOpen) {
  IncomingChannel channel = At(111);
  EXPECT_EQ(channel.Garble(Number(114)).continuity, Continuity::kAhead);
  std::uint64_t open = 0;
  for (const auto& one : channel.open_numbers()) open += one.last - one.first + 1;
  EXPECT_EQ(open, 3u) << "112 and 113, and 114 itself";
  EXPECT_EQ(channel.Receive(Number(115)).continuity, Continuity::kExpected);
  // One that was open comes, and garbled: it stays open, and in its place.
  EXPECT_EQ(channel.Garble(Number(113)).continuity, Continuity::kLate);
  std::uint64_t last = 0;
  for (const auto& one : channel.open_numbers()) {
    EXPECT_GT(one.first, last) << "rising";
    last = one.last;
  }
  EXPECT_EQ(last, 114u);
  EXPECT_EQ(channel.Garble(Number(7, "XYZ")).continuity, Continuity::kForeign);
}

TEST(IncomingChannel, ASenderThatLostItsStateBeginsAnew) {
  IncomingChannel channel = At(417);
  channel.Forget();
  channel.Open(0, 1000, 500);
  EXPECT_EQ(channel.Receive(Number(1)).continuity, Continuity::kExpected);
  EXPECT_EQ(channel.committed_count(), 0u);
}

}  // namespace
}  // namespace torntape::channel
