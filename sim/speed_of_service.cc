#include "sim/speed_of_service.h"

namespace torntape::sim {

using cable::Precedence;

Duration ObjectiveOf(Precedence precedence) {
  switch (precedence) {
    case Precedence::kEmergencyCommand:
    case Precedence::kCritic:
    case Precedence::kFlash:
      return std::chrono::minutes(10);
    case Precedence::kImmediate:
      return std::chrono::minutes(30);
    case Precedence::kPriority:
      return std::chrono::hours(3);
    case Precedence::kRoutine:
      return std::chrono::hours(6);
  }
  return {};
}

SpeedRow SpeedRowOf(Precedence precedence, const SpeedHistogram& speed) {
  SpeedRow row;
  row.precedence = precedence;
  row.deliveries = speed.count();
  row.least = speed.least();
  row.median = speed.AtPerMille(500);
  row.p99 = speed.AtPerMille(990);
  row.most = speed.most();
  row.objective = ObjectiveOf(precedence);
  row.in_time = speed.CountUpTo(row.objective);
  std::uint64_t before = 0;
  for (const Duration bound : kSpreadBounds) {
    const std::uint64_t up_to = speed.CountUpTo(bound);
    row.spread.push_back(up_to - before);
    before = up_to;
  }
  row.spread.push_back(speed.count() - before);
  return row;
}

}  // namespace torntape::sim
