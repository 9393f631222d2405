#include "sim/checker.h"

namespace torntape::sim {

using cable::Event;
using cable::EventKind;

namespace {

constexpr std::size_t kEventsRemembered = 8192;

}  // namespace

Checker::Checker(const network::Directory& directory, const Options& options)
    : options_(options),
      promises_(options.remember_events ? kEventsRemembered : 0),
      cables_(directory, promises_, {.forget_settled = options.in_order && !options.restarts}),
      hops_(directory.network(), promises_, {.in_order = options.in_order}) {
  const network::Network& network = directory.network();
  accounts_.reserve(network.stations.size());
  for (const network::Station& station : network.stations) {
    accounts_by_station_.emplace(station.indicator.packed(),
                                 static_cast<std::uint32_t>(accounts_.size()));
    accounts_.emplace_back(station.indicator, station.role != network::StationRole::kTributary,
                           network.lower_info_copies);
  }
}

LineAccount* Checker::AccountOf(cable::RoutingIndicator station) {
  const auto found = accounts_by_station_.find(station.packed());
  return found == accounts_by_station_.end() ? nullptr : &accounts_[found->second];
}

void Checker::OnEvent(const Event& event) {
  ++events_;
  ++counts_[static_cast<std::size_t>(event.kind)];
  promises_.Remember(event);
  const bool copy = event.kind == EventKind::kQueued || event.kind == EventKind::kSent;
  const CableLedger::Facts* facts = copy ? cables_.FactsOf(MarkOf(event)) : nullptr;
  if (LineAccount* account = AccountOf(event.station)) account->Handle(event, facts, promises_);
  switch (event.kind) {
    case EventKind::kFiled:
      return cables_.HandleFiled(event);
    case EventKind::kRefused:
      return cables_.HandleRefused(event);
    case EventKind::kReceived:
      return hops_.HandleReceived(event);
    case EventKind::kCommitted:
      cables_.HandleCommitted(event);
      return hops_.HandleCommitted(event);
    case EventKind::kQueued:
      cables_.HandleQueued(event);
      return hops_.HandleQueued(event, facts);
    case EventKind::kSent:
      hops_.HandleSent(event, facts);
      return cables_.HandleSent(event);
    case EventKind::kReceipted:
      hops_.HandleReceipted(event);
      return cables_.HandleReceipted(event);
    case EventKind::kBurnt:
      cables_.HandleBurnt(event);
      return hops_.HandleBurnt(event);
    case EventKind::kDelivered:
      return cables_.HandleDelivered(event);
    case EventKind::kIntercepted:
      return cables_.HandleIntercepted(event);
    case EventKind::kServiceMessage:
      return cables_.HandleServiceMessage(event);
    case EventKind::kReleased:
      return cables_.HandleReleased(event);
    case EventKind::kOpenNumber:
      return hops_.HandleOpenNumber(event);
    case EventKind::kLinkUp:
      return hops_.HandleLinkUp(event);
    case EventKind::kCancelled:
      return hops_.HandleCancelled(event);
    case EventKind::kDuplicateDropped:
    case EventKind::kExpanded:
    case EventKind::kServiceReceived:
    case EventKind::kPreempted:  // what is broken off is burnt; a marking changes nothing
    case EventKind::kLinkDown:
    case EventKind::kPeerLostState:
      return;
  }
}

void Checker::OnStopped(cable::RoutingIndicator station) { cables_.HandleStopped(station); }

void Checker::OnRestarted(cable::RoutingIndicator station, bool store_lost) {
  if (store_lost) {
    cables_.HandleStoreLost(station);
    hops_.HandleStoreLost(station);
  } else {
    hops_.HandleRestart(station, cables_);
  }
}

void Checker::Finish(bool drained) {
  for (LineAccount& account : accounts_) account.Finish(promises_);
  cables_.Finish(drained);
  hops_.Finish(drained);
}

}  // namespace torntape::sim
