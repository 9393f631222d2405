// The intercept position of a relay: what a supervisor does about what was set aside, and what the
// calling station is told of it (spec 4.8 to 4.10, 5.10, 7.2).
#include <algorithm>

#include <fmt/format.h>

#include "network/addressing.h"
#include "router/core/switch.h"

namespace torntape::router {

using cable::Called;
using cable::Reason;
using cable::RoutingIndicator;
using cable::ServiceKind;
using channel::AsideCable;
using channel::LinkIndex;

namespace {

// What the calling station is told; nothing for what is no business of its own.
std::optional<ServiceKind> KindFor(Reason reason) {
  switch (reason) {
    case Reason::kUnknownIndicator:
      return ServiceKind::kUnknownIndicator;
    case Reason::kNotApproved:
      return ServiceKind::kNotApproved;
    case Reason::kSpecialCategory:
      return ServiceKind::kSpecialCategory;
    case Reason::kBounce:
    case Reason::kLoop:
    case Reason::kSelfAddressed:
    case Reason::kUnreadable:
      return ServiceKind::kNotProtected;
    default:
      return std::nullopt;
  }
}

bool WentAstray(const AsideCable& aside, RoutingIndicator called) {
  return std::any_of(aside.branches.begin(), aside.branches.end(), [called](const SetAside& one) {
    return one.called.indicator == called &&
           (one.reason == Reason::kBounce || one.reason == Reason::kLoop);
  });
}

tl::unexpected<Error> NotAside(std::uint64_t cable) {
  return Failure(fmt::format("no cable {} is set aside here", cable));
}

}  // namespace

// Never about a service message: that would go on for ever (spec 7.1).
void Switch::TellCallingStation(Instant now, const cable::Transmission& transmission,
                                Reason reason) {
  const auto kind = KindFor(reason);
  const cable::MessageIdentification& about = transmission.heading->identification;
  if (!kind || about.calling == relay_ || cable::IsServiceBody(transmission.body.view())) return;
  cable::ServiceReport message;
  message.kind = *kind;
  message.about = about;
  message.rejected = segregated_.copies.empty();
  for (const SetAside& aside : set_aside_) {
    if (aside.reason == reason) message.indicators.push_back(aside.called.indicator);
  }
  // Where it would leave says which link's guard it stands under.
  cable::Transmission probe;
  const auto heading = MakeRef<cable::Heading>();
  probe.heading = heading;
  probe.precedence = transmission.precedence;
  const Branch branch{{about.calling, cable::Role::kAction}, true};
  Segregated way;
  Segregate(ContextFor(std::nullopt, false), probe, {&branch, 1}, way);
  if (way.copies.empty()) return;
  const LinkIndex link = custodian_.config_of(way.copies.front().channel).link;
  const auto written = service_.Write(now, link, about.calling, transmission.precedence, message);
  if (written) service_.File(now, *written, way.copies, reason);
}

// Members of two collectives that different relays expand get a cable by two ways: that is no
// mishandling.
bool Switch::NamesCollective(const cable::Transmission& transmission) {
  if (!ReadBodyOnce(transmission)) return true;
  const auto is_collective = [this](const cable::AddressLine& line) {
    return NamedBy(line) != nullptr;
  };
  return std::any_of(body_->to.begin(), body_->to.end(), is_collective) ||
         std::any_of(body_->info.begin(), body_->info.end(), is_collective);
}

const AsideCable* Switch::FindAside(std::uint64_t cable) const {
  const auto found = custodian_.aside().find(cable);
  return found == custodian_.aside().end() ? nullptr : &found->second;
}

Result<void> Switch::Release(Instant now, std::uint64_t cable) {
  const AsideCable* aside = FindAside(cable);
  if (aside == nullptr) return NotAside(cable);
  cable::Transmission transmission;
  transmission.heading = aside->heading;
  transmission.precedence = aside->precedence;
  std::vector<Branch> branches;
  for (const SetAside& branch : aside->branches) {
    const bool own =
        branch.called.indicator == relay_ || OwnCollective(branch.called.indicator) != nullptr;
    if (!own) branches.push_back({branch.called, true});
  }
  Segregated way;
  Segregate(ContextFor(std::nullopt, false), transmission, branches, way);
  std::vector<RoutingIndicator> called;
  for (channel::CopyPlan& copy : way.copies) {
    for (const Called& one : copy.called) {
      called.push_back(one.indicator);
      // It had been led astray: a pilot says so, or relays that it has passed would take it for a
      // duplicate.
      if (copy.rerouted_from.none() && WentAstray(*aside, one.indicator)) {
        copy.rerouted_from = one.indicator;
      }
    }
  }
  if (called.empty()) {
    return Failure(fmt::format(
        "{} cannot go on from {}: nothing has changed for any of its {} "
        "branches; reroute or withdraw it",
        aside->heading->identification.ToString(), relay_.ToString(), aside->branches.size()));
  }
  custodian_.LetGo(now, cable, {called, way.copies});
  return {};
}

Result<void> Switch::Reroute(Instant now, std::uint64_t cable, RoutingIndicator branch,
                             RoutingIndicator correct) {
  const AsideCable* aside = FindAside(cable);
  if (aside == nullptr) return NotAside(cable);
  const auto found =
      std::find_if(aside->branches.begin(), aside->branches.end(),
                   [branch](const SetAside& one) { return one.called.indicator == branch; });
  if (found == aside->branches.end()) {
    return Failure(fmt::format("no branch {} of {} is set aside at {}", branch.ToString(),
                               aside->heading->identification.ToString(), relay_.ToString()));
  }
  cable::Transmission transmission;
  transmission.heading = aside->heading;
  transmission.precedence = aside->precedence;
  const Branch rerouted{{correct, found->called.role}, true};
  Segregated way;
  Segregate(ContextFor(std::nullopt, false), transmission, {&rerouted, 1}, way);
  if (way.copies.empty()) {
    return Failure(fmt::format("{} cannot go from {} to {}: {}",
                               aside->heading->identification.ToString(), relay_.ToString(),
                               correct.ToString(), cable::NameOf(way.set_aside.front().reason)));
  }
  way.copies.front().rerouted_from = branch;
  custodian_.LetGo(now, cable, {{&branch, 1}, way.copies});
  return {};
}

Result<void> Switch::Withdraw(Instant now, std::uint64_t cable) {
  const AsideCable* aside = FindAside(cable);
  if (aside == nullptr) return NotAside(cable);
  std::vector<RoutingIndicator> called;
  for (const SetAside& branch : aside->branches) called.push_back(branch.called.indicator);
  custodian_.LetGo(now, cable, {called, {}});
  return {};
}

}  // namespace torntape::router
