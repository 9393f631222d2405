#pragma once

#include <cstdint>
#include <string_view>

#include "base/digest.h"
#include "cable/event.h"

namespace torntape::nodes {
struct HandedOver;
}

namespace torntape::sim {

// A body as an addressee got it, told beside the event of its delivery. The digest was taken afresh
// from the bytes that were handed over, so that nothing on the way is trusted.
struct DeliveredBody {
  cable::RoutingIndicator station;
  cable::MessageIdentification identification;
  std::string_view addressee;  // as the directory or the address line has it, folded
  Digest digest;
  std::uint64_t bytes = 0;
};

// Takes what happens in a network, under either clock. What it borrows it may not keep.
class WorldListener : public cable::EventListener {
 public:
  virtual void OnDeliveredBody(const DeliveredBody& body) = 0;

  // What a post handed over, in a world of virtual time, where it can be looked at whole.
  virtual void OnHandedOver(const nodes::HandedOver& /*handed*/) {}

  // What is done to stations, before it shows. Of what a station had not committed when it ended,
  // nobody can tell whether it comes back with it.
  virtual void OnStopped(cable::RoutingIndicator /*station*/) {}
  virtual void OnRestarted(cable::RoutingIndicator /*station*/, bool /*store_lost*/) {}
  // The numbers from `from` to `to` were pushed so far ahead.
  virtual void OnMisnumbered(cable::RoutingIndicator /*from*/, cable::RoutingIndicator /*to*/,
                             std::uint16_t /*skip*/) {}
  // A wrong entry was put into the tables of a relay.
  virtual void OnWrongRoute(cable::RoutingIndicator /*relay*/) {}
  // What was sent under `number` is garbled on its way: a line of it, and what comes instead.
  virtual void OnGarbled(cable::RoutingIndicator /*from*/, cable::RoutingIndicator /*to*/,
                         cable::ChannelNumber /*number*/, std::string_view /*sent*/,
                         std::string_view /*came*/) {}
  // False: it does not look at bodies, and a world need not take their digests.
  virtual bool wants_bodies() const { return true; }
};

}  // namespace torntape::sim
