// What `torntape explain` tells, as golden files: a good cable, its second section, a copy under
// pilots, one with a fault of every kind of line. TORNTAPE_UPDATE_GOLDEN=1 rewrites them.

#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "cable/cable.h"
#include "cable/explanation.h"
#include "tests/cable/cable_testing.h"

namespace torntape::cable::testing {
namespace {

struct Row {
  const char* name;
  std::string text;
  std::optional<Profile> profile = {};
  ReadMode mode = ReadMode::kStrict;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

std::vector<Row> Rows() {
  return {
      {"brindlemoor_0417_01", BrindlemoorCable()},
      {"brindlemoor_0417_02", ReadFile("configs/cables/brindlemoor-0417-02.cable")},
      {"piloted", With(FerryCable(), {{"RR RYLBDN",
                                       "RR RYMCGL\nZNR UUUUU ZOV RYMCFR T EMB GLENDARRA\n"
                                       "MFA114LMA208     \nRR RYLBDN"},
                                      {"BDA0043", "MGA0007 UU"},
                                      {"UUUUU\nR", "UUUXX ZGC ZOT RYLBDN\nRYMCFR T\nR"},
                                      {"MAY 31", "MAY ZFG ZQX"}})},
      {"flash_subject_to_correction",
       With(FerryCable(), {{"RR RYLBDN", "JJJJJSSSSSZZ RYLB RYLB1N RYLB"},
                           {"R 15", "Z 15"},
                           {"1350915", "3670915"},
                           {"ZNR UUUUU", "ZNY EEEEE/AAAAA"},
                           {"BT\nUNCLAS", "XMT EMB DUNMARROW\nGR37\nBT\nUNCLAS EFTO SVC"},
                           {"BT\n#", "BT\nC WA JUNE\n#"}})},
      {"refused",
       With(BrindlemoorCable(), {{"VZCZC", "VZCZ"},
                                 {"OO RYLBDN", "OQ  RYLBDN"},
                                 {"#0417/01 134", "0417/1 999"},
                                 {"CCCCC", "CCCSC"},
                                 {"MAY 31", "MAI 31"},
                                 {"INFO RY", "INF0 RY"},
                                 {"SIPDIS", "SIP\tDIS \xc2\xb6"},
                                 {"#0417\nNNNN", "#041\nNNN"}}) +
           "\n",
       Profile::kState},
      {"acp127", Acp127Cable()},
      {"janap128", JanapCable()},
      {"readdressed", With(Acp127Cable(), {{"1341042", "14/1042Z"},
                                           {"BT\n",
                                            "R 131030Z MAY 2031\nFM EMB FARROWHOLM\n"
                                            "TO EMB BRINDLEMOOR\nBT\n"}})},
      {"archived", ReadFile("configs/cables/specimen-twin.txt"), {}, ReadMode::kArchive},
      {"no_cable", "DEAR SIR,\n\x1b[2J\n", Profile::kState},
      {"nothing", "", Profile::kState},
  };
}

class ExplainGolden : public ::testing::TestWithParam<Row> {};

TEST_P(ExplainGolden, IsAsReviewed) {
  const Row& row = GetParam();
  const std::string source = std::string(row.name) + ".cable";
  ReadOptions options;
  options.profile = row.profile;
  options.mode = row.mode;
  const ReadResult read = ReadCable(row.text, options);
  ExpectGolden(std::string(row.name) + ".explain", ExplainCable(read, source));
  ExpectGolden(std::string(row.name) + ".explain.json", ExplainCableAsJson(read, source));
}

INSTANTIATE_TEST_SUITE_P(Cables, ExplainGolden, ::testing::ValuesIn(Rows()),
                         [](const auto& row) { return std::string(row.param.name); });

std::string MeaningOf(const std::vector<GroupExplanation>& groups, std::string_view group) {
  for (const GroupExplanation& each : groups) {
    if (each.text == group) return each.meaning;
  }
  return "not explained";
}

TEST(Explain, FilingDaysAreDates) {
  const auto meaning = [](std::string_view day, std::optional<int> year) {
    const std::string line = "DE RYKABD #0417 " + std::string(day) + "1042";
    return MeaningOf(ExplainCalling(line, year), day);
  };
  EXPECT_EQ(meaning("134", 31), "day 134 of the year: 14 May");
  EXPECT_EQ(meaning("134", 2032), "day 134 of the year: 13 May");
  EXPECT_EQ(meaning("134", {}), "day 134 of the year: 14 May, in a leap year 13 May");
  EXPECT_EQ(meaning("059", {}), "day 59 of the year: 28 February");
  EXPECT_EQ(meaning("060", 32), "day 60 of the year: 29 February");
  EXPECT_EQ(meaning("366", 32), "day 366 of the year: 31 December");
  EXPECT_EQ(meaning("366", 31), "day 366 of the year: no day of the year");
  EXPECT_EQ(meaning("000", 31), "day 0 of the year: no day of the year");
}

TEST(Explain, KindsOfTextLines) {
  const struct {
    const char* line;
    const char* name;
  } cases[] = {
      {"BRINDLEMOOR 00000417 001.2 OF 002", "page line"},
      {"BRINDLEMOOR 00000417 002 OF 002", "page line"},
      {"NEW BRINDLEMOOR 00000417 002 OF 002", "page line"},
      {"BRINDLEMOOR 0000417 002 OF 002", ""},
      {"2 OF 002", ""},
      {"1. (C) SUMMARY.", "paragraph"},
      {"12. THE TALKS", "paragraph"},
      {"123. THE TALKS", ""},
      {"1.5 METRES", ""},
      {"SIPDIS", "caption"},
      {"SIPDIS IS A CAPTION", ""},
      {"TAGS: ETRD", "tags"},
      {"E.O. 99999: DECL", "declassification"},
      {"REF: X", "references"},
      {"SUBJECT: X", "subject"},
      {"THE TALKS", ""},
      {"", ""},
  };
  for (const auto& [line, name] : cases) EXPECT_EQ(KindOfTextLine(line).name, name) << line;
}

TEST(FormatLines, HaveNames) {
  EXPECT_EQ(FormatLineName(0), "");
  EXPECT_EQ(FormatLineName(17), "");
  EXPECT_EQ(FormatLineName(2), "routing line");
  for (int i = 1; i <= 16; ++i) EXPECT_NE(FormatLineName(i), "") << i;
  EXPECT_EQ(NameOf(Profile::kState), "state");
}

}  // namespace
}  // namespace torntape::cable::testing
