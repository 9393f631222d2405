// Goal: each limit of a frame is enforced, and its refusal says which field was wrong and why.
// Method: a good frame made with the generated classes, one field of it broken a row, and the whole
// text of the refusal. Empty text: the row must be taken, as the limit itself still may pass.

#include <functional>
#include <initializer_list>
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "proto/codec.h"
#include "torntape/v1/link.pb.h"

namespace torntape::proto {
namespace {

v1::Frame GoodTransmission() {
  v1::Frame frame;
  v1::TransmissionFrame& outer = *frame.mutable_transmission();
  v1::Transmission& transmission = *outer.mutable_transmission();
  transmission.set_number("BDA0417");
  transmission.set_precedence(v1::IMMEDIATE);
  v1::Called& called = *transmission.add_called();
  called.set_indicator("RYLBDN");
  called.set_role(v1::INFO);
  v1::Heading& heading = *transmission.mutable_heading();
  heading.mutable_identification()->set_calling("RYKABD");
  heading.mutable_identification()->set_serial(417);
  heading.mutable_identification()->set_serial_digits(4);
  v1::FilingTime& filing = *heading.mutable_identification()->mutable_filing();
  filing.set_form(v1::FilingTime::DAY_OF_YEAR);
  filing.set_day(134);
  filing.set_hour(10);
  filing.set_minute(42);
  heading.set_calling_line("DE RYKABD #0417 1341042");
  heading.set_instruction_lines("ZNR UUUUU\n");
  heading.set_classification(v1::UNCLASSIFIED);
  heading.set_action_precedence(v1::IMMEDIATE);
  heading.set_body_digest(std::string(16, 'd'));
  transmission.set_body("O 141030Z MAY 31\n");
  return frame;
}

v1::Transmission& Inner(v1::Frame& frame) {
  return *frame.mutable_transmission()->mutable_transmission();
}
v1::Heading& HeadingOf(v1::Frame& frame) { return *Inner(frame).mutable_heading(); }
v1::MessageIdentification& Id(v1::Frame& frame) {
  return *HeadingOf(frame).mutable_identification();
}

struct Row {
  const char* name;
  std::function<void(v1::Frame&)> breaks;
  std::string want;
};

const std::string kTransmission = "transmission.transmission.";
const std::string kHeading = kTransmission + "heading.";
const std::string kId = kHeading + "identification.";

const Row kTransmissionRows[] = {
    {"Good", [](auto&) {}, ""},
    // The link's own field.
    {"ChannelLast", [](auto& f) { f.mutable_transmission()->set_channel(63); }, ""},
    {"ChannelOver", [](auto& f) { f.mutable_transmission()->set_channel(64); },
     "transmission.channel: 64 is more than 63"},
    {"NoTransmission", [](auto& f) { f.mutable_transmission()->clear_transmission(); },
     "transmission.transmission: is missing"},
    // Format line 1.
    {"NoNumber", [](auto& f) { Inner(f).clear_number(); }, kTransmission + "number: is missing"},
    {"NumberTooShort", [](auto& f) { Inner(f).set_number("BDA41"); },
     kTransmission + "number: \"BDA41\" is not a channel number"},
    {"NumberZero", [](auto& f) { Inner(f).set_number("BDA000"); },
     kTransmission + "number: \"BDA000\" is not a channel number"},
    {"NumberWithNul",
     [](auto& f) {
       Inner(f).set_number(
           std::string("BDA\0"
                       "417",
                       7));
     },
     kTransmission + "number: \"BDA\\x00417\" is not a channel number"},
    {"TraceLast",
     [](auto& f) {
       for (int i = 0; i < 64; ++i) Inner(f).add_trace("BDA0417");
     },
     ""},
    {"TraceOver",
     [](auto& f) {
       for (int i = 0; i < 65; ++i) Inner(f).add_trace("BDA0417");
     },
     kTransmission + "trace: more than 64"},
    {"TraceBad",
     [](auto& f) {
       Inner(f).add_trace("BDA001");
       Inner(f).add_trace("x");
     },
     kTransmission + "trace[1]: \"x\" is not a channel number"},
    {"PilotsLast",
     [](auto& f) {
       for (int i = 0; i < 3; ++i) Inner(f).add_pilots();
     },
     ""},
    {"PilotsOver",
     [](auto& f) {
       for (int i = 0; i < 4; ++i) Inner(f).add_pilots();
     },
     kTransmission + "pilots: more than 3"},
    {"PilotWithLineEnd", [](auto& f) { Inner(f).add_pilots()->set_instruction("ZFD RYKA\n"); },
     kTransmission + "pilots[0].instruction: \"ZFD RYKA\\x0a\" is not one printable line"},
    {"PilotIdentificationTooLong",
     [](auto& f) { Inner(f).add_pilots()->set_enclosed_identification(std::string(8193, 'X')); },
     kTransmission + "pilots[0].enclosed_identification: 8193 bytes, more than 8192"},
    {"PilotRoutingLineTorn",
     [](auto& f) { Inner(f).add_pilots()->set_enclosed_routing_line("RR RYMCFR"); },
     kTransmission + "pilots[0].enclosed_routing_line: \"RR RYMCFR\" is not printable lines, each "
                     "with its end"},
    {"PilotRoutingLineWithBells",
     [](auto& f) { Inner(f).add_pilots()->set_enclosed_routing_line("\a\a\a\a\aZZ RYMCFR\n"); },
     ""},
    // Format line 2.
    {"NoPrecedence", [](auto& f) { Inner(f).clear_precedence(); },
     kTransmission + "precedence: is missing"},
    {"PrecedenceOver", [](auto& f) { Inner(f).set_precedence(v1::Precedence(7)); },
     kTransmission + "precedence: 7 is no precedence"},
    {"PrecedenceNegative", [](auto& f) { Inner(f).set_precedence(v1::Precedence(-1)); },
     kTransmission + "precedence: 18446744073709551615 is no precedence"},
    {"CallsNobody", [](auto& f) { Inner(f).clear_called(); },
     kTransmission + "called: calls nobody"},
    {"CalledLast",
     [](auto& f) {
       while (Inner(f).called_size() < 500) *Inner(f).add_called() = Inner(f).called(0);
     },
     ""},
    {"CalledOver",
     [](auto& f) {
       while (Inner(f).called_size() < 501) *Inner(f).add_called() = Inner(f).called(0);
     },
     kTransmission + "called: more than 500"},
    {"CalledBad", [](auto& f) { Inner(f).add_called()->set_indicator("RYLBD7"); },
     kTransmission + "called[1].indicator: \"RYLBD7\" is not four to eight letters"},
    {"CalledNobody", [](auto& f) { Inner(f).mutable_called(0)->clear_indicator(); },
     kTransmission + "called[0].indicator: is missing"},
    {"CalledWithoutRole", [](auto& f) { Inner(f).mutable_called(0)->clear_role(); },
     kTransmission + "called[0].role: 0 is no role"},
    {"CalledRoleOver", [](auto& f) { Inner(f).mutable_called(0)->set_role(v1::Role(3)); },
     kTransmission + "called[0].role: 3 is no role"},
    // Format line 3.
    {"NoHeading", [](auto& f) { Inner(f).clear_heading(); }, kTransmission + "heading: is missing"},
    {"NoIdentification", [](auto& f) { HeadingOf(f).clear_identification(); },
     kHeading + "identification: is missing"},
    {"NoCalling", [](auto& f) { Id(f).clear_calling(); },
     kHeading + "identification.calling: is missing"},
    {"CallingBad", [](auto& f) { Id(f).set_calling("RYK"); },
     kId + "calling: \"RYK\" is not four to eight letters"},
    {"SerialOver", [](auto& f) { Id(f).set_serial(10000); },
     kId + "serial: 10000 is more than 9999"},
    {"SerialLongerThanItsDigits", [](auto& f) { Id(f).set_serial_digits(2); },
     kId + "serial: 417 has more than 2 digits"},
    {"SerialWithoutDigits", [](auto& f) { Id(f).set_serial_digits(0); },
     kId + "serial: 417 has more than 0 digits"},
    {"DigitsOver", [](auto& f) { Id(f).set_serial_digits(5); },
     kId + "serial_digits: 5 is more than 4"},
    {"PositionTwoLetters", [](auto& f) { Id(f).set_position("AB"); },
     kId + "position: \"AB\" is not one letter"},
    {"PositionDigit", [](auto& f) { Id(f).set_position("1"); },
     kId + "position: \"1\" is not one letter"},
    {"SectionOver", [](auto& f) { Id(f).set_section(100); }, kId + "section: 100 is more than 99"},
    {"FilingFormOver", [](auto& f) { Id(f).mutable_filing()->set_form(v1::FilingTime::Form(3)); },
     kId + "filing.form: 3 is more than 2"},
    {"FilingWithoutForm", [](auto& f) { Id(f).mutable_filing()->clear_form(); },
     kId + "filing: a time without its form"},
    {"FilingDayZero", [](auto& f) { Id(f).mutable_filing()->set_day(0); },
     kId + "filing.day: 0 is not 1 to 366"},
    {"FilingDayOver", [](auto& f) { Id(f).mutable_filing()->set_day(367); },
     kId + "filing.day: 367 is more than 366"},
    {"FilingDayOfMonthOver",
     [](auto& f) { Id(f).mutable_filing()->set_form(v1::FilingTime::DAY_OF_MONTH); },
     kId + "filing.day: 134 is not 1 to 31"},
    {"FilingHourOver", [](auto& f) { Id(f).mutable_filing()->set_hour(24); },
     kId + "filing.hour: 24 is more than 23"},
    {"FilingMinuteOver", [](auto& f) { Id(f).mutable_filing()->set_minute(60); },
     kId + "filing.minute: 60 is more than 59"},
    {"CallingLineLast", [](auto& f) { HeadingOf(f).set_calling_line(std::string(8192, 'X')); }, ""},
    {"CallingLineTooLong", [](auto& f) { HeadingOf(f).set_calling_line(std::string(8193, 'X')); },
     kHeading + "calling_line: 8193 bytes, more than 8192"},
    {"CallingLineWithNul", [](auto& f) { HeadingOf(f).set_calling_line(std::string("DE\0", 3)); },
     kHeading + "calling_line: \"DE\\x00\" is not one printable line"},
    {"CallingLineWithEscape", [](auto& f) { HeadingOf(f).set_calling_line("DE \x1b[2J"); },
     kHeading + "calling_line: \"DE \\x1b[2J\" is not one printable line"},
    // Format line 4 and what was found in the body.
    {"InstructionsTooLong",
     [](auto& f) { HeadingOf(f).set_instruction_lines(std::string(8192, 'X') + "\n"); },
     kHeading + "instruction_lines: 8193 bytes, more than 8192"},
    {"InstructionsWithoutLineEnd", [](auto& f) { HeadingOf(f).set_instruction_lines("ZNR"); },
     kHeading + "instruction_lines: \"ZNR\" is not printable lines, each with its end"},
    {"InstructionsNone", [](auto& f) { HeadingOf(f).clear_instruction_lines(); }, ""},
    {"NoClassification", [](auto& f) { HeadingOf(f).clear_classification(); },
     kHeading + "classification: is missing"},
    {"ClassificationOver", [](auto& f) { HeadingOf(f).set_classification(v1::Classification(7)); },
     kHeading + "classification: 7 is no classification"},
    {"SpecialCategoryBad", [](auto& f) { HeadingOf(f).set_special_category("a"); },
     kHeading + "special_category: \"a\" is not one letter"},
    {"NoActionPrecedence", [](auto& f) { HeadingOf(f).clear_action_precedence(); },
     kHeading + "action_precedence: is missing"},
    {"InfoPrecedenceOver", [](auto& f) { HeadingOf(f).set_info_precedence(v1::Precedence(9)); },
     kHeading + "info_precedence: 9 is no precedence"},
    {"NoDigest", [](auto& f) { HeadingOf(f).clear_body_digest(); },
     kHeading + "body_digest: is missing"},
    {"DigestTooShort", [](auto& f) { HeadingOf(f).set_body_digest("short"); },
     kHeading + "body_digest: 5 bytes, not 16"},
    // The body.
    {"BodyNone", [](auto& f) { Inner(f).clear_body(); }, ""},
    {"BodyAnyBytes", [](auto& f) { Inner(f).set_body(std::string("\0\xff\x1b", 3)); }, ""},
    {"BodyLast", [](auto& f) { Inner(f).set_body(std::string(4u << 20, 'B')); }, ""},
    {"BodyOver", [](auto& f) { Inner(f).set_body(std::string((4u << 20) + 1, 'B')); },
     kTransmission + "body: 4194305 bytes, more than 4194304"},
};

const Row kOtherRows[] = {
    {"NoKind", [](auto& f) { f.Clear(); }, "a frame of no kind that this protocol has"},
    {"ReceiptGood", [](auto& f) { f.mutable_receipt()->set_serial(9999); }, ""},
    {"ReceiptChannelOver", [](auto& f) { f.mutable_receipt()->set_channel(64); },
     "receipt.channel: 64 is more than 63"},
    {"ReceiptSerialOver", [](auto& f) { f.mutable_receipt()->set_serial(10000); },
     "receipt.serial: 10000 is more than 9999"},
    {"CreditChannelOver", [](auto& f) { f.mutable_credit()->set_channel(1u << 31); },
     "credit.channel: 2147483648 is more than 63"},
    {"HelloGood", [](auto& f) { f.mutable_hello()->set_protocol_version(1); }, ""},
    {"HelloOfAnotherVersionIsNotLookedInto",
     [](auto& f) {
       f.mutable_hello()->set_protocol_version(2);
       f.mutable_hello()->set_station("?");
     },
     ""},
    {"HelloNameTooLong",
     [](auto& f) {
       f.mutable_hello()->set_protocol_version(1);
       f.mutable_hello()->set_network(std::string(129, 'n'));
     },
     "hello.network: 129 bytes, more than 128"},
    {"HelloNameWithControl",
     [](auto& f) {
       f.mutable_hello()->set_protocol_version(1);
       f.mutable_hello()->set_link("KA\rLB");
     },
     "hello.link: \"KA\\x0dLB\" is not printable"},
    {"HelloStationBad",
     [](auto& f) {
       f.mutable_hello()->set_protocol_version(1);
       f.mutable_hello()->set_station("RY");
     },
     "hello.station: \"RY\" is not four to eight letters"},
    {"HelloChannelsOver",
     [](auto& f) {
       f.mutable_hello()->set_protocol_version(1);
       for (int i = 0; i < 65; ++i) f.mutable_hello()->add_channels();
     },
     "hello.channels: more than 64"},
    {"HelloChannelBad",
     [](auto& f) {
       f.mutable_hello()->set_protocol_version(1);
       f.mutable_hello()->add_channels()->set_incoming("LBAX");
     },
     "hello.channels[0].incoming: \"LBAX\" is not three letters"},
    {"HelloTooLarge", [](auto& f) { f.mutable_hello()->set_network(std::string(70'000, 'n')); },
     "hello: 70004 bytes, more than 65536"},
    {"WelcomeSerialOver",
     [](auto& f) {
       v1::ChannelState& state = *f.mutable_welcome()->add_channels();
       state.set_incoming("LBA");
       state.set_outgoing("KAA");
       state.set_next_serial(10000);
     },
     "welcome.channels[0].next_serial: 10000 is more than 9999"},
    {"RejectWithoutReason", [](auto& f) { f.mutable_reject(); }, "reject.reason: 0 is no reason"},
    {"RejectReasonOver", [](auto& f) { f.mutable_reject()->set_reason(v1::Reject::Reason(15)); },
     "reject.reason: 15 is no reason"},
    {"RejectDetailTooLong",
     [](auto& f) {
       f.mutable_reject()->set_reason(v1::Reject::BUSY);
       f.mutable_reject()->set_detail(std::string(1025, 'd'));
     },
     "reject.detail: 1025 bytes, more than 1024"},
    {"EventWithoutKind", [](auto& f) { f.mutable_events()->add_events(); },
     "events.events[0].kind: 0 is no kind"},
    {"EventReasonOver",
     [](auto& f) {
       v1::Event& event = *f.mutable_events()->add_events();
       event.set_kind(v1::Event::SENT);
       event.set_reason(v1::Event::Reason(99));
     },
     "events.events[0].reason: 99 is no reason"},
    {"EventTimeOver",
     [](auto& f) {
       v1::Event& event = *f.mutable_events()->add_events();
       event.set_kind(v1::Event::SENT);
       event.mutable_at()->set_seconds(10'000'000'000);
     },
     "events.events[0].at: is out of range"},
    {"EventDigestBad",
     [](auto& f) {
       v1::Event& event = *f.mutable_events()->add_events();
       event.set_kind(v1::Event::SENT);
       event.set_body_digest("0123");
     },
     "events.events[0].body_digest: is not 16 hexadecimal digits"},
    {"EventsOver",
     [](auto& f) {
       for (int i = 0; i < 4097; ++i) f.mutable_events()->add_events();
     },
     "events.events: more than 4096"},
};

class Limits : public testing::TestWithParam<Row> {};

TEST_P(Limits, AreEnforced) {
  v1::Frame frame = GoodTransmission();
  GetParam().breaks(frame);
  const Result<Frame> decoded = DecodeFrame(frame.SerializeAsString());
  EXPECT_EQ(decoded ? "" : decoded.error().message, GetParam().want);
}

std::string NameOfRow(const testing::TestParamInfo<Row>& row) { return row.param.name; }
INSTANTIATE_TEST_SUITE_P(Transmission, Limits, testing::ValuesIn(kTransmissionRows), NameOfRow);
INSTANTIATE_TEST_SUITE_P(Others, Limits, testing::ValuesIn(kOtherRows), NameOfRow);

std::string Bytes(std::initializer_list<int> bytes) {
  std::string out;
  for (const int byte : bytes) out.push_back(static_cast<char>(byte));
  return out;
}

// Wherever it stands in a line: lines are looked at eight characters at a time.
TEST(Lines, EveryCharacterOfALineIsLookedAt) {
  for (std::size_t at = 0; at < 20; ++at) {
    for (int c = 0; c < 256; ++c) {
      std::string line(20, 'A');
      line[at] = static_cast<char>(c);
      const bool printable = (c >= 0x20 && c <= 0x7e) || c == '\a';
      v1::Frame frame = GoodTransmission();
      // As bytes: the generated classes would complain that it is no UTF-8.
      v1::Heading& heading = HeadingOf(frame);
      heading.clear_calling_line();
      heading.GetReflection()->MutableUnknownFields(&heading)->AddLengthDelimited(2, line);
      EXPECT_EQ(DecodeFrame(frame.SerializeAsString()).has_value(), printable)
          << "character " << c << " at " << at;
      heading.GetReflection()->MutableUnknownFields(&heading)->Clear();
      heading.GetReflection()->MutableUnknownFields(&heading)->AddLengthDelimited(3, line + "\n");
      heading.clear_instruction_lines();
      EXPECT_EQ(DecodeFrame(frame.SerializeAsString()).has_value(), printable || c == '\n')
          << "character " << c << " at " << at << " of lines";
    }
  }
}

// No writer of ours puts its fields so, and they mean the same.
TEST(Identifications, InAnyOrderAreTheSame) {
  v1::Frame frame = GoodTransmission();
  v1::MessageIdentification id = HeadingOf(frame).identification();
  const auto wanted = DecodeFrame(frame.SerializeAsString());
  ASSERT_TRUE(wanted.has_value());
  v1::MessageIdentification first;
  first.set_serial(id.serial());
  id.clear_serial();
  const std::string bytes = Bytes({0x9a, 0x06, 0x01, 'x'}) + id.SerializeAsString() +
                            first.SerializeAsString();  // and one that nobody knows
  HeadingOf(frame).clear_identification();
  v1::Heading& heading = HeadingOf(frame);
  heading.GetReflection()->MutableUnknownFields(&heading)->AddLengthDelimited(1, bytes);
  const auto decoded = DecodeFrame(frame.SerializeAsString());
  ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
  EXPECT_EQ(*std::get<TransmissionFrame>(*decoded).transmission.heading,
            *std::get<TransmissionFrame>(*wanted).transmission.heading);
}

// What the generated classes cannot be made to write.
struct RawRow {
  const char* name;
  std::string payload;
  std::string want;
};

const RawRow kRawRows[] = {
    {"Empty", "", "a frame of no kind that this protocol has"},
    {"FieldZero", Bytes({0x02, 0x00}), "the encoding of the frame is torn or damaged"},
    {"Group", Bytes({0x0b, 0x0c}), "the encoding of the frame is torn or damaged"},
    {"TornTag", Bytes({0x9a}), "the encoding of the frame is torn or damaged"},
    {"TornLength", Bytes({0x1a, 0x80}), "the encoding of the frame is torn or damaged"},
    {"LengthOverTheEnd", Bytes({0x1a, 0x05, 0x00}), "the encoding of the frame is torn or damaged"},
    {"LengthOf64Bits", Bytes({0x1a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}),
     "the encoding of the frame is torn or damaged"},
    {"VarintTooLong",
     Bytes({0x20, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}),
     "the encoding of the frame is torn or damaged"},
    {"KindAsVarint", Bytes({0x18, 0x01}), "transmission: is encoded as another type"},
    {"TwoKinds", Bytes({0x22, 0x00, 0x22, 0x00}), "two frames in one"},
    {"ChannelAsBytes", Bytes({0x22, 0x02, 0x0a, 0x00}),
     "receipt.channel: is encoded as another type"},
    {"TransmissionTwice", Bytes({0x1a, 0x04, 0x12, 0x00, 0x12, 0x00}),
     "transmission.transmission.number: is missing"},
    {"HelloTorn", Bytes({0x0a, 0x02, 0x1a, 0x05}), "hello: the encoding is torn or damaged"},
    {"HelloNoUtf8", Bytes({0x0a, 0x05, 0x08, 0x01, 0x1a, 0x01, 0xff}),
     "hello: the encoding is torn or damaged"},
    {"OnlyUnknown", Bytes({0x7a, 0x00}), "a frame of no kind that this protocol has"},
};

class RawLimits : public testing::TestWithParam<RawRow> {};

TEST_P(RawLimits, AreEnforced) {
  const Result<Frame> decoded = DecodeFrame(GetParam().payload);
  EXPECT_EQ(decoded ? "" : decoded.error().message, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Encoding, RawLimits, testing::ValuesIn(kRawRows),
                         [](const testing::TestParamInfo<RawRow>& row) {
                           return std::string(row.param.name);
                         });

}  // namespace
}  // namespace torntape::proto
