#include "sim/rate_curve.h"

#include <algorithm>

namespace torntape::sim {
namespace {

constexpr Duration kHour = std::chrono::hours(1);
constexpr Duration kDay = std::chrono::hours(24);

Duration SinceMidnight(Instant at) { return at.time_since_epoch() % kDay; }

}  // namespace

RateCurve::RateCurve(const TrafficBurst& burst, Instant start)
    : burst_(burst), start_(start), begin_(start + burst.at), end_(begin_ + burst.over) {
  for (const std::uint32_t share : burst.by_hour) shares_ += share;
  piece_ = PieceAt(begin_);
}

std::uint64_t RateCurve::Piece::Weight() const {
  // In two parts, so that the product stays below 2^64.
  const auto length = static_cast<std::uint64_t>((end - begin).count());
  return length / 1000 * per_mille + length % 1000 * per_mille / 1000;
}

std::uint64_t RateCurve::RateAt(Instant at) const {
  std::uint64_t rate = 1000;
  if (shares_ > 0) {
    const auto hour = static_cast<std::size_t>(SinceMidnight(at) / kHour);
    rate = burst_.by_hour[hour] * burst_.by_hour.size() * 1000 / shares_;
  }
  for (auto surge = burst_.surges.rbegin(); surge != burst_.surges.rend(); ++surge) {
    const Duration since = at - start_ - surge->at;
    if (since >= Duration::zero() && since < surge->lasts) return rate * surge->per_mille / 1000;
  }
  return rate;
}

RateCurve::Piece RateCurve::PieceAt(Instant begin) const {
  const Duration step = shares_ > 0 ? kHour : kDay;
  Instant end = std::min(end_, begin + step - SinceMidnight(begin) % step);
  for (const Surge& surge : burst_.surges) {
    for (const Instant edge : {start_ + surge.at, start_ + surge.at + surge.lasts}) {
      if (edge > begin) end = std::min(end, edge);
    }
  }
  return {begin, end, RateAt(begin)};
}

std::uint64_t RateCurve::Weight() const {
  std::uint64_t weight = 0;
  for (Piece piece = PieceAt(begin_); piece.begin < end_; piece = PieceAt(piece.end)) {
    weight += piece.Weight();
  }
  return weight;
}

std::optional<Instant> RateCurve::At(std::uint64_t weight) {
  while (weight >= weight_before_ + piece_.Weight()) {
    if (piece_.end >= end_) return std::nullopt;
    weight_before_ += piece_.Weight();
    piece_ = PieceAt(piece_.end);
  }
  const std::uint64_t rest = weight - weight_before_;
  const std::uint64_t offset =
      rest / piece_.per_mille * 1000 + rest % piece_.per_mille * 1000 / piece_.per_mille;
  return piece_.begin + Duration(static_cast<std::int64_t>(offset));
}

}  // namespace torntape::sim
