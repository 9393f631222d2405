#pragma once

#include <cstddef>

namespace torntape {

// Memory that comes and goes with each cable, used again: bodies of a few kilobytes and headings,
// which the general allocator serves slowly, as it splits and joins blocks of such sizes. What is
// given back is kept for the next that wants as much, up to a bound; larger blocks pass through.
//
// Thread safety: each thread has blocks of its own, and must give back what it took.
class BlockPool {
 public:
  // Larger ones are not kept.
  static constexpr std::size_t kPooledBytesMax = 8u << 10;

  // At least so many bytes, aligned for anything.
  static void* Take(std::size_t bytes);
  static void GiveBack(void* block) noexcept;
};

}  // namespace torntape
