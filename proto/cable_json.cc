#include "proto/cable_json.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <google/protobuf/util/message_differencer.h>

#include "base/assert.h"
#include "base/diagnostic.h"
#include "cable/heading_reader.h"
#include "cable/shapes.h"
#include "proto/contract_values.h"
#include "proto/message_json.h"
#include "torntape/v1/cable.pb.h"

namespace torntape::proto {
namespace {

template <typename Enumeration, typename Value>
Enumeration ToEnumeration(Value value) {
  return static_cast<Enumeration>(ContractNumber(value));
}

std::uint32_t Count(int value) { return value > 0 ? static_cast<std::uint32_t>(value) : 0; }

void ToContract(const cable::AddressLine& line, v1::AddressLine& out) {
  out.set_indicator(line.indicator.ToString());
  out.set_delivered_otherwise(line.delivered_otherwise);
  out.set_designation(ToUtf8(line.designation));
  out.set_serial(ToUtf8(line.serial));
}

void ToContract(const std::vector<cable::AddressLine>& lines, Repeated<v1::AddressLine>& out) {
  for (const cable::AddressLine& line : lines) ToContract(line, *out.Add());
}

void ToContract(const cable::DateTimeGroup& group, v1::DateTimeGroup& out) {
  out.set_text(ToUtf8(group.text));
  out.set_day(Count(group.day));
  out.set_hour(Count(group.hour));
  out.set_minute(Count(group.minute));
  if (group.zone != '\0') out.set_zone(std::string(1, group.zone));
  out.set_month(Count(group.month));
  if (group.year) out.set_year(Count(*group.year));
}

std::string JoinLines(const std::vector<std::string_view>& lines) {
  std::string joined;
  for (const std::string_view line : lines) joined.append(line).push_back('\n');
  if (!joined.empty()) joined.pop_back();
  return joined;
}

void ToContract(const cable::BodyView& body, v1::Body& out) {
  out.set_action_precedence(ToEnumeration<v1::Precedence>(body.action_precedence));
  if (body.info_precedence) {
    out.set_info_precedence(ToEnumeration<v1::Precedence>(*body.info_precedence));
  }
  ToContract(body.date_time_group, *out.mutable_date_time_group());
  for (const std::string& instruction : body.message_instructions) {
    out.add_message_instructions(ToUtf8(instruction));
  }
  if (body.from) ToContract(*body.from, *out.mutable_from());
  ToContract(body.to, *out.mutable_to());
  ToContract(body.info, *out.mutable_info());
  ToContract(body.exempted, *out.mutable_exempted());
  out.set_accounting(ToUtf8(body.accounting));
  out.set_classification_line(ToUtf8(body.classification_line));
  if (body.classification) {
    out.set_classification(ToEnumeration<v1::Classification>(*body.classification));
  }
  out.set_section(Count(body.section));
  out.set_section_total(Count(body.section_total));
  out.set_text(ToUtf8(JoinLines(body.text)));
  for (const std::string& correction : body.corrections) out.add_corrections(ToUtf8(correction));
  out.set_validation(ToUtf8(body.validation));
}

std::string Letter(char letter) { return letter == '\0' ? std::string() : std::string(1, letter); }

void ToContract(const cable::JanapFields& fields, v1::JanapFields& out) {
  out.set_medium_of_originator(Letter(fields.medium_of_originator));
  out.set_medium_of_addressee(Letter(fields.medium_of_addressee));
  out.set_classification(Letter(fields.classification));
  out.set_content_indicator(ToUtf8(fields.content_indicator));
  out.set_record_count(ToUtf8(fields.record_count));
  out.set_redundancy(ToUtf8(fields.redundancy));
}

// Of the routing line, which is what travels; the field beside it is derived.
std::optional<cable::Precedence> PrecedenceOf(const v1::Cable& in) {
  const std::string& line = in.routing_line();
  if (line.size() < 2 || line[0] != line[1]) return std::nullopt;
  return cable::PrecedenceFromProsign(line[0]);
}

// The text with format lines 1 and 2 as they were read, if these say what `text` says.
Result<std::string> TextAsRead(const v1::AsRead& as_read, const cable::Transmission& transmission,
                               const std::string& text) {
  cable::Cable read;
  read.transmission = transmission;
  read.identification_line = as_read.identification_line();
  read.routing_lines = as_read.routing_lines();
  std::string as_it_was = cable::WriteCable(read);
  const auto plain = cable::ReadCable(text);
  const auto again = cable::ReadCable(as_it_was);
  const char prosign = cable::ProsignOf(transmission.precedence);
  const std::string_view routing = as_read.routing_lines();
  const std::string_view precedence =
      routing.substr(std::min(cable::BellSize(routing), routing.size()), 1);
  const bool same = precedence == std::string_view(&prosign, 1) && plain.cable && again.cable &&
                    plain.profile == again.profile &&
                    plain.cable->transmission.number == again.cable->transmission.number &&
                    plain.cable->transmission.trace == again.cable->transmission.trace &&
                    plain.cable->transmission.precedence == again.cable->transmission.precedence &&
                    plain.cable->transmission.called == again.cable->transmission.called;
  if (same) return as_it_was;
  return Failure(
      "\"as_read\" does not say what \"number\", \"trace\" and \"called\" say: change both, or "
      "leave \"as_read\" out");
}

}  // namespace

// Not among those above, whose overloads would hide those of contract_values.h.
static void FillCable(const cable::Transmission& transmission, const cable::BodyView& body,
                      v1::Cable& out) {
  TORNTAPE_ASSERT(static_cast<bool>(transmission.heading));
  const cable::Heading& heading = *transmission.heading;
  out.set_number(transmission.number.ToString());
  ToContract(transmission.trace.span(), *out.mutable_trace());
  out.set_routing_line(
      cable::FormatRoutingLine(transmission.precedence, transmission.called.span()));
  out.set_precedence(ToEnumeration<v1::Precedence>(transmission.precedence));
  ToContract(transmission.called.span(), *out.mutable_called());
  out.set_identification_text(heading.identification.ToString());
  ToContract(heading.identification, *out.mutable_identification());
  out.set_calling_line(ToUtf8(heading.calling_line));
  out.set_instruction_lines(ToUtf8(heading.instruction_lines));
  out.set_classification(ToEnumeration<v1::Classification>(heading.classification));
  if (heading.special_category != '\0') {
    out.set_special_category(std::string(1, heading.special_category));
  }
  for (const cable::Pilot& pilot : transmission.pilots) ToContract(pilot, *out.add_pilots());
  out.set_body_digest(FormatDigest(heading.body_digest));
  ToContract(body, *out.mutable_body());
  out.set_body_lines(ToUtf8(transmission.body.view()));
  if (const auto janap = cable::JanapFieldsOf(heading.calling_line)) {
    ToContract(*janap, *out.mutable_janap());
  }
}

std::string CableToJson(const cable::Transmission& transmission, const cable::BodyView& body) {
  v1::Cable out;
  FillCable(transmission, body, out);
  return MessageToJson(out);
}

// As far as the text tells: who is in INFO alone. A directory may know better.
static void FillRoles(const cable::BodyView& body, v1::Cable& out) {
  const auto names = [](const std::vector<cable::AddressLine>& lines,
                        const std::string& indicator) {
    return std::any_of(lines.begin(), lines.end(), [&](const cable::AddressLine& line) {
      return !line.indicator.none() && line.indicator.ToString() == indicator;
    });
  };
  for (v1::Called& called : *out.mutable_called()) {
    const bool info = !names(body.to, called.indicator()) && names(body.info, called.indicator());
    if (info) called.set_role(ToEnumeration<v1::Role>(cable::Role::kInfo));
  }
}

// What a reader of the JSON sees is made of the lines that are in it too: whoever changes the one
// and not the other is told, for nothing would come of it.
static std::string ContradictionIn(const v1::Cable& in, const std::string& text) {
  const cable::ReadResult read = cable::ReadCable(text);
  if (!read.cable) return {};
  v1::Cable derived;
  FillCable(read.cable->transmission, read.cable->body, derived);
  google::protobuf::util::MessageDifferencer differencer;
  differencer.set_scope(google::protobuf::util::MessageDifferencer::PARTIAL);
  const auto& called = *v1::Called::descriptor();
  differencer.IgnoreField(called.FindFieldByName("role"));
  differencer.IgnoreField(v1::Cable::descriptor()->FindFieldByName("as_read"));
  std::string differences;
  differencer.ReportDifferencesToString(&differences);
  if (differencer.Compare(in, derived)) return {};
  std::string_view line = differences;
  while (line.starts_with("ignored"))
    line.remove_prefix(std::min(line.find('\n'), line.size() - 1) + 1);
  return std::string(line.substr(0, line.find('\n')));
}

std::string CableToJson(const cable::Cable& read) {
  v1::Cable out;
  FillCable(read.transmission, read.body, out);
  FillRoles(read.body, out);
  v1::AsRead& as_read = *out.mutable_as_read();
  as_read.set_identification_line(ToUtf8(read.identification_line));
  as_read.set_routing_lines(ToUtf8(read.routing_lines));
  return MessageToJson(out);
}

Result<std::string> CableTextFromJson(std::string_view json) {
  if (json.size() > kCableJsonBytesMax) {
    return Failure(fmt::format("the JSON has {} bytes, more than the {} that are read", json.size(),
                               kCableJsonBytesMax));
  }
  v1::Cable in;
  if (const std::string why = MessageFromJson(json, in); !why.empty()) return Failure(why);
  cable::Transmission transmission;
  Fault fault;
  if (!FromContract(in.number(), "number", transmission.number, fault) ||
      !FromContract(in.called(), transmission.called, fault)) {
    return tl::unexpected(fault.ToError());
  }
  const auto precedence = PrecedenceOf(in);
  if (!precedence) return Failure("\"routing_line\" begins with no doubled precedence");
  transmission.precedence = *precedence;
  for (const v1::Pilot& pilot : in.pilots()) {
    transmission.pilots.push_back(
        {pilot.instruction(), pilot.enclosed_identification(), pilot.enclosed_routing_line()});
  }
  auto heading = MakeRef<cable::Heading>();
  heading->calling_line = in.calling_line();
  heading->instruction_lines = in.instruction_lines();
  heading->body_digest = DigestOf(in.body_lines());
  if (!in.body_digest().empty() && in.body_digest() != FormatDigest(heading->body_digest)) {
    return Failure(
        fmt::format("\"body_lines\" is not the body of the digest {}: the cable had "
                    "bytes that JSON cannot hold, or somebody has changed it",
                    Quoted(in.body_digest())));
  }
  transmission.heading = std::move(heading);
  transmission.body = SharedBytes(in.body_lines());
  std::string text = cable::WriteTransmission(transmission);
  // The older numbers stand behind the newest, in format line 1.
  std::size_t behind = std::string_view("VZCZC").size() + in.number().size();
  for (const std::string& older : in.trace()) {
    if (transmission.number.none() || older == in.number()) continue;
    if (!cable::ChannelNumber::Parse(older)) {
      return Failure(fmt::format("\"trace\": {} is no channel number", Quoted(older)));
    }
    text.insert(behind, older);
    behind += older.size();
  }
  if (!in.has_as_read()) return text;
  auto as_it_was = TextAsRead(in.as_read(), transmission, text);
  if (!as_it_was) return as_it_was;
  if (const std::string what = ContradictionIn(in, *as_it_was); !what.empty()) {
    return Failure(fmt::format(
        "it contradicts its own lines ({}): change \"calling_line\", \"instruction_lines\" or "
        "\"body_lines\", of which the cable is made, and leave out \"body_digest\" then",
        what));
  }
  return as_it_was;
}

}  // namespace torntape::proto
