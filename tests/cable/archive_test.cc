// Archive reading against invented copies with the damage that real ones have: a row for each of
// the points that were observed in thousands of them. What stands there is found, what does not is
// not invented, and each repair is a warning.

#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "cable/cable.h"
#include "cable/text_structure.h"
#include "tests/cable/cable_testing.h"

namespace torntape::cable::testing {
namespace {

// A general message as it is archived: no format line 1, and nothing wrong.
const std::string kNotice =
    "RTTUZYUW RYKABDA0417 1341042-UUUU--RYLBDNA.\n"
    "ZNR UUUUU\n"
    "R 141030Z MAY 31\n"
    "FM HARBOUR OFFICE BRINDLEMOOR\n"
    "TO HARBOURNOTICE\n"
    "INFO PILOTS OUTER BAR\n"
    "BT\n"
    "UNCLAS //N01210//\n"
    "HARBOURNOTICE 073/31\n"
    "SUBJ/LIGHTS OF THE INNER CHANNEL//\n"
    "RMKS/1. THE LIGHTS ARE LIT AT DUSK.\n"
    "2. RELEASED BY THE HARBOUR MASTER.//\n"
    "BT\n"
    "#0417\n"
    "NNNN\n";

struct Row {
  const char* name;
  std::string text;
  std::string want;  // Summarize
  std::vector<std::string> facts = {};
  std::string first_line = "UNCLAS //N01210//";  // of the text
  std::string last_line = "2. RELEASED BY THE HARBOUR MASTER.//";
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

std::string Notice(std::initializer_list<Change> changes) { return With(kNotice, changes); }

class ArchiveTable : public ::testing::TestWithParam<Row> {};

TEST_P(ArchiveTable, Reads) {
  const Row& row = GetParam();
  ReadOptions options;
  options.mode = ReadMode::kArchive;
  for (const char* end : {"\n", "\r\n", "\r\r\n"}) {
    std::string text;
    for (const char c : row.text) c == '\n' ? text += end : text += c;
    const ReadResult read = ReadCable(text, options);
    EXPECT_EQ(Summarize(read), row.want) << RenderDiagnostics(read.diagnostics, "copy", text);
    ASSERT_TRUE(read.cable);
    const std::string facts = DescribeFacts(*read.cable);
    for (const std::string& fact : row.facts) {
      EXPECT_NE(facts.find(fact), std::string::npos) << "no" << fact << "in" << facts;
    }
    const auto& lines = read.cable->body.text;
    EXPECT_EQ(lines.empty() ? "" : lines.front(), row.first_line);
    EXPECT_EQ(lines.empty() ? "" : lines.back(), row.last_line);
    // It is never explained away, and nothing of it is lost on the screen.
    EXPECT_FALSE(ExplainCable(read, row.name).empty());
  }
}

std::string Named(const ::testing::TestParamInfo<Row>& row) { return row.param.name; }

// Points 1 to 9 of what was observed: format line 2.
const Row kRouting[] = {
    {"Good",
     kNotice,
     "OK",
     {" prec=R ", " calling=RYKABDA ", " serial=417 ", " day=134 ", " time=1042 ",
      " called=RYLBDNA ", " dtg=141030Z ", " fm=HARBOUR_OFFICE_BRINDLEMOOR ", " to=HARBOURNOTICE ",
      " infos=PILOTS_OUTER_BAR ", " validation=#0417 "}},
    {"NoFullStop",
     Notice({{"RYLBDNA.", "RYLBDNA"}}),
     "WARN FL2_REPAIRED@1:43",
     {" called=RYLBDNA "}},
    {"NoFullStopAndBlanks",
     Notice({{"RYLBDNA.", "RYLBDNA RYMCFRA   "}}),
     "WARN FL2_REPAIRED@1:51",
     {" called=RYLBDNA,RYMCFRA "}},
    {"SingleHyphen", Notice({{"UUUU--", "UUUU-"}}), "WARN FL2_REPAIRED@1:34", {" called=RYLBDNA "}},
    {"TripleHyphen", Notice({{"UUUU--", "UUUU---"}}), "WARN FL2_REPAIRED@1:34"},
    {"WindowsDash", Notice({{"UUUU--", "UUUU\x97"}}), "WARN FL2_REPAIRED@1:34"},
    {"DashOfUnicode", Notice({{"UUUU--", "UUUU\xe2\x80\x93"}}), "WARN FL2_REPAIRED@1:34"},
    {"SerialZero", Notice({{"A0417", "A0000"}, {"#0417", "#0000"}}), "OK", {" serial=0 digits=4 "}},
    {"SerialOfThreeDigits",
     Notice({{"A0417", "A417"}}),
     "WARN FL2_REPAIRED@1:17",
     {" serial=417 digits=3 ", " calling=RYKABDA "}},
    {"SerialOfFiveDigits", Notice({{"A0417", "A04170"}}), "WARN FL2_REPAIRED@1:17", {" digits=0 "}},
    {"SerialMissing",
     Notice({{"A0417", "A"}}),
     "WARN FL2_REPAIRED@1:17",
     {" digits=0 ", " calling=RYKABDA ", " day=134 "}},
    {"SerialApart", Notice({{"A0417", "A 0417"}}), "WARN FL2_REPAIRED@1:18", {" serial=417 "}},
    {"StationOfSixLetters",
     Notice({{"RYKABDA0417", "RYKABD0417"}}),
     "WARN FL2_REPAIRED@1:10",
     {" calling=RYKABD ", " serial=417 "}},
    {"CalledOfEightLetters", Notice({{"RYLBDNA.", "RYLBDNAB."}}), "OK", {" called=RYLBDNAB "}},
    {"FirstGroupOfSevenLetters",
     Notice({{"RTTUZYUW", "RTTUZYU"}}),
     "WARN FL2_REPAIRED@1:1",
     {" prec=R ", " class=U ", " serial=417 ", " janap=---...UUUU "}},
    {"FirstGroupOfNineLetters",
     Notice({{"RTTUZYUW", "RTTUZYUWW"}}),
     "WARN FL2_REPAIRED@1:1",
     {" prec=R ", " class=U "}},
    {"BlankInTheFirstGroup",
     Notice({{"RTTUZYUW", "RTTUZYU W"}}),
     "WARN FL2_REPAIRED@1:9",
     {" prec=R ", " janap=TTU.ZYUW..UUUU ", " calling=RYKABDA "}},
    {"NoBlankBehindTheFirstGroup",
     Notice({{"RTTUZYUW RY", "RTTUZYUWRY"}}),
     "WARN FL2_REPAIRED@1:1",
     {" prec=R ", " janap=TTU.ZYUW..UUUU ", " calling=RYKABDA ", " serial=417 "}},
    {"TimeWithZone", Notice({{"1341042-", "1341042Z-"}}), "WARN FL2_REPAIRED@1:22", {" day=134 "}},
    {"TimeOfSixDigits", Notice({{"1341042-", "341042-"}}), "WARN FL2_REPAIRED@1:22", {" day=0 "}},
    {"TimeOfNineDigits",
     Notice({{"1341042-", "134104200-"}}),
     "WARN FL2_REPAIRED@1:22",
     {" day=0 ", " serial=417 "}},
    {"FiledHoursBeforeItWasDrafted", Notice({{"1341042", "1340142"}}), "OK", {" time=0142 "}},
    {"ReleaseCode", Notice({{"UUUU--", "UUXX--"}, {"UUUUU", "UUUXX"}}), "OK", {" class=U "}},
    {"Template",
     Notice({{"RTTUZYUW RYKABDA0417 1341042-UUUU--RYLBDNA.",
              "RAAUZYUW             DDDHHMM-UUUU--       ."},
             {"#0417\n", ""}}),
     "WARN FL2_REPAIRED@1:9 FL2_REPAIRED@1:22 FL2_REPAIRED@1:29 NO_ROUTING_INDICATOR@1:44 "
     "NO_VALIDATION@13:3",
     {" prec=R ", " calling= ", " called= ", " digits=0 "}},
    {"CutInTheDate",
     Notice({{"1341042-UUUU--RYLBDNA.", "134"}}),
     "WARN FL2_REPAIRED@1:22 FL2_REPAIRED@1:25",
     {" calling=RYKABDA ", " serial=417 ", " called= ", " fm=HARBOUR_OFFICE_BRINDLEMOOR "}},
    {"BlankBeforeTheFullStopOfAWrappedLine", Notice({{"RYLBDNA.", "RYLBDNA RYMCFRA\nRYNDHQA  ."}}),
     "WARN FL2_REPAIRED@2:8"},
    {"Wrapped",
     Notice({{"RYLBDNA.", "RYLBDNA RYMCFRA\nRYNDHQA."}}),
     "OK",
     {" called=RYLBDNA,RYMCFRA,RYNDHQA "}},
};
INSTANTIATE_TEST_SUITE_P(Routing, ArchiveTable, ::testing::ValuesIn(kRouting), Named);

// Points 10 to 17: format lines 4 and 5.
const Row kInstructions[] = {
    {"TimesOfReceipt",
     Notice({{"UUUUU\n", "UUUUU ZUI RYMCFRA0328 1341100\nZUI RYNDHQA0001 1341101\n"}}),
     "OK",
     {" dtg=141030Z "}},
    {"AccountingOnThePreamble",
     Notice({{"MAY 31\n", "MAY 31 ZUI ASN-AKS039000453 PSN 060348K21\n"}}),
     "OK",
     {" instructions=ZUI,ASN-AKS039000453,PSN,060348K21 "}},
    {"AccountingOnALineOfItsOwn",
     Notice({{"MAY 31\n", "MAY 31\nZUI ASN-AKS039000453\n"}}),
     "OK",
     {" instructions=ZUI,ASN-AKS039000453 "}},
    {"Reroute",
     Notice({{"UUUUU\n",
              "UUUUU ZOV RYMCFRA0136 REROUTE OF RYKABDA0722 1341948\n"
              "RYLBDNA T SLOOP HERON\n"}}),
     "OK"},
    {"NoInstructions", Notice({{"ZNR UUUUU\n", ""}}), "WARN NO_SECURITY@1:44", {" class=U "}},
    {"SignalAlone", Notice({{"ZNR UUUUU", "ZNR"}}), "WARN SEC_GARBLED@2:1"},
    {"InstructionsGluedToTheRoutingLine",
     Notice({{"RYLBDNA.\nZNR", "RYLBDNA. ZNR"}}),
     "WARN SHARED_LINE@1:45",
     {" called=RYLBDNA "}},
    {"InstructionsBehindThePreamble",
     Notice({{"ZNR UUUUU\n", ""}, {"MAY 31\n", "MAY 31\nZNR UUUUU\n"}}),
     "WARN LINE_ORDER@3:1",
     {" dtg=141030Z ", " class=U "}},
    {"GarbledInstructions",
     Notice({{"MAY 31\n", "MAY 31 ZNB MIM ZY6\n"}}),
     "WARN UNKNOWN_SIGNAL@3:18",
     {" instructions=ZNB,MIM,ZY6 "}},
    {"DualPrecedence", Notice({{"RTTU", "PTTU"}, {"R 14", "P R 14"}}), "OK", {" action=P info=R "}},
    {"TriplePrecedence",
     Notice({{"RTTU", "OTTU"}, {"R 14", "O P R 14"}}),
     "WARN PREAMBLE_REPAIRED@3:1",
     {" action=O info=P "}},
    {"GluedPrecedences",
     Notice({{"RTTU", "PTTU"}, {"R 14", "PR 14"}}),
     "WARN PREAMBLE_REPAIRED@3:1",
     {" action=P info=R ", " dtg=141030Z "}},
    {"RepeatedPrecedence",
     Notice({{"R 14", "R R 14"}}),
     "WARN DUAL_EQUAL@3:1",
     {" action=R info=- "}},
    {"DoubledPrecedence",
     Notice({{"R 14", "ZZ 14"}, {"RTTU", "ZTTU"}}),
     "WARN PREAMBLE_REPAIRED@3:1",
     {" action=Z "}},
    {"GluedYear",
     Notice({{"MAY 31\n", "MAY 31ZYB\n"}}),
     "WARN PREAMBLE_REPAIRED@3:15",
     {" year=31 ", " instructions=ZYB "}},
    {"WordAndLetter",
     Notice({{"R 14", "ROUTINER14"}}),
     "WARN PREAMBLE_REPAIRED@3:1",
     {" action=R ", " dtg=141030Z "}},
    {"LetterGlued", Notice({{"R 14", "R14"}}), "WARN PREAMBLE_REPAIRED@3:1", {" dtg=141030Z "}},
    {"NoZone", Notice({{"141030Z", "141030"}}), "WARN PREAMBLE_REPAIRED@3:3", {" dtg=141030- "}},
    {"MonthWithALetterMore",
     Notice({{"MAY 31", "MAYY 31"}}),
     "WARN PREAMBLE_REPAIRED@3:11",
     {" month=5 year=31 "}},
    {"MonthInMixedCase",
     Notice({{"MAY 31", "May 2031"}}),
     "WARN PREAMBLE_REPAIRED@3:11",
     {" month=5 year=2031 "}},
    {"LeadingWord",
     Notice({{"R 14", "DTG R 14"}}),
     "WARN PREAMBLE_REPAIRED@3:1",
     {" action=R ", " dtg=141030Z "}},
    {"Flash", Notice({{"RTTU", "ZTTU"}, {"R 14", "Z 14"}}), "OK", {" prec=Z ", " action=Z "}},
    {"NoPreamble",
     Notice({{"R 141030Z MAY 31\n", ""}}),
     "WARN NO_PREAMBLE@1:1",
     {" dtg=000000Z ", " action=R "}},
};
INSTANTIATE_TEST_SUITE_P(Instructions, ArchiveTable, ::testing::ValuesIn(kInstructions), Named);

// Points 18 to 22: the addresses.
const Row kAddresses[] = {
    {"DeliveredOtherwise",
     Notice({{"TO HARBOURNOTICE", "TO ZEN/HARBOURNOTICE"}}),
     "OK",
     {" to=ZEN/HARBOURNOTICE "}},
    {"DisplayName",
     Notice({{"TO HARBOURNOTICE",
              "TO HARBOURNOTICE\n"
              "ZEN/HARBOURNOTICE @ AL HARBOURNOTICE(UC)"}}),
     "OK",
     {" to=HARBOURNOTICE,ZEN/HARBOURNOTICE_@_AL_HARBOURNOTICE(UC) "}},
    {"X500Name",
     Notice({{"TO HARBOURNOTICE",
              "TO ZEN//OU=HARBOURS/OU=NORTH/OU=ADDRESS LISTS(UC)\n"
              "/CN=AL HARBOURNOTICE(UC)//"}}),
     "WARN ADDRESS_JOINED@6:1",
     {" to=ZEN/OU=HARBOURS/OU=NORTH/OU=ADDRESS_LISTS(UC)/CN=AL_HARBOURNOTICE(UC)// "}},
    {"IndicatorAndOtherwiseMixed",
     Notice({{"TO HARBOURNOTICE", "TO HARBOURNOTICE\nRYMCFRA/PILOTS INNER BAR\nZEN/BUOY YARD"}}),
     "OK",
     {" to=HARBOURNOTICE,RYMCFRA/PILOTS_INNER_BAR,ZEN/BUOY_YARD "}},
    {"Repeated",
     Notice({{"INFO PILOTS OUTER BAR",
              "INFO RYMCFRA/PILOTS OUTER BAR\nRYNDHQA/PILOTS OUTER BAR\n"
              "RYMCFRA/PILOTS OUTER BAR\nRYNDHQA/PILOTS OUTER BAR"}}),
     "WARN ADDRESS_REPEAT@8:1",
     {" infos=RYMCFRA/PILOTS_OUTER_BAR,RYNDHQA/PILOTS_OUTER_BAR "}},
    {"WrappedInAnOfficeCode",
     Notice({{"FM HARBOUR OFFICE BRINDLEMOOR", "FM HARBOUR OFFICE BRINDLEMOOR//\nDNS//"}}),
     "WARN ADDRESS_JOINED@5:1",
     {" fm=HARBOUR_OFFICE_BRINDLEMOOR//DNS// "}},
    {"SharingALine",
     Notice({{"NOTICE\nINFO", "NOTICE INFO"}}),
     "WARN SHARED_LINE@5:18",
     {" to=HARBOURNOTICE ", " infos=PILOTS_OUTER_BAR "}},
    {"AllOnOneLine",
     Notice({{"BRINDLEMOOR\nTO HARBOURNOTICE\nINFO PILOTS OUTER BAR\nBT\nUNCLAS",
              "BRINDLEMOOR TO HARBOURNOTICE ZEN/BUOY YARD INFO PILOTS OUTER BAR BT UNCLAS"}}),
     "WARN SHARED_LINE@4:31",
     {" fm=HARBOUR_OFFICE_BRINDLEMOOR ", " to=HARBOURNOTICE,ZEN/BUOY_YARD ",
      " infos=PILOTS_OUTER_BAR "}},
    {"KeywordAtTheEndOfALine",
     Notice({{"NOTICE\nINFO PILOTS", "NOTICE INFO\nPILOTS"}}),
     "WARN SHARED_LINE@5:18",
     {" to=HARBOURNOTICE ", " infos=PILOTS_OUTER_BAR "}},
    {"OfficeCodes",
     Notice({{"TO HARBOURNOTICE", "TO HARBOURNOTICE//N1//\nBUOY YARD/N2\nQUAY//N3"}}),
     "OK",
     {" to=HARBOURNOTICE//N1//,BUOY_YARD/N2,QUAY//N3 "}},
    {"NoOriginator",
     Notice({{"FM HARBOUR OFFICE BRINDLEMOOR\n", ""}}),
     "WARN NO_FM@1:1",
     {" fm=- ", " to=HARBOURNOTICE "}},
    {"Readdressed",
     Notice({{"R 141030Z",
              "R 150336Z MAY 31\nFM NORTH COAST OFFICE\nTO AIG 4711\nAIG 4712\n"
              "R 141030Z"}}),
     "OK",
     {" fm=NORTH_COAST_OFFICE ", " to=AIG_4711,AIG_4712 ", " dtg=150336Z ",
      " earlier=HARBOUR_OFFICE_BRINDLEMOOR>HARBOURNOTICE+PILOTS_OUTER_BAR "}},
};
INSTANTIATE_TEST_SUITE_P(Addresses, ArchiveTable, ::testing::ValuesIn(kAddresses), Named);

// Points 23 to 37: text and ending, and what stands around the cable.
const Row kTexts[] = {
    {"SecondHeadingInTheText",
     Notice({{"UNCLAS //N01210//",
              "UNCLAS\nPASS TO OFFICE CODES:\nFM BUOY YARD//N1//\n"
              "TO HARBOURNOTICE\nINFO QUAY//N2//\nBT\nUNCLAS //N01210//"}}),
     "OK",
     {" fm=HARBOUR_OFFICE_BRINDLEMOOR ", " to=HARBOURNOTICE ", " infos=PILOTS_OUTER_BAR "},
     "UNCLAS"},
    {"NoBtBeforeTheText", Notice({{"BT\nUNCLAS", "UNCLAS"}}), "WARN NO_BT@6:22"},
    {"BtSharingALine", Notice({{"BT\nUNCLAS", "BT UNCLAS"}}), "WARN SHARED_LINE@7:4"},
    {"BtIndented", Notice({{"\nBT\nUNCLAS", "\n   BT\nUNCLAS"}}), "OK"},
    {"NoBtAtAll", Notice({{"BT\nUNCLAS", "UNCLAS"}, {"BT\n#", "#"}}), "WARN NO_BT@6:22"},
    {"BlankForBt",
     Notice({{"BT\nUNCLAS", "\nTHE LIGHTS"}}),
     "WARN NO_BT@6:22 NO_CLASSIFICATION@8:1",
     {" text_class=- "},
     "THE LIGHTS //N01210//"},
    {"NumberBeforeBt",
     Notice({{"BT\nUNCLAS", "HARBOURNOTICE 073/31\nBT\nUNCLAS"}}),
     "WARN UNEXPECTED_LINE@7:1",
     {" infos=PILOTS_OUTER_BAR "}},
    {"PageLines", Notice({{"2. RELEASED", "\n\n\nPAGE 02 RYKABDA0419 UNCLAS\n2. RELEASED"}}), "OK"},
    {"SectionAlone",
     Notice({{"//N01210//\n", "//N01210//\nSECTION 01 OF 02\n"}}),
     "OK",
     {" text_section=1/2 "}},
    {"FinalSection",
     Notice({{"UNCLAS //N01210//", "UNCLAS FINAL SECTION OF 4"}}),
     "OK",
     {" text_section=4/4 "},
     "UNCLAS FINAL SECTION OF 4"},
    {"ForeignValidation", Notice({{"#0417", "#0000"}}), "WARN VALIDATION@14:1"},
    {"NoValidation", Notice({{"#0417\n", ""}}), "WARN NO_VALIDATION@13:3"},
    {"ValidationCutShort", Notice({{"#0417", "#"}}), "WARN VALIDATION@14:1"},
    {"ValidationOfThreeDigits", Notice({{"#0417", "#070"}}), "WARN VALIDATION@14:1"},
    {"NoEnd", Notice({{"NNNN\n", ""}}), "WARN NO_EOM@14:6"},
    {"EndOfThreeLetters", Notice({{"NNNN", "NNN"}}), "WARN NO_EOM@15:1"},
    {"EndOfFiveLetters", Notice({{"NNNN", "NNNNN"}}), "WARN NO_EOM@15:1"},
    {"EndWithSlants", Notice({{"NNNN", "NNNN//"}}), "WARN NO_EOM@15:1"},
    {"EndWithTheNextOne", Notice({{"NNNN", "NNNNMAFVVZCZ"}}), "WARN NO_EOM@15:1"},
    {"EndOfDocument", Notice({{"NNNN", "<< END OF DOCUMENT >>"}}), "WARN NO_EOM@15:1"},
    {"EndOnTheLastLine",
     Notice({{"MASTER.//\nBT\n#0417\nNNNN", "MASTER.// BT #0417 NNNN"}}),
     "WARN SHARED_LINE@12:38 NO_EOM@12:47",
     {" validation=#0417 "}},
    {"TextBehindTheEnd", kNotice + "UNCLASSIFIED//\nRTD:000-000/COPIES:\n", "WARN AFTER_EOM@16:1"},
    {"BannerBeforeIt",
     "UNCLASSIFIED//\n*****\nTO\nINFO\n\n" + kNotice,
     "WARN BEFORE_CABLE@1:1",
     {" to=HARBOURNOTICE "}},
    {"WindowsPunctuation", Notice({{"THE LIGHTS ARE", "THE HARBOUR\x92S LIGHTS ARE"}}),
     "WARN BAD_CHARACTER@11:20"},
    {"StrippedPunctuation", Notice({{"THE LIGHTS ARE", "THE HARBOUR\x12S LIGHTS ARE"}}),
     "WARN BAD_CHARACTER@11:20"},
    {"MixedCaseAndTrailingBlanks",
     Notice({{"THE LIGHTS ARE LIT AT DUSK.", "The lights are lit.  "}}), "OK"},
    {"QuotedMessage",
     Notice({{"RMKS/1.", "R 010101Z MAY 31\nFM BUOY YARD\nTO QUAY\nBT\nUNCLAS\nA\nBT\nRMKS/1."}}),
     "OK",
     {" fm=HARBOUR_OFFICE_BRINDLEMOOR ", " to=HARBOURNOTICE ", " earlier= "}},
    {"RelayStamp",
     Notice({{"RTTUZYUW RYKABDA0417 1341042-UUUU--RYLBDNA.\nZNR UUUUU\n",
              "DRAFTED BY THE HARBOUR MASTER\n------------------201212Z 109980 /20\n"},
             {"#0417\nNNNN", "NNN"}}),
     "WARN BEFORE_CABLE@1:1 NO_EOM@14:1",
     {" fm=HARBOUR_OFFICE_BRINDLEMOOR ", " prec=R "}},
    {"NoProcedureAtAll",
     Notice({{"RTTUZYUW RYKABDA0417 1341042-UUUU--RYLBDNA.\nZNR UUUUU\n", ""}, {"#0417\n", ""}}),
     "OK",
     {" calling= ", " called= ", " dtg=141030Z ", " prec=R ", " digits=0 "}},
    {"FramesOfOtherNetworks", "\x01\n" + kNotice + "\x03", "OK"},
};
INSTANTIATE_TEST_SUITE_P(Texts, ArchiveTable, ::testing::ValuesIn(kTexts), Named);

TEST(Archive, WhatIsNoCableIsSaidToBeNone) {
  ReadOptions options;
  options.mode = ReadMode::kArchive;
  for (const char* text : {"", "\n\n", "DEAR SIR,\nI WRITE TO YOU.\n", "\xff\xfe\x00"}) {
    EXPECT_EQ(Summarize(ReadCable(text, options)), "REFUSED EMPTY@0:0") << text;
  }
}

// Texts that would take minutes if anything in them were looked at again and again.
TEST(Archive, NothingTakesMoreThanLinearTime) {
  ReadOptions options;
  options.mode = ReadMode::kArchive;
  const std::string heading = "R 141030Z MAY 31\nFM A\nTO B\n";
  for (const char* piece :
       {"ZEN/A ", "ZEN/A\n", "/A\n", "A//\n", "\n", "TO A INFO B BT ", "BT ", "NNNN ", "C \n", "[",
        "SECTION 1 OF 2\n", "1. A\n", "R 141030Z MAY 31\n", "PAGE 02 RYKABDA0417 UNCLAS\n"}) {
    std::string text = heading;
    while (text.size() < (256u << 10)) text += piece;
    const ReadResult read = ReadCable(text, options);
    if (read.cable) (void)ReadTextStructure(read.cable->body.text);
    for (const ReadMode mode : {ReadMode::kStrict, ReadMode::kLenient}) {
      options.mode = mode;
      (void)ReadCable(text, options);
    }
    options.mode = ReadMode::kArchive;
  }
}

TEST(Archive, ListsHaveAnEnd) {
  ReadOptions options;
  options.mode = ReadMode::kArchive;
  std::string text = "R 141030Z MAY 31\nFM A\nTO B\n";
  for (std::size_t i = 1; i < kAddressesMax; ++i) text += fmt::format("C{}\n", i);
  const std::string end = "BT\nUNCLAS\nBT\nNNNN\n";
  EXPECT_EQ(Summarize(ReadCable(text + end, options)), "OK");
  EXPECT_EQ(Summarize(ReadCable(text + "D\n" + end, options)),
            fmt::format("REFUSED TOO_LARGE@{}:1", kAddressesMax + 3));
}

}  // namespace
}  // namespace torntape::cable::testing
