#include "router/core/switch.h"

#include <algorithm>

#include "base/assert.h"
#include "network/addressing.h"
#include "network/trace.h"

namespace torntape::router {

using cable::Called;
using cable::Event;
using cable::EventKind;
using cable::Reason;
using cable::Role;
using channel::ChannelIndex;

Switch::Switch(const network::Directory& directory, cable::RoutingIndicator relay,
               const channel::CustodyConfig& custody, cable::EventListener& listener)
    : directory_(directory),
      relay_(relay),
      routes_(directory.network(), relay),
      custodian_(custody, listener),
      service_(custodian_),
      planted_(custody.planted) {
  for (const std::uint16_t place : channel::LinksOf(directory.network(), relay)) {
    const network::Link& link = directory.network().links[place];
    clearances_.push_back({link.approved, link.special_categories});
    const cable::RoutingIndicator peer = link.Other(relay);
    const network::Station* neighbour = directory.FindStation(peer);
    neighbours_.push_back(
        {peer, neighbour != nullptr && neighbour->role == network::StationRole::kTributary});
  }
  for (const channel::ChannelConfig& channel : custody.channels) {
    own_designators_.push_back(channel.incoming);
    outgoing_designators_.push_back(channel.outgoing);
  }
  std::sort(own_designators_.begin(), own_designators_.end());
  std::sort(outgoing_designators_.begin(), outgoing_designators_.end());
}

bool Switch::HandleTransmission(Instant now, ChannelIndex channel,
                                const cable::Transmission& transmission) {
  const auto received = custodian_.Receive(now, channel, transmission);
  if (!received) return false;

  branches_.clear();
  set_aside_.clear();
  identities_.clear();
  identity_ = channel::BranchIdentity(transmission);
  body_read_ = false;
  all_dropped_ = false;
  came_from_ = custodian_.config_of(channel).link;
  const cable::RoutingIndicator peer = custodian_.config_of(channel).peer;
  FindTriedLinks(peer, transmission);
  const bool for_here = service_.IsForHere(transmission);
  if (GoesInACircle(peer, transmission)) {
    for (const Called& called : transmission.called) {
      if (IsNew(now, transmission, called)) SetAsideOne(called, Reason::kLoop);
    }
  } else {
    CollectBranches(now, transmission, for_here);
  }
  TakeIntoCustody(now, channel, received->count, transmission);
  if (for_here) service_.Act(now, channel, transmission);
  service_.TellOfNumbers(now, channel, *received, transmission);
  if (all_dropped_ && !received->used_before && !cable::IsSuspectedDuplicate(transmission) &&
      !NamesCollective(transmission)) {
    service_.TellOfDuplicate(now, channel, transmission);
  }
  return true;
}

bool Switch::HandleGarbled(Instant now, ChannelIndex channel, cable::ChannelNumber number) {
  if (!custodian_.HandleGarbled(now, channel, number)) return false;
  service_.AskForGarbled(now, channel);
  return true;
}

void Switch::TakeIntoCustody(Instant now, ChannelIndex channel, std::uint64_t count,
                             const cable::Transmission& transmission) {
  const bool may_return = MayReturn(custodian_.config_of(channel).peer, transmission);
  Segregate(ContextFor(came_from_, may_return), transmission, branches_, segregated_);
  set_aside_.insert(set_aside_.end(), segregated_.set_aside.begin(), segregated_.set_aside.end());
  RememberBranches();
  if (planted_.lose_copy && segregated_.copies.size() > 1) segregated_.copies.pop_back();

  channel::Intake intake;
  intake.from = channel;
  intake.count = count;
  intake.transmission = &transmission;
  intake.copies = segregated_.copies;
  intake.identities = identities_;
  intake.set_aside = set_aside_;
  custodian_.Take(now, intake);
  for (const SetAside& aside : set_aside_) {
    Event event = cable::EventOf(now, EventKind::kIntercepted, relay_, transmission);
    event.reason = aside.reason;
    event.subject = aside.called.indicator;
    event.role = aside.called.role;
    custodian_.listener().OnEvent(event);
  }
  for (std::size_t i = 0; i < set_aside_.size(); ++i) {
    const Reason reason = set_aside_[i].reason;
    const bool told =
        std::any_of(set_aside_.begin(), set_aside_.begin() + static_cast<std::ptrdiff_t>(i),
                    [reason](const SetAside& other) { return other.reason == reason; });
    if (!told) TellCallingStation(now, transmission, reason);
  }
}

SegregationContext Switch::ContextFor(std::optional<channel::LinkIndex> came_from,
                                      bool may_return) const {
  return {routes_,
          custodian_,
          clearances_,
          came_from,
          may_return,
          directory_.network().lower_info_copies && !planted_.keep_precedence,
          planted_.ignore_clearance,
          tried_};
}

// A relay has no addressees of its own.
void Switch::HandOver(Instant) { TORNTAPE_ASSERT(custodian_.deliveries().empty()); }

std::size_t Switch::PassesOf(cable::RoutingIndicator peer,
                             const cable::Transmission& transmission) const {
  const auto is_own = [this](const cable::ChannelNumber& number) {
    return std::binary_search(own_designators_.begin(), own_designators_.end(), number.designator);
  };
  const cable::Trace& trace = transmission.trace;
  std::size_t passes = 1;
  if (std::none_of(trace.begin(), trace.end(), is_own)) return passes;
  // Where nobody can tell who received it, a number counts if it could be ours: a loop through a
  // stranger must end too.
  network::WalkBack(directory_, peer, trace.span(), [&](auto received_at, const auto& number) {
    if (received_at == relay_ || (received_at.none() && is_own(number))) ++passes;
  });
  return passes;
}

// Of a trace that is full the oldest numbers are gone: then a circle of many relays shows only its
// last round.
bool Switch::GoesInACircle(cable::RoutingIndicator peer,
                           const cable::Transmission& transmission) const {
  const std::size_t passes = PassesOf(peer, transmission);
  const bool full = transmission.trace.size() >= cable::kTraceMax;
  return passes > (full ? 1 : directory_.network().max_pass);
}

// The links that the cable at hand left here over before, the latest first.
void Switch::FindTriedLinks(cable::RoutingIndicator peer, const cable::Transmission& transmission) {
  tried_.clear();
  // Nearly all come here once, and need not be followed back.
  const auto may_be_own = [this](const cable::ChannelNumber& number) {
    return std::binary_search(outgoing_designators_.begin(), outgoing_designators_.end(),
                              number.designator);
  };
  if (std::none_of(transmission.trace.begin(), transmission.trace.end(), may_be_own)) return;
  network::WalkBack(directory_, peer, transmission.trace.span(),
                    [&](auto received_at, const auto& number) {
                      for (std::size_t i = 0; i < clearances_.size(); ++i) {
                        const auto link = static_cast<channel::LinkIndex>(i);
                        const auto channels = custodian_.ChannelsOf(link);
                        if (custodian_.config_of(channels.front()).peer == received_at &&
                            LeftOver(link, number)) {
                          tried_.push_back(link);
                        }
                      }
                    });
}

bool Switch::MayReturn(cable::RoutingIndicator peer,
                       const cable::Transmission& transmission) const {
  const cable::Trace& trace = transmission.trace;
  const auto left_there = [this](const auto& number) { return LeftOver(came_from_, number); };
  if (std::none_of(trace.begin(), trace.end(), left_there)) return true;
  bool left_before = false;
  network::WalkBack(directory_, peer, trace.span(), [&](auto received_at, const auto& number) {
    const bool could_be = received_at == peer || received_at.none();
    left_before = left_before || (could_be && left_there(number));
  });
  return !left_before;
}

const network::Collective* Switch::OwnCollective(cable::RoutingIndicator indicator) const {
  const network::Collective* collective = directory_.FindCollective(indicator);
  return collective != nullptr && collective->expander == relay_ ? collective : nullptr;
}

void Switch::CollectBranches(Instant now, const cable::Transmission& transmission, bool for_here) {
  called_.clear();
  for (const Called& called : transmission.called) {
    const auto same = std::find_if(called_.begin(), called_.end(), [&](const Called& other) {
      return other.indicator == called.indicator;
    });
    if (same == called_.end()) {
      called_.push_back(called);
    } else if (called.role == Role::kAction) {
      same->role = Role::kAction;
    }
  }
  for (const Called& called : called_) {
    if (called.indicator == relay_ && for_here) continue;
    if (OwnCollective(called.indicator) != nullptr || !IsNew(now, transmission, called)) continue;
    if (called.indicator == relay_) {
      SetAsideOne(called, Reason::kSelfAddressed);
    } else {
      branches_.push_back({called, false});
    }
  }
  // Then the members, behind what was called by name: "FL2 minus the collective, and the members".
  for (const Called& called : called_) {
    const network::Collective* collective = OwnCollective(called.indicator);
    if (collective == nullptr || !IsNew(now, transmission, called)) continue;
    Expand(now, transmission, *collective, called.role);
  }
  all_dropped_ = branches_.empty() && set_aside_.empty() && identities_.empty() && !for_here;
}

// Puts the members of a collective in its place (spec 4.4). Where the address lines cannot be read,
// nobody can tell whom XMT exempts, and the branch is set aside rather than sent to too many.
void Switch::Expand(Instant now, const cable::Transmission& transmission,
                    const network::Collective& collective, Role role) {
  if (!ReadBodyOnce(transmission)) {
    SetAsideOne({collective.indicator, role}, Reason::kUnreadable);
    return;
  }
  std::vector<Called> left_nested;
  const auto members = network::MembersFor(directory_, collective, role, *body_, left_nested);
  cable::CalledList put_in = network::CalledFor(directory_, members, left_nested);
  network::RaiseRoles(directory_, *body_, put_in);
  identities_.push_back(identity_.Ended(collective.indicator));
  Event event = cable::EventOf(now, EventKind::kExpanded, relay_, transmission);
  event.subject = collective.indicator;
  event.role = role;
  event.called = put_in.span();
  custodian_.listener().OnEvent(event);
  for (const Called& called : put_in) {
    const auto same = std::find_if(branches_.begin(), branches_.end(), [&](const Branch& branch) {
      return branch.called.indicator == called.indicator;
    });
    if (same != branches_.end()) {
      // One copy serves both; it is for action if either is (spec 3.4).
      if (called.role == Role::kAction) same->called.role = Role::kAction;
      same->put_in_here = true;
    } else if (!IsNew(now, transmission, called)) {
      continue;
    } else if (called.indicator == relay_) {
      SetAsideOne(called, Reason::kSelfAddressed);
    } else {
      branches_.push_back({called, true});
    }
  }
}

const network::Collective* Switch::NamedBy(const cable::AddressLine& line) const {
  const network::Collective* named = directory_.FindCollective(line.indicator);
  if (named != nullptr) return named;
  return directory_.FindCollectiveNamed(network::FoldName(line.designation));
}

bool Switch::ReadBodyOnce(const cable::Transmission& transmission) {
  if (!body_read_) {
    body_read_ = true;
    diagnostics_.clear();
    body_ = cable::ReadBody(transmission.body.view(),
                            cable::ProfileOf(transmission.heading->calling_line), 1, diagnostics_);
  }
  return body_.has_value();
}

// False if the branch is a duplicate here (channel/branch_identity.h).
bool Switch::IsNew(Instant now, const cable::Transmission& transmission, Called called) {
  if (planted_.pass_duplicates || identity_.sent_on_purpose() || !IsKnown(called.indicator)) {
    return true;
  }
  Event event = cable::EventOf(now, EventKind::kDuplicateDropped, relay_, transmission);
  event.reason =
      cable::IsSuspectedDuplicate(transmission) ? Reason::kSuspectedDuplicate : Reason::kNone;
  event.subject = called.indicator;
  event.role = called.role;
  custodian_.listener().OnEvent(event);
  return false;
}

bool Switch::IsKnown(cable::RoutingIndicator called) const {
  const channel::SeenSet& seen = custodian_.seen();
  if (EndsHere(called) && seen.Contains(identity_.Ended(called))) return true;
  const std::optional<Digest> by_way = identity_.ByWay(called);
  return by_way && seen.Contains(*by_way);
}

// What was decided for each branch is known from now on; of collectives, Expand remembers it.
void Switch::RememberBranches() {
  const auto remember = [this](const Digest& identity) { identities_.push_back(identity); };
  for (const channel::CopyPlan& copy : segregated_.copies) {
    const channel::LinkIndex link = custodian_.config_of(copy.channel).link;
    for (const Called& called : copy.called) {
      if (EndsAt(link, called.indicator)) {
        remember(identity_.Ended(called.indicator));
      } else if (const auto by_way = identity_.ByWay(called.indicator)) {
        remember(*by_way);
      }
    }
  }
  for (const SetAside& aside : set_aside_) {
    if (const auto by_way = identity_.ByWay(aside.called.indicator)) remember(*by_way);
  }
}

// True if the station at the other end of a link keeps what is called so: it is that station, or
// the letters behind the name of a tributary say a position within it.
bool Switch::EndsAt(channel::LinkIndex link, cable::RoutingIndicator called) const {
  const Neighbour& end = neighbours_[channel::AsSize(link)];
  return called == end.station || (end.is_tributary && called.HasPrefix(end.station));
}

bool Switch::EndsHere(cable::RoutingIndicator called) const {
  if (OwnCollective(called) != nullptr) return true;
  for (std::size_t i = 0; i < neighbours_.size(); ++i) {
    if (EndsAt(static_cast<channel::LinkIndex>(i), called)) return true;
  }
  return false;
}

void Switch::SetAsideOne(Called called, Reason reason) { set_aside_.push_back({called, reason}); }

// True if this relay gave `number` to a copy that it sent over `link`, if the peer there received
// it.
bool Switch::LeftOver(channel::LinkIndex link, cable::ChannelNumber number) const {
  const auto channels = custodian_.ChannelsOf(link);
  return std::any_of(channels.begin(), channels.end(), [&](ChannelIndex channel) {
    return custodian_.config_of(channel).outgoing == number.designator;
  });
}

}  // namespace torntape::router
