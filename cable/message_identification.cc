#include "cable/message_identification.h"

#include <iterator>

#include <fmt/format.h>

namespace torntape::cable {

std::string FilingTime::ToString() const {
  switch (form) {
    case Form::kNone:
      return {};
    case Form::kDayOfYear:
      return fmt::format("{:03}{:02}{:02}", day, hour, minute);
    case Form::kDayOfMonth:
      return fmt::format("{:02}/{:02}{:02}Z", day, hour, minute);
  }
  return {};
}

std::string MessageIdentification::ToString() const {
  std::string text = calling.ToString();
  auto out = std::back_inserter(text);
  if (serial_digits > 0) fmt::format_to(out, " #{:0{}}", serial, serial_digits);
  if (position != '\0') text.push_back(position);
  if (section > 0) fmt::format_to(out, "/{:02}", section);
  if (filing.form != FilingTime::Form::kNone) fmt::format_to(out, " {}", filing.ToString());
  return text;
}

}  // namespace torntape::cable
