#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "network/directory.h"
#include "proto/network_draft.h"
#include "proto/network_reader.h"
#include "torntape/v1/network.pb.h"

namespace torntape::proto {
namespace {

using cable::RoutingIndicator;
using network::AddresseeId;
using network::Collective;
using network::Route;
using network::Station;
using network::StationRole;

// Collectives may name each other in any order, so that all are entered before members are read.
class CollectiveReader {
 public:
  CollectiveReader(FieldChecks& checks, NetworkDraft& draft)
      : checks_(checks), draft_(draft), directory_(draft.network) {
    for (std::size_t i = 0; i < draft.network.addressees.size(); ++i) {
      names_.emplace(draft.network.addressees[i].name, draft.addressee_entries[i]);
    }
    for (const Station& station : draft.network.stations) {
      if (station.role != StationRole::kTributary) relays_.push_back(station.indicator.ToString());
    }
  }

  void Enter(const v1::CollectiveConfig& config, const std::string& entry) {
    Collective made;
    made.indicator = checks_.IndicatorIn(entry, "indicator", config.indicator());
    CheckUnique(made.indicator, entry);
    made.expander = checks_.IndicatorIn(entry, "expander", config.expander());
    CheckExpander(made.expander, In(entry, "expander"));
    if (!checks_.Has(In(entry, "name"))) {
      checks_.Missing(entry, "name", "name: NORTHERN TRADE COLLECTIVE");
    } else if (checks_.Name(In(entry, "name"), config.name())) {
      made.name = network::FoldName(config.name());
      const auto [first, added] = names_.try_emplace(made.name, In(entry, "name"));
      if (!added) {
        checks_.Fault(DiagnosticCode::kDuplicateName, In(entry, "name"),
                      fmt::format("{} is the name of somebody else in line {}", Quoted(made.name),
                                  checks_.PlaceOf(first->second).line));
      }
      places_.try_emplace(made.name, static_cast<std::uint16_t>(draft_.network.collectives.size()));
    }
    draft_.network.collectives.push_back(std::move(made));
    draft_.collective_entries.push_back(entry);
  }

  void ReadMembers(const v1::CollectiveConfig& config, std::size_t place) {
    const std::string& entry = draft_.collective_entries[place];
    Collective& collective = draft_.network.collectives[place];
    const auto action = static_cast<std::size_t>(config.action_members_size());
    const auto info = static_cast<std::size_t>(config.info_members_size());
    if (!checks_.AtMost(entry, action + info, kMembersMax, "members")) return;
    if (action + info == 0) {
      checks_.Fault(DiagnosticCode::kNoMembers, entry,
                    fmt::format("{} has no members",
                                Quoted(collective.name.empty() ? entry : collective.name)),
                    "list them under \"action_members\" or \"info_members\"");
    }
    std::map<std::string, std::string> seen;  // paths, by folded name
    for (std::size_t i = 0; i < action; ++i) {
      ReadMember(config.action_members(static_cast<int>(i)), At(In(entry, "action_members"), i),
                 seen, collective.action_members, collective.nested_action);
    }
    for (std::size_t i = 0; i < info; ++i) {
      ReadMember(config.info_members(static_cast<int>(i)), At(In(entry, "info_members"), i), seen,
                 collective.info_members, collective.nested_info);
    }
  }

 private:
  void CheckUnique(RoutingIndicator indicator, const std::string& entry) {
    if (indicator.none()) return;
    const Station* station = directory_.FindStation(indicator);
    const auto [first, added] = entries_.try_emplace(indicator, entry);
    if (station == nullptr && added) return;
    checks_.Fault(DiagnosticCode::kDuplicateIndicator, In(entry, "indicator"),
                  fmt::format("{} is the indicator of {}", indicator.ToString(),
                              station != nullptr ? "a station" : Quoted(first->second)),
                  "a collective has an indicator of its own");
  }

  void CheckExpander(RoutingIndicator expander, const std::string& path) {
    if (expander.none()) return;
    const Station* station = directory_.FindStation(expander);
    if (station != nullptr && station->role != StationRole::kTributary) return;
    checks_.Fault(station == nullptr ? DiagnosticCode::kUnknownStation : DiagnosticCode::kNotARelay,
                  path,
                  fmt::format("{} is {}", expander.ToString(),
                              station == nullptr ? "no station of this network" : "a post"),
                  checks_.Suggest(expander.ToString(), {relays_.begin(), relays_.end()},
                                  "a collective is expanded by a relay"));
  }

  void ReadMember(const std::string& name, const std::string& path,
                  std::map<std::string, std::string>& seen, std::vector<AddresseeId>& members,
                  std::vector<std::uint16_t>& nested) {
    if (!checks_.Name(path, name)) return;
    const std::string folded = network::FoldName(name);
    const auto [first, added] = seen.try_emplace(folded, path);
    if (!added) {
      checks_.Fault(DiagnosticCode::kDuplicateMember, path,
                    fmt::format("{} is a member already, by line {}", Quoted(folded),
                                checks_.PlaceOf(first->second).line));
      return;
    }
    if (const auto collective = places_.find(folded); collective != places_.end()) {
      nested.push_back(collective->second);
      return;
    }
    const AddresseeId id = directory_.FindAddressee(folded);
    if (id != AddresseeId::kNone) {
      members.push_back(id);
      return;
    }
    std::vector<std::string_view> candidates;
    for (const auto& [known, entry] : names_) candidates.emplace_back(known);
    checks_.Fault(DiagnosticCode::kUnknownAddressee, path,
                  fmt::format("nobody is called {}", Quoted(folded)),
                  checks_.Suggest(folded, candidates, "posts list whom they serve"));
  }

  FieldChecks& checks_;
  NetworkDraft& draft_;
  const network::Directory directory_;        // of stations and addressees; collectives come later
  std::map<std::string, std::string> names_;  // of addressees and collectives: where they stand
  std::map<std::string, std::uint16_t> places_;  // of collectives, by name
  std::map<RoutingIndicator, std::string> entries_;
  std::vector<std::string> relays_;
};

class RouteReader {
 public:
  RouteReader(FieldChecks& checks, NetworkDraft& draft)
      : checks_(checks), draft_(draft), directory_(draft.network) {}

  void Read(const v1::RouteConfig& config, const std::string& entry) {
    Route route;
    route.at = checks_.IndicatorIn(entry, "at", config.at());
    route.prefix = checks_.IndicatorIn(entry, "prefix", config.prefix());
    if (route.at.none() || route.prefix.none()) return;
    const Station* station = directory_.FindStation(route.at);
    if (station == nullptr || station->role == StationRole::kTributary) {
      checks_.Fault(
          station == nullptr ? DiagnosticCode::kUnknownStation : DiagnosticCode::kNotARelay,
          In(entry, "at"),
          fmt::format("{} is {}", config.at(), station == nullptr ? "no station" : "a post"),
          "routes are those of relays");
      return;
    }
    if (!seen_.emplace(route.at, route.prefix).second) {
      checks_.Fault(DiagnosticCode::kDuplicateRoute, entry,
                    fmt::format("{} has a route for {} already", config.at(), config.prefix()),
                    "name all its links in one route, the first choice first");
      return;
    }
    if (config.links_size() == 0) checks_.Missing(entry, "links", "links: [KA-LB]");
    for (int i = 0; i < config.links_size(); ++i) {
      ReadLink(config.links(i), At(In(entry, "links"), static_cast<std::size_t>(i)), route);
    }
    draft_.network.routes.push_back(std::move(route));
  }

 private:
  void ReadLink(const std::string& name, const std::string& path, Route& route) {
    std::vector<std::string_view> names;
    for (const std::uint16_t place : directory_.LinksOf(route.at)) {
      names.emplace_back(draft_.network.links[place].name);
      if (names.back() != name) continue;
      for (const std::uint16_t other : route.links) {
        if (other != place) continue;
        checks_.Fault(DiagnosticCode::kDuplicateRoute, path,
                      fmt::format("{} stands in this route already", Quoted(name)));
        return;
      }
      route.links.push_back(place);
      return;
    }
    checks_.Fault(DiagnosticCode::kUnknownLink, path,
                  fmt::format("{} has no link {}", route.at.ToString(), Quoted(name)),
                  checks_.Suggest(name, names));
  }

  FieldChecks& checks_;
  NetworkDraft& draft_;
  const network::Directory directory_;
  std::set<std::pair<RoutingIndicator, RoutingIndicator>> seen_;
};

}  // namespace

void ReadCollectives(const v1::NetworkConfig& config, FieldChecks& checks, NetworkDraft& draft) {
  const auto count = static_cast<std::size_t>(config.collectives_size());
  if (!checks.AtMost("collectives", count, kCollectivesMax, "collectives")) return;
  CollectiveReader reader(checks, draft);
  for (std::size_t i = 0; i < count; ++i) {
    reader.Enter(config.collectives(static_cast<int>(i)), At("collectives", i));
  }
  for (std::size_t i = 0; i < count; ++i) {
    reader.ReadMembers(config.collectives(static_cast<int>(i)), i);
  }
}

void ReadRoutes(const v1::NetworkConfig& config, FieldChecks& checks, NetworkDraft& draft) {
  const auto count = static_cast<std::size_t>(config.routes_size());
  if (!checks.AtMost("routes", count, kRoutesMax, "routes")) return;
  RouteReader reader(checks, draft);
  for (std::size_t i = 0; i < count; ++i) {
    reader.Read(config.routes(static_cast<int>(i)), At("routes", i));
  }
}

}  // namespace torntape::proto
