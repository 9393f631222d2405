#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

namespace torntape {

// A vector of trivially copyable values that keeps up to `kInline` of them in itself. Most cables
// call one to four stations; those cost no allocation, and five hundred still fit.
template <typename T, std::size_t kInline>
class InlineVector {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  InlineVector() = default;
  InlineVector(std::initializer_list<T> values) {
    for (const T& value : values) push_back(value);
  }
  explicit InlineVector(std::span<const T> values) { Assign(values); }
  InlineVector(const InlineVector& other) { Copy(other); }
  InlineVector(InlineVector&& other) noexcept { Take(other); }
  InlineVector& operator=(const InlineVector& other) {
    if (this != &other) Copy(other);
    return *this;
  }
  InlineVector& operator=(InlineVector&& other) noexcept {
    if (this != &other) {
      heap_.reset();
      Take(other);
    }
    return *this;
  }
  ~InlineVector() = default;

  T* data() { return heap_ ? heap_.get() : inline_; }
  const T* data() const { return heap_ ? heap_.get() : inline_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* begin() { return data(); }
  T* end() { return data() + size_; }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size_; }
  T& operator[](std::size_t i) { return data()[i]; }
  const T& operator[](std::size_t i) const { return data()[i]; }
  T& back() { return data()[size_ - 1]; }
  const T& back() const { return data()[size_ - 1]; }
  std::span<const T> span() const { return {data(), size_}; }

  void clear() { size_ = 0; }
  void push_back(const T& value) {
    const T kept = value;  // it may stand in the block that is about to be left
    if (size_ == capacity_) Grow(capacity_ * 2);
    data()[size_++] = kept;
  }
  void insert_front(const T& value) {
    push_back(value);
    std::rotate(begin(), end() - 1, end());
  }
  void resize_down(std::size_t size) { size_ = std::min<std::uint32_t>(size_, Narrow(size)); }

  friend bool operator==(const InlineVector& a, const InlineVector& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  static std::uint32_t Narrow(std::size_t n) { return static_cast<std::uint32_t>(n); }
  void Assign(std::span<const T> values) {
    if (values.size() > capacity_) {
      size_ = 0;
      Grow(Narrow(values.size()));
    }
    std::copy(values.begin(), values.end(), data());
    size_ = Narrow(values.size());
  }
  // Where both are in themselves, all places are copied, used or not: a copy of fixed size is a few
  // instructions, and one of few values a call.
  void Copy(const InlineVector& other) {
    if (heap_ || other.heap_) return Assign(other.span());
    std::copy(other.inline_, other.inline_ + kInline, inline_);
    size_ = other.size_;
  }
  void Take(InlineVector& other) {
    heap_ = std::move(other.heap_);
    capacity_ = heap_ ? other.capacity_ : Narrow(kInline);
    size_ = other.size_;
    if (!heap_) std::copy(other.inline_, other.inline_ + kInline, inline_);
    other.size_ = 0;
    other.capacity_ = Narrow(kInline);
  }
  void Grow(std::uint32_t capacity) {
    auto bigger = std::make_unique<T[]>(capacity);
    std::copy(begin(), end(), bigger.get());
    heap_ = std::move(bigger);
    capacity_ = capacity;
  }

  std::unique_ptr<T[]> heap_;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = static_cast<std::uint32_t>(kInline);
  T inline_[kInline] = {};
};

}  // namespace torntape
