#pragma once

#include <cstdint>
#include <string_view>

namespace torntape {

// A seeded source of random numbers whose sequence is the same on every machine and compiler
// (xoshiro256** seeded by splitmix64). Distributions are ours for the same reason; none uses
// floating-point functions of libm (design decision 8).
class Prng {
 public:
  explicit Prng(std::uint64_t seed);

  // A generator for one named part, so that a new draw in one part does not shift the others.
  Prng Split(std::string_view part) const;

  std::uint64_t Next();
  // Uniform in [0, bound). REQUIRES: bound > 0.
  std::uint64_t Below(std::uint64_t bound);
  // Uniform in [low, high], both included. REQUIRES: low <= high.
  std::int64_t Between(std::int64_t low, std::int64_t high);
  // True with the probability numerator / denominator. REQUIRES: denominator > 0.
  bool Chance(std::uint64_t numerator, std::uint64_t denominator);
  // Exponentially distributed with this mean, rounded down: the span from one arrival to the next
  // where arrivals know nothing of each other. By comparisons of integers alone (von Neumann's
  // way), so exact but for the rounding, and the same everywhere. Takes four draws on average.
  // Never above kExponentialMeansMax means. REQUIRES: 0 <= mean <= kExponentialMeanMax.
  std::int64_t Exponential(std::int64_t mean);
  static constexpr std::int64_t kExponentialMeansMax = 64;
  static constexpr std::int64_t kExponentialMeanMax = std::int64_t{1} << 56;  // ns: over two years

 private:
  std::uint64_t seed_;
  std::uint64_t state_[4];
};

}  // namespace torntape
