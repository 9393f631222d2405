#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cable/event.h"
#include "sim/cable_ledger.h"
#include "sim/promises.h"

namespace torntape::sim {

// Balances format line 2 at one station (spec 4.5): every indicator of what came in, collectives
// replaced by their members, goes out in exactly one copy, or is set aside, or is dropped as a
// duplicate; and each copy has the precedence that its indicators deserve (spec 3.4). One
// transmission is on the account at a time, from "received" or "filed" to the next event that is
// not about its copies.
class LineAccount {
 public:
  // `is_relay`: a post's own indicator needs no copy.
  LineAccount(cable::RoutingIndicator station, bool is_relay, bool lower_info_copies)
      : station_(station), is_relay_(is_relay), lower_info_copies_(lower_info_copies) {}

  // Every event of this station, in order. `facts` are those of its cable, or null.
  void Handle(const cable::Event& event, const CableLedger::Facts* facts, Promises& promises);
  // Nothing more comes.
  void Finish(Promises& promises) { Close(promises); }

 private:
  // One indicator that was called, or put in for a collective.
  struct Due {
    cable::RoutingIndicator indicator;
    bool replaced = false;  // by the members of the collective that it is
    std::uint16_t placed = 0;
    std::uint16_t dropped = 0;
    bool rerouted = false;  // its copy calls another station, which is the right one
  };

  void Open(const cable::Event& event);
  void Close(Promises& promises);
  void HandleExpanded(const cable::Event& event, Promises& promises);
  void HandleQueued(const cable::Event& event, const CableLedger::Facts* facts, Promises& promises);
  void CheckPrecedence(const cable::Event& event, const CableLedger::Facts& facts,
                       Promises& promises);
  void HandleReleased(const cable::Event& event);
  Due* Find(cable::RoutingIndicator indicator);
  Due* FindRerouted();

  cable::RoutingIndicator station_;
  bool is_relay_;
  bool lower_info_copies_;
  bool open_ = false;
  bool filed_ = false;
  bool released_ = false;  // by a supervisor
  bool any_queued_ = false;
  cable::Event opened_by_;  // its lists are empty
  std::uint64_t cable_ = 0;
  std::uint64_t came_ = 0;  // the last cable that came in
  std::vector<Due> due_;    // kept for its room
};

}  // namespace torntape::sim
