// A post: what it takes from people, what it refuses and why, and who gets what arrives.
#include "nodes/core/post.h"

#include <memory>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "store/keeper.h"
#include "store/memory_store.h"
#include "tests/network/four_relays.h"
#include "tests/router/drafts.h"

namespace torntape::nodes {
namespace {

using cable::EventKind;
using cable::Precedence;
using cable::Reason;
using cable::Role;
using channel::ChannelIndex;
using channel::LinkIndex;
using network::Network;
using network::testing::FourRelays;
using testing::Draft;
using testing::Make;
using testing::Ri;
using Lines = std::vector<std::string>;

Network Complete(Network network) {
  EXPECT_TRUE(network::CompleteChannels(network));
  network::CompleteRoutes(network);
  return network;
}

// One post with its store, its links up, and a person who files and reads.
class Desk {
 public:
  explicit Desk(std::string_view post, Network network = FourRelays(), bool connected = true)
      : network_(Complete(std::move(network))), directory_(network_), name_(Ri(post)) {
    Start();
    if (connected) Connect();
    events.Clear();
  }
  Desk(const Desk&) = delete;

  void Connect() {
    const std::size_t links = channel::LinksOf(network_, name_).size();
    for (std::size_t i = 0; i < links; ++i) {
      const auto link = static_cast<LinkIndex>(i);
      channel::PeerState peer;
      peer.store_epoch = 9;
      for (const ChannelIndex channel : custodian().ChannelsOf(link)) {
        peer.channels.push_back({custodian().StateOf(channel).sent_count, arrived_});
      }
      custodian().LinkUp(now, link, peer);
      for (const ChannelIndex channel : custodian().ChannelsOf(link)) {
        custodian().HandleCredit(channel, 1u << 30, 1u << 30);
      }
    }
    EndTurn();
  }
  void Crash() {
    keeper_.reset();
    post_.reset();
    store_.LoseUncommitted();
    Start();
  }

  // "" if it was taken, else what the person is told.
  std::string File(const std::string& text) {
    const cable::ReadResult read = cable::ReadCable(text);
    EXPECT_TRUE(read.cable.has_value()) << text;
    if (!read.cable) return "unreadable";
    return File(*read.cable);
  }
  std::string File(const cable::Cable& cable) {
    const auto filed = post_->File(now, cable);
    EndTurn();
    return filed ? "" : filed.error().message;
  }
  bool Arrive(cable::Transmission transmission) {
    const channel::ChannelConfig& config = custodian().config_of(ChannelIndex{0});
    transmission.number = {config.incoming, static_cast<std::uint16_t>(++arrived_), config.digits};
    const bool taken = post_->HandleTransmission(now, ChannelIndex{0}, transmission);
    EndTurn();
    return taken;
  }
  // What left since the last call: "RYKA: OO RYLBDN".
  Lines TakeLines() { return std::exchange(lines_, {}); }
  // Who got something since the last call: "action EMB DUNMARROW", or why nobody did.
  Lines TakeDelivered() {
    Lines delivered;
    for (const HandedOver& handed : post_->handed_over()) {
      if (handed.deliveries.empty()) {
        delivered.push_back("nobody: " + std::string(NameOf(handed.reason)));
      }
      for (const network::Delivery& one : handed.deliveries) {
        delivered.push_back(std::string(NameOf(one.role)) + " " + one.name);
      }
    }
    post_->ClearHandedOver();
    return delivered;
  }

  void Written(std::size_t count) {
    post_->Written(now, count);
    EndTurn();
  }

  Post& post() { return *post_; }
  channel::Custodian& custodian() { return post_->custodian(); }
  const network::Directory& directory() const { return directory_; }

  testing::EventLog events;
  std::vector<cable::Pilot> pilots;  // of what left
  Instant now{};

 private:
  void Start() {
    post_ = std::make_unique<Post>(directory_, name_, channel::CustodyConfigFor(network_, name_, 1),
                                   events);
    keeper_ = std::make_unique<store::Keeper>(*post_, store_);
    EXPECT_TRUE(keeper_->Recover(now));
  }
  void EndTurn() {
    keeper_->EndTurn(now);
    for (const channel::Departure& departure : custodian().departures()) {
      lines_.push_back(custodian().config_of(departure.channel).peer.ToString() + ": " +
                       FormatRoutingLine(departure.transmission.precedence,
                                         departure.transmission.called.span()));
      const auto& with = departure.transmission.pilots;
      pilots.insert(pilots.end(), with.begin(), with.end());
    }
    custodian().ClearOutputs();
  }

  Network network_;
  network::Directory directory_;
  cable::RoutingIndicator name_;
  store::MemoryStore store_{{.records = store::MemoryStore::Records::kKeep}};
  std::unique_ptr<Post> post_;
  std::unique_ptr<store::Keeper> keeper_;
  std::uint64_t arrived_ = 0;
  Lines lines_;
};

// The text of a cable that RYKABD files.
struct Page {
  std::string_view routing = "RR RYLBDN";
  std::string_view from = "RYKABD";
  int serial = 417;
  std::string_view security = "ZNR UUUUU";
  std::string_view preamble = "R 141030Z MAY 31";
  std::string_view address = "FM EMB BRINDLEMOOR\nTO RYLBDN/EMB DUNMARROW 0119\n";
  std::string_view classification = "UNCLAS";
  std::string_view text = "THE HERRING ARE LATE THIS YEAR.";
};

std::string Write(const Page& page) {
  return fmt::format(
      "VZCZCBDA{:04}\n{}\nDE {} #{:04} 1341042\n{}\n{}\n{}BT\n{} BRINDLEMOOR 000{:03}\n\n{}\nBT\n"
      "#{:04}\nNNNN\n",
      page.serial, page.routing, page.from, page.serial, page.security, page.preamble, page.address,
      page.classification, page.serial % 1000, page.text, page.serial);
}

// ---------------------------------------------------------------- filing

// Step 1 of the table of spec 4.6.
TEST(Post, FilesTheCableOfTheExample) {
  Desk desk("RYKABD");
  std::ifstream file(std::string(TORNTAPE_SOURCE_DIR) +
                     "/configs/cables/brindlemoor-0417-01.cable");
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(desk.File(text.str()), "");
  EXPECT_EQ(desk.TakeLines(), Lines{"RYKA: OO RYLBDN RYMCFR RYNDHQ RYNDZP"});
  const auto filed = desk.events.Of(EventKind::kFiled);
  ASSERT_EQ(filed.size(), 1u);
  std::string roles;
  for (const cable::Called& called : filed[0].called) roles += NameOf(called.role)[0];
  EXPECT_EQ(roles, "IIaI") << "action for HAVENMOUTH alone";
  EXPECT_EQ(desk.post().cables_filed(), 1u);
  EXPECT_EQ(desk.custodian().outstanding(), 1u) << "until the relay has it";
}

TEST(Post, StoresWhatItFilesWhileItsCircuitIsDown) {
  Desk desk("RYKABD", FourRelays(), /*connected=*/false);
  EXPECT_EQ(desk.File(Write({})), "");
  EXPECT_EQ(desk.TakeLines(), Lines{});
  desk.Crash();
  EXPECT_EQ(desk.custodian().outstanding(), 1u);
  desk.Connect();
  EXPECT_EQ(desk.TakeLines(), Lines{"RYKA: RR RYLBDN"});
}

void ExpectRefused(Desk& desk, const std::string& told, std::string_view why, Reason reason) {
  EXPECT_NE(told.find(why), std::string::npos) << told;
  const auto refused = desk.events.Of(EventKind::kRefused);
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused[0].event.reason, reason);
}

TEST(PostRefuses, AnotherStationsCable) {
  Desk desk("RYKABD");
  ExpectRefused(desk, desk.File(Write({.from = "RYKACS"})),
                "the calling station in format line 3 is RYKACS, but this post is RYKABD; file it "
                "there",
                Reason::kProtocol);
  EXPECT_EQ(desk.custodian().outstanding(), 0u) << "nothing of it is kept";
  EXPECT_EQ(desk.TakeLines(), Lines{});
}

TEST(PostRefuses, WhatWasFiledBefore) {
  Desk desk("RYKABD");
  EXPECT_EQ(desk.File(Write({})), "");
  ExpectRefused(desk, desk.File(Write({})),
                "RYKABD #0417 1341042 was filed here before, word for word; to send it again on "
                "purpose put ZFG into format line 5",
                Reason::kNone);
  EXPECT_EQ(desk.File(Write({.text = "ANOTHER TEXT."})), "") << "the same name alone is no fault";
  desk.TakeLines();
  const std::string on_purpose = Write({.preamble = "R 141030Z MAY 31 ZFG"});
  EXPECT_EQ(desk.File(on_purpose), "");
  EXPECT_EQ(desk.File(on_purpose), "");
  EXPECT_EQ(desk.TakeLines().size(), 2u);
}

TEST(PostRefuses, WhatWasFiledBeforeACrash) {
  Desk desk("RYKABD");
  EXPECT_EQ(desk.File(Write({})), "");
  desk.Crash();
  EXPECT_NE(desk.File(Write({})), "");
}

TEST(PostRefuses, WhatNoCircuitIsClearedFor) {
  Network network = FourRelays();
  for (network::Link& link : network.links) {
    if (link.name == "RYKA-RYKABD") link.approved = cable::Classification::kConfidential;
  }
  Desk desk("RYKABD", std::move(network));
  ExpectRefused(desk, desk.File(Write({.security = "ZNY SSSSS", .classification = "S E C R E T"})),
                "it is classified SECRET, and no circuit of RYKABD is approved for that",
                Reason::kNotApproved);
  EXPECT_EQ(
      desk.File(Write({.security = "ZNY CCCCC", .classification = "C O N F I D E N T I A L"})), "");
}

TEST(PostRefuses, WhatIsTooLarge) {
  Desk desk("RYKABD");
  const cable::ReadResult read = cable::ReadCable(Write({}));
  ASSERT_TRUE(read.cable.has_value());
  cable::Cable large = *read.cable;
  large.transmission.body = SharedBytes(std::string(cable::kBodyBytesMax + 1, 'X'));
  ExpectRefused(desk, desk.File(large),
                "it has 4194305 bytes and calls 1 stations; a channel carries 4194304 bytes and "
                "500 routing indicators at most: send it in parts",
                Reason::kTooLarge);
  cable::Cable many = *read.cable;
  for (int i = 0; i < 500; ++i) {
    const std::string name = {'R', 'Y', static_cast<char>('A' + i / 26),
                              static_cast<char>('A' + i % 26), 'Q'};
    many.transmission.called.push_back({Ri(name), Role::kAction});
  }
  EXPECT_NE(desk.File(many).find("calls 501 stations"), std::string::npos);
}

TEST(PostRefuses, WhatXmtLeavesNobodyFor) {
  Network network = FourRelays();
  network.expand_at_originator = true;
  Desk desk("RYKABD", std::move(network));
  ExpectRefused(
      desk,
      desk.File(Write({.routing = "RR RYNDZP",
                       .address = "FM EMB BRINDLEMOOR\nTO RYNDZP/NORTHERN TRADE COLLECTIVE\n"
                                  "XMT EMB CALDERSEND\nEMB ELSINGTON\nEMB GLENDARRA\n"})),
      "nobody is left to send it to: XMT exempts every member of its collectives",
      Reason::kExempted);
}

// Spec 4.8: what nobody can read in line 2 costs its own branch, and is not dropped in silence.
TEST(Conformance, 013_AnUnreadableGroupIsSetAsideAndTheOthersGo) {
  Desk desk("RYKABD");
  EXPECT_EQ(desk.File(Write({.routing = "RR RYLBDN RYL"})), "");
  EXPECT_EQ(desk.TakeLines(), Lines{"RYKA: RR RYLBDN"});
  const auto intercepted = desk.events.Of(EventKind::kIntercepted);
  ASSERT_EQ(intercepted.size(), 1u);
  EXPECT_EQ(intercepted[0].event.reason, Reason::kUnknownIndicator);
  EXPECT_EQ(desk.custodian().set_aside(), 1u);
}

// ACP 127 ¶420a: an IMMEDIATE goes on though its filing time is no time, behind a pilot that says
// so.
TEST(Conformance, 031_AnUrgentCableWithABadFilingDayGoesSubjectToCorrection) {
  Desk desk("RYKABD");
  std::string text = Write({.routing = "OO RYLBDN", .preamble = "O 141030Z MAY 31"});
  text.replace(text.find("1341042"), 7, "3671042");
  EXPECT_EQ(desk.File(text), "");
  ASSERT_EQ(desk.pilots.size(), 1u);
  EXPECT_EQ(desk.pilots[0].instruction, "ZDG");
  EXPECT_EQ(desk.pilots[0].enclosed_identification, "BDA0417");
  EXPECT_EQ(desk.pilots[0].enclosed_routing_line, "OO RYLBDN\n");
}

// ---------------------------------------------------------------- copies (spec 3.4.4, 4.4)

struct FilingCase {
  const char* name;
  std::string_view routing;
  std::string_view preamble;
  std::string_view address;
  Lines leaving;
  bool expand_at_originator = false;
};
class Filing : public ::testing::TestWithParam<FilingCase> {};

TEST_P(Filing, SendsTheCopiesItNeeds) {
  Network network = FourRelays();
  network.expand_at_originator = GetParam().expand_at_originator;
  Desk desk("RYKABD", std::move(network));
  EXPECT_EQ(desk.File(Write({.routing = GetParam().routing,
                             .preamble = GetParam().preamble,
                             .address = GetParam().address})),
            "");
  EXPECT_EQ(desk.TakeLines(), GetParam().leaving);
}

constexpr std::string_view kActionAndInfo =
    "FM EMB BRINDLEMOOR\nTO RYNDHQ/HOMEMIN HAVENMOUTH 2213\nINFO RYLBDN/EMB DUNMARROW 0119\n"
    "RYMCFR/EMB FARROWHOLM 0087\n";
const FilingCase kFilings[] = {
    {"FlashWithLowerInfoIsTwo",
     "ZZ RYLBDN RYMCFR RYNDHQ",
     "Z R 141030Z MAY 31",
     kActionAndInfo,
     {"RYKA: ZZ RYNDHQ", "RYKA: RR RYLBDN RYMCFR"}},
    {"FlashForAllIsOne",
     "ZZ RYLBDN RYMCFR RYNDHQ",
     "Z 141030Z MAY 31",
     kActionAndInfo,
     {"RYKA: ZZ RYLBDN RYMCFR RYNDHQ"}},
    {"ImmediateWithLowerInfoIsOne",
     "OO RYLBDN RYMCFR RYNDHQ",
     "O R 141030Z MAY 31",
     kActionAndInfo,
     {"RYKA: OO RYLBDN RYMCFR RYNDHQ"}},
    {"OneFlashForAStationThatServesBoth",
     "ZZ RYLBDN",
     "Z R 141030Z MAY 31",
     "FM EMB BRINDLEMOOR\nTO RYLBDN/EMB DUNMARROW\nINFO RYLBDN/TRADE OFFICE\n",
     {"RYKA: ZZ RYLBDN"}},
    {"TheCollectiveGoesToItsExpander",
     "RR RYNDZP",
     "R 141030Z MAY 31",
     "FM EMB BRINDLEMOOR\nTO RYNDZP/NORTHERN TRADE COLLECTIVE\n",
     {"RYKA: RR RYNDZP"}},
    {"OrIsExpandedHere",
     "RR RYNDZP",
     "R 141030Z MAY 31",
     "FM EMB BRINDLEMOOR\nTO RYNDZP/NORTHERN TRADE COLLECTIVE\nXMT EMB GLENDARRA\n",
     {"RYKA: RR RYKACS RYLBEL"},
     true},
    {"GroupedByRelayAndEachOnce",
     "RR RYLBEL RYMCFR RYLBDN RYNDZP",
     "R 141030Z MAY 31",
     "FM EMB BRINDLEMOOR\nTO RYLBEL/EMB ELSINGTON\nRYMCFR/EMB FARROWHOLM\nRYLBDN/EMB DUNMARROW\n"
     "INFO RYNDZP/NORTHERN TRADE COLLECTIVE\n",
     {"RYKA: RR RYLBEL RYLBDN RYMCFR RYMCGL RYKACS"},
     true},
};
INSTANTIATE_TEST_SUITE_P(Post, Filing, ::testing::ValuesIn(kFilings),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Post, ASelfAddressedCableIsDeliveredHereAndSentToTheOthers) {
  Desk desk("RYKABD");
  EXPECT_EQ(desk.File(Write({.routing = "RR RYKABD RYLBDN",
                             .address = "FM EMB BRINDLEMOOR\nTO RYKABD/EMB BRINDLEMOOR\n"
                                        "INFO RYLBDN/EMB DUNMARROW\n"})),
            "");
  EXPECT_EQ(desk.TakeLines(), Lines{"RYKA: RR RYLBDN"});
  EXPECT_EQ(desk.TakeDelivered(), Lines{"action EMB BRINDLEMOOR"});
  EXPECT_EQ(desk.post().deliveries(), 1u);
}

TEST(Post, ACableToItselfAloneNeedsNoCircuit) {
  Network network = FourRelays();
  for (network::Link& link : network.links) {
    link.approved = cable::Classification::kUnclassified;
  }
  Desk desk("RYKABD", std::move(network), /*connected=*/false);
  EXPECT_EQ(desk.File(Write({.routing = "RR RYKABD",
                             .security = "ZNY SSSSS",
                             .address = "FM EMB BRINDLEMOOR\nTO RYKABD/EMB BRINDLEMOOR\n",
                             .classification = "S E C R E T"})),
            "");
  EXPECT_EQ(desk.TakeDelivered(), Lines{"action EMB BRINDLEMOOR"});
  EXPECT_EQ(desk.custodian().outstanding(), 0u);
}

// ---------------------------------------------------------------- arrival

struct ArrivalCase {
  const char* name;
  std::string_view called;
  std::string_view address;
  Lines delivered;
};
class Arrival : public ::testing::TestWithParam<ArrivalCase> {};

TEST_P(Arrival, ReachesWhoIsMeant) {
  Desk desk("RYLBEL");
  ASSERT_TRUE(desk.Arrive(Make({.called = GetParam().called, .address = GetParam().address})));
  EXPECT_EQ(desk.TakeDelivered(), GetParam().delivered);
  EXPECT_EQ(desk.custodian().outstanding(), 0u);
}

const ArrivalCase kArrivals[] = {
    {"Action", "RYLBEL", "FM EMB X\nTO RYLBEL/EMB ELSINGTON\n", {"action EMB ELSINGTON"}},
    {"Info", "RYLBEL:i", "FM EMB X\nTO RYKACS/Y\nINFO EMB ELSINGTON\n", {"INFO EMB ELSINGTON"}},
    {"MemberOfACollective",
     "RYLBEL:i",
     "FM EMB X\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE\n",
     {"INFO EMB ELSINGTON"}},
    {"Row060_TheCollectiveItself",
     "RYNDZP",
     "FM EMB X\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE\n",
     {"INFO EMB ELSINGTON"}},
    {"TwoAddressees",
     "RYLBEL",
     "FM EMB X\nTO RYLBEL/EMB ELSINGTON\nINFO RYLBEL/TRADE OFFICE ELSINGTON\n",
     {"action EMB ELSINGTON", "INFO TRADE OFFICE ELSINGTON"}},
    {"NobodyHere", "RYLBEL", "FM EMB X\nTO RYKACS/EMB CALDERSEND\n", {"nobody: nobody here"}},
    {"Unreadable", "RYLBEL", "NONSENSE AT THIS PLACE\n", {"nobody: unreadable"}},
};
INSTANTIATE_TEST_SUITE_P(Post, Arrival, ::testing::ValuesIn(kArrivals),
                         [](const auto& row) { return std::string(row.param.name); });

constexpr std::string_view kToElsington = "FM EMB X\nTO RYLBEL/EMB ELSINGTON\n";

TEST(Post, WhatNobodyGetsIsToldAsIntercepted) {
  Desk desk("RYLBEL");
  desk.Arrive(Make({.called = "RYLBEL", .address = "FM EMB X\nTO RYKACS/EMB CALDERSEND\n"}));
  const auto intercepted = desk.events.Of(EventKind::kIntercepted);
  ASSERT_EQ(intercepted.size(), 1u);
  EXPECT_EQ(intercepted[0].event.reason, Reason::kNobodyHere);
}

TEST(Post, DeliversOnceAnAddressee) {
  Desk desk("RYLBEL");
  desk.Arrive(Make({.called = "RYLBEL", .address = kToElsington}));
  EXPECT_EQ(desk.TakeDelivered().size(), 1u);
  desk.Arrive(Make({.called = "RYLBEL", .address = kToElsington}));
  EXPECT_EQ(desk.TakeDelivered(), Lines{}) << "a cable of which all is known is not handed over";
  EXPECT_EQ(desk.events.Count(EventKind::kDuplicateDropped), 1u);
  EXPECT_EQ(desk.post().deliveries(), 1u);
  // After a crash too.
  desk.Crash();
  desk.Connect();
  desk.Arrive(Make({.called = "RYLBEL", .address = kToElsington}));
  EXPECT_EQ(desk.TakeDelivered(), Lines{});
}

TEST(Post, TwoCopiesInOneTurnAreDeliveredOnce) {
  Desk desk("RYLBEL");
  cable::Transmission one = Make({.called = "RYLBEL", .address = kToElsington});
  one.number = {desk.custodian().config_of(ChannelIndex{0}).incoming, 1, 4};
  ASSERT_TRUE(desk.post().HandleTransmission(desk.now, ChannelIndex{0}, one));
  desk.Arrive(one);
  EXPECT_EQ(desk.TakeDelivered().size(), 1u);
}

TEST(Conformance, 082_ASuspectedDuplicateAtTheAddressee) {
  Desk desk("RYLBEL");
  cable::Transmission suspected = Make({.called = "RYLBEL", .address = kToElsington});
  suspected.pilots.push_back({"ZFD RYLB", "LEA0001", "RR RYLBEL\n"});
  desk.Arrive(suspected);
  EXPECT_EQ(desk.TakeDelivered().size(), 1u) << "83: it is not in the history";
  desk.Arrive(suspected);
  EXPECT_EQ(desk.TakeDelivered(), Lines{});
  EXPECT_EQ(desk.events.Of(EventKind::kDuplicateDropped).at(0).event.reason,
            Reason::kSuspectedDuplicate);
}

TEST(Conformance, 084_ADuplicateOnPurposeIsDelivered) {
  Desk desk("RYLBEL");
  for (int i = 0; i < 2; ++i) {
    desk.Arrive(Make({.called = "RYLBEL", .address = kToElsington, .signals = " ZFG"}));
    EXPECT_EQ(desk.TakeDelivered(), Lines{"action EMB ELSINGTON"});
  }
  EXPECT_EQ(desk.events.Of(EventKind::kDelivered).back().event.reason, Reason::kNone);
}

TEST(Conformance, 086_BothOfAConflictAreDeliveredAndItIsSaid) {
  Desk desk("RYLBEL");
  desk.Arrive(Make({.called = "RYLBEL", .address = kToElsington}));
  desk.Arrive(Make({.called = "RYLBEL", .address = kToElsington, .text = "ANOTHER TEXT."}));
  EXPECT_EQ(desk.TakeDelivered(), (Lines{"action EMB ELSINGTON", "action EMB ELSINGTON"}));
  const auto delivered = desk.events.Of(EventKind::kDelivered);
  EXPECT_EQ(delivered.at(0).event.reason, Reason::kNone);
  EXPECT_EQ(delivered.at(1).event.reason, Reason::kIdentificationConflict);
}

TEST(Conformance, 066_AMissentCableGoesBackUnalteredOnce) {
  Desk desk("RYLBEL");
  cable::Transmission missent =
      Make({.called = "RYLBDN:i", .address = "FM EMB X\nTO RYLBDN/EMB DUNMARROW\n"});
  desk.Arrive(missent);
  EXPECT_EQ(desk.TakeLines(), Lines{"RYLB: RR RYLBDN"});
  EXPECT_EQ(desk.TakeDelivered(), Lines{});
  // The relay sends it again: now a supervisor must look.
  missent.trace.push_back({desk.custodian().config_of(ChannelIndex{0}).outgoing, 1, 4});
  missent.trace.push_back({desk.custodian().config_of(ChannelIndex{0}).incoming, 1, 4});
  desk.Arrive(missent);
  EXPECT_EQ(desk.TakeLines(), Lines{});
  EXPECT_EQ(desk.TakeDelivered(), Lines{"nobody: nobody here"});
  // A position within this post is no other station.
  desk.Arrive(Make({.called = "RYLBELA", .address = kToElsington, .serial = 9}));
  EXPECT_EQ(desk.TakeDelivered(), Lines{"action EMB ELSINGTON"});
}

// The relay could not tell that it had come, and sent it again (random worlds 857 and 1047).
TEST(Post, AMissentCableThatComesTwiceGoesBackOnce) {
  Desk desk("RYLBEL");
  const Draft missent{.called = "RYLBDN", .address = "FM EMB X\nTO RYLBDN/EMB DUNMARROW\n"};
  desk.Arrive(Make(missent));
  EXPECT_EQ(desk.TakeLines(), Lines{"RYLB: RR RYLBDN"});
  desk.Arrive(Make(missent));
  EXPECT_EQ(desk.TakeLines(), Lines{});
  EXPECT_EQ(desk.events.Count(EventKind::kDuplicateDropped), 1u);
  EXPECT_EQ(desk.custodian().outstanding(), 1u) << "the one that went back";
}

TEST(Post, TellsHowACableCame) {
  Desk desk("RYLBEL");
  cable::Transmission one = Make({.called = "RYLBEL", .address = kToElsington});
  one.trace.push_back({cable::ChannelDesignator::Of("BDA"), 1, 4});
  desk.Arrive(one);
  const auto delivered = desk.events.Of(EventKind::kDelivered);
  ASSERT_EQ(delivered.size(), 1u);
  ASSERT_EQ(delivered[0].trace.size(), 2u);
  EXPECT_EQ(delivered[0].trace[0].ToString(), "LEA0001");
  EXPECT_EQ(delivered[0].trace[1].ToString(), "BDA0001");
  EXPECT_EQ(delivered[0].event.role, Role::kAction);
}

TEST(Post, KeepsInCustodyWhatNobodyTakes) {
  Desk desk("RYLBEL");
  desk.post().HoldHandOver(true);
  desk.Arrive(Make({.called = "RYLBEL", .address = kToElsington}));
  EXPECT_EQ(desk.TakeDelivered(), Lines{});
  EXPECT_EQ(desk.custodian().outstanding(), 1u);
  desk.Crash();
  EXPECT_EQ(desk.TakeDelivered(), Lines{"action EMB ELSINGTON"}) << "it was receipted: it is here";
  EXPECT_EQ(desk.custodian().outstanding(), 0u);
}

TEST(Post, PrefersACircuitThatIsUp) {
  Network network = FourRelays();
  network::testing::AddLink(network, "RYLB", "RYKABD", 5);
  Desk desk("RYKABD", std::move(network));
  desk.custodian().LinkDown(desk.now, LinkIndex{0}, Reason::kConnectionLost);
  EXPECT_EQ(desk.File(Write({})), "");
  EXPECT_EQ(desk.TakeLines(), Lines{"RYLB: RR RYLBDN"});
}

TEST(Post, KeepsWhatItHandedOverUntilItIsWritten) {
  Desk desk("RYLBDN");
  desk.post().KeepUntilWritten();
  const cable::Transmission first = Make({"RYLBDN", "TO RYLBDN/EMB DUNMARROW 0119\n"});
  ASSERT_TRUE(desk.Arrive(first));
  EXPECT_EQ(desk.TakeDelivered().size(), 1u);
  EXPECT_EQ(desk.post().in_hand(), 1u);
  EXPECT_EQ(desk.custodian().outstanding(), 1u);
  // The same again, while it is not written: it is known already.
  ASSERT_TRUE(desk.Arrive(first));
  EXPECT_TRUE(desk.TakeDelivered().empty());
  EXPECT_EQ(desk.post().in_hand(), 1u);

  desk.Written(1);
  EXPECT_EQ(desk.post().in_hand(), 0u);
  EXPECT_EQ(desk.custodian().outstanding(), 0u);
  ASSERT_TRUE(desk.Arrive(first));
  EXPECT_TRUE(desk.TakeDelivered().empty());
}

}  // namespace
}  // namespace torntape::nodes
