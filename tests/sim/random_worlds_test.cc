// Goal: whatever goes wrong, no law is broken; and once all is healed, everything arrives.
// Method: small random networks with random traffic and every fault, each from one seed, under the
// checker. TORNTAPE_SEED runs one seed, TORNTAPE_SEEDS so many from 1.
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "tests/channel/seeds.h"
#include "tests/sim/random_world.h"

namespace torntape::sim {
namespace {

using testing::RandomWorld;

constexpr std::uint64_t kSeedsByDefault = 200;

std::uint64_t SeedsWanted() {
  const char* const wanted = std::getenv("TORNTAPE_SEEDS");
  const std::uint64_t count =
      wanted == nullptr ? kSeedsByDefault : std::strtoull(wanted, nullptr, 10);
  return torntape::testing::SeedCount(count);
}

TEST(RandomWorlds, BreakNoLaw) {
  const std::uint64_t first = torntape::testing::SeedOr(1);
  std::uint64_t faults = 0;
  std::uint64_t deliveries = 0;
  std::uint64_t service_messages = 0;
  for (std::uint64_t seed = first; seed < first + SeedsWanted(); ++seed) {
    RandomWorld world(seed);
    const std::string broken = world.Run();
    ASSERT_EQ(broken, "") << torntape::testing::RerunLine(seed, "random_worlds_test");
    faults += world.faults();
    deliveries += world.checker().cables().deliveries();
    service_messages += world.checker().count_of(cable::EventKind::kServiceMessage);
  }
  if (SeedsWanted() < kSeedsByDefault) return;
  // Otherwise nothing was tried.
  EXPECT_GT(faults, 500U);
  EXPECT_GT(deliveries, 5'000U);
  EXPECT_GT(service_messages, 100U);
}

TEST(RandomWorlds, OneSeedIsOneRun) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    RandomWorld once(seed);
    RandomWorld again(seed);
    EXPECT_EQ(once.Run(), again.Run());
    EXPECT_EQ(once.checker().events(), again.checker().events());
  }
}

// ---------------------------------------------------------------- planted faults

struct Plant {
  const char* name;
  bool channel::PlantedFaults::* fault;
  const char* law;  // one that it must break
};
const Plant kPlants[] = {
    {"CopyLostInSegregation", &channel::PlantedFaults::lose_copy, "[no indicator lost or doubled]"},
    {"ReceiptBeforeCommit", &channel::PlantedFaults::receipt_before_commit, "[custody]"},
    {"InfoNotLowered", &channel::PlantedFaults::keep_precedence, "[precedence of copies]"},
    {"QueueInverted", &channel::PlantedFaults::invert_queue, "[precedence order]"},
    {"DuplicateNotDropped", &channel::PlantedFaults::pass_duplicates, "[each addressee once]"},
    {"ClearanceNotChecked", &channel::PlantedFaults::ignore_clearance, "[circuits approved]"},
};

class PlantedFault : public ::testing::TestWithParam<Plant> {};

TEST_P(PlantedFault, IsCaughtByTheChecker) {
  constexpr std::uint64_t kSeedsMax = 60;
  channel::PlantedFaults planted;
  planted.*GetParam().fault = true;
  std::string broken;
  std::uint64_t seed = 1;
  for (; seed <= kSeedsMax && broken.find(GetParam().law) == std::string::npos; ++seed) {
    RandomWorld world(seed, planted);
    broken = world.Run();
  }
  EXPECT_NE(broken.find(GetParam().law), std::string::npos)
      << "not caught in " << kSeedsMax << " seeds; last: " << broken;
  RecordProperty("seed", static_cast<int>(seed - 1));
}

INSTANTIATE_TEST_SUITE_P(Six, PlantedFault, ::testing::ValuesIn(kPlants),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace torntape::sim
