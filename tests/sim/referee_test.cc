// Goal: the checker's own reading of who must get a cable agrees with what posts and relays do.
// Method: random address lines over a network with mixed, nested and foreign collectives; the
// functions of the switch and the post are applied without a network in between.
#include "sim/referee.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/prng.h"
#include "network/addressing.h"
#include "tests/network/four_relays.h"

namespace torntape::sim {
namespace {

using cable::AddresseeId;
using cable::Role;
using network::testing::Ri;

network::Network RichNetwork() {
  network::Network network = network::testing::FourRelays();
  network.addressees.push_back({"FISHERIES ATTACHE ELSINGTON", Ri("RYLBEL")});
  network.addressees.push_back({"CONSUL HAVENMOUTH", Ri("RYNDHQ")});
  const auto add = [&](std::string name, std::string_view indicator, std::string_view expander,
                       std::vector<std::uint32_t> action, std::vector<std::uint32_t> info) {
    network::Collective made;
    made.name = std::move(name);
    made.indicator = Ri(indicator);
    made.expander = Ri(expander);
    for (const std::uint32_t id : action) made.action_members.push_back(AddresseeId{id});
    for (const std::uint32_t id : info) made.info_members.push_back(AddresseeId{id});
    network.collectives.push_back(made);
  };
  add("AIG 2117", "RYNDZA", "RYND", {0, 2}, {4, 7});
  add("NORTHERN FISHERIES", "RYNDZF", "RYND", {1, 7}, {2});
  add("ALL NORTH", "RYLBZN", "RYLB", {3, 8}, {6});
  network.collectives[2].nested_action = {1};  // the same expander
  network.collectives[2].nested_info = {0};
  network.collectives[3].nested_action = {2};  // another one
  return network;
}

// Everybody whom the network would deliver to, station by station.
std::set<std::string> DeliveredByTheNetwork(const network::Directory& directory,
                                            const cable::Cable& cable) {
  cable::CalledList waiting = cable.transmission.called;
  network::AssignRoles(directory, cable.body, waiting);
  std::vector<cable::Called> called(waiting.begin(), waiting.end());
  std::set<std::string> delivered;
  std::set<cable::RoutingIndicator> met;
  for (std::size_t i = 0; i < called.size(); ++i) {
    const cable::Called one = called[i];
    if (!met.insert(one.indicator).second) continue;
    if (const auto* collective = directory.FindCollective(one.indicator)) {
      std::vector<cable::Called> nested;
      const auto members =
          network::MembersFor(directory, *collective, one.role, cable.body, nested);
      for (const cable::Called& put_in : network::CalledFor(directory, members, nested)) {
        called.push_back(put_in);
      }
      continue;
    }
    for (const network::Delivery& delivery :
         network::DeliveriesAt(directory, one.indicator, {&one, 1}, cable.body)) {
      delivered.insert(one.indicator.ToString() + " " + delivery.name + " " +
                       std::string(cable::NameOf(delivery.role)));
    }
  }
  return delivered;
}

std::set<std::string> OwedByTheReferee(const network::Directory& directory,
                                       const cable::Cable& cable) {
  std::set<std::string> owed;
  for (const OwedDelivery& delivery : Referee(directory).RuleOn(cable).owed) {
    owed.insert(delivery.station.ToString() + " " + delivery.name + " " +
                std::string(cable::NameOf(delivery.role)));
  }
  return owed;
}

cable::AddressLine RandomLine(Prng& prng, const network::Network& network) {
  cable::AddressLine line;
  const bool collective = prng.Chance(1, 3);
  if (collective) {
    const auto& one = network.collectives[prng.Below(network.collectives.size())];
    line.designation = one.name;
    if (prng.Chance(2, 3)) line.indicator = one.indicator;
  } else {
    const auto& one = network.addressees[prng.Below(network.addressees.size())];
    line.designation = prng.Chance(1, 8) ? "NOBODY KNOWN" : one.name;
    if (prng.Chance(2, 3)) line.indicator = one.indicator;
    if (prng.Chance(1, 10)) line.indicator = Ri("RYKACS");  // elsewhere than the directory says
  }
  line.delivered_otherwise = prng.Chance(1, 8);
  if (line.delivered_otherwise) line.indicator = {};
  return line;
}

cable::Cable RandomCable(Prng& prng, const network::Network& network) {
  cable::Cable cable;
  cable.body.from = cable::AddressLine{};
  cable.body.from->designation = network.addressees[prng.Below(network.addressees.size())].name;
  std::set<std::string> named;  // nobody twice: what a second line means is not the question here
  const auto lines = [&](std::vector<cable::AddressLine>& out, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const cable::AddressLine line = RandomLine(prng, network);
      if (named.insert(line.designation).second) out.push_back(line);
    }
  };
  lines(cable.body.to, prng.Below(4));
  lines(cable.body.info, prng.Below(4));
  if (prng.Chance(1, 2)) {
    cable.body.exempted.push_back(RandomLine(prng, network));
    cable.body.exempted.back().delivered_otherwise = false;
  }
  const auto call = [&](cable::RoutingIndicator indicator) {
    const auto& called = cable.transmission.called;
    const bool known = std::any_of(called.begin(), called.end(), [&](const cable::Called& one) {
      return one.indicator == indicator;
    });
    if (!known) cable.transmission.called.push_back({indicator, Role::kAction});
  };
  for (const auto* list : {&cable.body.to, &cable.body.info}) {
    for (const cable::AddressLine& line : *list) {
      if (!line.indicator.none() && !prng.Chance(1, 10)) call(line.indicator);
    }
  }
  for (const network::Station& station : network.stations) {
    if (station.role == network::StationRole::kTributary && prng.Chance(1, 5)) {
      call(station.indicator);
    }
  }
  if (prng.Chance(1, 4)) call(network.collectives[prng.Below(4)].indicator);
  return cable;
}

std::string Describe(const cable::Cable& cable) {
  std::string text =
      cable::FormatRoutingLine(cable::Precedence::kRoutine, cable.transmission.called.span());
  const auto add = [&](std::string_view keyword, const std::vector<cable::AddressLine>& lines) {
    for (const cable::AddressLine& line : lines) {
      text += "\n" + std::string(keyword) + " " +
              (line.delivered_otherwise ? "ZEN" : line.indicator.ToString()) + "/" +
              line.designation;
    }
  };
  add("TO", cable.body.to);
  add("INFO", cable.body.info);
  add("XMT", cable.body.exempted);
  return text + "\nFM " + cable.body.from->designation;
}

TEST(Referee, AgreesWithPostsAndRelays) {
  const network::Network network = RichNetwork();
  const network::Directory directory(network);
  std::size_t deliveries = 0;
  for (std::uint64_t seed = 1; seed <= 20'000 && !HasFailure(); ++seed) {
    Prng prng(seed);
    const cable::Cable cable = RandomCable(prng, network);
    const auto owed = OwedByTheReferee(directory, cable);
    deliveries += owed.size();
    EXPECT_EQ(owed, DeliveredByTheNetwork(directory, cable)) << "seed " << seed << "\n"
                                                             << Describe(cable);
  }
  EXPECT_GT(deliveries, 20'000U);
}

std::string RolesOf(const Ruling& ruling) {
  std::string roles;
  for (const cable::Called& one : ruling.collectives) {
    roles += one.indicator.ToString() + (one.role == Role::kAction ? ":a " : ":i ");
  }
  return roles;
}

TEST(Referee, KnowsTheRoleOfNestedCollectives) {
  const network::Network network = RichNetwork();
  const network::Directory directory(network);
  cable::Cable cable;
  cable::AddressLine line;
  line.designation = "ALL NORTH";
  line.indicator = Ri("RYLBZN");
  cable.body.to.push_back(line);
  const Ruling ruling = Referee(directory).RuleOn(cable);
  // ALL NORTH holds NORTHERN FISHERIES for action, and that holds AIG 2117 for action and the trade
  // collective for INFO.
  EXPECT_EQ(RolesOf(ruling), "RYLBZN:a RYNDZF:a RYNDZA:a RYNDZP:i ");
  cable.body.exempted.push_back({});
  cable.body.exempted.back().designation = "AIG 2117";
  EXPECT_EQ(RolesOf(Referee(directory).RuleOn(cable)), "RYLBZN:a RYNDZF:a RYNDZP:i ");
}

}  // namespace
}  // namespace torntape::sim
