// Sections at a post (spec 6): it cuts what is filed, holds what arrives until it is whole, asks
// for what does not come, and hands over the very text that was filed.
#include "cable/sections.h"

#include <memory>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "nodes/core/post.h"
#include "store/keeper.h"
#include "store/memory_store.h"
#include "tests/channel/cables.h"
#include "tests/network/four_relays.h"

namespace torntape::nodes {
namespace {

using cable::EventKind;
using cable::Reason;
using channel::ChannelIndex;
using channel::LinkIndex;
using network::testing::FourRelays;
using network::testing::Ri;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

network::Network WithSections(network::Sections sections) {
  network::Network network = FourRelays();
  EXPECT_TRUE(network::CompleteChannels(network));
  network::CompleteRoutes(network);
  network.sections = sections;
  return network;
}

// A post with its store; what leaves and what is handed over is kept.
class Station {
 public:
  explicit Station(std::string_view post, network::Sections sections = {true, true, {}})
      : network_(WithSections(sections)), directory_(network_), name_(Ri(post)) {
    Start();
  }

  void Start() {
    keeper_.reset();
    post_ = std::make_unique<Post>(directory_, name_, channel::CustodyConfigFor(network_, name_, 1),
                                   events);
    keeper_ = std::make_unique<store::Keeper>(*post_, store_);
    EXPECT_TRUE(keeper_->Recover(now));
    channel::PeerState peer;
    peer.store_epoch = 9;
    peer.channels.push_back({custodian().StateOf(ChannelIndex{0}).sent_count, arrived_});
    custodian().LinkUp(now, LinkIndex{0}, peer);
    custodian().HandleCredit(ChannelIndex{0}, 1u << 30, 1u << 30);
    EndTurn();
  }
  void Crash() {
    store_.LoseUncommitted();
    Start();
  }

  std::string File(const std::string& text) {
    const cable::ReadResult read = cable::ReadCable(text);
    EXPECT_TRUE(read.cable) << RenderDiagnostics(read.diagnostics, "filed", text);
    const auto filed = post_->File(now, *read.cable);
    EndTurn();
    return filed ? "" : filed.error().message;
  }
  void Arrive(cable::Transmission transmission) {
    const channel::ChannelConfig& config = custodian().config_of(ChannelIndex{0});
    transmission.called.clear();
    transmission.called.push_back({name_, cable::Role::kAction});
    transmission.number = {config.incoming, static_cast<std::uint16_t>(++arrived_), config.digits};
    EXPECT_TRUE(post_->HandleTransmission(now, ChannelIndex{0}, transmission));
    EndTurn();
  }
  // As a shell and a world do: a turn when the post wants one.
  void Advance(Duration span) {
    const Instant end = now + span;
    for (auto due = post_->PollTimeout(); due && *due <= end; due = post_->PollTimeout()) {
      now = std::max(now, *due);
      EndTurn();
    }
    now = end;
  }

  std::vector<cable::Transmission> TakeSent() { return std::exchange(sent_, {}); }
  // The texts that were handed over, without format lines 1 and 2.
  std::vector<std::string> TakeTexts() {
    std::vector<std::string> texts;
    for (const HandedOver& handed : post_->handed_over()) {
      const std::string text = cable::WriteTransmission(handed.transmission);
      texts.push_back(text.substr(text.find("DE ")));
    }
    post_->ClearHandedOver();
    return texts;
  }
  Post& post() { return *post_; }
  channel::Custodian& custodian() { return post_->custodian(); }

  testing::EventLog events;
  Instant now = FromCalendar(2031, 5, 14, 10, 42);

 private:
  void EndTurn() {
    keeper_->EndTurn(now);
    for (const channel::Departure& departure : custodian().departures()) {
      sent_.push_back(departure.transmission);
    }
    custodian().ClearOutputs();
  }

  network::Network network_;
  network::Directory directory_;
  cable::RoutingIndicator name_;
  store::MemoryStore store_{{.records = store::MemoryStore::Records::kKeep}};
  std::unique_ptr<Post> post_;
  std::unique_ptr<store::Keeper> keeper_;
  std::uint64_t arrived_ = 0;
  std::vector<cable::Transmission> sent_;
};

// Of so many lines: five textual pages take a hundred.
std::string LongCable(int lines, std::string_view precedence = "R") {
  std::string text = fmt::format(
      "VZCZCBDA0417\n{0}{0} RYLBDN\nDE RYKABD #0417 1341042\nZNR UUUUU\n{0} 141030Z MAY 31\n"
      "FM EMB BRINDLEMOOR\nTO RYLBDN/EMB DUNMARROW 0119\nBT\nUNCLAS BRINDLEMOOR 000417\n",
      precedence);
  for (int i = 1; i <= lines; ++i) text += fmt::format("LINE {} OF THE HARBOUR LIST.\n", i);
  return text + "BT\n#0417\nNNNN\n";
}
std::string FromLine3(const std::string& text) { return text.substr(text.find("DE ")); }

std::vector<cable::Transmission> SectionsOf(const std::string& text) {
  Station filing("RYKABD");
  EXPECT_EQ(filing.File(text), "");
  return filing.TakeSent();
}

TEST(Sections, WhatIsLongIsCutWhereItIsFiled) {
  Station filing("RYKABD");
  EXPECT_EQ(filing.File(LongCable(250)), "");
  const auto sent = filing.TakeSent();
  ASSERT_EQ(sent.size(), 3u);
  for (std::size_t i = 0; i < sent.size(); ++i) {
    EXPECT_EQ(sent[i].heading->identification.section, i + 1);
    EXPECT_NE(sent[i].body.view().find(fmt::format("SECTION {:02} OF 03", i + 1)),
              std::string_view::npos);
  }
  EXPECT_EQ(filing.events.Count(EventKind::kFiled), 3u);
}

TEST(Sections, WhatFitsIsFiledAsItCame) {
  Station filing("RYKABD");
  EXPECT_EQ(filing.File(LongCable(90)), "");
  const auto sent = filing.TakeSent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(FromLine3(cable::WriteTransmission(sent[0])), FromLine3(LongCable(90)));
  Station other("RYKABD", {false, true, {}});
  EXPECT_EQ(other.File(LongCable(250)), "");
  EXPECT_EQ(other.TakeSent().size(), 1u) << "the network does not say that they are cut";
}

// Whoever files it again of which only some sections were taken files the rest, and no more.
TEST(Sections, EachSectionIsTakenOrRefusedForItself) {
  Station filing("RYKABD");
  EXPECT_EQ(filing.File(LongCable(250)), "");
  EXPECT_EQ(filing.TakeSent().size(), 3u);
  EXPECT_NE(filing.File(LongCable(250)).find("section 1 of 3: "), std::string::npos);
  EXPECT_EQ(filing.TakeSent().size(), 0u);
  EXPECT_EQ(filing.events.Count(EventKind::kFiled), 3u);
  EXPECT_EQ(filing.events.Count(EventKind::kRefused), 3u);

  Station second("RYKABD");
  const cable::ReadResult read = cable::ReadCable(LongCable(250));
  const auto sections = cable::CutIntoSections(*read.cable);
  ASSERT_TRUE(sections);
  EXPECT_EQ(second.File(cable::WriteCable(sections->at(1))), "");
  EXPECT_NE(second.File(LongCable(250)).find("section 2 of 3: "), std::string::npos);
  EXPECT_EQ(second.TakeSent().size(), 3u);
  EXPECT_EQ(second.events.Count(EventKind::kRefused), 1u);
}

TEST(Sections, AFullStoreRefusesEach) {
  Station filing("RYKABD");
  const cable::ReadResult read = cable::ReadCable(LongCable(250));
  EXPECT_FALSE(filing.post().RefuseFull(filing.now, *read.cable));
  EXPECT_EQ(filing.events.Count(EventKind::kRefused), 3u);
}

TEST(Sections, TheTextIsThatBeforeItWasCutWhateverTheOrder) {
  const std::string whole = LongCable(250);
  const auto sections = SectionsOf(whole);
  ASSERT_EQ(sections.size(), 3u);
  const std::vector<std::vector<std::size_t>> orders = {
      {0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {2, 0, 1}, {0, 0, 2, 0, 1}};
  for (const auto& order : orders) {
    Station station("RYLBDN");
    for (std::size_t i = 0; i < order.size(); ++i) {
      EXPECT_EQ(station.TakeTexts().size(), 0u) << "it is not whole";
      station.Arrive(sections[order[i]]);
      station.Advance(1min);
    }
    ASSERT_EQ(station.post().handed_over().size(), 1u);
    const HandedOver& handed = station.post().handed_over()[0];
    EXPECT_EQ(handed.sections.size(), 3u);
    ASSERT_EQ(handed.deliveries.size(), 1u);
    EXPECT_EQ(handed.deliveries[0].name, "EMB DUNMARROW");
    EXPECT_EQ(station.TakeTexts(), std::vector{FromLine3(whole)});
    EXPECT_EQ(station.events.Count(EventKind::kDelivered), 3u);
    EXPECT_EQ(station.events.Count(EventKind::kDuplicateDropped), order.size() - 3);
    EXPECT_EQ(station.post().PollTimeout(), std::nullopt);
    // A further copy comes when all is done.
    station.Arrive(sections[1]);
    EXPECT_EQ(station.TakeTexts().size(), 0u);
    EXPECT_EQ(station.events.Count(EventKind::kDelivered), 3u);
  }
}

TEST(Sections, WhatComesOnceMoreBehindTheWholeIsNotHeld) {
  const auto sections = SectionsOf(LongCable(250));
  Station station("RYLBDN");
  for (const cable::Transmission& section : sections) station.Arrive(section);
  EXPECT_EQ(station.TakeTexts().size(), 1u);
  station.Arrive(sections[0]);
  EXPECT_EQ(station.TakeTexts().size(), 0u);
  EXPECT_EQ(station.events.Count(EventKind::kDuplicateDropped), 1u);
  EXPECT_EQ(station.custodian().outstanding(), 0u);
}

// Two cables of one minute, of a profile in which each section has a serial number of its own.
TEST(Sections, CablesOfOneMinuteAreNotMixed) {
  const auto section = [](int serial, int number, std::string_view word) {
    const std::string text = fmt::format(
        "VZCZCBDA{0}     UU\nRR RYLBDN\nDE RYKABD {0}B 14/1042Z\nZNR UUUUU\nR 141030Z MAY 2031\n"
        "FM EMB BRINDLEMOOR\nTO RYLBDN/EMB DUNMARROW\nBT\nUNCLAS SECTION {1:02} OF 02\n"
        "THIS IS {2} {1}.\nBT\nNNNN\n",
        serial, number, word);
    cable::ReadOptions options;
    options.profile = cable::Profile::kAcp127;
    const cable::ReadResult read = cable::ReadCable(text, options);
    EXPECT_TRUE(read.cable) << RenderDiagnostics(read.diagnostics, "section", text);
    return read.cable->transmission;
  };
  Station station("RYLBDN");
  station.Arrive(section(114, 1, "ALPHA"));
  station.Arrive(section(124, 1, "BRAVO"));
  station.Arrive(section(115, 2, "ALPHA"));
  station.Arrive(section(125, 2, "BRAVO"));
  std::string all;
  for (const std::string& text : station.TakeTexts()) all += text + "--\n";
  for (const char* line :
       {"THIS IS ALPHA 1.\nTHIS IS ALPHA 2.", "THIS IS BRAVO 1.\nBT", "THIS IS BRAVO 2.\nBT"}) {
    EXPECT_NE(all.find(line), std::string::npos) << line << " in:\n" << all;
  }
  EXPECT_EQ(station.events.Count(EventKind::kDelivered), 4u);
  EXPECT_EQ(station.post().TakeDiagnostics().size(), 2u);
}

// What was handed over before the post ended is a duplicate, and completes nothing.
TEST(Sections, ADuplicateAfterARestartIsNotHeld) {
  const auto sections = SectionsOf(LongCable(250));
  Station station("RYLBDN");
  for (const cable::Transmission& section : sections) station.Arrive(section);
  EXPECT_EQ(station.TakeTexts().size(), 1u);
  station.Crash();
  station.Arrive(sections[0]);
  EXPECT_EQ(station.events.Count(EventKind::kDuplicateDropped), 1u);
  EXPECT_EQ(station.post().sections_held(), 0u);
  station.Advance(std::chrono::hours(24));
  EXPECT_EQ(station.TakeTexts().size(), 0u);
  EXPECT_EQ(station.TakeSent().size(), 0u) << "and nobody is asked for the others";
}

TEST(Sections, WhatIsHeldIsHeldAgainAfterACrash) {
  const std::string whole = LongCable(150);
  const auto sections = SectionsOf(whole);
  ASSERT_EQ(sections.size(), 2u);
  Station station("RYLBDN");
  station.Arrive(sections[1]);
  station.Crash();
  EXPECT_EQ(station.TakeTexts().size(), 0u);
  station.Arrive(sections[0]);
  EXPECT_EQ(station.TakeTexts(), std::vector{FromLine3(whole)});
  station.Crash();
  EXPECT_EQ(station.TakeTexts().size(), 0u) << "what was handed over is no longer in custody";
}

TEST(Sections, WhatDoesNotComeInTimeIsAskedForAndShown) {
  const auto sections = SectionsOf(LongCable(250));
  Station station("RYLBDN");
  station.Arrive(sections[0]);
  station.Arrive(sections[2]);
  (void)station.TakeSent();
  station.Advance(6h - 1s);
  EXPECT_EQ(station.TakeTexts().size(), 0u);
  station.Advance(1s);
  const auto texts = station.TakeTexts();
  ASSERT_EQ(texts.size(), 1u);
  EXPECT_NE(texts[0].find("\nSECTION 02 OF 03 IS MISSING\n"), std::string::npos) << texts[0];
  station.Advance(1s);
  const auto asked = station.TakeSent();
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].called[0].indicator, Ri("RYKABD"));
  EXPECT_EQ(asked[0].body.view(),
            "BT\nUNCLAS SVC INT ZDK RYKABD #0417/01 1341042 SECTION 02 OF 03\nBT\n");
  const auto told = station.events.Of(EventKind::kServiceMessage);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].event.reason, Reason::kSections);
  // It comes after all: the whole is handed over once more.
  station.Arrive(sections[1]);
  EXPECT_EQ(station.TakeTexts(), std::vector{FromLine3(LongCable(250))});
  EXPECT_EQ(station.events.Count(EventKind::kDelivered), 3u);
  // The calling station is told, in words that it can tell apart.
  Station asker("RYKABD");
  asker.Arrive(asked[0]);
  const auto received = asker.events.Of(EventKind::kServiceReceived);
  ASSERT_EQ(received.size(), 1u);
  EXPECT_EQ(received[0].event.reason, Reason::kSections);
}

TEST(Sections, UrgentOnesWaitLessAndTheNetworkMaySayHowLong) {
  const auto urgent = SectionsOf(LongCable(150, "O"));
  Station station("RYLBDN");
  station.Arrive(urgent[0]);
  EXPECT_EQ(station.post().PollTimeout(), std::optional(station.now + 30min));
  Station patient("RYLBDN", {true, true, Duration(10min)});
  patient.Arrive(SectionsOf(LongCable(150))[0]);
  EXPECT_EQ(patient.post().PollTimeout(), std::optional(patient.now + 10min));
}

TEST(Sections, ThoseOfOtherTotalsAreKeptApart) {
  const auto three = SectionsOf(LongCable(250));
  const auto two = SectionsOf(LongCable(150));
  Station station("RYLBDN");
  station.Arrive(three[0]);
  station.Arrive(two[1]);
  EXPECT_EQ(station.TakeTexts().size(), 0u);
  station.Arrive(two[0]);
  EXPECT_EQ(station.TakeTexts(), std::vector{FromLine3(LongCable(150))});
}

TEST(Sections, AreHandedOverAsTheyComeUnlessTheNetworkHoldsThem) {
  const auto sections = SectionsOf(LongCable(150));
  Station station("RYLBDN", {});
  station.Arrive(sections[1]);
  EXPECT_EQ(station.TakeTexts().size(), 1u);
  station.Arrive(sections[0]);
  EXPECT_EQ(station.TakeTexts().size(), 1u);
  EXPECT_EQ(station.post().PollTimeout(), std::nullopt);
}

}  // namespace
}  // namespace torntape::nodes
