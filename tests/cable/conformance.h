#pragma once

#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cable/cable.h"

// A row of the table of spec 9 that is about reading one cable, under its number; where it speaks
// of several cases a word follows. What a relay does with the cable afterwards is tested where it
// is done (conformance_elsewhere_test.cc names the place).
namespace torntape::cable::testing {

struct ConformanceRow {
  const char* number;
  std::string text;
  std::string want;                     // Summarize
  std::vector<std::string> facts = {};  // each to be found in DescribeFacts of an accepted cable
  Ingress ingress = Ingress::kTributary;
  ReadMode mode = ReadMode::kStrict;
  std::optional<Profile> profile = {};
  CharacterSet character_set = CharacterSet::kIa5;
  std::optional<int> clock_year = {};
  YearRule year_rule = YearRule::kSlidingWindow;
};

void PrintTo(const ConformanceRow& row, std::ostream* out);
inline std::string Numbered(const ::testing::TestParamInfo<ConformanceRow>& row) {
  return row.param.number;
}

class Conformance : public ::testing::TestWithParam<ConformanceRow> {};

}  // namespace torntape::cable::testing
