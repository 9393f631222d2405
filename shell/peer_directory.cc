#include "shell/peer_directory.h"

#include <utility>

#include "channel/station_core.h"

namespace torntape::shell {

using channel::ChannelConfig;
using channel::ChannelIndex;

link::PeerDirectory PeerDirectoryFor(const network::Network& network,
                                     const channel::Custodian& custodian) {
  link::PeerDirectory directory;
  directory.network = network.name;
  directory.station = custodian.config().station;
  for (const std::uint16_t place : channel::LinksOf(network, directory.station)) {
    const network::Link& from = network.links[place];
    link::ExpectedLink link;
    link.name = from.name;
    link.peer = from.Other(directory.station);
    link.peer_dials = from.first == directory.station;
    const auto index = static_cast<channel::LinkIndex>(directory.links.size());
    for (const ChannelIndex channel : custodian.ChannelsOf(index)) {
      const ChannelConfig& config = custodian.config_of(channel);
      link.channels.push_back({config.incoming, config.outgoing});
    }
    directory.links.push_back(std::move(link));
  }
  return directory;
}

link::LinkState LinkStateOf(const channel::Custodian& custodian, channel::LinkIndex link) {
  link::LinkState state;
  state.store_epoch = custodian.config().store_epoch;
  state.peer_epoch = custodian.KnownPeerEpoch(link);
  for (const ChannelIndex index : custodian.ChannelsOf(link)) {
    const channel::OwnState own = custodian.StateOf(index);
    const ChannelConfig& config = custodian.config_of(index);
    state.channels.push_back({config.incoming, own.committed_count, own.committed_serial,
                              config.outgoing, own.sent_count, own.next_serial});
  }
  return state;
}

channel::PeerState PeerStateOf(const link::LinkState& said) {
  channel::PeerState state;
  state.store_epoch = said.store_epoch;
  for (const proto::ChannelState& channel : said.channels) {
    state.channels.push_back({channel.committed_count, channel.sent_count});
  }
  return state;
}

}  // namespace torntape::shell
