#pragma once

#include <algorithm>
#include <cstddef>

namespace torntape::link {

// How much a connection asks of one read. It grows with what comes, so that a busy one is read with
// few calls, and shrinks when little has come for a while: of a thousand connections each meets a
// burst at some time, and what all of them once needed must not be kept for ever.
class ReadSize {
 public:
  static constexpr std::size_t kBytesMin = 8u << 10;
  static constexpr std::size_t kBytesMax = 512u << 10;
  // So many reads in a row must bring less than a quarter before it shrinks.
  static constexpr int kSmallReadsMax = 32;

  std::size_t bytes() const { return bytes_; }
  // A read has brought so many bytes, of so many that there was room for.
  void Came(std::size_t size, std::size_t room) {
    if (size == room) bytes_ = std::min(bytes_ * 2, kBytesMax);
    small_reads_ = size < bytes_ / 4 ? small_reads_ + 1 : 0;
    if (small_reads_ < kSmallReadsMax) return;
    small_reads_ = 0;
    bytes_ = std::max(bytes_ / 2, kBytesMin);
  }

 private:
  std::size_t bytes_ = kBytesMin;
  int small_reads_ = 0;
};

}  // namespace torntape::link
