#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "channel/ring.h"

namespace torntape::channel {

// The place of a cable in its station's custody.
using CablePlace = std::uint32_t;
inline constexpr CablePlace kNoCable = 0xffffffff;

// Finds where a cable stands by its id. Ids rise with the order of taking, so this is a list in
// that order: eight bytes a cable, one write to add one. Cables that have gone stay in it for a
// while: whoever asks sees by the place whether the cable is still there.
class CableIndex {
 public:
  // Nearly always a higher id than all before; a lower one is kept apart.
  void Add(std::uint64_t id, CablePlace place);
  std::optional<CablePlace> Find(std::uint64_t id) const;
  // A cable has gone. `held(id, place)` tells whether a cable of the list is still there, and
  // `count` how many are.
  template <typename Held>
  void Remove(std::uint64_t id, std::size_t count, Held held) {
    if (!late_.empty()) late_.erase(id);
    while (!entries_.empty() && !held(first_, entries_.front().place)) PopFirst();
    if (entries_.size() > 2 * count + kGapsMin) CloseGaps(held);
  }

  // Those that came late take their places among the others.
  template <typename Held>
  void PutInOrder(Held held) {
    if (late_.empty()) return;
    CloseGaps(held);
    const Ring<Entry> others = std::move(entries_);
    const std::map<std::uint64_t, CablePlace> late = std::exchange(late_, {});
    entries_ = {};
    std::uint64_t id = first_;
    auto next = late.begin();
    for (std::size_t i = 0; i < others.size(); ++i) {
      id += static_cast<std::uint32_t>(others[i].low - static_cast<std::uint32_t>(id));
      for (; next != late.end() && next->first < id; ++next) Add(next->first, next->second);
      Add(id, others[i].place);
    }
    for (; next != late.end(); ++next) Add(next->first, next->second);
  }

 private:
  static constexpr std::size_t kGapsMin = 256;
  struct Entry {
    std::uint32_t low = 0;  // of the id; all ids of the list lie within the half of 64 bits
    CablePlace place = kNoCable;
  };
  std::uint64_t IdOf(const Entry& entry) const {
    return first_ + static_cast<std::uint32_t>(entry.low - static_cast<std::uint32_t>(first_));
  }
  void PopFirst();
  template <typename Held>
  void CloseGaps(Held held) {
    Ring<Entry> left;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (held(IdOf(entries_[i]), entries_[i].place)) left.push_back(entries_[i]);
    }
    if (!left.empty()) first_ = IdOf(left.front());
    entries_ = std::move(left);
    if (!entries_.empty()) last_ = IdOf(entries_.back());
  }

  Ring<Entry> entries_;                       // ids rise
  std::uint64_t first_ = 0;                   // the id of the first of them
  std::uint64_t last_ = 0;                    // and of the last
  std::map<std::uint64_t, CablePlace> late_;  // that came behind higher ones, or wait very long
};

}  // namespace torntape::channel
