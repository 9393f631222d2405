#include "bench/crowd_channel.h"

#include <utility>

#include "channel/station_core.h"
#include "shell/peer_directory.h"

namespace torntape::bench {
namespace {

class NoEvents final : public cable::EventListener {
 public:
  void OnEvent(const cable::Event&) override {}
};

}  // namespace

CrowdChannel::CrowdChannel(const Crowd& crowd, cable::RoutingIndicator station)
    : ledger_(crowd.ledger), epoch_(crowd.epoch) {
  NoEvents events;
  // It knows the channels, and is asked for nothing else.
  const channel::Custodian custodian(channel::CustodyConfigFor(crowd.network, station, crowd.epoch),
                                     events);
  directory_ = shell::PeerDirectoryFor(crowd.network, custodian);
  config_ = custodian.config_of(channel::ChannelIndex{0});
}

link::LinkState CrowdChannel::state() const {
  const auto serial_of = [this](std::uint64_t count) {
    if (count == 0) return std::uint16_t{0};
    return static_cast<std::uint16_t>((count - 1) % cable::CycleOf(config_.digits) + 1);
  };
  link::LinkState state;
  state.store_epoch = epoch_;
  state.peer_epoch = peer_epoch_;
  state.channels.push_back({config_.incoming, committed_, serial_of(committed_), config_.outgoing,
                            sent_, serial_of(sent_ + 1)});
  return state;
}

void CrowdChannel::Meet(const link::LinkState& peer) {
  peer_epoch_ = peer.store_epoch;
  received_ = peer.channels.front().sent_count;
  freed_ = freed_urgent_ = 0;
  receipt_due_ = false;
  ordinary_ = urgent_ = {};
  HandleReceipt(peer.channels.front().committed_count);
  for (; !under_way_.empty(); under_way_.pop_back()) {
    waiting_.push_front(std::move(under_way_.back().cable));
  }
}

void CrowdChannel::Receive(const cable::Transmission& transmission) {
  committed_ = ++received_;
  receipt_due_ = true;
  (cable::IsUrgent(transmission.precedence) ? freed_urgent_ : freed_) +=
      channel::CreditCost(transmission);
  ledger_.Arrived(directory_.station, transmission);
}

proto::Receipt CrowdChannel::TakeReceipt() {
  receipt_due_ = false;
  return {0, committed_, state().channels.front().committed_serial};
}

proto::Credit CrowdChannel::credit(std::uint64_t window_bytes) const {
  return {0, window_bytes + freed_, config_.reserve_bytes + freed_urgent_};
}

void CrowdChannel::HandleReceipt(std::uint64_t count) {
  while (!under_way_.empty() && under_way_.front().count <= count) under_way_.pop_front();
}

void CrowdChannel::HandleCredit(const proto::Credit& credit) {
  ordinary_.granted = credit.ordinary_bytes;
  urgent_.granted = credit.reserve_bytes;
}

std::optional<proto::TransmissionFrame> CrowdChannel::Next() {
  if (waiting_.empty()) return std::nullopt;
  CrowdCable& next = waiting_.front();
  Purse& purse = cable::IsUrgent(next.precedence) ? urgent_ : ordinary_;
  if (purse.spent >= purse.granted) return std::nullopt;
  const std::uint16_t serial = state().channels.front().next_serial;
  proto::TransmissionFrame frame{0,
                                 {{config_.outgoing, serial, config_.digits},
                                  {},
                                  next.precedence,
                                  {},
                                  {},
                                  next.heading,
                                  next.body}};
  frame.transmission.called.push_back({next.to, cable::Role::kAction});
  purse.spent += channel::CreditCost(frame.transmission);
  under_way_.push_back({++sent_, std::move(next)});
  waiting_.pop_front();
  return frame;
}

}  // namespace torntape::bench
