#include "sim/event_queue.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "base/prng.h"
#include "sim/ring.h"

namespace torntape::sim {
namespace {

TEST(EventQueue, GivesByInstantAndThenInTheOrderOfScheduling) {
  EventQueue queue;
  queue.Schedule(InstantFromNanoseconds(5), 0, 0);
  queue.Schedule(InstantFromNanoseconds(3), 0, 1);
  queue.Schedule(InstantFromNanoseconds(5), 0, 2);
  queue.Schedule(InstantFromNanoseconds(3), 0, 3);
  std::vector<std::uint32_t> places;
  while (!queue.empty()) places.push_back(queue.Take().place);
  EXPECT_EQ(places, (std::vector<std::uint32_t>{1, 3, 0, 2}));
}

// The model is a sort: whatever is scheduled and taken in between.
TEST(EventQueue, AgreesWithASort) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Prng prng(seed);
    EventQueue queue;
    std::vector<std::tuple<std::int64_t, std::uint32_t>> model;
    std::uint32_t place = 0;
    for (int step = 0; step < 2000; ++step) {
      if (queue.empty() || prng.Chance(55, 100)) {
        const std::int64_t at = prng.Between(0, 50);
        queue.Schedule(InstantFromNanoseconds(at), 7, place);
        model.emplace_back(at, place++);
        continue;
      }
      const auto due = std::min_element(model.begin(), model.end());
      const auto taken = queue.Take();
      ASSERT_EQ(std::make_tuple(ToNanoseconds(taken.at), taken.place), *due);
      ASSERT_EQ(taken.kind, 7U);
      model.erase(due);
    }
  }
}

// Kind, place and the end of time use all of the bits that an event has for them.
TEST(EventQueue, CarriesTheLargestKindPlaceAndInstant) {
  EventQueue queue;
  queue.Schedule(Instant::max(), EventQueue::kKindMax, EventQueue::kPlaceMax);
  queue.Schedule(Instant::max(), 0, 0);
  queue.Schedule(Instant::min(), 1, 2);
  const auto earliest = queue.Take();
  EXPECT_EQ(earliest.at, Instant::min());
  EXPECT_EQ(earliest.kind, 1U);
  EXPECT_EQ(earliest.place, 2U);
  const auto largest = queue.Take();
  EXPECT_EQ(largest.at, Instant::max());
  EXPECT_EQ(largest.kind, EventQueue::kKindMax);
  EXPECT_EQ(largest.place, EventQueue::kPlaceMax);
  EXPECT_EQ(queue.Take().place, 0U);
  EXPECT_TRUE(queue.empty());
}

TEST(EventQueueDeathTest, RefusesWhatItHasNoBitsFor) {
  EventQueue queue;
  EXPECT_DEATH(queue.Schedule(Instant{}, EventQueue::kKindMax + 1, 0), "kind");
  EXPECT_DEATH(queue.Schedule(Instant{}, 0, EventQueue::kPlaceMax + 1), "place");
}

TEST(Ring, IsAQueueWithTwoEnds) {
  Ring<int> ring;
  for (int i = 0; i < 5; ++i) ring.push_back(i);
  EXPECT_EQ(ring.pop_front(), 0);
  EXPECT_EQ(ring.pop_front(), 1);
  for (int i = 5; i < 9; ++i) ring.push_back(i);
  ring.push_front(10);
  EXPECT_EQ(ring.Take(3), 4);
  std::vector<int> rest;
  while (!ring.empty()) rest.push_back(ring.pop_front());
  EXPECT_EQ(rest, (std::vector<int>{10, 2, 3, 5, 6, 7, 8}));
}

}  // namespace
}  // namespace torntape::sim
