#include "router/core/segregation.h"

#include <algorithm>

#include "base/assert.h"

namespace torntape::router {
namespace {

using cable::Called;
using cable::Precedence;
using cable::Reason;
using channel::ChannelIndex;
using channel::CopyPlan;
using channel::LinkIndex;

struct Path {
  std::optional<LinkIndex> link;
  Reason refused = Reason::kNone;
};

// The first link of the route that is cleared and up; if none is up, the first that is cleared: the
// copy waits there (spec 4.10: store and forward, no drop). One that the cable came back from round
// about is only tried again where there is no other, and waiting is better than going in a circle.
Path ChoosePath(const SegregationContext& context, const cable::Heading& heading,
                const Branch& branch) {
  const auto candidates = context.routes.Lookup(branch.called.indicator);
  if (candidates.empty()) return {std::nullopt, Reason::kUnknownIndicator};
  std::optional<LinkIndex> waiting;
  std::optional<LinkIndex> again;
  Reason barred = Reason::kNone;
  bool any_cleared = false;
  bool leads_back = false;
  for (const LinkIndex link : candidates) {
    const Reason bar = BarredBy(context.clearances[channel::AsSize(link)], heading);
    if (bar != Reason::kNone && !context.ignore_clearance) {
      // The special category is named only where nothing but it stands in the way.
      if (barred != Reason::kSpecialCategory) barred = bar;
      continue;
    }
    any_cleared = true;
    if (!branch.put_in_here && context.came_from == link) {
      leads_back = true;
      continue;
    }
    const bool tried = !branch.put_in_here && std::find(context.tried.begin(), context.tried.end(),
                                                        link) != context.tried.end();
    if (tried) {
      if (!again) again = link;
      continue;
    }
    if (context.custodian.IsUp(link)) return {link, Reason::kNone};
    if (!waiting) waiting = link;
  }
  if (waiting) return {waiting, Reason::kNone};
  if (again) return {again, Reason::kNone};
  if (leads_back && context.may_return) return {context.came_from, Reason::kNone};
  return {std::nullopt, any_cleared ? Reason::kBounce : barred};
}

// Of several channels of a link, the one with the fewest copies waiting; the first of equals.
ChannelIndex ChooseChannel(const channel::Custodian& custodian, LinkIndex link) {
  const auto channels = custodian.ChannelsOf(link);
  TORNTAPE_ASSERT(!channels.empty());
  return *std::min_element(channels.begin(), channels.end(), [&](auto a, auto b) {
    return custodian.outgoing(a).waiting() < custodian.outgoing(b).waiting();
  });
}

}  // namespace

Reason BarredBy(const Clearance& clearance, const cable::Heading& heading) {
  if (clearance.approved < heading.classification) return Reason::kNotApproved;
  const auto& categories = clearance.special_categories;
  if (heading.special_category == '\0' || !categories) return Reason::kNone;
  return categories->find(heading.special_category) == categories->npos ? Reason::kSpecialCategory
                                                                        : Reason::kNone;
}

Precedence PrecedenceOfCopy(const cable::Heading& heading, Precedence received,
                            std::span<const Called> called, bool lower_info_copies) {
  if (!heading.info_precedence) return received;
  const bool any_action = std::any_of(called.begin(), called.end(), [](const Called& one) {
    return one.role == cable::Role::kAction;
  });
  if (any_action) {
    // A collective may have come at the lower precedence, though one of its members must act: a
    // collective of TO lists him too, or its originator split off all that stands in INFO.
    return received == *heading.info_precedence ? heading.action_precedence : received;
  }
  const bool lower = lower_info_copies && cable::IsHigher(received, *heading.info_precedence);
  return lower ? *heading.info_precedence : received;
}

void Segregate(const SegregationContext& context, const cable::Transmission& transmission,
               std::span<const Branch> branches, Segregated& out) {
  out.copies.clear();
  out.set_aside.clear();
  for (const Branch& branch : branches) {
    const Path path = ChoosePath(context, *transmission.heading, branch);
    if (!path.link) {
      out.set_aside.push_back({branch.called, path.refused});
      continue;
    }
    auto copy = std::find_if(out.copies.begin(), out.copies.end(), [&](const CopyPlan& plan) {
      return context.custodian.config_of(plan.channel).link == *path.link &&
             plan.called.size() < cable::kCalledMax;
    });
    if (copy == out.copies.end()) {
      out.copies.push_back(
          {ChooseChannel(context.custodian, *path.link), Precedence::kRoutine, {}, {}});
      copy = out.copies.end() - 1;
    }
    copy->called.push_back(branch.called);
  }
  std::size_t placed = out.set_aside.size();
  for (CopyPlan& copy : out.copies) {
    copy.precedence = PrecedenceOfCopy(*transmission.heading, transmission.precedence,
                                       copy.called.span(), context.lower_info_copies);
    placed += copy.called.size();
  }
  // No routing indicator lost, none doubled (spec 4.5).
  TORNTAPE_ASSERT(placed == branches.size());
}

}  // namespace torntape::router
