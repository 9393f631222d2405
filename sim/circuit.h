#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/instant.h"
#include "base/prng.h"
#include "cable/transmission.h"
#include "network/network.h"

namespace torntape::sim {

// How many characters a transmission is on a circuit: its sixteen format lines as text, in the
// compact line discipline. The same number for every rate, so that rates can be compared.
std::uint64_t CharactersOf(const cable::Transmission& transmission);
// What a teleprinter of two cases needs besides (ITA2, spec 1.1): a shift wherever letters turn to
// figures or back, and a second and third character at each end of a line. It begins in letters.
std::uint64_t Ita2ExtraOf(std::string_view text);

// The end of a cancelled transmission: a line of eight errors and AR, and NNNN (ACP 127 ¶424a).
inline constexpr std::uint64_t kCancelCharacters = 25;

// One direction of a channel in virtual time. It is serial: it takes one transmission at a time,
// each for as long as its bits need, and every bit arrives `delay` after it was sent, so that order
// is kept. Receipts and credit come back with the delay alone: they are short, and on framed links
// they pass beside the traffic.
//
// What is spoilt on the way is noticed by the link layer a round trip later and sent again before
// anything else: loss costs time and never a number (docs/networks-and-scenarios.md). Jitter delays
// what arrives, never past what was sent after it.
class Circuit {
 public:
  Circuit() = default;
  // Jitter and loss are drawn by the seed.
  explicit Circuit(const network::Circuit& described, std::uint64_t seed = 0);

  // True if it takes time to send on: then one transmission is handed over at a time, and the
  // next is chosen when this one has left, as late as possible.
  bool IsSlow() const { return units_per_second_ > 0; }
  Duration delay() const { return delay_; }

  struct Passage {
    Instant free_at;     // the last bit has left
    Instant arrives_at;  // the last bit is there
  };
  // So many hundredths of its own rate.
  void Slow(std::uint32_t percent) { percent_ = percent; }
  // How many characters a transmission is on this circuit.
  std::uint64_t LineCharactersOf(const cable::Transmission& transmission) const;
  // How long so many characters are on the line.
  Duration LineTimeOf(std::uint64_t characters) const;
  // Breaks off what is on the circuit: from now on it carries the end of a cancelled transmission,
  // of so many characters, and nothing else.
  Passage Cancel(Instant now, std::uint64_t characters);
  Instant free_at() const { return free_at_; }
  // Puts a transmission of so many characters on the circuit, behind what is on it.
  Passage Send(Instant now, std::uint64_t characters);
  // The connection broke: what was on it is lost, and it is free.
  void Clear();

  // How long it has carried something, up to `now`.
  Duration BusyUpTo(Instant now) const { return busy_ - std::max(free_at_ - now, Duration{}); }

 private:
  // Hundredths of a unit a second, and tenths of a unit a character: 9600 bit/s are 960000 and 80.
  std::uint64_t units_per_second_ = 0;  // 0: as fast as can be
  std::uint32_t unit_tenths_ = 80;
  bool two_cases_ = false;
  std::uint32_t percent_ = 100;
  Duration delay_{};
  Duration jitter_{};
  std::uint32_t loss_per_million_ = 0;
  std::optional<Prng> prng_;  // where something is drawn
  Instant free_at_;
  Instant last_arrives_at_;    // nothing arrives before that
  Instant before_arrives_at_;  // the same without the last transmission
  Duration busy_{};            // up to free_at_
};

}  // namespace torntape::sim
