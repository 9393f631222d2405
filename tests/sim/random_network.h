#pragma once

#include "base/prng.h"
#include "network/network.h"
#include "tests/sim/random_plan.h"

namespace torntape::sim::testing {

// A network of relays RYAA, RYBB, ... and posts RYAAAA, RYAABB, ..., complete. Relays come first.
network::Network MakeRandomNetwork(const RandomPlan& plan, Prng& prng);

}  // namespace torntape::sim::testing
