#include "channel/ring.h"

#include <deque>
#include <memory>

#include <gtest/gtest.h>

#include "base/prng.h"
#include "tests/channel/seeds.h"

namespace torntape::channel {
namespace {

// Against std::deque, with long backlogs that come and go.
TEST(Ring, AgreesWithADeque) {
  const std::uint64_t first = testing::SeedOr(1);
  for (std::uint64_t seed = first; seed < first + testing::SeedCount(30); ++seed) {
    SCOPED_TRACE(testing::RerunLine(seed, "channel_test"));
    Prng prng(seed);
    Ring<int> ring;
    std::deque<int> model;
    int next = 0;
    for (int step = 0; step < 20'000; ++step) {
      const std::uint64_t growing = step / 5'000 % 2 == 0 ? 3 : 1;
      switch (prng.Chance(growing, 4) ? prng.Below(2) : 2 + prng.Below(3)) {
        case 0:
          ring.push_back(++next);
          model.push_back(next);
          break;
        case 1:
          ring.push_front(++next);
          model.push_front(next);
          break;
        case 2:
          if (model.empty()) break;
          ASSERT_EQ(ring.pop_front(), model.front());
          model.pop_front();
          break;
        case 3:
          if (model.empty()) break;
          ASSERT_EQ(ring.pop_back(), model.back());
          model.pop_back();
          break;
        default: {
          if (model.empty() || !prng.Chance(1, 50)) break;
          const std::size_t at = prng.Below(model.size());
          ASSERT_EQ(ring.Take(at), model[at]);
          model.erase(model.begin() + static_cast<std::ptrdiff_t>(at));
        }
      }
      ASSERT_EQ(ring.size(), model.size());
      if (model.empty()) continue;
      ASSERT_EQ(ring.front(), model.front());
      ASSERT_EQ(ring.back(), model.back());
      const std::size_t at = prng.Below(model.size());
      ASSERT_EQ(ring[at], model[at]);
    }
    ring.clear();
    EXPECT_TRUE(ring.empty());
  }
}

TEST(Ring, LetsGoOfWhatIsTakenOut) {
  Ring<std::shared_ptr<int>> ring;
  const auto value = std::make_shared<int>(1);
  for (int i = 0; i < 3; ++i) ring.push_back(value);
  ring.pop_front();
  ring.pop_back();
  EXPECT_EQ(value.use_count(), 2);
  ring.clear();
  EXPECT_EQ(value.use_count(), 1);
}

}  // namespace
}  // namespace torntape::channel
