#pragma once

#include "channel/custodian.h"
#include "link/handshake.h"
#include "network/network.h"

namespace torntape::shell {

// What a station's links must know of the network, by LinkIndex. REQUIRES: `custodian` is that of
// the station in the network.
link::PeerDirectory PeerDirectoryFor(const network::Network& network,
                                     const channel::Custodian& custodian);

// What a station says of one of its links when it meets the peer. REQUIRES: the turn has been
// finished, so that all that was received is committed.
link::LinkState LinkStateOf(const channel::Custodian& custodian, channel::LinkIndex link);
// What the peer said, as the custodian takes it.
channel::PeerState PeerStateOf(const link::LinkState& said);

}  // namespace torntape::shell
