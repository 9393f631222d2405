#include "nodes/core/post.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/assert.h"
#include "cable/shared_body.h"
#include "channel/branch_identity.h"
#include "channel/seen_set.h"
#include "network/trace.h"
#include "nodes/core/filing.h"

namespace torntape::nodes {

using cable::Called;
using cable::Event;
using cable::EventKind;
using cable::Precedence;
using cable::Reason;
using cable::Role;
using channel::ChannelIndex;
using channel::LinkIndex;

namespace {

// Whom an identity is for: an addressee of the directory, or a name that it does not hold.
std::uint64_t ForWhom(const network::Delivery& delivery) {
  if (delivery.addressee != cable::AddresseeId::kNone) {
    return static_cast<std::uint64_t>(delivery.addressee);
  }
  return DigestOf(delivery.name).low | std::uint64_t{1} << 63;
}

}  // namespace

Post::Post(const network::Directory& directory, cable::RoutingIndicator post,
           const channel::CustodyConfig& custody, cable::EventListener& listener)
    : directory_(directory),
      post_(post),
      custodian_(custody, listener),
      service_(custodian_),
      names_seen_(custody.seen) {
  for (const std::uint16_t place : channel::LinksOf(directory.network(), post)) {
    approved_.push_back(directory.network().links[place].approved);
  }
  if (directory.network().sections.hold) sections_.emplace(directory.network().sections);
}

// ---------------------------------------------------------------- filing

// Each section is tried: whoever files a cable again of which only some were taken files the rest.
Result<void> Post::File(Instant now, const cable::Cable& filed) {
  const Filing filing(directory_.network(), filed);
  if (!filing.trouble().empty()) {
    return Refuse(now, filed, Reason::kTooLarge,
                  "it cannot be cut into sections: " + filing.trouble());
  }
  Result<void> all;
  for (const cable::Cable& each : filing.cables()) {
    auto taken = FileOne(now, each);
    if (taken || !all) continue;
    all = filing.is_cut() ? Failure(fmt::format("section {} of {}: {}", each.body.section,
                                                filing.cables().size(), taken.error().message))
                          : std::move(taken);
  }
  if (all) ++cables_filed_;
  return all;
}

Result<void> Post::FileOne(Instant now, const cable::Cable& filed) {
  const cable::Heading& heading = *filed.transmission.heading;
  if (heading.identification.calling != post_) {
    return Refuse(now, filed, Reason::kProtocol,
                  fmt::format("the calling station in format line 3 is {}, but this post is {}; "
                              "file it there, or prepare it again under this post's name",
                              heading.identification.calling.ToString(), post_.ToString()));
  }
  const Digest identity =
      channel::IdentityOf(heading.identification, heading.body_digest, post_.packed());
  if (custodian_.seen().Contains(identity) && !heading.always_deliver) {
    return Refuse(now, filed, Reason::kNone,
                  fmt::format("{} was filed here before, word for word; to send it again on "
                              "purpose put ZFG into format line 5",
                              heading.identification.ToString()));
  }

  cable::Transmission transmission = filed.transmission;
  transmission.number = {};
  transmission.trace.clear();
  transmission.called = RoutingLineOf(filed);
  // An urgent cable goes on though its heading is garbled, and says so (ACP 127 ¶420a,g).
  if (filed.subject_to_correction && transmission.pilots.size() < cable::kPilotsMax) {
    transmission.pilots.insert(transmission.pilots.begin(),
                               {"ZDG", filed.transmission.number.ToString(), filed.routing_lines});
  }
  if (transmission.body.size() > cable::kBodyBytesMax ||
      transmission.called.size() > cable::kCalledMax) {
    return Refuse(now, filed, Reason::kTooLarge,
                  fmt::format("it has {} bytes and calls {} stations; a channel carries {} bytes "
                              "and {} routing indicators at most: send it in parts",
                              transmission.body.size(), transmission.called.size(),
                              cable::kBodyBytesMax, cable::kCalledMax));
  }
  if (transmission.called.empty()) {
    return Refuse(now, filed, Reason::kExempted,
                  "nobody is left to send it to: XMT exempts every member of its collectives");
  }
  const bool for_here =
      std::any_of(transmission.called.begin(), transmission.called.end(),
                  [this](const Called& called) { return called.indicator == post_; });
  const bool for_others = transmission.called.size() > (for_here ? 1u : 0u);
  if (for_others && !ChannelFor(heading.classification)) {
    return Refuse(now, filed, Reason::kNotApproved,
                  fmt::format("it is classified {}, and no circuit of {} is approved for that",
                              cable::NameOf(heading.classification), post_.ToString()));
  }

  Event event = cable::EventOf(now, EventKind::kFiled, post_, transmission);
  custodian_.listener().OnEvent(event);
  PlanCopies(transmission);
  channel::Intake intake;
  intake.transmission = &transmission;
  intake.copies = copies_;
  intake.identities = {&identity, 1};
  intake.deliver_here = for_here;
  // No indicator is left of a group that cannot be read: the branch is the post's own business.
  const std::vector<channel::SetAside> aside(filed.unreadable_indicators.empty() ? 0 : 1,
                                             {{post_, Role::kAction}, Reason::kUnknownIndicator});
  intake.set_aside = aside;
  custodian_.Take(now, intake);
  event.kind = EventKind::kIntercepted;
  event.reason = Reason::kUnknownIndicator;
  for (std::size_t i = 0; i < filed.unreadable_indicators.size(); ++i) {
    custodian_.listener().OnEvent(event);
  }
  return {};
}

Result<void> Post::Refuse(Instant now, const cable::Cable& filed, Reason reason, std::string why) {
  Event event = cable::EventOf(now, EventKind::kRefused, post_, filed.transmission);
  event.reason = reason;
  custodian_.listener().OnEvent(event);
  return Failure(std::move(why));
}

Result<void> Post::RefuseFull(Instant now, const cable::Cable& filed) {
  const Filing filing(directory_.network(), filed);
  for (const cable::Cable& each : filing.cables()) {
    (void)Refuse(now, each, Reason::kStoreFull, {});
  }
  return Failure(
      fmt::format("the store of {} is full; it takes FLASH and above alone until there is room "
                  "again",
                  post_.ToString()));
}

cable::CalledList Post::RoutingLineOf(const cable::Cable& filed) const {
  cable::CalledList called = filed.transmission.called;
  network::AssignRoles(directory_, filed.body, called);
  if (!directory_.network().expand_at_originator) return called;
  cable::CalledList expanded;
  const auto add = [&expanded](const Called& one) {
    const auto same = std::find_if(expanded.begin(), expanded.end(), [&](const Called& other) {
      return other.indicator == one.indicator;
    });
    if (same == expanded.end()) {
      expanded.push_back(one);
    } else if (one.role == Role::kAction) {
      same->role = Role::kAction;
    }
  };
  for (const Called& one : called) {
    const network::Collective* collective = directory_.FindCollective(one.indicator);
    if (collective == nullptr) {
      add(one);
      continue;
    }
    std::vector<Called> left_nested;
    const auto members =
        network::MembersFor(directory_, *collective, one.role, filed.body, left_nested);
    for (const Called& member : network::CalledFor(directory_, members, left_nested)) add(member);
  }
  network::GroupByRelay(directory_, expanded);
  return expanded;
}

// One transmission, but for FLASH with a lower precedence for information: that is two, where it
// originates, so that nobody who is only informed gets a FLASH (ACP 127 ¶152e; spec 3.4.4).
void Post::PlanCopies(const cable::Transmission& transmission) {
  copies_.clear();
  const cable::Heading& heading = *transmission.heading;
  const bool split = cable::IsUrgent(transmission.precedence) && heading.info_precedence &&
                     cable::IsHigher(transmission.precedence, *heading.info_precedence);
  const auto channel = ChannelFor(heading.classification);
  if (!channel) return;
  channel::CopyPlan for_all{*channel, transmission.precedence, {}, {}};
  channel::CopyPlan for_info{
      *channel, heading.info_precedence.value_or(Precedence::kRoutine), {}, {}};
  for (const Called& called : transmission.called) {
    if (called.indicator == post_) continue;
    const bool lower = split && called.role == Role::kInfo;
    (lower ? for_info : for_all).called.push_back(called);
  }
  if (!for_all.called.empty()) copies_.push_back(std::move(for_all));
  if (!for_info.called.empty()) copies_.push_back(std::move(for_info));
}

// The channel with the fewest copies waiting on the first link that is cleared and up, or that is
// cleared at all.
std::optional<ChannelIndex> Post::ChannelFor(cable::Classification classification) const {
  std::optional<LinkIndex> link;
  for (std::size_t i = 0; i < approved_.size(); ++i) {
    const auto candidate = static_cast<LinkIndex>(i);
    if (approved_[i] < classification) continue;
    if (!link) link = candidate;
    if (!custodian_.IsUp(candidate)) continue;
    link = candidate;
    break;
  }
  if (!link) return std::nullopt;
  const auto channels = custodian_.ChannelsOf(*link);
  return *std::min_element(channels.begin(), channels.end(), [this](auto a, auto b) {
    return custodian_.outgoing(a).waiting() < custodian_.outgoing(b).waiting();
  });
}

// ---------------------------------------------------------------- arrival

bool Post::HandleTransmission(Instant now, ChannelIndex channel,
                              const cable::Transmission& transmission) {
  const auto received = custodian_.Receive(now, channel, transmission);
  if (!received) return false;
  channel::Intake intake;
  intake.from = channel;
  intake.count = received->count;
  intake.transmission = &transmission;
  const cable::CalledList missent = MissentOf(transmission);
  const bool all_missent = missent.size() == transmission.called.size();
  const bool returned = WentBackBefore(channel, transmission);
  std::vector<channel::SetAside> aside;
  std::vector<Digest> identities;
  if (!missent.empty() && !returned) {
    const cable::CalledList back = NotReturnedYet(now, transmission, missent, identities);
    if (!back.empty()) copies_.assign(1, {channel, transmission.precedence, back, {}});
    if (!back.empty()) intake.copies = copies_;
    intake.identities = identities;
  } else if (!all_missent) {
    for (const Called& called : missent) aside.push_back({called, Reason::kBounce});
    intake.set_aside = aside;
  }
  intake.deliver_here = !all_missent || returned;
  custodian_.Take(now, intake);
  for (const channel::SetAside& one : aside) {
    Event event = cable::EventOf(now, EventKind::kIntercepted, post_, transmission);
    event.reason = one.reason;
    event.subject = one.called.indicator;
    event.role = one.called.role;
    custodian_.listener().OnEvent(event);
  }
  if (service_.IsForHere(transmission)) service_.Act(now, channel, transmission);
  service_.TellOfNumbers(now, channel, *received, transmission);
  return true;
}

bool Post::HandleGarbled(Instant now, ChannelIndex channel, cable::ChannelNumber number) {
  if (!custodian_.HandleGarbled(now, channel, number)) return false;
  service_.AskForGarbled(now, channel);
  return true;
}

// Those called who are neither this post nor a collective: they go back to the relay as they came
// (spec 4.9, missent; row 66), but once: if the relay sends them again, a supervisor must look at
// it. Letters behind the post's own name a position within it.
cable::CalledList Post::MissentOf(const cable::Transmission& transmission) const {
  cable::CalledList missent;
  for (const Called& called : transmission.called) {
    const bool here =
        called.indicator.HasPrefix(post_) || directory_.FindCollective(called.indicator) != nullptr;
    if (!here) missent.push_back(called);
  }
  return missent;
}

// Of those called who are missent, those for whom it does not come this way again: what the relay
// sent again because it could not tell is returned once (channel/branch_identity.h).
cable::CalledList Post::NotReturnedYet(Instant now, const cable::Transmission& transmission,
                                       const cable::CalledList& missent,
                                       std::vector<Digest>& identities) {
  const channel::BranchIdentity identity(transmission);
  cable::CalledList back;
  for (const Called& called : missent) {
    const auto by_way = identity.ByWay(called.indicator);
    const bool known = by_way && custodian_.seen().Contains(*by_way);
    if (known && !identity.sent_on_purpose()) {
      Event event = cable::EventOf(now, EventKind::kDuplicateDropped, post_, transmission);
      event.subject = called.indicator;
      event.role = called.role;
      if (cable::IsSuspectedDuplicate(transmission)) event.reason = Reason::kSuspectedDuplicate;
      custodian_.listener().OnEvent(event);
      continue;
    }
    back.push_back(called);
    if (by_way) identities.push_back(*by_way);
  }
  return back;
}

// True if it went back from here to the relay before; that it was filed here is not meant.
bool Post::WentBackBefore(ChannelIndex channel, const cable::Transmission& transmission) const {
  const channel::ChannelConfig& config = custodian_.config_of(channel);
  std::size_t passes = 0;
  network::WalkBack(directory_, config.peer, transmission.trace.span(),
                    [&](auto received_at, const auto& number) {
                      const bool could_be = received_at == config.peer || received_at.none();
                      passes += could_be && number.designator == config.outgoing ? 1U : 0U;
                    });
  return passes > (transmission.heading->identification.calling == post_ ? 1U : 0U);
}

void Post::HandleTime(Instant now) {
  asked_at_.reset();
  if (sections_) sections_->HandleTime(now);
}

std::optional<Instant> Post::PollTimeout() const {
  if (asked_at_) return asked_at_;
  return sections_ ? sections_->PollTimeout() : std::nullopt;
}

void Post::HandOver(Instant now) {
  if (hand_over_held_) return;
  // Taken out first: handing over writes into the custodian.
  const auto deliveries = custodian_.deliveries();
  std::vector<channel::DeliveryDue> due(std::make_move_iterator(deliveries.begin()),
                                        std::make_move_iterator(deliveries.end()));
  custodian_.ClearDeliveries();
  for (const channel::DeliveryDue& one : due) {
    const bool hold = sections_ && !WasHereForAll(one);
    if (!hold || !sections_->Hold(now, one)) HandOverOne(now, one);
  }
  if (!sections_) return;
  for (const WholeCable& whole : sections_->TakeWhole()) HandOverWhole(now, whole);
}

// A further copy completes nothing: it is dropped, or sent again on purpose, at once.
bool Post::WasHereForAll(const channel::DeliveryDue& due) const {
  const cable::Heading& heading = *due.transmission.heading;
  const cable::BodyView* const body =
      cable::ReadSharedBody(due.transmission.body, cable::ProfileOf(heading.calling_line));
  if (body == nullptr) return false;
  const auto meant =
      network::DeliveriesAt(directory_, post_, due.transmission.called.span(), *body);
  return std::all_of(meant.begin(), meant.end(), [&](const network::Delivery& delivery) {
    return WasHere(
        channel::IdentityOf(heading.identification, heading.body_digest, ForWhom(delivery)));
  });
}

// Who of those that are meant gets it now, and what is told of each.
HandedOver Post::Account(Instant now, const channel::DeliveryDue& due, Custody& custody) {
  const cable::Transmission& transmission = due.transmission;
  const cable::Heading& heading = *transmission.heading;
  HandedOver handed{transmission, {}, Reason::kNone};
  custody.cable = due.cable;

  const bool service = service_.IsForHere(transmission);
  const cable::BodyView* const body =
      service ? nullptr
              : cable::ReadSharedBody(transmission.body, cable::ProfileOf(heading.calling_line));
  std::vector<network::Delivery> meant;
  if (body != nullptr) {
    meant = network::DeliveriesAt(directory_, post_, transmission.called.span(), *body);
  }
  if (meant.empty()) handed.reason = body != nullptr ? Reason::kNobodyHere : Reason::kUnreadable;
  if (service) handed.reason = Reason::kServiceMessage;

  for (network::Delivery& delivery : meant) {
    const std::uint64_t for_whom = ForWhom(delivery);
    const Digest identity =
        channel::IdentityOf(heading.identification, heading.body_digest, for_whom);
    Event event = cable::EventOf(now, EventKind::kDelivered, post_, transmission);
    event.trace = transmission.trace.span();
    event.role = delivery.role;
    event.addressee = delivery.addressee;
    if (WasHere(identity) && !heading.always_deliver &&
        !custodian_.config().planted.pass_duplicates) {
      event.kind = EventKind::kDuplicateDropped;
      if (cable::IsSuspectedDuplicate(transmission)) event.reason = Reason::kSuspectedDuplicate;
      custodian_.listener().OnEvent(event);
      continue;
    }
    custody.identities.push_back(identity);
    identities_in_hand_.insert(identity);  // a further copy may be among what is handed over now
    const bool same_name =
        !names_seen_.Add(now, channel::IdentityOf(heading.identification, {}, for_whom));
    if (same_name && !heading.always_deliver) event.reason = Reason::kIdentificationConflict;
    if (cable::IsSuspectedDuplicate(transmission)) event.reason = Reason::kSuspectedDuplicate;
    custodian_.listener().OnEvent(event);
    ++deliveries_;
    handed.deliveries.push_back(std::move(delivery));
  }
  if (handed.reason != Reason::kNone && !service) {
    Event event = cable::EventOf(now, EventKind::kIntercepted, post_, transmission);
    event.reason = handed.reason;
    custodian_.listener().OnEvent(event);
  }
  return handed;
}

void Post::HandOverOne(Instant now, const channel::DeliveryDue& due) {
  std::vector<Custody> custody(1);
  HandedOver handed = Account(now, due, custody.front());
  Release(now, std::move(handed), std::move(custody));
}

// Each section is accounted for as itself, and its addressees get the whole.
void Post::HandOverWhole(Instant now, const WholeCable& whole) {
  if (!whole.transmission) {
    if (!whole.requests.empty()) AskForSections(now, whole);
    for (const channel::DeliveryDue& section : whole.sections) HandOverOne(now, section);
    return;
  }
  HandedOver handed{*whole.transmission, {}, Reason::kNone};
  std::vector<Custody> custody;
  for (const channel::DeliveryDue& due : whole.sections) {
    HandedOver section = Account(now, due, custody.emplace_back());
    for (const network::Delivery& delivery : section.deliveries) {
      const bool known = std::any_of(
          handed.deliveries.begin(), handed.deliveries.end(),
          [&](const network::Delivery& other) { return ForWhom(other) == ForWhom(delivery); });
      if (!known) handed.deliveries.push_back(delivery);
    }
    // A further copy of a section says nothing new.
    if (section.reason != Reason::kNone) handed.reason = section.reason;
    if (!section.deliveries.empty()) handed.sections.push_back(std::move(section));
  }
  if (!handed.deliveries.empty()) handed.reason = Reason::kNone;
  const bool said = !handed.deliveries.empty() || handed.reason != Reason::kNone;
  if (said && !whole.requests.empty()) AskForSections(now, whole);
  Release(now, std::move(handed), std::move(custody));
}

void Post::Release(Instant now, HandedOver handed, std::vector<Custody> custody) {
  const bool said = !handed.deliveries.empty() || handed.reason != Reason::kNone;
  if (said) handed_over_.push_back(std::move(handed));
  if (!said || !keep_until_written_) {
    for (const Custody& one : custody) EndCustody(now, one);
    return;
  }
  in_hand_.push_back(std::move(custody));
}

void Post::EndCustody(Instant now, const Custody& custody) {
  custodian_.HandedOver(now, custody.cable, custody.identities);
  for (const Digest& identity : custody.identities) identities_in_hand_.erase(identity);
}

// The calling station is asked for each section that did not come (spec 6).
void Post::AskForSections(Instant now, const WholeCable& whole) {
  const cable::Transmission& first = whole.sections.front().transmission;
  const cable::RoutingIndicator calling = first.heading->identification.calling;
  const auto channel = ChannelFor(cable::Classification::kUnclassified);
  if (calling == post_ || !channel) return;
  for (const std::string& request : whole.requests) {
    cable::ServiceReport message;
    message.kind = cable::ServiceKind::kSectionMissing;
    message.about = first.heading->identification;
    message.words = request;
    const auto written = service_.Write(now, custodian_.config_of(*channel).link, calling,
                                        first.precedence, message);
    if (!written) return;  // the guard has said so
    const channel::CopyPlan copy{*channel, first.precedence, {{calling, Role::kAction}}, {}};
    service_.File(now, *written, {&copy, 1}, Reason::kSections);
    asked_at_ = now;
  }
}

bool Post::WasHere(const Digest& identity) const {
  return custodian_.seen().Contains(identity) || identities_in_hand_.contains(identity);
}

void Post::Written(Instant now, std::size_t count) {
  TORNTAPE_ASSERT(count <= in_hand_.size());
  for (; count > 0; --count) {
    for (const Custody& oldest : in_hand_.front()) EndCustody(now, oldest);
    in_hand_.pop_front();
  }
}

}  // namespace torntape::nodes
