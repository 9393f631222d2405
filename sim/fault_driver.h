#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "base/prng.h"
#include "cable/event.h"
#include "network/directory.h"
#include "sim/fault_target.h"
#include "sim/run.h"
#include "sim/scenario.h"

namespace torntape::sim {

// Lets what a scenario says go wrong: at its time, on its condition, or by chance; and puts it
// right again. It also closes and opens circuits by their hours. What happens at one instant
// happens in the order in which it was planned.
//
// Faults overlap as they do in life: a link that was cut twice comes up when both cuts have ended;
// one that is slowed or garbled twice is as the latest says that has not ended;
// a station that is down cannot crash again, and what would befall its disk, its clock or its
// tables passes it by, which is told (`rows`).
//
// Lifetime: scenario and directory outlive it.
class FaultDriver {
 public:
  FaultDriver(const Scenario& scenario, const network::Directory& directory, std::uint64_t seed);

  // Watches for conditions.
  void OnEvent(const cable::Event& event);
  // The world has finished the instant `now`: conditions that came true in it begin to count.
  void Look(Instant now);

  // When the next thing goes wrong or is put right; nothing if nothing will.
  std::optional<Instant> NextAt() const;
  // Does all that is due. REQUIRES: `now` is *NextAt().
  void Act(Instant now, FaultTarget& target);

  // Something is out of order that will be put right, or is still to go wrong at a time of its own:
  // the run is not over. What comes by chance and by the hours is not waited for.
  bool IsOwed() const { return owed_ > 0; }
  // A station is down; what it holds, nobody knows.
  bool AnyDown() const { return !down_.empty(); }
  // True if no fault and no hours are in the scenario.
  bool empty() const { return turns_.empty() && conditions_.empty(); }

  // What happened, in order: the first kFaultRowsMax.
  const std::vector<FaultRow>& rows() const { return rows_; }
  std::uint64_t happened() const { return happened_; }

 private:
  enum class Step : std::uint8_t { kBegin, kEnd, kDraw, kHours };
  struct Turn {
    Instant at;
    std::uint64_t order = 0;  // ties: what was planned first
    Step step = Step::kBegin;
    std::size_t place = 0;  // kBegin, kEnd: in faults_; kDraw: in streams_; kHours: of the link
    friend bool operator>(const Turn& a, const Turn& b) {
      return a.at != b.at ? a.at > b.at : a.order > b.order;
    }
  };
  struct Stream {
    const RandomFaults* faults = nullptr;
    Prng prng;
    Instant next_at;
  };
  struct Waiting {
    std::size_t fault = 0;   // in faults_
    std::uint64_t mark = 0;  // of its cable
    bool met = false;
    bool begun = false;
  };
  struct LinkState {
    std::uint32_t cuts = 0;
    bool closed = false;  // by its hours
  };

  void Plan(Instant at, Step step, std::size_t place);
  void PlanConditions(const Scenario& scenario);
  void PlanHours();
  void PlanDraw(std::size_t stream, Instant after);
  void PlanHoursAfter(std::size_t link, Instant at);
  bool IsOpen(std::size_t link, Instant at) const;

  void Begin(std::size_t place, Instant now, FaultTarget& target);
  void End(std::size_t place, FaultTarget& target);
  void Draw(std::size_t stream, Instant now, FaultTarget& target);
  void TurnHours(std::size_t link, Instant now, FaultTarget& target);
  // False: it passed by.
  bool Apply(const ScenarioFault& fault, FaultTarget& target);
  void Undo(const ScenarioFault& fault, FaultTarget& target);
  ScenarioFault DrawFault(Stream& stream) const;
  void DrawWrongRoute(ScenarioFault& fault, Prng& prng) const;
  void SetDegree(const ScenarioFault& fault, bool begins, FaultTarget& target);
  void SetLink(std::size_t link, LinkState state, FaultTarget& target);
  bool IsDown(cable::RoutingIndicator station) const { return down_.contains(station); }
  std::string Describe(const ScenarioFault& fault) const;
  void Tell(Instant now, std::string what);

  const Scenario& scenario_;
  const network::Directory& directory_;
  std::vector<ScenarioFault> faults_;  // those of the scenario, then those that were drawn
  std::vector<Stream> streams_;
  std::vector<Waiting> conditions_;
  std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns_;
  std::uint64_t planned_ = 0;
  std::uint64_t owed_ = 0;
  std::vector<LinkState> links_;
  // Of links that are slowed or garbled, by kind and link: what each fault that lasts asks for. The
  // latest counts.
  std::map<std::pair<FaultKind, std::size_t>, std::vector<std::uint32_t>> degrees_;
  std::map<cable::RoutingIndicator, std::size_t> down_;  // by which fault, a place in faults_
  std::uint64_t filed_ = 0;
  std::uint64_t delivered_ = 0;
  std::vector<FaultRow> rows_;
  std::uint64_t happened_ = 0;
};

}  // namespace torntape::sim
