// How a cable is put on a circuit: line ends, the ending, page separation; characters that a set
// does not have.

#include "cable/line_layout.h"

#include <string>

#include <gtest/gtest.h>

#include "cable/character_fit.h"
#include "cable/ita2.h"
#include "tests/cable/cable_testing.h"

namespace torntape::cable::testing {
namespace {

std::string Fit(std::string_view line, CharacterSet set) {
  std::vector<Substituted> substituted;
  return FitLine(line, set, substituted);
}

struct FitRow {
  const char* name;
  std::string line;
  std::string ita2;
  std::string ita2_us;
  std::string ia5;
};
void PrintTo(const FitRow& row, std::ostream* out) { *out << row.name; }

const FitRow kFitRows[] = {
    {"CarriedByAll", "SHIP 4 (OLD), A-B: 1/2. OK?", "SHIP 4 (OLD), A-B: 1/2. OK?",
     "SHIP 4 (OLD), A-B: 1/2. OK?", "SHIP 4 (OLD), A-B: 1/2. OK?"},
    {"SmallLettersAreFolded", "Ferry", "FERRY", "FERRY", "Ferry"},
    {"SignsOfTheUsVariant", "#1 $2 A&B! \"C'S;\"", "?1 ?2 A?B? ?C?S??", "#1 $2 A&B! \"C'S;\"",
     "#1 $2 A&B! \"C'S;\""},
    {"SignsOfAsciiAlone", "A@B [C] 5%", "A?B ?C? 5?", "A?B ?C? 5?", "A@B [C] 5%"},
    {"PilcrowBeforeANumber",
     "\xc2\xb6"
     "5. (C)",
     "5. (C)", "5. (C)", "5. (C)"},
    {"PilcrowElsewhere", "SEE \xc2\xb6 ABOVE", "SEE PARA ABOVE", "SEE PARA ABOVE",
     "SEE PARA ABOVE"},
    {"PilcrowOfOneByte",
     "\xb6"
     "5.",
     "5.", "5.", "5."},
    {"OneSignForOneCharacter", "G\xc3\x96TEBORG \xe2\x80\x93 2", "G?TEBORG ? 2", "G?TEBORG ? 2",
     "G?TEBORG ? 2"},
    {"ControlCharacters", "A\tB\x12", "A?B?", "A?B?", "A?B?"},
    {"Empty", "", "", "", ""},
};

class CharacterFit : public ::testing::TestWithParam<FitRow> {};
TEST_P(CharacterFit, Substitutes) {
  const FitRow& row = GetParam();
  EXPECT_EQ(Fit(row.line, CharacterSet::kIta2), row.ita2);
  EXPECT_EQ(Fit(row.line, CharacterSet::kIta2Us), row.ita2_us);
  EXPECT_EQ(Fit(row.line, CharacterSet::kIa5), row.ia5);
}
INSTANTIATE_TEST_SUITE_P(Rows, CharacterFit, ::testing::ValuesIn(kFitRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(CharacterFitting, NamesEachStretchThatItChanged) {
  std::vector<Substituted> substituted;
  const std::string line = "Ab cd@\xc2\xb6 1";
  EXPECT_EQ(FitLine(line, CharacterSet::kIta2, substituted), "AB CD?PARA 1");
  ASSERT_EQ(substituted.size(), 4u);
  EXPECT_EQ(substituted[0].characters, "b");
  EXPECT_EQ(substituted[1].characters, "cd");
  EXPECT_EQ(substituted[1].kind, Substitution::kFolded);
  EXPECT_EQ(substituted[2].characters, "@");
  EXPECT_EQ(substituted[2].kind, Substitution::kReplaced);
  EXPECT_EQ(substituted[3].kind, Substitution::kWord);
  EXPECT_EQ(substituted[3].characters.data(), line.data() + 6);
}

TEST(LineLayout, TeletypeIsWhatATeleprinterNeeds) {
  EXPECT_EQ(WriteLines("A\nBT\nNNNN\n", LineDiscipline::kTeletype),
            "A\r\r\nBT\r\r\n\n\n\n\n\n\n\nNNNN" + std::string(12, '\x7f'));
}

TEST(LineLayout, FourLineFeedsStandBetweenPages) {
  EXPECT_EQ(WriteLines("A\n\n\n\nPAGE 02 RYKABDA0417 UNCLAS\nB\nNNNN\n", LineDiscipline::kTeletype),
            "A\r\r\n\n\n\nPAGE 02 RYKABDA0417 UNCLAS\r\r\nB\r\r\n\n\n\n\n\n\n\nNNNN" +
                std::string(12, '\x7f'));
  // Three blank lines before anything else are lines of the text.
  EXPECT_EQ(WriteLines("A\n\n\n\nB\nNNNN\n", LineDiscipline::kTeletype),
            "A\r\r\n\r\r\n\r\r\n\r\r\nB\r\r\n\n\n\n\n\n\n\nNNNN" + std::string(12, '\x7f'));
}

TEST(LineLayout, TheInternationalSetCannotCarryNumbersBehindAHash) {
  for (const Profile profile : {Profile::kState, Profile::kJanap128}) {
    const Written written =
        WriteLines("#0417\nNNNN\n", profile, {LineDiscipline::kTeletype, CharacterSet::kIta2});
    EXPECT_EQ(written.text, "");
    ASSERT_EQ(written.diagnostics.size(), 1u);
    EXPECT_EQ(written.diagnostics[0].code, DiagnosticCode::kCharacterSet);
    EXPECT_EQ(written.diagnostics[0].severity, Severity::kError);
    EXPECT_TRUE(
        WriteLines("#0417\nNNNN\n", profile, {LineDiscipline::kTeletype, CharacterSet::kIta2Us})
            .diagnostics.empty());
  }
  EXPECT_TRUE(
      WriteLines("A\nNNNN\n", Profile::kAcp127, {LineDiscipline::kTeletype, CharacterSet::kIta2})
          .diagnostics.empty());
}

TEST(LineLayout, WarnsOfEachLineAndOfSmallLettersOnce) {
  const Written written = WriteLines("A\nab cd@ [x]\nef\nNNNN\n", Profile::kAcp127,
                                     {LineDiscipline::kCompact, CharacterSet::kIta2});
  EXPECT_EQ(written.text, "A\nAB CD? ?X?\nEF\nNNNN\n");
  ASSERT_EQ(written.diagnostics.size(), 2u);
  EXPECT_EQ(written.diagnostics[0].code, DiagnosticCode::kFolded);
  EXPECT_EQ(written.diagnostics[0].where, (SourceSpan{2, 1, 2}));
  EXPECT_EQ(written.diagnostics[0].message,
            "\"ab\" is written in capitals, and so are 5 letters more");
  EXPECT_EQ(written.diagnostics[1].code, DiagnosticCode::kReplaced);
  EXPECT_EQ(written.diagnostics[1].where, (SourceSpan{2, 6, 1}));
}

// A circuit rings its own bells: both ITA2 sets send J and S in the figures case.
TEST(LineLayout, BellsAreThoseOfTheCircuit) {
  for (const CharacterSet set : {CharacterSet::kIta2, CharacterSet::kIta2Us}) {
    const Written written = WriteLines("JJJJJSSSSSZZ RYKA\nDE RYLB 1341043\nNNNN\n",
                                       Profile::kAcp127, {LineDiscipline::kTeletype, set});
    EXPECT_TRUE(written.diagnostics.empty());
    const auto codes = EncodeIta2(written.text, set);
    ASSERT_TRUE(codes);
    const auto letters = EncodeIta2("JJJJJSSSSS", set);
    ASSERT_TRUE(letters);
    EXPECT_EQ(codes->front(), kCodeFigures);
    EXPECT_TRUE(std::equal(letters->begin(), letters->end(), codes->begin() + 1));
    EXPECT_EQ(codes->at(11), kCodeLetters);
  }
}

TEST(LineLayout, EveryDisciplineIsReadAgainAsTheSameCable) {
  for (const std::string& compact : {FerryCable(), BrindlemoorCable()}) {
    for (const auto discipline :
         {LineDiscipline::kCompact, LineDiscipline::kText, LineDiscipline::kTeletype}) {
      const std::string written = WriteLines(compact, discipline);
      const ReadResult read = ReadCable(written);
      ASSERT_TRUE(read.cable) << RenderDiagnostics(read.diagnostics, "x", written);
      EXPECT_TRUE(read.diagnostics.empty()) << RenderDiagnostics(read.diagnostics, "x", written);
      EXPECT_EQ(WriteCable(*read.cable), compact);
      EXPECT_EQ(WriteCable(*read.cable, discipline), written);
    }
  }
}

}  // namespace
}  // namespace torntape::cable::testing
