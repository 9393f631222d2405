#include "router/core/route_table.h"

#include <algorithm>

#include "channel/station_core.h"

namespace torntape::router {

using cable::RoutingIndicator;
using channel::LinkIndex;

namespace {

bool IsTributary(const network::Network& network, RoutingIndicator indicator) {
  return std::any_of(network.stations.begin(), network.stations.end(), [&](const auto& station) {
    return station.indicator == indicator && station.role == network::StationRole::kTributary;
  });
}

}  // namespace

RouteTable::RouteTable(const network::Network& network, RoutingIndicator relay) {
  const std::vector<std::uint16_t> own = channel::LinksOf(network, relay);
  const auto index_of = [&](std::uint16_t place) {
    return static_cast<LinkIndex>(std::find(own.begin(), own.end(), place) - own.begin());
  };
  std::vector<LinkIndex> links;
  for (const network::Route& route : network.routes) {
    if (route.at != relay) continue;
    links.clear();
    for (const std::uint16_t place : route.links) {
      if (std::find(own.begin(), own.end(), place) != own.end()) links.push_back(index_of(place));
    }
    if (!links.empty()) Add(route.prefix, links);
  }
  // Behind the routes, which name the alternates too: of two entries for the same letters the first
  // one added is found.
  for (std::size_t i = 0; i < own.size(); ++i) {
    const RoutingIndicator peer = network.links[own[i]].Other(relay);
    if (!IsTributary(network, peer)) continue;  // towards a relay the routes may prefer a way round
    links.clear();
    for (std::size_t j = 0; j < own.size(); ++j) {
      if (network.links[own[j]].Other(relay) == peer) links.push_back(static_cast<LinkIndex>(j));
    }
    Add(peer, links);
  }
  for (auto& entries : by_size_) {
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.prefix < b.prefix; });
  }
}

void RouteTable::Add(RoutingIndicator prefix, std::span<const LinkIndex> links) {
  const auto begin = static_cast<std::uint32_t>(links_.size());
  links_.insert(links_.end(), links.begin(), links.end());
  by_size_[prefix.size()].push_back(
      {prefix.packed(), begin, static_cast<std::uint32_t>(links_.size())});
}

void RouteTable::Override(RoutingIndicator prefix, LinkIndex link) {
  auto& entries = by_size_[prefix.size()];
  const auto at = std::lower_bound(
      entries.begin(), entries.end(), prefix.packed(),
      [](const Entry& entry, std::uint64_t wanted) { return entry.prefix < wanted; });
  const auto begin = static_cast<std::uint32_t>(links_.size());
  links_.push_back(link);
  entries.insert(at, {prefix.packed(), begin, begin + 1});
}

std::span<const LinkIndex> RouteTable::Lookup(RoutingIndicator indicator) const {
  constexpr std::size_t kWordBits = 64;
  for (std::size_t size = indicator.size(); size >= RoutingIndicator::kSizeMin; --size) {
    const auto& entries = by_size_[size];
    if (entries.empty()) continue;
    const std::uint64_t letters = indicator.packed() >> (kWordBits - 8 * size)
                                                            << (kWordBits - 8 * size);
    const auto found = std::lower_bound(
        entries.begin(), entries.end(), letters,
        [](const Entry& entry, std::uint64_t wanted) { return entry.prefix < wanted; });
    if (found != entries.end() && found->prefix == letters) {
      return {links_.data() + found->begin, links_.data() + found->end};
    }
  }
  return {};
}

}  // namespace torntape::router
