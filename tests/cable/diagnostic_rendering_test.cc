// Every diagnostic of a cable as people see it, whole: place, message, the line underlined, hint.
// The wording is interface: golden/diagnostics/ holds one file a code, so that a change of words is
// seen in review. A code without a row here fails the last test.

#include <algorithm>
#include <ostream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "cable/cable.h"
#include "cable/stream_reader.h"
#include "tests/cable/cable_testing.h"

namespace torntape::cable::testing {
namespace {

struct Row {
  DiagnosticCode code;
  std::string text;
  Ingress ingress = Ingress::kTributary;
  Profile profile = Profile::kState;
  ReadMode mode = ReadMode::kStrict;
  std::optional<int> clock_year = {};
  YearRule year_rule = YearRule::kSlidingWindow;
};

void PrintTo(const Row& row, std::ostream* out) { *out << FormatCode(row.code); }

std::string Ferry(std::initializer_list<Change> changes) { return With(FerryCable(), changes); }
std::string Brindlemoor(std::initializer_list<Change> changes) {
  return With(BrindlemoorCable(), changes);
}

std::string Repeated(std::string_view piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

std::string FiveHundredAndOne() {
  std::string routing = "RR";
  for (int i = 0; i < 501; ++i) {
    routing += i % 9 == 8 ? "\n" : " ";
    routing += {'R', 'Y', static_cast<char>('A' + i / 26), static_cast<char>('A' + i % 26)};
  }
  return routing;
}

std::vector<Row> StateRows() {
  using enum DiagnosticCode;
  return {
      {kEmptyText, "\n\n"},
      {kTextTooLarge, Ferry({{"UUUUU", "UUUUU ZUI " + std::string(9'000, 'A')}})},
      {kBadCharacter, Ferry({{"FERRY T", "\tF\xc3\x84HRE T"}})},
      {kBadLineEnd, Ferry({{"FERRY T", "FERRY\rT"}})},
      {kWidth, Ferry({{"FERRY",
                       "THE FERRY TO THE OUTER ISLES WILL FROM NOW ON AND UNTIL FURTHER "
                       "NOTICE CALL AT THE OLD PIER\nFERRY"}})},
      {kNoEom, Ferry({{"NNNN", "NNN"}})},
      {kAfterEom, FerryCable() + "QSL?\n"},
      {kSecondSom, Ferry({{"BT\n#0431", "VZCZCBDA0044\nBT\n#0431"}})},
      {kBlankLine, Ferry({{"TO RY", "\nTO RY"}})},
      {kEndingBlanks, Ferry({{"NNNN", "\n\nNNNN"}})},
      {kTooManyFaults, Ferry({{"FERRY", Repeated("NNNNX\n", 120)}})},
      {kNoSom, Ferry({{"VZCZC", "VZCZ"}})},
      {kBadPrecedence, Ferry({{"RR ", "rr "}})},
      {kBadRoutingIndicator, Brindlemoor({{"RYLBDN RYMCFR", "RYLB1N RYL RYNDHQRYMCFR"}})},
      {kNoRoutingIndicator, Ferry({{"RR RYLBDN", "RR"}})},
      {kRiRepeat, Brindlemoor({{"RYMCFR RYNDHQ", "RYLBDN RYNDHQ"}})},
      {kTooManyRi, Ferry({{"RR RYLBDN", FiveHundredAndOne()}})},
      {kPrecedenceNotDoubled, Ferry({{"RR ", "RP "}})},
      {kSpacing, Ferry({{"RR RYLBDN", "RR   RYLBDN"}})},
      {kNoCallingStation, Ferry({{"DE RYKABD #0431 1350915\n", ""}})},
      {kBadCallingStation, Ferry({{"DE RY", "DERY"}})},
      {kBadSerial, Ferry({{"#0431 1", "0431 1"}})},
      {kBadFilingTime, Ferry({{"1350915", "15/0915Z"}})},
      {kNoSecurity, Ferry({{"ZNR UUUUU\n", ""}})},
      {kSecGarbled, Brindlemoor({{"ZNY CCCCC", "ZNY CCCSC"}})},
      {kBadInstruction, Ferry({{"UUUUU", "UUUUU URGENT"}})},
      {kUnknownSignal, Ferry({{"UUUUU", "UUUUU ZQX"}})},
      {kBadPilot, Ferry({{"RR RYLBDN", "RR RYMC\nZFD RYLB\nVZCZCLMA001\nRR RYLBDN"}})},
      {kPilotDepth, Ferry({{"RR RYLBDN",
                            "RR RYLB\nZFD RYKA\nRR RYMC\nZOV RYLB\nRR RYND\nZDG\n"
                            "RR RYKA\nZEL RYMC\nRR RYLBDN"}})},
      {kBadChannelNumber, Ferry({{"BDA0043", "BDA43"}})},
      {kSecMismatch, Brindlemoor({{"ZNY CCCCC ZZH", "ZNR UUUUU"}})},
      {kNoPreamble, Ferry({{"R 150910Z MAY 31\n", ""}})},
      {kBadPreamble, Ferry({{"MAY 31", "MAI 31"}})},
      {kBadDtg, Ferry({{"150910Z MAY", "312510Z APR"}})},
      {kDtgMidnight, Ferry({{"150910Z", "150000Z"}})},
      {kDtgFiling, Ferry({{"150910Z", "180910Z"}})},
      {kDualOrder, Brindlemoor({{"O R 14", "R O 14"}})},
      {kDualEqual, Brindlemoor({{"O R 14", "O O 14"}})},
      {kPrecMismatch, Brindlemoor({{"OO RY", "RR RY"}})},
      {kNoFm, Ferry({{"FM EMB BRINDLEMOOR\n", ""}}), Ingress::kTrunk},
      {kNoAddressee, Ferry({{"TO RYLBDN/EMB DUNMARROW\n", ""}})},
      {kEmptyAddress, Ferry({{"EMB DUNMARROW", ""}})},
      {kBadAddressIndicator, Ferry({{"TO RYLBDN/", "TO RYLB1N/"}})},
      {kXmtAlone, Brindlemoor({{"INFO RYLBDN/EMB DUNMARROW 0119\nRYMCFR/EMB FARROWHOLM 0087\n"
                                "RYNDZP/NORTHERN TRADE COLLECTIVE\n",
                                ""}})},
      {kXmtConflict, Brindlemoor({{"XMT EMB GLENDARRA", "XMT EMB FARROWHOLM"}})},
      {kLineOrder, Brindlemoor({{"TO RY", "INFO RY"}, {"INFO RYLBDN", "TO RYLBDN"}})},
      {kUnexpectedLine, Brindlemoor({{"INFO RYLBDN", "INF0 RYLBDN"}})},
      {kNoBt, Ferry({{"BT\nUNCLAS", "UNCLAS"}})},
      {kNoClassification, Ferry({{"UNCLAS\n", ""}})},
      {kSectionMismatch, Brindlemoor({{"SECTION 01", "SECTION 02"}})},
      {kNoValidation, Ferry({{"#0431\nNNNN", "NNNN"}})},
      {kValidation, Ferry({{"#0431\nNNNN", "#0430\nNNNN"}})},
      {kEomInText, Ferry({{"FERRY", "NNNNO"}})},
      {kReaddressal, Ferry({{"BT", Repeated("R 141030Z MAY 31\nFM EMB FARROWHOLM\n"
                                            "TO RYKABD/EMB BRINDLEMOOR\n",
                                            5) +
                                       "BT"}})},
  };
}

// Those of the other profiles and modes.
std::vector<Row> MoreRows() {
  using enum DiagnosticCode;
  using enum Ingress;
  using enum Profile;
  using enum ReadMode;
  return {
      {kBeforeCable, "UNCLASSIFIED//\n\n" + FerryCable(), kTributary, kState, kArchive},
      {kSharedLine, Ferry({{"DUNMARROW\nBT\nUNCLAS", "DUNMARROW BT UNCLAS"}}), kTributary, kState,
       kArchive},
      {kOrphanTail, "#0431\nNNNN\n"},
      {kCancelled, "VZCZCBDA0043\nRR RYLBDN\nE E E E E E E E AR\nNNNN\n"},
      {kRiSplit, With(Acp127Cable(), {{"RYLBDN RYNDHQ", "RYLBDNRYNDHQ"}}), kTributary, kAcp127,
       kLenient},
      {kFl2Repaired, With(JanapCable(), {{"-CCCC--", "-CCCC-"}}), kTributary, kJanap128, kLenient},
      {kNoSerial, With(Acp127Cable(), {{" 129B", ""}}), kTributary, kAcp127},
      {kNoFilingTime, With(Acp127Cable(), {{" 1341042", ""}}), kTributary, kAcp127},
      {kBadHeader, With(JanapCable(), {{"RYNDHQA.", "RYNDHQA"}}), kTributary, kJanap128},
      {kDtgFar, With(Acp127Cable(), {{"MAY 2031", "MAY 07"}}), kTributary, kAcp127, kStrict, 2031,
       YearRule::kAcp127g},
      {kPreambleRepaired, Ferry({{"R 150910Z MAY 31", "ROUTINER150910Z MAY 31ZYB"}}), kTributary,
       kState, kArchive},
      {kAddressJoined, Ferry({{"EMB DUNMARROW", "EMB DUNMARROW//\nN4//"}}), kTributary, kState,
       kArchive},
      {kAddressRepeat, Ferry({{"EMB DUNMARROW", "EMB DUNMARROW\nRYLBDN/EMB DUNMARROW"}}),
       kTributary, kState, kArchive},
  };
}

std::vector<Row> Rows() {
  std::vector<Row> rows = StateRows();
  for (Row& row : MoreRows()) rows.push_back(std::move(row));
  return rows;
}

std::string FileName(DiagnosticCode code) {
  std::string name = FormatCode(code);
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

class DiagnosticRendering : public ::testing::TestWithParam<Row> {};

TEST_P(DiagnosticRendering, IsAsReviewed) {
  const Row& row = GetParam();
  ReadOptions options;
  options.ingress = row.ingress;
  options.profile = row.profile;
  options.mode = row.mode;
  options.clock_year = row.clock_year;
  options.year_rule = row.year_rule;
  Diagnostics said = ReadCable(row.text, options).diagnostics;
  StreamReader stream({});
  stream.Feed(row.text);
  const auto piece = stream.Next();
  const auto of_piece = piece ? DiagnosePiece(*piece) : std::nullopt;
  if (of_piece) said.push_back(*of_piece);
  Diagnostics wanted;
  std::copy_if(said.begin(), said.end(), std::back_inserter(wanted),
               [&](const Diagnostic& diagnostic) { return diagnostic.code == row.code; });
  ASSERT_FALSE(wanted.empty()) << RenderDiagnostics(said, "cable", row.text);
  ExpectGolden(fmt::format("diagnostics/{}.txt", FileName(row.code)),
               RenderDiagnostics(wanted, "example.cable", row.text));
}

INSTANTIATE_TEST_SUITE_P(Golden, DiagnosticRendering, ::testing::ValuesIn(Rows()),
                         [](const auto& row) { return FileName(row.param.code); });

TEST(DiagnosticRenderings, EveryCodeOfACableHasOne) {
  const std::vector<Row> rows = Rows();
  for (const DiagnosticInfo& code : AllDiagnostics()) {
    if (code.letter != 'C') continue;
    const int number = static_cast<int>(code.code);
    if (number >= 130 && number <= 159) continue;  // of writing: writing_rendering_test.cc
    EXPECT_TRUE(std::any_of(rows.begin(), rows.end(),
                            [&](const Row& row) { return row.code == code.code; }))
        << FormatCode(code.code) << " has no row";
  }
}

}  // namespace
}  // namespace torntape::cable::testing
