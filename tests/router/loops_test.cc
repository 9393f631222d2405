// Where a cable may go at one relay: unknown indicators, alternates, loops and what is returned.
#include <gtest/gtest.h>

#include "router/core/switch.h"
#include "tests/router/drafts.h"
#include "tests/router/relay.h"

namespace torntape::router {
namespace {

using cable::Precedence;
using network::testing::AddLink;
using network::testing::AddPost;
using network::testing::AddRelay;
using network::testing::FourRelays;
using testing::Lines;
using testing::Make;
using testing::Relay;
using testing::Ri;

network::Network Four() { return Relay::Complete(FourRelays()); }

TEST(Conformance, 012_AnIndicatorCalledTwiceGetsOneCopy) {
  Relay relay(Four(), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RYLBEL:i RYLBEL RYLBEL:i",
                             .precedence = Precedence::kImmediate,
                             .preamble = "O R"}));
  EXPECT_EQ(relay.TakeLines(), Lines{"RYLBEL: OO RYLBEL"}) << "action, as one of them says";
  EXPECT_EQ(relay.TakeDuplicates(), Lines{});
}

TEST(Conformance, 063_AnUnknownOneCostsItsBranchAlone) {
  Relay relay(Four(), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RYLBDN RXQQQQ RYMCFR RYNDHQ RYLBEL"}));
  EXPECT_EQ(relay.TakeLines(), (Lines{"RYLBDN: RR RYLBDN", "RYMC: RR RYMCFR", "RYND: RR RYNDHQ",
                                      "RYLBEL: RR RYLBEL"}));
  EXPECT_EQ(relay.TakeIntercepted(), Lines{"RXQQQQ (unknown indicator)"});
  EXPECT_EQ(relay.custodian().set_aside(), 1u);
}

TEST(Conformance, 064_AKnownPrefixDecides) {
  Relay lima(Four(), "RYLB");
  lima.Arrive("RYKA", Make({.called = "RYMCQQ"}));
  EXPECT_EQ(lima.TakeLines(), Lines{"RYMC: RR RYMCQQ"});
  Relay mike(Four(), "RYMC");
  mike.Arrive("RYLB", Make({.called = "RYMCQQ"}));
  EXPECT_EQ(mike.TakeIntercepted(), Lines{"RYMCQQ (unknown indicator)"}) << "here it is decided";
}

TEST(Switch, TheRelaysOwnIndicatorIsForASupervisor) {
  Relay relay(Four(), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RYLB RYLBEL"}));
  EXPECT_EQ(relay.TakeLines(), Lines{"RYLBEL: RR RYLBEL"});
  EXPECT_EQ(relay.TakeIntercepted(), Lines{"RYLB (self-addressed)"});
}

TEST(Conformance, 069_TheAlternateWhileThePrimaryIsDown) {
  Relay relay(Four(), "RYLB");
  relay.Down("RYND");
  relay.Arrive("RYKA", Make({.called = "RYNDHQ"}));
  const auto left = relay.Take();
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].first, "RYMC");
  EXPECT_TRUE(left[0].second.pilots.empty()) << "without a pilot";
}

// Two relays whose tables point at each other: returned once, then set aside.
TEST(Conformance, 070_ReturnedOnceThenIntercepted) {
  network::Network network = Four();
  for (network::Route& route : network.routes) {
    if (route.at != Ri("RYKA") || route.prefix != Ri("RYND")) continue;
    route.prefix = Ri("RYXX");  // RYKA believes that RYXX lies behind RYLB ...
  }
  network.routes.push_back({Ri("RYLB"), Ri("RYXX"), {0}});  // ... and RYLB that it is behind RYKA
  Relay kilo(network, "RYKA");
  Relay lima(network, "RYLB");
  kilo.Arrive("RYKABD", Make({.called = "RYXXYY"}));
  auto left = kilo.Take();
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].first, "RYLB");
  lima.Arrive("RYKA", left[0].second);
  left = lima.Take();
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].first, "RYKA") << "missent, sent back";
  EXPECT_TRUE(left[0].second.pilots.empty()) << "and unaltered";
  kilo.Arrive("RYLB", left[0].second);
  EXPECT_EQ(kilo.TakeLines(), Lines{});
  EXPECT_EQ(kilo.TakeDuplicates(), Lines{}) << "what is returned is no duplicate";
  EXPECT_EQ(kilo.TakeIntercepted(), Lines{"RYXXYY (bounce)"});
  EXPECT_EQ(kilo.custodian().set_aside(), 1u) << "kept, and not lost in silence";
}

// What is returned takes another way, where there is one (spec 4.9.3).
TEST(Switch, WhatIsReturnedTakesTheAlternate) {
  Relay relay(Four(), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RYNDHQ"}));
  auto left = relay.Take();
  ASSERT_EQ(left.size(), 1u);
  ASSERT_EQ(left[0].first, "RYND");
  cable::Transmission back = left[0].second;  // RYND has no way to its post
  back.trace.insert_front(back.number);
  relay.Arrive("RYND", back);
  EXPECT_EQ(relay.TakeLines(), Lines{"RYMC: RR RYNDHQ"});
  EXPECT_EQ(relay.TakeIntercepted(), Lines{});
}

// The neighbour expands a collective, and one of its members was served here by name before.
TEST(Switch, AMemberServedBeforeIsNotTakenForReturned) {
  Relay relay(Four(), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RYLBEL RYNDZP"}));
  auto left = relay.Take();
  ASSERT_EQ(left.size(), 2u);
  cable::Transmission expanded = left[1].second;
  ASSERT_EQ(left[1].first, "RYND");
  expanded.trace.insert_front(expanded.number);
  expanded.called = Make({.called = "RYKACS:i RYLBEL:i"}).called;
  relay.Arrive("RYND", expanded);
  EXPECT_EQ(relay.TakeLines(), Lines{"RYKA: RR RYKACS"});
  EXPECT_EQ(relay.TakeDuplicates(), Lines{"RYLBEL"});
}

// It went round by both neighbours, whose own ways are down as well. It waits for the way that it
// has not tried, and does not go round once more.
TEST(Loops, WhatCameRoundWaitsForTheWayThatItHasNotTried) {
  network::Network network;
  network.name = "A ring with a middle";
  for (const char* const relay : {"RYAA", "RYBB", "RYCC", "RYDD"}) AddRelay(network, relay);
  AddLink(network, "RYAA", "RYBB");
  AddLink(network, "RYAA", "RYCC");
  AddLink(network, "RYAA", "RYDD");
  AddLink(network, "RYBB", "RYCC");
  AddLink(network, "RYBB", "RYDD", 5);
  AddLink(network, "RYCC", "RYDD", 5);
  AddPost(network, "RYAA", "RYAABD", "EMB BRINDLEMOOR");
  AddPost(network, "RYDD", "RYDDHQ", "HOMEMIN HAVENMOUTH");
  network = Relay::Complete(network);
  Relay alfa(network, "RYAA");
  Relay bravo(network, "RYBB");
  Relay charlie(network, "RYCC");
  for (Relay* const relay : {&alfa, &bravo, &charlie}) relay->Down("RYDD");
  const auto only = [](Relay& relay, std::string_view to) {
    const auto left = relay.Take();
    EXPECT_EQ(left.size(), 1u);
    EXPECT_EQ(left.at(0).first, to);
    return left.at(0).second;
  };
  alfa.Arrive("RYAABD", Make({.called = "RYDDHQ"}));
  bravo.Arrive("RYAA", only(alfa, "RYBB"));
  charlie.Arrive("RYBB", only(bravo, "RYCC"));
  alfa.Arrive("RYCC", only(charlie, "RYAA"));
  EXPECT_EQ(alfa.TakeLines(), Lines{});
  EXPECT_EQ(alfa.TakeIntercepted(), Lines{});
  alfa.Up(alfa.LinkTo("RYDD"));
  EXPECT_EQ(alfa.TakeLines(), Lines{"RYDD: RR RYDDHQ"});
}

// Two copies for one station, which came by different ways: one by its name, say, and one for a
// collective that it belongs to. While both relays go round by each other, the copies cross. Each
// relay gave up the one for the other, and RYNDHQ got neither (random world 1171, and forty more).
TEST(Loops, CopiesThatCrossAreNotGivenUpForEachOther) {
  Relay lima(Four(), "RYLB");
  Relay mike(Four(), "RYMC");
  lima.Down("RYND");
  mike.Down("RYND");
  lima.Arrive("RYKA", Make({.called = "RYNDHQ"}));
  mike.Arrive("RYMCGL", Make({.called = "RYNDHQ"}));
  auto from_lima = lima.Take();
  auto from_mike = mike.Take();
  ASSERT_EQ(from_lima.size(), 1u);
  ASSERT_EQ(from_mike.size(), 1u);
  ASSERT_EQ(from_lima[0].first, "RYMC");
  ASSERT_EQ(from_mike[0].first, "RYLB");
  lima.Arrive("RYMC", from_mike[0].second);
  mike.Arrive("RYLB", from_lima[0].second);
  EXPECT_EQ(lima.TakeDuplicates(), Lines{});
  EXPECT_EQ(mike.TakeDuplicates(), Lines{});
  const auto waiting = [](Relay& relay) {
    return relay.custodian().outgoing(relay.custodian().ChannelsOf(relay.LinkTo("RYND")).front());
  };
  EXPECT_EQ(waiting(lima).waiting(), 1u) << "no circle: it waits for the way ahead";
  EXPECT_EQ(waiting(mike).waiting(), 1u);
}

// Where the station is served, one of them is enough; and by one way, one is enough anywhere.
TEST(Loops, CopiesThatMeetAtTheirEndAreOne) {
  Relay relay(Four(), "RYND");
  cable::Transmission one = Make({.called = "RYNDHQ"});
  relay.Arrive("RYLB", one);
  relay.Arrive("RYMC", one);
  EXPECT_EQ(relay.TakeLines(), Lines{"RYNDHQ: RR RYNDHQ"});
  EXPECT_EQ(relay.TakeDuplicates(), Lines{"RYNDHQ"});
  Relay between(Four(), "RYLB");
  for (int time = 0; time < 2; ++time) between.Arrive("RYKA", one);
  EXPECT_EQ(between.TakeLines(), Lines{"RYND: RR RYNDHQ"});
  EXPECT_EQ(between.TakeDuplicates(), Lines{"RYNDHQ"});
  between.Arrive("RYMC", one);
  EXPECT_EQ(between.TakeLines(), Lines{"RYND: RR RYNDHQ"}) << "by another way it goes on";
}

// Of a way that is too long to be told nothing is known, so nothing is given up.
TEST(Loops, OfAWayTooLongToBeToldNothingIsGivenUp) {
  Relay relay(Four(), "RYLB");
  cable::Transmission one = Make({.called = "RYNDHQ"});
  for (std::size_t i = 0; i < cable::kTraceMax; ++i) {
    one.trace.push_back({cable::ChannelDesignator::Of("XYZ"), 3, 4});
  }
  for (int time = 0; time < 2; ++time) relay.Arrive("RYKA", one);
  EXPECT_EQ(relay.TakeLines(), (Lines{"RYND: RR RYNDHQ", "RYND: RR RYNDHQ"}));
}

// A member that lies where the cable came from is no bounce: it was put in here (spec 4.5).
TEST(Conformance, 070_WhatWasPutInHereMayGoBack) {
  Relay relay(Four(), "RYND");
  relay.Arrive("RYLB", Make({.called = "RYNDZP:i",
                             .address = "FM X\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE\n"}));
  EXPECT_EQ(relay.TakeLines(), Lines{"RYLB: RR RYKACS RYLBEL RYMCGL"});
}

TEST(Conformance, 071_TheThirdPassIsALoop) {
  Relay relay(Four(), "RYLB");
  const auto own = [&](std::uint16_t serial) {
    return cable::ChannelNumber{relay.custodian().config_of(channel::ChannelIndex{0}).incoming,
                                serial, 4};
  };
  cable::Transmission one = Make({.called = "RYLBDN RYLBEL"});
  one.trace.push_back(own(3));
  relay.Arrive("RYKA", one);
  EXPECT_EQ(relay.TakeLines(), (Lines{"RYLBDN: RR RYLBDN", "RYLBEL: RR RYLBEL"}))
      << "the second pass is allowed";
  cable::Transmission two = Make({.called = "RYLBDN RYLBEL", .serial = 418});
  two.trace.push_back(own(3));
  two.trace.push_back({cable::ChannelDesignator::Of("XYZ"), 3, 4});
  two.trace.push_back(own(2));
  relay.Arrive("RYKA", two);
  EXPECT_EQ(relay.TakeLines(), Lines{});
  EXPECT_EQ(relay.TakeIntercepted(), (Lines{"RYLBDN (loop)", "RYLBEL (loop)"}));
}

// Designators are unique at a station and no further: in a line of two nations whose relays have
// the same letters, the numbers of the others are no passes of this one.
TEST(Loops, NumbersOfOthersAreNoPassesOfThisRelay) {
  network::Network network;
  network.name = "three nations";
  const std::vector<std::string> line = {"RXKA", "RXLB", "RYKA", "RYLB", "RZKA", "RZLB"};
  for (const std::string& name : line) {
    network.stations.push_back({Ri(name), network::StationRole::kMajorRelay, name});
  }
  network.stations.push_back({Ri("RZLBHQ"), network::StationRole::kTributary, "HQ"});
  const auto join = [&network](std::string_view first, std::string_view second) {
    network::Link& link = network.links.emplace_back();
    link.first = Ri(first);
    link.second = Ri(second);
  };
  for (std::size_t i = 0; i + 1 < line.size(); ++i) join(line[i], line[i + 1]);
  join("RZLB", "RZLBHQ");
  network = Relay::Complete(std::move(network));
  Relay relay(network, "RZLB");
  // The numbers that the cable had from RXLB on, as each next relay received it, newest first.
  cable::Transmission one = Make({.called = "RZLBHQ"});
  for (std::size_t i = line.size() - 2; i > 0; --i) {
    const network::Link& link = network.links[i - 1];
    one.trace.push_back({link.channels.front().first_to_second, 1, 4});
  }
  ASSERT_EQ(one.trace[1].designator, relay.custodian().config_of(channel::ChannelIndex{0}).incoming)
      << "the test wants a foreign number with a designator of this relay";
  relay.Arrive("RZKA", one);
  EXPECT_EQ(relay.TakeIntercepted(), Lines{});
  EXPECT_EQ(relay.TakeLines(), Lines{"RZLBHQ: RR RZLBHQ"});
}

}  // namespace
}  // namespace torntape::router
