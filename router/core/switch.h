#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "cable/cable.h"
#include "channel/branch_identity.h"
#include "channel/service_desk.h"
#include "channel/station_core.h"
#include "network/directory.h"
#include "router/core/route_table.h"
#include "router/core/segregation.h"

namespace torntape::router {

// The message switch of one relay: told "this transmission arrived on this channel, now is t", it
// takes custody, expands the collectives that are its to expand, segregates the routing line and
// queues a copy a path (design, "One switch, many clocks"; spec 4.4, 4.5).
//
// No I/O, no clock, not thread-safe. The directory and the listener outlive it.
class Switch final : public channel::StationCore {
 public:
  // REQUIRES: `relay` is a relay of the directory's network.
  Switch(const network::Directory& directory, cable::RoutingIndicator relay,
         const channel::CustodyConfig& custody, cable::EventListener& listener);

  bool HandleTransmission(Instant now, channel::ChannelIndex channel,
                          const cable::Transmission& transmission) override;
  bool HandleGarbled(Instant now, channel::ChannelIndex channel,
                     cable::ChannelNumber number) override;
  void HandOver(Instant now) override;
  channel::Custodian& custodian() override { return custodian_; }

  // ---- the intercept position: what a supervisor does about a cable in custodian().aside(). An
  // error is for that person; nothing was done then.
  // Tries again by the tables as they are now; what cannot go on stays.
  Result<void> Release(Instant now, std::uint64_t cable);
  // Sends what was called `branch` to `correct`, behind a ZOV pilot (spec 4.9).
  Result<void> Reroute(Instant now, std::uint64_t cable, cable::RoutingIndicator branch,
                       cable::RoutingIndicator correct);
  // Gives up what is left of it.
  Result<void> Withdraw(Instant now, std::uint64_t cable);

  // ---- tables
  // Indicators that begin with `prefix` go over `link` alone, until RepairRoutes.
  void OverrideRoute(cable::RoutingIndicator prefix, channel::LinkIndex link) {
    routes_.Override(prefix, link);
  }
  // The tables of the network again.
  void RepairRoutes() { routes_ = RouteTable(directory_.network(), relay_); }

 private:
  void FindTriedLinks(cable::RoutingIndicator peer, const cable::Transmission& transmission);
  void TakeIntoCustody(Instant now, channel::ChannelIndex channel, std::uint64_t count,
                       const cable::Transmission& transmission);
  void TellCallingStation(Instant now, const cable::Transmission& transmission,
                          cable::Reason reason);
  bool NamesCollective(const cable::Transmission& transmission);
  SegregationContext ContextFor(std::optional<channel::LinkIndex> came_from, bool may_return) const;
  const channel::AsideCable* FindAside(std::uint64_t cable) const;
  // How often this relay has had the cable, this arrival from `peer` included (spec 4.9.2).
  std::size_t PassesOf(cable::RoutingIndicator peer, const cable::Transmission& transmission) const;
  bool GoesInACircle(cable::RoutingIndicator peer, const cable::Transmission& transmission) const;
  // False if a copy of the cable has gone out over the link that it comes from before: a missent
  // cable is returned once, or the tables of the two would hand it to and fro for ever.
  bool MayReturn(cable::RoutingIndicator peer, const cable::Transmission& transmission) const;
  // The branches of a routing line: own collectives expanded, duplicates dropped, each once.
  void CollectBranches(Instant now, const cable::Transmission& transmission, bool for_here);
  const network::Collective* OwnCollective(cable::RoutingIndicator indicator) const;
  void Expand(Instant now, const cable::Transmission& transmission,
              const network::Collective& collective, cable::Role role);
  bool ReadBodyOnce(const cable::Transmission& transmission);
  bool IsNew(Instant now, const cable::Transmission& transmission, cable::Called called);
  bool IsKnown(cable::RoutingIndicator called) const;
  void RememberBranches();
  bool EndsAt(channel::LinkIndex link, cable::RoutingIndicator called) const;
  bool EndsHere(cable::RoutingIndicator called) const;
  const network::Collective* NamedBy(const cable::AddressLine& line) const;
  void SetAsideOne(cable::Called called, cable::Reason reason);
  bool LeftOver(channel::LinkIndex link, cable::ChannelNumber number) const;

  const network::Directory& directory_;
  cable::RoutingIndicator relay_;
  RouteTable routes_;
  channel::Custodian custodian_;
  channel::ServiceDesk service_;
  channel::PlantedFaults planted_;
  std::vector<Clearance> clearances_;  // of each link, by LinkIndex
  struct Neighbour {
    cable::RoutingIndicator station;
    bool is_tributary = false;
  };
  std::vector<Neighbour> neighbours_;                           // of each link, by LinkIndex
  std::vector<cable::ChannelDesignator> own_designators_;       // incoming, sorted
  std::vector<cable::ChannelDesignator> outgoing_designators_;  // sorted

  // Of the transmission at hand: by what its branches are known, the link it came in on, and those
  // it had gone out over before.
  channel::BranchIdentity identity_;
  channel::LinkIndex came_from_{};
  std::vector<channel::LinkIndex> tried_;
  bool all_dropped_ = false;  // as duplicates

  // Kept for their room; they hold what is decided for the transmission at hand.
  cable::CalledList called_;
  std::vector<Branch> branches_;
  std::vector<SetAside> set_aside_;
  std::vector<Digest> identities_;
  Segregated segregated_;
  Diagnostics diagnostics_;
  std::optional<cable::BodyView> body_;
  bool body_read_ = false;
};

}  // namespace torntape::router
