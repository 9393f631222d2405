#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "cable/routing_indicator.h"

namespace torntape::cable {

// When the communication centre took the message in (ACP 127 ¶115), as printed: day of year and
// time ("1341042") or day of month and time ("14/1042Z").
struct FilingTime {
  enum class Form : std::uint8_t { kNone, kDayOfYear, kDayOfMonth };
  Form form = Form::kNone;
  std::uint16_t day = 0;
  std::uint8_t hour = 0;
  std::uint8_t minute = 0;
  // As printed: "1341042", "14/1042Z", "" for none.
  std::string ToString() const;
  friend constexpr auto operator<=>(const FilingTime&, const FilingTime&) = default;
};

// The triple of format line 3 and the section: which message this is, for people. It may be
// ambiguous; duplicates and custody use it plus the digest of the body (design decision 3).
struct MessageIdentification {
  RoutingIndicator calling;        // the station that prepared the tape
  std::uint16_t serial = 0;        // station serial number; 0 with digits 0 is "none given"
  std::uint8_t serial_digits = 0;  // as printed, 0 to 4
  char position = '\0';            // the letter behind the serial (ACP 127), or NUL
  std::uint8_t section = 0;        // 1 to 99; 0 is "not in sections"
  FilingTime filing;

  // "RYKABD #0417/01 1341042", the form of the `state` profile, in every table and event.
  std::string ToString() const;
  friend constexpr auto operator<=>(const MessageIdentification&,
                                    const MessageIdentification&) = default;
};

}  // namespace torntape::cable
