#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>  // lookup only: never iterated
#include <vector>

#include "cable/cable.h"
#include "cable/event.h"
#include "sim/promises.h"
#include "sim/run.h"
#include "sim/scenario.h"
#include "sim/tally.h"

namespace torntape::sim {

// Compares what a scenario expects with what happened (its `expect:` section). Copies and
// deliveries are of the cables that stand in files; of these it keeps every one.
//
// Lifetime: the scenario outlives it.
class ExpectationCheck {
 public:
  explicit ExpectationCheck(const Scenario& scenario);

  // Cable `index` of the scenario is about to be filed.
  void Expect(std::size_t index, const cable::Cable& cable);
  void OnEvent(const cable::Event& event);

  // Judges. `counts` and `speeds` are those of the whole run; what was expected and kept is added
  // to the counts.
  void Finish(const std::vector<SpeedRow>& speeds, const Tally& tally, RunCounts& counts,
              Promises& promises) const;

 private:
  struct Copy {
    cable::RoutingIndicator from;
    cable::RoutingIndicator to;
    std::string line_2;
    std::int64_t times = 0;  // sent and not burnt
  };
  struct Delivery {
    cable::AddresseeId addressee = cable::AddresseeId::kNone;
    cable::Role role = cable::Role::kAction;
    std::string line_2;
    std::int64_t times = 0;
  };
  struct Found {
    std::vector<Copy> copies;
    std::vector<Delivery> deliveries;
  };

  Copy& CopyOf(Found& found, const cable::Event& event);
  void JudgeCopies(RunCounts& counts, Promises& promises) const;
  void JudgeDeliveries(RunCounts& counts, Promises& promises) const;
  void JudgeCounts(RunCounts& counts, Promises& promises) const;
  void JudgeLaws(RunCounts& counts, Promises& promises) const;
  void JudgeSpeeds(const std::vector<SpeedRow>& speeds, RunCounts& counts,
                   Promises& promises) const;
  void JudgeQueues(const Tally& tally, RunCounts& counts, Promises& promises) const;
  std::string PlaceOf(const SourceSpan& where) const;
  std::string NameOf(cable::AddresseeId addressee) const;

  const Scenario& scenario_;
  std::vector<Found> found_;                               // as Scenario::cables
  std::unordered_map<std::uint64_t, std::size_t> places_;  // in found_, by mark
  std::uint64_t unexplained_ = 0;  // copies that were set aside without a reason
};

}  // namespace torntape::sim
