#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/prng.h"
#include "bench/crowd_channel.h"

namespace torntape::bench {

// Connections of those who are no stations, or do not get as far as to be one: opened by the
// hundred, and each closed within seconds, by this side or by the relay.
class CrowdStrangers {
 public:
  enum class Kind : std::uint8_t {
    kTouch,      // connects, and closes at once; half of them with a reset
    kGarbage,    // says what is no hello, or a wrong one, and waits for an answer
    kHalfHello,  // says the beginning of a good hello, and closes a little later
    kSilent,     // says nothing, and stays until the relay closes
    kUnfinished  // says the beginning of a good hello, and stays until the relay closes
  };
  static constexpr std::size_t kKindCount = 5;

  // `hello` is a good one, framed: the two kinds that break off send half of it.
  CrowdStrangers(const Crowd& crowd, std::string hello, std::uint64_t seed);
  CrowdStrangers(const CrowdStrangers&) = delete;
  CrowdStrangers& operator=(const CrowdStrangers&) = delete;

  void Come(Kind kind);

  struct Figures {
    std::array<std::uint64_t, kKindCount> connects{};
    std::uint64_t failed = 0;           // to connect
    std::uint64_t answered = 0;         // garbage that the relay closed
    std::uint64_t unanswered = 0;       // garbage that it did not, which may look like a beginning
    std::uint64_t closed_by_relay = 0;  // silent and unfinished ones
    std::uint64_t left_open = 0;        // the same, that it did not close in time
    double kept_open_ms_max = 0;        // how long it kept such a one
  };
  const Figures& figures() const { return books_->figures; }
  std::size_t open() const { return books_->open; }
  // Of those that stay until the relay closes.
  std::size_t staying() const { return books_->staying; }

 private:
  class Stranger;
  // Shared with the strangers, which may outlive this object.
  struct Books {
    Figures figures;
    std::size_t open = 0;
    std::size_t staying = 0;
  };
  std::string MakeWords(Kind kind);

  const Crowd& crowd_;
  std::string half_hello_;
  std::vector<std::string> wrong_;  // whole frames that are no hello, or a wrong one
  Prng prng_;
  std::shared_ptr<Books> books_ = std::make_shared<Books>();
};

}  // namespace torntape::bench
