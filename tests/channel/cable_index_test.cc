#include "channel/cable_index.h"

#include <cstddef>
#include <iterator>
#include <map>

#include <gtest/gtest.h>

#include "base/prng.h"
#include "tests/channel/seeds.h"

namespace torntape::channel {
namespace {

// What stands where, as custody knows it, so that places are used again.
class Shelf {
 public:
  void Add(std::uint64_t id, CablePlace place) {
    held_[place] = id;
    index_.Add(id, place);
  }
  void Remove(CablePlace place) {
    const std::uint64_t id = held_[place];
    held_.erase(place);
    index_.Remove(id, held_.size(), [this](std::uint64_t other, CablePlace at) {
      const auto found = held_.find(at);
      return found != held_.end() && found->second == other;
    });
  }
  void PutInOrder() {
    index_.PutInOrder([this](std::uint64_t other, CablePlace at) {
      const auto found = held_.find(at);
      return found != held_.end() && found->second == other;
    });
  }
  void ExpectAll() const {
    for (const auto& [place, id] : held_) ASSERT_EQ(index_.Find(id), place) << id;
  }
  const std::map<CablePlace, std::uint64_t>& held() const { return held_; }
  const CableIndex& index() const { return index_; }

 private:
  std::map<CablePlace, std::uint64_t> held_;
  CableIndex index_;
};

TEST(CableIndex, FindsNothingInNothing) {
  const CableIndex index;
  EXPECT_FALSE(index.Find(0));
  EXPECT_FALSE(index.Find(1));
}

TEST(CableIndex, FindsIdsBehindGapsAndOnesThatComeLate) {
  Shelf shelf;
  shelf.Add(10, 0);
  shelf.Add(11, 1);
  shelf.Add(500, 2);
  shelf.Add(7, 3);
  shelf.Add(12, 4);
  shelf.ExpectAll();
  for (const std::uint64_t other : {0u, 6u, 8u, 13u, 499u, 501u}) {
    EXPECT_FALSE(shelf.index().Find(other)) << other;
  }
}

TEST(CableIndex, PutsThoseThatCameLateAmongTheOthers) {
  Shelf shelf;
  CablePlace place = 0;
  for (const std::uint64_t id : {100u, 101u, 300u, 50u, 200u, 60u, 301u, 150u}) {
    shelf.Add(id, place++);
  }
  shelf.Add(400, 1);  // 101 has gone
  shelf.PutInOrder();
  shelf.ExpectAll();
  EXPECT_FALSE(shelf.index().Find(101));
  shelf.Add(401, 50);
  shelf.Remove(3);
  shelf.ExpectAll();
}

TEST(CableIndex, KeepsAnOldOneWhileMoreThanFourThousandMillionPass) {
  Shelf shelf;
  shelf.Add(3, 0);
  for (std::uint64_t id = 10; id < std::uint64_t{20} << 32; id += 0x3fffffff) {
    shelf.Add(id, 1 + static_cast<CablePlace>(id % 7));
    shelf.ExpectAll();
  }
}

TEST(CableIndex, AnyOrderOfComingAndGoing) {
  const std::uint64_t seed = testing::SeedOr(1);
  SCOPED_TRACE(testing::RerunLine(seed, "channel_test"));
  Prng prng(seed);
  Shelf shelf;
  std::uint64_t next = 1;
  for (int step = 0; step < 20'000; ++step) {
    if (shelf.held().size() < 300 && prng.Below(100) < 55) {
      next += 1 + (prng.Below(20) == 0 ? prng.Below(1000) : 0);
      CablePlace place = 0;
      while (shelf.held().contains(place)) ++place;
      shelf.Add(next, place);
    } else if (!shelf.held().empty()) {
      // Mostly the oldest, as queues go, and the first of all stays for long.
      auto victim = shelf.held().begin();
      if (shelf.held().size() > 1)
        std::advance(victim, static_cast<std::ptrdiff_t>(1 + prng.Below(shelf.held().size() - 1)));
      shelf.Remove(victim->first);
    }
    if (step % 50 == 0) shelf.ExpectAll();
  }
}

}  // namespace
}  // namespace torntape::channel
