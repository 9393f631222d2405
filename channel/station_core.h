#pragma once

#include <optional>
#include <vector>

#include "base/instant.h"
#include "cable/transmission.h"
#include "channel/custodian.h"
#include "network/network.h"

namespace torntape::channel {

// A station as its shell, or a world of virtual time, sees it: a relay's switch or a post. The four
// steps of its turn are the custodian's.
class StationCore {
 public:
  virtual ~StationCore() = default;
  // A transmission has come in whole on `channel`. False: its number is not of that channel; the
  // peer broke the contract and the link must be closed.
  virtual bool HandleTransmission(Instant now, ChannelIndex channel,
                                  const cable::Transmission& transmission) = 0;
  // What came on `channel` under `number` is not as it was sent: it is asked for again, and none of
  // it goes on. False as above.
  virtual bool HandleGarbled(Instant now, ChannelIndex channel, cable::ChannelNumber number) = 0;
  // Hands over what custodian().deliveries() holds, to whom it is for. After each commit.
  virtual void HandOver(Instant now) = 0;
  // Does what is due by now, at the end of each turn before all else; and when a turn is wanted
  // though nothing comes in, if at all.
  virtual void HandleTime(Instant /*now*/) {}
  virtual std::optional<Instant> PollTimeout() const { return std::nullopt; }
  virtual Custodian& custodian() = 0;
};

// The channels of `station` in `network`, link by link in the network's order.
CustodyConfig CustodyConfigFor(const network::Network& network, cable::RoutingIndicator station,
                               std::uint64_t store_epoch);
// The links of `station` in the same order: places in network.links, by LinkIndex.
std::vector<std::uint16_t> LinksOf(const network::Network& network,
                                   cable::RoutingIndicator station);

}  // namespace torntape::channel
