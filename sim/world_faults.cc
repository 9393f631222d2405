// What goes wrong in a world, and what its supervisors do.
#include <string>

#include "base/assert.h"
#include "sim/virtual_world.h"

namespace torntape::sim {

using cable::Reason;
using cable::RoutingIndicator;

// ---------------------------------------------------------------- links

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

void VirtualWorld::SlowLink(std::size_t link, std::uint32_t percent) {
  TORNTAPE_ASSERT(percent >= 1);
  FinishInstant();
  for (const CircuitPlace line : links_[link].lines) lines_[line].circuit.Slow(percent);
}

void VirtualWorld::GarbleLink(std::size_t link, std::uint32_t per_million) {
  const network::Circuit& described = directory_.network().links[link].circuit;
  TORNTAPE_ASSERT(described.baud_hundredths > 0);
  FinishInstant();
  const Prng prng = Prng(options_.seed).Split("garble");
  for (const CircuitPlace place : links_[link].lines) {
    lines_[place].garbles = per_million > 0;
    const auto garbler =
        garblers_.try_emplace(place, described.code, prng.Split(std::to_string(place)));
    garbler.first->second.SetRate(per_million);
  }
}

void VirtualWorld::Misnumber(std::size_t link, std::size_t end, std::uint16_t skip) {
  FinishInstant();
  Station& station = stations_[links_[link].ends[end]];
  if (station.core == nullptr) return;
  channel::Custodian& custodian = station.core->custodian();
  for (const auto channel : custodian.ChannelsOf(links_[link].index[end])) {
    TORNTAPE_ASSERT(skip < cable::CycleOf(custodian.config_of(channel).digits) / 2);
    listener_.OnMisnumbered(station.indicator, custodian.config_of(channel).peer, skip);
    custodian.Misnumber(channel, skip);
  }
}

void VirtualWorld::LoseNext(std::size_t link, std::size_t end) {
  FinishInstant();
  for (const CircuitPlace place : links_[link].lines) {
    Line& line = lines_[place];
    if (line.from == links_[link].ends[end]) line.loses_next = true;
  }
}

// ---------------------------------------------------------------- stations

void VirtualWorld::StopStation(Station& station) {
  FinishInstant();
  TORNTAPE_ASSERT(station.core != nullptr);
  listener_.OnStopped(station.indicator);
  ClearWake(PlaceOf(station.indicator));
  station.keeper.reset();
  station.core.reset();
  station.post = nullptr;
  station.relay = nullptr;
}

void VirtualWorld::Crash(RoutingIndicator indicator) {
  Station& station = stations_[PlaceOf(indicator)];
  StopStation(station);
  if (station.disk != nullptr) station.disk->EndProcess();
  for (const std::uint16_t link : station.links) LinkDown(link, Reason::kConnectionLost);
}

void VirtualWorld::LosePower(RoutingIndicator indicator) {
  Station& station = stations_[PlaceOf(indicator)];
  TORNTAPE_ASSERT(station.disk != nullptr);
  StopStation(station);
  station.disk->LosePower(disk_damage_);
  for (const std::uint16_t link : station.links) LinkDown(link, Reason::kConnectionLost);
}

void VirtualWorld::Restart(RoutingIndicator indicator, Store store) {
  FinishInstant();
  const StationPlace place = PlaceOf(indicator);
  Station& station = stations_[place];
  TORNTAPE_ASSERT(station.core == nullptr);
  TORNTAPE_ASSERT(store == Store::kLost || station.disk != nullptr);
  listener_.OnRestarted(indicator, store == Store::kLost);
  if (store == Store::kLost) MakeStore(station);
  MakeCore(station);
  if (station.disk != nullptr) station.disk->SetNow(now_);
  const bool all_read = station.keeper->Recover(ClockOf(station));
  TORNTAPE_ASSERT(all_read);  // what this program wrote, it reads
  TakeOutputs(station);
  ScheduleDisk(place);
  for (const std::uint16_t link : station.links) LinkUp(link);
}

void VirtualWorld::FillDisk(RoutingIndicator indicator, bool full) {
  FinishInstant();
  const StationPlace place = PlaceOf(indicator);
  Station& station = stations_[place];
  TORNTAPE_ASSERT(station.disk != nullptr);
  station.disk_full = full;
  station.disk->SetFull(full);
  if (station.core != nullptr) MarkTurn(place);
}

void VirtualWorld::SlowDisk(RoutingIndicator indicator, Duration flush_time) {
  FinishInstant();
  Station& station = stations_[PlaceOf(indicator)];
  TORNTAPE_ASSERT(station.disk != nullptr);
  station.flush_time = flush_time;
  station.disk->SetFlushTime(flush_time);
}

void VirtualWorld::SkewClock(RoutingIndicator station, Duration offset) {
  FinishInstant();
  const StationPlace place = PlaceOf(station);
  stations_[place].skew = offset;
  if (stations_[place].core != nullptr) SetWake(place);
}

void VirtualWorld::CorruptRoute(RoutingIndicator relay, RoutingIndicator prefix, std::size_t link) {
  FinishInstant();
  listener_.OnWrongRoute(relay);
  Station& station = stations_[PlaceOf(relay)];
  for (std::size_t end = 0; end < 2; ++end) {
    if (links_[link].ends[end] != PlaceOf(relay)) continue;
    station.wrong_routes.push_back({prefix, links_[link].index[end]});
    if (station.relay != nullptr) station.relay->OverrideRoute(prefix, links_[link].index[end]);
    return;
  }
  TORNTAPE_ASSERT(false);  // the link does not end at the relay
}

void VirtualWorld::RepairRoutes(RoutingIndicator relay) {
  FinishInstant();
  Station& station = stations_[PlaceOf(relay)];
  station.wrong_routes.clear();
  if (station.relay != nullptr) station.relay->RepairRoutes();
}

// ---------------------------------------------------------------- supervisors

const std::map<std::uint64_t, channel::AsideCable>* VirtualWorld::AsideAt(
    RoutingIndicator station) const {
  const channel::Custodian* custodian = CustodianOf(station);
  return custodian == nullptr ? nullptr : &custodian->aside();
}

Result<router::Switch*> VirtualWorld::RelayAt(RoutingIndicator relay) {
  const StationPlace place = PlaceOf(relay);
  Station& station = stations_[place];
  if (station.relay == nullptr) {
    return Failure(relay.ToString() + " is not a relay that runs");
  }
  MarkTurn(place);
  return station.relay;
}

Result<void> VirtualWorld::Release(RoutingIndicator relay, std::uint64_t cable) {
  const auto found = RelayAt(relay);
  if (!found) return tl::unexpected(found.error());
  return (*found)->Release(ClockOf(stations_[PlaceOf(relay)]), cable);
}

Result<void> VirtualWorld::Reroute(RoutingIndicator relay, std::uint64_t cable,
                                   RoutingIndicator branch, RoutingIndicator correct) {
  const auto found = RelayAt(relay);
  if (!found) return tl::unexpected(found.error());
  return (*found)->Reroute(ClockOf(stations_[PlaceOf(relay)]), cable, branch, correct);
}

Result<void> VirtualWorld::Withdraw(RoutingIndicator relay, std::uint64_t cable) {
  const auto found = RelayAt(relay);
  if (!found) return tl::unexpected(found.error());
  return (*found)->Withdraw(ClockOf(stations_[PlaceOf(relay)]), cable);
}

}  // namespace torntape::sim
