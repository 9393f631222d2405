#include "network/directory.h"

#include <string>

#include <gtest/gtest.h>

#include "base/prng.h"
#include "tests/network/four_relays.h"

namespace torntape::network {
namespace {

using testing::FourRelays;
using testing::Ri;

TEST(Directory, FindsStations) {
  const Network network = FourRelays();
  const Directory directory(network);
  for (const Station& station : network.stations) {
    EXPECT_EQ(directory.FindStation(station.indicator), &station);
  }
  EXPECT_EQ(directory.FindStation(Ri("RYKB")), nullptr);
  EXPECT_EQ(directory.FindStation(Ri("RYNDZP")), nullptr) << "a collective is no station";
  EXPECT_EQ(directory.FindStation({}), nullptr);
}

TEST(Directory, FindsCollectives) {
  const Network network = FourRelays();
  const Directory directory(network);
  const Collective* trade = &network.collectives[0];
  EXPECT_EQ(directory.FindCollective(Ri("RYNDZP")), trade);
  EXPECT_EQ(directory.FindCollective(Ri("RYND")), nullptr);
  EXPECT_EQ(directory.FindCollectiveNamed("NORTHERN TRADE COLLECTIVE"), trade);
  EXPECT_EQ(directory.FindCollectiveNamed("NORTHERN TRADE"), nullptr);
  EXPECT_EQ(directory.FindCollectiveNamed("ZZZ"), nullptr);
}

TEST(Directory, FindsAddressees) {
  const Network network = FourRelays();
  const Directory directory(network);
  for (std::size_t i = 0; i < network.addressees.size(); ++i) {
    EXPECT_EQ(directory.FindAddressee(network.addressees[i].name), static_cast<AddresseeId>(i));
  }
  EXPECT_EQ(directory.FindAddressee(""), AddresseeId::kNone);
  EXPECT_EQ(directory.FindAddressee("NORTHERN TRADE COLLECTIVE"), AddresseeId::kNone);
  EXPECT_EQ(directory.FindAddressee("ZZZ"), AddresseeId::kNone);
}

TEST(Directory, KnowsWhoIsServedAndByWhichRelay) {
  Network network = FourRelays();
  network.addressees.push_back({"FISHERIES ATTACHE ELSINGTON", Ri("RYLBEL")});
  const Directory directory(network);
  const auto served = directory.ServedBy(Ri("RYLBEL"));
  ASSERT_EQ(served.size(), 2U);
  EXPECT_EQ(AddresseeOf(network, served[0]).name, "EMB ELSINGTON");
  EXPECT_EQ(AddresseeOf(network, served[1]).name, "FISHERIES ATTACHE ELSINGTON");
  EXPECT_TRUE(directory.ServedBy(Ri("RYLB")).empty());
  EXPECT_TRUE(directory.ServedBy(Ri("RYQQ")).empty());
  EXPECT_EQ(directory.RelayOf(Ri("RYLBEL")), Ri("RYLB"));
  EXPECT_EQ(directory.RelayOf(Ri("RYLB")), Ri("RYLB"));
  EXPECT_TRUE(directory.RelayOf(Ri("RYNDZP")).none());
  const auto links = directory.LinksOf(Ri("RYMC"));
  ASSERT_EQ(links.size(), 4U);
  EXPECT_EQ(network.links[links[0]].name, "RYLB-RYMC");
  EXPECT_EQ(network.links[links[1]].name, "RYMC-RYND");
  EXPECT_EQ(network.links[links[2]].name, "RYMC-RYMCFR");
}

TEST(Directory, TellsMembershipThroughNesting) {
  Network network = FourRelays();
  const Directory plain(network);
  const AddresseeId caldersend = plain.FindAddressee("EMB CALDERSEND");
  const AddresseeId dunmarrow = plain.FindAddressee("EMB DUNMARROW");
  Collective outer;
  outer.name = "OUTER";
  outer.indicator = Ri("RYNDZO");
  outer.expander = Ri("RYND");
  outer.action_members = {dunmarrow};
  outer.nested_action = {0};
  network.collectives.push_back(outer);
  network.collectives[0].action_members = {caldersend};  // beside its place among the INFO members
  network.collectives[0].nested_info = {1};              // a circle
  const Directory directory(network);
  const Collective& trade = network.collectives[0];
  EXPECT_EQ(directory.MembershipOf(trade, caldersend), Role::kAction);
  EXPECT_EQ(directory.MembershipOf(trade, dunmarrow), Role::kInfo);
  EXPECT_EQ(directory.MembershipOf(network.collectives[1], dunmarrow), Role::kAction);
  EXPECT_EQ(directory.MembershipOf(network.collectives[1], caldersend), Role::kAction);
  EXPECT_EQ(directory.MembershipOf(trade, directory.FindAddressee("EMB BRINDLEMOOR")),
            std::nullopt);
  EXPECT_EQ(directory.MembershipOf(trade, AddresseeId::kNone), std::nullopt);
}

// Goal: the sorted tables answer as a scan of the network would, for networks of many shapes.
TEST(Directory, AgreesWithAScan) {
  Prng prng(7);
  for (int round = 0; round < 50; ++round) {
    Network network;
    for (int i = 0; i < 60; ++i) {
      std::string letters = "R";
      const auto size = static_cast<std::size_t>(prng.Between(4, 8));
      while (letters.size() < size) letters += static_cast<char>('A' + prng.Below(3));
      const RoutingIndicator indicator = Ri(letters);
      const bool taken = std::any_of(network.stations.begin(), network.stations.end(),
                                     [&](const auto& s) { return s.indicator == indicator; });
      if (taken) continue;
      network.stations.push_back({indicator, StationRole::kTributary, letters});
      for (std::uint64_t n = prng.Below(3); n > 0; --n) {
        network.addressees.push_back({letters + " " + std::to_string(n), indicator});
      }
    }
    const Directory directory(network);
    for (const Station& station : network.stations) {
      EXPECT_EQ(directory.FindStation(station.indicator), &station);
      std::vector<AddresseeId> scanned;
      for (std::size_t i = 0; i < network.addressees.size(); ++i) {
        if (network.addressees[i].indicator == station.indicator) {
          scanned.push_back(static_cast<AddresseeId>(i));
        }
      }
      const auto served = directory.ServedBy(station.indicator);
      EXPECT_EQ(std::vector(served.begin(), served.end()), scanned);
    }
  }
}

}  // namespace
}  // namespace torntape::network
