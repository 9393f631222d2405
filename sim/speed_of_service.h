#pragma once

#include "base/instant.h"
#include "cable/precedence.h"
#include "sim/run.h"
#include "sim/speed_histogram.h"

namespace torntape::sim {

// From filing to delivery at most (spec 3.1); zero where the law names no span.
Duration ObjectiveOf(cable::Precedence precedence);

// What the report says of one precedence. REQUIRES: something was delivered.
SpeedRow SpeedRowOf(cable::Precedence precedence, const SpeedHistogram& speed);

}  // namespace torntape::sim
