#pragma once

#include <cstdint>

#include "base/instant.h"
#include "cable/transmission.h"
#include "network/network.h"

namespace torntape::sim {

// How many characters a transmission is on a circuit: its sixteen format lines as text, in the
// compact line discipline. The same number for every rate, so that rates can be compared.
std::uint64_t CharactersOf(const cable::Transmission& transmission);

// The end of a cancelled transmission: a line of eight errors and AR, and NNNN (ACP 127 ¶424a).
inline constexpr std::uint64_t kCancelCharacters = 25;

// One direction of a channel in virtual time. It is serial: it takes one transmission at a time,
// each for as long as its bits need, and every bit arrives `delay` after it was sent, so that order
// is kept. Receipts and credit come back with the delay alone: they are short, and on framed links
// they pass beside the traffic.
class Circuit {
 public:
  Circuit() = default;
  explicit Circuit(const network::Circuit& described)
      : bits_per_second_(described.bits_per_second), delay_(described.delay) {}

  // True if it takes time to send on: then one transmission is handed over at a time, and the
  // next is chosen when this one has left, as late as possible.
  bool IsSlow() const { return bits_per_second_ > 0; }
  Duration delay() const { return delay_; }

  struct Passage {
    Instant free_at;     // the last bit has left
    Instant arrives_at;  // the last bit is there
  };
  // So many hundredths of its own rate.
  void Slow(std::uint32_t percent) { percent_ = percent; }
  // How long so many characters are on the line.
  Duration LineTimeOf(std::uint64_t characters) const;
  // Breaks off what is on the circuit: from now on it carries the end of a cancelled transmission,
  // of so many characters, and nothing else.
  Passage Cancel(Instant now, std::uint64_t characters) {
    free_at_ = now;
    return Send(now, characters);
  }
  Instant free_at() const { return free_at_; }
  // Puts a transmission of so many characters on the circuit, behind what is on it.
  Passage Send(Instant now, std::uint64_t characters);
  // The connection broke: what was on it is lost, and it is free.
  void Clear() { free_at_ = Instant{}; }

 private:
  std::uint64_t bits_per_second_ = 0;  // 0: as fast as can be
  std::uint32_t percent_ = 100;
  Duration delay_{};
  Instant free_at_;
};

}  // namespace torntape::sim
