#include "channel/send_window.h"

#include <algorithm>
#include <chrono>

namespace torntape::channel {
namespace {

// In measurements: how soon a line that got slower is believed, and how often the line is emptied
// for a look at its length.
constexpr int kPaceSpan = 8;
constexpr int kRoundTripSpan = 64;
// What stands in buffers for so long troubles nobody, and is not worth a look.
constexpr std::uint64_t kShortUs = 2000;

// The shorter one of two times, of which 0 is none.
std::uint64_t Shorter(std::uint64_t a, std::uint64_t b) {
  if (a == 0 || b == 0) return std::max(a, b);
  return std::min(a, b);
}

}  // namespace

void SendWindow::HandleSent(Instant now, std::uint64_t spent) {
  if (!probe_) probe_ = Probe{now, spent, freed_};
}

void SendWindow::HandleFreed(Instant now, std::uint64_t freed) {
  freed_ = freed;
  if (!probe_ || freed < probe_->spent) return;
  const Probe probe = *probe_;
  probe_.reset();
  const auto us =
      std::chrono::duration_cast<std::chrono::microseconds>(now - probe.sent_at).count();
  Learn(static_cast<std::uint64_t>(std::max<std::int64_t>(us, 1)), freed - probe.freed_before);
}

// Twice the round trip, as one that was timed behind a full line is longer than the line is, and
// what comes back comes in heaps; so the window also grows where it was what held the line back.
void SendWindow::Learn(std::uint64_t round_trip_us, std::uint64_t bytes) {
  per_millisecond_.now = std::max(per_millisecond_.now, bytes * 1000 / round_trip_us);
  round_trip_us_.now = Shorter(round_trip_us_.now, round_trip_us);
  const std::uint64_t pace = std::max(per_millisecond_.now, per_millisecond_.before);
  const std::uint64_t round_trip = Shorter(round_trip_us_.now, round_trip_us_.before);
  ++measured_;
  if (measured_ % kPaceSpan == 0) per_millisecond_ = {0, per_millisecond_.now};
  if (measured_ % kRoundTripSpan == 0) {
    measured_ = 0;
    round_trip_us_ = {0, round_trip_us_.now};
    if (round_trip > kShortUs) {
      bytes_ = kLeastBytes;  // for the next measurement
      return;
    }
  }
  bytes_ = std::max(kLeastBytes, pace * (2 * round_trip + kShortUs) / 1000);
}

}  // namespace torntape::channel
