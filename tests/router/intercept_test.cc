// Goal: what a relay tells others by service messages (spec 5.2 to 5.6, 7.2), and what a supervisor
// does about what was set aside (spec 4.9, 5.10).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cable/service_report.h"
#include "tests/router/drafts.h"
#include "tests/router/relay.h"

namespace torntape::router {
namespace {

using network::testing::Ri;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Make;
using testing::Relay;

network::Network Four() { return Relay::Complete(network::testing::FourRelays()); }

std::uint64_t OnlyAside(Relay& relay) {
  EXPECT_EQ(relay.custodian().aside().size(), 1U);
  return relay.custodian().aside().begin()->first;
}

TEST(Intercept, TheCallingStationIsTold) {
  Relay relay(Four(), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RYLBDN RXQQQQ"}));
  relay.Take();
  const auto told = relay.TakeService();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_THAT(told[0], HasSubstr("RYKA: BT\nUNCLAS SVC RYKABD"));
  EXPECT_THAT(told[0], HasSubstr(" INV RXQQQQ ACC\n"));
  const auto& aside = relay.custodian().aside().begin()->second;
  ASSERT_EQ(aside.branches.size(), 1U);
  EXPECT_EQ(aside.branches[0].reason, cable::Reason::kUnknownIndicator);
}

TEST(Conformance, 045_ASpecialCategoryThatNoCircuitCarries) {
  network::Network network = network::testing::FourRelays();
  for (network::Link& link : network.links) link.special_categories = "A";
  Relay relay(Relay::Complete(std::move(network)), "RYLB");
  cable::Transmission transmission = Make({.called = "RYLBDN"});
  auto heading = MakeRef<cable::Heading>(*transmission.heading);
  heading->special_category = 'B';
  transmission.heading = std::move(heading);
  relay.Arrive("RYKA", transmission);
  EXPECT_TRUE(relay.Take().empty());
  EXPECT_THAT(relay.TakeIntercepted(), ElementsAre("RYLBDN (special category)"));
  EXPECT_THAT(relay.TakeService(), ElementsAre(HasSubstr(" SRC RYLBDN REJ\n")));
}

TEST(Intercept, NothingIsWrittenAboutAServiceMessage) {
  Relay relay(Four(), "RYLB");
  cable::Transmission transmission = Make({.called = "RXQQQQ"});
  transmission.body = SharedBytes("BT\nUNCLAS SVC RYKABD 0417 1341042 ZES2\nBT\n");
  relay.Arrive("RYKA", transmission);
  relay.Take();
  EXPECT_THAT(relay.TakeIntercepted(), ElementsAre("RXQQQQ (unknown indicator)"));
  EXPECT_TRUE(relay.TakeService().empty());
}

TEST(Intercept, AStormIsHeldBack) {
  Relay relay(Four(), "RYLB");
  for (int i = 0; i < 50; ++i) {
    relay.Arrive("RYKA", Make({.called = "RXQQQQ", .text = "NUMBER " + std::to_string(i)}));
  }
  relay.Take();
  EXPECT_EQ(relay.TakeService().size(), channel::ServiceDesk::kPerMinuteMax);
}

TEST(Conformance, 075_AnUnmarkedDuplicateIsTold) {
  Relay relay(Four(), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RYLBDN"}));
  relay.Arrive("RYKA", Make({.called = "RYLBDN"}));
  relay.Take();
  EXPECT_THAT(relay.TakeService(), ElementsAre(HasSubstr(" DUPLICATE OF EARLIER COPY\n")));
}

TEST(Intercept, ReleasedWhenThereIsAWay) {
  Relay relay(Four(), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RXQQQQ"}));
  relay.Take();
  const std::uint64_t cable = OnlyAside(relay);
  EXPECT_FALSE(relay.core().Release(relay.now, cable)) << "nothing has changed";
  const auto links = relay.custodian().ChannelsOf(channel::LinkIndex{1});
  ASSERT_FALSE(links.empty());
  relay.core().OverrideRoute(Ri("RXQQ"), channel::LinkIndex{1});
  ASSERT_TRUE(relay.core().Release(relay.now, cable));
  relay.EndTurn();
  EXPECT_EQ(relay.Take().size(), 1U);
  EXPECT_EQ(relay.custodian().set_aside(), 0U);
}

TEST(Intercept, ReroutedBehindAPilot) {
  Relay relay(Four(), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RXQQQQ"}));
  relay.Take();
  ASSERT_TRUE(relay.core().Reroute(relay.now, OnlyAside(relay), Ri("RXQQQQ"), Ri("RYLBEL")));
  relay.EndTurn();
  const auto left = relay.Take();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].first, "RYLBEL");
  ASSERT_EQ(left[0].second.pilots.size(), 1U);
  EXPECT_EQ(left[0].second.pilots[0].instruction, "ZOV RYLB");
  EXPECT_EQ(left[0].second.pilots[0].enclosed_routing_line, "RR RXQQQQ\n");
}

TEST(Intercept, Withdrawn) {
  Relay relay(Four(), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RXQQQQ"}));
  relay.Take();
  const std::uint64_t cable = OnlyAside(relay);
  ASSERT_TRUE(relay.core().Withdraw(relay.now, cable));
  relay.EndTurn();
  EXPECT_TRUE(relay.Take().empty());
  EXPECT_EQ(relay.custodian().set_aside(), 0U);
  EXPECT_FALSE(relay.core().Withdraw(relay.now, cable));
}

}  // namespace
}  // namespace torntape::router
