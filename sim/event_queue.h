#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/instant.h"

namespace torntape::sim {

// The ordered event set of a world of virtual time: by instant, and within one instant in the order
// of scheduling, which makes the order total and the run repeatable. A heap of four children a node
// over small values: the children of a node lie in one or two cache lines, and nothing is allocated
// once it has grown to what is in flight.
//
// What an event is about lies in slabs of its owner; `kind` and `place` say where.
class EventQueue {
 public:
  struct Scheduled {
    Instant at;
    std::uint64_t sequence = 0;
    std::uint32_t kind = 0;
    std::uint32_t place = 0;
  };

  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  // REQUIRES: not empty.
  const Scheduled& Next() const { return heap_.front(); }

  void Schedule(Instant at, std::uint32_t kind, std::uint32_t place) {
    const Scheduled added{at, next_sequence_++, kind, place};
    std::size_t hole = heap_.size();
    heap_.push_back(added);
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / kChildren;
      if (!Before(added, heap_[parent])) break;
      heap_[hole] = heap_[parent];
      hole = parent;
    }
    heap_[hole] = added;
  }

  // REQUIRES: not empty.
  Scheduled Take() {
    const Scheduled taken = heap_.front();
    const Scheduled last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) Sink(last);
    return taken;
  }

 private:
  static constexpr std::size_t kChildren = 4;

  static bool Before(const Scheduled& a, const Scheduled& b) {
    return a.at != b.at ? a.at < b.at : a.sequence < b.sequence;
  }

  // Puts `last` where it belongs, beginning with a hole at the top.
  void Sink(const Scheduled& last) {
    const std::size_t size = heap_.size();
    std::size_t hole = 0;
    for (;;) {
      const std::size_t first = hole * kChildren + 1;
      if (first >= size) break;
      const std::size_t end = first + kChildren < size ? first + kChildren : size;
      std::size_t least = first;
      for (std::size_t child = first + 1; child < end; ++child) {
        if (Before(heap_[child], heap_[least])) least = child;
      }
      if (!Before(heap_[least], last)) break;
      heap_[hole] = heap_[least];
      hole = least;
    }
    heap_[hole] = last;
  }

  std::vector<Scheduled> heap_;
  std::uint64_t next_sequence_ = 0;
};

}  // namespace torntape::sim
