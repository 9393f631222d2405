#include "tests/sim/random_plan.h"

#include <fmt/format.h>

#include "tests/sim/random_draw.h"

namespace torntape::sim::testing {

RandomPlan::RandomPlan(std::uint64_t of_seed, Mix of_mix) : seed(of_seed), mix(of_mix) {
  Prng prng = Prng(of_seed).Split("plan");
  relays = 2 + prng.Below(5);
  posts_each_max = 1 + prng.Below(3);
  more_trunks = prng.Below(relays);
  collectives = prng.Below(4);
  cables = 20 + prng.Below(60);
  pause_ms_max = OneOf<std::uint64_t>(prng, {50, 1'000, 10'000});
  fault_percent = OneOf<std::uint64_t>(prng, {0, 10, 30, 60});
  stores_lost = prng.Chance(1, 6);
  slow_disks = prng.Chance(1, 2);
  preemption = OneOf(prng, {network::Preemption::kAcp127, network::Preemption::kAcp127,
                            network::Preemption::kOff, network::Preemption::kMarkingOnly});
}

std::string RandomPlan::ToString() const {
  return fmt::format(
      "seed={} mix={} relays={} posts_each_max={} more_trunks={} collectives={} cables={} "
      "pause_max={}ms faults={}% stores_lost={} slow_disks={} preemption={}",
      seed, mix == Mix::kWide ? "wide" : "first", relays, posts_each_max, more_trunks, collectives,
      cables, pause_ms_max, fault_percent, stores_lost, slow_disks, network::NameOf(preemption));
}

}  // namespace torntape::sim::testing
