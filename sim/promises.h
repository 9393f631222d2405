#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cable/event.h"
#include "sim/run.h"

namespace torntape::sim {

// A cable as events name it: identification and digest together (design decision 3), mixed into one
// word. Two cables of one run share a mark once in 2^64.
std::uint64_t MarkOf(const cable::MessageIdentification& identification, std::uint64_t digest_low);
inline std::uint64_t MarkOf(const cable::Event& event) {
  return MarkOf(event.identification, event.digest);
}

// Format line 2 of a copy in one word.
std::uint64_t MarkOfLine(cable::Precedence precedence, std::span<const cable::Called> called);

// The same, and the channels by which the cable came to where the copy was made. A station that is
// called by two collectives has a copy by each way, with the same line 2 (spec 4.9.3).
std::uint64_t MarkOfCopy(const cable::Event& event);

// Laws that more than one ledger holds stations to.
inline constexpr std::string_view kCustody = "custody";
inline constexpr std::string_view kPrecedence = "precedence of copies";

// Collects broken promises, and remembers the last events so that each can show what led to it.
class Promises {
 public:
  // `events_remembered` is a power of two, or 0.
  explicit Promises(std::size_t events_remembered = 4096) : remembered_(events_remembered) {}

  void Remember(const cable::Event& event);

  // `place`: a station, or "RYLB -> RYMC".
  void Break(std::string_view law, std::string place, const cable::MessageIdentification* cable,
             std::string what, std::uint64_t mark = 0);
  // The same of an event that just happened: its place, its cable.
  void BreakAt(std::string_view law, const cable::Event& event, std::string what);
  // One that no event shows.
  void Add(BrokenPromise promise);

  const std::vector<BrokenPromise>& broken() const { return broken_; }
  std::uint64_t total() const { return total_; }

 private:
  struct Remembered {
    cable::Event event;
    cable::CalledList called;
  };
  // The last lines that speak of a cable, oldest first; of `station` too if it is about none.
  std::vector<std::string> LinesOf(std::uint64_t mark, std::string_view place) const;

  std::vector<Remembered> remembered_;
  std::uint64_t events_ = 0;
  std::vector<BrokenPromise> broken_;
  std::uint64_t total_ = 0;
};

// "RYLB", or "RYLB -> RYMC" if the event speaks of a hop.
std::string PlaceOf(const cable::Event& event);

}  // namespace torntape::sim
