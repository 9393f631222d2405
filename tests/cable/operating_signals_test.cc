#include "cable/operating_signals.h"

#include <gtest/gtest.h>

namespace torntape::cable {
namespace {

TEST(OperatingSignals, TheTableIsSortedAndEachRowIsOne) {
  std::string_view before;
  for (const OperatingSignal& signal : AllOperatingSignals()) {
    EXPECT_LT(before, signal.name);
    before = signal.name;
    EXPECT_TRUE(IsOperatingSignal(signal.name)) << signal.name;
    EXPECT_EQ(FindOperatingSignal(signal.name), &signal);
    EXPECT_FALSE(IsReservedSignal(signal.name)) << signal.name;
    EXPECT_FALSE(signal.meaning.empty() || signal.meaning.ends_with('.')) << signal.name;
  }
}

TEST(OperatingSignals, ADigitChoosesOrBelongsToTheSignal) {
  EXPECT_EQ(FindOperatingSignal("ZEQ4")->name, "ZEQ4");
  EXPECT_EQ(FindOperatingSignal("ZBZ3")->name, "ZBZ");
  EXPECT_EQ(FindOperatingSignal("ZEQ9"), nullptr);
  EXPECT_EQ(FindOperatingSignal("ZQX"), nullptr);
}

TEST(OperatingSignals, WhatIsOne) {
  for (const char* yes : {"ZDK", "QSL", "ZFF1", "ZZH"}) EXPECT_TRUE(IsOperatingSignal(yes)) << yes;
  for (const char* no : {"", "Z", "ZD", "ZDKW", "ZDK12", "zdk", "ADK", "Z1K", "ZYUW"}) {
    EXPECT_FALSE(IsOperatingSignal(no)) << no;
  }
}

TEST(OperatingSignals, NationsAndServicesHaveTheLast) {
  for (const char* yes : {"ZYA", "ZYB", "ZZH", "ZZZ"}) EXPECT_TRUE(IsReservedSignal(yes)) << yes;
  for (const char* no : {"ZXZ", "ZDK", "QYA"}) EXPECT_FALSE(IsReservedSignal(no)) << no;
}

}  // namespace
}  // namespace torntape::cable
