#include "sim/rate_curve.h"

#include <gtest/gtest.h>

namespace torntape::sim {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

const Instant kStart = FromCalendar(2031, 5, 14, 10, 30);

std::uint64_t Nanoseconds(Duration span) { return static_cast<std::uint64_t>(span.count()); }

TrafficBurst BurstOver(Duration over) {
  TrafficBurst burst;
  burst.over = over;
  return burst;
}

TEST(RateCurve, WithoutAShapeWeightIsTime) {
  TrafficBurst burst = BurstOver(36h);
  burst.at = 10min;
  RateCurve curve(burst, kStart);
  EXPECT_EQ(curve.Weight(), Nanoseconds(36h));
  EXPECT_EQ(curve.At(0), kStart + 10min);
  EXPECT_EQ(curve.At(1), kStart + 10min + 1ns);
  EXPECT_EQ(curve.At(Nanoseconds(30h) + 7), kStart + 10min + 30h + 7ns);
  EXPECT_FALSE(curve.At(Nanoseconds(36h))) << "the end does not belong to it";
}

TEST(RateCurve, PassesFasterInASurgeAndNotAtAllInSilence) {
  TrafficBurst burst = BurstOver(4h);
  burst.surges = {{1h, 30min, 5000}, {2h, 1h, 0}};
  RateCurve curve(burst, kStart);
  EXPECT_EQ(curve.Weight(), Nanoseconds(1h + 150min + 30min + 0h + 1h));
  EXPECT_EQ(curve.At(Nanoseconds(1h)), kStart + 1h);
  EXPECT_EQ(curve.At(Nanoseconds(1h + 5min)), kStart + 61min);
  EXPECT_EQ(curve.At(Nanoseconds(1h + 150min + 30min)), kStart + 3h) << "silence is passed over";
}

TEST(RateCurve, OfSurgesThatOverlapTheLastCounts) {
  TrafficBurst burst = BurstOver(3h);
  burst.surges = {{0h, 3h, 2000}, {1h, 1h, 10'000}};
  EXPECT_EQ(RateCurve(burst, kStart).Weight(), Nanoseconds(2h + 10h + 2h));
}

TEST(RateCurve, FollowsTheHoursOfTheDay) {
  TrafficBurst burst = BurstOver(24h);
  burst.by_hour.assign(24, 1);
  burst.by_hour[11] = 25;  // together 48: the mean is 2
  RateCurve curve(burst, kStart);
  EXPECT_EQ(curve.Weight(), Nanoseconds(24h)) << "over a day the rate is the mean";
  // Half an hour at half the rate, and then at twelve and a half times.
  EXPECT_EQ(curve.At(Nanoseconds(15min)), kStart + 30min);
  EXPECT_EQ(curve.At(Nanoseconds(15min) + 12'500), kStart + 30min + 1us);
}

}  // namespace
}  // namespace torntape::sim
