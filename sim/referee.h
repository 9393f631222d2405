#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cable/cable.h"
#include "network/directory.h"

namespace torntape::sim {

// Somebody whom a cable must reach, at which station.
struct OwedDelivery {
  cable::AddresseeId addressee = cable::AddresseeId::kNone;  // none: not in the directory
  cable::RoutingIndicator station;
  cable::Role role = cable::Role::kAction;
  std::string name;  // folded
  friend bool operator==(const OwedDelivery&, const OwedDelivery&) = default;
};

// What a cable asks of the network.
struct Ruling {
  std::vector<OwedDelivery> owed;
  // The role of each collective that the cable names, with those nested in it.
  std::vector<cable::Called> collectives;
};

// Tells from a cable itself who must get it (spec 3.4, 4.3, 4.4), for the checker. A second and
// plainer reading of the law than that of posts and relays (network/addressing.h), which share no
// code with it; a test holds the two against each other.
//
// Lifetime: the directory outlives it.
class Referee {
 public:
  explicit Referee(const network::Directory& directory) : directory_(directory) {}

  Ruling RuleOn(const cable::Cable& cable) const;

 private:
  struct Reading;

  void ReadAddresses(const cable::BodyView& body, Reading& reading) const;
  void EnterCollective(const network::Collective& collective, cable::Role role,
                       Reading& reading) const;
  void ReachStations(const cable::Cable& cable, Reading& reading) const;
  void ReachMembers(const network::Collective& collective, Reading& reading,
                    std::vector<const network::Collective*>& visited) const;
  bool IsLeftOut(cable::AddresseeId id, const Reading& reading) const;
  void OweLine(const cable::AddressLine& line, cable::Role role, Reading& reading) const;
  void OweMembers(const network::Collective& collective, cable::Role role, Reading& reading,
                  std::vector<const network::Collective*>& path) const;
  const network::Collective* CollectiveOf(const cable::AddressLine& line) const;

  const network::Directory& directory_;
};

}  // namespace torntape::sim
