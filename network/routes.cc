#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <queue>
#include <set>
#include <utility>

#include "network/network.h"

namespace torntape::network {
namespace {

using Cost = std::uint64_t;
constexpr Cost kUnreachable = std::numeric_limits<Cost>::max();

// A link as one of its ends sees it.
struct Way {
  std::uint16_t link = 0;  // place in Network::links
  std::size_t neighbour = 0;
  Cost cost = 1;
};

// The relays and the links between them; relays by number, in the order of Network::stations.
struct Backbone {
  std::vector<RoutingIndicator> relays;
  std::map<RoutingIndicator, std::size_t> numbers;
  std::vector<std::vector<Way>> ways;  // of each relay to its neighbours, in the order of the links
  std::map<RoutingIndicator, std::vector<Way>> homes;  // of each tributary: its relays

  explicit Backbone(const Network& network) {
    for (const Station& station : network.stations) {
      if (station.role == StationRole::kTributary) continue;
      numbers.emplace(station.indicator, relays.size());
      relays.push_back(station.indicator);
    }
    ways.resize(relays.size());
    for (std::size_t i = 0; i < network.links.size(); ++i) {
      const Link& link = network.links[i];
      const auto first = numbers.find(link.first);
      const auto second = numbers.find(link.second);
      const auto place = static_cast<std::uint16_t>(i);
      if (first != numbers.end() && second != numbers.end()) {
        ways[first->second].push_back({place, second->second, link.cost});
        ways[second->second].push_back({place, first->second, link.cost});
      } else if (first != numbers.end()) {
        homes[link.second].push_back({place, first->second, link.cost});
      } else if (second != numbers.end()) {
        homes[link.first].push_back({place, second->second, link.cost});
      }
    }
  }
};

// What it costs to go from `from` to every relay without passing `without`.
std::vector<Cost> CostsFrom(const Backbone& backbone, std::size_t from, std::size_t without) {
  std::vector<Cost> costs(backbone.relays.size(), kUnreachable);
  using Step = std::pair<Cost, std::size_t>;
  std::priority_queue<Step, std::vector<Step>, std::greater<>> next;
  costs[from] = 0;
  next.emplace(0, from);
  while (!next.empty()) {
    const auto [cost, relay] = next.top();
    next.pop();
    if (cost > costs[relay]) continue;
    for (const Way& way : backbone.ways[relay]) {
      if (way.neighbour == without || cost + way.cost >= costs[way.neighbour]) continue;
      costs[way.neighbour] = cost + way.cost;
      next.emplace(costs[way.neighbour], way.neighbour);
    }
  }
  return costs;
}

// A relay at which a journey may end, and what the rest of it costs.
struct Goal {
  std::size_t relay = 0;
  Cost rest = 0;
};

// Finds the ways that leave one relay.
class WayFinder {
 public:
  WayFinder(const Backbone& backbone, std::size_t at) : backbone_(backbone), at_(at) {
    for (const Way& way : backbone_.ways[at]) {
      if (costs_.contains(way.neighbour)) continue;
      costs_.emplace(way.neighbour, CostsFrom(backbone_, way.neighbour, at));
    }
  }

  // The links towards the nearest of `goals`, the cheapest first. A goal at this relay itself is
  // reached over `direct`.
  std::vector<std::uint16_t> LinksTo(const std::vector<Goal>& goals,
                                     const std::vector<Way>& direct) const {
    std::vector<std::pair<Cost, std::uint16_t>> found;
    for (const Way& way : direct) found.emplace_back(way.cost, way.link);
    for (const Way& way : backbone_.ways[at_]) {
      Cost cheapest = kUnreachable;
      for (const Goal& goal : goals) {
        if (goal.relay == at_) continue;
        const Cost cost = costs_.at(way.neighbour)[goal.relay];
        if (cost != kUnreachable) cheapest = std::min(cheapest, way.cost + cost + goal.rest);
      }
      if (cheapest != kUnreachable) found.emplace_back(cheapest, way.link);
    }
    std::sort(found.begin(), found.end());
    std::vector<std::uint16_t> links;
    for (const auto& [cost, link] : found) links.push_back(link);
    return links;
  }

 private:
  const Backbone& backbone_;
  const std::size_t at_;
  std::map<std::size_t, std::vector<Cost>> costs_;  // from each neighbour, never through here
};

// An indicator that relays need a route for, beside those of the relays themselves.
struct Destination {
  RoutingIndicator indicator;
  std::vector<Goal> goals;
  std::vector<Way> homes;  // of a tributary
  bool everywhere = true;  // else only at its own relay
};

// True if the longest station indicator that `indicator` begins with is that of relay `home`: a
// route towards `home` then leads there too.
bool CoveredBy(const std::set<RoutingIndicator>& stations, RoutingIndicator indicator,
               RoutingIndicator home) {
  const std::string letters = indicator.ToString();
  for (std::size_t size = letters.size() - 1; size >= RoutingIndicator::kSizeMin; --size) {
    const auto prefix = RoutingIndicator::Parse(std::string_view(letters).substr(0, size));
    if (prefix && stations.contains(*prefix)) return *prefix == home;
  }
  return false;
}

std::vector<Destination> Destinations(const Network& network, const Backbone& backbone) {
  std::set<RoutingIndicator> stations;
  for (const Station& station : network.stations) stations.insert(station.indicator);
  std::vector<Destination> destinations;
  for (const Station& station : network.stations) {
    const auto homes = backbone.homes.find(station.indicator);
    if (station.role != StationRole::kTributary || homes == backbone.homes.end()) continue;
    Destination destination{station.indicator, {}, homes->second, true};
    for (const Way& home : homes->second) destination.goals.push_back({home.neighbour, home.cost});
    destination.everywhere =
        homes->second.size() > 1 ||
        !CoveredBy(stations, station.indicator, backbone.relays[homes->second.front().neighbour]);
    destinations.push_back(std::move(destination));
  }
  for (const Collective& collective : network.collectives) {
    const auto expander = backbone.numbers.find(collective.expander);
    if (expander == backbone.numbers.end()) continue;
    if (CoveredBy(stations, collective.indicator, collective.expander)) continue;
    destinations.push_back({collective.indicator, {{expander->second, 0}}, {}, true});
  }
  return destinations;
}

}  // namespace

void CompleteRoutes(Network& network) {
  const Backbone backbone(network);
  const std::vector<Destination> destinations = Destinations(network, backbone);
  std::set<std::pair<RoutingIndicator, RoutingIndicator>> given;
  for (const Route& route : network.routes) given.emplace(route.at, route.prefix);

  for (std::size_t at = 0; at < backbone.relays.size(); ++at) {
    const WayFinder finder(backbone, at);
    const RoutingIndicator here = backbone.relays[at];
    const auto add = [&](RoutingIndicator prefix, std::vector<std::uint16_t> links) {
      if (links.empty() || given.contains({here, prefix})) return;
      network.routes.push_back({here, prefix, std::move(links)});
    };
    for (std::size_t to = 0; to < backbone.relays.size(); ++to) {
      if (to != at) add(backbone.relays[to], finder.LinksTo({{to, 0}}, {}));
    }
    for (const Destination& destination : destinations) {
      std::vector<Way> direct;
      for (const Way& home : destination.homes) {
        if (home.neighbour == at) direct.push_back(home);
      }
      if (!destination.everywhere && direct.empty()) continue;
      add(destination.indicator, finder.LinksTo(destination.goals, direct));
    }
  }
  std::stable_sort(network.routes.begin(), network.routes.end(),
                   [](const Route& a, const Route& b) {
                     return std::pair(a.at, a.prefix) < std::pair(b.at, b.prefix);
                   });
}

}  // namespace torntape::network
