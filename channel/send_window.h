#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/instant.h"

namespace torntape::channel {

// How many bytes a sender has under way on one channel, of the credit that it was granted: what the
// round trip needs to keep the line busy, and what the line takes in two milliseconds. What is
// under way stands in buffers that no FLASH can pass, so on a slow line a few cables must do,
// whatever was granted; on a fast one nobody waits long for what its credit allows (design,
// "Urgency").
//
// It measures: how long it takes until what was sent is committed by the peer, and how much is
// committed meanwhile. Both from totals of the ordinary purse since the connection was opened.
// Behind a full window the first is mostly waiting, so now and then the window is the least for one
// round trip, which shows how long it is on an empty line; not where all is done in two
// milliseconds.
//
// Pure; not thread-safe.
class SendWindow {
 public:
  // Two cables of 2 KiB: never less.
  static constexpr std::uint64_t kLeastBytes = 4u << 10;
  // To begin with: it doubles with each round trip until the line is full.
  static constexpr std::uint64_t kFirstBytes = 16u << 10;

  std::uint64_t bytes() const { return bytes_; }
  // `spent` so far, while more waited. Some of these are timed.
  void HandleSent(Instant now, std::uint64_t spent);
  // `freed` so far, and more waits.
  void HandleFreed(Instant now, std::uint64_t freed);
  // Nothing waits: what comes back from here on says nothing of how fast the line is.
  void HandleLull() { probe_.reset(); }

 private:
  struct Probe {
    Instant sent_at;
    std::uint64_t spent = 0;         // it is answered when so much is free again,
    std::uint64_t freed_before = 0;  // of which this much was before
  };
  // The best of the last measurements: of those in this span of them, and of the span before.
  struct Best {
    std::uint64_t now = 0;
    std::uint64_t before = 0;
  };

  void Learn(std::uint64_t round_trip_us, std::uint64_t bytes);

  std::uint64_t bytes_ = kFirstBytes;
  std::uint64_t freed_ = 0;
  std::optional<Probe> probe_;
  int measured_ = 0;
  Best per_millisecond_;  // bytes, the most
  Best round_trip_us_;    // the shortest; 0: none
};

}  // namespace torntape::channel
