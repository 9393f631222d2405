#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "proto/frame.h"

namespace torntape::link {

// One channel of a link, as this station sees its two directions.
struct ExpectedChannel {
  cable::ChannelDesignator incoming;  // in which this station receives
  cable::ChannelDesignator outgoing;  // in which it sends
};

// One link that this station is an end of.
struct ExpectedLink {
  std::string name;
  cable::RoutingIndicator peer;
  bool peer_dials = false;  // design decision 11: the second end named dials the first
  std::vector<ExpectedChannel> channels;
};

// All that a station must know of the network to tell a peer from a stranger.
struct PeerDirectory {
  std::string network;
  cable::RoutingIndicator station;
  std::vector<ExpectedLink> links;
};

// What the two ends of a link tell each other of their channels and stores (design, "Custody").
// What follows from it, which numbers are receipted and which burnt, is the core's to decide.
struct LinkState {
  std::uint64_t store_epoch = 0;
  std::uint64_t peer_epoch = 0;
  std::vector<proto::ChannelState> channels;
};

// The rules of a connection, from the first frame to the last, without sockets: who may say what
// when. Either
//   Handshake::ForListener(directory)       a stranger came; their Hello says who they are
//   Handshake::ForDialler(directory, link)  this side dialled; send MakeHello first
//   Handshake::ForWatcher()                 this side dialled to watch; send WatchHello first
// and then every frame that comes goes through HandleFrame, which says what to do with it.
//
// REQUIRES: `directory` outlives it.
class Handshake {
 public:
  enum class Step {
    kWelcome,  // a known station said Hello on link(): answer with MakeWelcome; the link is up
    kWatcher,  // somebody wants to watch: send event batches only
    kUp,       // the other side welcomed us: the link is up
    kPass,     // a frame of a link that is up, or an event batch for us who watch: hand it on
    kReject,   // close with reject()
  };

  static Handshake ForListener(const PeerDirectory& directory);
  static Handshake ForDialler(const PeerDirectory& directory, std::size_t link);
  static Handshake ForWatcher();

  proto::Hello MakeHello(LinkState state) const;
  static proto::Hello WatchHello();
  proto::Welcome MakeWelcome(LinkState state) const;

  // REQUIRES: no step before was kReject. Pings, pongs and rejects are the session's, not ours.
  Step HandleFrame(const proto::Frame& frame);

  // Which link of the directory this is. REQUIRES: dialled, or kWelcome was given.
  std::size_t link() const { return *link_; }
  bool knows_link() const { return link_.has_value(); }
  // What the peer said of itself, with kWelcome and kUp.
  const LinkState& peer_state() const { return peer_state_; }
  const proto::Reject& reject() const { return reject_; }

 private:
  enum class State { kAwaitHello, kAwaitWelcome, kUp, kWatched, kWatching, kRejected };
  Handshake(const PeerDirectory* directory, State state) : directory_(directory), state_(state) {}

  Step HandleHello(const proto::Hello& hello);
  Step HandleWelcome(const proto::Welcome& welcome);
  Step HandleChannel(std::uint16_t channel);
  bool CheckChannels(const std::vector<proto::ChannelState>& channels);
  Step Reject(proto::RejectReason reason, std::string detail);
  Step Unexpected(const proto::Frame& frame);

  const PeerDirectory* directory_;
  State state_;
  std::optional<std::size_t> link_;
  LinkState peer_state_;
  proto::Reject reject_;
};

}  // namespace torntape::link
