#include "base/prng.h"

#include <array>
#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

namespace torntape {
namespace {

// The sequence is part of every scenario's promise: same seed, same bytes, on every machine. These
// values are those of the published xoshiro256** seeded by splitmix64.
TEST(Prng, TheSequenceNeverChanges) {
  Prng prng(0);
  EXPECT_EQ(prng.Next(), 0x99ec5f36cb75f2b4ULL);
  EXPECT_EQ(prng.Next(), 0xbf6e1f784956452aULL);
  EXPECT_EQ(prng.Next(), 0x1a5f849d4933e6e0ULL);
}

TEST(Prng, SameSeedSameDraws) {
  Prng a(8847);
  Prng b(8847);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a.Next(), b.Next());
}

TEST(Prng, PartsAreIndependentOfDrawsAndOfEachOther) {
  Prng whole(7);
  Prng before = whole.Split("circuits");
  whole.Next();
  Prng after = whole.Split("circuits");
  Prng other = whole.Split("traffic");
  EXPECT_EQ(before.Next(), after.Next());
  EXPECT_NE(before.Next(), other.Next());
}

TEST(Prng, BelowStaysBelowAndReachesAll) {
  Prng prng(1);
  std::array<int, 7> seen{};
  for (int i = 0; i < 7'000; ++i) ++seen.at(prng.Below(7));
  for (const int count : seen) EXPECT_NEAR(count, 1'000, 150);
  EXPECT_EQ(prng.Below(1), 0u);
}

// A bound of three quarters of 2^64: without refusing some draws the lowest third would come half
// of the time.
TEST(Prng, BelowFavoursNobody) {
  Prng prng(1);
  int lowest_third = 0;
  for (int i = 0; i < 9'000; ++i) lowest_third += prng.Below(3ULL << 62) < (1ULL << 62) ? 1 : 0;
  EXPECT_NEAR(lowest_third, 3'000, 300);
}

TEST(Prng, BetweenIncludesBothEnds) {
  Prng prng(1);
  bool low = false;
  bool high = false;
  for (int i = 0; i < 200; ++i) {
    const std::int64_t draw = prng.Between(-1, 1);
    ASSERT_GE(draw, -1);
    ASSERT_LE(draw, 1);
    low |= draw == -1;
    high |= draw == 1;
  }
  EXPECT_TRUE(low && high);
  EXPECT_EQ(prng.Between(5, 5), 5);
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  prng.Between(kMin, kMax);  // all 64 bits: no overflow, says the sanitizer
}

TEST(Prng, ChanceOfNothingAndOfAll) {
  Prng prng(1);
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(prng.Chance(0, 3));
    EXPECT_TRUE(prng.Chance(3, 3));
  }
}

// Goal: the spans are those of an exponential distribution, not merely of its mean. Method: with
// 100,000 draws of mean 1,000,000 the mean, the mean square (2 means squared) and the shares beyond
// 1/2, 1, 2 and 5 means are within four standard errors of what calculus says.
TEST(Prng, ExponentialHasItsMomentsAndItsTail) {
  constexpr std::int64_t kMean = 1'000'000;
  constexpr int kDraws = 100'000;
  Prng prng(8847);
  double sum = 0;
  double squares = 0;
  std::array<int, 4> beyond{};
  for (int i = 0; i < kDraws; ++i) {
    const std::int64_t draw = prng.Exponential(kMean);
    ASSERT_GE(draw, 0);
    const double means = static_cast<double>(draw) / kMean;
    sum += means;
    squares += means * means;
    beyond[0] += means > 0.5 ? 1 : 0;
    beyond[1] += means > 1 ? 1 : 0;
    beyond[2] += means > 2 ? 1 : 0;
    beyond[3] += means > 5 ? 1 : 0;
  }
  EXPECT_NEAR(sum / kDraws, 1.0, 0.0127);      // standard error 1 / sqrt(draws)
  EXPECT_NEAR(squares / kDraws, 2.0, 0.0566);  // sqrt(24 - 4) / sqrt(draws)
  EXPECT_NEAR(beyond[0], 0.606531 * kDraws, 4 * 154.5);
  EXPECT_NEAR(beyond[1], 0.367879 * kDraws, 4 * 152.5);
  EXPECT_NEAR(beyond[2], 0.135335 * kDraws, 4 * 108.2);
  EXPECT_NEAR(beyond[3], 0.006738 * kDraws, 4 * 25.9);
}

TEST(Prng, ExponentialNeverChanges) {
  Prng prng(1);
  EXPECT_EQ(prng.Exponential(1'000'000'000), 1'391'328'602);
  EXPECT_EQ(prng.Exponential(1'000'000'000), 3'080'455'944);
  EXPECT_EQ(prng.Exponential(1'000'000'000), 45'820'168);
}

TEST(Prng, ExponentialOfTheSmallestAndTheLargestMean) {
  Prng prng(1);
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_EQ(prng.Exponential(0), 0);
    EXPECT_GE(prng.Exponential(Prng::kExponentialMeanMax), 0);  // no overflow, says the sanitizer
  }
}

TEST(PrngDeathTest, BelowZero) {
  Prng prng(1);
  EXPECT_DEATH(prng.Below(0), "bound > 0");
}

}  // namespace
}  // namespace torntape
