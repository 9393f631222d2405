#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>  // lookup only: never iterated
#include <vector>

#include "cable/event.h"
#include "network/network.h"
#include "sim/cable_ledger.h"
#include "sim/promises.h"
#include "sim/ring.h"

namespace torntape::sim {

// What passed between each two neighbours, one way. The laws: at each "sent" nothing of higher
// precedence waited in that queue, and within a lane the first in was the first out; channel
// numbers are continuous or their gaps are explained; no receipt comes before the commit; no cable
// goes over a circuit that is not approved for it. The queues are rebuilt here from "queued",
// "sent" and "burnt", whatever the switch says of them.
//
// Events of one station must come in their order. With `in_order` those of different stations do
// too, and cause comes before effect; else what spans two stations is judged by Finish.
//
// Memory: what waits and what is under way. Two links between the same two stations, or several
// channels on one, share their lanes here: an event does not say which of them a copy waits for, so
// of these only event.overtaken and the series are checked.
class HopLedger {
 public:
  struct Options {
    bool in_order = true;
  };
  HopLedger(const network::Network& network, Promises& promises, const Options& options);

  void HandleQueued(const cable::Event& event, const CableLedger::Facts* facts);
  void HandleSent(const cable::Event& event, const CableLedger::Facts* facts);
  void HandleBurnt(const cable::Event& event);
  void HandleReceived(const cable::Event& event);
  // The receiver counts a number that its sender broke off.
  void HandleCancelled(const cable::Event& event);
  // The two met: what was pushed ahead before is told, and no number of it is open.
  void HandleLinkUp(const cable::Event& event);
  // The receiver misses a number.
  void HandleOpenNumber(const cable::Event& event);
  void HandleCommitted(const cable::Event& event);
  void HandleReceipted(const cable::Event& event);
  // `station` begins anew: its queues are gone and its numbers start again.
  void HandleStoreLost(cable::RoutingIndicator station);
  // `station` begins again from its store, and may tell receipts and burnt numbers again, give
  // numbers again that never left it, and have forgotten what it had not committed.
  void HandleRestart(cable::RoutingIndicator station, const CableLedger& cables);
  // The next number from `from` to `to` was pushed so far ahead.
  void HandleMisnumbered(cable::RoutingIndicator from, cable::RoutingIndicator to,
                         std::uint16_t skip);
  void Finish(bool drained);

 private:
  struct Waiting {
    std::uint64_t cable = 0;
    std::uint64_t line = 0;  // MarkOfCopy
    bool burnt = false;      // it stood under way, and was put back
    // Its station ended since, and may have forgotten it, or that it was put back.
    bool doubtful = false;
  };
  // Numbers of one channel of which not all is known, oldest first and without gaps.
  struct Series {
    cable::ChannelDesignator designator;
    std::uint8_t digits = 4;
    std::uint16_t next_sent = 1;   // what the sender must give next
    std::uint16_t first_open = 1;  // the serial of open.front()
    bool restarted = false;        // its sender: it may give again what never left it
    std::uint16_t skip = 0;        // how far its next number is pushed ahead
    Ring<std::uint8_t> open;       // what has been told of each: see kSent and the others
    // How many of `open` lie before or at the newest number that came: those were given for good.
    std::size_t passed = 0;
  };
  struct Hop {
    cable::RoutingIndicator from;
    cable::RoutingIndicator to;
    bool single_channel = true;
    cable::Classification approved = cable::Classification::kUnclassified;  // the best of its links
    std::array<Ring<Waiting>, cable::kLaneCount> lanes;
    std::vector<Series> series;
    bool any_doubtful = false;      // in lanes
    std::uint16_t skip_of_new = 0;  // Series::skip of one that is not known yet
  };

  Hop* Find(cable::RoutingIndicator from, cable::RoutingIndicator to);
  Series& SeriesOf(Hop& hop, cable::ChannelNumber number);
  // What has been told of a number; null if it lies before all that is open.
  std::uint8_t* Told(Series& series, std::uint16_t serial);
  void CheckDue(Series& series, const cable::Event& event);
  void Arrive(Hop& hop, const cable::Event& event, std::uint8_t as);
  void TakeFromLane(Hop& hop, const cable::Event& event);
  static void ForgetPuttingBack(Hop& hop, const cable::Event& event);
  void CloseFront(Series& series) const;
  void CheckGap(Hop& hop, Series& series, const cable::Event& event);
  void FinishSeries(const Hop& hop, const Series& series, bool drained);
  void Unknown(const cable::Event& event);

  const network::Network& network_;
  Promises& promises_;
  Options options_;
  std::vector<cable::RoutingIndicator> restarted_;
  std::vector<Hop> hops_;  // in the order of the links, first to second before second to first
  struct Pair {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    friend bool operator==(const Pair&, const Pair&) = default;
  };
  struct PairHash {
    std::size_t operator()(const Pair& pair) const noexcept {
      const std::uint64_t mixed = (pair.from * 0x9e3779b97f4a7c15ULL) ^ pair.to;
      return static_cast<std::size_t>((mixed * 0x9e3779b97f4a7c15ULL) >> 7);
    }
  };
  std::unordered_map<Pair, std::uint32_t, PairHash> places_;
};

}  // namespace torntape::sim
