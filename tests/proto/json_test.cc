// Goal: what programs read is stable to the byte, and valid whatever the bytes of a cable are.

#include "proto/json.h"

#include <cctype>

#include <gtest/gtest.h>

#include "proto/cable_json.h"
#include "proto/frame.h"
#include "tests/proto/random_values.h"

namespace torntape::proto {
namespace {

cable::MessageIdentification SampleIdentification() {
  cable::MessageIdentification id;
  id.calling = cable::RoutingIndicator::Of("RYKABD");
  id.serial = 417;
  id.serial_digits = 4;
  id.section = 1;
  id.filing = {cable::FilingTime::Form::kDayOfYear, 134, 10, 42};
  return id;
}

TEST(EventJson, OfADelivery) {
  KeptEvent kept;
  kept.event.at = FromCalendar(2031, 5, 14, 10, 42, 7) + std::chrono::milliseconds(125);
  kept.event.kind = cable::EventKind::kDelivered;
  kept.event.role = cable::Role::kInfo;
  kept.event.addressee = cable::AddresseeId{0};
  kept.event.station = cable::RoutingIndicator::Of("RYLBEL");
  kept.event.number = *cable::ChannelNumber::Parse("LEA0088");
  kept.event.identification = SampleIdentification();
  kept.event.digest = 0x1f;
  kept.event.body_bytes = 620;
  kept.called.push_back({cable::RoutingIndicator::Of("RYLBEL"), cable::Role::kInfo});
  kept.trace.push_back(*cable::ChannelNumber::Parse("LEA0088"));
  kept.trace.push_back(*cable::ChannelNumber::Parse("NLA0002"));
  EXPECT_EQ(EventToJson(ViewOf(kept), "EMB ELSINGTON"),
            R"({"at":"2031-05-14T10:42:07.125Z","kind":"DELIVERED","station":"RYLBEL",)"
            R"("number":"LEA0088","identification":{"calling":"RYKABD","serial":417,)"
            R"("serial_digits":4,"section":1,"filing":{"form":"DAY_OF_YEAR","day":134,"hour":10,)"
            R"("minute":42}},"body_digest":"000000000000001f","body_bytes":620,)"
            R"("precedence":"ROUTINE","called":[{"indicator":"RYLBEL","role":"INFO"}],)"
            R"("addressee":0,"role":"INFO","addressee_name":"EMB ELSINGTON",)"
            R"("trace":["LEA0088","NLA0002"]})");
}

// Nothing is said of a cable where there is none.
TEST(EventJson, OfALink) {
  cable::Event event;
  event.at = InstantFromNanoseconds(0);
  event.kind = cable::EventKind::kLinkDown;
  event.reason = cable::Reason::kConnectionLost;
  event.station = cable::RoutingIndicator::Of("RYLB");
  event.peer = cable::RoutingIndicator::Of("RYKA");
  EXPECT_EQ(EventToJson(event),
            R"({"at":"1970-01-01T00:00:00Z","kind":"LINK_DOWN","reason":"CONNECTION_LOST",)"
            R"("station":"RYLB","peer":"RYKA"})");
}

// "duplicate dropped" is DUPLICATE_DROPPED: one word for one thing, wherever it is shown.
TEST(EventJson, TheWordsAreThoseOfTheProgram) {
  const auto as_value = [](std::string_view name) {
    std::string value(name);
    for (char& c : value) c = c == ' ' || c == '-' ? '_' : static_cast<char>(std::toupper(c));
    return "\"" + value + "\"";
  };
  for (std::size_t i = 0; i < cable::kEventKindCount; ++i) {
    cable::Event event;
    event.kind = static_cast<cable::EventKind>(i);
    EXPECT_NE(EventToJson(event).find("\"kind\":" + as_value(NameOf(event.kind))),
              std::string::npos)
        << NameOf(event.kind) << " but " << EventToJson(event);
  }
  for (std::size_t i = 1; i < cable::kReasonCount; ++i) {
    cable::Event event;
    event.reason = static_cast<cable::Reason>(i);
    EXPECT_NE(EventToJson(event).find("\"reason\":" + as_value(NameOf(event.reason))),
              std::string::npos)
        << NameOf(event.reason) << " but " << EventToJson(event);
  }
}

TEST(EventJson, TheSameEventGivesTheSameBytes) {
  Prng prng(1);
  for (int i = 0; i < 50; ++i) {
    const KeptEvent event = RandomEvent(prng);
    const std::string json = EventToJson(ViewOf(event), "NAME \xff WITH A BAD BYTE");
    EXPECT_EQ(json, EventToJson(ViewOf(event), "NAME \xff WITH A BAD BYTE"));
    EXPECT_EQ(json.find('\n'), std::string::npos);
  }
}

TEST(CableJson, CarriesWhatAnAddresseeNeeds) {
  cable::Transmission transmission;
  transmission.number = *cable::ChannelNumber::Parse("LEA0088");
  transmission.trace.push_back(*cable::ChannelNumber::Parse("NLA0002"));
  transmission.precedence = cable::Precedence::kRoutine;
  transmission.called.push_back({cable::RoutingIndicator::Of("RYLBEL"), cable::Role::kInfo});
  auto heading = MakeRef<cable::Heading>();
  heading->identification = SampleIdentification();
  heading->calling_line = "DE RYKABD #0417/01 1341042";
  heading->instruction_lines = "ZNY CCCCC ZZH\n";
  heading->classification = cable::Classification::kConfidential;
  heading->body_digest = {1, 2};
  transmission.heading = heading;
  transmission.body = SharedBytes(std::string("O R 141030Z MAY 31\nBT\nTEXT \xe9\nBT\n"));

  cable::BodyView body;
  body.action_precedence = cable::Precedence::kImmediate;
  body.info_precedence = cable::Precedence::kRoutine;
  body.date_time_group = {"141030Z MAY 31", 14, 10, 30, 'Z', 5, 31};
  body.from = cable::AddressLine{{}, false, "EMB BRINDLEMOOR", "", 6};
  body.to.push_back(
      {cable::RoutingIndicator::Of("RYNDHQ"), false, "HOMEMIN HAVENMOUTH", "2213", 7});
  body.exempted.push_back({{}, false, "EMB GLENDARRA", "", 11});
  body.text = {"TEXT \xe9", "", "END"};
  body.validation = "#0417";

  EXPECT_EQ(
      CableToJson(transmission, body),
      R"({"number":"LEA0088","trace":["NLA0002"],"routing_line":"RR RYLBEL",)"
      R"("precedence":"ROUTINE","called":[{"indicator":"RYLBEL","role":"INFO"}],)"
      R"("identification_text":"RYKABD #0417/01 1341042","identification":{"calling":"RYKABD",)"
      R"("serial":417,"serial_digits":4,"section":1,"filing":{"form":"DAY_OF_YEAR","day":134,)"
      R"("hour":10,"minute":42}},"calling_line":"DE RYKABD #0417/01 1341042",)"
      R"("instruction_lines":"ZNY CCCCC ZZH\n","classification":"CONFIDENTIAL",)"
      R"("body_digest":"00000000000000010000000000000002",)"
      R"("body":{"action_precedence":"IMMEDIATE","info_precedence":"ROUTINE",)"
      R"("date_time_group":{"text":"141030Z MAY 31","day":14,"hour":10,"minute":30,"zone":"Z",)"
      R"("month":5,"year":31},"from":{"designation":"EMB BRINDLEMOOR"},)"
      R"("to":[{"indicator":"RYNDHQ","designation":"HOMEMIN HAVENMOUTH","serial":"2213"}],)"
      R"("exempted":[{"designation":"EMB GLENDARRA"}],"text":"TEXT )"
      "\xef\xbf\xbd"
      R"(\n\nEND","validation":"#0417"},"body_lines":"O R 141030Z MAY 31\nBT\nTEXT )"
      "\xef\xbf\xbd"
      R"(\nBT\n"})");
}

}  // namespace
}  // namespace torntape::proto
