#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cable/event.h"
#include "cable/transmission.h"
#include "channel/custodian.h"
#include "router/core/route_table.h"

namespace torntape::router {

// One routing indicator that a relay must bring further, and whether the relay itself put it into
// the routing line by expanding a collective: then it may go back where the cable came from
// (spec 4.5, bounce).
struct Branch {
  cable::Called called;
  bool put_in_here = false;
};

using channel::SetAside;

struct Segregated {
  // One a path, in the order of the first indicator of each; a second one where an expansion calls
  // more stations than a transmission carries.
  std::vector<channel::CopyPlan> copies;
  std::vector<SetAside> set_aside;
};

// What a link may carry (spec 5.10).
struct Clearance {
  cable::Classification approved = cable::Classification::kUnclassified;
  std::optional<std::string> special_categories;  // nothing: all
};

// Why a cable may not go over a link: not approved for its classification, or for its special
// category; kNone if it may.
cable::Reason BarredBy(const Clearance& clearance, const cable::Heading& heading);

// What segregation must know of its relay besides the tables.
struct SegregationContext {
  const RouteTable& routes;
  const channel::Custodian& custodian;    // which links are up, how long the queues are
  std::span<const Clearance> clearances;  // of each link, by LinkIndex
  std::optional<channel::LinkIndex> came_from;
  bool may_return = false;  // a missent cable goes back once (spec 4.9, ACP 127 ¶426c,d)
  bool lower_info_copies = true;
  bool ignore_clearance = false;  // a planted fault
  // Links that the cable left over before and came back: the last to be tried again.
  std::span<const channel::LinkIndex> tried = {};
};

// Routing line segregation (ACP 127 ¶303; spec 4.5) with the precedence of each copy (spec 3.4):
// one copy a path, holding just the indicators of that path. Every branch ends in exactly one copy
// or is set aside; that is asserted.
void Segregate(const SegregationContext& context, const cable::Transmission& transmission,
               std::span<const Branch> branches, Segregated& out);

// The precedence that line 2 of a copy shows (spec 3.4, ACP 127 ¶152b-d): the lower one of a dual
// precedence if it serves nobody for action and copies may be lowered, else as it was received; or
// the higher one, if its originator split it off as INFO and somebody is found who must act.
cable::Precedence PrecedenceOfCopy(const cable::Heading& heading, cable::Precedence received,
                                   std::span<const cable::Called> called, bool lower_info_copies);

}  // namespace torntape::router
