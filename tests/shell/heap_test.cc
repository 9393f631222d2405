// Goal: a large block that is freed leaves nothing behind in the heap, however often there was one.
// Method: the allocator is asked how much it has from the system for single blocks.

#include "shell/heap.h"

#include <cstddef>
#include <memory>

#include <gtest/gtest.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace torntape::shell {
namespace {

// What the allocator takes from the system for one block of this size alone.
std::size_t TakenApart([[maybe_unused]] std::size_t bytes) {
#if defined(__GLIBC__)
  const std::size_t before = ::mallinfo2().hblkhd;
  const auto block = std::make_unique_for_overwrite<char[]>(bytes);
  // Or the compiler would see that nobody needs it.
  const volatile char* const used = block.get();
  return used == nullptr ? 0 : ::mallinfo2().hblkhd - before;
#else
  return 0;
#endif
}

TEST(Heap, LargeBlocksStayApartWhenSomeWereFreed) {
  constexpr std::size_t kLarge = std::size_t{8} << 20;
  if (TakenApart(kLarge) == 0) GTEST_SKIP() << "the allocator does not tell";
  KeepLargeBlocksApart();
  for (int i = 0; i < 3; ++i) EXPECT_GE(TakenApart(kLarge), kLarge) << i;
  EXPECT_EQ(TakenApart(std::size_t{64} << 10), 0U);
}

}  // namespace
}  // namespace torntape::shell
