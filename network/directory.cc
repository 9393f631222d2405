#include "network/directory.h"

#include <algorithm>
#include <set>

#include "base/assert.h"

namespace torntape::network {

Directory::Directory(const Network& network) : network_(network) {
  const auto by_indicator = [](const ByIndicator& a, const ByIndicator& b) {
    return a.indicator < b.indicator;
  };
  for (const Station& station : network_.stations) {
    stations_.push_back({station.indicator, static_cast<Place>(stations_.size())});
  }
  std::stable_sort(stations_.begin(), stations_.end(), by_indicator);
  for (const Collective& collective : network_.collectives) {
    collectives_.push_back({collective.indicator, static_cast<Place>(collectives_.size())});
    collectives_by_name_.push_back(static_cast<Place>(collectives_by_name_.size()));
  }
  std::stable_sort(collectives_.begin(), collectives_.end(), by_indicator);
  std::stable_sort(collectives_by_name_.begin(), collectives_by_name_.end(), [&](Place a, Place b) {
    return network_.collectives[a].name < network_.collectives[b].name;
  });
  for (std::size_t i = 0; i < network_.addressees.size(); ++i) {
    addressees_by_name_.push_back(static_cast<Place>(i));
  }
  std::stable_sort(addressees_by_name_.begin(), addressees_by_name_.end(), [&](Place a, Place b) {
    return network_.addressees[a].name < network_.addressees[b].name;
  });
  IndexServed();
  IndexLinks();
  IndexMembers();
}

void Directory::IndexServed() {
  served_begins_.assign(network_.stations.size() + 1, 0);
  const auto place_of = [&](const Addressee& addressee) {
    return Find(stations_, addressee.indicator);
  };
  for (const Addressee& addressee : network_.addressees) {
    if (const ByIndicator* row = place_of(addressee)) ++served_begins_[row->place + 1];
  }
  for (std::size_t i = 1; i < served_begins_.size(); ++i) {
    served_begins_[i] += served_begins_[i - 1];
  }
  served_.resize(served_begins_.back());
  std::vector<Place> next = served_begins_;
  for (std::size_t i = 0; i < network_.addressees.size(); ++i) {
    if (const ByIndicator* row = place_of(network_.addressees[i])) {
      served_[next[row->place]++] = static_cast<AddresseeId>(i);
    }
  }
}

void Directory::IndexLinks() {
  links_begins_.assign(network_.stations.size() + 1, 0);
  const auto for_each_end = [&](const Link& link, auto&& use) {
    for (const RoutingIndicator end : {link.first, link.second}) {
      if (const ByIndicator* row = Find(stations_, end)) use(row->place);
    }
  };
  for (const Link& link : network_.links) {
    for_each_end(link, [&](Place place) { ++links_begins_[place + 1]; });
  }
  for (std::size_t i = 1; i < links_begins_.size(); ++i) links_begins_[i] += links_begins_[i - 1];
  links_.resize(links_begins_.back());
  std::vector<Place> next = links_begins_;
  for (std::size_t i = 0; i < network_.links.size(); ++i) {
    for_each_end(network_.links[i],
                 [&](Place place) { links_[next[place]++] = static_cast<std::uint16_t>(i); });
  }
}

void Directory::IndexMembers() {
  members_.resize(network_.collectives.size());
  for (std::size_t i = 0; i < members_.size(); ++i) {
    std::vector<Membership>& members = members_[i];
    std::set<Nested> visited;
    Enlist({static_cast<std::uint16_t>(i), Role::kAction}, visited, members);
    // Action sorts before INFO, so that it is the one which stays.
    std::sort(members.begin(), members.end());
    const auto same_addressee = [](const Membership& a, const Membership& b) {
      return a.addressee == b.addressee;
    };
    members.erase(std::unique(members.begin(), members.end(), same_addressee), members.end());
  }
}

// Adds the members of a collective and of those nested in it, each collective once in each role.
void Directory::Enlist(const Nested& nested, std::set<Nested>& visited,
                       std::vector<Membership>& members) const {
  if (!visited.insert(nested).second) return;
  const Collective& collective = network_.collectives[nested.collective];
  for (const AddresseeId id : collective.action_members) members.push_back({id, nested.role});
  for (const AddresseeId id : collective.info_members) members.push_back({id, Role::kInfo});
  for (const std::uint16_t inner : collective.nested_action) {
    Enlist({inner, nested.role}, visited, members);
  }
  for (const std::uint16_t inner : collective.nested_info) {
    Enlist({inner, Role::kInfo}, visited, members);
  }
}

const Directory::ByIndicator* Directory::Find(const std::vector<ByIndicator>& rows,
                                              RoutingIndicator indicator) {
  const auto row = std::lower_bound(
      rows.begin(), rows.end(), indicator,
      [](const ByIndicator& a, RoutingIndicator wanted) { return a.indicator < wanted; });
  return row != rows.end() && row->indicator == indicator ? &*row : nullptr;
}

const Station* Directory::FindStation(RoutingIndicator indicator) const {
  const ByIndicator* row = Find(stations_, indicator);
  return row == nullptr ? nullptr : &network_.stations[row->place];
}

const Collective* Directory::FindCollective(RoutingIndicator indicator) const {
  const ByIndicator* row = Find(collectives_, indicator);
  return row == nullptr ? nullptr : &network_.collectives[row->place];
}

const Collective* Directory::FindCollectiveNamed(std::string_view folded_name) const {
  const auto place = std::lower_bound(collectives_by_name_.begin(), collectives_by_name_.end(),
                                      folded_name, [&](Place candidate, std::string_view wanted) {
                                        return network_.collectives[candidate].name < wanted;
                                      });
  if (place == collectives_by_name_.end()) return nullptr;
  const Collective& found = network_.collectives[*place];
  return found.name == folded_name ? &found : nullptr;
}

AddresseeId Directory::FindAddressee(std::string_view folded_name) const {
  const auto place = std::lower_bound(addressees_by_name_.begin(), addressees_by_name_.end(),
                                      folded_name, [&](Place candidate, std::string_view wanted) {
                                        return network_.addressees[candidate].name < wanted;
                                      });
  if (place == addressees_by_name_.end()) return AddresseeId::kNone;
  return network_.addressees[*place].name == folded_name ? static_cast<AddresseeId>(*place)
                                                         : AddresseeId::kNone;
}

std::span<const AddresseeId> Directory::ServedBy(RoutingIndicator station) const {
  const ByIndicator* row = Find(stations_, station);
  if (row == nullptr) return {};
  return std::span(served_).subspan(served_begins_[row->place],
                                    served_begins_[row->place + 1] - served_begins_[row->place]);
}

std::span<const std::uint16_t> Directory::LinksOf(RoutingIndicator station) const {
  const ByIndicator* row = Find(stations_, station);
  if (row == nullptr) return {};
  return std::span(links_).subspan(links_begins_[row->place],
                                   links_begins_[row->place + 1] - links_begins_[row->place]);
}

RoutingIndicator Directory::RelayOf(RoutingIndicator station) const {
  const Station* found = FindStation(station);
  if (found == nullptr) return {};
  if (found->role != StationRole::kTributary) return station;
  for (const std::uint16_t link : LinksOf(station)) {
    const Station* other = FindStation(network_.links[link].Other(station));
    if (other != nullptr && other->role != StationRole::kTributary) return other->indicator;
  }
  return {};
}

std::optional<Role> Directory::MembershipOf(const Collective& collective,
                                            AddresseeId addressee) const {
  const auto place = static_cast<std::size_t>(&collective - network_.collectives.data());
  TORNTAPE_ASSERT(place < members_.size());
  const std::vector<Membership>& members = members_[place];
  const auto member = std::lower_bound(
      members.begin(), members.end(), addressee,
      [](const Membership& a, AddresseeId wanted) { return a.addressee < wanted; });
  if (member == members.end() || member->addressee != addressee) return std::nullopt;
  return member->role;
}

}  // namespace torntape::network
