#include "channel/preemption.h"

namespace torntape::channel {

using cable::Precedence;

bool Interrupts(Precedence arriving, Precedence current, const LineTime& line) {
  if (!cable::IsHigher(arriving, current)) return false;
  switch (arriving) {
    case Precedence::kEmergencyCommand:
    case Precedence::kCritic:
    case Precedence::kFlash:
      return true;
    case Precedence::kImmediate:
      return line.remaining > line.cancel_cost;
    case Precedence::kPriority:
      return line.remaining > kExtraLong;
    case Precedence::kRoutine:
      return false;
  }
  return false;
}

}  // namespace torntape::channel
