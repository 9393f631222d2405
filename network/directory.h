#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "network/network.h"

namespace torntape::network {

// Finds what a network holds by its indicator or name, and who belongs to which collective, in
// logarithmic time: a network may have ten thousand posts. Built once; cores hold a reference.
//
// Lifetime: refers to `network`, which must outlive it and must not change. Pointers and spans that
// it gives live as long. Not thread-safe to build, free to read.
class Directory {
 public:
  explicit Directory(const Network& network);

  const Network& network() const { return network_; }

  // Null if there is none.
  const Station* FindStation(RoutingIndicator indicator) const;
  const Collective* FindCollective(RoutingIndicator indicator) const;
  // Names are compared as they are: fold them first (FoldName). Nobody: null, AddresseeId::kNone.
  const Collective* FindCollectiveNamed(std::string_view folded_name) const;
  AddresseeId FindAddressee(std::string_view folded_name) const;

  // The addressees whom a station serves, in the order of the directory.
  std::span<const AddresseeId> ServedBy(RoutingIndicator station) const;

  // The links that end at a station, as places in Network::links, in their order.
  std::span<const std::uint16_t> LinksOf(RoutingIndicator station) const;
  // The relay that a tributary hangs on: that of its first link that leads to one. A relay is its
  // own. None if there is no such station or no such link.
  RoutingIndicator RelayOf(RoutingIndicator station) const;

  // The role in which `collective`, with all that is nested in it, lists an addressee; action wins
  // where it lists both. Nothing if the addressee is no member.
  std::optional<Role> MembershipOf(const Collective& collective, AddresseeId addressee) const;

 private:
  using Place = std::uint32_t;
  struct ByIndicator {
    RoutingIndicator indicator;
    Place place = 0;
  };
  struct Membership {
    AddresseeId addressee = AddresseeId::kNone;
    Role role = Role::kAction;
    friend auto operator<=>(const Membership&, const Membership&) = default;
  };
  // A collective, as a place in Network::collectives, and how the way to it makes its members.
  struct Nested {
    std::uint16_t collective = 0;
    Role role = Role::kAction;
    friend auto operator<=>(const Nested&, const Nested&) = default;
  };

  void IndexServed();
  void IndexLinks();
  void IndexMembers();
  void Enlist(const Nested& nested, std::set<Nested>& visited,
              std::vector<Membership>& members) const;
  static const ByIndicator* Find(const std::vector<ByIndicator>& rows, RoutingIndicator indicator);

  const Network& network_;
  std::vector<ByIndicator> stations_;       // sorted by indicator
  std::vector<ByIndicator> collectives_;    // the same
  std::vector<Place> addressees_by_name_;   // places in Network::addressees, sorted by name
  std::vector<Place> collectives_by_name_;  // the same of Network::collectives
  // Of the station at place i: served_[served_begins_[i]] up to served_[served_begins_[i + 1]].
  std::vector<Place> served_begins_;
  std::vector<AddresseeId> served_;
  std::vector<Place> links_begins_;
  std::vector<std::uint16_t> links_;
  std::vector<std::vector<Membership>> members_;  // by collective, each sorted by addressee
};

}  // namespace torntape::network
