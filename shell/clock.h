#pragma once

#include <chrono>
#include <cstdint>

#include "base/instant.h"

namespace torntape::shell {

// The clock of a station that runs live: the system's time when the process started, and steady
// time since, so that nobody who sets the system's clock can turn a station's time back (design
// decision 8).
class Clock {
 public:
  Clock();
  Instant Now() const;

 private:
  std::chrono::steady_clock::time_point steady_start_;
  Instant start_;
};

// A number that tells a store made at `now` from every other: from the system's source of
// randomness and the time. Never 0, which stands for "never met".
std::uint64_t DrawEpoch(Instant now);

}  // namespace torntape::shell
