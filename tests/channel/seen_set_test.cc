#include "channel/seen_set.h"

#include <deque>
#include <set>

#include <gtest/gtest.h>

#include "base/prng.h"
#include "tests/channel/cables.h"
#include "tests/channel/seeds.h"

namespace torntape::channel {
namespace {

using std::chrono::hours;

Digest D(std::uint64_t n) { return {n, n * 0x9e3779b97f4a7c15ULL}; }
Instant At(int hour) { return Instant{} + hours(hour); }

TEST(SeenSet, KnowsWhatWasAddedOnce) {
  SeenSet seen({.count_max = 10, .age_max = hours(1)});
  EXPECT_FALSE(seen.Contains(D(1)));
  EXPECT_TRUE(seen.Add(At(0), D(1)));
  EXPECT_FALSE(seen.Add(At(0), D(1)));
  EXPECT_TRUE(seen.Contains(D(1)));
  EXPECT_EQ(seen.size(), 1u);
}

TEST(SeenSet, ForgetsTheOldestBeyondItsCount) {
  SeenSet seen({.count_max = 3, .age_max = hours(1000)});
  for (std::uint64_t i = 1; i <= 4; ++i) EXPECT_TRUE(seen.Add(At(0), D(i)));
  EXPECT_EQ(seen.size(), 3u);
  EXPECT_FALSE(seen.Contains(D(1)));
  EXPECT_TRUE(seen.Contains(D(2)));
}

TEST(SeenSet, WhatItKnowsPushesNothingOut) {
  SeenSet seen({.count_max = 3, .age_max = hours(1000)});
  for (std::uint64_t i = 1; i <= 3; ++i) seen.Add(At(0), D(i));
  EXPECT_FALSE(seen.Add(At(0), D(1))) << "the oldest one, in a full set, is still known";
  EXPECT_FALSE(seen.Add(At(0), D(3)));
  EXPECT_EQ(seen.size(), 3u);
}

TEST(SeenSet, ForgetsByAge) {
  SeenSet seen({.count_max = 100, .age_max = hours(24)});
  seen.Add(At(0), D(1));
  seen.Add(At(10), D(2));
  seen.Add(At(24), D(3));
  EXPECT_TRUE(seen.Contains(D(1))) << "just as old as is remembered";
  seen.Add(At(25), D(4));
  EXPECT_FALSE(seen.Contains(D(1)));
  EXPECT_TRUE(seen.Contains(D(2)));
  EXPECT_TRUE(seen.Add(At(26), D(1))) << "new again";
}

TEST(SeenSet, KeepsTheZeroDigestToo) {
  SeenSet seen({});
  EXPECT_FALSE(seen.Contains(Digest{}));
  EXPECT_TRUE(seen.Add(At(0), Digest{}));
  EXPECT_TRUE(seen.Contains(Digest{}));
  EXPECT_FALSE(seen.Add(At(0), Digest{}));
}

// Against std::set, with digests that all want the same few places, so that chains wrap and break.
TEST(SeenSet, AgreesWithAPlainSet) {
  const std::uint64_t first = testing::SeedOr(1);
  for (std::uint64_t seed = first; seed < first + testing::SeedCount(100); ++seed) {
    SCOPED_TRACE(testing::RerunLine(seed, "channel_test"));
    Prng prng(seed);
    const std::size_t count_max = 1 + prng.Below(40);
    SeenSet seen({.count_max = count_max, .age_max = hours(1000)});
    std::set<Digest> model;
    std::deque<Digest> by_age;
    for (int step = 0; step < 600; ++step) {
      const Digest digest{1 + prng.Below(60), prng.Below(4)};
      ASSERT_EQ(seen.Contains(digest), model.contains(digest));
      const bool added = model.insert(digest).second;
      ASSERT_EQ(seen.Add(At(step), digest), added);
      if (!added) continue;
      by_age.push_back(digest);
      if (by_age.size() > count_max) {
        model.erase(by_age.front());
        by_age.pop_front();
      }
      ASSERT_EQ(seen.size(), model.size());
    }
  }
}

// A store that lets go of old records has what they told told again: all of it, and what came later
// only with it.
TEST(SeenSet, TellsAgainWhatWasToldBefore) {
  SeenSet seen({.count_max = 1000, .age_max = hours(1000)});
  seen.SetTelling(1);
  for (std::uint64_t i = 0; i < 200; ++i) seen.Add(At(static_cast<int>(i)), D(i));
  seen.SetTelling(2);
  for (std::uint64_t i = 200; i < 400; ++i) seen.Add(At(static_cast<int>(i)), D(i));
  EXPECT_TRUE(seen.TellAgain(1).empty());
  const auto known = seen.TellAgain(2);
  ASSERT_GE(known.size(), 200u);
  EXPECT_LT(known.size(), 264u) << "of one block at most are too many";
  for (std::uint64_t i = 0; i < 200; ++i) {
    EXPECT_EQ(known[i].identity, D(i));
    EXPECT_EQ(known[i].at, At(static_cast<int>(i)));
  }
  EXPECT_TRUE(seen.TellAgain(2).empty()) << "they were told again just now";
  EXPECT_EQ(seen.TellAgain(3).size(), 400u);
}

// The same over many blocks and several sizes of the table, with ages that run out.
TEST(SeenSet, AgreesWithAPlainListWhenManyComeAndGo) {
  const std::uint64_t seed = testing::SeedOr(1);
  SCOPED_TRACE(testing::RerunLine(seed, "channel_test"));
  Prng prng(seed);
  SeenSet seen({.count_max = 1000, .age_max = std::chrono::minutes(40)});
  std::set<Digest> model;
  std::deque<std::pair<Instant, Digest>> by_age;
  const auto forget = [&] {
    model.erase(by_age.front().second);
    by_age.pop_front();
  };
  Instant now{};
  for (int step = 0; step < 20'000; ++step) {
    // Sometimes a long silence, after which all is over.
    now += prng.Chance(1, 2000) ? hours(1) : std::chrono::seconds(prng.Below(5));
    const std::uint64_t n = prng.Below(2500);
    const Digest digest{n << 40, n / 8 * 0x9e3779b97f4a7c15ULL};
    while (!by_age.empty() && by_age.front().first + std::chrono::minutes(40) < now) forget();
    const bool added = model.insert(digest).second;
    ASSERT_EQ(seen.Add(now, digest), added) << "step " << step;
    ASSERT_TRUE(seen.Contains(digest));
    if (!added) continue;
    by_age.emplace_back(now, digest);
    if (by_age.size() > 1000) forget();
    ASSERT_EQ(seen.size(), model.size()) << "step " << step;
  }
}

TEST(IdentityOf, DependsOnEachPart) {
  const auto transmission = testing::MakeCable(417);
  const cable::MessageIdentification id = transmission.heading->identification;
  const Digest body = transmission.heading->body_digest;
  const Digest base = IdentityOf(id, body, 7);
  EXPECT_EQ(IdentityOf(id, body, 7), base);
  std::set<Digest> all{base, IdentityOf(id, body, 8), IdentityOf(id, {body.high, ~body.low}, 7),
                       IdentityOf(id, {~body.high, body.low}, 7)};
  const auto with = [&](auto&& change) {
    cable::MessageIdentification changed = id;
    change(changed);
    all.insert(IdentityOf(changed, body, 7));
  };
  with([](auto& x) { x.calling = testing::Ri("RYKACS"); });
  with([](auto& x) { x.serial = 418; });
  with([](auto& x) { x.serial_digits = 3; });
  with([](auto& x) { x.position = 'B'; });
  with([](auto& x) { x.section = 1; });
  with([](auto& x) { x.filing.form = cable::FilingTime::Form::kDayOfYear; });
  with([](auto& x) { x.filing.day = 134; });
  with([](auto& x) { x.filing.hour = 10; });
  with([](auto& x) { x.filing.minute = 42; });
  EXPECT_EQ(all.size(), 13u) << "two of these cables would be taken for one";
}

}  // namespace
}  // namespace torntape::channel
