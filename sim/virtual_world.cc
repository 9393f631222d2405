#include "sim/virtual_world.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "router/core/switch.h"

namespace torntape::sim {

using cable::Reason;
using cable::RoutingIndicator;
using channel::ChannelIndex;
using channel::LinkIndex;

VirtualWorld::VirtualWorld(const network::Directory& directory, WorldListener& listener,
                           const Options& options)
    : directory_(directory), listener_(listener), options_(options), now_(options.begin) {
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
  const auto records = options_.restartable ? store::MemoryStore::Records::kKeep
                                            : store::MemoryStore::Records::kForget;
  station.store = std::make_unique<store::MemoryStore>(
      store::MemoryStore::Options{.epoch = NewEpoch(), .records = records});
  MakeCore(station);
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
  station.post = nullptr;
  if (station.is_post) {
    auto post = std::make_unique<nodes::Post>(directory_, station.indicator, custody, listener_);
    station.post = post.get();
    station.core = std::move(post);
  } else {
    station.core =
        std::make_unique<router::Switch>(directory_, station.indicator, custody, listener_);
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
      line.circuit = Circuit(described.circuit, lines_.size());
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
  for (std::size_t place = 0; place < links_.size(); ++place) LinkUp(place);
}

// ---------------------------------------------------------------- time

std::optional<Instant> VirtualWorld::NextAt() const {
  if (!turns_due_.empty()) return now_;
  if (queue_.empty()) return std::nullopt;
  return queue_.Next().at;
}

void VirtualWorld::RunInstant() {
  const std::optional<Instant> at = NextAt();
  TORNTAPE_ASSERT(at.has_value());
  now_ = *at;
  for (;;) {
    while (!queue_.empty() && queue_.Next().at == now_) Handle(queue_.Take());
    if (turns_due_.empty()) return;
    turns_.swap(turns_due_);
    for (const StationPlace station : turns_) EndTurn(station);
    turns_.clear();
  }
}

void VirtualWorld::AdvanceTo(Instant at) {
  TORNTAPE_ASSERT(at >= now_);
  for (auto next = NextAt(); next && *next < at; next = NextAt()) RunInstant();
  now_ = at;
}

bool VirtualWorld::RunUntilIdle(Instant limit) {
  for (auto next = NextAt(); next; next = NextAt()) {
    if (*next > limit) return false;
    RunInstant();
  }
  return true;
}

void VirtualWorld::FinishInstant() {
  for (auto next = NextAt(); next && *next == now_; next = NextAt()) RunInstant();
}

// ---------------------------------------------------------------- what comes in

Result<void> VirtualWorld::File(RoutingIndicator post, const cable::Cable& cable) {
  const StationPlace place = PlaceOf(post);
  Station& station = stations_[place];
  if (station.core == nullptr) {
    return Failure("the post " + post.ToString() + " is not running");
  }
  TORNTAPE_ASSERT(station.post != nullptr);
  MarkTurn(place);
  return station.post->File(now_, cable);
}

void VirtualWorld::Handle(const EventQueue::Scheduled& event) {
  ++events_handled_;
  switch (static_cast<Kind>(event.kind)) {
    case Kind::kArrival:
      return HandleArrival(event.place);
    case Kind::kTelling:
      return HandleTelling(event.place);
    case Kind::kCircuitFree:
      return HandleRelease(event.place);
  }
}

bool VirtualWorld::IsCurrent(CircuitPlace line, std::uint32_t connection) const {
  const Link& link = links_[lines_[line].link];
  return link.up && link.connection == connection;
}

void VirtualWorld::HandleArrival(std::uint32_t place) {
  const Flight flight = std::move(flights_[place]);
  flights_.Remove(place);
  if (!IsCurrent(flight.line, flight.connection)) return;
  const Line& line = lines_[flight.line];
  Station& station = stations_[line.to];
  MarkTurn(line.to);
  // A number of another channel breaks the contract; the link is closed, as a shell would do.
  if (!station.core->HandleTransmission(now_, line.to_channel, flight.transmission)) {
    LinkDown(line.link, Reason::kProtocol);
  }
}

void VirtualWorld::HandleTelling(std::uint32_t place) {
  const Telling telling = tellings_[place];
  tellings_.Remove(place);
  if (!IsCurrent(telling.line, telling.connection)) return;
  const Line& line = lines_[telling.line];
  channel::Custodian& custodian = stations_[line.from].core->custodian();
  if (telling.receipt) custodian.HandleReceipt(now_, line.from_channel, *telling.receipt);
  if (telling.credit) {
    custodian.HandleCredit(line.from_channel, telling.credit->ordinary_bytes,
                           telling.credit->reserve_bytes);
  }
  if (custodian.turn_wanted()) MarkTurn(line.from);
}

void VirtualWorld::HandleRelease(std::uint32_t place) {
  const Release release = releases_[place];
  releases_.Remove(place);
  if (!IsCurrent(release.line, release.connection)) return;
  const Line& line = lines_[release.line];
  channel::Custodian& custodian = stations_[line.from].core->custodian();
  custodian.HandleCircuitFree(line.from_channel);
  if (custodian.turn_wanted()) MarkTurn(line.from);
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
  station.keeper->EndTurn(now_);
  TakeOutputs(station);
}

void VirtualWorld::TakeOutputs(Station& station) {
  channel::Custodian& custodian = station.core->custodian();
  for (channel::Departure& departure : custodian.departures()) {
    const CircuitPlace place = station.sends_on[channel::AsSize(departure.channel)];
    Line& line = lines_[place];
    const std::uint32_t connection = links_[line.link].connection;
    const auto passage =
        line.circuit.Send(now_, line.circuit.LineCharactersOf(departure.transmission));
    const auto flight = flights_.Add(Flight{place, connection, std::move(departure.transmission)});
    if (line.circuit.IsSlow()) {
      Schedule(passage.free_at, Kind::kCircuitFree, releases_.Add(Release{place, connection}));
    }
    Schedule(passage.arrives_at, Kind::kArrival, flight);
  }
  TakeTellings(station);
  custodian.ClearOutputs();
  if (station.post != nullptr) TellBodies(station);
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

void VirtualWorld::TellBodies(Station& station) {
  const bool wanted = listener_.wants_bodies();
  for (const nodes::HandedOver& handed : station.post->handed_over()) {
    if (handed.deliveries.empty() || !wanted) continue;
    DeliveredBody body;
    body.station = station.indicator;
    body.identification = handed.transmission.heading->identification;
    body.digest = DigestOf(handed.transmission.body.view());
    body.bytes = handed.transmission.body.size();
    for (const network::Delivery& delivery : handed.deliveries) {
      body.addressee = delivery.name;
      listener_.OnDeliveredBody(body);
    }
  }
  station.post->ClearHandedOver();
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
  for (const CircuitPlace line : link.lines) lines_[line].circuit.Clear();
  // Each says what it knew before the other spoke.
  const channel::PeerState told[2] = {StateToldBy(link, 0), StateToldBy(link, 1)};
  for (std::size_t end = 0; end < 2; ++end) {
    MarkTurn(link.ends[end]);
    stations_[link.ends[end]].core->custodian().LinkUp(now_, link.index[end], told[1 - end]);
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
    station.core->custodian().LinkDown(now_, link.index[end], reason);
  }
}

void VirtualWorld::CutLink(std::size_t link) {
  FinishInstant();
  links_[link].cut = true;
  LinkDown(link, Reason::kConnectionLost);
}

void VirtualWorld::RestoreLink(std::size_t link) {
  FinishInstant();
  links_[link].cut = false;
  LinkUp(link);
}

void VirtualWorld::Crash(RoutingIndicator indicator) {
  FinishInstant();
  Station& station = stations_[PlaceOf(indicator)];
  TORNTAPE_ASSERT(station.core != nullptr);
  station.keeper.reset();
  station.core.reset();
  station.post = nullptr;
  station.store->LoseUncommitted();
  for (const std::uint16_t link : station.links) LinkDown(link, Reason::kConnectionLost);
}

void VirtualWorld::Restart(RoutingIndicator indicator, Store store) {
  FinishInstant();
  const StationPlace place = PlaceOf(indicator);
  Station& station = stations_[place];
  TORNTAPE_ASSERT(station.core == nullptr);
  TORNTAPE_ASSERT(store == Store::kLost || options_.restartable);
  if (store == Store::kLost) {
    const auto records = options_.restartable ? store::MemoryStore::Records::kKeep
                                              : store::MemoryStore::Records::kForget;
    station.store = std::make_unique<store::MemoryStore>(
        store::MemoryStore::Options{.epoch = NewEpoch(), .records = records});
  }
  MakeCore(station);
  const bool all_read = station.keeper->Recover(now_);
  TORNTAPE_ASSERT(all_read);  // what this program wrote, it reads
  TakeOutputs(station);
  for (const std::uint16_t link : station.links) LinkUp(link);
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
