#include "sim/speed_histogram.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "base/prng.h"

namespace torntape::sim {
namespace {

TEST(SpeedHistogram, OfNothingSaysNothing) {
  const SpeedHistogram histogram;
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.AtPerMille(500), Duration{});
}

TEST(SpeedHistogram, OfOneIsExact) {
  SpeedHistogram histogram;
  histogram.Add(Duration(1'234'567'891));
  EXPECT_EQ(histogram.least(), Duration(1'234'567'891));
  EXPECT_EQ(histogram.AtPerMille(500), Duration(1'234'567'891));
  EXPECT_EQ(histogram.AtPerMille(990), Duration(1'234'567'891));
  EXPECT_EQ(histogram.most(), Duration(1'234'567'891));
}

// The model is a sorted list. Sizes from nanoseconds to years.
TEST(SpeedHistogram, PercentilesAreExactToASixtyFourth) {
  Prng prng(1);
  std::vector<std::int64_t> all;
  SpeedHistogram histogram;
  for (int i = 0; i < 10'000; ++i) {
    const auto size = static_cast<std::int64_t>(prng.Next() >> (2 + prng.Below(60)));
    all.push_back(size);
    histogram.Add(Duration(size));
  }
  std::sort(all.begin(), all.end());
  for (const std::uint64_t per_mille : {1U, 250U, 500U, 900U, 990U, 999U, 1000U}) {
    const std::int64_t exact = all[(all.size() * per_mille + 999) / 1000 - 1];
    const std::int64_t found = histogram.AtPerMille(per_mille).count();
    EXPECT_LE(found, exact) << per_mille;
    EXPECT_GE(found, exact - exact / 64 - 1) << per_mille;
  }
  EXPECT_EQ(histogram.least().count(), all.front());
  EXPECT_EQ(histogram.most().count(), all.back());
}

}  // namespace
}  // namespace torntape::sim
