// Goal: what was given back is taken again, by who wants as much; sizes do not mix; the kept bytes
// have a bound.
#include "base/block_pool.h"

#include <cstdint>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

namespace torntape {
namespace {

constexpr std::size_t kSizes[] = {
    0, 1, 255, 256, 257, 2048, BlockPool::kPooledBytesMax, BlockPool::kPooledBytesMax + 1, 100'000};

TEST(BlockPool, EveryByteOfABlockIsItsHolders) {
  for (int round = 0; round < 3; ++round) {
    std::vector<unsigned char*> blocks;
    for (const std::size_t size : kSizes) {
      auto* const block = static_cast<unsigned char*>(BlockPool::Take(size));
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % alignof(std::max_align_t), 0u);
      std::memset(block, static_cast<int>(blocks.size()) + 1, size);
      blocks.push_back(block);
    }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      for (std::size_t at = 0; at < kSizes[i]; ++at) ASSERT_EQ(blocks[i][at], i + 1) << at;
      BlockPool::GiveBack(blocks[i]);
    }
  }
}

TEST(BlockPool, GivesTheLastOneBackFirst) {
  void* const first = BlockPool::Take(300);
  BlockPool::GiveBack(first);
  void* const larger = BlockPool::Take(3'000);
  void* const second = BlockPool::Take(310);  // of the same class
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(__clang__)
  EXPECT_EQ(second, first);
#endif
  EXPECT_NE(larger, first);
  BlockPool::GiveBack(second);
  BlockPool::GiveBack(larger);
  BlockPool::GiveBack(nullptr);
}

TEST(BlockPool, ManyAtOnceAreAllApart) {
  std::vector<void*> blocks;
  for (int i = 0; i < 20'000; ++i) blocks.push_back(BlockPool::Take(1'000));
  for (std::size_t i = 0; i < blocks.size(); ++i) *static_cast<std::size_t*>(blocks[i]) = i;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    ASSERT_EQ(*static_cast<std::size_t*>(blocks[i]), i);
    BlockPool::GiveBack(blocks[i]);
  }
}

}  // namespace
}  // namespace torntape
