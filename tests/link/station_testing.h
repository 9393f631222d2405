#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "link/station_links.h"
#include "link/watchers.h"
#include "tests/link/link_testing.h"

namespace torntape::link {

// A station that only writes down what its links tell it.
class StationRecorder : public StationLinksHandler {
 public:
  StationRecorder(boost::asio::io_context& io, PeerDirectory peers,
                  const StationLinks::Options& options = {})
      : watchers(io), links(io, std::move(peers), options, Prng(7), *this) {}

  LinkState StateOf(std::size_t link) override {
    LinkState state{epoch, 0, {}};
    for (const ExpectedChannel& channel : links.directory().links[link].channels) {
      state.channels.push_back(StateFor(channel));
    }
    return state;
  }
  void OnLinkUp(std::size_t link, const LinkState& peer) override {
    told.push_back("up " + links.directory().links[link].name);
    peer_epoch = peer.store_epoch;
  }
  std::optional<proto::Reject> OnFrame(std::size_t /*link*/, proto::Frame&& frame) override {
    frames.push_back(std::move(frame));
    return refuse;
  }
  void OnTurnEnd() override { ++turns; }
  void OnWritable(std::size_t /*link*/) override {}
  void OnLinkDown(std::size_t link, const Closed& closed) override {
    told.push_back("down " + links.directory().links[link].name + ": " + closed.text);
  }
  void OnWatcher(std::unique_ptr<Session> session) override {
    told.push_back("watcher");
    watchers.Adopt(std::move(session));
  }
  void OnNote(const std::string& text) override { notes.push_back(text); }

  std::uint64_t epoch = 1;
  std::uint64_t peer_epoch = 0;
  std::vector<std::string> told;
  std::vector<std::string> notes;
  std::vector<proto::Frame> frames;
  std::optional<proto::Reject> refuse;
  int turns = 0;
  Watchers watchers;
  StationLinks links;
};

// RYKA, the other end of KA-LB.
inline PeerDirectory OtherDirectory() {
  const PeerDirectory ours = SampleDirectory();
  PeerDirectory theirs;
  theirs.network = ours.network;
  theirs.station = ours.links[0].peer;
  ExpectedLink link{"KA-LB", ours.station, false, {}};
  for (const ExpectedChannel& channel : ours.links[0].channels) {
    link.channels.push_back({channel.outgoing, channel.incoming});
  }
  theirs.links.push_back(link);
  return theirs;
}

}  // namespace torntape::link
