#pragma once

#include <cstdint>
#include <vector>

#include "cable/cable.h"
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
  void HandOver(Instant now) override;
  channel::Custodian& custodian() override { return custodian_; }

 private:
  // How often this relay has had the cable, this arrival from `peer` included (spec 4.9.2).
  std::size_t PassesOf(cable::RoutingIndicator peer, const cable::Transmission& transmission) const;
  // False if a copy of the cable has gone out over the link that it comes from before: a missent
  // cable is returned once, or the tables of the two would hand it to and fro for ever.
  bool MayReturn(cable::RoutingIndicator peer, const cable::Transmission& transmission) const;
  // The branches of a routing line: own collectives expanded, duplicates dropped, each once.
  void CollectBranches(Instant now, const cable::Transmission& transmission);
  const network::Collective* OwnCollective(cable::RoutingIndicator indicator) const;
  void Expand(Instant now, const cable::Transmission& transmission,
              const network::Collective& collective, cable::Role role);
  bool ReadBodyOnce(const cable::Transmission& transmission);
  bool IsNew(Instant now, const cable::Transmission& transmission, cable::Called called);
  bool MayComeAgain(const cable::Heading& heading, cable::RoutingIndicator called) const;
  void SetAsideOne(cable::Called called, cable::Reason reason);
  bool LeftOver(channel::LinkIndex link, cable::ChannelNumber number) const;
  cable::Event EventOf(Instant now, cable::EventKind kind,
                       const cable::Transmission& transmission) const;

  const network::Directory& directory_;
  cable::RoutingIndicator relay_;
  RouteTable routes_;
  channel::Custodian custodian_;
  std::vector<cable::Classification> approved_;            // of each link, by LinkIndex
  std::vector<cable::ChannelDesignator> own_designators_;  // incoming, sorted

  // Of the transmission at hand: the link it came in on, and whether it had gone out there before.
  channel::LinkIndex came_from_{};
  bool returned_ = false;

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
