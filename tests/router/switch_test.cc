// The switch of one relay: the four relays of spec 4.6, and the rows of spec 9 that are its to
// keep.
#include "router/core/switch.h"

#include <map>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/router/drafts.h"
#include "tests/router/relay.h"

namespace torntape::router {
namespace {

using cable::Classification;
using cable::EventKind;
using cable::Precedence;
using network::testing::FourRelays;
using testing::Draft;
using testing::Lines;
using testing::Make;
using testing::Relay;
using testing::Ri;

network::Network Four() { return Relay::Complete(FourRelays()); }

// ---------------------------------------------------------------- the example of spec 4.6

// All relays of the four, and what goes between them and to their posts.
class FourRelayRun {
 public:
  FourRelayRun() {
    for (const char* name : {"RYKA", "RYLB", "RYMC", "RYND"}) {
      relays_[name] = std::make_unique<Relay>(network_, name);
    }
  }
  // Passes on until nothing moves; the hops in the order of sending.
  Lines Run(const cable::Transmission& from_post) {
    Lines hops;
    EXPECT_TRUE(relays_["RYKA"]->Arrive("RYKABD", from_post));
    for (bool moved = true; moved;) {
      moved = false;
      for (auto& [name, relay] : relays_) {
        for (auto& [peer, one] : relay->Take()) {
          moved = true;
          hops.push_back(fmt::format("{} to {}: {}", name, peer,
                                     FormatRoutingLine(one.precedence, one.called.span())));
          EXPECT_EQ(one.body.view().data(), from_post.body.view().data()) << "shared, not copied";
          EXPECT_EQ(one.heading.get(), from_post.heading.get());
          EXPECT_TRUE(one.pilots.empty());
          if (relays_.contains(peer)) {
            EXPECT_TRUE(relays_[peer]->Arrive(name, one));
          } else {
            delivered[peer] = one;
          }
        }
      }
    }
    return hops;
  }
  Relay& relay(const std::string& name) { return *relays_[name]; }
  const network::Directory& directory() const { return directory_; }

  std::map<std::string, cable::Transmission> delivered;

 private:
  network::Network network_ = Four();
  network::Directory directory_{network_};
  std::map<std::string, std::unique_ptr<Relay>> relays_;
};

// The table of spec 4.6, steps 2 to 7.
const Lines kSteps = {
    "RYKA to RYLB: OO RYLBDN RYMCFR RYNDHQ RYNDZP",  // 2
    "RYLB to RYLBDN: RR RYLBDN",                     // 3a
    "RYLB to RYMC: RR RYMCFR",                       // 3b
    "RYLB to RYND: OO RYNDHQ RYNDZP",                // 3c
    "RYMC to RYMCFR: RR RYMCFR",                     // 4
    "RYND to RYNDHQ: OO RYNDHQ",                     // 5a
    "RYND to RYLB: RR RYKACS RYLBEL",                // 5b
    "RYLB to RYKA: RR RYKACS",                       // 6
    "RYLB to RYLBEL: RR RYLBEL",                     // 6
    "RYKA to RYKACS: RR RYKACS",                     // 7
};

class Spec46 : public ::testing::TestWithParam<const char*> {};

TEST_P(Spec46, EveryCopyHasItsLine2) {
  FourRelayRun run;
  const cable::Transmission cable = testing::ReadShipped(run.directory(), GetParam());
  EXPECT_EQ(FormatRoutingLine(cable.precedence, cable.called.span()),
            "OO RYLBDN RYMCFR RYNDHQ RYNDZP");
  Lines want = kSteps;
  Lines got = run.Run(cable);
  EXPECT_EQ(got.front(), want.front());
  // Which of two relays is first to send is not the table's to say.
  std::sort(want.begin(), want.end());
  std::sort(got.begin(), got.end());
  EXPECT_EQ(got, want);
  EXPECT_FALSE(run.delivered.contains("RYMCGL")) << "XMT exempts GLENDARRA";
  // How it came to ELSINGTON: post, Kilo, Lima, November, Lima again.
  const cable::Trace& trace = run.delivered.at("RYLBEL").trace;
  ASSERT_EQ(trace.size(), 4u);
  EXPECT_EQ(trace[0].designator.ToString(), "NLA");
  EXPECT_EQ(trace[3].designator.ToString(), "BDA");
  for (const char* name : {"RYKA", "RYLB", "RYMC", "RYND"}) {
    EXPECT_EQ(run.relay(name).events().Count(EventKind::kIntercepted), 0u) << name;
    EXPECT_EQ(run.relay(name).events().Count(EventKind::kDuplicateDropped), 0u) << name;
    EXPECT_EQ(run.relay(name).events().Count(EventKind::kExpanded), name[2] == 'N' ? 1u : 0u);
  }
}
INSTANTIATE_TEST_SUITE_P(Conformance, Spec46,
                         ::testing::Values("brindlemoor-0417-01.cable",
                                           "brindlemoor-0417-02.cable"),
                         [](const auto& row) { return row.index == 0 ? "Section1" : "Section2"; });

// One copy as a person would see it (the block at the end of spec 4.6).
TEST(Switch, TheCopyAtElsingtonReadsAsInTheSpecification) {
  FourRelayRun run;
  const auto cable = testing::ReadShipped(run.directory(), "brindlemoor-0417-01.cable");
  run.Run(cable);
  const std::string text = cable::WriteTransmission(run.delivered.at("RYLBEL"));
  EXPECT_EQ(text.substr(0, text.find("FM ")),
            "VZCZCLEA0001\n"
            "RR RYLBEL\n"
            "DE RYKABD #0417/01 1341042\n"
            "ZNY CCCCC ZZH\n"
            "O R 141030Z MAY 31\n");
}

TEST(Switch, LoweringCanBeSwitchedOff) {
  network::Network network = Four();
  network.lower_info_copies = false;
  Relay relay(network, "RYLB");
  relay.Arrive(
      "RYKA",
      Make({.called = "RYLBDN:i RYNDHQ", .precedence = Precedence::kImmediate, .preamble = "O R"}));
  EXPECT_EQ(relay.TakeLines(), (Lines{"RYLBDN: OO RYLBDN", "RYND: OO RYNDHQ"}));
}

// ---------------------------------------------------------------- clearance (rows 43, 44)

network::Network WithClearance(Classification primary, Classification alternate) {
  network::Network network = FourRelays();
  for (network::Link& link : network.links) {
    if (link.name == "RYLB-RYND") link.approved = primary;
    if (link.name == "RYMC-RYND") link.approved = alternate;
  }
  return Relay::Complete(std::move(network));
}

TEST(Conformance, 043_TheAlternateIsClearedForIt) {
  Relay relay(WithClearance(Classification::kConfidential, Classification::kSecret), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RYNDHQ", .classification = Classification::kSecret}));
  EXPECT_EQ(relay.TakeLines(), Lines{"RYMC: RR RYNDHQ"});
  relay.Arrive(
      "RYKA",
      Make({.called = "RYNDHQ", .serial = 418, .classification = Classification::kConfidential}));
  EXPECT_EQ(relay.TakeLines(), Lines{"RYND: RR RYNDHQ"});
}

TEST(Conformance, 044_NoCircuitIsClearedForIt) {
  network::Network network =
      WithClearance(Classification::kConfidential, Classification::kConfidential);
  for (network::Link& link : network.links) {
    if (link.name == "RYLB-RYMC") link.approved = Classification::kConfidential;
  }
  Relay relay(network, "RYLB");
  relay.Arrive("RYKA",
               Make({.called = "RYNDHQ RYLBDN", .classification = Classification::kSecret}));
  EXPECT_EQ(relay.TakeLines(), Lines{"RYLBDN: RR RYLBDN"}) << "the others go on";
  EXPECT_EQ(relay.TakeIntercepted(), Lines{"RYNDHQ (not approved)"});
  EXPECT_EQ(relay.custodian().set_aside(), 1u);
}

// An alternate that is cleared and down is waited for; the primary that is up is never used.
TEST(Conformance, 044_AClearedCircuitThatIsDownIsWaitedFor) {
  Relay relay(WithClearance(Classification::kConfidential, Classification::kSecret), "RYLB");
  relay.Down("RYMC");
  relay.Arrive("RYKA", Make({.called = "RYNDHQ", .classification = Classification::kSecret}));
  EXPECT_EQ(relay.TakeLines(), Lines{});
  EXPECT_EQ(relay.custodian().outstanding(), 1u);
  relay.Up(relay.LinkTo("RYMC"));
  EXPECT_EQ(relay.TakeLines(), Lines{"RYMC: RR RYNDHQ"});
}

// ---------------------------------------------------------------- collectives (rows 56 to 61)

struct CollectiveCase {
  const char* name;
  std::string_view called;
  std::string_view address;
  Lines leaving;  // RYND, from RYLB
  Lines set_aside;
};
class Collectives : public ::testing::TestWithParam<CollectiveCase> {};

// The collective of spec 4.6 and two more that RYND expands: an AIG of mixed roles, and one that
// shares members with the first.
network::Network WithCollectives() {
  network::Network network = FourRelays();
  const network::Directory directory(network);
  const auto id = [&](std::string_view name) { return directory.FindAddressee(name); };
  network.collectives.push_back({"AIG 2117",
                                 Ri("RYNDZA"),
                                 Ri("RYND"),
                                 {id("EMB DUNMARROW")},
                                 {id("EMB FARROWHOLM")},
                                 {},
                                 {}});
  network.collectives.push_back({"FISHERIES",
                                 Ri("RYNDZF"),
                                 Ri("RYND"),
                                 {id("EMB ELSINGTON")},
                                 {id("HOMEMIN HAVENMOUTH")},
                                 {},
                                 {}});
  network.collectives.push_back({"ALL NORTH", Ri("RYLBZN"), Ri("RYLB"), {}, {}, {0, 1}, {}});
  return Relay::Complete(std::move(network));
}

TEST_P(Collectives, AreExpanded) {
  Relay relay(WithCollectives(), "RYND");
  ASSERT_TRUE(relay.Arrive("RYLB", Make({.called = GetParam().called,
                                         .address = GetParam().address,
                                         .precedence = Precedence::kImmediate,
                                         .preamble = "O R"})));
  EXPECT_EQ(relay.TakeLines(), GetParam().leaving);
  EXPECT_EQ(relay.TakeIntercepted(), GetParam().set_aside);
}

const CollectiveCase kCollectives[] = {
    {"Plain",
     "RYNDZP:i",
     "FM EMB BRINDLEMOOR\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE\n",
     {"RYLB: RR RYKACS RYLBEL RYMCGL"},
     {}},
    {"Row056_ExemptedMember",
     "RYNDZP:i",
     "FM EMB BRINDLEMOOR\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE\nXMT EMB GLENDARRA\n",
     {"RYLB: RR RYKACS RYLBEL"},
     {}},
    {"AllMembersExempted",
     "RYNDZP:i",
     "FM EMB BRINDLEMOOR\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE\nXMT NORTHERN TRADE COLLECTIVE\n",
     {},
     {}},
    {"Row058_ExemptedButNamed",
     "RYNDHQ RYNDZP:i",
     "FM EMB BRINDLEMOOR\nTO RYNDHQ/HOMEMIN HAVENMOUTH\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE\n"
     "XMT HOMEMIN HAVENMOUTH\n",
     {"RYNDHQ: OO RYNDHQ", "RYLB: RR RYKACS RYLBEL RYMCGL"},
     {}},
    {"Row059_MemberOfTwo",
     "RYNDZP:i RYNDZF:i",
     "FM EMB BRINDLEMOOR\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE\nRYNDZF/FISHERIES\n",
     {"RYLB: RR RYKACS RYLBEL RYMCGL", "RYNDHQ: RR RYNDHQ"},
     {}},
    {"Row059_ActionWins",
     "RYNDZP:i RYNDZF",
     "FM EMB BRINDLEMOOR\nTO RYNDZF/FISHERIES\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE\n",
     {"RYLB: OO RYKACS RYLBEL RYMCGL", "RYNDHQ: RR RYNDHQ"},
     {}},
    {"AMemberOfInfoWhoseStationMustAct",
     "RYNDZP:i",
     "FM EMB BRINDLEMOOR\nTO RYKACS/HARBOUR MASTER\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE\n",
     {"RYLB: OO RYKACS RYLBEL RYMCGL"},
     {}},
    {"NamedInToAsTheCollectiveLists",
     "RYNDZA",
     "FM EMB BRINDLEMOOR\nTO AIG 2117\n",
     {"RYLB: OO RYLBDN RYMCFR"},
     {}},
    {"NamedInInfoIsInfo",
     "RYNDZA:i",
     "FM EMB BRINDLEMOOR\nINFO AIG 2117\n",
     {"RYLB: RR RYLBDN RYMCFR"},
     {}},
    {"TheOriginatorIsNoMember",
     "RYNDZP:i",
     "FM EMB CALDERSEND\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE\n",
     {"RYLB: RR RYLBEL RYMCGL"},
     {}},
    {"NamedToo_ServedOnce",
     "RYNDHQ RYNDZF:i",
     "FM EMB BRINDLEMOOR\nTO RYNDHQ/HOMEMIN HAVENMOUTH\nINFO RYNDZF/FISHERIES\n",
     {"RYNDHQ: OO RYNDHQ", "RYLB: RR RYLBEL"},
     {}},
    {"OfAnotherExpanderGoesOn",
     "RYLBZN:i",
     "FM EMB BRINDLEMOOR\nINFO RYLBZN/ALL NORTH\n",
     {"RYMC: RR RYLBZN"},
     {}},  // not back to where it came from, while there is another way
    {"UnreadableAddress",
     "RYNDZP:i RYNDHQ",
     "NONSENSE AT THIS PLACE\n",
     {"RYNDHQ: OO RYNDHQ"},
     {"RYNDZP (unreadable)"}},
};
INSTANTIATE_TEST_SUITE_P(Conformance, Collectives, ::testing::ValuesIn(kCollectives),
                         [](const auto& row) { return std::string(row.param.name); });

// Row 57: the reader warns; a relay has nothing to expand and passes it on.
TEST(Conformance, 057_ExemptionWithoutACollective) {
  Relay relay(Four(), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RYLBEL",
                             .address = "FM EMB BRINDLEMOOR\nTO EMB ELSINGTON\nXMT EMB X\n"}));
  EXPECT_EQ(relay.TakeLines(), Lines{"RYLBEL: RR RYLBEL"});
}

// Nested collectives of another expander go into line 2 themselves, to be expanded there.
TEST(Switch, ANestedCollectiveIsLeftToItsExpander) {
  Relay relay(WithCollectives(), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RYLBZN", .address = "FM EMB BRINDLEMOOR\nTO ALL NORTH\n"}));
  EXPECT_EQ(relay.TakeLines(), Lines{"RYND: RR RYNDZP RYNDZA"});
}

TEST(Conformance, 061_ExpandsTheSameOnce) {
  constexpr std::string_view kAddress =
      "FM EMB BRINDLEMOOR\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE\n";
  Relay relay(Four(), "RYND");
  relay.Arrive("RYLB", Make({.called = "RYNDZP:i", .address = kAddress}));
  EXPECT_EQ(relay.TakeLines(), Lines{"RYLB: RR RYKACS RYLBEL RYMCGL"});
  relay.Arrive("RYMC", Make({.called = "RYNDZP:i", .address = kAddress}));
  EXPECT_EQ(relay.TakeLines(), Lines{});
  EXPECT_EQ(relay.TakeDuplicates(), Lines{"RYNDZP"});
  // ZFG, a duplicate sent on purpose, is always expanded.
  const Draft on_purpose{.called = "RYNDZP:i", .address = kAddress, .signals = " ZFG"};
  for (int i = 0; i < 2; ++i) {
    relay.Arrive("RYMC", Make(on_purpose));
    EXPECT_EQ(relay.TakeLines(), Lines{"RYLB: RR RYKACS RYLBEL RYMCGL"});
  }
  EXPECT_EQ(relay.events().Count(EventKind::kExpanded), 3u);
}

TEST(Switch, ACollectiveCalledTwiceInOneLineIsExpandedOnce) {
  Relay relay(Four(), "RYND");
  relay.Arrive("RYLB", Make({.called = "RYNDZP:i RYNDZP:i",
                             .address = "FM X\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE\n"}));
  EXPECT_EQ(relay.TakeLines(), Lines{"RYLB: RR RYKACS RYLBEL RYMCGL"});
  EXPECT_EQ(relay.events().Count(EventKind::kExpanded), 1u);
}

// ---------------------------------------------------------------- duplicates (rows 82 to 86)

TEST(Conformance, 082_ASuspectedDuplicateThatWasHereIsFiled) {
  Relay relay(Four(), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RYLBDN"}));
  relay.Take();
  cable::Transmission again = Make({.called = "RYLBDN"});
  again.pilots.push_back({"ZFD RYKA", "KLA0001", "RR RYLBDN\n"});
  relay.Arrive("RYKA", again);
  EXPECT_EQ(relay.TakeLines(), Lines{});
  EXPECT_EQ(relay.TakeDuplicates(), Lines{"RYLBDN (suspected duplicate)"});
}

TEST(Conformance, 083_ASuspectedDuplicateThatIsNewGoesOnWithItsPilot) {
  Relay relay(Four(), "RYLB");
  cable::Transmission suspected = Make({.called = "RYLBDN RYMCFR"});
  suspected.pilots.push_back({"ZFD RYKA", "KLA0001", "RR RYLBDN RYMCFR\n"});
  relay.Arrive("RYKA", suspected);
  const auto left = relay.Take();
  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(FormatRoutingLine(left[0].second.precedence, left[0].second.called.span()),
            "RR RYLBDN");
  EXPECT_EQ(left[0].second.pilots, suspected.pilots) << "only its own routing line is segregated";
}

TEST(Conformance, 084_ADuplicateOnPurposeIsForwarded) {
  Relay relay(Four(), "RYLB");
  for (int i = 0; i < 2; ++i) {
    relay.Arrive("RYKA", Make({.called = "RYLBDN", .signals = " ZFG"}));
    EXPECT_EQ(relay.TakeLines(), Lines{"RYLBDN: RR RYLBDN"});
  }
}

TEST(Conformance, 085_ASegregatedTwinIsNoDuplicate) {
  Relay relay(Four(), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RYLBDN"}));
  relay.Arrive("RYKA", Make({.called = "RYLBEL"}));
  EXPECT_EQ(relay.TakeLines(), (Lines{"RYLBDN: RR RYLBDN", "RYLBEL: RR RYLBEL"}));
  // One that was here and one that was not: the duplicate is dropped by itself.
  relay.Arrive("RYKA", Make({.called = "RYLBEL RYMCFR"}));
  EXPECT_EQ(relay.TakeLines(), Lines{"RYMC: RR RYMCFR"});
  EXPECT_EQ(relay.TakeDuplicates(), Lines{"RYLBEL"});
}

TEST(Conformance, 086_AnotherTextUnderTheSameNameGoesOn) {
  Relay relay(Four(), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RYLBDN"}));
  relay.Arrive("RYKA", Make({.called = "RYLBDN", .text = "ANOTHER TEXT."}));
  EXPECT_EQ(relay.TakeLines(), (Lines{"RYLBDN: RR RYLBDN", "RYLBDN: RR RYLBDN"}));
}

struct AgainCase {
  const char* name;
  std::string_view pilot;
  std::string_view instructions;
  bool goes_on;
};
class Again : public ::testing::TestWithParam<AgainCase> {};

TEST_P(Again, FollowsSpec493) {
  Relay relay(Four(), "RYLB");
  relay.Arrive("RYKA", Make({.called = "RYLBDN"}));
  relay.Take();
  cable::Transmission again = Make({.called = "RYLBDN", .instructions = GetParam().instructions});
  if (!GetParam().pilot.empty()) {
    again.pilots.push_back({std::string(GetParam().pilot), "", "RR RYLBEL\n"});
  }
  relay.Arrive("RYKA", again);
  EXPECT_EQ(relay.Take().size(), GetParam().goes_on ? 1u : 0u);
  relay.Arrive("RYKA", again);
  EXPECT_EQ(relay.Take().size(), GetParam().pilot.empty() && GetParam().goes_on ? 1u : 0u)
      << "the same pilot a second time is a duplicate of itself";
}

constexpr AgainCase kAgain[] = {
    {"Plain", "", "ZNR UUUUU\n", false},
    {"SentAgainByTheOrigin", "", "ZNR UUUUU ZEQ6\n", true},
    {"NotJustAnyGroupWithThoseLetters", "", "ZNR UUUUU XZEQ66\n", false},
    {"Rerouted", "ZNR UUUUU ZOV RYMCFR", "ZNR UUUUU\n", true},
    {"Corrected", "ZEL RYKABD", "ZNR UUUUU\n", true},
    {"Suspected", "ZFD RYKA", "ZNR UUUUU\n", false},
    {"SubjectToCorrection", "ZDG", "ZNR UUUUU\n", false},
};
INSTANTIATE_TEST_SUITE_P(Switch, Again, ::testing::ValuesIn(kAgain),
                         [](const auto& row) { return std::string(row.param.name); });

// ---------------------------------------------------------------- order and channels

TEST(Switch, RefusesTheNumberOfAnotherChannel) {
  Relay relay(Four(), "RYLB");
  cable::Transmission one = Make({.called = "RYLBDN"});
  one.number = {cable::ChannelDesignator::Of("QQQ"), 1, 4};
  EXPECT_FALSE(relay.core().HandleTransmission(relay.now, channel::ChannelIndex{0}, one));
  EXPECT_EQ(relay.custodian().outstanding(), 0u);
}

TEST(Switch, CopiesSpreadOverTheChannelsOfALink) {
  network::Network network = FourRelays();
  for (network::Link& link : network.links) {
    if (link.name == "RYLB-RYND") link.channels.resize(3);
  }
  Relay relay(Relay::Complete(std::move(network)), "RYLB");
  relay.Down("RYND");
  relay.Down("RYMC");
  for (std::uint16_t i = 1; i <= 9; ++i) {
    relay.Arrive("RYKA", Make({.called = "RYNDHQ", .serial = i}));
  }
  for (const channel::ChannelIndex channel : relay.custodian().ChannelsOf(relay.LinkTo("RYND"))) {
    EXPECT_EQ(relay.custodian().outgoing(channel).waiting(), 3u);
  }
}

}  // namespace
}  // namespace torntape::router
