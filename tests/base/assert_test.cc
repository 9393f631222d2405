#include "base/assert.h"

#include <gtest/gtest.h>

namespace torntape {
namespace {

TEST(AssertDeathTest, SaysTheFactAndItsPlaceAndAborts) {
  const int queued = 3;
  EXPECT_DEATH(TORNTAPE_ASSERT(queued < 0),
               "assert_test.cc:[0-9]+: a fact that must hold does not: queued < 0");
}

TEST(Assert, HoldsItsPeaceOtherwise) {
  int evaluated = 0;
  TORNTAPE_ASSERT(++evaluated == 1);
  EXPECT_EQ(evaluated, 1);
}

}  // namespace
}  // namespace torntape
