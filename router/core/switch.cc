#include "router/core/switch.h"

#include <algorithm>
#include <string_view>

#include "base/assert.h"
#include "channel/seen_set.h"
#include "network/addressing.h"
#include "network/trace.h"

namespace torntape::router {

using cable::Called;
using cable::Event;
using cable::EventKind;
using cable::Reason;
using cable::Role;
using channel::ChannelIndex;

namespace {

// True if `group` stands in `lines`, between spaces or line ends.
bool HasGroup(std::string_view lines, std::string_view group) {
  constexpr std::string_view kBetween = " \n";
  for (std::size_t at = lines.find(group); at != lines.npos; at = lines.find(group, at + 1)) {
    const std::size_t end = at + group.size();
    const bool begins = at == 0 || kBetween.find(lines[at - 1]) != kBetween.npos;
    const bool ends = end == lines.size() || kBetween.find(lines[end]) != kBetween.npos;
    if (begins && ends) return true;
  }
  return false;
}

// The kind of pilot takes part in the identity (spec 4.9.3): a copy that was rerouted (ZOV) or
// corrected (ZEL) is no duplicate of the first one, a suspected one (ZFD) is. Letters leave the
// highest bit of each byte of an indicator free.
std::uint64_t PilotMark(const cable::Transmission& transmission) {
  if (transmission.pilots.empty()) return 0;
  const std::string_view instruction = transmission.pilots.front().instruction;
  if (HasGroup(instruction, "ZOV")) return std::uint64_t{1} << 63;
  if (HasGroup(instruction, "ZEL")) return std::uint64_t{1} << 55;
  return 0;
}

}  // namespace

Switch::Switch(const network::Directory& directory, cable::RoutingIndicator relay,
               const channel::CustodyConfig& custody, cable::EventListener& listener)
    : directory_(directory),
      relay_(relay),
      routes_(directory.network(), relay),
      custodian_(custody, listener) {
  for (const std::uint16_t place : channel::LinksOf(directory.network(), relay)) {
    approved_.push_back(directory.network().links[place].approved);
  }
  for (const channel::ChannelConfig& channel : custody.channels) {
    own_designators_.push_back(channel.incoming);
  }
  std::sort(own_designators_.begin(), own_designators_.end());
}

bool Switch::HandleTransmission(Instant now, ChannelIndex channel,
                                const cable::Transmission& transmission) {
  const auto count = custodian_.Receive(now, channel, transmission);
  if (!count) return false;

  branches_.clear();
  set_aside_.clear();
  identities_.clear();
  body_read_ = false;
  came_from_ = custodian_.config_of(channel).link;
  const cable::Trace& trace = transmission.trace;
  returned_ = !trace.empty() && LeftOver(came_from_, trace[0]);
  const cable::RoutingIndicator peer = custodian_.config_of(channel).peer;
  const bool may_return = MayReturn(peer, transmission);
  if (PassesOf(peer, transmission) > directory_.network().max_pass) {
    for (const Called& called : transmission.called) SetAsideOne(called, Reason::kLoop);
  } else {
    CollectBranches(now, transmission);
  }

  const SegregationContext context{routes_,    custodian_, approved_,
                                   came_from_, may_return, directory_.network().lower_info_copies};
  Segregate(context, transmission, branches_, segregated_);
  set_aside_.insert(set_aside_.end(), segregated_.set_aside.begin(), segregated_.set_aside.end());

  channel::Intake intake;
  intake.from = channel;
  intake.count = *count;
  intake.transmission = &transmission;
  intake.copies = segregated_.copies;
  intake.identities = identities_;
  intake.set_aside = !set_aside_.empty();
  custodian_.Take(now, intake);
  for (const SetAside& aside : set_aside_) {
    Event event = EventOf(now, EventKind::kIntercepted, transmission);
    event.reason = aside.reason;
    event.subject = aside.called.indicator;
    event.role = aside.called.role;
    custodian_.listener().OnEvent(event);
  }
  return true;
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

void Switch::CollectBranches(Instant now, const cable::Transmission& transmission) {
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
  const cable::CalledList put_in = network::CalledFor(directory_, members, left_nested);
  Event event = EventOf(now, EventKind::kExpanded, transmission);
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

bool Switch::ReadBodyOnce(const cable::Transmission& transmission) {
  if (!body_read_) {
    body_read_ = true;
    diagnostics_.clear();
    body_ = cable::ReadBody(transmission.body.view(), cable::Profile::kState, 1, diagnostics_);
  }
  return body_.has_value();
}

// False if this relay has brought the cable to this indicator before (design decision 3; spec 5.6).
bool Switch::IsNew(Instant now, const cable::Transmission& transmission, Called called) {
  const cable::Heading& heading = *transmission.heading;
  const Digest identity = channel::IdentityOf(heading.identification, heading.body_digest,
                                              called.indicator.packed() | PilotMark(transmission));
  if (custodian_.seen().Contains(identity) && !MayComeAgain(heading, called.indicator)) {
    Event event = EventOf(now, EventKind::kDuplicateDropped, transmission);
    event.reason =
        cable::IsSuspectedDuplicate(transmission) ? Reason::kSuspectedDuplicate : Reason::kNone;
    event.subject = called.indicator;
    event.role = called.role;
    custodian_.listener().OnEvent(event);
    return false;
  }
  identities_.push_back(identity);
  return true;
}

// What is no duplicate though it was here before: what was sent again on purpose, and what the
// neighbour returns because it cannot bring it further (spec 4.9.3; ACP 127 ¶426). The neighbour
// may also be expanding a collective that somebody called by name belongs to: only an indicator
// that could have gone out over this link is taken for returned.
bool Switch::MayComeAgain(const cable::Heading& heading, cable::RoutingIndicator called) const {
  if (heading.always_deliver) return true;
  if (HasGroup(heading.instruction_lines, "ZEQ6")) return true;
  if (!returned_) return false;
  const auto links = routes_.Lookup(called);
  return std::find(links.begin(), links.end(), came_from_) != links.end();
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

Event Switch::EventOf(Instant now, EventKind kind, const cable::Transmission& transmission) const {
  Event event;
  event.at = now;
  event.kind = kind;
  event.station = relay_;
  event.precedence = transmission.precedence;
  event.number = transmission.number;
  event.identification = transmission.heading->identification;
  event.digest = transmission.heading->body_digest.low;
  event.body_bytes = transmission.body.size();
  event.called = transmission.called.span();
  return event;
}

}  // namespace torntape::router
