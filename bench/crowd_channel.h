#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "bench/crowd_ledger.h"
#include "channel/custodian.h"
#include "link/handshake.h"
#include "network/network.h"

namespace boost::asio {
class io_context;
}

namespace torntape::bench {

// What the posts of a crowd share.
struct Crowd {
  boost::asio::io_context& io;
  const network::Network& network;
  CrowdLedger& ledger;
  std::uint16_t port;
  std::uint64_t epoch;  // of all their stores
};

// One post's channel with its relay, whatever becomes of the connection: what it has of the cables
// that come, and its own until they are receipted. It keeps what a post with a store keeps, so that
// nothing is lost or doubled however often it drops the connection and comes back.
class CrowdChannel {
 public:
  CrowdChannel(const Crowd& crowd, cable::RoutingIndicator station);

  cable::RoutingIndicator station() const { return directory_.station; }
  const link::PeerDirectory& directory() const { return directory_; }
  link::LinkState state() const;

  // A connection is up; the peer said this. What it does not have goes again, under new numbers.
  void Meet(const link::LinkState& peer);
  void Receive(const cable::Transmission& transmission);
  // What to say at the end of a turn, if anything came.
  bool receipt_due() const { return receipt_due_; }
  proto::Receipt TakeReceipt();
  // As much again as was freed, over what was granted at first. `window_bytes` is the first grant.
  proto::Credit credit(std::uint64_t window_bytes) const;
  std::uint64_t window_bytes() const { return config_.window_bytes; }

  void Submit(CrowdCable cable) { waiting_.push_back(std::move(cable)); }
  void HandleReceipt(std::uint64_t count);
  void HandleCredit(const proto::Credit& credit);
  // The next that may leave, if the purse of its kind has anything left.
  std::optional<proto::TransmissionFrame> Next();
  // Made and not receipted.
  std::size_t unreceipted() const { return waiting_.size() + under_way_.size(); }

 private:
  struct UnderWay {
    std::uint64_t count = 0;
    CrowdCable cable;
  };
  struct Purse {
    std::uint64_t granted = 0;
    std::uint64_t spent = 0;
  };

  CrowdLedger& ledger_;
  std::uint64_t epoch_;
  channel::ChannelConfig config_;
  link::PeerDirectory directory_;
  std::uint64_t peer_epoch_ = 0;

  std::uint64_t received_ = 0;   // by count, those that the peer burnt too
  std::uint64_t committed_ = 0;  // the last that came
  bool receipt_due_ = false;
  std::uint64_t freed_ = 0;
  std::uint64_t freed_urgent_ = 0;

  std::deque<CrowdCable> waiting_;
  std::deque<UnderWay> under_way_;
  std::uint64_t sent_ = 0;
  Purse ordinary_;
  Purse urgent_;
};

}  // namespace torntape::bench
