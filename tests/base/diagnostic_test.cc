#include "base/diagnostic.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace torntape {
namespace {

using std::string_literals::operator""s;

Diagnostic Fault(SourceSpan where, std::string message = "\"RYLBD7\" is wrong") {
  return {DiagnosticCode::kBadRoutingIndicator, Severity::kError, where, 2, std::move(message), ""};
}

TEST(Diagnostics, TheTableIsSortedAndNothingStandsInItTwice) {
  std::set<std::string_view> names;
  unsigned before = 0;
  for (const DiagnosticInfo& info : AllDiagnostics()) {
    const auto number = static_cast<unsigned>(info.code);
    EXPECT_GT(number, before) << info.name;
    before = number;
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_TRUE(info.summary.ends_with('.')) << info.name;
    EXPECT_EQ(&InfoOf(info.code), &info);
    const std::string_view letters = "?CCCRQLJS";
    ASSERT_LT(number / 100, letters.size()) << info.name;
    EXPECT_EQ(info.letter, letters[number / 100]) << info.name;
    for (const char c : info.name) {
      EXPECT_TRUE((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_') << info.name;
    }
  }
}

TEST(Diagnostics, AreFoundByNumberAndByName) {
  const DiagnosticInfo* info = &InfoOf(DiagnosticCode::kRiRepeat);
  for (const char* wanted : {"C205", "c205", "205", "RI_REPEAT", "ri_repeat"}) {
    EXPECT_EQ(FindDiagnostic(wanted), info) << wanted;
  }
  for (const char* unknown : {"", "C", "R205", "99999", "RI_REPEATED", "C2050"}) {
    EXPECT_EQ(FindDiagnostic(unknown), nullptr) << unknown;
  }
  EXPECT_EQ(FormatCode(DiagnosticCode::kRiRepeat), "C205 RI_REPEAT");
}

TEST(Diagnostics, OnlyErrorsRefuse) {
  Diagnostics list;
  EXPECT_FALSE(HasErrors(list));
  list.push_back(Fault({}));
  list.back().severity = Severity::kWarning;
  EXPECT_FALSE(HasErrors(list));
  list.push_back(Fault({}));
  EXPECT_TRUE(HasErrors(list));
}

TEST(RenderDiagnostic, ShowsTheLineAndUnderlinesTheSpan) {
  Diagnostic fault = Fault({2, 4, 6});
  fault.hint = "four to eight letters";
  EXPECT_EQ(RenderDiagnostic(fault, "cable.txt", "VZCZCBDA001\nOO RYLBD7 RYMCFR\r\r\nDE"),
            "cable.txt:2:4: error C203 BAD_ROUTING_INDICATOR (format line 2): "
            "\"RYLBD7\" is wrong\n"
            "  OO RYLBD7 RYMCFR\n"
            "     ^~~~~~\n"
            "  hint: four to eight letters\n");
}

TEST(RenderDiagnostic, OneCharacterHasACaretAlone) {
  EXPECT_EQ(RenderDiagnostic(Fault({1, 1, 1}, "m"), "x", "OO"),
            "x:1:1: error C203 BAD_ROUTING_INDICATOR (format line 2): m\n  OO\n  ^\n");
}

TEST(RenderDiagnostic, BehindTheLastCharacter) {
  EXPECT_EQ(RenderDiagnostic(Fault({1, 3, 1}, "m"), "x", "OO"),
            "x:1:3: error C203 BAD_ROUTING_INDICATOR (format line 2): m\n  OO\n    ^\n");
}

TEST(RenderDiagnostic, TheWholeLineAndTheWholeText) {
  EXPECT_EQ(RenderDiagnostic(Fault({1, 0, 0}, "m"), "x", "OO"),
            "x:1: error C203 BAD_ROUTING_INDICATOR (format line 2): m\n  OO\n");
  Diagnostic fault = Fault({}, "m");
  fault.format_line = 0;
  fault.severity = Severity::kWarning;
  EXPECT_EQ(RenderDiagnostic(fault, "x", "OO"), "x: warning C203 BAD_ROUTING_INDICATOR: m\n");
}

TEST(RenderDiagnostic, WithoutTheTextOrBeyondItsEnd) {
  const std::string head = "x:9:1: error C203 BAD_ROUTING_INDICATOR (format line 2): m\n";
  EXPECT_EQ(RenderDiagnostic(Fault({9, 1, 1}, "m"), "x", ""), head);
  EXPECT_EQ(RenderDiagnostic(Fault({9, 1, 1}, "m"), "x", "OO\n"), head);
}

TEST(RenderDiagnostic, TabsControlsAndWideLettersDoNotMisplaceTheCaret) {
  // Before the span: a tab (2 columns as \t), a pilcrow (1), a wide letter (2), a NUL (4).
  EXPECT_EQ(RenderDiagnostic(Fault({1, 8, 3}, "m"), "x", "\t¶漢\0BAD"s),
            "x:1:8: error C203 BAD_ROUTING_INDICATOR (format line 2): m\n"
            "  \\t¶漢\\x00BAD\n"
            "           ^~~\n");
}

TEST(RenderDiagnostic, OfALongLineThePartAroundTheSpanIsShown) {
  const std::string line = std::string(500, 'a') + "BAD" + std::string(500, 'z');
  const std::string rendered = RenderDiagnostic(Fault({1, 501, 3}, "m"), "x", line);
  EXPECT_EQ(rendered, "x:1:501: error C203 BAD_ROUTING_INDICATOR (format line 2): m\n  ..." +
                          std::string(30, 'a') + "BAD" + std::string(67, 'z') + "...\n  " +
                          std::string(33, ' ') + "^~~\n");
}

TEST(RenderDiagnostic, ALongSpanEndsWithWhatIsShown) {
  const std::string rendered =
      RenderDiagnostic(Fault({1, 1, 5'000}, "m"), "x", std::string(5'000, 'a'));
  EXPECT_EQ(rendered, "x:1:1: error C203 BAD_ROUTING_INDICATOR (format line 2): m\n  " +
                          std::string(100, 'a') + "...\n  ^" + std::string(99, '~') + "\n");
}

TEST(RenderDiagnostic, IsBoundedAndPrintableWhateverItIsGiven) {
  std::string wild;
  for (int i = 0; i < 100'000; ++i) wild.push_back(static_cast<char>(i * 31));
  Diagnostic fault = Fault({1, 40'000, 30'000}, wild);
  fault.hint = wild;
  const std::string rendered = RenderDiagnostic(fault, wild, wild);
  EXPECT_LE(rendered.size(), kRenderedBytesMax);
  for (const char c : rendered) {
    EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << static_cast<int>(c);
  }
}

TEST(RenderDiagnostics, TellsHowManyMore) {
  const Diagnostics list(103, Fault({}, "m"));
  const std::string rendered = RenderDiagnostics(list, "x", "");
  EXPECT_TRUE(rendered.ends_with("\nx: and 3 more\n"));
  EXPECT_EQ(RenderDiagnostics({}, "x", ""), "");
}

TEST(Quoted, IsShortAndPrintable) {
  EXPECT_EQ(Quoted("RYLB1N"), "\"RYLB1N\"");
  EXPECT_EQ(Quoted(std::string(100, 'A'), 10), "\"AAAAAAA...\"");
  EXPECT_EQ(Quoted("\x07"), "\"\\x07\"");
}

TEST(NearestWord, FindsTheSlipOfAPen) {
  const std::vector<std::string_view> words = {"INFO", "TO", "FM", "XMT", "precedence"};
  EXPECT_EQ(NearestWord("INF0", words), "INFO");
  EXPECT_EQ(NearestWord("IFNO", words), "INFO");  // neighbours swapped count once
  EXPECT_EQ(NearestWord("precedance", words), "precedence");
  EXPECT_EQ(NearestWord("presidents", words), std::nullopt);
  EXPECT_EQ(NearestWord("FM", words), "FM");
  EXPECT_EQ(NearestWord("", words), std::nullopt);
  EXPECT_EQ(NearestWord(std::string(500, 'I'), words), std::nullopt);
}

TEST(NearestWord, TiesGoToTheEarlier) {
  EXPECT_EQ(NearestWord("XO", {"TO", "XM"}), "TO");
  EXPECT_EQ(NearestWord("XO", {"XM", "TO"}), "XM");
}

}  // namespace
}  // namespace torntape
