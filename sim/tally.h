#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>  // lookup only: never iterated
#include <vector>

#include "base/instant.h"
#include "cable/event.h"
#include "sim/run.h"

namespace torntape::sim {

// Counts what goes over each circuit, how long queues become, and how the run goes in time. Memory:
// two stations that have a link, and a hundred steps.
class Tally {
 public:
  // Time begins with the first event if not here.
  explicit Tally(std::optional<Instant> begin) : begin_(begin) {}

  void OnEvent(const cable::Event& event);

  // One direction between two stations; null if nothing was ever queued there.
  const CircuitRow* Find(cable::RoutingIndicator from, cable::RoutingIndicator to) const;
  // All of them, in the order in which they were first used.
  const std::vector<CircuitRow>& circuits() const { return circuits_; }
  // The same, the busiest first: by the share of time, then by what was sent.
  std::vector<CircuitRow> Busiest() const;
  void SetBusy(cable::RoutingIndicator from, cable::RoutingIndicator to, std::uint32_t per_mille);

  Timeline TimelineUpTo(Instant end) const;

 private:
  struct Step {
    std::uint64_t filed = 0;
    std::uint64_t delivered = 0;
    std::uint64_t waiting = 0;
  };
  struct Key {
    cable::RoutingIndicator from;
    cable::RoutingIndicator to;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct HashOfKey {
    std::size_t operator()(const Key& key) const;
  };

  std::size_t PlaceOf(const cable::Event& event);
  Step& StepAt(Instant at);
  // Two steps become one, until `at` lies within the steps.
  void Coarsen();

  std::optional<Instant> begin_;
  std::unordered_map<Key, std::size_t, HashOfKey> places_;  // in circuits_
  std::vector<CircuitRow> circuits_;
  std::vector<std::uint32_t> waiting_;  // as circuits_: copies that wait now
  std::uint64_t waiting_total_ = 0;
  Duration step_ = std::chrono::seconds(1);
  std::vector<Step> steps_;
};

}  // namespace torntape::sim
