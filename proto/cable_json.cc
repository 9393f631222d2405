#include "proto/cable_json.h"

#include <string_view>

#include "base/assert.h"
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

}  // namespace

std::string CableToJson(const cable::Transmission& transmission, const cable::BodyView& body) {
  TORNTAPE_ASSERT(static_cast<bool>(transmission.heading));
  const cable::Heading& heading = *transmission.heading;
  v1::Cable out;
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
  return MessageToJson(out);
}

}  // namespace torntape::proto
