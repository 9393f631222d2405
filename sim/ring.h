#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "base/assert.h"

namespace torntape::sim {

// A queue with two ends that costs nothing while it is empty: a world has tens of thousands of
// lanes and most are never used (std::deque takes half a kibibyte for each). Grows by doubling.
template <typename T>
class Ring {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& operator[](std::size_t i) { return slots_[Wrap(begin_ + i)]; }
  const T& operator[](std::size_t i) const { return slots_[Wrap(begin_ + i)]; }
  T& front() { return (*this)[0]; }
  const T& front() const { return (*this)[0]; }

  void push_back(T value) {
    MakeRoom();
    slots_[Wrap(begin_ + size_)] = std::move(value);
    ++size_;
  }
  void push_front(T value) {
    MakeRoom();
    begin_ = Wrap(begin_ + slots_.size() - 1);
    slots_[begin_] = std::move(value);
    ++size_;
  }
  T pop_front() {
    TORNTAPE_ASSERT(size_ > 0);
    T value = std::exchange(slots_[begin_], T{});
    begin_ = Wrap(begin_ + 1);
    --size_;
    return value;
  }
  // Takes out the element at `i`; the order of the others stays.
  T Take(std::size_t i) {
    T value = std::move((*this)[i]);
    for (; i > 0; --i) (*this)[i] = std::move((*this)[i - 1]);
    pop_front();
    return value;
  }
  void clear() {
    while (!empty()) pop_front();
  }

 private:
  std::size_t Wrap(std::size_t i) const { return i & (slots_.size() - 1); }
  void MakeRoom() {
    if (size_ < slots_.size()) return;
    std::vector<T> bigger(slots_.empty() ? 4 : slots_.size() * 2);
    for (std::size_t i = 0; i < size_; ++i) bigger[i] = std::move((*this)[i]);
    slots_.swap(bigger);
    begin_ = 0;
  }

  std::vector<T> slots_;  // a power of two
  std::size_t begin_ = 0;
  std::size_t size_ = 0;
};

}  // namespace torntape::sim
