#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/assert.h"

namespace torntape::channel {

// Values in numbered places that are used again: no allocation per value once it has grown, and a
// place is four bytes where a pointer is eight. A place is only good until it is given back.
template <typename T>
class Slab {
 public:
  using Place = std::uint32_t;
  static constexpr Place kNone = 0xffffffff;

  Place Add(T value) {
    ++size_;
    if (free_.empty()) {
      TORNTAPE_ASSERT(values_.size() < kNone);
      values_.push_back(std::move(value));
      return static_cast<Place>(values_.size() - 1);
    }
    const Place place = free_.back();
    free_.pop_back();
    values_[place] = std::move(value);
    return place;
  }
  // The same of a value as T makes it by default.
  Place Add() {
    if (free_.empty()) return Add(T{});
    ++size_;
    const Place place = free_.back();  // Remove left it so
    free_.pop_back();
    return place;
  }
  void Remove(Place place) {
    values_[place] = T{};
    free_.push_back(place);
    --size_;
  }
  T& operator[](Place place) { return values_[place]; }
  const T& operator[](Place place) const { return values_[place]; }
  std::size_t size() const { return size_; }
  // Every place that was ever used; those that are free hold a value as T makes it by default.
  std::size_t place_count() const { return values_.size(); }

 private:
  std::vector<T> values_;
  std::vector<Place> free_;
  std::size_t size_ = 0;
};

}  // namespace torntape::channel
