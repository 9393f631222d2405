#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cable/transmission.h"
#include "proto/network_draft.h"
#include "proto/network_reader.h"

namespace torntape::proto {
namespace {

using cable::ChannelDesignator;
using cable::RoutingIndicator;
using network::Collective;
using network::Link;
using network::Network;
using network::Station;
using network::StationRole;

// The collectives that stand directly in one.
std::vector<std::uint16_t> NestedIn(const Collective& collective) {
  std::vector<std::uint16_t> nested = collective.nested_action;
  nested.insert(nested.end(), collective.nested_info.begin(), collective.nested_info.end());
  return nested;
}

// How deep collectives stand inside each collective. Found from the innermost outwards, without
// recursion, as a bad file may nest thousands.
class Nesting {
 public:
  explicit Nesting(const std::vector<Collective>& collectives)
      : depths_(collectives.size()), inner_left_(collectives.size()), in_(collectives.size()) {
    std::vector<std::uint16_t> next;
    for (std::size_t i = 0; i < collectives.size(); ++i) {
      const std::vector<std::uint16_t> nested = NestedIn(collectives[i]);
      for (const std::uint16_t inner : nested) in_[inner].push_back(static_cast<std::uint16_t>(i));
      inner_left_[i] = nested.size();
      if (nested.empty()) next.push_back(static_cast<std::uint16_t>(i));
    }
    while (!next.empty()) {
      const std::uint16_t inner = next.back();
      next.pop_back();
      for (const std::uint16_t outer : in_[inner]) {
        depths_[outer] = std::max(depths_[outer], depths_[inner] + 1);
        if (--inner_left_[outer] == 0) next.push_back(outer);
      }
    }
  }

  std::size_t DepthOf(std::size_t place) const { return depths_[place]; }
  // True if the collective has no depth, as it is nested in itself or holds one that is.
  bool Endless(std::size_t place) const { return inner_left_[place] > 0; }

 private:
  std::vector<std::size_t> depths_;
  std::vector<std::size_t> inner_left_;
  std::vector<std::vector<std::uint16_t>> in_;
};

// What a cable to one collective comes to.
struct Expanded {
  std::set<RoutingIndicator> called;  // put into line 2 by the expander
  std::size_t memberships = 0;        // in all collectives that it leads to
};

Expanded Expand(const Network& network, std::uint16_t place) {
  Expanded expanded;
  const RoutingIndicator expander = network.collectives[place].expander;
  std::set<std::uint16_t> visited = {place};
  std::vector<std::uint16_t> next = {place};
  while (!next.empty()) {
    const Collective& collective = network.collectives[next.back()];
    next.pop_back();
    const bool here = collective.expander == expander || network.expand_at_originator;
    if (!here) expanded.called.insert(collective.indicator);
    for (const auto* members : {&collective.action_members, &collective.info_members}) {
      expanded.memberships += members->size();
      if (!here) continue;
      for (const network::AddresseeId id : *members) {
        expanded.called.insert(network::AddresseeOf(network, id).indicator);
      }
    }
    for (const std::uint16_t inner : NestedIn(collective)) {
      if (visited.insert(inner).second) next.push_back(inner);
    }
  }
  return expanded;
}

}  // namespace

void CheckDesignators(FieldChecks& checks, const NetworkDraft& draft) {
  std::map<std::pair<RoutingIndicator, ChannelDesignator>, std::string> used;
  for (std::size_t i = 0; i < draft.network.links.size(); ++i) {
    const Link& link = draft.network.links[i];
    for (std::size_t j = 0; j < link.channels.size(); ++j) {
      const std::string entry = At(In(draft.link_entries[i], "channels"), j);
      const auto check = [&](ChannelDesignator designator, const char* key) {
        if (designator.none()) return;
        const std::string path = In(entry, key);
        for (const RoutingIndicator end : {link.first, link.second}) {
          const auto [first, added] = used.try_emplace({end, designator}, path);
          if (added) continue;
          checks.Fault(DiagnosticCode::kDuplicateDesignator, path,
                       fmt::format("{} is taken at {}, in line {}", designator.ToString(),
                                   end.ToString(), checks.PlaceOf(first->second).line));
          break;
        }
      };
      check(link.channels[j].first_to_second, "first_to_second");
      check(link.channels[j].second_to_first, "second_to_first");
    }
  }
}

void CheckReach(FieldChecks& checks, const NetworkDraft& draft) {
  std::map<RoutingIndicator, std::vector<RoutingIndicator>> neighbours;
  std::set<RoutingIndicator> posts;
  for (const Station& station : draft.network.stations) {
    if (station.role == StationRole::kTributary) posts.insert(station.indicator);
  }
  for (const Link& link : draft.network.links) {
    if (posts.contains(link.first) || posts.contains(link.second)) continue;
    neighbours[link.first].push_back(link.second);
    neighbours[link.second].push_back(link.first);
  }
  // Relays come first, and there is one; every post has a link to a relay.
  const RoutingIndicator start = draft.network.stations.front().indicator;
  std::set<RoutingIndicator> reached = {start};
  std::vector<RoutingIndicator> next = {start};
  while (!next.empty()) {
    const RoutingIndicator at = next.back();
    next.pop_back();
    for (const RoutingIndicator neighbour : neighbours[at]) {
      if (reached.insert(neighbour).second) next.push_back(neighbour);
    }
  }
  for (std::size_t i = 0; i < draft.network.stations.size(); ++i) {
    const Station& station = draft.network.stations[i];
    if (station.role == StationRole::kTributary || reached.contains(station.indicator)) continue;
    checks.Fault(DiagnosticCode::kUnreachable, draft.station_entries[i],
                 fmt::format("no way over the links leads from {} to {}", start.ToString(),
                             station.indicator.ToString()),
                 "posts pass nothing on: relays need links between them");
  }
}

void CheckNesting(FieldChecks& checks, const NetworkDraft& draft) {
  const std::vector<Collective>& collectives = draft.network.collectives;
  std::size_t nested = 0;
  for (const Collective& collective : collectives) nested += NestedIn(collective).size();
  if (!checks.AtMost("collectives", nested, kNestedMax, "collectives nested in others")) return;
  const Nesting nesting(collectives);
  for (std::size_t i = 0; i < collectives.size(); ++i) {
    const std::string name = Quoted(collectives[i].name);
    if (nesting.Endless(i)) {
      checks.Fault(DiagnosticCode::kNestedInItself, draft.collective_entries[i],
                   fmt::format("{} is nested in itself, or holds one that is", name));
    } else if (nesting.DepthOf(i) > kNestingMax) {
      checks.Fault(DiagnosticCode::kNestedTooDeep, draft.collective_entries[i],
                   fmt::format("collectives stand {} deep in {}; {} is the most",
                               nesting.DepthOf(i), name, kNestingMax));
    }
  }
}

void CheckExpansions(FieldChecks& checks, const NetworkDraft& draft) {
  std::size_t memberships = 0;
  for (std::size_t i = 0; i < draft.network.collectives.size(); ++i) {
    const Expanded expanded = Expand(draft.network, static_cast<std::uint16_t>(i));
    memberships += expanded.memberships;
    if (!checks.AtMost("collectives", memberships, kMembershipsMax, "members in all")) return;
    if (expanded.called.size() <= cable::kCalledMax) continue;
    checks.Fault(DiagnosticCode::kTooMany, draft.collective_entries[i],
                 fmt::format("{} and what is nested in it call {} stations; a cable calls {} at "
                             "most",
                             Quoted(draft.network.collectives[i].name), expanded.called.size(),
                             cable::kCalledMax),
                 "give what is nested in it another expander");
  }
}

}  // namespace torntape::proto
