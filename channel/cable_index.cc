#include "channel/cable_index.h"

#include <limits>

namespace torntape::channel {

void CableIndex::Add(std::uint64_t id, CablePlace place) {
  if (!entries_.empty() && id <= last_) {
    late_[id] = place;
    return;
  }
  while (!entries_.empty() && id - first_ > std::numeric_limits<std::uint32_t>::max()) {
    late_[first_] = entries_.front().place;
    PopFirst();
  }
  if (entries_.empty()) first_ = id;
  last_ = id;
  entries_.push_back({static_cast<std::uint32_t>(id), place});
}

void CableIndex::PopFirst() {
  entries_.pop_front();
  if (!entries_.empty()) first_ = IdOf(entries_.front());
}

std::optional<CablePlace> CableIndex::Find(std::uint64_t id) const {
  if (!late_.empty()) {
    if (const auto late = late_.find(id); late != late_.end()) return late->second;
  }
  if (entries_.empty() || id < first_ || id > last_) return std::nullopt;
  // Ids mostly rise by one, so this is nearly always the place.
  const std::uint64_t guess = id - first_;
  if (guess < entries_.size() && IdOf(entries_[guess]) == id) return entries_[guess].place;
  std::size_t begin = 0;
  std::size_t end = entries_.size();
  while (begin < end) {
    const std::size_t middle = begin + (end - begin) / 2;
    if (IdOf(entries_[middle]) < id) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  if (begin == entries_.size() || IdOf(entries_[begin]) != id) return std::nullopt;
  return entries_[begin].place;
}

}  // namespace torntape::channel
