#include "cable/operating_signals.h"

#include <cstdlib>
#include <fstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/cable/cable_testing.h"

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

std::string_view HandlingName(SignalHandling handling) {
  switch (handling) {
    case SignalHandling::kAct:
      return "act";
    case SignalHandling::kCarry:
      return "carry";
    case SignalHandling::kLog:
      return "log";
    case SignalHandling::kSupervisor:
      return "supervisor";
  }
  return "";
}

// The page is made from the table, so that what people read is what the program does.
TEST(OperatingSignals, ThePageIsTheTable) {
  std::string page =
      "# Operating signals\n\n"
      "What the program knows of the signals that stations write to each other (spec 8). The "
      "meanings are in our own words. This page\n"
      "is made from `cable/operating_signals.cc` by a test, which fails where the two differ.\n\n"
      "* *act*: a switch acts on it. *log*: noted. *supervisor*: shown to a person. *carry*: "
      "passed "
      "on unchanged, as is every signal\n"
      "  that is not listed; of those, ZYA to ZZZ are for nations and services to give a meaning.\n"
      "* A digit behind a signal that is listed without one belongs to it: `ZBZ3`.\n"
      "* `INT` before a signal makes a question of it.\n\n"
      "| signal | meaning | where | handling |\n| --- | --- | --- | --- |\n";
  for (const OperatingSignal& signal : AllOperatingSignals()) {
    page += fmt::format("| `{}` | {} | {} | {} |\n", signal.name, signal.meaning, signal.where,
                        HandlingName(signal.handling));
  }
  const std::string path = fmt::format("{}/docs/operating-signals.md", TORNTAPE_SOURCE_DIR);
  if (std::getenv("TORNTAPE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << page;
    return;
  }
  EXPECT_EQ(testing::ReadFile("docs/operating-signals.md"), page)
      << path << ": TORNTAPE_UPDATE_GOLDEN=1 rewrites it";
}

}  // namespace
}  // namespace torntape::cable
