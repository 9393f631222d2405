#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "channel/custodian.h"
#include "link/station_links.h"
#include "proto/frame.h"
#include "shell/credit_ledger.h"
#include "shell/granted_credit.h"
#include "shell/turn.h"

namespace torntape::shell {

// Frames of links that are up, to and from a station's core: a frame names a channel by its place
// in its link, the core by its place in the station. What breaks the rules is answered with a
// reject.
class LinkTraffic {
 public:
  // Both outlive it.
  LinkTraffic(Turn& turn, link::StationLinks& links);

  // A new connection: purses begin anew.
  void Open(channel::LinkIndex link);
  // REQUIRES: the link has the channel (link/handshake.h sees to that).
  std::optional<proto::Reject> Handle(channel::LinkIndex link, const proto::Frame& frame);
  // Sends what the turn has given.
  void SendOutputs();
  // The link has written what it had: there may be credit that was held back until then.
  void OnWritable(channel::LinkIndex link);

 private:
  std::optional<proto::Reject> HandleTransmission(channel::ChannelIndex channel,
                                                  const cable::Transmission& transmission);
  std::optional<proto::Reject> HandleReceipt(channel::ChannelIndex channel,
                                             const proto::Receipt& receipt);
  void HandleCredit(channel::ChannelIndex channel, const proto::Credit& credit);
  void TellCredit(channel::ChannelIndex channel);
  std::uint16_t PlaceOf(channel::ChannelIndex channel) const;
  std::size_t LinkOf(channel::ChannelIndex channel) const;

  Turn& turn_;
  link::StationLinks& links_;
  std::vector<CreditLedger> ledgers_;   // by channel
  std::vector<GrantedCredit> granted_;  // by channel
};

}  // namespace torntape::shell
