// The table against a linear scan: all small tables, then seeded random ones.
#include "router/core/route_table.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/prng.h"
#include "channel/station_core.h"
#include "tests/channel/seeds.h"
#include "tests/network/four_relays.h"
#include "tests/router/referee.h"

namespace torntape::router {
namespace {

using cable::RoutingIndicator;
using channel::LinkIndex;
using network::testing::AddLink;
using network::testing::AddRelay;
using network::testing::Ri;

std::vector<std::string> Names(const network::Network& network, RoutingIndicator relay,
                               std::span<const LinkIndex> links) {
  const auto own = channel::LinksOf(network, relay);
  std::vector<std::string> names;
  for (const LinkIndex link : links)
    names.push_back(network.links[own[channel::AsSize(link)]].name);
  return names;
}

std::vector<std::string> ByLinearScan(const network::Network& network, RoutingIndicator relay,
                                      RoutingIndicator wanted) {
  std::vector<std::string> names;
  for (const std::uint16_t link : testing::LinksByLinearScan(network, relay, wanted)) {
    names.push_back(network.links[link].name);
  }
  return names;
}

// A relay with two neighbours and a tributary.
network::Network SmallNetwork() {
  network::Network network;
  for (const auto* relay : {"RYKA", "RYLB", "RYMC"}) AddRelay(network, relay);
  AddLink(network, "RYKA", "RYLB");
  AddLink(network, "RYKA", "RYMC");
  network::testing::AddPost(network, "RYKA", "RYKABD", "EMB BRINDLEMOOR");
  return network;
}

TEST(RouteTable, AgreesWithALinearScanOnAllSmallTables) {
  const std::vector<RoutingIndicator> prefixes = {Ri("RYLB"), Ri("RYLBD"), Ri("RYLBDN"), Ri("RYKA"),
                                                  Ri("RYKABD")};
  const std::vector<RoutingIndicator> wanted = {
      Ri("RYLB"), Ri("RYLBD"),  Ri("RYLBDN"),  Ri("RYLBDNA"), Ri("RYLBDNAB"), Ri("RYLBE"),
      Ri("RYKA"), Ri("RYKABD"), Ri("RYKABDA"), Ri("RYKAB"),   Ri("RYMC"),     Ri("RXLB")};
  std::size_t tables = 0;
  // Each prefix has no route, one over the first link, over the second, or over both.
  for (int table = 0; table < 1 << (2 * prefixes.size()); ++table) {
    network::Network network = SmallNetwork();
    for (std::size_t i = 0; i < prefixes.size(); ++i) {
      const int choice = table >> (2 * i) & 3;
      if (choice == 0) continue;
      std::vector<std::uint16_t> links;
      if ((choice & 2) != 0) links.push_back(1);
      if ((choice & 1) != 0) links.push_back(0);
      network.routes.push_back({Ri("RYKA"), prefixes[i], links});
    }
    // Of another relay: must not be taken for one of this.
    network.routes.push_back({Ri("RYLB"), Ri("RYMC"), {0}});
    const RouteTable routes(network, Ri("RYKA"));
    for (const RoutingIndicator indicator : wanted) {
      ASSERT_EQ(Names(network, Ri("RYKA"), routes.Lookup(indicator)),
                ByLinearScan(network, Ri("RYKA"), indicator))
          << "table " << table << ", " << indicator.ToString();
    }
    ++tables;
  }
  EXPECT_EQ(tables, 1024u);
}

TEST(RouteTable, AgreesWithALinearScanOnRandomTables) {
  const std::uint64_t first = testing::SeedOr(1);
  for (std::uint64_t seed = first; seed < first + testing::SeedCount(300); ++seed) {
    SCOPED_TRACE(testing::RerunLine(seed, "router_test"));
    Prng prng(seed);
    const auto any = [&] {
      std::string letters = "RY";
      const auto size = prng.Between(4, 8);
      while (letters.size() < static_cast<std::size_t>(size)) {
        letters.push_back(static_cast<char>('A' + prng.Below(2)));
      }
      return Ri(letters);
    };
    network::Network network;
    AddRelay(network, "RXXX");
    while (network.links.size() < 6) {
      const RoutingIndicator peer = any();
      const bool known =
          std::any_of(network.stations.begin(), network.stations.end(),
                      [&](const network::Station& station) { return station.indicator == peer; });
      if (known) continue;
      network.stations.push_back(
          {peer,
           prng.Chance(1, 2) ? network::StationRole::kTributary : network::StationRole::kMinorRelay,
           ""});
      AddLink(network, "RXXX", peer.ToString());
    }
    std::set<RoutingIndicator> given;
    for (std::uint64_t i = prng.Below(20); i > 0; --i) {
      const RoutingIndicator prefix = any();
      if (!given.insert(prefix).second) continue;
      network.routes.push_back({Ri("RXXX"), prefix, {static_cast<std::uint16_t>(prng.Below(6))}});
    }
    const RouteTable routes(network, Ri("RXXX"));
    for (int i = 0; i < 100; ++i) {
      const RoutingIndicator wanted = any();
      ASSERT_EQ(Names(network, Ri("RXXX"), routes.Lookup(wanted)),
                ByLinearScan(network, Ri("RXXX"), wanted))
          << wanted.ToString();
    }
  }
}

TEST(RouteTable, FollowsTheRoutesThatTheNetworkCompletes) {
  network::Network network = network::testing::FourRelays();
  network::CompleteRoutes(network);
  const auto names = [&](const char* at, const char* wanted) {
    return Names(network, Ri(at), RouteTable(network, Ri(at)).Lookup(Ri(wanted)));
  };
  using Links = std::vector<std::string>;
  EXPECT_EQ(names("RYKA", "RYNDHQ"), Links{"RYKA-RYLB"});
  EXPECT_EQ(names("RYLB", "RYNDHQ"), (Links{"RYLB-RYND", "RYLB-RYMC"})) << "primary, alternate";
  EXPECT_EQ(names("RYND", "RYMCFR"), (Links{"RYLB-RYND", "RYMC-RYND"}));
  EXPECT_EQ(names("RYKA", "RYKACS"), Links{"RYKA-RYKACS"});
  EXPECT_EQ(names("RYKA", "RYNDZP"), Links{"RYKA-RYLB"}) << "a collective, by its expander";
  EXPECT_EQ(names("RYKA", "RXXX"), Links{});
  EXPECT_EQ(names("RYKA", "RYKAXX"), Links{}) << "nobody of that name here";
}

// A tributary with two relays, and one with two links to its relay: all of them are tried.
TEST(RouteTable, ATributaryKeepsItsAlternates) {
  network::Network network = network::testing::FourRelays();
  AddLink(network, "RYLB", "RYKACS", 7);
  AddLink(network, "RYKA", "RYKABD");
  network.links.back().name = "second";
  const auto names = [&](const char* at, const char* wanted) {
    return Names(network, Ri(at), RouteTable(network, Ri(at)).Lookup(Ri(wanted)));
  };
  using Links = std::vector<std::string>;
  EXPECT_EQ(names("RYKA", "RYKABD"), (Links{"RYKA-RYKABD", "second"})) << "without any route";
  network::CompleteRoutes(network);
  EXPECT_EQ(names("RYKA", "RYKABD"), (Links{"RYKA-RYKABD", "second"}));
  EXPECT_EQ(names("RYKA", "RYKACS"), (Links{"RYKA-RYKACS", "RYKA-RYLB"}));
  EXPECT_EQ(names("RYLB", "RYKACS").front(), "RYKA-RYLB") << "the cheaper way first";
}

}  // namespace
}  // namespace torntape::router
