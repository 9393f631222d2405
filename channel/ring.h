#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "base/assert.h"

namespace torntape::channel {

// A queue with two ends in one block. It costs nothing while nothing was ever in it, and nothing
// for each value that passes: a station has seven queues a channel, most of them empty, and
// std::deque takes half a kibibyte for each and allocates again and again. Grows by doubling, and
// gives room back when a long backlog has gone.
template <typename T>
class Ring {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& operator[](std::size_t i) { return slots_[Wrap(begin_ + i)]; }
  const T& operator[](std::size_t i) const { return slots_[Wrap(begin_ + i)]; }
  const T& front() const { return At(0); }
  const T& back() const { return At(size_ - 1); }

  void push_back(T value) {
    if (size_ == slots_.size()) Resize(slots_.empty() ? kSlotsMin : slots_.size() * 2);
    slots_[Wrap(begin_ + size_)] = std::move(value);
    ++size_;
  }
  void push_front(T value) {
    if (size_ == slots_.size()) Resize(slots_.empty() ? kSlotsMin : slots_.size() * 2);
    begin_ = Wrap(begin_ + slots_.size() - 1);
    slots_[begin_] = std::move(value);
    ++size_;
  }
  T pop_front() {
    TORNTAPE_ASSERT(size_ > 0);
    T value = std::exchange(slots_[begin_], T{});
    begin_ = Wrap(begin_ + 1);
    --size_;
    Shrink();
    return value;
  }
  T pop_back() {
    TORNTAPE_ASSERT(size_ > 0);
    --size_;
    T value = std::exchange(slots_[Wrap(begin_ + size_)], T{});
    Shrink();
    return value;
  }
  // Takes out the one at `i`; the order of the others stays. Cheap near the front.
  T Take(std::size_t i) {
    T value = std::move((*this)[i]);
    for (; i > 0; --i) (*this)[i] = std::move((*this)[i - 1]);
    pop_front();
    return value;
  }
  void clear() { *this = Ring(); }

 private:
  static constexpr std::size_t kSlotsMin = 4;
  static constexpr std::size_t kSlotsKept = 1024;  // not worth giving back

  std::size_t Wrap(std::size_t i) const { return i & (slots_.size() - 1); }
  const T& At(std::size_t i) const {
    TORNTAPE_ASSERT(i < size_);
    return (*this)[i];
  }
  void Shrink() {
    if (slots_.size() > kSlotsKept && size_ < slots_.size() / 8) Resize(slots_.size() / 2);
  }
  void Resize(std::size_t slots) {
    std::vector<T> other(slots);
    for (std::size_t i = 0; i < size_; ++i) other[i] = std::move((*this)[i]);
    slots_.swap(other);
    begin_ = 0;
  }

  std::vector<T> slots_;  // a power of two of them, or none
  std::size_t begin_ = 0;
  std::size_t size_ = 0;
};

}  // namespace torntape::channel
