#pragma once

#include "cable/event.h"
#include "shell/log.h"

namespace torntape::shell {

// Says in a station's log what somebody who looks after it should know of: what was set aside for
// a supervisor, and channel numbers that never came. The log sees to it that a flood of them stays
// readable (LimitedLog). The log outlives it.
class TroubleLog final : public cable::EventListener {
 public:
  explicit TroubleLog(Log& log) : log_(log) {}
  void OnEvent(const cable::Event& event) override;
  bool Wants(cable::EventKind kind) const override;

 private:
  Log& log_;
};

}  // namespace torntape::shell
