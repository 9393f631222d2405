#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/prng.h"
#include "network/network.h"
#include "tests/network/four_relays.h"

namespace torntape::network {
namespace {

using testing::AddLink;
using testing::AddPost;
using testing::AddRelay;
using testing::FourRelays;
using testing::Ri;

std::string Written(const Network& network, std::string_view at) {
  std::string out;
  for (const Route& route : network.routes) {
    if (route.at != Ri(at)) continue;
    out += route.prefix.ToString() + ':';
    for (const std::uint16_t link : route.links) out += ' ' + network.links[link].name;
    out += '\n';
  }
  return out;
}

TEST(CompleteRoutes, OfFourRelays) {
  Network network = FourRelays();
  CompleteRoutes(network);
  EXPECT_EQ(Written(network, "RYKA"),
            "RYKABD: RYKA-RYKABD\n"
            "RYKACS: RYKA-RYKACS\n"
            "RYLB: RYKA-RYLB\n"
            "RYMC: RYKA-RYLB\n"
            "RYND: RYKA-RYLB\n");
  EXPECT_EQ(Written(network, "RYLB"),
            "RYKA: RYKA-RYLB\n"
            "RYLBDN: RYLB-RYLBDN\n"
            "RYLBEL: RYLB-RYLBEL\n"
            "RYMC: RYLB-RYMC RYLB-RYND\n"
            "RYND: RYLB-RYND RYLB-RYMC\n");
  EXPECT_EQ(Written(network, "RYMC"),
            "RYKA: RYLB-RYMC RYMC-RYND\n"
            "RYLB: RYLB-RYMC RYMC-RYND\n"
            "RYMCFR: RYMC-RYMCFR\n"
            "RYMCGL: RYMC-RYMCGL\n"
            "RYND: RYLB-RYMC RYMC-RYND\n");
}

TEST(CompleteRoutes, KeepsWhatIsGiven) {
  Network network = FourRelays();
  network.routes.push_back({Ri("RYLB"), Ri("RYND"), {1}});
  CompleteRoutes(network);
  EXPECT_EQ(Written(network, "RYLB"),
            "RYKA: RYKA-RYLB\n"
            "RYLBDN: RYLB-RYLBDN\n"
            "RYLBEL: RYLB-RYLBEL\n"
            "RYMC: RYLB-RYMC RYLB-RYND\n"
            "RYND: RYLB-RYMC\n");
}

TEST(CompleteRoutes, GivesOddIndicatorsRoutesOfTheirOwn) {
  Network network = FourRelays();
  AddPost(network, "RYND", "RYKAMU", "MOBILE UNIT");  // its prefix would lead to RYKA
  AddPost(network, "RYLB", "RXXXTD", "COUSIN");       // its prefix leads nowhere
  AddLink(network, "RYMC", "RYLBDN");                 // a post on two relays
  network.collectives[0].indicator = Ri("RYKAZP");    // expanded at RYND
  CompleteRoutes(network);
  EXPECT_EQ(Written(network, "RYKA"),
            "RXXXTD: RYKA-RYLB\n"
            "RYKABD: RYKA-RYKABD\n"
            "RYKACS: RYKA-RYKACS\n"
            "RYKAMU: RYKA-RYLB\n"
            "RYKAZP: RYKA-RYLB\n"
            "RYLB: RYKA-RYLB\n"
            "RYLBDN: RYKA-RYLB\n"
            "RYMC: RYKA-RYLB\n"
            "RYND: RYKA-RYLB\n");
  EXPECT_EQ(Written(network, "RYMC"),
            "RXXXTD: RYLB-RYMC RYMC-RYND\n"
            "RYKA: RYLB-RYMC RYMC-RYND\n"
            "RYKAMU: RYLB-RYMC RYMC-RYND\n"
            "RYKAZP: RYLB-RYMC RYMC-RYND\n"
            "RYLB: RYLB-RYMC RYMC-RYND\n"
            "RYLBDN: RYMC-RYLBDN RYLB-RYMC RYMC-RYND\n"
            "RYMCFR: RYMC-RYMCFR\n"
            "RYMCGL: RYMC-RYMCGL\n"
            "RYND: RYLB-RYMC RYMC-RYND\n");
}

TEST(CompleteRoutes, ANeighbourThatLeadsNowhereElseIsNoWay) {
  Network network;
  for (const auto* relay : {"RYAA", "RYBB", "RYCC"}) AddRelay(network, relay);
  AddLink(network, "RYAA", "RYBB");
  AddLink(network, "RYAA", "RYCC");
  AddPost(network, "RYBB", "RYBBAA", "POST");
  AddLink(network, "RYCC", "RYBBAA");  // a post passes nothing on
  CompleteRoutes(network);
  EXPECT_EQ(Written(network, "RYAA"),
            "RYBB: RYAA-RYBB\n"
            "RYBBAA: RYAA-RYBB RYAA-RYCC\n"
            "RYCC: RYAA-RYCC\n");
}

const Route* LongestPrefix(const Network& network, RoutingIndicator at, RoutingIndicator to) {
  const Route* longest = nullptr;
  for (const Route& route : network.routes) {
    if (route.at != at || !to.HasPrefix(route.prefix)) continue;
    if (longest == nullptr || route.prefix.size() > longest->prefix.size()) longest = &route;
  }
  return longest;
}

// Goal: whoever follows the first link of each route comes to the destination, at the least cost.
// Method: random networks; the referee is Floyd and Warshall's algorithm.
class RandomRoutes : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(RandomRoutes, AreTheCheapest) {
  Prng prng(GetParam());
  Network network;
  const auto relays = static_cast<std::size_t>(prng.Between(2, 9));
  for (std::size_t i = 0; i < relays; ++i) {
    AddRelay(network, std::string("RYA") + static_cast<char>('A' + i));
  }
  const auto cost = [&] { return static_cast<std::uint32_t>(prng.Between(1, 9)); };
  const auto name = [&](std::size_t i) { return network.stations[i].indicator.ToString(); };
  for (std::size_t i = 1; i < relays; ++i) AddLink(network, name(i), name(prng.Below(i)), cost());
  for (std::uint64_t more = prng.Below(2 * relays); more > 0; --more) {
    const std::size_t a = prng.Below(relays);
    const std::size_t b = prng.Below(relays);
    if (a != b) AddLink(network, name(a), name(b), cost());
  }
  std::vector<std::vector<std::uint64_t>> least(relays, std::vector<std::uint64_t>(relays, 1000));
  const auto number = [&](RoutingIndicator relay) {
    return static_cast<std::size_t>(relay.ToString()[3] - 'A');
  };
  for (std::size_t i = 0; i < relays; ++i) least[i][i] = 0;
  for (const Link& link : network.links) {
    const std::size_t a = number(link.first);
    const std::size_t b = number(link.second);
    least[a][b] = least[b][a] = std::min<std::uint64_t>(least[a][b], link.cost);
  }
  for (std::size_t k = 0; k < relays; ++k) {
    for (std::size_t i = 0; i < relays; ++i) {
      for (std::size_t j = 0; j < relays; ++j) {
        least[i][j] = std::min(least[i][j], least[i][k] + least[k][j]);
      }
    }
  }
  CompleteRoutes(network);
  for (std::size_t from = 0; from < relays; ++from) {
    for (std::size_t to = 0; to < relays; ++to) {
      RoutingIndicator at = network.stations[from].indicator;
      const RoutingIndicator goal = network.stations[to].indicator;
      std::uint64_t paid = 0;
      for (std::size_t hops = 0; at != goal && hops <= relays; ++hops) {
        const Route* route = LongestPrefix(network, at, goal);
        ASSERT_NE(route, nullptr) << at.ToString() << " to " << goal.ToString();
        const Link& link = network.links[route->links.front()];
        paid += link.cost;
        at = link.Other(at);
      }
      EXPECT_EQ(at, goal) << "seed " << GetParam();
      EXPECT_EQ(paid, least[from][to]) << "seed " << GetParam();
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, RandomRoutes, ::testing::Range<std::uint64_t>(1, 101));

}  // namespace
}  // namespace torntape::network
