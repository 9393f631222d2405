#pragma once

#include <string>

#include "sim/promises.h"
#include "sim/run.h"
#include "sim/scenario.h"

namespace torntape::sim {

// Whether a run that broke no law got anywhere: nothing is green because nothing happened. What the
// scenario says itself (`expect: {undelivered: 9}`, `refused`, `filed: 0`) is as meant.
// `refusal` is why the first cable was refused that was.
void CheckEnd(const Scenario& scenario, bool drained, const std::string& refusal,
              const RunCounts& counts, Promises& promises);

}  // namespace torntape::sim
