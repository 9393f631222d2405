#include "proto/contract_values.h"

#include <algorithm>

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include "base/printable.h"
#include "torntape/v1/transmission.pb.h"

namespace torntape::proto {
namespace {

// The numbers of the contract are ours plus one; a new value must be added to both.
static_assert(v1::Precedence_MAX == cable::kPrecedenceCount);
static_assert(v1::EMERGENCY_COMMAND == ContractNumber(cable::Precedence::kEmergencyCommand));
static_assert(v1::ROUTINE == ContractNumber(cable::Precedence::kRoutine));
static_assert(v1::Role_MAX == ContractNumber(cable::Role::kInfo));
static_assert(v1::Classification_MAX == ContractNumber(cable::Classification::kTopSecret));
static_assert(v1::FilingTime::Form_MAX == static_cast<int>(cable::FilingTime::Form::kDayOfMonth));

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
// What 64 bits of nanoseconds hold.
constexpr std::int64_t kSecondsMax = INT64_MAX / kNanosecondsPerSecond - 1;

template <typename Value>
bool ReadNanoseconds(const Value& value, std::int64_t& out, Fault& fault) {
  const std::int64_t nanos = value.nanos();
  if (value.seconds() < -kSecondsMax || value.seconds() > kSecondsMax ||
      nanos <= -kNanosecondsPerSecond || nanos >= kNanosecondsPerSecond) {
    return fault.Set("", "is out of range");
  }
  out = value.seconds() * kNanosecondsPerSecond + nanos;
  return true;
}

}  // namespace

void ToContract(const cable::MessageIdentification& value, v1::MessageIdentification& out) {
  out.set_calling(value.calling.ToString());
  out.set_serial(value.serial);
  out.set_serial_digits(value.serial_digits);
  if (value.position != '\0') out.set_position(std::string(1, value.position));
  out.set_section(value.section);
  if (value.filing.form == cable::FilingTime::Form::kNone) return;
  out.mutable_filing()->set_form(static_cast<v1::FilingTime::Form>(value.filing.form));
  out.mutable_filing()->set_day(value.filing.day);
  out.mutable_filing()->set_hour(value.filing.hour);
  out.mutable_filing()->set_minute(value.filing.minute);
}

void ToContract(std::span<const cable::Called> value, Repeated<v1::Called>& out) {
  for (const cable::Called& called : value) {
    v1::Called& added = *out.Add();
    added.set_indicator(called.indicator.ToString());
    added.set_role(static_cast<v1::Role>(ContractNumber(called.role)));
  }
}

void ToContract(std::span<const cable::ChannelNumber> value, Repeated<std::string>& out) {
  for (const cable::ChannelNumber& number : value) *out.Add() = number.ToString();
}

void ToContract(const cable::Pilot& value, v1::Pilot& out) {
  out.set_instruction(value.instruction);
  out.set_enclosed_identification(value.enclosed_identification);
  out.set_enclosed_routing_line(value.enclosed_routing_line);
}

void ToContract(Instant value, google::protobuf::Timestamp& out) {
  // A timestamp's nanoseconds count forward also before 1970.
  const std::int64_t nanoseconds = ToNanoseconds(value);
  std::int64_t seconds = nanoseconds / kNanosecondsPerSecond;
  std::int64_t rest = nanoseconds % kNanosecondsPerSecond;
  if (rest < 0) {
    --seconds;
    rest += kNanosecondsPerSecond;
  }
  out.set_seconds(seconds);
  out.set_nanos(static_cast<std::int32_t>(rest));
}

void ToContract(Duration value, google::protobuf::Duration& out) {
  out.set_seconds(value.count() / kNanosecondsPerSecond);
  out.set_nanos(static_cast<std::int32_t>(value.count() % kNanosecondsPerSecond));
}

bool FromContract(const v1::MessageIdentification& value, cable::MessageIdentification& out,
                  Fault& fault) {
  if (!FromContract(value.calling(), "calling", out.calling, fault) ||
      !ReadBounded(value.serial(), 9999, "serial", out.serial, fault) ||
      !ReadBounded(value.serial_digits(), 4, "serial_digits", out.serial_digits, fault) ||
      !ReadLetter(value.position(), "position", out.position, fault) ||
      !ReadBounded(value.section(), 99, "section", out.section, fault)) {
    return false;
  }
  const v1::FilingTime& filing = value.filing();
  if (filing.form() < 0 || filing.form() > v1::FilingTime::Form_MAX) {
    return fault.Set("filing.form", std::to_string(filing.form()) + " is no form");
  }
  out.filing.form = static_cast<cable::FilingTime::Form>(filing.form());
  return ReadBounded(filing.day(), 366, "filing.day", out.filing.day, fault) &&
         ReadBounded(filing.hour(), 23, "filing.hour", out.filing.hour, fault) &&
         ReadBounded(filing.minute(), 59, "filing.minute", out.filing.minute, fault) &&
         CheckIdentification(out, fault);
}

bool FromContract(const Repeated<v1::Called>& value, cable::CalledList& out, Fault& fault) {
  if (static_cast<std::size_t>(value.size()) > cable::kCalledMax) {
    return fault.Set("called", "more than " + std::to_string(cable::kCalledMax));
  }
  for (const v1::Called& called : value) {
    cable::Called read;
    const auto number = static_cast<std::uint64_t>(called.role());
    if (!ReadIndicator(called.indicator(), "indicator", read.indicator, fault) ||
        !ReadRole(number, "role", read.role, fault)) {
      return fault.Within("called", out.size());
    }
    out.push_back(read);
  }
  return true;
}

bool FromContract(const Repeated<std::string>& value, cable::Trace& out, Fault& fault) {
  if (static_cast<std::size_t>(value.size()) > cable::kTraceMax) {
    return fault.Set("trace", "more than " + std::to_string(cable::kTraceMax));
  }
  for (const std::string& number : value) {
    cable::ChannelNumber read;
    if (!ReadNumber(number, "", read, fault)) return fault.Within("trace", out.size());
    out.push_back(read);
  }
  return true;
}

bool FromContract(const google::protobuf::Timestamp& value, Instant& out, Fault& fault) {
  std::int64_t nanoseconds = 0;
  if (!ReadNanoseconds(value, nanoseconds, fault)) return false;
  out = InstantFromNanoseconds(nanoseconds);
  return true;
}

bool FromContract(const google::protobuf::Duration& value, Duration& out, Fault& fault) {
  std::int64_t nanoseconds = 0;
  if (!ReadNanoseconds(value, nanoseconds, fault)) return false;
  out = Duration{nanoseconds};
  return true;
}

bool FromContract(const std::string& value, std::string_view field, cable::RoutingIndicator& out,
                  Fault& fault) {
  return value.empty() || ReadIndicator(value, field, out, fault);
}

bool FromContract(const std::string& value, std::string_view field, cable::ChannelNumber& out,
                  Fault& fault) {
  return value.empty() || ReadNumber(value, field, out, fault);
}

std::string ToUtf8(std::string_view bytes) {
  static constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    const auto first = static_cast<unsigned char>(bytes.front());
    if (first < 0x80) {
      out.push_back(bytes.front());
      bytes.remove_prefix(1);
      continue;
    }
    // A character that is merely not fit for a screen has more than one byte; a broken one has one.
    const std::size_t size = FirstCell(bytes).bytes;
    out.append(size == 1 ? kReplacement : bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  return out;
}

std::string CutUtf8(std::string_view text, std::size_t size_max) {
  std::string out = ToUtf8(text.substr(0, size_max));
  std::size_t size = std::min(out.size(), size_max);
  if (size < out.size()) {
    while (size > 0 && (static_cast<unsigned char>(out[size]) & 0xc0) == 0x80) --size;
  }
  out.resize(size);
  return out;
}

}  // namespace torntape::proto
