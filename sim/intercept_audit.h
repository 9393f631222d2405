#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "cable/event.h"
#include "network/directory.h"
#include "sim/cable_ledger.h"
#include "sim/promises.h"
#include "sim/run.h"

namespace torntape::sim {

// Looks at what was set aside for a supervisor: each intercept has a reason, and the reason is true
// by what the network says, or by what went wrong in it. Otherwise a switch that cannot route would
// be excused by its own word.
//
// Lifetime: what is handed over outlives it.
class InterceptAudit {
 public:
  InterceptAudit(const network::Directory& directory, const CableLedger& cables, Promises& promises)
      : directory_(directory), cables_(cables), promises_(promises) {}

  // REQUIRES: before the ledger takes the event.
  void OnEvent(const cable::Event& event);
  // Somebody put a wrong entry into the tables of a relay.
  void HandleWrongRoute() { led_astray_ = true; }

  // How many there were of each reason; those that there were.
  std::vector<InterceptRow> rows() const;

 private:
  void Judge(const cable::Event& event);
  // What speaks against the reason; empty if nothing does.
  std::string Objection(const cable::Event& event) const;
  bool IsKnown(cable::RoutingIndicator indicator) const;

  const network::Directory& directory_;
  const CableLedger& cables_;
  Promises& promises_;
  std::array<std::uint64_t, cable::kReasonCount> counts_{};
  // A link was down, a table wrong, or a supervisor sent something elsewhere: after that, cables
  // may be anywhere.
  bool led_astray_ = false;
};

}  // namespace torntape::sim
