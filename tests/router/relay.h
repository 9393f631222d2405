#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "cable/cable.h"
#include "cable/service_report.h"
#include "router/core/switch.h"
#include "store/keeper.h"
#include "store/memory_store.h"
#include "tests/channel/cables.h"
#include "tests/network/four_relays.h"

namespace torntape::testing {

// One relay of a network, with all its links up unless a test takes one down. What its neighbours
// would send is put in by hand, what leaves is read as text.
class Relay {
 public:
  Relay(const network::Network& network, std::string_view name)
      : network_(network),
        directory_(network_),
        name_(Ri(name)),
        core_(directory_, name_, channel::CustodyConfigFor(network_, name_, 1), events_),
        keeper_(core_, store_) {
    EXPECT_TRUE(keeper_.Recover(now));
    links_ = channel::LinksOf(network_, name_);
    for (std::size_t i = 0; i < links_.size(); ++i) Up(static_cast<channel::LinkIndex>(i));
    events_.Clear();
  }
  Relay(const Relay&) = delete;

  // Completes channels and routes of a network that tests have put together.
  static network::Network Complete(network::Network network) {
    EXPECT_TRUE(network::CompleteChannels(network));
    network::CompleteRoutes(network);
    return network;
  }

  channel::LinkIndex LinkTo(std::string_view peer) const {
    for (std::size_t i = 0; i < links_.size(); ++i) {
      if (network_.links[links_[i]].Other(name_) == Ri(peer)) {
        return static_cast<channel::LinkIndex>(i);
      }
    }
    ADD_FAILURE() << "no link to " << peer;
    return {};
  }
  void Up(channel::LinkIndex link) {
    channel::PeerState peer;
    peer.store_epoch = 9;
    channel::Custodian& custodian = core_.custodian();
    for (const channel::ChannelIndex channel : custodian.ChannelsOf(link)) {
      peer.channels.push_back(
          {custodian.StateOf(channel).sent_count, arrived_[channel::AsSize(channel)]});
    }
    custodian.LinkUp(now, link, peer);
    for (const channel::ChannelIndex channel : custodian.ChannelsOf(link)) {
      custodian.HandleCredit(channel, 1u << 30, 1u << 30);
    }
    EndTurn();
  }
  void Down(std::string_view peer) {
    core_.custodian().LinkDown(now, LinkTo(peer), cable::Reason::kConnectionLost);
  }

  // A transmission from `peer`, with the next number of its channel.
  bool Arrive(std::string_view peer, cable::Transmission transmission) {
    const auto channel = core_.custodian().ChannelsOf(LinkTo(peer)).front();
    const channel::ChannelConfig& config = core_.custodian().config_of(channel);
    const std::uint64_t count = ++arrived_[channel::AsSize(channel)];
    transmission.number = {config.incoming, static_cast<std::uint16_t>(count), config.digits};
    const bool taken = core_.HandleTransmission(now, channel, transmission);
    EndTurn();
    return taken;
  }
  // What has left since the last call, in the order of leaving, but for service messages.
  std::vector<std::pair<std::string, cable::Transmission>> Take() {
    std::vector<std::pair<std::string, cable::Transmission>> taken;
    for (auto& one : std::exchange(left_, {})) {
      const std::string body(one.second.body.view());
      const bool service = cable::IsServiceBody(body);
      if (service) service_.push_back(one.first + ": " + body);
      if (!service) taken.push_back(std::move(one));
    }
    return taken;
  }
  // The bodies of the service messages among what Take has passed over: "RYLBDN: ZFX LBA0002\n".
  std::vector<std::string> TakeService() { return std::exchange(service_, {}); }
  // The same as text: "RYLBDN: RR RYLBDN".
  std::vector<std::string> TakeLines() {
    std::vector<std::string> lines;
    for (const auto& [peer, one] : Take()) {
      lines.push_back(peer + ": " + FormatRoutingLine(one.precedence, one.called.span()));
    }
    return lines;
  }
  // "RYXXYY (unknown indicator)", for all that was set aside since the last call.
  std::vector<std::string> TakeIntercepted() { return TakeEvents(cable::EventKind::kIntercepted); }
  std::vector<std::string> TakeDuplicates() {
    return TakeEvents(cable::EventKind::kDuplicateDropped);
  }

  EventLog& events() { return events_; }
  channel::Custodian& custodian() { return core_.custodian(); }
  router::Switch& core() { return core_; }

  Instant now{};

  void EndTurn() {
    keeper_.EndTurn(now);
    channel::Custodian& custodian = core_.custodian();
    for (channel::Departure& departure : custodian.departures()) {
      left_.emplace_back(custodian.config_of(departure.channel).peer.ToString(),
                         std::move(departure.transmission));
    }
    custodian.ClearOutputs();
  }

 private:
  std::vector<std::string> TakeEvents(cable::EventKind kind) {
    std::vector<std::string> found;
    for (std::size_t& at = told_[kind]; at < events_.all().size(); ++at) {
      const cable::Event& event = events_.all()[at].event;
      if (event.kind != kind) continue;
      std::string text = event.subject.ToString();
      if (event.reason != cable::Reason::kNone) {
        text.append(" (").append(NameOf(event.reason)).append(")");
      }
      found.push_back(text);
    }
    return found;
  }

  network::Network network_;
  network::Directory directory_;
  cable::RoutingIndicator name_;
  EventLog events_;
  router::Switch core_;
  store::MemoryStore store_{{}};
  store::Keeper keeper_;
  std::vector<std::uint16_t> links_;
  std::map<std::size_t, std::uint64_t> arrived_;
  std::map<cable::EventKind, std::size_t> told_;
  std::vector<std::pair<std::string, cable::Transmission>> left_;
  std::vector<std::string> service_;
};

using Lines = std::vector<std::string>;

}  // namespace torntape::testing
