#pragma once

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "network/directory.h"
#include "sim/checker.h"
#include "sim/expectations.h"
#include "sim/intercept_audit.h"
#include "sim/recorder.h"
#include "sim/run.h"
#include "sim/scenario.h"
#include "sim/tally.h"
#include "sim/world_listener.h"

namespace torntape::sim {

// Everybody who looks at a run, behind one listener: the checker, the rows of the report, the
// scenario's expectations, and the events file. Both clocks feed it the same way.
//
// Lifetime: scenario and directory outlive it.
class Observer final : public WorldListener {
 public:
  struct Options {
    bool in_order = true;          // as Checker::Options
    bool restarts = false;         // the same
    std::string events_file;       // empty: none
    std::optional<Instant> begin;  // of the run; unless given, when the first event comes
  };
  // Fails if the events file cannot be made.
  static Result<std::unique_ptr<Observer>> Make(const Scenario& scenario,
                                                const network::Directory& directory,
                                                const Options& options);

  // A cable is about to be handed to its post. `index` is its place among the scenario's own, if it
  // is one of them.
  void Expect(const cable::Cable& cable, Instant at, const std::string& source,
              std::optional<std::size_t> index);
  void Refuse(const cable::Cable& cable, const std::string& why);
  void OnEvent(const cable::Event& event) override;
  void OnDeliveredBody(const DeliveredBody& body) override { checker_.OnDeliveredBody(body); }
  void OnStopped(cable::RoutingIndicator station) override { checker_.OnStopped(station); }
  void OnRestarted(cable::RoutingIndicator station, bool store_lost) override {
    checker_.OnRestarted(station, store_lost);
  }
  void OnMisnumbered(cable::RoutingIndicator from, cable::RoutingIndicator to,
                     std::uint16_t skip) override {
    checker_.OnMisnumbered(from, to, skip);
  }

  // Counts of circuits, queues and time.
  Tally& tally() { return tally_; }
  // Something that went wrong beside the events: a station that died.
  Promises& promises() { return checker_.promises(); }
  // What is known at this moment, for showing progress.
  void AddTo(Progress& progress) const;
  void OnWrongRoute(cable::RoutingIndicator relay) override;
  void OnGarbled(cable::RoutingIndicator from, cable::RoutingIndicator to,
                 cable::ChannelNumber number, std::string_view sent,
                 std::string_view came) override;
  // Judges the run and fills the report's findings. Fails if the events could not be written.
  Result<void> Finish(bool drained, bool interrupted, RunReport& report);

 private:
  Observer(const Scenario& scenario, const network::Directory& directory, const Options& options);

  const Scenario& scenario_;
  const network::Directory& directory_;
  std::string events_path_;
  Checker checker_;
  Recorder recorder_;
  Tally tally_;
  InterceptAudit intercepts_;
  ExpectationCheck expectations_;
  std::ofstream events_file_;
  std::string first_refusal_;
  std::uint64_t garbled_count_ = 0;
  std::vector<GarbledRow> garbled_;
};

}  // namespace torntape::sim
