#pragma once

#include "base/result.h"
#include "sim/observer.h"
#include "sim/run.h"
#include "sim/scenario.h"

namespace torntape::sim {

// How a run under one clock ended.
struct RunEnd {
  Instant at;                    // of the network's clock
  bool interrupted = false;      // somebody wanted it to stop
  bool drained = false;          // no station owes anything any more
  std::vector<FaultRow> faults;  // what went wrong, as the report tells it
  std::uint64_t faults_total = 0;
  std::vector<FaultRow> operators;  // what they did
};

// Runs a scenario in virtual time, until it has drained and all that was to go wrong has, or until
// its limit is over, or somebody wants it to stop.
Result<RunEnd> RunVirtual(const Scenario& scenario, const network::Directory& directory,
                          std::uint64_t seed, Observer& observer, ProgressListener& progress);

}  // namespace torntape::sim
