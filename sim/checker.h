#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>  // lookup only: never iterated
#include <vector>

#include "cable/cable.h"
#include "network/directory.h"
#include "sim/cable_ledger.h"
#include "sim/hop_ledger.h"
#include "sim/line_account.h"
#include "sim/promises.h"
#include "sim/world_listener.h"

namespace torntape::sim {

// Holds a network to its laws while it runs, under either clock: it sees every event, the bodies
// that were handed over and the cables as they were filed, and believes nobody. The laws, and where
// they are checked:
//   each addressee once, bodies identical, no copy twice       CableLedger
//   order by precedence, first in first out, channel numbers
//   continuous, receipt after commit, circuits approved        HopLedger
//   no indicator of line 2 lost or doubled, INFO lowered       LineAccount
// Each event costs a few look-ups; memory is by what is open (see the ledgers).
//
// Lifetime: the directory outlives it. Not thread-safe.
class Checker final : public WorldListener {
 public:
  struct Options {
    // Events of all stations come in the order of time. Live, each station's own do, and no more.
    bool in_order = true;
    // Stations may end and begin again: then nothing is forgotten, as what was settled may be told
    // again. Memory is by the cables of the run.
    bool restarts = false;
    bool remember_events = true;  // to show them with what was broken
  };
  Checker(const network::Directory& directory, const Options& options);
  explicit Checker(const network::Directory& directory) : Checker(directory, Options{}) {}

  // A cable is about to be handed to its post.
  void Expect(const cable::Cable& cable) { cables_.Expect(cable); }
  void OnEvent(const cable::Event& event) override;
  void OnDeliveredBody(const DeliveredBody& body) override { cables_.HandleBody(body); }
  void OnStopped(cable::RoutingIndicator station) override;
  // With a lost store, the promises about what it held were broken by whoever lost it; what follows
  // from it is excused, but cables that did not arrive are told.
  void OnRestarted(cable::RoutingIndicator station, bool store_lost) override;
  void OnMisnumbered(cable::RoutingIndicator from, cable::RoutingIndicator to,
                     std::uint16_t skip) override {
    hops_.HandleMisnumbered(from, to, skip);
  }

  // Nothing more comes. `drained`: no station owes anything any more.
  void Finish(bool drained);

  Promises& promises() { return promises_; }
  const Promises& promises() const { return promises_; }
  const CableLedger& cables() const { return cables_; }
  std::uint64_t count_of(cable::EventKind kind) const {
    return counts_[static_cast<std::size_t>(kind)];
  }
  std::uint64_t events() const { return events_; }

 private:
  LineAccount* AccountOf(cable::RoutingIndicator station);

  Options options_;
  Promises promises_;
  CableLedger cables_;
  HopLedger hops_;
  std::vector<LineAccount> accounts_;  // as the network's stations
  std::unordered_map<std::uint64_t, std::uint32_t> accounts_by_station_;
  std::array<std::uint64_t, cable::kEventKindCount> counts_{};
  std::uint64_t events_ = 0;
};

}  // namespace torntape::sim
