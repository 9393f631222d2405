// The rows of spec 9 about reading a cable of the `state` profile; conformance_profiles_test.cc has
// those of the others.

#include "tests/cable/conformance.h"

#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cable/cable.h"
#include "cable/explanation.h"
#include "tests/cable/cable_testing.h"

namespace torntape::cable::testing {

void PrintTo(const ConformanceRow& row, std::ostream* out) { *out << "row " << row.number; }

namespace {

using Row = ConformanceRow;

// The twin of the specimen as it would come over a live circuit: its heading, with what an archive
// copy has lost.
std::string LiveTwin() {
  const std::string copy = ReadFile("configs/cables/specimen-twin.txt");
  const std::size_t begin = copy.find("VZCZC");
  const std::size_t end = copy.find("\n\n", begin) + 1;
  return copy.substr(begin, end - begin) +
         "BT\n"
         "C O N F I D E N T I A L SECTION 01 OF 02 BRINDLEMOOR 000270\n"
         "BT\n"
         "#0270\n"
         "NNNN\n";
}

// A FLASH cable, for rows that treat the urgent ones apart.
std::string Flash(std::initializer_list<Change> changes) {
  return With(With(FerryCable(), {{"RR ", "ZZ "}, {"R 15", "Z 15"}}), changes);
}

const std::string kBase = BrindlemoorCable();
const std::string kFerry = FerryCable();

// Format lines 1 to 4.
const Row kProcedure[] = {
    {"001",
     LiveTwin(),
     "OK",
     {" prec=R ", " class=C ", " serial=270 ", " section=1 ",
      " called=RYKACS,RYLBEL,RYMCAR,RYMCGL,RYMCPOD,RYNDST ", " instructions=ZDK "}},
    {"002", LiveTwin(), "OK", {"infos=RYNDZP/NORTHERN_TRADE_COLLECTIVE,"}},
    {"003", With(kBase, {{"BDA0417", "XLB9598"}}), "OK", {" number=XLB9598 "}},
    {"008", With(kFerry, {{"RR RYLBDN", "RP RYLBDN"}}), "REFUSED PRECEDENCE_NOT_DOUBLED@2:1"},
    {"009", With(kFerry, {{"RR RYLBDN", "XX RYLBDN"}}), "REFUSED BAD_PRECEDENCE@2:1"},
    {"010", With(kBase, {{"OO RYLBDN RYMCFR RYNDHQ RYNDZP", "OO"}}),
     "REFUSED NO_ROUTING_INDICATOR@2:3"},
    {"011",
     With(kBase, {{"RYMCFR RYNDHQ", "RYMCFR\nRYNDHQ"}}),
     "OK",
     {" called=RYLBDN,RYMCFR,RYNDHQ,RYNDZP "}},
    {"012",
     With(kBase, {{"RYMCFR RYNDHQ", "RYLBDN RYNDHQ"}}),
     "WARN RI_REPEAT@2:11",
     {" called=RYLBDN,RYNDHQ,RYNDZP "}},
    {"013_short",
     With(kBase, {{"OO RYLBDN", "OO RYL"}}),
     "WARN BAD_ROUTING_INDICATOR@2:4",
     {" called=RYMCFR,RYNDHQ,RYNDZP ", " unreadable=RYL "}},
    {"013_long",
     With(kBase, {{"OO RYLBDN", "OO RYLBDNABC"}}),
     "WARN BAD_ROUTING_INDICATOR@2:4",
     {" unreadable=RYLBDNABC "}},
    {"014",
     With(kBase, {{"OO RYLBDN", "OO RYLB1N"}}),
     "WARN BAD_ROUTING_INDICATOR@2:4",
     {" unreadable=RYLB1N "}},
    {"014_alone", With(kFerry, {{"RR RYLBDN", "RR RYLB1N"}}),
     "REFUSED NO_ROUTING_INDICATOR@2:1 ~BAD_ROUTING_INDICATOR@2:4"},
    {"015",
     With(kBase, {{"RYLBDN RYMCFR", "RYLBDNRYMCFR"}}),
     "WARN BAD_ROUTING_INDICATOR@2:4",
     {" called=RYNDHQ,RYNDZP ", " unreadable=RYLBDNRYMCFR "}},
    {"021", Flash({{"ZZ ", "\x07\x07\x07\x07\x07'''''ZZ "}}), "OK", {" prec=Z "}},
    {"021_letters", Flash({{"ZZ ", "JJJJJSSSSSZZ "}}), "OK", {" prec=Z "}},
    {"029",
     kBase,
     "OK",
     {" calling=RYKABD ", " serial=417 ", " digits=4 ", " section=1 ", " day=134 ", " time=1042 "}},
    {"031", With(kFerry, {{"1350915", "3671042"}}), "REFUSED BAD_FILING_TIME@3:17"},
    {"031_flash",
     Flash({{"1350915", "3671042"}}),
     "WARN BAD_FILING_TIME@3:17",
     {" ztc=true ", " day=367 "}},
    {"032", With(kFerry, {{"1350915", "3660915"}}), "REFUSED BAD_FILING_TIME@3:17"},
    {"032_leap",
     With(kFerry, {{"1350915", "3660915"}, {"150910Z MAY 31", "310910Z DEC 32"}}),
     "OK",
     {" day=366 "}},
    {"032_drafted_in_january",
     With(kFerry, {{"1350915", "3662355"}, {"150910Z MAY 31", "010010Z JAN 33"}}),
     "OK",
     {" day=366 "}},
    {"032_immediate",
     With(kFerry, {{"1350915", "3660915"}, {"RR ", "OO "}, {"R 15", "O 15"}}),
     "WARN BAD_FILING_TIME@3:17",
     {" ztc=true "}},
    {"033", With(kFerry, {{"1350915", "1352460"}}), "REFUSED BAD_FILING_TIME@3:20"},
    {"033_flash", Flash({{"1350915", "1352460"}}), "WARN BAD_FILING_TIME@3:20", {" ztc=true "}},
    {"036", kBase, "OK", {" class=C ", " text_class=C "}},
    {"037", With(kBase, {{"C O N F I D E N T I A L", "UNCLAS"}}), "REFUSED SEC_MISMATCH@13:1"},
    {"038", With(kFerry, {{"UNCLAS", "S E C R E T"}}), "REFUSED SEC_MISMATCH@9:1"},
    {"039", With(kBase, {{"ZNY CCCCC", "ZNY CCCSC"}}), "REFUSED SEC_GARBLED@4:1"},
    {"040", With(kFerry, {{"ZNR UUUUU", "ZNR UUUU"}}), "REFUSED SEC_GARBLED@4:1"},
    {"045",
     With(kBase,
          {{"ZNY CCCCC", "ZNY TTTTT/BBBBB"}, {"C O N F I D E N T I A L", "T O P S E C R E T"}}),
     "OK",
     {" class=T ", " category=B "}},
    {"124", With(kBase, {{"ZZH", "ZQX"}}), "WARN UNKNOWN_SIGNAL@4:11", {}},
    {"124_reserved", kBase, "OK", {}},
    {"131", With(kBase, {{"CCCCC ZZH", "CCCCC\nRYMCFR T ABCD"}}), "OK", {}},
};

// Format lines 5 to 10.
const Row kBody[] = {
    {"016",
     With(kBase, {{"OO RYLBDN RYMCFR RYNDHQ RYNDZP", "RR RYLBDN RYMCFR"}}),
     "OK",
     {" prec=R ", " action=O ", " info=R "}},
    {"016_expanded",
     With(kBase, {{"OO RYLBDN RYMCFR RYNDHQ RYNDZP", "RR RYLBEL"}}),
     "OK",
     {" prec=R "}},
    {"017",
     With(kBase, {{"OO RYLBDN", "RR RYLBDN"}}),
     "WARN PREC_MISMATCH@5:1",
     {" prec=O ", " action=O "}},
    {"018", With(kFerry, {{"RR ", "PP "}}), "WARN PREC_MISMATCH@5:1", {" prec=P ", " action=R "}},
    {"018_lower", With(kFerry, {{"R 15", "P 15"}}), "WARN PREC_MISMATCH@5:1", {" prec=P "}},
    {"019", With(kBase, {{"O R 14", "R O 14"}}), "WARN DUAL_ORDER@5:1", {" action=O ", " info=- "}},
    {"020", With(kBase, {{"O R 14", "O O 14"}}), "WARN DUAL_EQUAL@5:1", {" action=O ", " info=- "}},
    // The year is kept as printed; to resolve it takes a clock, which a core has not.
    {"046",
     With(LiveTwin(), {{"MAR 31", "MAR 07"}}),
     "OK",
     {" month=3 ", " year=7 "},
     Ingress::kTributary,
     ReadMode::kStrict,
     {},
     CharacterSet::kIa5,
     2031},
    {"048", With(kFerry, {{"MAY 31", "MAY"}}), "OK", {" month=5 ", " year=-1 "}},
    {"049", With(kFerry, {{"150910Z", "320910Z"}}), "REFUSED BAD_DTG@5:3"},
    {"049_trunk",
     With(kFerry, {{"150910Z", "320910Z"}}),
     "WARN BAD_DTG@5:3",
     {" ztc=false "},
     Ingress::kTrunk},
    {"049_flash", Flash({{"150910Z", "160910Z"}, {"MAY 31\n", "MAX 31\n"}}),
     "REFUSED BAD_PREAMBLE@5:11"},
    {"049_flash_day", Flash({{"150910Z MAY", "310910Z APR"}}), "WARN BAD_DTG@5:3", {" ztc=true "}},
    {"050", With(kFerry, {{"150910Z", "150000Z"}}), "WARN DTG_0000Z@5:5"},
    {"050_2400", With(kFerry, {{"150910Z", "142400Z"}}), "WARN DTG_0000Z@5:5"},
    {"051", With(kFerry, {{"150910Z", "180910Z"}}), "WARN DTG_FILING@5:3"},
    {"051_a_day", With(kFerry, {{"150910Z", "160915Z"}}), "OK"},
    {"051_more_than_a_day", With(kFerry, {{"150910Z", "160916Z"}}), "WARN DTG_FILING@5:3"},
    {"051_over_new_year",
     With(kFerry, {{"1350915", "3640915"}, {"150910Z MAY 31", "020910Z JAN 32"}}),
     "WARN DTG_FILING@5:3"},
    {"052", With(kFerry, {{"FM EMB BRINDLEMOOR\n", ""}}), "REFUSED NO_FM@5:17"},
    {"052_trunk",
     With(kFerry, {{"FM EMB BRINDLEMOOR\n", ""}}),
     "WARN NO_FM@5:17",
     {" fm=- "},
     Ingress::kTrunk},
    {"052_aig",
     With(kFerry, {{"FM EMB BRINDLEMOOR\n", ""}, {"RYLBDN/EMB DUNMARROW", "AIG 4711"}}),
     "OK",
     {" to=AIG_4711 "}},
    {"053",
     With(kFerry, {{"TO RYLBDN", "INFO RYLBDN"}}),
     "OK",
     {" to= ", " infos=RYLBDN/EMB_DUNMARROW "}},
    {"054",
     With(kFerry, {{"FM EMB BRINDLEMOOR\nTO RYLBDN/EMB DUNMARROW\n", ""}}),
     "OK",
     {" to= ", " infos= "}},
    {"054_bare",
     With(kFerry, {{"R 150910Z MAY 31\nFM EMB BRINDLEMOOR\nTO RYLBDN/EMB DUNMARROW\n", ""}}),
     "OK",
     {" action=R "}},
    {"055",
     With(kBase, {{"RYMCFR/EMB FARROWHOLM 0087", "ZEN/TRADEBOARD PELLWICK"}}),
     "OK",
     {",ZEN/TRADEBOARD_PELLWICK,"}},
    {"057",
     With(kBase, {{"INFO RYLBDN/EMB DUNMARROW 0119\nRYMCFR/EMB FARROWHOLM 0087\n"
                   "RYNDZP/NORTHERN TRADE COLLECTIVE\n",
                   ""}}),
     "WARN XMT_ALONE@8:1",
     {" xmt=EMB_GLENDARRA "}},
    {"058", With(kBase, {{"XMT EMB GLENDARRA", "XMT HOMEMIN HAVENMOUTH"}}),
     "WARN XMT_CONFLICT@11:1"},
    {"122_space", With(kFerry, {{"BT\nUNCLAS", "GR 37\nBT\nABCDE"}}), "OK", {" gr=GR 37 "}},
    {"122_glued", With(kFerry, {{"BT\nUNCLAS", "GR37\nBT\nABCDE"}}), "OK", {" gr=GR37 "}},
    {"122_not_counted", With(kFerry, {{"BT\nUNCLAS", "GRNC\nBT\nABCDE"}}), "OK", {" gr=GRNC "}},
};

// Text, ending, and the whole.
const Row kWhole[] = {
    {"087", With(kBase, {{"\n#0417\n", "\n#0418\n"}}), "REFUSED VALIDATION@29:1"},
    {"088", With(kFerry, {{"#0431\nNNNN", "NNNN"}}), "REFUSED NO_VALIDATION@11:3"},
    {"088_flash", Flash({{"#0431\nNNNN", "NNNN"}}), "WARN NO_VALIDATION@11:3", {" ztc=true "}},
    {"090", With(kFerry, {{"BT\n#0431", "VZCZCBDA0044\nBT\n#0431"}}), "REFUSED SECOND_SOM@11:1"},
    {"095", kFerry + "HELLO\n", "WARN AFTER_EOM@14:1"},
    {"096", With(kFerry, {{"FERRY", std::string(70, 'A') + "\nFERRY"}}), "REFUSED WIDTH@10:70"},
    {"096_trunk",
     With(kFerry, {{"FERRY", std::string(70, 'A') + "\nFERRY"}}),
     "WARN WIDTH@10:70",
     {},
     Ingress::kTrunk},
    {"098", With(kFerry, {{"FERRY", "NNNN\nFERRY"}}),
     "REFUSED NO_BT@9:7 NO_VALIDATION@9:7 ~AFTER_EOM@11:1"},
};

INSTANTIATE_TEST_SUITE_P(Procedure, Conformance, ::testing::ValuesIn(kProcedure), Numbered);
INSTANTIATE_TEST_SUITE_P(Body, Conformance, ::testing::ValuesIn(kBody), Numbered);
INSTANTIATE_TEST_SUITE_P(Whole, Conformance, ::testing::ValuesIn(kWhole), Numbered);

TEST(ConformanceOfParts, Row129TheWholeTwinIsNoLiveCable) {
  const std::string twin = ReadFile("configs/cables/specimen-twin.txt");
  const ReadResult read = ReadCable(twin);
  EXPECT_FALSE(read.cable);
  std::string errors;
  for (const Diagnostic& diagnostic : read.diagnostics) {
    const std::string name(InfoOf(diagnostic.code).name);
    if (errors.find(name) == std::string::npos) errors += name + " ";
  }
  // That its validation is missing too is no fault of its own: its end is.
  EXPECT_EQ(errors, "NO_BT WIDTH BAD_CHARACTER NO_EOM ");
}

}  // namespace

TEST_P(Conformance, Reads) {
  const ConformanceRow& row = GetParam();
  ReadOptions options;
  options.ingress = row.ingress;
  options.mode = row.mode;
  options.profile = row.profile;
  options.character_set = row.character_set;
  options.clock_year = row.clock_year;
  options.year_rule = row.year_rule;
  const ReadResult read = ReadCable(row.text, options);
  EXPECT_EQ(Summarize(read), row.want) << RenderDiagnostics(read.diagnostics, "row", row.text);
  if (!read.cable) return;
  const std::string facts = DescribeFacts(*read.cable);
  for (const std::string& fact : row.facts) {
    EXPECT_NE(facts.find(fact), std::string::npos) << "no" << fact << "in" << facts;
  }
  if (row.mode == ReadMode::kArchive) return;  // which gives what it mended
  // Whatever is accepted is written again as it was, and its body opened by the addressee.
  EXPECT_EQ(WriteCable(*read.cable), Canonical(row.text));
  const Transmission& transmission = read.cable->transmission;
  Diagnostics diagnostics;
  EXPECT_TRUE(ReadBody(transmission.body.view(), ProfileOf(transmission.heading->calling_line), 5,
                       diagnostics)
                  .has_value());
  // What a relay sends on of it is the same cable, in the same profile.
  if (row.mode != ReadMode::kStrict) return;
  const std::string sent = WriteTransmission(transmission);
  const ReadResult received = ReadCable(sent, options);
  ASSERT_TRUE(received.cable) << RenderDiagnostics(received.diagnostics, "sent", sent);
  EXPECT_EQ(received.profile, read.profile);
  EXPECT_EQ(*received.cable->transmission.heading, *transmission.heading);
  EXPECT_EQ(received.cable->transmission.called, transmission.called);
  EXPECT_EQ(received.cable->transmission.body.view(), transmission.body.view());
}

}  // namespace torntape::cable::testing
