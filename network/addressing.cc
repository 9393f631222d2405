#include "network/addressing.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace torntape::network {
namespace {

using cable::AddressLine;
using cable::BodyView;

bool Contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// One line of TO or INFO, with what the directory knows of it.
struct Mention {
  RoutingIndicator indicator;  // before the slant; none() if there is none
  bool delivered_otherwise = false;
  Role role = Role::kAction;
  std::string name;  // folded
  AddresseeId addressee = AddresseeId::kNone;
  const Collective* collective = nullptr;  // if the line names one

  // Somebody else is responsible for this addressee, whatever collectives say (spec 4.4).
  bool GivenElsewhere(RoutingIndicator here) const {
    return delivered_otherwise || (!indicator.none() && indicator != here);
  }
};

// The address component of one cable, looked up once.
class Address {
 public:
  Address(const Directory& directory, const BodyView& body) : directory_(directory) {
    for (const AddressLine& line : body.to) Add(line, Role::kAction);
    for (const AddressLine& line : body.info) Add(line, Role::kInfo);
    for (const AddressLine& line : body.exempted) {
      exempted_.push_back(FoldName(line.designation));
      const Collective* collective = directory.FindCollectiveNamed(exempted_.back());
      if (collective != nullptr) exempted_collectives_.push_back(collective);
    }
    if (body.from) originator_ = FoldName(body.from->designation);
  }

  const std::vector<Mention>& mentions() const { return mentions_; }

  // True if no collective reaches `id`: XMT names it, or a collective that it belongs to, or it is
  // the originator (spec 4.4).
  bool LeavesOut(AddresseeId id) const {
    const std::string& name = AddresseeOf(directory_.network(), id).name;
    if (name == originator_ || Contains(exempted_, name)) return true;
    return std::any_of(
        exempted_collectives_.begin(), exempted_collectives_.end(),
        [&](const Collective* exempted) { return directory_.MembershipOf(*exempted, id); });
  }
  // True if TO wants `id` to act: a line names it without saying who serves it, or a collective of
  // TO lists it for action. Whoever reaches it, reaches it for action then, whatever other
  // collective it comes by (spec 3.4).
  bool WantsForAction(AddresseeId id) const {
    return std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& mention) {
      if (mention.role != Role::kAction || mention.delivered_otherwise) return false;
      if (mention.collective != nullptr) {
        return directory_.MembershipOf(*mention.collective, id) == Role::kAction;
      }
      return mention.addressee == id && mention.indicator.none();
    });
  }
  // True if TO names a member of the collective without saying who serves it: then the collective
  // itself is called for action. One that a collective of TO lists is called for by that one, and
  // is raised where this one is expanded (router/core/segregation.h).
  bool NamesMemberForAction(const Collective& collective) const {
    return std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& mention) {
      return mention.role == Role::kAction && mention.indicator.none() &&
             !mention.delivered_otherwise && mention.addressee != AddresseeId::kNone &&
             directory_.MembershipOf(collective, mention.addressee).has_value();
    });
  }
  // How TO and INFO mean a collective that they name, or that is nested in one that they name: all
  // that hangs below INFO is INFO, and action wins. Nothing if they do not.
  std::optional<Role> RoleOf(const Collective& collective) const {
    std::optional<Role> role;
    for (const Mention& mention : mentions_) {
      if (mention.collective == nullptr || mention.delivered_otherwise) continue;
      const auto found = RoleUnder(mention, collective);
      if (found && (!role || *found == Role::kAction)) role = found;
    }
    return role;
  }
  // As what a line that names a collective means another, which is nested in it, or itself. Nothing
  // if it does not. REQUIRES: it names one.
  std::optional<Role> RoleUnder(const Mention& mention, const Collective& collective) const {
    std::set<std::pair<RoutingIndicator, Role>> visited;
    return RoleBelow(*mention.collective, mention.role, collective, visited);
  }
  bool Exempts(const Collective& collective) const { return Contains(exempted_, collective.name); }

  const Mention* MentionOf(AddresseeId id) const {
    for (const Mention& mention : mentions_) {
      if (mention.addressee == id) return &mention;
    }
    return nullptr;
  }

  // The role in which the cable means `id` as a member of `collective`, which stands in TO, INFO or
  // line 2 as `role`. Nothing if it does not.
  std::optional<Role> RoleOfMember(const Collective& collective, Role role, AddresseeId id) const {
    const std::optional<Role> listed = directory_.MembershipOf(collective, id);
    if (!listed || LeavesOut(id)) return std::nullopt;
    if (WantsForAction(id)) return Role::kAction;
    return role == Role::kInfo ? Role::kInfo : *listed;
  }

  bool Mentions(const Collective& collective) const {
    return std::any_of(mentions_.begin(), mentions_.end(),
                       [&](const Mention& mention) { return mention.collective == &collective; });
  }

 private:
  std::optional<Role> RoleBelow(const Collective& above, Role role, const Collective& wanted,
                                std::set<std::pair<RoutingIndicator, Role>>& visited) const {
    if (&above == &wanted) return role;
    if (!visited.emplace(above.indicator, role).second) return std::nullopt;
    std::optional<Role> best;
    const auto look = [&](const std::vector<std::uint16_t>& nested, Role as) {
      for (const std::uint16_t place : nested) {
        const Collective& below = directory_.network().collectives[place];
        if (Exempts(below)) continue;
        const auto found = RoleBelow(below, as, wanted, visited);
        if (found && (!best || *found == Role::kAction)) best = found;
      }
    };
    look(above.nested_action, role);
    look(above.nested_info, Role::kInfo);
    return best;
  }
  void Add(const AddressLine& line, Role role) {
    Mention mention{line.indicator,
                    line.delivered_otherwise,
                    role,
                    FoldName(line.designation),
                    AddresseeId::kNone,
                    nullptr};
    // The indicator tells for certain; the name of a collective may be misspelt behind it.
    mention.collective = directory_.FindCollective(mention.indicator);
    if (mention.collective == nullptr) {
      mention.collective = directory_.FindCollectiveNamed(mention.name);
    }
    if (mention.collective == nullptr) mention.addressee = directory_.FindAddressee(mention.name);
    mentions_.push_back(std::move(mention));
  }

  const Directory& directory_;
  std::vector<Mention> mentions_;      // TO before INFO, in the order of the lines
  std::vector<std::string> exempted_;  // folded
  std::vector<const Collective*> exempted_collectives_;
  std::string originator_;  // folded; empty: not given
};

// The roles in which a cable wants one station: those it finds, and whether it finds any.
class RoleFinder {
 public:
  RoleFinder(const Directory& directory, const Address& address)
      : directory_(directory), address_(address) {}

  // Action wins. Nothing if no line means it.
  std::optional<Role> RoleOf(RoutingIndicator called) const {
    std::optional<Role> found;
    for (const Mention& mention : address_.mentions()) {
      const std::optional<Role> role = RoleIn(mention, called);
      if (role == Role::kAction) return role;
      if (role) found = role;
    }
    return found;
  }

 private:
  std::optional<Role> RoleIn(const Mention& mention, RoutingIndicator called) const {
    if (mention.delivered_otherwise) return std::nullopt;
    const bool is_collective =
        mention.collective != nullptr && mention.collective->indicator == called;
    if (mention.indicator == called && !is_collective) return mention.role;
    if (mention.collective != nullptr) return RoleInCollective(mention, called);
    const bool served = mention.indicator.none() && mention.addressee != AddresseeId::kNone &&
                        AddresseeOf(directory_.network(), mention.addressee).indicator == called;
    return served ? std::optional(mention.role) : std::nullopt;
  }

  std::optional<Role> RoleInCollective(const Mention& mention, RoutingIndicator called) const {
    if (mention.collective->indicator == called) {
      return address_.NamesMemberForAction(*mention.collective) ? Role::kAction : mention.role;
    }
    // Named for information, and nested for action in one that must act: all of it must act.
    if (const Collective* nested = directory_.FindCollective(called)) {
      const auto role = address_.RoleUnder(mention, *nested);
      return role && address_.NamesMemberForAction(*nested) ? Role::kAction : role;
    }
    std::optional<Role> found;
    for (const AddresseeId id : directory_.ServedBy(called)) {
      const Mention* const own = address_.MentionOf(id);
      if (own != nullptr && own->GivenElsewhere(called)) continue;
      const auto role = address_.RoleOfMember(*mention.collective, mention.role, id);
      if (role && (!found || *role == Role::kAction)) found = role;
    }
    return found;
  }

  const Directory& directory_;
  const Address& address_;
};

// Takes a collective apart for one cable.
class Expansion {
 public:
  Expansion(const Directory& directory, const BodyView& body, RoutingIndicator expander,
            std::vector<Called>& left_nested)
      : directory_(directory),
        address_(directory, body),
        expander_(expander),
        left_nested_(left_nested) {}

  // Line 2 calls a collective of INFO for action where one of its members is wanted so; the others
  // are what the address lines say.
  void ExpandAsNamed(const Collective& collective, Role role) {
    Expand(collective, address_.RoleOf(collective).value_or(role));
  }

  void Expand(const Collective& collective, Role role) {
    if (!visited_.emplace(collective.indicator, role).second) return;
    for (const AddresseeId id : collective.action_members) Add(id, role);
    for (const AddresseeId id : collective.info_members) Add(id, Role::kInfo);
    for (const std::uint16_t nested : collective.nested_action) Nest(nested, role);
    for (const std::uint16_t nested : collective.nested_info) Nest(nested, Role::kInfo);
  }

  std::vector<Member> Take() { return std::move(members_); }

 private:
  void Add(AddresseeId id, Role role) {
    if (address_.LeavesOut(id)) return;
    const Mention* mention = address_.MentionOf(id);
    if (mention != nullptr && (mention->delivered_otherwise || !mention->indicator.none())) return;
    if (address_.WantsForAction(id)) role = Role::kAction;
    for (Member& member : members_) {
      if (member.addressee != id) continue;
      if (role == Role::kAction) member.role = Role::kAction;
      return;
    }
    members_.push_back({id, role});
  }

  void Nest(std::uint16_t place, Role role) {
    const Collective& nested = directory_.network().collectives[place];
    if (address_.Exempts(nested)) return;
    if (nested.expander == expander_ || directory_.network().expand_at_originator) {
      Expand(nested, role);
      return;
    }
    if (address_.NamesMemberForAction(nested)) role = Role::kAction;
    for (Called& called : left_nested_) {
      if (called.indicator != nested.indicator) continue;
      if (role == Role::kAction) called.role = Role::kAction;
      return;
    }
    left_nested_.push_back({nested.indicator, role});
  }

  const Directory& directory_;
  const Address address_;
  const RoutingIndicator expander_;
  std::vector<Called>& left_nested_;
  std::vector<Member> members_;
  std::set<std::pair<RoutingIndicator, Role>> visited_;  // what was taken apart, and as what
};

void Call(CalledList& list, RoutingIndicator indicator, Role role) {
  for (Called& called : list) {
    if (called.indicator != indicator) continue;
    if (role == Role::kAction) called.role = Role::kAction;
    return;
  }
  list.push_back({indicator, role});
}

// Puts together what a terminal station delivers.
class DeliveryList {
 public:
  // Names are unique, also among those whom the directory does not hold. A station serves few, and
  // two numbers are soon compared.
  void Add(AddresseeId addressee, Role role, const std::string& name) {
    const auto known =
        std::find_if(deliveries_.begin(), deliveries_.end(), [&](const Delivery& delivery) {
          return delivery.addressee == addressee &&
                 (addressee != AddresseeId::kNone || delivery.name == name);
        });
    if (known == deliveries_.end()) {
      deliveries_.push_back({addressee, role, name});
    } else if (role == Role::kAction) {
      known->role = Role::kAction;
    }
  }

  std::vector<Delivery> Take() {
    std::stable_partition(deliveries_.begin(), deliveries_.end(),
                          [](const Delivery& delivery) { return delivery.role == Role::kAction; });
    return std::move(deliveries_);
  }

 private:
  std::vector<Delivery> deliveries_;
};

// Returns whether the station serves any member of the collective, exempted or not.
bool DeliverToMembers(const Directory& directory, const Address& address, RoutingIndicator here,
                      const Collective& collective, Role role, DeliveryList& deliveries) {
  bool any = false;
  for (const AddresseeId id : directory.ServedBy(here)) {
    any = any || directory.MembershipOf(collective, id).has_value();
    const std::optional<Role> member_role = address.RoleOfMember(collective, role, id);
    if (!member_role) continue;
    const Mention* mention = address.MentionOf(id);
    if (mention != nullptr && mention->GivenElsewhere(here)) continue;
    deliveries.Add(id, *member_role, AddresseeOf(directory.network(), id).name);
  }
  return any;
}

}  // namespace

void AssignRoles(const Directory& directory, const BodyView& body, CalledList& called) {
  const Address address(directory, body);
  const RoleFinder finder(directory, address);
  for (Called& one : called) one.role = finder.RoleOf(one.indicator).value_or(Role::kAction);
}

void RaiseRoles(const Directory& directory, const BodyView& body, CalledList& called) {
  const auto is_info = [](const Called& one) { return one.role == Role::kInfo; };
  if (std::none_of(called.begin(), called.end(), is_info)) return;
  const Address address(directory, body);
  const RoleFinder finder(directory, address);
  for (Called& one : called) {
    if (finder.RoleOf(one.indicator) == Role::kAction) one.role = Role::kAction;
  }
}

std::vector<Member> MembersFor(const Directory& directory, const Collective& collective, Role role,
                               const BodyView& body, std::vector<Called>& left_nested) {
  Expansion expansion(directory, body, collective.expander, left_nested);
  expansion.ExpandAsNamed(collective, role);
  return expansion.Take();
}

CalledList CalledFor(const Directory& directory, std::span<const Member> members,
                     std::span<const Called> left_nested) {
  CalledList called;
  for (const Member& member : members) {
    Call(called, AddresseeOf(directory.network(), member.addressee).indicator, member.role);
  }
  for (const Called& nested : left_nested) Call(called, nested.indicator, nested.role);
  GroupByRelay(directory, called);
  return called;
}

void GroupByRelay(const Directory& directory, CalledList& called) {
  struct Grouped {
    std::size_t group;
    Called called;
  };
  std::vector<RoutingIndicator> relays;
  std::vector<Grouped> rows;
  for (const Called& one : called) {
    const Collective* collective = directory.FindCollective(one.indicator);
    RoutingIndicator relay =
        collective != nullptr ? collective->expander : directory.RelayOf(one.indicator);
    if (relay.none()) relay = one.indicator;
    const auto group = std::find(relays.begin(), relays.end(), relay);
    rows.push_back({static_cast<std::size_t>(group - relays.begin()), one});
    if (group == relays.end()) relays.push_back(relay);
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Grouped& a, const Grouped& b) { return a.group < b.group; });
  called.clear();
  for (const Grouped& row : rows) called.push_back(row.called);
}

std::vector<Delivery> DeliveriesAt(const Directory& directory, RoutingIndicator here,
                                   std::span<const Called> called, const BodyView& body) {
  const Address address(directory, body);
  DeliveryList deliveries;
  for (const Mention& mention : address.mentions()) {
    if (mention.delivered_otherwise) continue;
    if (mention.collective != nullptr) {
      const bool any =
          DeliverToMembers(directory, address, here, *mention.collective, mention.role, deliveries);
      // A station that is made responsible for a collective of strangers still has a cable for it.
      if (!any && mention.indicator == here) {
        deliveries.Add(AddresseeId::kNone, mention.role, mention.name);
      }
      continue;
    }
    const bool served_here = mention.indicator.none() && mention.addressee != AddresseeId::kNone &&
                             AddresseeOf(directory.network(), mention.addressee).indicator == here;
    if (mention.indicator == here || served_here) {
      deliveries.Add(mention.addressee, mention.role, mention.name);
    }
  }
  // A collective that only line 2 names, as general messages do (spec 4.4.4; row 60).
  for (const Called& one : called) {
    const Collective* collective = directory.FindCollective(one.indicator);
    if (collective == nullptr || address.Mentions(*collective)) continue;
    DeliverToMembers(directory, address, here, *collective, one.role, deliveries);
  }
  return deliveries.Take();
}

}  // namespace torntape::network
