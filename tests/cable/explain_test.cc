// What `torntape explain` tells, as golden files: a good cable, its second section, a copy under
// pilots, one with a fault of every kind of line. TORNTAPE_UPDATE_GOLDEN=1 rewrites them.

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

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
    const char* meaning = "";
  } cases[] = {
      {"UNCLAS SECTION 1 OF 2 BRINDLEMOOR 000417", "section label", "part 1 of 2 begins here"},
      {"BRINDLEMOOR 00000417 001.2 OF 002", "page line",
       "page 2 of section 1 of 2; kept by relays, taken out when sections are joined"},
      {"NEW BRINDLEMOOR 00000417 002 OF 002", "page line",
       "of section 2 of 2; kept by relays, taken out when sections are joined"},
      {"PAGE 02 RYKABDA0417 UNCLAS", "page line",
       "page 2; kept by relays, taken out when sections are joined"},
      {"BRINDLEMOOR 0000417 002 OF 002", ""},
      {"2 OF 002", ""},
      {"SIPDIS", "caption", "how it may be distributed"},
      {"SIPDIS IS A CAPTION", ""},
      {" NOFORN", "caption", "how it may be distributed"},
      {"TAGS: ETRD", "tags", "codes of the subjects treated"},
      {"E.O. 99999: DECL", "declassification", "by what order, and when it lapses"},
      {"REF: X", "references", "earlier cables that it answers"},
      {"SUBJECT: X", "subject", "what it is about"},
      {"SUBJ/DREDGER//", "subject", "what it is about"},
      {"11. (C) SUMMARY.", "paragraph",
       "number 1 (the 1 before it was a paragraph mark), classified CONFIDENTIAL"},
      {"\xc2\xb6"
       "2. (SBU) THE TALKS",
       "paragraph", "number 2, sensitive but unclassified"},
      {"3. THE TALKS", "paragraph", "number 3"},
      {"4. (U/FOUO) THE TALKS", "paragraph", "number 4, marked (U/FOUO)"},
      {"17. BERTHS", ""},  // it is not the next one
      {"1.5 METRES", ""},
      {"SECTION 2 OF 2", "section label", "part 2 of 2 begins here"},
      {"THE TALKS", ""},
      {"", ""},
      {"Quill", "signature", "who signs it"},
  };
  std::vector<std::string_view> text;
  for (const auto& each : cases) text.emplace_back(each.line);
  const std::vector<TextLineKind> kinds = KindsOfTextLines(text);
  ASSERT_EQ(kinds.size(), text.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    EXPECT_EQ(kinds[i].name, cases[i].name) << text[i];
    EXPECT_EQ(kinds[i].meaning, cases[i].meaning) << text[i];
  }
}

TEST(Explain, CalledStationsAreNamedByTheAddressLines) {
  const NamedStations named = {{"RYLBDN", {"EMB DUNMARROW", 8, 0}},
                               {"RYNDHQ", {"HOMEMIN HAVENMOUTH", 7, 2}},
                               {"RYNDZP", {"NORTHERN TRADE COLLECTIVE", 8, 0}}};
  const auto groups = ExplainRouting("OO RYLBDN RYNDHQ RYNDZP RYMCFR RYMC", true, named);
  EXPECT_EQ(MeaningOf(groups, "RYLBDN"),
            "routing indicator of the station that delivers to EMB DUNMARROW, for information");
  EXPECT_EQ(MeaningOf(groups, "RYNDHQ"),
            "routing indicator of the station that delivers to HOMEMIN HAVENMOUTH and 2 more, for "
            "action");
  EXPECT_EQ(MeaningOf(groups, "RYNDZP"),
            "routing indicator of a collective, NORTHERN TRADE COLLECTIVE, whose members a relay "
            "puts in its place, for information");
  EXPECT_EQ(MeaningOf(groups, "RYMCFR"),
            "routing indicator of a station, by its letters under RYMC; no address line names it");
  EXPECT_EQ(MeaningOf(groups, "RYMC"), "routing indicator of a major relay");
  EXPECT_TRUE(IsCollectiveName("AIG 7729"));
  EXPECT_FALSE(IsCollectiveName("AIG"));
  EXPECT_FALSE(IsCollectiveName("EMB DUNMARROW"));
}

std::size_t WidestLine(const std::string& text) {
  std::size_t widest = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    widest = std::max(widest, end - at);
    at = end + 1;
  }
  return widest;
}

TEST(Explain, WrapsAtTheWidthOfTheScreen) {
  for (const std::string& text :
       {BrindlemoorCable(), With(BrindlemoorCable(), {{"SIPDIS", std::string(3000, 'X')}})}) {
    const ReadResult read = ReadCable(text);
    for (const std::size_t columns : {60u, 80u, 100u, 200u}) {
      EXPECT_LE(WidestLine(ExplainCable(read, "x", columns)), columns);
    }
  }
  // Whole lines of a circuit fit a screen of 80.
  const std::string line(69, 'X');
  const std::string text = With(BrindlemoorCable(), {{"SIPDIS", line}});
  const ReadResult read = ReadCable(text);
  EXPECT_NE(ExplainCable(read, "x", 80).find(" FL12 " + line + "\n"), std::string::npos);
}

TEST(Explain, AFaultStandsBelowTheRowOfTheScreenThatItIsIn) {
  const std::string text =
      With(BrindlemoorCable(), {{"SIPDIS", std::string(100, 'X') + " " + std::string(20, 'Y')}});
  const std::string explained = ExplainCable(ReadCable(text), "x", 80);
  const std::string indent(10, ' ');
  const std::string expected = "FL12 " + std::string(70, 'X') + "\n" + indent +
                               std::string(69, ' ') + "^\n" + indent + "error C105 WIDTH: ";
  EXPECT_NE(explained.find(expected), std::string::npos) << explained;
}

// What copies have done to the two hyphens, and to a third precedence.
TEST(Explain, DamagedLinesAreTakenApartToTheirEnd) {
  const auto explain = [](const std::string& text) {
    ReadOptions options;
    options.mode = ReadMode::kArchive;
    return ExplainCable(ReadCable(text, options), "copy");
  };
  const std::string whole =
      "RTTUZYUW RYKABDA0431 1350915-UUUU--RYLBDNA.\nZNR UUUUU\nR 150910Z MAY 31\n"
      "FM EMB BRINDLEMOOR\nTO RYLBDNA/EMB DUNMARROW\nBT\nUNCLAS\nFERRY.\nBT\nNNNN\n";
  for (const char* between : {"--", "-", "\x97", " "}) {
    const std::string told = explain(With(whole, {{"UUUU--", std::string("UUUU") + between}}));
    EXPECT_NE(told.find("RYLBDNA  routing indicator"), std::string::npos) << told;
    EXPECT_NE(told.find("UUUU     the classification again"), std::string::npos) << told;
  }
  const std::string three = explain(With(whole, {{"R 150910Z", "O P R 150910Z"}}));
  EXPECT_NE(three.find("R        ROUTINE stands where at most two are read"), std::string::npos)
      << three;
  EXPECT_NE(three.find("150910Z  date-time group"), std::string::npos) << three;
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
