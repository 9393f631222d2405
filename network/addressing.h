#pragma once

#include <span>
#include <string>
#include <vector>

#include "cable/cable.h"
#include "network/directory.h"
#include "network/network.h"

namespace torntape::network {

// Who is meant by the address lines of a cable, by spec 3.4, 4.3 and 4.4: the rules that posts (for
// roles and delivery) and expanding relays share.

// Sets the role of each called indicator where text enters the framed network (design decision 1):
// action if a TO line names it before the slant, or names an addressee that the directory gives to
// it, or if it is a collective in TO or serves an action member of one; INFO if only INFO lines do;
// action when nothing tells (the safe side, spec 3.4).
void AssignRoles(const Directory& directory, const cable::BodyView& body, CalledList& called);

// Where a collective was taken apart: a station that it only informs may serve somebody who must
// act, by a line of his own or another collective in TO. Then it is an action station, whichever
// brings it the copy (spec 3.4).
void RaiseRoles(const Directory& directory, const cable::BodyView& body, CalledList& called);

// A member of a collective whom a copy must reach.
struct Member {
  AddresseeId addressee = AddresseeId::kNone;
  Role role = Role::kAction;
};

// The members that remain of `collective` for this cable (spec 4.4, algorithm): XMT taken out,
// those named individually with an indicator or ZEN in TO or INFO taken out, the originator taken
// out. `role` is how line 2 carried the collective: INFO makes every member INFO, but for those
// whom TO names without an indicator. A nested
// collective with the same expander, or any if the network expands at the originator, is expanded
// in place; the others are given by `left_nested`, to be put into line 2 themselves. Where XMT
// names a collective it exempts all its members. Each member once, in the order of the lists;
// action wins where both list it.
std::vector<Member> MembersFor(const Directory& directory, const Collective& collective, Role role,
                               const cable::BodyView& body, std::vector<Called>& left_nested);

// Puts members' stations, and the collectives left, in place of the collective: each indicator
// once, grouped by relay (GroupByRelay); action wins over INFO where one station serves both.
CalledList CalledFor(const Directory& directory, std::span<const Member> members,
                     std::span<const Called> left_nested);

// Brings indicators served by the same relay together, in the order in which each relay is first
// called (spec 1.5, ACP 127 ¶204b); within a relay the order stays. A collective goes with its
// expander, an unknown indicator with nobody.
void GroupByRelay(const Directory& directory, CalledList& called);

// Somebody who gets the cable at a terminal station.
struct Delivery {
  AddresseeId addressee = AddresseeId::kNone;  // none: named in the cable, not in the directory
  Role role = Role::kAction;
  std::string name;  // as the address line or the directory has it, folded

  friend bool operator==(const Delivery&, const Delivery&) = default;
};

// To whom the station `here` delivers a cable that came with `called` in line 2 (spec 4.3): lines
// whose indicator is its own, lines without indicator whose addressee it serves, and the members it
// serves of collectives that TO, INFO or line 2 name, less those whom XMT exempts, whom their own
// address line gives to another station or to ZEN, and the originator. XMT of somebody named
// individually is a contradiction: delivered (spec 4.3; the reader warns XMT_CONFLICT).
// Each once; action wins over INFO, and comes before it.
// A T instruction of a pilot replaces the address lines (ACP 127 ¶426g): not yet.
std::vector<Delivery> DeliveriesAt(const Directory& directory, RoutingIndicator here,
                                   std::span<const Called> called, const cable::BodyView& body);

}  // namespace torntape::network
