#include "shell/clock.h"

#include <random>

namespace torntape::shell {

Clock::Clock()
    : steady_start_(std::chrono::steady_clock::now()),
      start_(std::chrono::duration_cast<Duration>(
          std::chrono::system_clock::now().time_since_epoch())) {}

Instant Clock::Now() const {
  return start_ +
         std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - steady_start_);
}

std::uint64_t DrawEpoch(Instant now) {
  std::random_device device;
  const std::uint64_t drawn = std::uint64_t{device()} << 32 | device();
  const std::uint64_t epoch = drawn ^ static_cast<std::uint64_t>(ToNanoseconds(now));
  return epoch == 0 ? 1 : epoch;
}

}  // namespace torntape::shell
