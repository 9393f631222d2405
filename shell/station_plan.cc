#include "shell/station_plan.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/diagnostic.h"
#include "channel/station_core.h"
#include "proto/station_reader.h"

namespace torntape::shell {
namespace {

using cable::RoutingIndicator;
using network::Station;
using network::StationRole;

// The stations of the kind wanted, for a hint: "RYKA, RYLB, ..., 4 more".
std::string SomeStations(const network::Network& network, bool relay) {
  constexpr std::size_t kShown = 8;
  std::string shown;
  std::size_t count = 0;
  for (const Station& station : network.stations) {
    if ((station.role != StationRole::kTributary) != relay) continue;
    if (++count > kShown) continue;
    shown += (shown.empty() ? "" : ", ") + station.indicator.ToString();
  }
  if (count > kShown) shown += fmt::format(" and {} more", count - kShown);
  return shown;
}

Result<RoutingIndicator> WhoItIs(const proto::StationFile& file, const StationCommand& command,
                                 bool relay) {
  const std::string_view kind = relay ? "relay" : "post";
  std::optional<RoutingIndicator> indicator = file.station;
  if (!command.station.empty()) {
    indicator = RoutingIndicator::Parse(command.station);
    if (!indicator) {
      return Failure(fmt::format("{} is not a routing indicator", Quoted(command.station)));
    }
  }
  if (!indicator) {
    return Failure(
        fmt::format("{} is a whole network: say which {} this is, --station with one "
                    "of {}",
                    command.config, kind, SomeStations(file.network, relay)));
  }
  const auto found =
      std::find_if(file.network.stations.begin(), file.network.stations.end(),
                   [&](const Station& station) { return station.indicator == *indicator; });
  if (found == file.network.stations.end()) {
    return Failure(fmt::format("{} is no station of the network; its {}s are {}",
                               indicator->ToString(), kind, SomeStations(file.network, relay)));
  }
  if ((found->role != StationRole::kTributary) != relay) {
    return Failure(fmt::format("{} is a {}: start it by `torntape {}`", indicator->ToString(),
                               relay ? "post" : "relay", relay ? "post" : "router"));
  }
  return *indicator;
}

Result<Endpoint> WhereItListens(const proto::StationFile& file, const StationCommand& command) {
  if (command.port >= 0) return Endpoint{"127.0.0.1", static_cast<std::uint16_t>(command.port)};
  const std::string& text = command.listen.empty() ? file.listen : command.listen;
  if (text.empty()) return Endpoint{};
  return FindEndpoint(text);
}

Result<void> AddPeer(const std::string& link, const std::string& where, StationOptions& options) {
  const auto endpoint = FindEndpoint(where);
  if (!endpoint) {
    return Failure(fmt::format("peer of {}: {}", link, endpoint.error().message));
  }
  options.peers[link] = *endpoint;
  return {};
}

Result<void> AddPeers(const proto::StationFile& file, const StationCommand& command,
                      StationOptions& options) {
  for (const proto::StationFile::Peer& peer : file.peers) {
    if (auto added = AddPeer(peer.link, peer.at, options); !added) return added;
  }
  for (const std::string& text : command.peers) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
      return Failure(
          fmt::format("--peer {} is not LINK=ADDRESS:PORT, such as "
                      "--peer KA-LB=127.0.0.1:7001",
                      Quoted(text)));
    }
    auto added = AddPeer(text.substr(0, equals), text.substr(equals + 1), options);
    if (!added) return added;
  }
  return {};
}

}  // namespace

Result<StationPlan> PlanStation(const StationCommand& command, bool relay,
                                proto::FileReader& reader) {
  auto loaded = proto::LoadStation(command.config, reader);
  if (!loaded.station) return Failure(proto::RenderDiagnostics(loaded.files));
  proto::StationFile& file = *loaded.station;

  StationPlan plan;
  const auto indicator = WhoItIs(file, command, relay);
  if (!indicator) return tl::unexpected(indicator.error());
  plan.station = *indicator;
  const auto listen = WhereItListens(file, command);
  if (!listen) return tl::unexpected(listen.error());
  plan.options.listen = *listen;
  plan.store = command.store.empty() ? file.store : command.store;
  plan.store_limits = command.store_limits;
  // Of a small store not all can be kept free.
  constexpr std::uint64_t kFreeShare = 8;
  plan.options.store_room_min =
      std::min(plan.options.store_room_min, plan.store_limits.bytes_max / kFreeShare);
  if (auto added = AddPeers(file, command, plan.options); !added) {
    return tl::unexpected(added.error());
  }
  for (const std::uint16_t place : channel::LinksOf(file.network, *indicator)) {
    const network::Link& link = file.network.links[place];
    if (link.second != *indicator || plan.options.peers.contains(link.name)) continue;
    plan.links_without_place.push_back(link.name);
  }
  plan.network = std::move(file.network);
  return plan;
}

}  // namespace torntape::shell
