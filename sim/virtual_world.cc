#include "sim/virtual_world.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/assert.h"
#include "nodes/core/filing.h"

namespace torntape::sim {

using cable::Reason;
using cable::RoutingIndicator;
using channel::ChannelIndex;
using channel::LinkIndex;

VirtualWorld::VirtualWorld(const network::Directory& directory, WorldListener& listener,
                           const Options& options)
    : directory_(directory),
      listener_(listener),
      options_(options),
      now_(options.begin),
      disk_damage_(options.seed) {
  const network::Network& network = directory.network();
  stations_.reserve(network.stations.size());
  for (const network::Station& described : network.stations) AddStation(described);
  links_.reserve(network.links.size());
  for (std::size_t place = 0; place < network.links.size(); ++place) AddLink(place);
}

void VirtualWorld::AddStation(const network::Station& described) {
  Station& station = stations_.emplace_back();
  station.indicator = described.indicator;
  station.is_post = described.role == network::StationRole::kTributary;
  MakeStore(station);
  MakeCore(station);
}

void VirtualWorld::MakeStore(Station& station) {
  station.disk = nullptr;
  if (!options_.restartable) {
    station.store =
        std::make_unique<store::MemoryStore>(store::MemoryStore::Options{.epoch = NewEpoch()});
    return;
  }
  auto disk =
      std::make_unique<store::SimulatedStore>(store::SimulatedStore::Options{.epoch = NewEpoch()});
  station.disk = disk.get();
  station.disk->SetFull(station.disk_full);
  station.disk->SetFlushTime(station.flush_time);
  station.store = std::move(disk);
}

void VirtualWorld::MakeCore(Station& station) {
  channel::CustodyConfig custody =
      channel::CustodyConfigFor(directory_.network(), station.indicator, station.store->epoch());
  custody.records_wanted = options_.restartable;
  const auto links = directory_.LinksOf(station.indicator);
  for (channel::ChannelConfig& channel : custody.channels) {
    const network::Link& link = directory_.network().links[links[channel::AsSize(channel.link)]];
    channel.one_at_a_time = Circuit(link.circuit).IsSlow();
  }
  custody.preemption = directory_.network().preemption;
  custody.planted = options_.planted;
  station.post = nullptr;
  station.relay = nullptr;
  if (station.is_post) {
    auto post = std::make_unique<nodes::Post>(directory_, station.indicator, custody, listener_);
    station.post = post.get();
    station.core = std::move(post);
  } else {
    auto relay =
        std::make_unique<router::Switch>(directory_, station.indicator, custody, listener_);
    station.relay = relay.get();
    for (const Station::WrongRoute& wrong : station.wrong_routes) {
      relay->OverrideRoute(wrong.prefix, wrong.link);
    }
    station.core = std::move(relay);
  }
  station.keeper = std::make_unique<store::Keeper>(*station.core, *station.store);
}

void VirtualWorld::AddLink(std::size_t place) {
  const network::Link& described = directory_.network().links[place];
  Link& link = links_.emplace_back();
  const RoutingIndicator ends[2] = {described.first, described.second};
  for (std::size_t end = 0; end < 2; ++end) {
    link.ends[end] = PlaceOf(ends[end]);
    Station& station = stations_[link.ends[end]];
    link.index[end] = static_cast<LinkIndex>(station.links.size());
    station.links.push_back(static_cast<std::uint16_t>(place));
  }
  for (std::size_t channel = 0; channel < described.channels.size(); ++channel) {
    for (std::size_t end = 0; end < 2; ++end) {
      Line line;
      constexpr std::uint64_t kApart = 1'000'003;
      line.circuit = Circuit(described.circuit, options_.seed * kApart + lines_.size());
      line.link = static_cast<std::uint16_t>(place);
      line.from = link.ends[end];
      line.to = link.ends[1 - end];
      const auto channel_at = [&](std::size_t which) {
        return stations_[link.ends[which]].core->custodian().ChannelsOf(link.index[which])[channel];
      };
      line.from_channel = channel_at(end);
      line.to_channel = channel_at(1 - end);
      const auto line_place = static_cast<CircuitPlace>(lines_.size());
      lines_.push_back(line);
      link.lines.push_back(line_place);
      Station& sender = stations_[line.from];
      Station& receiver = stations_[line.to];
      sender.sends_on.resize(sender.core->custodian().channel_count());
      receiver.receives_on.resize(receiver.core->custodian().channel_count());
      sender.sends_on[channel::AsSize(line.from_channel)] = line_place;
      receiver.receives_on[channel::AsSize(line.to_channel)] = line_place;
    }
  }
}

VirtualWorld::StationPlace VirtualWorld::PlaceOf(RoutingIndicator station) const {
  const network::Station* found = directory_.FindStation(station);
  TORNTAPE_ASSERT(found != nullptr);
  return static_cast<StationPlace>(found - directory_.network().stations.data());
}

void VirtualWorld::Start() {
  for (std::size_t place = 0; place < links_.size(); ++place) {
    const std::uint32_t rate = directory_.network().links[place].circuit.garble_per_million;
    if (rate > 0) GarbleLink(place, rate);
  }
  for (std::size_t place = 0; place < links_.size(); ++place) LinkUp(place);
}

// ---------------------------------------------------------------- time

std::optional<Instant> VirtualWorld::NextAt() const {
  if (!turns_due_.empty()) return now_;
  std::optional<Instant> next;
  if (!queue_.empty()) next = queue_.Next().at;
  if (!wakes_.empty() && (!next || wakes_.begin()->first < *next)) next = wakes_.begin()->first;
  return next;
}

void VirtualWorld::RunInstant() {
  const std::optional<Instant> at = NextAt();
  TORNTAPE_ASSERT(at.has_value());
  RunAllAt(*at);
}

bool VirtualWorld::RunSome(std::uint64_t events_max) {
  const std::optional<Instant> at = NextAt();
  TORNTAPE_ASSERT(at.has_value());
  return RunAt(*at, events_max);
}

void VirtualWorld::RunAllAt(Instant at) {
  const bool over = RunAt(at, std::numeric_limits<std::uint64_t>::max());
  TORNTAPE_ASSERT(over);
}

bool VirtualWorld::RunAt(Instant at, std::uint64_t events_max) {
  now_ = at;
  for (;;) {
    for (; !queue_.empty() && queue_.Next().at == now_; --events_max) {
      if (events_max == 0) return false;
      Handle(queue_.Take());
    }
    WakeStations();
    if (turns_due_.empty()) return true;
    turns_.swap(turns_due_);
    for (const StationPlace station : turns_) EndTurn(station);
    turns_.clear();
  }
}

void VirtualWorld::AdvanceTo(Instant at) {
  TORNTAPE_ASSERT(at >= now_);
  for (auto next = NextAt(); next && *next < at; next = NextAt()) RunAllAt(*next);
  now_ = at;
}

bool VirtualWorld::RunUntilIdle(Instant limit) {
  for (auto next = NextAt(); next; next = NextAt()) {
    if (*next > limit) return false;
    RunAllAt(*next);
  }
  return true;
}

void VirtualWorld::FinishInstant() {
  for (auto next = NextAt(); next && *next == now_; next = NextAt()) RunAllAt(now_);
}

// ---------------------------------------------------------------- what comes in

Result<void> VirtualWorld::File(RoutingIndicator post, const cable::Cable& cable) {
  const StationPlace place = PlaceOf(post);
  Station& station = stations_[place];
  if (station.core == nullptr) return RefuseForItsPost(station, cable);
  TORNTAPE_ASSERT(station.post != nullptr);
  MarkTurn(place);
  const bool full = station.disk != nullptr && station.disk->Room() == 0;
  if (full && !cable::IsUrgent(cable.transmission.precedence)) {
    return station.post->RefuseFull(ClockOf(station), cable);
  }
  return station.post->File(ClockOf(station), cable);
}

// A post that does not run takes nothing, and cannot say so itself.
Result<void> VirtualWorld::RefuseForItsPost(const Station& station, const cable::Cable& cable) {
  const nodes::Filing filing(directory_.network(), cable);
  for (const cable::Cable& each : filing.cables()) {
    cable::Event event =
        cable::EventOf(now_, cable::EventKind::kRefused, station.indicator, each.transmission);
    event.reason = Reason::kClosed;
    listener_.OnEvent(event);
  }
  return Failure("the post " + station.indicator.ToString() + " is not running");
}

void VirtualWorld::Handle(const EventQueue::Scheduled& event) {
  ++events_handled_;
  switch (static_cast<Kind>(event.kind)) {
    case Kind::kArrival:
      return HandleArrival(event.place);
    case Kind::kTelling:
      return HandleTelling(event.place);
    case Kind::kCircuitFree:
      return HandleCircuitFree(event.place);
    case Kind::kDisk:
      return HandleDisk(event.place);
  }
}

bool VirtualWorld::IsCurrent(CircuitPlace line, std::uint32_t connection) const {
  const Link& link = links_[lines_[line].link];
  return link.up && link.connection == connection;
}

void VirtualWorld::HandleArrival(std::uint32_t place) {
  const Flight flight = std::move(flights_[place]);
  flights_.Remove(place);
  Line& line = lines_[flight.line];
  if (line.on_circuit == place) line.on_circuit = channel::Slab<Flight>::kNone;
  if (flight.lost || !IsCurrent(flight.line, flight.connection)) return;
  Station& station = stations_[line.to];
  MarkTurn(line.to);
  const Instant now = ClockOf(station);
  bool of_this_channel = true;
  if (!flight.cancelled.none()) {
    of_this_channel =
        station.core->custodian().HandleCancelled(now, line.to_channel, flight.cancelled);
  } else if (flight.garbled) {
    of_this_channel = station.core->HandleGarbled(now, line.to_channel, flight.transmission.number);
  } else {
    of_this_channel = station.core->HandleTransmission(now, line.to_channel, flight.transmission);
  }
  // A number of another channel breaks the contract; the link is closed, as a shell would do.
  if (!of_this_channel) LinkDown(line.link, Reason::kProtocol);
}

void VirtualWorld::HandleTelling(std::uint32_t place) {
  const Telling telling = tellings_[place];
  tellings_.Remove(place);
  if (!IsCurrent(telling.line, telling.connection)) return;
  const Line& line = lines_[telling.line];
  Station& station = stations_[line.from];
  channel::Custodian& custodian = station.core->custodian();
  if (telling.receipt) {
    custodian.HandleReceipt(ClockOf(station), line.from_channel, *telling.receipt);
  }
  if (telling.credit) {
    custodian.HandleCredit(line.from_channel, telling.credit->ordinary_bytes,
                           telling.credit->reserve_bytes);
  }
  if (custodian.turn_wanted()) MarkTurn(line.from);
}

void VirtualWorld::HandleCircuitFree(std::uint32_t place) {
  const CircuitFree free = frees_[place];
  frees_.Remove(place);
  if (!IsCurrent(free.line, free.connection)) return;
  Line& line = lines_[free.line];
  if (free.passage != line.passage) return;
  line.on_circuit = channel::Slab<Flight>::kNone;
  channel::Custodian& custodian = stations_[line.from].core->custodian();
  custodian.HandleCircuitFree(line.from_channel);
  if (custodian.turn_wanted()) MarkTurn(line.from);
}

void VirtualWorld::HandleDisk(StationPlace place) {
  Station& station = stations_[place];
  station.disk_scheduled.reset();
  if (station.core == nullptr || station.disk == nullptr) return;
  MarkTurn(place);
  station.keeper->SetNow(ClockOf(station));
  station.disk->SetNow(now_);
  station.disk->CompleteDue();
}

// ---------------------------------------------------------------- turns

void VirtualWorld::MarkTurn(StationPlace place) {
  if (std::exchange(stations_[place].in_turn, true)) return;
  turns_due_.push_back(place);
}

void VirtualWorld::EndTurn(StationPlace place) {
  Station& station = stations_[place];
  station.in_turn = false;
  if (station.core == nullptr) return;
  if (station.disk != nullptr) {
    station.disk->SetNow(now_);
    station.core->custodian().HoldIntake(station.disk->Room() == 0);
  }
  station.keeper->EndTurn(ClockOf(station));
  TakeOutputs(station);
  if (Interrupt(station)) {
    station.keeper->EndTurn(ClockOf(station));
    TakeOutputs(station);
  }
  // The keeper bounds its rounds; what is left is for the next turn.
  if (station.core->custodian().choice_wanted()) MarkTurn(place);
  ScheduleDisk(place);
  SetWake(place);
}

// A station whose clock is wrong wakes when it believes that it is time. Wakes are kept apart from
// the events, because most are taken back, and a world goes on only for those that stand.
void VirtualWorld::SetWake(StationPlace place) {
  Station& station = stations_[place];
  std::optional<Instant> at = station.core->PollTimeout();
  if (at) at = std::max(now_, *at - station.skew);
  if (at == station.wake_at) return;
  ClearWake(place);
  station.wake_at = at;
  if (at) wakes_.emplace(*at, place);
}

void VirtualWorld::ClearWake(StationPlace place) {
  Station& station = stations_[place];
  if (station.wake_at) wakes_.erase({*station.wake_at, place});
  station.wake_at.reset();
}

void VirtualWorld::WakeStations() {
  while (!wakes_.empty() && wakes_.begin()->first <= now_) {
    const StationPlace place = wakes_.begin()->second;
    ClearWake(place);
    ++events_handled_;
    MarkTurn(place);
  }
}

void VirtualWorld::ScheduleDisk(StationPlace place) {
  Station& station = stations_[place];
  if (station.disk == nullptr || !station.disk->DueAt() || station.disk_scheduled) return;
  station.disk_scheduled = station.disk->DueAt();
  Schedule(*station.disk_scheduled, Kind::kDisk, place);
}

// What is on a slow circuit when something more urgent waits may be broken off (spec 3.3). True if
// anything was.
bool VirtualWorld::Interrupt(Station& station) {
  bool any = false;
  channel::Custodian& custodian = station.core->custodian();
  for (const ChannelIndex channel : custodian.TakeInterruptionsWanted()) {
    const CircuitPlace place = station.sends_on[channel::AsSize(channel)];
    Line& line = lines_[place];
    if (line.on_circuit == channel::Slab<Flight>::kNone) continue;
    const Duration cost = line.circuit.LineTimeOf(options_.cancel_characters);
    const auto cancelled =
        custodian.Interrupt(ClockOf(station), channel, line.circuit.free_at() - now_, cost);
    if (!cancelled) continue;
    any = true;
    flights_[line.on_circuit].lost = true;
    line.on_circuit = channel::Slab<Flight>::kNone;
    const auto passage = line.circuit.Cancel(now_, options_.cancel_characters);
    Flight end;
    end.line = place;
    end.connection = links_[line.link].connection;
    end.cancelled = *cancelled;
    Schedule(passage.free_at, Kind::kCircuitFree,
             frees_.Add({place, end.connection, ++line.passage}));
    Schedule(passage.arrives_at, Kind::kArrival, flights_.Add(std::move(end)));
  }
  return any;
}

void VirtualWorld::TakeOutputs(Station& station) {
  channel::Custodian& custodian = station.core->custodian();
  for (channel::Departure& departure : custodian.departures()) {
    PutOnCircuit(departure, station.sends_on[channel::AsSize(departure.channel)]);
  }
  TakeTellings(station);
  custodian.ClearOutputs();
  if (station.post != nullptr) TellBodies(station);
}

void VirtualWorld::PutOnCircuit(channel::Departure& departure, CircuitPlace place) {
  Line& line = lines_[place];
  const std::uint32_t connection = links_[line.link].connection;
  const std::uint64_t characters = line.circuit.LineCharactersOf(departure.transmission);
  const auto passage = line.circuit.Send(now_, characters);
  const bool lost = std::exchange(line.loses_next, false);
  const bool garbled = line.garbles && IsGarbled(place, departure.transmission, characters);
  const auto flight =
      flights_.Add(Flight{place, connection, std::move(departure.transmission), lost, garbled, {}});
  if (line.circuit.IsSlow()) {
    line.on_circuit = flight;
    Schedule(passage.free_at, Kind::kCircuitFree, frees_.Add({place, connection, ++line.passage}));
  }
  Schedule(passage.arrives_at, Kind::kArrival, flight);
}

bool VirtualWorld::IsGarbled(CircuitPlace place, const cable::Transmission& transmission,
                             std::uint64_t characters) {
  const auto hit = garblers_.at(place).Pass(transmission, characters);
  if (!hit) return false;
  const Line& line = lines_[place];
  listener_.OnGarbled(stations_[line.from].indicator, stations_[line.to].indicator,
                      transmission.number, hit->sent, hit->came);
  return true;
}

// A commit frees credit and is receipted, so the two go together where they can.
void VirtualWorld::TakeTellings(const Station& station) {
  const channel::Custodian& custodian = station.core->custodian();
  const auto receipts = custodian.receipts();
  const auto credits = custodian.credits();
  std::size_t receipt = 0;
  std::size_t credit = 0;
  while (receipt < receipts.size() || credit < credits.size()) {
    const bool has_credit = credit < credits.size();
    const ChannelIndex channel = has_credit ? credits[credit].channel : receipts[receipt].channel;
    const CircuitPlace place = station.receives_on[channel::AsSize(channel)];
    Telling telling;
    telling.line = place;
    telling.connection = links_[lines_[place].link].connection;
    if (receipt < receipts.size() && receipts[receipt].channel == channel) {
      telling.receipt = receipts[receipt++].count;
    }
    if (has_credit) telling.credit = credits[credit++];
    Schedule(now_ + lines_[place].circuit.delay(), Kind::kTelling, tellings_.Add(telling));
  }
}

// Of a cable that was put together the bodies of its sections, which are what travelled.
void VirtualWorld::TellBodies(Station& station) {
  for (const nodes::HandedOver& handed : station.post->handed_over()) {
    listener_.OnHandedOver(handed);
  }
  if (listener_.wants_bodies()) {
    for (const nodes::HandedOver& handed : station.post->handed_over()) {
      if (handed.sections.empty()) TellBody(station, handed);
      for (const nodes::HandedOver& section : handed.sections) TellBody(station, section);
    }
  }
  station.post->ClearHandedOver();
}

void VirtualWorld::TellBody(const Station& station, const nodes::HandedOver& handed) {
  DeliveredBody body;
  body.station = station.indicator;
  body.identification = handed.transmission.heading->identification;
  if (handed.deliveries.empty()) return;
  body.digest = DigestOf(handed.transmission.body.view());
  body.bytes = handed.transmission.body.size();
  for (const network::Delivery& delivery : handed.deliveries) {
    body.addressee = delivery.name;
    listener_.OnDeliveredBody(body);
  }
}

// ---------------------------------------------------------------- links and faults

channel::PeerState VirtualWorld::StateToldBy(const Link& link, std::size_t end) const {
  const Station& station = stations_[link.ends[end]];
  const channel::Custodian& custodian = station.core->custodian();
  channel::PeerState state;
  state.store_epoch = station.store->epoch();
  for (const ChannelIndex channel : custodian.ChannelsOf(link.index[end])) {
    const channel::OwnState own = custodian.StateOf(channel);
    state.channels.push_back({own.committed_count, own.sent_count});
  }
  return state;
}

void VirtualWorld::LinkUp(std::size_t place) {
  Link& link = links_[place];
  if (link.up || link.cut) return;
  if (stations_[link.ends[0]].core == nullptr || stations_[link.ends[1]].core == nullptr) return;
  link.up = true;
  ++link.connection;
  for (const CircuitPlace place_of_line : link.lines) {
    Line& line = lines_[place_of_line];
    line.circuit.Clear();
    line.loses_next = false;
    line.on_circuit = channel::Slab<Flight>::kNone;
    ++line.passage;
  }
  // Each says what it knew before the other spoke.
  const channel::PeerState told[2] = {StateToldBy(link, 0), StateToldBy(link, 1)};
  for (std::size_t end = 0; end < 2; ++end) {
    MarkTurn(link.ends[end]);
    Station& station = stations_[link.ends[end]];
    station.core->custodian().LinkUp(ClockOf(station), link.index[end], told[1 - end]);
  }
}

void VirtualWorld::LinkDown(std::size_t place, Reason reason) {
  Link& link = links_[place];
  if (!link.up) return;
  link.up = false;
  for (std::size_t end = 0; end < 2; ++end) {
    Station& station = stations_[link.ends[end]];
    if (station.core == nullptr) continue;
    MarkTurn(link.ends[end]);
    station.core->custodian().LinkDown(ClockOf(station), link.index[end], reason);
  }
}

// ---------------------------------------------------------------- facts

std::uint64_t VirtualWorld::outstanding() const {
  std::uint64_t sum = 0;
  for (const Station& station : stations_) {
    if (station.core != nullptr) sum += station.core->custodian().outstanding();
  }
  return sum;
}

std::optional<std::uint32_t> VirtualWorld::BusyPerMille(std::size_t link, std::size_t end) const {
  Duration busy{};
  std::int64_t lines = 0;
  for (const CircuitPlace place : links_[link].lines) {
    const Line& line = lines_[place];
    if (line.from != links_[link].ends[end] || !line.circuit.IsSlow()) continue;
    busy += line.circuit.BusyUpTo(now_);
    ++lines;
  }
  const Duration span = now_ - options_.begin;
  if (lines == 0 || span <= Duration::zero()) return std::nullopt;
  return static_cast<std::uint32_t>(busy / lines / std::max(span / 1000, Duration(1)));
}

const channel::Custodian* VirtualWorld::CustodianOf(RoutingIndicator station) const {
  const Station& found = stations_[PlaceOf(station)];
  return found.core == nullptr ? nullptr : &found.core->custodian();
}

}  // namespace torntape::sim
