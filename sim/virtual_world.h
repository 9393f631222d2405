#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "cable/cable.h"
#include "channel/slab.h"
#include "channel/station_core.h"
#include "network/directory.h"
#include "nodes/core/post.h"
#include "sim/circuit.h"
#include "sim/event_queue.h"
#include "sim/world_listener.h"
#include "store/keeper.h"
#include "store/memory_store.h"

namespace torntape::sim {

// A network in virtual time: the switch and station cores of the real program, each with a store in
// memory, joined by circuits that have a rate and a delay. It jumps from instant to instant.
//
// Order, which is the whole of its determinism:
//   - Instants in rising order. Within one, what was scheduled first happens first.
//   - All that comes to a station in one instant is one turn, as one read of a socket may bring
//   many
//     frames. Turns end when nothing more comes in that instant, stations in the order in which the
//     first thing came to each. What a turn sends over a circuit without delay comes in the same
//     instant, in a further round.
//   - Filings and faults happen at now(), before what is due at that instant (AdvanceTo).
//
// A slow circuit is handed one transmission at a time, so that what leaves is chosen as late as can
// be (spec 3.2); credit bounds what is sent and not receipted on all circuits.
//
// Memory: what is in flight and in custody. In the steady state no event allocates by itself.
// Lifetime: directory and listener outlive it. Not thread-safe, and no thread is needed.
class VirtualWorld {
 public:
  struct Options {
    Instant begin;
    // Stations may be restarted with the store they had. For that each store keeps all its records,
    // which grows with the length of the run.
    bool restartable = false;
  };
  VirtualWorld(const network::Directory& directory, WorldListener& listener,
               const Options& options);

  // Brings all links up at now(), in the order of the network. Before anything else.
  void Start();

  // ---- time
  Instant now() const { return now_; }
  // When the next thing happens; nothing if nothing ever will, by itself.
  std::optional<Instant> NextAt() const;
  // Lets all happen that happens at *NextAt(). REQUIRES: NextAt().
  void RunInstant();
  // Lets all happen that is due before `at`; then it is `at`. What is due at `at` itself happens
  // with the next call, together with what is filed now. REQUIRES: at >= now().
  void AdvanceTo(Instant at);
  // Runs until nothing is left to happen, but not beyond `limit`. True if nothing is left.
  bool RunUntilIdle(Instant limit);

  // ---- what people do
  // Files a cable at a post, which may refuse it. The error is for that person.
  Result<void> File(cable::RoutingIndicator post, const cable::Cable& cable);

  // ---- faults. They happen after the turns of this instant are done.
  // `link` is its place in the network. Cutting loses what is on its circuits.
  void CutLink(std::size_t link);
  void RestoreLink(std::size_t link);  // comes up if both ends run
  // The process ends without a word: what it had not committed is gone, its links go down.
  void Crash(cable::RoutingIndicator station);
  enum class Store : std::uint8_t { kKept, kLost };
  // Starts it again, and its links come up. REQUIRES: it crashed; with kKept, Options::restartable.
  void Restart(cable::RoutingIndicator station, Store store);

  // ---- facts
  // Cables that some station owes something: zero when the network has drained.
  std::uint64_t outstanding() const;
  std::uint64_t events_handled() const { return events_handled_; }
  // Of the time since `begin`, how many thousandths the circuits of a link from its first (`end` 0)
  // or second (1) station carried something; nothing if they take no time to send on.
  std::optional<std::uint32_t> BusyPerMille(std::size_t link, std::size_t end) const;
  // Null while it does not run.
  const channel::Custodian* CustodianOf(cable::RoutingIndicator station) const;

 private:
  enum class Kind : std::uint32_t { kArrival, kTelling, kCircuitFree };
  using StationPlace = std::uint32_t;
  using CircuitPlace = std::uint32_t;

  struct Station {
    cable::RoutingIndicator indicator;
    bool is_post = false;
    bool in_turn = false;  // stands in turns_due_
    std::unique_ptr<store::MemoryStore> store;
    std::unique_ptr<channel::StationCore> core;  // null while crashed
    nodes::Post* post = nullptr;                 // the core, if it is one
    std::unique_ptr<store::Keeper> keeper;
    // By ChannelIndex: the circuit on which it sends, and the one on which it receives.
    std::vector<CircuitPlace> sends_on;
    std::vector<CircuitPlace> receives_on;
    std::vector<std::uint16_t> links;  // by LinkIndex: places in links_
  };
  // One direction of a channel, with both its ends.
  struct Line {
    Circuit circuit;
    std::uint16_t link = 0;
    StationPlace from = 0;
    StationPlace to = 0;
    channel::ChannelIndex from_channel{};
    channel::ChannelIndex to_channel{};
  };
  struct Link {
    StationPlace ends[2] = {};
    channel::LinkIndex index[2] = {};  // of this link at each end
    std::vector<CircuitPlace> lines;
    bool up = false;
    bool cut = false;
    std::uint32_t connection = 0;  // what an earlier one carried is lost
  };
  struct Flight {
    CircuitPlace line = 0;
    std::uint32_t connection = 0;
    cable::Transmission transmission;
  };
  // Receipt and credit on their way back to the sender.
  struct Telling {
    CircuitPlace line = 0;
    std::uint32_t connection = 0;
    std::optional<std::uint64_t> receipt;
    std::optional<channel::CreditDue> credit;
  };
  // The circuit has taken the last bit.
  struct Release {
    CircuitPlace line = 0;
    std::uint32_t connection = 0;
  };

  void AddStation(const network::Station& described);
  void AddLink(std::size_t place);
  void MakeCore(Station& station);
  StationPlace PlaceOf(cable::RoutingIndicator station) const;
  std::uint64_t NewEpoch() { return ++last_epoch_; }

  void Schedule(Instant at, Kind kind, std::uint32_t place) {
    queue_.Schedule(at, static_cast<std::uint32_t>(kind), place);
  }
  void Handle(const EventQueue::Scheduled& event);
  void HandleArrival(std::uint32_t place);
  void HandleTelling(std::uint32_t place);
  void HandleRelease(std::uint32_t place);
  bool IsCurrent(CircuitPlace line, std::uint32_t connection) const;

  void MarkTurn(StationPlace station);
  void EndTurn(StationPlace station);
  void TakeOutputs(Station& station);
  void TakeTellings(const Station& station);
  void TellBodies(Station& station);
  void FinishInstant();
  void LinkUp(std::size_t place);
  void LinkDown(std::size_t place, cable::Reason reason);
  channel::PeerState StateToldBy(const Link& link, std::size_t end) const;

  const network::Directory& directory_;
  WorldListener& listener_;
  Options options_;
  Instant now_;
  EventQueue queue_;
  std::vector<Station> stations_;  // as in the network
  std::vector<Line> lines_;
  std::vector<Link> links_;  // as in the network
  channel::Slab<Flight> flights_;
  channel::Slab<Telling> tellings_;
  channel::Slab<Release> releases_;
  std::vector<StationPlace> turns_due_;
  std::vector<StationPlace> turns_;  // kept for its room
  std::uint64_t last_epoch_ = 0;
  std::uint64_t events_handled_ = 0;
};

}  // namespace torntape::sim
