#include "link/handshake.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/assert.h"
#include "base/diagnostic.h"

namespace torntape::link {

using proto::RejectReason;

Handshake Handshake::ForListener(const PeerDirectory& directory) {
  return {&directory, State::kAwaitHello};
}

Handshake Handshake::ForDialler(const PeerDirectory& directory, std::size_t link) {
  TORNTAPE_ASSERT(link < directory.links.size());
  Handshake handshake(&directory, State::kAwaitWelcome);
  handshake.link_ = link;
  return handshake;
}

Handshake Handshake::ForWatcher() { return {nullptr, State::kWatching}; }

proto::Hello Handshake::MakeHello(LinkState state) const {
  proto::Hello hello;
  hello.network = directory_->network;
  hello.link = directory_->links[*link_].name;
  hello.station = directory_->station;
  hello.store_epoch = state.store_epoch;
  hello.peer_epoch = state.peer_epoch;
  hello.channels = std::move(state.channels);
  return hello;
}

proto::Hello Handshake::WatchHello() {
  proto::Hello hello;
  hello.watching = true;
  return hello;
}

proto::Welcome Handshake::MakeWelcome(LinkState state) const {
  return {directory_->station, state.store_epoch, state.peer_epoch, std::move(state.channels)};
}

Handshake::Step Handshake::HandleFrame(const proto::Frame& frame) {
  TORNTAPE_ASSERT(state_ != State::kRejected);
  if (const auto* hello = std::get_if<proto::Hello>(&frame)) {
    return state_ == State::kAwaitHello ? HandleHello(*hello) : Unexpected(frame);
  }
  if (const auto* welcome = std::get_if<proto::Welcome>(&frame)) {
    return state_ == State::kAwaitWelcome ? HandleWelcome(*welcome) : Unexpected(frame);
  }
  if (std::holds_alternative<proto::EventBatch>(frame)) {
    return state_ == State::kWatching ? Step::kPass : Unexpected(frame);
  }
  if (state_ != State::kUp) return Unexpected(frame);
  if (const auto* transmission = std::get_if<proto::TransmissionFrame>(&frame)) {
    return HandleChannel(transmission->channel);
  }
  if (const auto* receipt = std::get_if<proto::Receipt>(&frame)) {
    return HandleChannel(receipt->channel);
  }
  if (const auto* credit = std::get_if<proto::Credit>(&frame)) {
    return HandleChannel(credit->channel);
  }
  return Unexpected(frame);
}

Handshake::Step Handshake::HandleHello(const proto::Hello& hello) {
  if (hello.protocol_version != proto::kProtocolVersion) {
    return Reject(RejectReason::kWrongVersion,
                  fmt::format("protocol version {} is spoken there, {} here; both ends need the "
                              "same release",
                              hello.protocol_version, proto::kProtocolVersion));
  }
  if (hello.watching) {
    state_ = State::kWatched;
    return Step::kWatcher;
  }
  if (hello.network != directory_->network) {
    return Reject(RejectReason::kUnknownNetwork,
                  fmt::format("this is a station of the network {}, not of {}",
                              Quoted(directory_->network), Quoted(hello.network)));
  }
  const auto& links = directory_->links;
  const auto found = std::find_if(links.begin(), links.end(), [&](const ExpectedLink& link) {
    return link.name == hello.link;
  });
  if (found == links.end()) {
    return Reject(
        RejectReason::kUnknownLink,
        fmt::format("{} has no link {}", directory_->station.ToString(), Quoted(hello.link)));
  }
  if (hello.station != found->peer) {
    return Reject(RejectReason::kUnknownStation,
                  fmt::format("link {} joins {} with {}, not with {}", Quoted(found->name),
                              directory_->station.ToString(), found->peer.ToString(),
                              Quoted(hello.station.ToString())));
  }
  if (!found->peer_dials) {
    return Reject(RejectReason::kUnexpectedFrame,
                  fmt::format("on link {} it is {} that dials", Quoted(found->name),
                              directory_->station.ToString()));
  }
  link_ = static_cast<std::size_t>(found - links.begin());
  if (!CheckChannels(hello.channels)) return Step::kReject;
  peer_state_ = {hello.store_epoch, hello.peer_epoch, hello.channels};
  state_ = State::kUp;
  return Step::kWelcome;
}

Handshake::Step Handshake::HandleWelcome(const proto::Welcome& welcome) {
  const ExpectedLink& link = directory_->links[*link_];
  if (welcome.station != link.peer) {
    return Reject(RejectReason::kUnknownStation,
                  fmt::format("link {} joins {} with {}, not with {}", Quoted(link.name),
                              directory_->station.ToString(), link.peer.ToString(),
                              Quoted(welcome.station.ToString())));
  }
  if (!CheckChannels(welcome.channels)) return Step::kReject;
  peer_state_ = {welcome.store_epoch, welcome.peer_epoch, welcome.channels};
  state_ = State::kUp;
  return Step::kUp;
}

Handshake::Step Handshake::HandleChannel(std::uint16_t channel) {
  const ExpectedLink& link = directory_->links[*link_];
  if (channel < link.channels.size()) return Step::kPass;
  return Reject(RejectReason::kWrongChannel,
                fmt::format("link {} has {} channels, and none at {}", Quoted(link.name),
                            link.channels.size(), channel));
}

// The peer receives on what we send on, and the other way round.
bool Handshake::CheckChannels(const std::vector<proto::ChannelState>& channels) {
  const ExpectedLink& link = directory_->links[*link_];
  if (channels.size() != link.channels.size()) {
    Reject(RejectReason::kChannelMismatch,
           fmt::format("link {} has {} channels there, {} here; both ends need the same network "
                       "file",
                       Quoted(link.name), channels.size(), link.channels.size()));
    return false;
  }
  for (std::size_t i = 0; i < channels.size(); ++i) {
    const ExpectedChannel& ours = link.channels[i];
    if (channels[i].incoming == ours.outgoing && channels[i].outgoing == ours.incoming) continue;
    Reject(RejectReason::kChannelMismatch,
           fmt::format("channel {} of link {} sends on {} and receives on {} there, but {} and {} "
                       "were expected; both ends need the same network file",
                       i, Quoted(link.name), channels[i].outgoing.ToString(),
                       channels[i].incoming.ToString(), ours.incoming.ToString(),
                       ours.outgoing.ToString()));
    return false;
  }
  return true;
}

Handshake::Step Handshake::Reject(RejectReason reason, std::string detail) {
  state_ = State::kRejected;
  reject_ = {reason, std::move(detail)};
  return Step::kReject;
}

Handshake::Step Handshake::Unexpected(const proto::Frame& frame) {
  static constexpr std::string_view kWhen[] = {"before a hello", "before a welcome",
                                               "while the link is up", "from somebody who watches",
                                               "to somebody who watches"};
  return Reject(RejectReason::kUnexpectedFrame,
                fmt::format("a frame of kind \"{}\" {}", NameOf(frame),
                            kWhen[static_cast<std::size_t>(state_)]));
}

}  // namespace torntape::link
