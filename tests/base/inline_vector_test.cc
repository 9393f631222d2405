#include "base/inline_vector.h"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace torntape {
namespace {

using Numbers = InlineVector<int, 3>;

Numbers Count(int size) {
  Numbers numbers;
  for (int i = 0; i < size; ++i) numbers.push_back(i);
  return numbers;
}

TEST(InlineVector, HoldsFewAndMany) {
  for (int size = 0; size < 20; ++size) {
    const Numbers numbers = Count(size);
    ASSERT_EQ(numbers.size(), static_cast<std::size_t>(size));
    for (int i = 0; i < size; ++i) EXPECT_EQ(numbers[static_cast<std::size_t>(i)], i);
  }
}

TEST(InlineVector, CopiesAndMovesOfEverySize) {
  for (int size = 0; size < 10; ++size) {
    Numbers from = Count(size);
    Numbers copy = from;
    EXPECT_EQ(copy, from);
    Numbers moved = std::move(from);
    EXPECT_EQ(moved, copy);
    for (int other = 0; other < 10; ++other) {
      Numbers target = Count(other);
      target = copy;
      EXPECT_EQ(target, copy);
      Numbers second = Count(other);
      second = Numbers(copy);
      EXPECT_EQ(second, copy);
    }
  }
}

TEST(InlineVector, AMovedFromOneIsEmptyAndUsable) {
  Numbers from = Count(8);
  const Numbers to = std::move(from);
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): this is what is asked here
  from.push_back(4);
  EXPECT_EQ(from, Numbers({4}));
}

TEST(InlineVector, PushesAValueOfItsOwn) {
  Numbers numbers = Count(3);
  numbers.push_back(numbers[0]);  // while it grows
  EXPECT_EQ(numbers, Numbers({0, 1, 2, 0}));
}

TEST(InlineVector, InsertsInFrontAndShortens) {
  Numbers numbers = Count(3);
  numbers.insert_front(9);
  EXPECT_EQ(numbers, Numbers({9, 0, 1, 2}));
  numbers.resize_down(2);
  EXPECT_EQ(numbers, Numbers({9, 0}));
  numbers.resize_down(7);
  EXPECT_EQ(numbers.size(), 2u);
}

TEST(InlineVector, IsMadeOfASpan) {
  const std::vector<int> values = {5, 6, 7, 8};
  EXPECT_EQ(Numbers(std::span<const int>(values)), Numbers({5, 6, 7, 8}));
}

}  // namespace
}  // namespace torntape
