// Service messages taken apart (spec 7): the printed patterns of spec 7.2 and what is read of them,
// as one line.

#include "cable/service_message.h"

#include <ostream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "cable/cable.h"
#include "tests/cable/cable_testing.h"

namespace torntape::cable::testing {
namespace {

std::string Shown(const ServiceArgument& argument) {
  switch (argument.kind) {
    case ArgumentKind::kMessageIdentification:
      return "id(" + argument.identification.ToString() + ")";
    case ArgumentKind::kChannelNumber:
      return "csn(" + argument.number.ToString() + ")";
    case ArgumentKind::kRoutingIndicator:
      return "ri(" + argument.indicator.ToString() + ")";
    case ArgumentKind::kPrecedence:
      return fmt::format("prec({})", NameOf(*argument.precedence));
    case ArgumentKind::kTime:
      return fmt::format("time({})", argument.text);
    case ArgumentKind::kSecurity:
      return fmt::format("security({})", argument.text);
    case ArgumentKind::kWords:
      return fmt::format("\"{}\"", argument.text);
  }
  return "";
}

std::string Shown(const ServiceMessage& message) {
  std::string all;
  for (const ServiceItem& item : message.items) {
    if (!all.empty()) all += "; ";
    all += fmt::format("{}{}", item.question ? "INT " : "", item.signal);
    if (item.signal.empty()) all += "-";
    if (item.meaning != nullptr) all += "!";
    for (const ServiceArgument& argument : item.arguments) all += " " + Shown(argument);
  }
  if (message.verdict == Verdict::kRejected) all += " => rejected";
  if (message.verdict == Verdict::kAccepted) all += " => accepted";
  if (message.cite_in_reply) all += " => cite";
  return all;
}

struct Row {
  const char* name;
  std::string text;
  const char* want;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

std::string Abbreviated(std::string_view text) {
  return fmt::format("VZCZCBDA131\nOO RYKA\nDE RYKABD 131 1341245\nZNR UUUUU\n{}\nNNNN\n", text);
}
std::string Normal(std::string_view text) {
  return fmt::format("VZCZCBDA148\nRR RYKA\nDE RYKABD 148 1361523\nZNR UUUUU\nBT\n{}\nBT\nNNNN\n",
                     text);
}

class ServiceTable : public ::testing::TestWithParam<Row> {};

TEST_P(ServiceTable, Reads) {
  const ReadResult read = ReadCable(GetParam().text);
  ASSERT_TRUE(read.cable) << RenderDiagnostics(read.diagnostics, "row", GetParam().text);
  const auto message = ReadServiceMessage(read.cable->body);
  ASSERT_TRUE(message);
  EXPECT_EQ(Shown(*message), GetParam().want);
}

const Row kRows[] = {
    {"OpenNumber", Abbreviated("ZFX KBA063"), "ZFX! csn(KBA063)"},
    {"LastReceived", Abbreviated("ZID FAA164 AWAITING ZDK FAA137"),
     "ZID! csn(FAA164) \"AWAITING\"; ZDK! csn(FAA137)"},
    {"LastSent", Abbreviated("ZIC KLA242"), "ZIC! csn(KLA242)"},
    {"RepeatByNumber", Abbreviated("INT ZDK HPA063"), "INT ZDK! csn(HPA063)"},
    {"Readability", Abbreviated("INT ZBZ K"), "INT ZBZ!; K"},
    {"ReadabilityAnswer", Abbreviated("ZBZ5 K"), "ZBZ5!; K"},
    {"Closing", Abbreviated("INT ZKJ ZID PWA157 PWB091"), "INT ZKJ!; ZID! csn(PWA157) csn(PWB091)"},
    {"FlashReceipt", Abbreviated("R Z KLA114"), "R prec(FLASH) csn(KLA114)"},
    {"ChannelCheck", Abbreviated("CHANNEL CHECK RYRYRYRY ABC"),
     "- \"CHANNEL CHECK\" ri(RYRYRYRY) \"ABC\""},
    {"TwoMessagesOneNumber", Abbreviated("ZFQ RYKABD 126 RYKACS 17 KBA063"),
     "ZFQ! id(RYKABD #126) id(RYKACS #17) csn(KBA063)"},
    {"NoNumber", Abbreviated("ZFT RYKABD 126 1341418 KBA063"),
     "ZFT! id(RYKABD #126 1341418) csn(KBA063)"},
    {"Rerun", Normal("UNCLAS SVC RYKABD 126B 14/1418Z ZES2"), "- id(RYKABD #126B 14/1418Z); ZES2!"},
    {"RepeatParts",
     Normal("UNCLAS SVC INT ZDK RYKABD 126 1341418\nWA SITUATION - ORDERS TO NECESSARY"),
     "INT ZDK! id(RYKABD #126 1341418) \"WA SITUATION - ORDERS TO NECESSARY\""},
    {"Tracer",
     Normal("UNCLAS SVC RYMCFR CLAIMS NONRECEIPT\nPP RYMCFR DE RYKABD 126 1341418 ZDQ\n"
            "RYKA BDA043 141421Z. TRACE AND ADVISE"),
     "- ri(RYMCFR) \"CLAIMS NONRECEIPT\" prec(PRIORITY) ri(RYMCFR) \"DE\" "
     "id(RYKABD #126 1341418); ZDQ! ri(RYKA) csn(BDA043) time(141421Z) \"TRACE AND ADVISE\""},
    {"Misrouted", Normal("UNCLAS SVC ZEQ3 RYKABD 126 1341418 RYMCGL EMB GLENDARRA 141500Z"),
     "ZEQ3! id(RYKABD #126 1341418) ri(RYMCGL) \"EMB GLENDARRA\" time(141500Z)"},
    {"UnknownIndicator", Normal("UNCLAS SVC RYKABD 126 1341418 INV RYQQQQ REJ"),
     "- id(RYKABD #126 1341418) \"INV\" ri(RYQQQQ) \"REJ\" => rejected"},
    {"OthersRelayed", Normal("UNCLAS SVC RYKABD 126 1341418 INV RYQQQQ ACC"),
     "- id(RYKABD #126 1341418) \"INV\" ri(RYQQQQ) \"ACC\" => accepted"},
    {"AlternativeRoute", Normal("UNCLAS SVC ZOE RYLB ZAN PP"),
     "ZOE! ri(RYLB); ZAN! prec(PRIORITY)"},
    {"IdentificationOfJanap128", Normal("UNCLAS SVC ZUI RYKABDA0245 1341042 COSIR"),
     "ZUI! id(RYKABDA #0245 1341042) \"COSIR\" => cite"},
    {"UnknownSignal", Abbreviated("ZQX KBA063"), "ZQX csn(KBA063)"},
    {"Security", Normal("UNCLAS SVC ZNR UUUUU"), "ZNR! security(UUUUU)"},
};
INSTANTIATE_TEST_SUITE_P(Catalogue, ServiceTable, ::testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ServiceMessages, OtherCablesAreNone) {
  const ReadResult read = ReadCable(Acp127Cable());
  ASSERT_TRUE(read.cable);
  EXPECT_FALSE(ReadServiceMessage(read.cable->body));
}

TEST(ServiceMessages, MoreGroupsThanTheLimitAreLeftOut) {
  std::string text = "ZFX";
  for (int i = 0; i < 3000; ++i) text += i % 8 == 7 ? "\nKBA063" : " KBA063";
  const ReadResult read = ReadCable(Abbreviated(text));
  ASSERT_TRUE(read.cable) << RenderDiagnostics(read.diagnostics, "long", text);
  const auto message = ReadServiceMessage(read.cable->body);
  ASSERT_TRUE(message);
  EXPECT_LE(message->items.at(0).arguments.size(), kServiceGroupsMax + 8);
}

}  // namespace
}  // namespace torntape::cable::testing
