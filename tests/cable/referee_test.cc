// Goal: format lines 2, 3 and 5 are read as the specification writes them.
// Method: its regular expressions (spec 1.5, 1.6, 1.8), slow and obviously right, against the
// reader, over a hundred thousand lines put together from pieces that are right, nearly right and
// wrong.

#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/prng.h"
#include "cable/body_reader.h"
#include "cable/heading_reader.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr int kLines = 30'000;

// Of each place the first choice, which is right, as often as all others together.
std::string Compose(Prng& prng, const std::vector<std::vector<std::string>>& places) {
  std::string line;
  for (const auto& choices : places) {
    const std::uint64_t any = prng.Below(choices.size());
    line += choices.at(prng.Chance(1, 2) ? 0 : static_cast<std::size_t>(any));
  }
  return line;
}

// Counts both verdicts, so that a run in which nearly all lines are refused is seen.
struct Tally {
  int good = 0;
  int bad = 0;
  void Add(bool verdict) { verdict ? ++good : ++bad; }
};

TEST(Referee, RoutingLine) {
  const std::regex rule("^(?:[\\x07']{5,10}|JJJJJSSSSS)?([YZOPRW])\\1((?: [A-Z]{4,8})+) *$");
  const std::vector<std::vector<std::string>> places = {
      {"", "", "", "", "JJJJJSSSSS", "\x07\x07\x07\x07\x07", "''''"},
      {"ZZ", "OO", "RR", "YY", "WW", "RP", "XX", "Z", "ZZZ", "rr"},
      {" ", " ", " ", "  ", ""},
      {"RYLB", "RYLBDNAB", "RYLBDN", "RYL", "RYLBDNABC", "RYLB1N", ""},
      {" RYMC", " RYMCFR", "", " ", "  RYMC", "/RYMC"},
  };
  Prng prng(1);
  Tally tally;
  for (int i = 0; i < kLines; ++i) {
    const std::string line = Compose(prng, places);
    const bool bell = line[0] == '\x07' || line[0] == '\'' || line.starts_with("JJJJJ");
    bool want = std::regex_match(line, rule);
    // The text beside the rule: bells are for FLASH.
    if (bell && line.find("ZZ") == std::string::npos && line.find("YY") == std::string::npos &&
        line.find("WW") == std::string::npos) {
      want = false;
    }
    if (IsBlank(line)) continue;
    Diagnostics diagnostics;
    Faults faults(diagnostics);
    Cable cable;
    const LineOfText text{1, 2, line};
    ReadRouting({&text, 1}, ReadMode::kStrict, cable, faults);
    ASSERT_EQ(diagnostics.empty(), want) << '"' << line << '"';
    tally.Add(want);
  }
  EXPECT_GT(tally.good, kLines / 50);
  EXPECT_GT(tally.bad, kLines / 50);
}

TEST(Referee, CallingLine) {
  const std::regex rule("^DE ([A-Z]{4,8}) #([0-9]{4})(?:/([0-9]{2}))? ([0-9]{7}) *$");
  const std::vector<std::vector<std::string>> places = {
      {"DE", "DE", "DE", "D", "DEE", ""},
      {" ", " ", " ", "  ", ""},
      {"RYKABD", "RYKA", "RYKABDAB", "RYK", "RYKAB1"},
      {" ", " ", "  "},
      {"#0417", "#0417", "0417", "#417", "#04171", "#"},
      {"", "", "/01", "/99", "/1", "/", "/00", "B"},
      {" ", " ", ""},
      {"1341042", "0010000", "3662359", "3671042", "1342460", "0001042", "134104", "13/1042Z", ""},
      {"", "", " ", " X"},
  };
  Prng prng(2);
  Tally tally;
  for (int i = 0; i < kLines; ++i) {
    const std::string line = Compose(prng, places);
    if (IsBlank(line)) continue;
    std::smatch match;
    bool want = std::regex_match(line, match, rule);
    if (want) {
      // The checks beside the rule: day, hour, minute; sections count from 01.
      const std::string filing = match[4];
      const int day = std::stoi(filing.substr(0, 3));
      want = day >= 1 && day <= 366 && std::stoi(filing.substr(3, 2)) <= 23 &&
             std::stoi(filing.substr(5)) <= 59 && match[3] != "00";
    }
    Diagnostics diagnostics;
    Faults faults(diagnostics);
    MessageIdentification id;
    const LineOfText text{1, 3, line};
    ReadCallingLine(text, {}, id, faults);
    ASSERT_EQ(diagnostics.empty(), want) << '"' << line << '"';
    if (want) {
      ASSERT_EQ("DE " + id.ToString(), std::string(TrimEnd(line)));
    }
    tally.Add(want);
  }
  EXPECT_GT(tally.good, kLines / 50);
  EXPECT_GT(tally.bad, kLines / 50);
}

TEST(Referee, Preamble) {
  const std::regex rule(
      "^([YZOPRW])(?: ([YZOPRW]))? ([0-9]{6})([A-Z])(?: "
      "(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)(?: ([0-9]{4}|[0-9]{2}))?)?((?: \\S+)*) "
      "*$");
  const std::vector<std::vector<std::string>> places = {
      {"R", "O", "Z", "W", "RR", "X", ""},
      {" R", " P", "", "", "", "P"},
      {" ", " ", " ", "  ", ""},
      {"141030Z", "010001A", "282359M", "14103Z", "141030", "1410300Z", "14103OZ"},
      {" MAY", " FEB", " DEC", "", " "},
      {" 31", " 2031", "", ""},
      {" ZDK", " ZEX ZFG", "", "", " MIN"},
  };
  Prng prng(3);
  Tally tally;
  for (int i = 0; i < kLines; ++i) {
    const std::string line = Compose(prng, places);
    if (IsBlank(line)) continue;
    std::smatch match;
    bool want = std::regex_match(line, match, rule);
    // The checks beside the rule: information never ranks as high as action.
    if (want && match[2].matched) {
      want = IsHigher(*PrecedenceFromProsign(match[1].str()[0]),
                      *PrecedenceFromProsign(match[2].str()[0]));
    }
    // A number without its month would be a free instruction by the rule; so it is here.
    Diagnostics diagnostics;
    Faults faults(diagnostics);
    BodyView view;
    BodyPlaces parts;
    ReadPreamble({1, 5, line}, {}, view, parts, faults);
    ASSERT_EQ(diagnostics.empty(), want) << '"' << line << '"';
    if (want) {
      ASSERT_EQ(view.date_time_group.month > 0, match[5].matched) << line;
      ASSERT_EQ(view.date_time_group.year.has_value(), match[6].matched) << line;
    }
    tally.Add(want);
  }
  EXPECT_GT(tally.good, kLines / 50);
  EXPECT_GT(tally.bad, kLines / 50);
}

}  // namespace
}  // namespace torntape::cable
