#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/assert.h"

namespace torntape::channel {

// Values in numbered places that are used again: no allocation per value once it has grown, and a
// place is four bytes where a pointer is eight. A place is only good until it is given back. Values
// never move: they stand in pieces, so that growing to millions costs no turn more than another.
template <typename T>
class Slab {
 public:
  using Place = std::uint32_t;
  static constexpr Place kNone = 0xffffffff;

  Place Add(T value) {
    const Place place = Add();
    (*this)[place] = std::move(value);
    return place;
  }
  // The same of a value as T makes it by default.
  Place Add() {
    ++size_;
    if (free_.empty()) return AddPlace();
    const Place place = free_.back();  // Remove left it so
    free_.pop_back();
    return place;
  }
  void Remove(Place place) {
    (*this)[place] = T{};
    free_.push_back(place);
    --size_;
  }
  T& operator[](Place place) { return pieces_[place / kPiece][place % kPiece]; }
  const T& operator[](Place place) const { return pieces_[place / kPiece][place % kPiece]; }
  std::size_t size() const { return size_; }
  // Behind every place that was ever used; those that are free hold a value as T makes it.
  Place end() const { return place_count_; }

 private:
  static constexpr std::size_t kPiece = 32;

  Place AddPlace() {
    TORNTAPE_ASSERT(place_count_ < kNone);
    if (place_count_ % kPiece == 0) pieces_.push_back(std::make_unique<T[]>(kPiece));
    return place_count_++;
  }

  std::vector<std::unique_ptr<T[]>> pieces_;
  std::vector<Place> free_;
  Place place_count_ = 0;
  std::size_t size_ = 0;
};

}  // namespace torntape::channel
