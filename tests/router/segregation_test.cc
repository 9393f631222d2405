// Goal: no routing indicator is lost, none doubled, each takes the way that the tables say.
// Method: random networks, link states and routing lines, against a referee that looks at one
// indicator at a time; and the precedence of copies as a table.
#include "router/core/segregation.h"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "base/prng.h"
#include "tests/channel/seeds.h"
#include "tests/router/drafts.h"
#include "tests/router/referee.h"
#include "tests/router/relay.h"

namespace torntape::router {
namespace {

using cable::Classification;
using cable::EventKind;
using cable::Precedence;
using cable::Reason;
using cable::RoutingIndicator;
using testing::Make;
using testing::Relay;
using testing::Ri;

// ---------------------------------------------------------------- the invariant

struct RandomNetwork {
  network::Network network;
  std::vector<RoutingIndicator> relays;
  std::vector<RoutingIndicator> all;
};

RandomNetwork AnyNetwork(Prng& prng) {
  RandomNetwork made;
  const std::size_t relays = 2 + prng.Below(5);
  for (std::size_t i = 0; i < relays; ++i) {
    const std::string name = std::string("RY") + static_cast<char>('A' + i) + "A";
    network::testing::AddRelay(made.network, name);
    made.relays.push_back(Ri(name));
    if (i > 0) {
      network::testing::AddLink(made.network, made.relays[prng.Below(i)].ToString(), name,
                                1 + static_cast<std::uint32_t>(prng.Below(4)));
    }
  }
  for (std::uint64_t extra = prng.Below(4); extra > 0; --extra) {
    const auto a = prng.Below(relays);
    const auto b = prng.Below(relays);
    if (a == b) continue;
    network::testing::AddLink(made.network, made.relays[a].ToString(), made.relays[b].ToString(),
                              1 + static_cast<std::uint32_t>(prng.Below(4)));
  }
  for (std::size_t i = 0; i < relays; ++i) {
    for (std::uint64_t post = 1 + prng.Below(3); post > 0; --post) {
      const std::string name =
          made.relays[i].ToString() + static_cast<char>('A' + post) + static_cast<char>('A' + i);
      network::testing::AddPost(made.network, made.relays[i].ToString(), name, "EMB " + name);
    }
  }
  for (network::Link& link : made.network.links) {
    if (prng.Chance(1, 4)) link.approved = static_cast<Classification>(prng.Below(6));
  }
  for (const network::Station& station : made.network.stations) {
    made.all.push_back(station.indicator);
  }
  made.network = Relay::Complete(std::move(made.network));
  return made;
}

// The end of one branch: the neighbour it goes to, or why it goes nowhere.
std::string Referee(const network::Network& network, RoutingIndicator relay,
                    RoutingIndicator wanted, std::uint16_t came_from, Classification classification,
                    const std::set<std::uint16_t>& up) {
  if (wanted == relay) return "self-addressed";
  const auto links = testing::LinksByLinearScan(network, relay, wanted);
  if (links.empty()) return "unknown indicator";
  const auto peer = [&](std::uint16_t link) {
    return std::to_string(link) + " " + network.links[link].Other(relay).ToString();
  };
  std::string waiting;
  bool back = false;
  bool cleared = false;
  for (const std::uint16_t link : links) {
    if (network.links[link].approved < classification) continue;
    cleared = true;
    if (link == came_from) {
      back = true;
    } else if (up.contains(link)) {
      return peer(link);
    } else if (waiting.empty()) {
      waiting = peer(link);
    }
  }
  if (!waiting.empty()) return waiting;
  if (back) return peer(came_from);
  return cleared ? "bounce" : "not approved";
}

void RunOne(std::uint64_t seed) {
  Prng prng(seed);
  const RandomNetwork made = AnyNetwork(prng);
  const RoutingIndicator here = made.relays[prng.Below(made.relays.size())];
  Relay relay(made.network, here.ToString());
  const auto own = channel::LinksOf(made.network, here);
  const std::uint16_t came_from = own[prng.Below(own.size())];
  std::set<std::uint16_t> up;
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (own[i] == came_from || prng.Chance(3, 4)) {
      up.insert(own[i]);
    } else {
      relay.custodian().LinkDown(relay.now, static_cast<channel::LinkIndex>(i),
                                 Reason::kConnectionLost);
    }
  }
  std::map<RoutingIndicator, std::string> want;
  std::string called;
  const auto classification = static_cast<Classification>(prng.Below(6));
  for (std::uint64_t i = 1 + prng.Below(12); i > 0; --i) {
    RoutingIndicator one = made.all[prng.Below(made.all.size())];
    if (prng.Chance(1, 5)) one = Ri(one.ToString() + "X");  // a prefix is known
    if (prng.Chance(1, 9)) one = Ri(std::string("RXQ") + static_cast<char>('A' + prng.Below(26)));
    called += one.ToString() + (prng.Chance(1, 2) ? ":i " : " ");
    want[one] = Referee(made.network, here, one, came_from, classification, up);
  }
  // The switch is told by hand, as several links may lead to the same neighbour.
  cable::Transmission transmission = Make({.called = called, .classification = classification});
  const auto link =
      static_cast<std::size_t>(std::find(own.begin(), own.end(), came_from) - own.begin());
  const auto channel = relay.custodian().ChannelsOf(static_cast<channel::LinkIndex>(link)).front();
  transmission.number = {relay.custodian().config_of(channel).incoming, 1, 4};
  ASSERT_TRUE(relay.core().HandleTransmission(relay.now, channel, transmission));

  std::map<RoutingIndicator, std::string> got;
  std::set<std::string> paths;
  const auto put = [&](RoutingIndicator indicator, std::string end) {
    EXPECT_TRUE(got.emplace(indicator, std::move(end)).second)
        << indicator.ToString() << " is doubled";
  };
  for (std::size_t i = 0; i < relay.custodian().channel_count(); ++i) {
    const auto index = static_cast<channel::ChannelIndex>(i);
    EXPECT_LE(relay.custodian().outgoing(index).waiting(), 1u) << "one copy a path";
  }
  for (const auto& kept : relay.events().Of(EventKind::kQueued)) {
    // Which link it is tells its name; two links to one neighbour are told apart by the referee.
    for (const cable::Called& one : kept.called) {
      const std::string& end = want.at(one.indicator);
      EXPECT_TRUE(end.ends_with(kept.event.peer.ToString()))
          << one.indicator.ToString() << " goes to " << kept.event.peer.ToString() << " and not to "
          << end;
      put(one.indicator, end);
    }
  }
  for (const auto& kept : relay.events().Of(EventKind::kIntercepted)) {
    put(kept.event.subject, std::string(NameOf(kept.event.reason)));
  }
  EXPECT_EQ(got, want) << called;
}

TEST(Segregation, LosesAndDoublesNothingInRandomNetworks) {
  const std::uint64_t first = testing::SeedOr(1);
  for (std::uint64_t seed = first; seed < first + testing::SeedCount(1000); ++seed) {
    SCOPED_TRACE(testing::RerunLine(seed, "router_test"));
    RunOne(seed);
    ASSERT_FALSE(HasFailure());
  }
}

// ---------------------------------------------------------------- precedence of copies

struct PrecedenceCase {
  const char* name;
  std::string_view preamble;  // format line 5
  char received;              // format line 2
  std::string_view called;
  char want;
  bool lower_info_copies = true;
};
class CopyPrecedence : public ::testing::TestWithParam<PrecedenceCase> {};

TEST_P(CopyPrecedence, IsThatOfWhomItServes) {
  const PrecedenceCase& row = GetParam();
  const cable::Transmission made = Make({.called = row.called, .preamble = row.preamble});
  const Precedence got =
      PrecedenceOfCopy(*made.heading, *cable::PrecedenceFromProsign(row.received),
                       made.called.span(), row.lower_info_copies);
  EXPECT_EQ(ProsignOf(got), row.want);
}

// Spec 3.4, by the number of its rule.
constexpr PrecedenceCase kPrecedences[] = {
    {"Rule2_ActionKeepsTheHigher", "O R", 'O', "RYLBDN", 'O'},
    {"Rule2_ActionAmongInfo", "O R", 'O', "RYLBDN:i RYMCFR RYNDHQ:i", 'O'},
    {"Rule3_InfoAloneGetsTheLower", "O R", 'O', "RYLBDN:i", 'R'},
    {"Rule3_SeveralForInfo", "Z P", 'Z', "RYLBDN:i RYMCFR:i", 'P'},
    {"Rule5_LoweringSwitchedOff", "O R", 'O', "RYLBDN:i", 'O', false},
    {"Rule5_RaisedAllTheSame", "Z R", 'R', "RYLBDN RYMCFR:i", 'Z', false},
    {"Row016_ReceivedAtTheLowerAlready", "P R", 'R', "RYLBDN:i", 'R'},
    {"SinglePrecedence", "O", 'O', "RYLBDN:i", 'O'},
    {"NeverRaised", "O P", 'R', "RYLBDN:i", 'R'},
    {"Row017_ReceivedAtTheLowerForAction", "O R", 'R', "RYLBDN", 'O'},
};
INSTANTIATE_TEST_SUITE_P(Spec34, CopyPrecedence, ::testing::ValuesIn(kPrecedences),
                         [](const auto& row) { return std::string(row.param.name); });

// ---------------------------------------------------------------- limits

TEST(Segregation, MoreCalledThanATransmissionCarriesMakeASecondOne) {
  network::Network network;
  network::testing::AddRelay(network, "RYKA");
  network::testing::AddRelay(network, "RYLB");
  network::testing::AddLink(network, "RYKA", "RYLB");
  network = Relay::Complete(std::move(network));
  Relay relay(network, "RYKA");
  const RouteTable routes(network, Ri("RYKA"));
  const Clearance approved[] = {{Classification::kTopSecret, std::nullopt}};
  std::vector<Branch> branches;
  for (std::size_t i = 0; i < cable::kCalledMax + 5; ++i) {
    std::string name = "RYLB";
    name.push_back(static_cast<char>('A' + i / 26));
    name.push_back(static_cast<char>('A' + i % 26));
    branches.push_back({{Ri(name), cable::Role::kAction}, true});
  }
  const SegregationContext context{routes, relay.custodian(), approved, std::nullopt, false, true};
  Segregated out;
  Segregate(context, Make({.called = "RYLBAA"}), branches, out);
  ASSERT_EQ(out.copies.size(), 2u);
  EXPECT_EQ(out.copies[0].called.size(), cable::kCalledMax);
  EXPECT_EQ(out.copies[1].called.size(), 5u);
  EXPECT_TRUE(out.set_aside.empty());
}

}  // namespace
}  // namespace torntape::router
