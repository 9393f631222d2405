// Goal: whatever goes wrong, no law is broken; and once all is healed, everything arrives.
// Method: small random networks with random traffic and every fault, each from one seed, under the
// checker. TORNTAPE_SEED runs one seed, TORNTAPE_SEEDS so many from 1, and both so many from that
// one.
#include <cstdlib>
#include <map>
#include <span>
#include <string>

#include <gtest/gtest.h>

#include "tests/channel/seeds.h"
#include "tests/sim/random_world.h"

namespace torntape::sim {
namespace {

using testing::Mix;
using testing::RandomWorld;

constexpr std::uint64_t kSeedsByDefault = 200;

std::uint64_t SeedsWanted() {
  const char* const wanted = std::getenv("TORNTAPE_SEEDS");
  return wanted == nullptr ? torntape::testing::SeedCount(kSeedsByDefault)
                           : std::strtoull(wanted, nullptr, 10);
}

// Each fault, and each thing that stations do or say because of one.
constexpr const char* kMustOccur[] = {
    "crash",
    "cut",
    "empty the disk",
    "fill the disk",
    "lose power",
    "lose the next",
    "misnumber",
    "release",
    "repair routes",
    "reroute",
    "restart",
    "restart without its store",
    "restore",
    "skew",
    "slow",
    "slow disk",
    "wrong route",
    "burnt: connection lost",
    "burnt: pre-empted",
    "burnt: rerun",
    "cancelled: pre-empted",
    "delivered",
    "delivered: suspected duplicate",
    "duplicate dropped",
    "expanded",
    "intercepted: bounce",
    "intercepted: loop",
    "intercepted: not approved",
    "intercepted: unknown indicator",
    "interruption",
    "interruption: marking only",
    "link down: connection lost",
    "open number",
    "peer lost state",
    "refused: not approved",
    "refused: store full",
    "released: rerouted",
    "service message: bounce",
    "service message: exact duplicate",
    "service message: loop",
    "service message: not approved",
    "service message: number open",
    "service message: unknown indicator",
    "service received: number open",
    "service received: rerun",
};
constexpr const char* kMustOccurInTheWideMix[] = {
    "cut into sections",
    "garble",
    "withdraw",
    "intercepted: special category",
    "open number: garbled",
    "refused",
    "refused: exempted",
    "released: withdrawn",
    "service message: sections",
    "service message: special category",
    "service message: storm guard",
};

// The first seeds that break a law are told in full, the others by number.
constexpr int kToldInFullMax = 3;

// Runs all seeds that are wanted; what went wrong in them and what stations said of it, by name.
std::map<std::string, std::uint64_t> RunSeeds(Mix mix) {
  const std::uint64_t first = torntape::testing::SeedOr(1);
  std::map<std::string, std::uint64_t> seen;
  int failed = 0;
  for (std::uint64_t seed = first; seed < first + SeedsWanted(); ++seed) {
    RandomWorld world(seed, mix);
    const std::string broken = world.Run();
    if (!broken.empty()) {
      const std::size_t shown = ++failed > kToldInFullMax ? 0 : broken.size();
      ADD_FAILURE() << broken.substr(0, shown)
                    << torntape::testing::RerunLine(seed, "random_worlds_test");
    }
    for (const auto& [name, count] : world.seen()) seen[name] += count;
  }
  return seen;
}

// Of what never happened nothing is known, whatever the seeds say.
void ExpectAll(std::span<const char* const> wanted,
               const std::map<std::string, std::uint64_t>& seen) {
  if (SeedsWanted() < kSeedsByDefault) return;
  std::string all;
  for (const auto& [name, count] : seen) all += "    " + name + " " + std::to_string(count) + "\n";
  for (const char* const name : wanted) {
    EXPECT_TRUE(seen.contains(name)) << "not once: " << name << "\n" << all;
  }
}

TEST(RandomWorlds, BreakNoLaw) {
  const auto seen = RunSeeds(Mix::kFirst);
  ExpectAll(kMustOccur, seen);
}

TEST(RandomWorlds, BreakNoLawInTheWideMix) {
  const auto seen = RunSeeds(Mix::kWide);
  ExpectAll(kMustOccurInTheWideMix, seen);
}

// Each of these broke a law once. What it was is told where it is tested by name: see
// loops_test.cc, faults_test.cc, post_test.cc, and those of tests/channel.
TEST(RandomWorlds, OnceBrokenSeedsBreakNoLaw) {
  constexpr std::uint64_t kSeeds[] = {
      12,   74,   227,  625,  857,  1171, 1360, 1540, 1668, 2122, 2222, 2228,  2280, 2466,
      2497, 2537, 2604, 2682, 2919, 2989, 3044, 3616, 3658, 3800, 3801, 4139,  4187, 4317,
      4325, 4346, 4418, 4441, 4456, 4488, 4535, 4680, 4689, 4747, 5319, 5379,  5439, 5635,
      5823, 5893, 5960, 6205, 6341, 6594, 6603, 6722, 6872, 7082, 7094, 7106,  7191, 7328,
      7466, 7555, 7875, 7908, 7915, 7973, 7999, 8011, 8045, 8054, 8082, 8134,  8188, 8248,
      8422, 8692, 9043, 9048, 9175, 9187, 9376, 9437, 9595, 9703, 9732, 10985, 12151};
  for (const std::uint64_t seed : kSeeds) {
    RandomWorld world(seed);
    EXPECT_EQ(world.Run(), "") << "seed " << seed;
  }
}

TEST(RandomWorlds, OnceBrokenSeedsOfTheWideMixBreakNoLaw) {
  constexpr std::uint64_t kSeeds[] = {3, 8, 10, 30, 61, 88, 136, 179, 213, 319, 374, 7411, 19249};
  for (const std::uint64_t seed : kSeeds) {
    RandomWorld world(seed, Mix::kWide);
    EXPECT_EQ(world.Run(), "") << "seed " << seed;
  }
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
    RandomWorld world(seed, Mix::kFirst, planted);
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
