// The rows of spec 9 about reading cables of the profiles `acp127` and `janap128`, about parts of
// texts, service messages, streams and archives.

#include <algorithm>

#include <fmt/format.h>

#include "cable/service_message.h"
#include "cable/stream_reader.h"
#include "cable/text_structure.h"
#include "tests/cable/cable_testing.h"
#include "tests/cable/conformance.h"

namespace torntape::cable::testing {
namespace {

using Row = ConformanceRow;

const std::string kA = Acp127Cable();
const std::string kJ = JanapCable();

std::string Acp127(std::initializer_list<Change> changes) { return With(kA, changes); }
std::string Janap(std::initializer_list<Change> changes) { return With(kJ, changes); }

// A cable of the profile `acp127` that nothing but its text and format line 1 classify.
std::string Unsignalled(std::initializer_list<Change> changes) {
  return With(With(kA, {{"ZNR UUUUU\n", ""}}), changes);
}

Row Lenient(const char* number, std::string text, std::string want,
            std::vector<std::string> facts = {}) {
  return {number,           std::move(text),     std::move(want),
          std::move(facts), Ingress::kTributary, ReadMode::kLenient};
}

Row Charset(const char* number, std::string text, std::string want, CharacterSet set) {
  return {number, std::move(text), std::move(want), {}, Ingress::kTributary, ReadMode::kStrict, {},
          set};
}

const Row kAcp127Procedure[] = {
    {"004", Acp127({{"BDA114", "FGA242"}}), "OK", {" number=FGA242 "}},
    {"005", Acp127({{"VZCZCBDA114", "VV   EUC093WNA114"}}), "OK", {" number=EUC093 trace=WNA114 "}},
    {"005_wrapped",
     Acp127({{"VZCZCBDA114     UU", "VV   EUC093WNA114\nLMA208KLA077"}}),
     "OK",
     {" number=EUC093 trace=WNA114LMA208KLA077 "}},
    {"006", Acp127({{"VZCZCBDA", "VZCZBDA"}}), "REFUSED NO_SOM@1:1"},
    {"007", Acp127({{"VZCZCBDA114     UU\n", ""}}), "WARN BAD_CHANNEL_NUMBER@1:1", {" number= "}},
    {"010", Acp127({{"PP RYLBDN RYNDHQ", "PP"}}), "REFUSED NO_ROUTING_INDICATOR@2:3"},
    {"011", Acp127({{"RYLBDN RYNDHQ", "RYLBDN\nRYNDHQ"}}), "OK", {" called=RYLBDN,RYNDHQ "}},
    {"015",
     Acp127({{"RYLBDN RYNDHQ", "RYLBDNRYMCFR RYNDHQ"}}),
     "WARN BAD_ROUTING_INDICATOR@2:4",
     {" called=RYNDHQ ", " unreadable=RYLBDNRYMCFR "}},
    Lenient("015_lenient", Acp127({{"RYLBDN RYNDHQ", "RYLBDNRYMCFR RYNDHQ"}}), "WARN RI_SPLIT@2:4",
            {" called=RYLBDN,RYMCFR,RYNDHQ ", " unreadable= "}),
    {"016", Acp127({{"PP RYLBDN RYNDHQ", "RR RYLBDN"}}), "OK", {" prec=R ", " action=P "}},
    {"017", Acp127({{"PP RYLBDN", "RR RYLBDN"}}), "WARN PREC_MISMATCH@5:1", {" prec=P "}},
    {"018", Acp127({{"P R 14", "R 14"}}), "WARN PREC_MISMATCH@5:1", {" prec=P ", " action=R "}},
    {"019", Acp127({{"P R 14", "R P 14"}}), "WARN DUAL_ORDER@5:1", {" action=P ", " info=- "}},
    {"020", Acp127({{"P R 14", "P P 14"}}), "WARN DUAL_EQUAL@5:1", {" action=P ", " info=- "}},
    {"021", Acp127({{"PP RY", "JJJJJSSSSSZZ RY"}, {"P R 14", "Z R 14"}}), "OK", {" prec=Z "}},
    {"022", Acp127({{"PP RY", "ZZ RY"}, {"P R 14", "Z R 14"}, {"UUUUU\n", "UUUUU ZGC\n"}}), "OK"},
    {"023",
     "VZCZCLKA242     UU\nJJJJJSSSSSZZ RYKA\nDE RYLB 1341043\nZNR UUUUU\nR Z KLA114\nNNNN\n",
     "OK",
     {" prec=Z ", " form=abbreviated_service ", " profile=acp127 ", " digits=0 "}},
    {"030",
     Acp127({{"129B 1341042", "129B 02/1452Z"}, {"141030Z", "021030Z"}}),
     "OK",
     {" serial=129 ", " position=B ", " day=2 ", " time=1452 "}},
    {"030_no_such_day", Acp127({{"1341042", "32/1452Z"}}), "REFUSED BAD_FILING_TIME@3:16"},
    {"034", Acp127({{" 129B", ""}}), "WARN NO_SERIAL@3:18", {" digits=0 ", " time=1042 "}},
    {"035", Acp127({{"129B 1341042", "182/14/1042Z"}}), "REFUSED BAD_SERIAL@3:11"},
    Lenient("035_lenient", Acp127({{"129B 1341042", "182/14/1042Z"}}), "WARN BAD_SERIAL@3:11",
            {" serial=182 ", " day=14 ", " time=1042 "}),
    {"036",
     Acp127({{"ZNR UUUUU", "ZNY CCCCC"}, {"UNCLAS", "C O N F I D E N T I A L"}}),
     "OK",
     {" class=C "}},
    {"037", Acp127({{"ZNR UUUUU", "ZNY CCCCC"}}), "REFUSED SEC_MISMATCH@11:1"},
    {"038", Acp127({{"UNCLAS", "S E C R E T"}}), "REFUSED SEC_MISMATCH@11:1"},
    {"039", Acp127({{"ZNR UUUUU", "ZNY CCCSC"}}), "REFUSED SEC_GARBLED@4:1"},
    {"040", Acp127({{"UUUUU", "UUUU"}}), "REFUSED SEC_GARBLED@4:1"},
    {"041_text", Unsignalled({{"     UU", ""}}), "OK", {" class=U "}},
    {"041_prosign", Unsignalled({{"UNCLAS\n", ""}}), "WARN NO_CLASSIFICATION@10:1", {" class=U "}},
    {"041_nothing",
     Unsignalled({{"     UU", ""}, {"UNCLAS\n", ""}}),
     "WARN NO_CLASSIFICATION@10:1",
     {" class=E "}},
    {"041_disagree", Unsignalled({{"UNCLAS", "S E C R E T"}}), "REFUSED SEC_MISMATCH@10:1"},
    {"041_classified",
     Unsignalled({{" UU", " HH"}, {"UNCLAS", "S E C R E T"}}),
     "OK",
     {" class=S "}},
    {"067",
     "VV   FRA032     \nRR RYMCGL\nZNR UUUUU ZOV RYMCFR\nMFA114LMA208KLA077     \nRR RYMCFR\n"
     "DE RYKABD 417 1341042\nZNR UUUUU\nR 141030Z MAY 2031\nFM EMB BRINDLEMOOR\n"
     "TO EMB GLENDARRA\nBT\nUNCLAS\nHARBOUR LIGHT LIST FOR JUNE FOLLOWS BY POUCH.\nBT\nNNNN\n",
     "OK",
     {" called=RYMCGL ", " pilots=1 ", " number=FRA032 "}},
    {"068",
     Acp127({{"PP RYLBDN RYNDHQ\n",
              "PP RYMCGL\nZNR UUUUU ZOV RYMCFR T EMB GLENDARRA\nMFA114\nPP RYLBDN RYNDHQ\n"}}),
     "OK",
     {" called=RYMCGL ", " pilots=1 "}},
    {"083",
     Acp127({{"PP RYLBDN RYNDHQ\n", "PP RYLB\nZFD RYKA\nKLA114\nPP RYLBDN RYNDHQ\n"}}),
     "OK",
     {" called=RYLB ", " pilots=1 "}},
    {"131", Acp127({{"ZNR UUUUU\n", "ZNR UUUUU\nRYMCFR T ABCD\n"}}), "OK"},
};
INSTANTIATE_TEST_SUITE_P(Acp127Procedure, Conformance, ::testing::ValuesIn(kAcp127Procedure),
                         Numbered);

const Row kAcp127Body[] = {
    {"047",
     Acp127({{"MAY 2031", "MAY 07"}}),
     "WARN DTG_FAR@5:5",
     {" year=7 "},
     Ingress::kTributary,
     ReadMode::kStrict,
     {},
     CharacterSet::kIa5,
     2031,
     YearRule::kAcp127g},
    {"048", Acp127({{"MAY 2031", "MAY"}}), "OK", {" year=-1 "}},
    {"049", Acp127({{"141030Z MAY", "321030Z MAY"}}), "REFUSED BAD_DTG@5:5"},
    {"050", Acp127({{"141030Z", "140000Z"}}), "WARN DTG_0000Z@5:7"},
    {"051", Acp127({{"141030Z", "171030Z"}}), "WARN DTG_FILING@5:5"},
    {"051_day_of_month", Acp127({{"1341042", "14/1042Z"}, {"141030Z", "171030Z"}}),
     "WARN DTG_FILING@5:5"},
    {"052", Acp127({{"FM EMB BRINDLEMOOR\n", ""}}), "REFUSED NO_FM@5:21"},
    {"053", Acp127({{"TO RYNDHQ/HOMEMIN HAVENMOUTH\n", ""}}), "OK", {" to= "}},
    {"054",
     Acp127({{"FM EMB BRINDLEMOOR\nTO RYNDHQ/HOMEMIN HAVENMOUTH\nINFO RYLBDN/EMB DUNMARROW\n"
              "ZEN/TRADEBOARD PELLWICK\n",
              ""}}),
     "OK",
     {" form=abbreviated_plaindress "}},
    {"055", kA, "OK", {",ZEN/TRADEBOARD_PELLWICK "}},
    {"057",
     Acp127({{"ZEN/TRADEBOARD PELLWICK\n", "XMT EMB GLENDARRA\n"}}),
     "OK",
     {" xmt=EMB_GLENDARRA "}},
    {"058", Acp127({{"ZEN/TRADEBOARD PELLWICK\n", "XMT HOMEMIN HAVENMOUTH\n"}}),
     "WARN XMT_CONFLICT@9:1"},
    {"084", Acp127({{"MAY 2031", "MAY 2031 ZFG"}}), "OK", {" always=true "}},
    {"089", kA, "OK", {" validation= ", " corrections=1 "}},
    {"089_given", Acp127({{"NNNN", "#0129\nNNNN"}}), "OK", {" validation=#0129 "}},
    {"089_foreign", Acp127({{"NNNN", "#0130\nNNNN"}}), "REFUSED VALIDATION@15:1"},
    {"096", Acp127({{"FERRY TIMETABLE", std::string(70, 'A') + "\nFERRY TIMETABLE"}}),
     "REFUSED WIDTH@12:70"},
    Charset("097_lower_case", Acp127({{"FERRY TIMETABLE", "Ferry TIMETABLE"}}),
            "REFUSED BAD_CHARACTER@12:2", CharacterSet::kIta2),
    Charset("097_ampersand", Acp127({{"DETAILS", "& DETAILS"}}), "REFUSED BAD_CHARACTER@12:36",
            CharacterSet::kIta2),
    Charset("097_us_variant", Acp127({{"DETAILS", "& DETAILS"}}), "OK", CharacterSet::kIta2Us),
    {"101", Acp127({{"UNCLAS", "UNCLAS FINAL SECTION OF 3"}}), "OK", {" text_section=3/3 "}},
    {"101_misprint",
     Acp127({{"UNCLAS", "UNCLAS FINAL SECTION 1 OF 2"}}),
     "OK",
     {" text_section=2/2 "}},
    {"106",
     Acp127({{"129B", "116B"}, {"UNCLAS", "UNCLAS SECTION 2 OF 3"}}),
     "OK",
     {" serial=116 ", " position=B ", " section=2 "}},
    {"119",
     "VZCZCBDA131\nOO RYKA\nDE RYKABD 1341245\nZNR UUUUU\nZFX KBA063\nNNNN\n",
     "OK",
     {" form=abbreviated_service ", " digits=0 ", " lines=1 "}},
    {"119_channel_check",
     "VZCZCBDA140     UU\nPP RYKABD\nDE RYKABD\n"
     "CHANNEL CHECK RYRYRYRY ABCDEFGHIJKLMNOPQRSTUV\nWXYZ 1234567890\nNNNN\n",
     "OK",
     {" form=abbreviated_service ", " called=RYKABD ", " calling=RYKABD ", " lines=2 "}},
    {"120",
     "VZCZCBDA148     \nRR RYKA\nDE RYKABD 148 1361523\nZNR UUUUU\nBT\n"
     "UNCLAS SVC RYMCFR CLAIMS NONRECEIPT\nPP RYMCFR\nDE RYKABD 126 1341418 ZDQ\n"
     "RYKA BDA043 141421Z. TRACE AND ADVISE\nBT\nNNNN\n",
     "OK",
     {" called=RYKA ", " serial=148 ", " form=service ", " lines=4 "}},
    {"121",
     "VZCZCFRA174     \nRR RYLBEL\nDE RYMCFR 174 1350920\nZNR UUUUU\nR 150910Z MAY 2031\n"
     "FM EMB FARROWHOLM\nTO EMB ELSINGTON\nR 141030Z MAY 31\nFM EMB BRINDLEMOOR\n"
     "TO RYMCFR/EMB FARROWHOLM\nBT\nUNCLAS\nFERRY TIMETABLE CHANGES ON 1 JUNE.\nBT\nNNNN\n",
     "OK",
     {" fm=EMB_FARROWHOLM ", " to=EMB_ELSINGTON ", " dtg=150910Z ",
      " earlier=EMB_BRINDLEMOOR>RYMCFR/EMB_FARROWHOLM "}},
    {"122", Acp127({{"BT\nUNCLAS", "GR 37\nBT\nABCDE"}}), "OK", {" gr=GR 37 "}},
    {"122_codress",
     Acp127({{"FM EMB BRINDLEMOOR\nTO RYNDHQ/HOMEMIN HAVENMOUTH\nINFO RYLBDN/EMB DUNMARROW\n"
              "ZEN/TRADEBOARD PELLWICK\nBT\nUNCLAS",
              "GRNC\nBT\nABCDE"}}),
     "OK",
     {" gr=GRNC ", " form=codress "}},
    {"124", Acp127({{"UUUUU\n", "UUUUU ZZH\n"}}), "OK"},
    {"124_unknown", Acp127({{"UUUUU\n", "UUUUU ZQX\n"}}), "WARN UNKNOWN_SIGNAL@4:11"},
    {"130",
     Acp127({{"PP RYLBDN RYNDHQ", "PP RYKACS RYLBEL"},
             {"TO RYNDHQ/HOMEMIN HAVENMOUTH", "TO NORTHERN TRADE COLLECTIVE"}}),
     "OK",
     {" called=RYKACS,RYLBEL ", " to=NORTHERN_TRADE_COLLECTIVE "}},
};
INSTANTIATE_TEST_SUITE_P(Acp127Body, Conformance, ::testing::ValuesIn(kAcp127Body), Numbered);

std::string FiveHundredAndOne() {
  std::string routing = "OTTCZYUW RYKABDA0417 1341042-CCCC--RYAAAAA";
  for (int i = 1; i < 501; ++i) {
    routing += i % 7 == 3 ? '\n' : ' ';
    routing += {'R', 'Y', 'B', static_cast<char>('A' + i / 26), static_cast<char>('A' + i % 26)};
  }
  return routing + ".";
}

const Row kJanap128[] = {
    {"110",
     kJ,
     "OK",
     {" prec=O ", " calling=RYKABDA ", " serial=417 ", " digits=4 ", " day=134 ", " time=1042 ",
      " class=C ", " called=RYLBDNA,RYMCFRA,RYNDHQA ", " janap=TTC.ZYUW..CCCC "}},
    {"111", Janap({{"RYNDHQA.", "RYNDHQA"}}), "REFUSED BAD_HEADER@2:59"},
    Lenient("111_lenient", Janap({{"RYNDHQA.", "RYNDHQA"}}), "WARN FL2_REPAIRED@2:59",
            {" called=RYLBDNA,RYMCFRA,RYNDHQA "}),
    {"112", Janap({{"-CCCC--", "-CCCC-"}}), "REFUSED BAD_HEADER@2:34"},
    Lenient("112_lenient", Janap({{"-CCCC--", "-CCCC-"}}), "WARN FL2_REPAIRED@2:34",
            {" called=RYLBDNA,RYMCFRA,RYNDHQA "}),
    {"113", Janap({{"RYKABDA0417", "RYKABDA417"}}), "REFUSED BAD_SERIAL@2:17"},
    Lenient("113_lenient", Janap({{"RYKABDA0417", "RYKABDA417"}}), "WARN FL2_REPAIRED@2:17",
            {" serial=417 ", " digits=3 "}),
    {"114", Janap({{"1341042-", "1341042Z-"}}), "REFUSED BAD_FILING_TIME@2:22"},
    Lenient("114_lenient", Janap({{"1341042-", "1341042Z-"}}), "WARN FL2_REPAIRED@2:22",
            {" day=134 ", " time=1042 "}),
    {"115", Janap({{"-CCCC--", "-UUUU--"}}), "REFUSED SEC_MISMATCH@2:30"},
    {"116",
     Janap({{"OTTC", "OTTU"},
            {"-CCCC--", "-UUXX--"},
            {"ZNY CCCCC", "ZNR UUUXX"},
            {"C O N F I D E N T I A L", "UNCLAS"}}),
     "OK",
     {" class=U ", " janap=TTU.ZYUW..UUXX "}},
    {"117",
     Janap({{"OTTCZYUW RYKABDA0417 1341042-CCCC--RYLBDNA RYMCFRA RYNDHQA.", FiveHundredAndOne()}}),
     "REFUSED TOO_MANY_RI@74:1"},
    {"118",
     Janap({{"1341042-", "1341042-0017-"}, {"RYMCFRA ", ""}}),
     "OK",
     {" janap=TTC.ZYUW.0017.CCCC "}},
    {"042", Janap({{"ZNY CCCCC", "ZNR UUUUU"}, {"C O N F I D E N T I A L", "UNCLAS"}}),
     "REFUSED SEC_MISMATCH@3:1"},
    {"011",
     Janap({{"RYMCFRA RYNDHQA.", "RYMCFRA\nRYNDHQA."}}),
     "OK",
     {" called=RYLBDNA,RYMCFRA,RYNDHQA "}},
    {"012", Janap({{"RYMCFRA RYNDHQA", "RYLBDNA RYNDHQA"}}), "WARN RI_REPEAT@2:44"},
    {"013", Janap({{"RYLBDNA ", "RYL "}}), "WARN BAD_ROUTING_INDICATOR@2:36", {" unreadable=RYL "}},
    {"009", Janap({{"OTTC", "XTTC"}}), "REFUSED BAD_PRECEDENCE@2:1"},
    {"018", Janap({{"OTTC", "PTTC"}}), "WARN PREC_MISMATCH@4:1", {" prec=O "}},
    {"031", Janap({{"1341042", "3671042"}, {"OTTC", "RTTC"}, {"O R 14", "R 14"}}),
     "REFUSED BAD_FILING_TIME@2:22"},
    {"031_immediate", Janap({{"1341042", "3671042"}}), "WARN BAD_FILING_TIME@2:22", {" ztc=true "}},
    {"087", Janap({{"\n#0417", "\n#0418"}}), "REFUSED VALIDATION@14:1"},
    {"088", Janap({{"#0417\n", ""}, {"OTTC", "RTTC"}, {"O R 14", "R 14"}}),
     "REFUSED NO_VALIDATION@13:3"},
    {"088_immediate", Janap({{"#0417\n", ""}}), "WARN NO_VALIDATION@13:3", {" ztc=true "}},
};
INSTANTIATE_TEST_SUITE_P(Janap128, Conformance, ::testing::ValuesIn(kJanap128), Numbered);

// ---------------------------------------------------------------- parts of a text

TEST(ConformanceOfParts, Row107PageLineOfState) {
  const auto page = ParsePageLine("BRINDLEMOOR 00000417 001.2 OF 002");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->profile, Profile::kState);
  EXPECT_EQ(page->station, "BRINDLEMOOR");
  EXPECT_EQ(page->serial, "00000417");
  EXPECT_EQ(page->section, 1);
  EXPECT_EQ(page->page, 2);
  EXPECT_EQ(page->section_total, 2);
  EXPECT_FALSE(ParsePageLine("BRINDLEMOOR 0000417 001.2 OF 002"));
}

TEST(ConformanceOfParts, Row108PageLineOfJanap128) {
  const auto page = ParsePageLine("PAGE 02 RYKABDA0417 UNCLAS");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->profile, Profile::kJanap128);
  EXPECT_EQ(page->station, "RYKABDA");
  EXPECT_EQ(page->serial, "0417");
  EXPECT_EQ(page->page, 2);
  EXPECT_FALSE(ParsePageLine("PAGE TWO OF THE REPORT"));
}

TEST(ConformanceOfParts, Row099PageLineOfAcp127) {
  const auto page = ParsePageLine("PAGE 2 RYKABD 129B S E C R E T");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->profile, Profile::kAcp127);
  EXPECT_EQ(page->serial, "129B");
  EXPECT_EQ(page->page, 2);
}

std::vector<int> NumbersOf(const std::vector<std::string_view>& text) {
  std::vector<int> numbers;
  for (const Paragraph& paragraph : ReadTextStructure(text).paragraphs) {
    numbers.push_back(paragraph.number);
  }
  return numbers;
}

TEST(ConformanceOfParts, Row109ParagraphsBySequence) {
  EXPECT_EQ(NumbersOf({"UNCLAS", "11. A", "12. B", "13. C"}), (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(NumbersOf({"UNCLAS", "1. A",
                       "\xc2\xb6"
                       "2. B",
                       "13. C", "4. D", "5. E", "6. F", "7. G", "8. H", "9. I", "10. J", "11. K",
                       "112. L"}),
            (std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
  // What is no next number is no paragraph.
  EXPECT_EQ(NumbersOf({"UNCLAS", "1. A", "3.5 METRES", "7. OF THE LIST", "2. B"}),
            (std::vector<int>{1, 2}));
}

TEST(ConformanceOfParts, Row120ARerunEnclosesAMessage) {
  const std::string text =
      "VZCZCBDA150     \nRR RYKA\nDE RYKABD 150 1361523\nZNR UUUUU\nBT\n"
      "UNCLAS SVC ZUI KBA063 ZDK RYKABD 126 1341418\nPP RYMCFR\nDE RYKABD 126 1341418\nZNR UUUUU\n"
      "P 141410Z MAY 31\nFM EMB BRINDLEMOOR\nTO EMB FARROWHOLM\nBT\nUNCLAS\nA\nBT\nNNNN\n";
  const ReadResult read = ReadCable(text);
  ASSERT_TRUE(read.cable) << RenderDiagnostics(read.diagnostics, "rerun", text);
  const auto service = ReadServiceMessage(read.cable->body);
  ASSERT_TRUE(service);
  ASSERT_TRUE(service->enclosed);
  EXPECT_EQ(read.cable->body.text[*service->enclosed], "PP RYMCFR");
  ASSERT_EQ(service->items.size(), 2u);
  EXPECT_EQ(service->items[1].signal, "ZDK");
  EXPECT_EQ(service->items[1].arguments.at(0).identification.serial, 126);
}

// ---------------------------------------------------------------- streams

struct StreamRow {
  const char* number;
  std::string stream;
  std::string wanted;  // the kinds of the pieces
};
void PrintTo(const StreamRow& row, std::ostream* out) { *out << "row " << row.number; }

class ConformanceOfStreams : public ::testing::TestWithParam<StreamRow> {};

TEST_P(ConformanceOfStreams, Splits) {
  StreamReader reader({});
  reader.Feed(GetParam().stream);
  std::string kinds;
  for (auto piece = reader.Next(); piece || (piece = reader.Rest()); piece = reader.Next()) {
    kinds += (kinds.empty() ? "" : ", ") + std::string(NameOf(piece->kind));
    if (piece->cancellation == Cancellation::kAskForCopy) kinds += " ZXB";
    if (piece->cancellation == Cancellation::kFullRerunFollows) kinds += " ZPH";
  }
  EXPECT_EQ(kinds, GetParam().wanted);
}

std::string Without(std::string text, std::string_view end) {
  return text.substr(0, text.rfind(end));
}

const StreamRow kStreams[] = {
    {"090", Without(kA, "NNNN") + kA, "incomplete message, message"},
    {"091", Without(kA, "NNNN"), "incomplete message"},
    {"092", Without(kA, "C WA") + "E E E E E E E E AR\nNNNN\n" + kA, "cancelled message, message"},
    {"093", Without(kA, "C WA") + "ZXB ZXB\nNNNN\n", "cancelled message ZXB"},
    {"094", Without(kA, "C WA") + "ZPH\nNNNN\n", "cancelled message ZPH"},
    {"095", kA + "HELLO\n" + kA, "message, noise, message"},
    {"098", With(kA, {{"DETAILS BY POUCH.", "\nNNNN\nB"}}), "message, orphan tail"},
};
INSTANTIATE_TEST_SUITE_P(Rows, ConformanceOfStreams, ::testing::ValuesIn(kStreams),
                         [](const auto& row) { return std::string(row.param.number); });

// ---------------------------------------------------------------- archives

TEST(ConformanceOfArchives, Row128TheWholeTwin) {
  const std::string twin = ReadFile("configs/cables/specimen-twin.txt");
  ReadOptions options;
  options.mode = ReadMode::kArchive;
  const ReadResult read = ReadCable(twin, options);
  ASSERT_TRUE(read.cable) << RenderDiagnostics(read.diagnostics, "twin", twin);
  std::vector<std::string> warnings;
  for (const Diagnostic& diagnostic : read.diagnostics) {
    warnings.emplace_back(InfoOf(diagnostic.code).name);
  }
  std::sort(warnings.begin(), warnings.end());
  EXPECT_EQ(warnings, (std::vector<std::string>{"NO_BT", "NO_EOM", "NO_VALIDATION", "WIDTH"}));
  const std::string facts = DescribeFacts(*read.cable);
  for (const char* fact :
       {" number=XLB9598 ", " prec=R ", " called=RYKACS,RYLBEL,RYMCAR,RYMCGL,RYMCPOD,RYNDST ",
        " calling=RYKABD ", " serial=270 ", " section=1 ", " day=88 ", " time=1243 ", " class=C ",
        " dtg=291243Z ", " instructions=ZDK ", " fm=EMB_BRINDLEMOOR ",
        " to=RYND/HOMEMIN_HAVENMOUTH.5847 ", " text_section=1/2 ",
        "RYNDNO/MISSION_NORTH_CHANNEL "}) {
    EXPECT_NE(facts.find(fact), std::string::npos) << "no" << fact << "in" << facts;
  }
  EXPECT_EQ(read.cable->body.info.size(), 6u);

  const TextStructure text = ReadTextStructure(read.cable->body.text);
  EXPECT_EQ(text.reference_number, "BRINDLEMOOR 000270");
  EXPECT_EQ(text.captions, (std::vector<std::string_view>{"SIPDIS", "SIPDIS"}));
  EXPECT_EQ(text.declassification, "99999: DECL: 03/29/2041");
  EXPECT_EQ(text.tags, (std::vector<std::string>{"ECON", "EFIS", "PGOV", "PREL", "BR"}));
  EXPECT_EQ(text.subject, "HARBOUR MASTER SEEKS A NEW DREDGER DESPITE THE TIDES");
  EXPECT_EQ(text.references, "BRINDLEMOOR 154");
  ASSERT_EQ(text.paragraphs.size(), 9u);
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_EQ(text.paragraphs[i].number, static_cast<int>(i) + 1);
    EXPECT_EQ(text.paragraphs[i].portion, i == 1 ? "U" : "C");
  }
  ASSERT_EQ(text.page_lines.size(), 2u);
  EXPECT_EQ(text.page_lines[0].page, 2);
  EXPECT_EQ(text.page_lines[1].section, 2);
  ASSERT_TRUE(text.signature);
  EXPECT_EQ(read.cable->body.text[*text.signature], "Quill");
}

}  // namespace
}  // namespace torntape::cable::testing
