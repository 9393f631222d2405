// Goal: a connection is read in large pieces while much comes, and needs little room when it is
// quiet again.

#include "link/read_size.h"

#include <gtest/gtest.h>

namespace torntape::link {
namespace {

void Repeat(ReadSize& reads, int times, std::size_t size) {
  for (int i = 0; i < times; ++i) reads.Came(size, reads.bytes());
}

TEST(ReadSize, GrowsWithWhatFillsItUpToItsMost) {
  ReadSize reads;
  EXPECT_EQ(reads.bytes(), ReadSize::kBytesMin);
  reads.Came(reads.bytes() - 1, reads.bytes());
  EXPECT_EQ(reads.bytes(), ReadSize::kBytesMin);
  reads.Came(reads.bytes(), reads.bytes());
  EXPECT_EQ(reads.bytes(), 2 * ReadSize::kBytesMin);
  for (int i = 0; i < 20; ++i) reads.Came(reads.bytes(), reads.bytes());
  EXPECT_EQ(reads.bytes(), ReadSize::kBytesMax);
}

TEST(ReadSize, ShrinksWhenLittleHasComeForAWhile) {
  ReadSize reads;
  reads.Came(reads.bytes(), reads.bytes());
  Repeat(reads, ReadSize::kSmallReadsMax - 1, 100);
  EXPECT_EQ(reads.bytes(), 2 * ReadSize::kBytesMin);
  Repeat(reads, 1, 100);
  EXPECT_EQ(reads.bytes(), ReadSize::kBytesMin);
  Repeat(reads, 2 * ReadSize::kSmallReadsMax, 100);
  EXPECT_EQ(reads.bytes(), ReadSize::kBytesMin) << "and no further";
}

TEST(ReadSize, SmallReadsBetweenLargeOnesDoNotShrinkIt) {
  ReadSize reads;
  for (int i = 0; i < 3; ++i) reads.Came(reads.bytes(), reads.bytes());
  const std::size_t grown = reads.bytes();
  for (int i = 0; i < 10; ++i) {
    Repeat(reads, ReadSize::kSmallReadsMax - 1, 100);
    Repeat(reads, 1, grown / 2);
  }
  EXPECT_EQ(reads.bytes(), grown);
}

}  // namespace
}  // namespace torntape::link
