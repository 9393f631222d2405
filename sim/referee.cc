#include "sim/referee.h"

#include <algorithm>

namespace torntape::sim {

using cable::AddresseeId;
using cable::AddressLine;
using cable::Role;
using cable::RoutingIndicator;
using network::Collective;

namespace {

template <typename T>
bool Holds(const std::vector<T>& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

// What has been found of one cable so far.
struct Referee::Reading {
  const cable::BodyView* body = nullptr;
  std::string originator;
  std::vector<std::string> exempted;
  std::vector<RoutingIndicator> reached;  // stations that line 2 brings it to
  Ruling ruling;

  // The first line of TO or INFO that names somebody.
  const AddressLine* LineOf(std::string_view name) const {
    for (const auto* lines : {&body->to, &body->info}) {
      for (const AddressLine& line : *lines) {
        if (network::FoldName(line.designation) == name) return &line;
      }
    }
    return nullptr;
  }

  void Owe(const OwedDelivery& delivery) {
    for (OwedDelivery& known : ruling.owed) {
      if (known.name != delivery.name || known.station != delivery.station) continue;
      if (delivery.role == Role::kAction) known.role = Role::kAction;
      return;
    }
    ruling.owed.push_back(delivery);
  }
};

Ruling Referee::RuleOn(const cable::Cable& cable) const {
  Reading reading;
  reading.body = &cable.body;
  ReadAddresses(cable.body, reading);
  ReachStations(cable, reading);
  for (const AddressLine& line : cable.body.to) OweLine(line, Role::kAction, reading);
  for (const AddressLine& line : cable.body.info) OweLine(line, Role::kInfo, reading);
  return std::move(reading.ruling);
}

void Referee::ReadAddresses(const cable::BodyView& body, Reading& reading) const {
  if (body.from) reading.originator = network::FoldName(body.from->designation);
  for (const AddressLine& line : body.exempted) {
    reading.exempted.push_back(network::FoldName(line.designation));
  }
  for (const AddressLine& line : body.to) {
    const Collective* collective = CollectiveOf(line);
    if (collective != nullptr && !line.delivered_otherwise) {
      EnterCollective(*collective, Role::kAction, reading);
    }
  }
  for (const AddressLine& line : body.info) {
    const Collective* collective = CollectiveOf(line);
    if (collective != nullptr && !line.delivered_otherwise) {
      EnterCollective(*collective, Role::kInfo, reading);
    }
  }
  // Whom TO names without an indicator is for action, by whatever collective it is reached.
  for (const AddressLine& line : body.to) {
    if (line.delivered_otherwise || !line.indicator.none()) continue;
    const AddresseeId id = directory_.FindAddressee(network::FoldName(line.designation));
    if (id == AddresseeId::kNone) continue;
    for (cable::Called& known : reading.ruling.collectives) {
      const Collective* collective = directory_.FindCollective(known.indicator);
      if (directory_.MembershipOf(*collective, id)) known.role = Role::kAction;
    }
  }
}

// Action wins, and all that hangs below an INFO collective is INFO. What XMT names is not reached
// by way of another.
void Referee::EnterCollective(const Collective& collective, Role role, Reading& reading) const {
  const auto enter = [&](const std::vector<std::uint16_t>& nested, Role as) {
    for (const std::uint16_t place : nested) {
      const Collective& below = directory_.network().collectives[place];
      if (!Holds(reading.exempted, below.name)) EnterCollective(below, as, reading);
    }
  };
  for (cable::Called& known : reading.ruling.collectives) {
    if (known.indicator != collective.indicator) continue;
    if (known.role == Role::kAction || role == Role::kInfo) return;  // nothing new
    known.role = role;
    enter(collective.nested_action, role);
    return;
  }
  reading.ruling.collectives.push_back({collective.indicator, role});
  enter(collective.nested_action, role);
  enter(collective.nested_info, Role::kInfo);
}

void Referee::ReachStations(const cable::Cable& cable, Reading& reading) const {
  for (const cable::Called& called : cable.transmission.called) {
    const Collective* collective = directory_.FindCollective(called.indicator);
    if (collective != nullptr) {
      std::vector<const Collective*> visited;
      ReachMembers(*collective, reading, visited);
    } else if (!Holds(reading.reached, called.indicator)) {
      reading.reached.push_back(called.indicator);
    }
  }
}

void Referee::ReachMembers(const Collective& collective, Reading& reading,
                           std::vector<const Collective*>& visited) const {
  if (Holds(visited, &collective)) return;
  visited.push_back(&collective);
  for (const auto* members : {&collective.action_members, &collective.info_members}) {
    for (const AddresseeId id : *members) {
      if (IsLeftOut(id, reading)) continue;
      const network::Addressee& member = AddresseeOf(directory_.network(), id);
      // Whoever has a line with an indicator of its own, or ZEN, is that line's business.
      const AddressLine* line = reading.LineOf(member.name);
      if (line != nullptr && (line->delivered_otherwise || !line->indicator.none())) continue;
      if (!Holds(reading.reached, member.indicator)) reading.reached.push_back(member.indicator);
    }
  }
  for (const auto* nested : {&collective.nested_action, &collective.nested_info}) {
    for (const auto place : *nested) {
      ReachMembers(directory_.network().collectives[place], reading, visited);
    }
  }
}

// XMT names the addressee or a collective that it belongs to, or it is the originator.
bool Referee::IsLeftOut(AddresseeId id, const Reading& reading) const {
  const std::string& name = AddresseeOf(directory_.network(), id).name;
  if (name == reading.originator) return true;
  for (const std::string& exempted : reading.exempted) {
    if (exempted == name) return true;
    const Collective* collective = directory_.FindCollectiveNamed(exempted);
    if (collective != nullptr && directory_.MembershipOf(*collective, id)) return true;
  }
  return false;
}

void Referee::OweLine(const AddressLine& line, Role role, Reading& reading) const {
  if (line.delivered_otherwise) return;
  const std::string name = network::FoldName(line.designation);
  if (const Collective* collective = CollectiveOf(line)) {
    std::vector<const Collective*> path;
    OweMembers(*collective, role, reading, path);
    if (!Holds(reading.reached, line.indicator)) return;
    const auto served = directory_.ServedBy(line.indicator);
    const bool any = std::any_of(served.begin(), served.end(), [&](AddresseeId id) {
      return directory_.MembershipOf(*collective, id).has_value();
    });
    // A station made responsible for a collective that it serves nobody of.
    if (!any) reading.Owe({AddresseeId::kNone, line.indicator, role, name});
    return;
  }
  const AddresseeId id = directory_.FindAddressee(name);
  RoutingIndicator station = line.indicator;
  if (station.none() && id != AddresseeId::kNone) {
    station = AddresseeOf(directory_.network(), id).indicator;
  }
  if (Holds(reading.reached, station)) reading.Owe({id, station, role, name});
}

void Referee::OweMembers(const Collective& collective, Role role, Reading& reading,
                         std::vector<const Collective*>& path) const {
  if (Holds(path, &collective)) return;
  path.push_back(&collective);
  const auto owe = [&](AddresseeId id, Role listed) {
    if (IsLeftOut(id, reading)) return;
    const network::Addressee& member = AddresseeOf(directory_.network(), id);
    const AddressLine* line = reading.LineOf(member.name);
    if (line != nullptr) {
      const bool elsewhere = !line->indicator.none() && line->indicator != member.indicator;
      if (line->delivered_otherwise || elsewhere) return;
    }
    if (!Holds(reading.reached, member.indicator)) return;
    reading.Owe({id, member.indicator, role == Role::kInfo ? role : listed, member.name});
  };
  for (const AddresseeId id : collective.action_members) owe(id, Role::kAction);
  for (const AddresseeId id : collective.info_members) owe(id, Role::kInfo);
  for (const auto place : collective.nested_action) {
    OweMembers(directory_.network().collectives[place], role, reading, path);
  }
  for (const auto place : collective.nested_info) {
    OweMembers(directory_.network().collectives[place], Role::kInfo, reading, path);
  }
  path.pop_back();
}

const Collective* Referee::CollectiveOf(const AddressLine& line) const {
  const Collective* collective = directory_.FindCollective(line.indicator);
  if (collective != nullptr) return collective;
  return directory_.FindCollectiveNamed(network::FoldName(line.designation));
}

}  // namespace torntape::sim
