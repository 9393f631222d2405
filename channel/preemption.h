#pragma once

#include <chrono>

#include "base/instant.h"
#include "cable/precedence.h"

namespace torntape::channel {

// What the circuit says of the transmission that is on it.
struct LineTime {
  Duration remaining{};    // until its last bit has left
  Duration cancel_cost{};  // of the end of a cancelled transmission (ACP 127 ¶424a)
};

// What is left of a transmission that PRIORITY may interrupt, at least (spec 3.3).
inline constexpr Duration kExtraLong = std::chrono::minutes(5);

// The rules of ACP 127 ¶151 (spec 3.3): whether `arriving` breaks off a transmission of `current`.
// W stands beside Y. Equal precedence never interrupts.
bool Interrupts(cable::Precedence arriving, cable::Precedence current, const LineTime& line);

}  // namespace torntape::channel
