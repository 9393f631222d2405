#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/instant.h"
#include "sim/scenario.h"

namespace torntape::sim {

// When the cables of a burst come. Its time is stretched and shrunk by the hours of the day and by
// surges: what is measured is *weight*, which passes at one nanosecond a nanosecond where the rate
// is the average, five times as fast in a surge of five, and not at all in silence. Cables that lie
// evenly, or like a Poisson process, in weight lie as they should in time. Integers only, so that a
// seed means the same everywhere.
//
// Lifetime: the burst outlives it.
class RateCurve {
 public:
  RateCurve(const TrafficBurst& burst, Instant start);

  // Of the whole burst.
  std::uint64_t Weight() const;
  // When so much weight has passed; nothing if the burst is over before that. REQUIRES: not less
  // than at the last call.
  std::optional<Instant> At(std::uint64_t weight);

 private:
  // A time within which the rate stays the same.
  struct Piece {
    Instant begin;
    Instant end;
    std::uint64_t per_mille = 1000;
    std::uint64_t Weight() const;
  };
  Piece PieceAt(Instant begin) const;
  // Thousandths of the average rate.
  std::uint64_t RateAt(Instant at) const;

  const TrafficBurst& burst_;
  const Instant start_;  // of the scenario
  const Instant begin_;
  const Instant end_;
  std::uint64_t shares_ = 0;  // of all hours together
  Piece piece_;
  std::uint64_t weight_before_ = 0;  // of the pieces ahead of this one
};

}  // namespace torntape::sim
