// Reading a whole cable, format line by format line: rows of one change to a good cable and what
// comes of it. conformance_test.cc has the rows of spec 9; here stand the grammar of spec 1 and
// what people and circuits do to it.

#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cable/cable.h"
#include "tests/cable/cable_testing.h"

namespace torntape::cable::testing {
namespace {

using std::string_literals::operator""s;

struct Row {
  const char* name;
  std::string text;
  std::string want;
  std::string fact = "";
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class ReaderTable : public ::testing::TestWithParam<Row> {};

TEST_P(ReaderTable, Reads) {
  const Row& row = GetParam();
  const ReadResult read = ReadCable(row.text);
  EXPECT_EQ(Summarize(read), row.want) << RenderDiagnostics(read.diagnostics, "row", row.text);
  if (!read.cable) return;
  const std::string facts = DescribeFacts(*read.cable);
  EXPECT_NE(facts.find(row.fact), std::string::npos) << "no" << row.fact << "in" << facts;
  EXPECT_EQ(WriteCable(*read.cable), Canonical(row.text));
}

std::string Named(const ::testing::TestParamInfo<Row>& row) { return row.param.name; }

std::string Ferry(std::initializer_list<Change> changes) { return With(FerryCable(), changes); }
std::string Brindlemoor(std::initializer_list<Change> changes) {
  return With(BrindlemoorCable(), changes);
}

std::string EachLineEnded(std::string_view end) {
  std::string text;
  for (const char c : FerryCable()) c == '\n' ? text += end : text += c;
  return text;
}

const Row kWhole[] = {
    {"Small", FerryCable(), "OK", " called=RYLBDN "},
    {"SecondSection", ReadFile("configs/cables/brindlemoor-0417-02.cable"), "OK", " section=2 "},
    // Line ends and endings
    {"CarriageReturnLineFeed", EachLineEnded("\r\n"), "OK"},
    {"TwoCarriageReturns", EachLineEnded("\r\r\n"), "OK"},
    {"NoLineEndAtTheEnd", FerryCable().substr(0, FerryCable().size() - 1), "OK"},
    {"SevenBlankLinesBeforeTheEnd", Ferry({{"NNNN", "\n\n\n\n\n\n\nNNNN"}}), "OK"},
    {"OtherBlankLinesBeforeTheEnd", Ferry({{"NNNN", "\n\nNNNN"}}), "WARN ENDING_BLANKS@15:1"},
    {"TwelveDelBehindTheEnd",
     FerryCable().substr(0, FerryCable().size() - 1) + std::string(12, 0x7f), "OK"},
    {"BlankLinesAround", "\n\n" + FerryCable() + "\n\n", "OK"},
    {"ACarriageReturnInside", Ferry({{"FERRY T", "FERRY\rT"}}), "REFUSED BAD_LINE_END@10:6"},
    // Nothing, and what is no cable
    {"Empty", "", "REFUSED EMPTY@0:0"},
    {"Blank", "\n  \r\n\n", "REFUSED EMPTY@0:0"},
    {"OnlyTheEnd", "NNNN\n", "REFUSED EMPTY@0:0"},
    {"Prose", "DEAR SIR,\n\nPLEASE FIND ENCLOSED.\n", "REFUSED NO_SOM@1:1"},
    {"Binary", "\x7f\x45\x4c\x46\x02\0\0\x01"s, "REFUSED NO_SOM@1:1"},
    // The end
    {"NoEnd", Ferry({{"NNNN\n", ""}}), "REFUSED NO_EOM@12:6"},
    {"ThreeLetters", Ferry({{"NNNN", "NNN"}}), "REFUSED NO_EOM@13:1"},
    {"FiveLetters", Ferry({{"NNNN", "NNNNN"}}), "REFUSED NO_EOM@13:1"},
    {"AnotherCableBehind", FerryCable() + FerryCable(), "REFUSED AFTER_EOM@14:1"},
    {"NnnnBeginsALineOfText", Ferry({{"FERRY", "NNNNO"}}), "REFUSED EOM_IN_TEXT@10:1"},
    {"NnnnInsideALine", Ferry({{"FERRY", "QNNNN"}}), "OK"},
    {"SomInsideALine", Ferry({{"FERRY", "X ZCZC FERRY"}}), "REFUSED SECOND_SOM@10:3"},
    // Characters
    {"Tab", Ferry({{"FERRY T", "FERRY\tT"}}), "REFUSED BAD_CHARACTER@10:6"},
    {"Nul", Ferry({{"FERRY", "FE\0RY"s}}), "REFUSED BAD_CHARACTER@10:3"},
    {"NulInTheRoutingLine", Ferry({{"RYLBDN", "RYL\0DN"s}}),
     "REFUSED NO_ROUTING_INDICATOR@2:1 ~BAD_ROUTING_INDICATOR@2:4 BAD_CHARACTER@2:7"},
    {"LatinLetters", Ferry({{"FERRY", "F\xc3\x84HRE \xc3\x9c"}}), "REFUSED BAD_CHARACTER@10:2"},
    {"LowerCaseTextIsAscii", Ferry({{"FERRY TIMETABLE", "Ferry timetable [1] @ 5%"}}), "OK"},
    {"BellInTheText", Ferry({{"FERRY", "\x07"}}), "REFUSED BAD_CHARACTER@10:1"},
    {"ExactlySixtyNine", Ferry({{"FERRY TIMETABLE CHANGES ON 1 JUNE.", std::string(69, 'A')}}),
     "OK"},
    {"EveryLineTooLong",
     Ferry({{"FERRY", std::string(70, 'A') + "\n" + std::string(75, 'B') + "\n"}}),
     "REFUSED WIDTH@10:70 WIDTH@11:70"},
    // Trailing spaces are kept
    {"TrailingSpacesEverywhere",
     Ferry({{"0043\n", "0043     \n"},
            {"RYLBDN\n", "RYLBDN  \n"},
            {"0915\n", "0915 \n"},
            {"UUUUU\n", "UUUUU \n"},
            {"MAY 31\n", "MAY 31  \n"},
            {"BT\n", "BT \n"}}),
     "OK"},
};
INSTANTIATE_TEST_SUITE_P(Whole, ReaderTable, ::testing::ValuesIn(kWhole), Named);

const Row kLine1[] = {
    {"ThreeDigits", Ferry({{"BDA0043", "BDA043"}}), "OK", " number=BDA043 "},
    {"Prosign", Ferry({{"BDA0043", "BDA0043     UU"}}), "OK", " number=BDA0043 "},
    {"ClassifiedProsign", Brindlemoor({{"BDA0417", "BDA0417 HH"}}), "OK"},
    {"Stack", Ferry({{"BDA0043", "EUC093WNA1140BDA001"}}), "OK",
     " number=EUC093 trace=WNA1140BDA001 "},
    {"Missing", Ferry({{"VZCZCBDA0043\n", ""}}), "REFUSED NO_SOM@1:1"},
    {"NoStartOfMessage", Ferry({{"VZCZC", ""}}), "REFUSED NO_SOM@1:1"},
    {"OneLetterLost", Ferry({{"VZCZC", "VZCZ"}}), "REFUSED NO_SOM@1:1"},
    {"NoNumber", Ferry({{"BDA0043", ""}}), "REFUSED BAD_CHANNEL_NUMBER@1:6"},
    {"TwoDigits", Ferry({{"BDA0043", "BDA43"}}), "REFUSED BAD_CHANNEL_NUMBER@1:6"},
    {"FiveDigits", Ferry({{"BDA0043", "BDA00431"}}), "REFUSED BAD_CHANNEL_NUMBER@1:6"},
    {"SerialZero", Ferry({{"BDA0043", "BDA0000"}}), "REFUSED BAD_CHANNEL_NUMBER@1:6"},
    {"SomethingBehind", Ferry({{"BDA0043", "BDA0043 XX"}}), "REFUSED BAD_CHANNEL_NUMBER@1:14"},
    {"BlankLineBehind", Ferry({{"BDA0043\n", "BDA0043\n\n"}}), "REFUSED BLANK_LINE@2:1"},
};
INSTANTIATE_TEST_SUITE_P(Line1, ReaderTable, ::testing::ValuesIn(kLine1), Named);

const Row kLine2[] = {
    {"FourLetters", Ferry({{"RR RYLBDN", "RR RYLB"}}), "OK", " called=RYLB "},
    {"EightLetters", Ferry({{"RR RYLBDN", "RR RYLBDNAB"}}), "OK", " called=RYLBDNAB "},
    {"EmergencyCommand", Ferry({{"RR ", "YY "}, {"R 15", "Y 15"}}), "OK", " prec=Y "},
    {"Critic", Ferry({{"RR ", "WW "}, {"R 15", "W 15"}}), "OK", " prec=W "},
    {"LowerCase", Ferry({{"RR ", "rr "}}), "REFUSED BAD_PRECEDENCE@2:1"},
    {"LowerCaseIndicator", Ferry({{"RR RYLBDN", "RR rylbdn RYMCFR"}}),
     "WARN BAD_ROUTING_INDICATOR@2:4", " called=RYMCFR "},
    {"NoPrecedence", Ferry({{"RR RYLBDN", "RYLBDN RYMCFR"}}), "REFUSED BAD_PRECEDENCE@2:1"},
    {"OneLetter", Ferry({{"RR RYLBDN", "R RYLBDN"}}), "REFUSED BAD_PRECEDENCE@2:1"},
    {"Missing", Ferry({{"RR RYLBDN\n", ""}}), "REFUSED NO_ROUTING_INDICATOR@2:1"},
    {"TwoSpaces", Ferry({{"RR RYLBDN", "RR  RYLBDN"}}), "REFUSED SPACING@2:3"},
    {"Indented", Ferry({{"RR RYLBDN", " RR RYLBDN"}}), "REFUSED SPACING@2:1"},
    {"BellsBeforeRoutine", Ferry({{"RR ", "JJJJJSSSSSRR "}}), "REFUSED BAD_CHARACTER@2:1"},
    {"EveryFaultIsReported", Ferry({{"RR RYLBDN", "XX RYLBDN R7 RYMCFR RYLBDN Q"}}),
     "REFUSED BAD_PRECEDENCE@2:1 ~BAD_ROUTING_INDICATOR@2:11 ~RI_REPEAT@2:21 "
     "~BAD_ROUTING_INDICATOR@2:28"},
    {"BadOneOnAWrappedLine", Ferry({{"RR RYLBDN", "RR RYLBDN\nRYMC1R"}}),
     "WARN BAD_ROUTING_INDICATOR@3:1", " called=RYLBDN unreadable=RYMC1R "},
};
INSTANTIATE_TEST_SUITE_P(Line2, ReaderTable, ::testing::ValuesIn(kLine2), Named);

const Row kLine3[] = {
    {"NoSection", FerryCable(), "OK", " section=0 "},
    {"Missing", Ferry({{"DE RYKABD #0431 1350915\n", ""}}), "REFUSED NO_CALLING_STATION@3:1"},
    {"Glued", Ferry({{"DE RY", "DERY"}}), "REFUSED BAD_CALLING_STATION@3:1"},
    {"BadIndicator", Ferry({{"DE RYKABD", "DE RYK"}}), "REFUSED BAD_CALLING_STATION@3:4"},
    // The sign # is what tells `state` (spec 0.2); the rest of this one is good `acp127`.
    {"NoHash", Ferry({{"#0431 1", "0431 1"}}), "OK", " profile=acp127 "},
    {"ThreeDigits", Ferry({{"#0431 1", "#431 1"}}), "REFUSED BAD_SERIAL@3:12"},
    {"Letter", Ferry({{"#0431 1", "#0431B 1"}}), "REFUSED BAD_SERIAL@3:12"},
    {"SectionOfOneDigit", Brindlemoor({{"#0417/01", "#0417/1"}}), "REFUSED BAD_SERIAL@3:17"},
    {"SectionZero", Brindlemoor({{"#0417/01", "#0417/00"}}), "REFUSED BAD_SERIAL@3:17"},
    {"SectionEmpty", Brindlemoor({{"#0417/01", "#0417/"}}), "REFUSED BAD_SERIAL@3:11"},
    {"NoFilingTime", Ferry({{" 1350915", ""}}), "REFUSED BAD_CALLING_STATION@3:16"},
    {"DayOfMonth", Ferry({{"1350915", "15/0915Z"}}), "REFUSED BAD_FILING_TIME@3:17"},
    {"ZoneLetter", Ferry({{"1350915", "1350915Z"}}), "REFUSED BAD_FILING_TIME@3:17"},
    {"DayZero", Ferry({{"1350915", "0000915"}}), "REFUSED BAD_FILING_TIME@3:17"},
    {"FifthGroup", Ferry({{"1350915", "1350915 X"}}), "REFUSED BAD_CALLING_STATION@3:25"},
    {"TextSaysAnotherSection", Brindlemoor({{"SECTION 01", "SECTION 02"}}),
     "WARN SECTION_MISMATCH@13:25"},
    {"TextSaysNoSection", Brindlemoor({{" SECTION 01 OF 02", ""}}), "WARN SECTION_MISMATCH@13:43"},
    {"TextAloneSaysSection", Ferry({{"UNCLAS", "UNCLAS SECTION 01 OF 02"}}),
     "WARN SECTION_MISMATCH@9:8"},
    {"SectionBeyondTheTotal", Brindlemoor({{"/01", "/03"}, {"SECTION 01", "SECTION 03"}}),
     "WARN SECTION_MISMATCH@13:25"},
    {"FinalSection", Brindlemoor({{"/01", "/02"}, {"SECTION 01 OF", "FINAL SECTION OF"}}), "OK",
     " text_section=2/2 "},
};
INSTANTIATE_TEST_SUITE_P(Line3, ReaderTable, ::testing::ValuesIn(kLine3), Named);

const Row kLine4[] = {
    {"Missing", Ferry({{"ZNR UUUUU\n", ""}}), "REFUSED NO_SECURITY@4:1"},
    {"InstructionFirst", Ferry({{"ZNR UUUUU", "ZGC ZNR UUUUU"}}), "REFUSED NO_SECURITY@4:1"},
    {"ReleaseCode", Ferry({{"UUUUU", "UUUXX"}}), "OK", " class=U "},
    {"EncryptForTransmission", Ferry({{"ZNR UUUUU", "ZNY EEEEE"}, {"UNCLAS", "UNCLAS EFTO"}}), "OK",
     " class=E "},
    {"UnclasMayTravelEncrypted", Ferry({{"ZNR UUUUU", "ZNY EEEEE"}}), "OK", " text_class=U "},
    {"EftoMayNotTravelInTheClear", Ferry({{"UNCLAS", "UNCLAS EFTO"}}), "REFUSED SEC_MISMATCH@9:1"},
    {"SpecialCategory", Brindlemoor({{"CCCCC", "CCCCC/AAAAA"}}), "OK", " category=A "},
    {"GarbledCategory", Brindlemoor({{"CCCCC", "CCCCC/AAABA"}}), "REFUSED SEC_GARBLED@4:1"},
    {"WrongSignal", Brindlemoor({{"ZNY", "ZNR"}}), "REFUSED SEC_GARBLED@4:1"},
    {"UnclassifiedUnderZny", Ferry({{"ZNR", "ZNY"}}), "REFUSED SEC_GARBLED@4:1"},
    {"NoSuchLetter", Brindlemoor({{"CCCCC", "XXXXX"}}), "REFUSED SEC_GARBLED@4:1"},
    {"Glued", Ferry({{"ZNR UUUUU", "ZNRUUUUU"}}), "REFUSED SEC_GARBLED@4:1"},
    {"SignalAlone", Ferry({{"ZNR UUUUU", "ZNR"}}), "REFUSED SEC_GARBLED@4:1"},
    {"KnownSignals", Ferry({{"UUUUU", "UUUUU ZGC ZOT RYLBDN"}}), "OK"},
    {"UnknownSignalOnceEach", Ferry({{"UUUUU", "UUUUU ZQX ZQX ZQW"}}),
     "WARN UNKNOWN_SIGNAL@4:11 UNKNOWN_SIGNAL@4:19"},
    {"NoSignal", Ferry({{"UUUUU", "UUUUU URGENT"}}), "WARN BAD_INSTRUCTION@4:11"},
    {"RelayTo", Ferry({{"UUUUU", "UUUUU\nT EMB GLENDARRA\nRYMCFR T\nZOT RYLBDN"}}), "OK"},
    {"InTheClear", Brindlemoor({{"C O N F I D E N T I A L", "CLEAR"}}), "OK", " text_class=- "},
    {"UnspacedClassCounts", Ferry({{"UNCLAS", "SECRET"}}), "REFUSED SEC_MISMATCH@9:1"},
    {"AWordThatBeginsLikeAClass", Ferry({{"UNCLAS", "SECRETARY OF TRADE TO VISIT"}}),
     "WARN NO_CLASSIFICATION@9:1"},
};
INSTANTIATE_TEST_SUITE_P(Line4, ReaderTable, ::testing::ValuesIn(kLine4), Named);

const Row kLine5[] = {
    {"Missing", Ferry({{"R 150910Z MAY 31\n", ""}}), "REFUSED NO_PREAMBLE@5:1"},
    {"FourDigitYear", Ferry({{"MAY 31", "MAY 2031"}}), "OK", " year=2031 "},
    {"NoMonth", Ferry({{" MAY 31", ""}}), "OK", " month=0 "},
    {"Instructions", Ferry({{"MAY 31", "MAY 31 ZEX ZFG"}}), "OK",
     " instructions=ZEX,ZFG always=true "},
    {"ThreeDigitYear", Ferry({{"MAY 31", "MAY 031"}}), "REFUSED BAD_PREAMBLE@5:15"},
    {"ThreeDigitYearAndLaterThanFiling", Ferry({{"150910Z MAY 31", "180910Z MAY 031"}}),
     "REFUSED BAD_PREAMBLE@5:15"},
    {"MisspeltMonth", Ferry({{"MAY 31", "MAI 31"}}), "REFUSED BAD_PREAMBLE@5:11"},
    {"NoZone", Ferry({{"150910Z", "150910"}}), "REFUSED BAD_PREAMBLE@5:3"},
    {"FiveDigits", Ferry({{"150910Z", "15091Z"}}), "REFUSED BAD_PREAMBLE@5:3"},
    {"Doubled", Ferry({{"R 150910Z", "RR 150910Z"}}), "REFUSED BAD_PREAMBLE@5:1"},
    {"Glued", Brindlemoor({{"O R 14", "OR 14"}}), "REFUSED BAD_PREAMBLE@5:1"},
    {"NoPrecedence", Ferry({{"R 150910Z", "150910Z"}}), "REFUSED BAD_PREAMBLE@5:1"},
    {"PrecedenceAlone", Ferry({{"R 150910Z MAY 31", "R"}}), "REFUSED BAD_PREAMBLE@5:2"},
    {"Time2561", Ferry({{"150910Z", "152561Z"}}), "REFUSED BAD_DTG@5:5"},
    {"LeapDay", Ferry({{"1350915", "0600915"}, {"150910Z MAY 31", "290910Z FEB 32"}}), "OK"},
    {"NoLeapDay", Ferry({{"1350915", "0600915"}, {"150910Z MAY 31", "290910Z FEB 31"}}),
     "REFUSED BAD_DTG@5:3"},
    {"DraftedLongBefore", Ferry({{"150910Z MAY", "150910Z JAN"}}), "OK"},
};
INSTANTIATE_TEST_SUITE_P(Line5, ReaderTable, ::testing::ValuesIn(kLine5), Named);

const Row kAddresses[] = {
    {"Wrapped", BrindlemoorCable(), "OK",
     " infos=RYLBDN/EMB_DUNMARROW.0119,RYMCFR/EMB_FARROWHOLM.0087,RYNDZP/"
     "NORTHERN_TRADE_COLLECTIVE "},
    {"ZenInTo", Ferry({{"TO RYLBDN/", "TO ZEN/"}}), "OK", " to=ZEN/EMB_DUNMARROW "},
    {"NoIndicator", Ferry({{"TO RYLBDN/", "TO "}}), "OK", " to=EMB_DUNMARROW "},
    {"AigKeepsItsNumber", Ferry({{"RYLBDN/EMB DUNMARROW", "AIG 4711"}}), "OK", " to=AIG_4711 "},
    {"OfficeCodes", Ferry({{"EMB DUNMARROW", "EMB DUNMARROW//N4//"}}), "OK",
     " to=RYLBDN/EMB_DUNMARROW//N4// "},
    {"SpacesAreFolded", Ferry({{"EMB DUNMARROW", "EMB   DUNMARROW"}}), "OK",
     " to=RYLBDN/EMB_DUNMARROW "},
    {"ADigitInTheIndicator", Ferry({{"TO RYLBDN/", "TO RYLB1N/"}}),
     "WARN BAD_ADDRESS_INDICATOR@7:4", " to=EMB_DUNMARROW "},
    {"NothingBeforeTheSlant", Ferry({{"TO RYLBDN/", "TO /"}}), "WARN BAD_ADDRESS_INDICATOR@7:4"},
    {"NobodyNamed", Ferry({{"EMB DUNMARROW", ""}}), "REFUSED EMPTY_ADDRESS@7:11"},
    {"KeywordAlone", Ferry({{" RYLBDN/EMB DUNMARROW", ""}}), "REFUSED EMPTY_ADDRESS@7:3"},
    {"FmAlone", Ferry({{" EMB BRINDLEMOOR", ""}}), "REFUSED EMPTY_ADDRESS@6:3"},
    {"NoAddressee", Ferry({{"TO RYLBDN/EMB DUNMARROW\n", ""}}), "WARN NO_ADDRESSEE@6:19"},
    {"InfoBeforeTo", Brindlemoor({{"TO ", "INFO "}, {"INFO RYLBDN", "TO RYLBDN"}}),
     "REFUSED LINE_ORDER@8:1"},
    {"ToTwice", Ferry({{"BT", "TO RYMCFR/EMB FARROWHOLM\nBT"}}), "REFUSED LINE_ORDER@8:1"},
    {"FmTwice", Ferry({{"TO ", "FM EMB FARROWHOLM\nTO "}}), "REFUSED LINE_ORDER@7:1"},
    {"ZeroForO", Brindlemoor({{"INFO RYLBDN", "INF0 RYLBDN"}}), "REFUSED UNEXPECTED_LINE@8:1"},
    {"SomethingBeforeTo", Ferry({{"TO RY", "ATTN HARBOUR MASTER\nTO RY"}}),
     "REFUSED UNEXPECTED_LINE@7:1"},
    {"BlankLineInTheHeading", Ferry({{"TO RY", "\nTO RY"}}), "REFUSED BLANK_LINE@7:1"},
    {"BlankLineInsteadOfBt", Ferry({{"BT\nUNCLAS", "\nUNCLAS"}}), "REFUSED NO_BT@8:1"},
    {"SecondHeading",
     Ferry({{"BT", "R 141030Z MAY 31\nFM EMB FARROWHOLM\nTO RYKABD/EMB BRINDLEMOOR\nBT"}}), "OK",
     " earlier=EMB_FARROWHOLM>RYKABD/EMB_BRINDLEMOOR "},
    {"ServiceToStations",
     Ferry({{"R 150910Z MAY 31\nFM EMB BRINDLEMOOR\nTO RYLBDN/EMB DUNMARROW", "TO RYLBDN"},
            {"UNCLAS", "UNCLAS SVC ZUI RYKABD 0416"}}),
     "OK", " to=RYLBDN "},
};
INSTANTIATE_TEST_SUITE_P(Lines6To10, ReaderTable, ::testing::ValuesIn(kAddresses), Named);

const Row kText[] = {
    {"FirstBtMissing", Ferry({{"BT\nUNCLAS", "UNCLAS"}}), "REFUSED NO_BT@8:1"},
    {"SecondBtMissing", Ferry({{"BT\n#", "#"}}), "REFUSED NO_BT@11:1"},
    {"NoBtAtAll", Ferry({{"BT\nUNCLAS", "UNCLAS"}, {"BT\n#", "#"}}), "REFUSED NO_BT@8:1"},
    {"ABtQuotedInTheText", Ferry({{"FERRY", "BT\nFERRY"}}), "OK", " lines=3 "},
    {"EmptyText", Ferry({{"UNCLAS\nFERRY TIMETABLE CHANGES ON 1 JUNE.\n", ""}}), "OK", " lines=0 "},
    {"BlankLinesInTheText", Ferry({{"FERRY", "\n\n\nFERRY"}}), "OK", " lines=5 "},
    {"Correction", Ferry({{"\n#0431", "\nC WA TIMETABLE CHANGES\nAND MORE\nC7 - ABCDE\n#0431"}}),
     "OK", " corrections=3 "},
    {"NeitherCorrectionNorValidation", Ferry({{"\n#0431", "\nCORRECTION FOLLOWS\n#0431"}}),
     "REFUSED UNEXPECTED_LINE@12:1"},
    {"BlankBeforeTheValidation", Ferry({{"\n#0431", "\n\n#0431"}}), "REFUSED BLANK_LINE@12:1"},
    {"SomethingBehindTheValidation", Ferry({{"#0431\n", "#0431\nQUILL\n"}}),
     "REFUSED UNEXPECTED_LINE@13:1"},
    {"ThreeDigitValidation", Ferry({{"#0431\n", "#431\n"}}), "REFUSED VALIDATION@12:1"},
    {"HashAlone", Ferry({{"\n#0431\n", "\n#\n"}}), "REFUSED VALIDATION@12:1"},
};
INSTANTIATE_TEST_SUITE_P(Lines11To15, ReaderTable, ::testing::ValuesIn(kText), Named);

// A pilot ahead of the ferry cable: `RR RYMCGL`, its instruction, the old number, the old line 2.
std::string Piloted(std::string_view instruction, std::string_view identification) {
  std::string pilot = "RR RYMCGL\n" + std::string(instruction) + "\n";
  if (!identification.empty()) pilot += std::string(identification) + "\n";
  return Ferry({{"RR RYLBDN", pilot + "RR RYLBDN"}});
}

const Row kPilots[] = {
    {"SuspectedDuplicate", Piloted("ZFD RYMCFR", "MFA114"), "OK", " called=RYMCGL "},
    {"Rerouted", Piloted("ZNR UUUUU ZOV RYMCFR", "MFA114LMA208KLA077     "), "OK", " pilots=1 "},
    {"WithoutOldNumber", Piloted("ZDG", ""), "OK", " pilots=1 "},
    {"RelayTo", Piloted("ZNR UUUUU ZOV RYMCFR T EMB GLENDARRA", "MFA114"), "OK"},
    {"ThreeDeep",
     Ferry({{"RR RYLBDN",
             "RR RYLB\nZFD RYKA\nMFA114\nRR RYMC\nZOV RYLB\nLMA001\nRR RYND\nZDG\nKLA077\n"
             "RR RYLBDN"}}),
     "OK", " called=RYLB unreadable= "},
    {"FourDeep",
     Ferry({{"RR RYLBDN",
             "RR RYLB\nZFD RYKA\nRR RYMC\nZOV RYLB\nRR RYND\nZDG\nRR RYKA\nZEL RYMC\n"
             "RR RYLBDN"}}),
     "REFUSED PILOT_DEPTH@9:1"},
    {"SomKeptInside", Piloted("ZFD RYMCFR", "VZCZCMFA114"), "REFUSED BAD_PILOT@4:1 SECOND_SOM@4:1"},
    {"NothingEnclosed", Ferry({{"RR RYLBDN\n", "RR RYLBDN\nZFD RYMCFR\nMFA114\n"}}),
     "REFUSED BAD_PILOT@3:1"},
    {"WrappedOuterLine",
     Ferry({{"RR RYLBDN", "RR RYMCGL\nRYMCFR\nZFD RYMCFR\nMFA114\nRR RYLBDN\nRYKACS"}}), "OK",
     " called=RYMCGL,RYMCFR "},
    {"UnknownSignal", Piloted("ZQX", "MFA114"), "WARN UNKNOWN_SIGNAL@3:1"},
};
INSTANTIATE_TEST_SUITE_P(Pilots, ReaderTable, ::testing::ValuesIn(kPilots), Named);

TEST(Reader, APilotKeepsWhatItEnclosesVerbatim) {
  const ReadResult read = ReadCable(Piloted("ZNR UUUUU ZOV RYMCFR", "MFA114LMA208     "));
  ASSERT_TRUE(read.cable);
  const Pilot want{"ZNR UUUUU ZOV RYMCFR", "MFA114LMA208     ", "RR RYLBDN\n"};
  ASSERT_EQ(read.cable->transmission.pilots.size(), 1u);
  EXPECT_EQ(read.cable->transmission.pilots.front(), want);
}

TEST(Reader, TheBodyTravelsVerbatimWithOneLineFeedEach) {
  std::string text = With(FerryCable(), {{"UNCLAS\n", "UNCLAS  \n"}});
  const std::size_t begin = text.find("R 15");
  const std::string body = text.substr(begin, text.find("NNNN") - begin);
  std::string teletype;
  for (const char c : text) c == '\n' ? teletype += "\r\r\n" : teletype += c;
  const ReadResult read = ReadCable(teletype);
  ASSERT_TRUE(read.cable);
  EXPECT_EQ(read.cable->transmission.body.view(), body);
  EXPECT_EQ(read.cable->transmission.heading->body_digest, DigestOf(body));
  EXPECT_EQ(read.cable->transmission.heading->calling_line, "DE RYKABD #0431 1350915");
  EXPECT_EQ(read.cable->transmission.heading->instruction_lines, "ZNR UUUUU\n");
}

TEST(Reader, EveryLineIsMarkedWithItsFormatLine) {
  const ReadResult read = ReadCable("\n" + BrindlemoorCable() + "X\n");
  std::string marks;
  for (const LineOfText& line : read.lines) marks += std::to_string(line.format_line) + " ";
  EXPECT_EQ(marks,
            "0 1 2 3 4 5 6 7 8 8 8 9 11 12 12 12 12 12 12 12 12 12 12 12 12 12 12 12 13 15 16 0 ");
}

TEST(Reader, FiveHundredStationsAndNotOneMore) {
  std::string routing = "RR";
  for (int i = 0; i < 500; ++i) {
    routing += i % 9 == 8 ? "\n" : " ";
    routing += {'R', 'Y', static_cast<char>('A' + i / 26), static_cast<char>('A' + i % 26)};
  }
  const ReadResult most = ReadCable(With(FerryCable(), {{"RR RYLBDN", routing}}));
  ASSERT_TRUE(most.cable);
  EXPECT_EQ(most.cable->transmission.called.size(), 500u);
  const ReadResult more = ReadCable(With(FerryCable(), {{"RR RYLBDN", routing + " RZZZ"}}));
  EXPECT_EQ(Summarize(more), "REFUSED TOO_MANY_RI@57:31");
}

TEST(Reader, SizesAreLimited) {
  const ReadResult text = ReadCable(FerryCable(), {.text_bytes_max = 10});
  EXPECT_EQ(Summarize(text), "REFUSED TOO_LARGE@0:0");
  const ReadResult lines = ReadCable(std::string((1u << 18) + 1, '\n'));
  EXPECT_EQ(Summarize(lines), "REFUSED TOO_LARGE@0:0");
  const std::string line = std::string(60, 'A') + "\n";
  std::string body;
  while (body.size() <= kBodyBytesMax) body += line;
  const ReadResult large = ReadCable(With(FerryCable(), {{"FERRY", body}}));
  EXPECT_EQ(Summarize(large), "REFUSED TOO_LARGE@5:1");
  // On a trunk lines may be long, but those of the procedure not without end.
  const ReadResult wide =
      ReadCable(With(FerryCable(), {{"UUUUU", "UUUUU ZUI " + std::string(9'000, 'A')}}),
                {.ingress = Ingress::kTrunk});
  EXPECT_EQ(Summarize(wide), "REFUSED TOO_LARGE@4:1 ~WIDTH@4:70");
}

TEST(Reader, AMegabyteInOneLineIsRead) {
  const std::string text = With(FerryCable(), {{"FERRY", std::string(1u << 20, 'A')}});
  const ReadResult read = ReadCable(text, {.ingress = Ingress::kTrunk});
  EXPECT_EQ(Summarize(read), "WARN WIDTH@10:70");
  EXPECT_EQ(WriteCable(*read.cable), text);
}

TEST(Reader, FaultsBeyondAHundredAreCounted) {
  std::string lines;
  for (int i = 0; i < 150; ++i) lines += "NNNNX\n";
  const ReadResult read = ReadCable(With(FerryCable(), {{"FERRY", lines}}));
  ASSERT_EQ(read.diagnostics.size(), 101u);
  EXPECT_EQ(read.diagnostics.back().code, DiagnosticCode::kTooManyFaults);
  EXPECT_EQ(read.diagnostics.back().message, "50 more faults are not listed");
}

// Found by fuzzing: no group was there to read the precedence from.
TEST(Reader, BellsAloneAreNoRoutingLine) {
  const std::string text = With(FerryCable(), {{"RR RYLBDN", "\x07\x07\x07\x07\x07''"}});
  const ReadResult read = ReadCable(text);
  EXPECT_FALSE(read.cable);
  ASSERT_FALSE(read.diagnostics.empty());
  EXPECT_EQ(read.diagnostics[0].code, DiagnosticCode::kBadPrecedence);
  EXPECT_EQ(read.diagnostics[0].message, "no precedence stands behind the bells");
}

// A text that was not laid out for a circuit has one fault, not one in each of its lines.
TEST(Reader, TheSameFaultOfManyLinesIsToldOnce) {
  const auto faults = [](std::size_t count, const std::string& line) {
    std::string lines;
    for (std::size_t i = 0; i < count; ++i) lines += line + "\n";
    return ReadCable(With(FerryCable(), {{"FERRY", lines + "FERRY"}})).diagnostics;
  };
  const std::string wide(70, 'X');
  EXPECT_EQ(faults(3, wide).size(), 3u);
  const Diagnostics many = faults(4, wide);
  ASSERT_EQ(many.size(), 1u);
  EXPECT_EQ(many[0].message,
            "4 lines are longer than the 69 that a circuit takes; this is the first");
  EXPECT_EQ(many[0].where.line, 10);
  EXPECT_EQ(many[0].where.column, 70);
  const Diagnostics odd = faults(12,
                                 "\xc2\xb6"
                                 "1. THE TALKS");
  ASSERT_EQ(odd.size(), 1u);
  EXPECT_EQ(odd[0].message, "12 lines have characters that no cable has; this is the first");
  // What is mended in another way is another fault.
  EXPECT_EQ(faults(12,
                   "\xc2\xb6"
                   "1. THE\tTALKS\n\tX")
                .size(),
            2u);
}

TEST(Reader, ARunOfBlankLinesIsOneFault) {
  for (const char* const place : {"DE RYKABD", "FM EMB", "TO RYLBDN"}) {
    const ReadResult read =
        ReadCable(With(FerryCable(), {{place, std::string("\n\n\n\n\n") + place}}));
    ASSERT_EQ(read.diagnostics.size(), 1u) << place;
    EXPECT_EQ(read.diagnostics[0].code, DiagnosticCode::kBlankLine) << place;
  }
}

TEST(ReadBody, OpensWhatTravels) {
  const ReadResult read = ReadCable(BrindlemoorCable());
  ASSERT_TRUE(read.cable);
  Diagnostics diagnostics;
  const auto view = ReadBody(read.cable->transmission.body.view(), Profile::kState, 5, diagnostics);
  ASSERT_TRUE(view);
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_EQ(view->from->designation, "EMB BRINDLEMOOR");
  EXPECT_EQ(view->exempted.at(0).designation, "EMB GLENDARRA");
  EXPECT_EQ(view->exempted.at(0).line, 11);
  EXPECT_EQ(view->text.size(), 15u);
  EXPECT_EQ(view->validation, "#0417");
  // Its lines are part of the bytes given, not of a copy.
  const std::string_view body = read.cable->transmission.body.view();
  EXPECT_TRUE(view->text[0].data() >= body.data() &&
              view->text[0].data() < body.data() + body.size());
}

TEST(ReadBody, SaysWhyItCannotBeOpened) {
  Diagnostics diagnostics;
  EXPECT_FALSE(ReadBody("", Profile::kState, 5, diagnostics));
  EXPECT_FALSE(ReadBody("R 150910Z MAY 31\nUNCLAS\n", Profile::kState, 5, diagnostics));
  ASSERT_EQ(diagnostics.size(), 2u);
  EXPECT_EQ(diagnostics[0].code, DiagnosticCode::kNoPreamble);
  EXPECT_EQ(diagnostics[1].code, DiagnosticCode::kNoBt);
  EXPECT_EQ(diagnostics[1].where.line, 6);
}

}  // namespace
}  // namespace torntape::cable::testing
