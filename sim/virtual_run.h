#pragma once

#include "base/result.h"
#include "sim/observer.h"
#include "sim/run.h"
#include "sim/scenario.h"

namespace torntape::sim {

// How a run under one clock ended.
struct RunEnd {
  Instant at;            // of the network's clock
  bool drained = false;  // no station owes anything any more
};

// Runs a scenario in virtual time, until it has drained or its limit is over. Fails if somebody
// wanted it to stop.
Result<RunEnd> RunVirtual(const Scenario& scenario, const network::Directory& directory,
                          std::uint64_t seed, Observer& observer, ProgressListener& progress);

}  // namespace torntape::sim
