#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/assert.h"
#include "base/instant.h"

namespace torntape::sim {

// The ordered event set of a world of virtual time: by instant, and within one instant in the order
// of scheduling, which makes the order total and the run repeatable. A heap of four children a
// node, whose four lie in one cache line: an event is two words. Nothing is allocated once it has
// grown to what is in flight. A calendar queue would be faster with a million events pending, and
// is slower with the few that a network has (bench/RESULTS.md).
//
// What an event is about lies in slabs of its owner; `kind` and `place` say where.
class EventQueue {
 public:
  static constexpr std::uint32_t kKindMax = (1u << 4) - 1;
  static constexpr std::uint32_t kPlaceMax = (1u << 26) - 1;
  // Events that one queue can ever take: at a million a second of real time, in five hours.
  static constexpr std::uint64_t kSequenceMax = (std::uint64_t{1} << 34) - 1;

  struct Scheduled {
    Instant at;
    std::uint32_t kind = 0;
    std::uint32_t place = 0;
  };

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  // REQUIRES: not empty.
  Scheduled Next() const { return Unpack(At(0)); }

  // REQUIRES: kind <= kKindMax, place <= kPlaceMax.
  void Schedule(Instant at, std::uint32_t kind, std::uint32_t place) {
    TORNTAPE_ASSERT(kind <= kKindMax);
    TORNTAPE_ASSERT(place <= kPlaceMax);
    TORNTAPE_ASSERT(next_sequence_ <= kSequenceMax);
    const Entry added{ToNanoseconds(at),
                      next_sequence_++ << 30 | std::uint64_t{kind} << 26 | place};
    std::size_t hole = size_++;
    if (LineOf(hole) == lines_.size()) lines_.emplace_back();
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / kChildren;
      if (!Before(added, At(parent))) break;
      At(hole) = At(parent);
      hole = parent;
    }
    At(hole) = added;
  }

  // REQUIRES: not empty.
  Scheduled Take() {
    TORNTAPE_ASSERT(size_ > 0);
    const Entry taken = At(0);
    const Entry last = At(--size_);
    At(size_) = kLast;
    if (size_ > 0) Sink(last);
    return Unpack(taken);
  }

 private:
  static constexpr std::size_t kChildren = 4;
  struct Entry {
    std::int64_t at = 0;     // nanoseconds
    std::uint64_t what = 0;  // from the highest bit: 34 of sequence, 4 of kind, 26 of place
  };
  // Behind every event: it fills the places that are not used, so that four can be compared always.
  static constexpr Entry kLast{std::numeric_limits<std::int64_t>::max(),
                               std::numeric_limits<std::uint64_t>::max()};
  // The children of node i are line i + 1; the root is the last of line 0.
  struct alignas(64) Line {
    std::array<Entry, kChildren> entries{kLast, kLast, kLast, kLast};
  };
  static constexpr std::size_t kBeforeRoot = kChildren - 1;

  static bool Before(const Entry& a, const Entry& b) {
    return a.at != b.at ? a.at < b.at : a.what < b.what;
  }
  static Scheduled Unpack(const Entry& entry) {
    return {InstantFromNanoseconds(entry.at),
            static_cast<std::uint32_t>(entry.what >> 26) & kKindMax,
            static_cast<std::uint32_t>(entry.what) & kPlaceMax};
  }
  static std::size_t LineOf(std::size_t node) { return (node + kBeforeRoot) / kChildren; }
  Entry& At(std::size_t node) {
    return lines_[LineOf(node)].entries[(node + kBeforeRoot) % kChildren];
  }
  const Entry& At(std::size_t node) const {
    return lines_[LineOf(node)].entries[(node + kBeforeRoot) % kChildren];
  }

  // Puts `last` where it belongs, beginning with a hole at the top.
  void Sink(const Entry& last) {
    std::size_t hole = 0;
    while (hole + 1 < lines_.size()) {
      const auto& children = lines_[hole + 1].entries;
      const std::size_t left = Before(children[1], children[0]) ? 1 : 0;
      const std::size_t right = Before(children[3], children[2]) ? 3 : 2;
      const std::size_t least = Before(children[right], children[left]) ? right : left;
      if (!Before(children[least], last)) break;
      At(hole) = children[least];
      hole = hole * kChildren + 1 + least;
    }
    At(hole) = last;
  }

  std::vector<Line> lines_;
  std::size_t size_ = 0;
  std::uint64_t next_sequence_ = 0;
};

}  // namespace torntape::sim
