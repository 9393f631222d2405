#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "base/prng.h"
#include "base/result.h"
#include "cable/cable.h"
#include "channel/slab.h"
#include "channel/station_core.h"
#include "network/directory.h"
#include "nodes/core/post.h"
#include "router/core/switch.h"
#include "sim/circuit.h"
#include "sim/event_queue.h"
#include "sim/garbler.h"
#include "sim/world_listener.h"
#include "store/keeper.h"
#include "store/memory_store.h"
#include "store/simulated_store.h"

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
    // Each station has a simulated disk: it may be restarted with the store it had, lose power, and
    // have a slow or full disk. For that each store keeps all its records, which grows with the
    // length of the run.
    bool restartable = false;
    // Of what a power cut leaves on a disk.
    std::uint64_t seed = 1;
    // How long the end of a cancelled transmission is.
    std::uint64_t cancel_characters = kCancelCharacters;
    // Put into every station, to see that they are caught. For tests.
    channel::PlantedFaults planted = {};
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
  // The same, but at most so many events of it. False: the instant is not over; it goes on with the
  // next call. REQUIRES: NextAt().
  bool RunSome(std::uint64_t events_max);
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
  // Its circuits run at so many hundredths of their own rate, at least one; 100 restores them. What
  // is on them already keeps its time. A circuit without a rate is not slowed.
  void SlowLink(std::size_t link, std::uint32_t percent);
  // Of a million characters on its circuits, so many come garbled from now on. REQUIRES: it is a
  // telegraph circuit.
  void GarbleLink(std::size_t link, std::uint32_t per_million);
  // The process ends without a word: what it had only begun to write is gone, its links go down.
  void Crash(cable::RoutingIndicator station);
  // The machine goes dark: what was not flushed is lost, torn and reordered as well.
  // REQUIRES: Options::restartable.
  void LosePower(cable::RoutingIndicator station);
  enum class Store : std::uint8_t { kKept, kLost };
  // Starts it again, and its links come up. REQUIRES: it crashed or lost power; with kKept,
  // Options::restartable.
  void Restart(cable::RoutingIndicator station, Store store);
  // A full disk withdraws the ordinary credit of its senders, and its post takes FLASH and above
  // alone. It stays so when the station restarts with it. REQUIRES: Options::restartable.
  void FillDisk(cable::RoutingIndicator station, bool full);
  // Each commit takes so long from now on; zero: none. REQUIRES: Options::restartable.
  void SlowDisk(cable::RoutingIndicator station, Duration flush_time);
  // The clock of a station runs so far ahead of the world's, or behind (design decision 8).
  void SkewClock(cable::RoutingIndicator station, Duration offset);
  // A wrong entry in a relay's tables: indicators that begin with `prefix` go over `link`, which is
  // a place in the network. REQUIRES: it is one of the relay's. Restarts do not mend it.
  void CorruptRoute(cable::RoutingIndicator relay, cable::RoutingIndicator prefix,
                    std::size_t link);
  void RepairRoutes(cable::RoutingIndicator relay);
  // The next number of each channel of `link` that its first (`end` 0) or second (1) station gives
  // is so many ahead of the one that is due. REQUIRES: less than half of the channel's cycle, of
  // which more could not be told from an old number.
  void Misnumber(std::size_t link, std::size_t end, std::uint16_t skip);
  // The next transmission that this end sends over each channel of `link`, on this connection, does
  // not arrive, and nobody is told.
  void LoseNext(std::size_t link, std::size_t end);

  // ---- supervisors
  // What is set aside at a station, by the number of the cable there. Null while it does not run.
  const std::map<std::uint64_t, channel::AsideCable>* AsideAt(
      cable::RoutingIndicator station) const;
  // As router::Switch has them. The error is for the supervisor.
  Result<void> Release(cable::RoutingIndicator relay, std::uint64_t cable);
  Result<void> Reroute(cable::RoutingIndicator relay, std::uint64_t cable,
                       cable::RoutingIndicator branch, cable::RoutingIndicator correct);
  Result<void> Withdraw(cable::RoutingIndicator relay, std::uint64_t cable);

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
  enum class Kind : std::uint32_t { kArrival, kTelling, kCircuitFree, kDisk };
  using StationPlace = std::uint32_t;
  using CircuitPlace = std::uint32_t;

  struct Station {
    cable::RoutingIndicator indicator;
    bool is_post = false;
    bool in_turn = false;            // stands in turns_due_
    std::optional<Instant> wake_at;  // as in wakes_
    std::unique_ptr<store::Store> store;
    store::SimulatedStore* disk = nullptr;       // the store, if it is one
    std::unique_ptr<channel::StationCore> core;  // null while crashed
    nodes::Post* post = nullptr;                 // the core, if it is one
    router::Switch* relay = nullptr;             // the same
    Duration skew{};
    Duration flush_time{};
    bool disk_full = false;
    std::optional<Instant> disk_scheduled;
    struct WrongRoute {
      cable::RoutingIndicator prefix;
      channel::LinkIndex link{};
    };
    std::vector<WrongRoute> wrong_routes;
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
    bool loses_next = false;
    bool garbles = false;
    std::uint32_t passage = 0;
    // What is on a slow circuit, so that it can be broken off: its place in flights_.
    std::uint32_t on_circuit = channel::Slab<int>::kNone;
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
    bool lost = false;
    bool garbled = false;
    cable::ChannelNumber cancelled;  // it was broken off: the end of this one comes instead
  };
  // Receipt and credit on their way back to the sender.
  struct Telling {
    CircuitPlace line = 0;
    std::uint32_t connection = 0;
    std::optional<std::uint64_t> receipt;
    std::optional<channel::CreditDue> credit;
  };
  // The circuit has taken the last bit.
  struct CircuitFree {
    CircuitPlace line = 0;
    std::uint32_t connection = 0;
    std::uint32_t passage = 0;  // an earlier one that was broken off frees nothing
  };

  void AddStation(const network::Station& described);
  void AddLink(std::size_t place);
  void MakeStore(Station& station);
  void MakeCore(Station& station);
  void StopStation(Station& station);
  Instant ClockOf(const Station& station) const { return now_ + station.skew; }
  StationPlace PlaceOf(cable::RoutingIndicator station) const;
  Result<router::Switch*> RelayAt(cable::RoutingIndicator relay);
  std::uint64_t NewEpoch() { return ++last_epoch_; }

  void Schedule(Instant at, Kind kind, std::uint32_t place) {
    queue_.Schedule(at, static_cast<std::uint32_t>(kind), place);
  }
  Result<void> RefuseForItsPost(const Station& station, const cable::Cable& cable);
  void Handle(const EventQueue::Scheduled& event);
  void HandleArrival(std::uint32_t place);
  void HandleTelling(std::uint32_t place);
  void HandleCircuitFree(std::uint32_t place);
  void HandleDisk(StationPlace place);
  bool IsCurrent(CircuitPlace line, std::uint32_t connection) const;

  void MarkTurn(StationPlace station);
  void EndTurn(StationPlace station);
  void TakeOutputs(Station& station);
  void PutOnCircuit(channel::Departure& departure, CircuitPlace place);
  bool Interrupt(Station& station);
  bool IsGarbled(CircuitPlace place, const cable::Transmission& transmission,
                 std::uint64_t characters);
  void ScheduleDisk(StationPlace place);
  void SetWake(StationPlace place);
  void ClearWake(StationPlace place);
  void WakeStations();
  void TakeTellings(const Station& station);
  void TellBodies(Station& station);
  void TellBody(const Station& station, const nodes::HandedOver& handed);
  void RunAllAt(Instant at);
  bool RunAt(Instant at, std::uint64_t events_max);
  void FinishInstant();
  void LinkUp(std::size_t place);
  void LinkDown(std::size_t place, cable::Reason reason);
  channel::PeerState StateToldBy(const Link& link, std::size_t end) const;

  const network::Directory& directory_;
  WorldListener& listener_;
  Options options_;
  Instant now_;
  EventQueue queue_;
  // When stations want a turn though nothing comes in.
  std::set<std::pair<Instant, StationPlace>> wakes_;
  std::vector<Station> stations_;  // as in the network
  std::vector<Line> lines_;
  std::vector<Link> links_;                   // as in the network
  std::map<CircuitPlace, Garbler> garblers_;  // of those that garbled at any time
  channel::Slab<Flight> flights_;
  channel::Slab<Telling> tellings_;
  channel::Slab<CircuitFree> frees_;
  std::vector<StationPlace> turns_due_;
  std::vector<StationPlace> turns_;  // kept for its room
  Prng disk_damage_;
  std::uint64_t last_epoch_ = 0;
  std::uint64_t events_handled_ = 0;
};

}  // namespace torntape::sim
