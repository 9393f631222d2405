#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "proto/transmission_codec.h"

namespace torntape::proto {
namespace {

using wire::Reader;
using wire::Type;

// A field that is known, but encoded as another type than the contract's.
bool WrongType(std::string_view field, Fault& fault) {
  return fault.Set(std::string(field), "is encoded as another type");
}
bool Torn(const Reader& reader, Fault& fault) {
  return reader.ok() || fault.Set("", "the encoding is torn or damaged");
}
bool Twice(std::string_view field, Fault& fault) {
  return fault.Set(std::string(field), "comes twice");
}

bool ReadFiling(std::string_view bytes, cable::FilingTime& filing, Fault& fault) {
  using Form = cable::FilingTime::Form;
  Reader reader(bytes);
  while (reader.Next()) {
    if (reader.field() > 4) continue;
    if (!reader.Is(Type::kVarint)) return WrongType("", fault);
    const std::uint64_t value = reader.varint();
    bool good = true;
    switch (reader.field()) {
      case 1:
        good = ReadBounded(value, static_cast<std::uint64_t>(Form::kDayOfMonth), "form",
                           filing.form, fault);
        break;
      case 2:
        good = ReadBounded(value, 366, "day", filing.day, fault);
        break;
      case 3:
        good = ReadBounded(value, 23, "hour", filing.hour, fault);
        break;
      default:
        good = ReadBounded(value, 59, "minute", filing.minute, fault);
    }
    if (!good) return false;
  }
  return Torn(reader, fault);
}

// As every writer encodes it. False: look closer.
bool ReadPlainIdentification(std::string_view bytes, cable::MessageIdentification& id) {
  using Form = cable::FilingTime::Form;
  wire::PlainFields fields(bytes);
  const auto calling = cable::RoutingIndicator::Parse(fields.Text(1));
  const std::uint64_t serial = fields.Varint(2);
  const std::uint64_t serial_digits = fields.Varint(3);
  const std::string_view position = fields.Text(4);
  const std::uint64_t section = fields.Varint(5);
  wire::PlainFields filing(fields.Text(6));
  const std::uint64_t form = filing.Varint(1);
  const std::uint64_t day = filing.Varint(2);
  const std::uint64_t hour = filing.Varint(3);
  const std::uint64_t minute = filing.Varint(4);
  if (!calling || !fields.AtEnd() || !filing.AtEnd() || serial > 9999 || serial_digits > 4 ||
      section > 99 || form > static_cast<std::uint64_t>(Form::kDayOfMonth) || day > 366 ||
      hour > 23 || minute > 59) {
    return false;
  }
  id.calling = *calling;
  id.serial = static_cast<std::uint16_t>(serial);
  id.serial_digits = static_cast<std::uint8_t>(serial_digits);
  id.section = static_cast<std::uint8_t>(section);
  id.filing = {static_cast<Form>(form), static_cast<std::uint16_t>(day),
               static_cast<std::uint8_t>(hour), static_cast<std::uint8_t>(minute)};
  Fault unsaid;
  return ReadLetter(position, "", id.position, unsaid) && CheckIdentification(id, unsaid);
}

bool ReadIdentification(std::string_view bytes, cable::MessageIdentification& id, Fault& fault) {
  static constexpr std::array<std::string_view, 7> kNames = {
      "", "calling", "serial", "serial_digits", "position", "section", "filing"};
  static constexpr std::array<Type, 7> kTypes = {Type::kBytes,  Type::kBytes, Type::kVarint,
                                                 Type::kVarint, Type::kBytes, Type::kVarint,
                                                 Type::kBytes};
  Reader reader(bytes);
  while (reader.Next()) {
    const std::uint32_t field = reader.field();
    if (field >= kNames.size()) continue;
    if (!reader.Is(kTypes[field])) return WrongType(kNames[field], fault);
    bool good = true;
    switch (field) {
      case 1:
        good = ReadIndicator(reader.bytes(), kNames[field], id.calling, fault);
        break;
      case 2:
        good = ReadBounded(reader.varint(), 9999, kNames[field], id.serial, fault);
        break;
      case 3:
        good = ReadBounded(reader.varint(), 4, kNames[field], id.serial_digits, fault);
        break;
      case 4:
        good = ReadLetter(reader.bytes(), kNames[field], id.position, fault);
        break;
      case 5:
        good = ReadBounded(reader.varint(), 99, kNames[field], id.section, fault);
        break;
      default:
        good = ReadFiling(reader.bytes(), id.filing, fault) || fault.Within("filing");
    }
    if (!good) return false;
  }
  return Torn(reader, fault) && CheckIdentification(id, fault);
}

constexpr std::array<std::string_view, 10> kHeadingNames = {"",
                                                            "identification",
                                                            "calling_line",
                                                            "instruction_lines",
                                                            "classification",
                                                            "special_category",
                                                            "action_precedence",
                                                            "info_precedence",
                                                            "always_deliver",
                                                            "body_digest"};
constexpr std::array<Type, 10> kHeadingTypes = {
    Type::kBytes, Type::kBytes,  Type::kBytes,  Type::kBytes,  Type::kVarint,
    Type::kBytes, Type::kVarint, Type::kVarint, Type::kVarint, Type::kBytes};

bool ReadHeadingField(const Reader& reader, cable::Heading& heading, Fault& fault) {
  const std::uint32_t field = reader.field();
  const std::string_view name = kHeadingNames[field];
  switch (field) {
    case 1:
      if (!heading.identification.calling.none()) return Twice(name, fault);
      return ReadIdentification(reader.bytes(), heading.identification, fault) ||
             fault.Within(name);
    case 2:
      heading.calling_line = reader.bytes();
      return CheckLine(reader.bytes(), name, fault);
    case 3:
      heading.instruction_lines = reader.bytes();
      return CheckLines(reader.bytes(), name, fault);
    case 4:
      return ReadClassification(reader.varint(), name, heading.classification, fault);
    case 5:
      return ReadLetter(reader.bytes(), name, heading.special_category, fault);
    case 6:
      return ReadPrecedence(reader.varint(), name, heading.action_precedence, fault);
    case 7: {
      if (reader.varint() == 0) return true;
      cable::Precedence info{};
      if (!ReadPrecedence(reader.varint(), name, info, fault)) return false;
      heading.info_precedence = info;
      return true;
    }
    case 8:
      heading.always_deliver = reader.varint() != 0;
      return true;
    default:
      return ReadDigest(reader.bytes(), name, heading.body_digest, fault);
  }
}

// As every writer encodes it. False: look closer; what was set then is set again.
bool ReadPlainHeading(std::string_view bytes, cable::Heading& heading) {
  wire::PlainFields fields(bytes);
  const std::string_view identification = fields.Text(1);
  const std::string_view calling_line = fields.Text(2);
  const std::string_view instruction_lines = fields.Text(3);
  const std::uint64_t classification = fields.Varint(4);
  const std::string_view special_category = fields.Text(5);
  const std::uint64_t action_precedence = fields.Varint(6);
  const std::uint64_t info_precedence = fields.Varint(7);
  const bool always_deliver = fields.Varint(8) != 0;
  const std::string_view digest = fields.Text(9);
  if (!fields.AtEnd()) return false;

  cable::MessageIdentification id;
  cable::Precedence info{};
  Fault unsaid;
  if (!ReadPlainIdentification(identification, id) || !CheckLine(calling_line, "", unsaid) ||
      !CheckLines(instruction_lines, "", unsaid) ||
      !ReadClassification(classification, "", heading.classification, unsaid) ||
      !ReadLetter(special_category, "", heading.special_category, unsaid) ||
      !ReadPrecedence(action_precedence, "", heading.action_precedence, unsaid) ||
      (info_precedence != 0 && !ReadPrecedence(info_precedence, "", info, unsaid)) ||
      !ReadDigest(digest, "", heading.body_digest, unsaid)) {
    return false;
  }
  heading.identification = id;
  heading.calling_line = calling_line;
  heading.instruction_lines = instruction_lines;
  if (info_precedence != 0) heading.info_precedence = info;
  heading.always_deliver = always_deliver;
  heading.encoded.bytes = bytes;
  return true;
}

bool ReadHeading(std::string_view bytes, cable::Heading& heading, Fault& fault) {
  if (ReadPlainHeading(bytes, heading)) return true;
  // Without these a heading says nothing: who, how urgent, how secret, and which body.
  constexpr std::uint32_t kNeeded = 1u << 1 | 1u << 4 | 1u << 6 | 1u << 9;
  std::uint32_t seen = 0;
  Reader reader(bytes);
  while (reader.Next()) {
    const std::uint32_t field = reader.field();
    if (field >= kHeadingNames.size()) continue;
    if (!reader.Is(kHeadingTypes[field])) return WrongType(kHeadingNames[field], fault);
    if (!ReadHeadingField(reader, heading, fault)) return false;
    seen |= 1u << field;
  }
  if (!Torn(reader, fault)) return false;
  for (std::uint32_t field = 1; field < kHeadingNames.size(); ++field) {
    if ((kNeeded & ~seen & 1u << field) != 0) {
      return fault.Set(std::string(kHeadingNames[field]), "is missing");
    }
  }
  if (heading.identification.calling.none()) {
    return fault.Set("identification.calling", "is missing");
  }
  heading.encoded.bytes = bytes;
  return true;
}

// As every writer encodes it: the indicator, then the role, and nothing else. False: look closer.
bool ReadPlainCalled(std::string_view bytes, cable::Called& called) {
  constexpr char kIndicatorTag = 1 << 3 | 2;
  constexpr char kRoleTag = 2 << 3;
  constexpr std::size_t kAround = 4;  // a tag and a length before the letters, a tag and a role
  if (bytes.size() < kAround + cable::RoutingIndicator::kSizeMin) return false;
  const std::size_t size = bytes.size() - kAround;
  const char role = bytes.back();
  if (bytes[0] != kIndicatorTag || bytes[1] != static_cast<char>(size) ||
      bytes[size + 2] != kRoleTag || (role != 1 && role != 2)) {
    return false;
  }
  const auto indicator = cable::RoutingIndicator::Parse(bytes.substr(2, size));
  if (!indicator) return false;
  called = {*indicator, static_cast<cable::Role>(role - 1)};
  return true;
}

bool ReadCalled(std::string_view bytes, cable::Called& called, Fault& fault) {
  if (ReadPlainCalled(bytes, called)) return true;
  Reader reader(bytes);
  std::uint64_t role = 0;
  while (reader.Next()) {
    if (reader.field() == 1) {
      if (!reader.Is(Type::kBytes)) return WrongType("indicator", fault);
      if (!ReadIndicator(reader.bytes(), "indicator", called.indicator, fault)) return false;
    } else if (reader.field() == 2) {
      if (!reader.Is(Type::kVarint)) return WrongType("role", fault);
      role = reader.varint();
    }
  }
  if (!Torn(reader, fault)) return false;
  if (called.indicator.none()) return fault.Set("indicator", "is missing");
  return ReadRole(role, "role", called.role, fault);
}

bool ReadPilot(std::string_view bytes, cable::Pilot& pilot, Fault& fault) {
  Reader reader(bytes);
  while (reader.Next()) {
    const std::uint32_t field = reader.field();
    if (field > 3) continue;
    if (!reader.Is(Type::kBytes)) return WrongType("", fault);
    const std::string_view text = reader.bytes();
    if (field == 1) {
      if (!CheckLine(text, "instruction", fault)) return false;
      pilot.instruction = text;
    } else if (field == 2) {
      if (!CheckLine(text, "enclosed_identification", fault)) return false;
      pilot.enclosed_identification = text;
    } else {
      if (!CheckLines(text, "enclosed_routing_line", fault)) return false;
      pilot.enclosed_routing_line = text;
    }
  }
  return Torn(reader, fault);
}

constexpr std::array<std::string_view, 7> kTransmissionNames = {
    "", "number", "trace", "precedence", "called", "pilots", "heading"};
constexpr std::string_view kBodyName = "body";
constexpr std::uint32_t kBodyNumber = 15;

// Adds an element to a list of the transmission, if there is room for it.
template <typename List, typename Read>
bool ReadElement(List& list, std::size_t size_max, std::string_view field, Fault& fault,
                 Read read) {
  if (list.size() == size_max) {
    return fault.Set(std::string(field), "more than " + std::to_string(size_max));
  }
  list.push_back({});
  return read(list.back()) || fault.Within(field, list.size() - 1);
}

bool ReadTransmissionField(const Reader& reader, cable::Transmission& transmission,
                           Ref<cable::Heading>& heading, Fault& fault) {
  const std::uint32_t field = reader.field();
  const std::string_view bytes = reader.bytes();
  switch (field) {
    case 1:
      return ReadNumber(bytes, "number", transmission.number, fault);
    case 2:
      return ReadElement(transmission.trace, cable::kTraceMax, "trace", fault,
                         [&](auto& number) { return ReadNumber(bytes, "", number, fault); });
    case 3:
      return ReadPrecedence(reader.varint(), "precedence", transmission.precedence, fault);
    case 4:
      return ReadElement(transmission.called, cable::kCalledMax, "called", fault,
                         [&](auto& called) { return ReadCalled(bytes, called, fault); });
    case 5:
      return ReadElement(transmission.pilots, cable::kPilotsMax, "pilots", fault,
                         [&](auto& pilot) { return ReadPilot(bytes, pilot, fault); });
    case 6:
      if (heading) return Twice("heading", fault);
      heading = cable::Heading::Make();
      return ReadHeading(bytes, *heading, fault) || fault.Within("heading");
    default:
      if (transmission.body.present()) return Twice(kBodyName, fault);
      if (bytes.size() > cable::kBodyBytesMax) {
        return fault.Set(std::string(kBodyName), std::to_string(bytes.size()) +
                                                     " bytes, more than " +
                                                     std::to_string(cable::kBodyBytesMax));
      }
      transmission.body = SharedBytes(bytes);
      return true;
  }
}

bool ReadTransmissionFields(std::string_view bytes, cable::Transmission& transmission,
                            Fault& fault) {
  Ref<cable::Heading> heading;
  bool precedence_seen = false;
  Reader reader(bytes);
  while (reader.Next()) {
    const std::uint32_t field = reader.field();
    const bool is_body = field == kBodyNumber;
    if (field >= kTransmissionNames.size() && !is_body) continue;
    if (!reader.Is(field == 3 ? Type::kVarint : Type::kBytes)) {
      return WrongType(is_body ? kBodyName : kTransmissionNames[field], fault);
    }
    if (!ReadTransmissionField(reader, transmission, heading, fault)) return false;
    precedence_seen |= field == 3;
  }
  if (!Torn(reader, fault)) return false;
  if (transmission.number.none()) return fault.Set("number", "is missing");
  if (!precedence_seen) return fault.Set("precedence", "is missing");
  if (transmission.called.empty()) return fault.Set("called", "calls nobody");
  if (!heading) return fault.Set("heading", "is missing");
  transmission.heading = heading;
  if (!transmission.body.present()) transmission.body = SharedBytes("");
  return true;
}

// The numbers of a Receipt or Credit: three varints, the first the channel.
bool ReadThree(std::string_view bytes, const std::array<std::string_view, 3>& names,
               std::uint16_t& channel, std::uint64_t& second, std::uint64_t& third, Fault& fault) {
  Reader reader(bytes);
  while (reader.Next()) {
    const std::uint32_t field = reader.field();
    if (field > names.size()) continue;
    if (!reader.Is(Type::kVarint)) return WrongType(names[field - 1], fault);
    if (field == 1 &&
        !ReadBounded(reader.varint(), kChannelsPerLinkMax - 1, names[0], channel, fault)) {
      return false;
    }
    if (field == 2) second = reader.varint();
    if (field == 3) third = reader.varint();
  }
  return Torn(reader, fault);
}

}  // namespace

bool ReadTransmission(std::string_view bytes, TransmissionFrame& frame, Fault& fault) {
  bool seen = false;
  Reader reader(bytes);
  while (reader.Next()) {
    if (reader.field() == 1) {
      if (!reader.Is(Type::kVarint)) return WrongType("channel", fault);
      if (!ReadBounded(reader.varint(), kChannelsPerLinkMax - 1, "channel", frame.channel, fault)) {
        return false;
      }
    } else if (reader.field() == 2) {
      if (!reader.Is(Type::kBytes)) return WrongType("transmission", fault);
      if (seen) return Twice("transmission", fault);
      seen = true;
      if (!ReadTransmissionFields(reader.bytes(), frame.transmission, fault)) {
        return fault.Within("transmission");
      }
    }
  }
  if (!Torn(reader, fault)) return false;
  return seen || fault.Set("transmission", "is missing");
}

bool ReadReceipt(std::string_view bytes, Receipt& receipt, Fault& fault) {
  std::uint64_t serial = 0;
  return ReadThree(bytes, {"channel", "count", "serial"}, receipt.channel, receipt.count, serial,
                   fault) &&
         ReadBounded(serial, 9999, "serial", receipt.serial, fault);
}

bool ReadCredit(std::string_view bytes, Credit& credit, Fault& fault) {
  return ReadThree(bytes, {"channel", "ordinary_bytes", "reserve_bytes"}, credit.channel,
                   credit.ordinary_bytes, credit.reserve_bytes, fault);
}

}  // namespace torntape::proto
