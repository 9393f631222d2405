#include "shell/process.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include "link/control_session.h"
#include "proto/codec.h"
#include "shell/watch_client.h"
#include "tests/shell/station_network.h"

namespace torntape::shell {
namespace {

// RYKA and RYLB, RYKABD where cables are filed, RYLBDN whom they are for.
class TwoRelays : public ::testing::Test {
 protected:
  void SetUp() override {
    net.Relay("RYKA");
    net.Relay("RYLB");
    origin = &net.Post("RYKABD");
    addressee = &net.Post("RYLBDN");
    ASSERT_TRUE(net.RunUntilUp()) << net.logs["RYLB"].lines();
  }
  std::string File(int serial, std::string_view precedence = "RR") {
    return origin->FileText(CableText(serial, precedence), "test");
  }
  bool RunUntilDelivered(std::uint64_t count) {
    return net.RunUntil([&] { return addressee->post().deliveries() == count; });
  }
  std::uint64_t Outstanding(const std::string& name) {
    return net[name].station().turn().custodian().outstanding();
  }

  StationNetwork net;
  nodes::PostProcess* origin = nullptr;
  nodes::PostProcess* addressee = nullptr;
};

TEST_F(TwoRelays, ACableGoesThroughAndNothingIsLeftOwed) {
  EXPECT_EQ(File(1), "");
  ASSERT_TRUE(RunUntilDelivered(1));
  ASSERT_TRUE(net.RunUntil([&] {
    return Outstanding("RYKABD") + Outstanding("RYKA") + Outstanding("RYLB") +
               Outstanding("RYLBDN") ==
           0;
  }));
}

TEST_F(TwoRelays, ThousandsGoThroughASmallWindow) {
  constexpr int kCables = 3000;  // the window of a channel holds a hundred and fifty of them
  for (int i = 1; i <= kCables; ++i) ASSERT_EQ(File(i, i % 10 == 0 ? "OO" : "RR"), "");
  EXPECT_TRUE(RunUntilDelivered(kCables));
  EXPECT_TRUE(net.RunUntil([&] { return Outstanding("RYKABD") == 0; }));
}

// Goal: what waits goes through a window that is wider than what may stand in a link's queue.
TEST(WideWindow, WhatIsGrantedIsNotAllQueuedAtOnce) {
  StationNetwork net(std::uint64_t{1} << 30);
  net.Relay("RYKA");
  nodes::PostProcess& origin = net.Post("RYKABD");
  ASSERT_TRUE(net.RunUntilUp());
  const auto waiting = [&net] { return net["RYKA"].station().turn().custodian().outstanding(); };
  std::string text;
  while (text.size() < std::size_t{4'000'000}) text += "THE SAME AGAIN AND AGAIN, AND NO END.\n";
  constexpr int kCables = 20;  // 80 MB, for a relay that is not there yet
  for (int i = 1; i <= kCables; ++i) {
    ASSERT_EQ(origin.FileText(CableText(i, "RR", text), "test"), "");
    ASSERT_TRUE(net.RunUntil([&] { return waiting() == static_cast<std::uint64_t>(i); }));
  }
  net.Relay("RYLB");
  const nodes::PostProcess& addressee = net.Post("RYLBDN");
  EXPECT_TRUE(net.RunUntil([&] { return addressee.post().deliveries() == kCables; }))
      << net.logs["RYKA"].lines();
  EXPECT_FALSE(net.logs["RYKA"].Has("bytes wait for the peer"));
}

TEST_F(TwoRelays, ARefusalSaysWhyAndKeepsNothing) {
  EXPECT_NE(origin->FileText("NONSENSE\n", "nonsense").find("nonsense:"), std::string::npos);
  std::string elsewhere = CableText(2);
  elsewhere.replace(elsewhere.find("DE RYKABD"), 9, "DE RYKACS");
  EXPECT_NE(origin->FileText(elsewhere, "b").find("this post is RYKABD"), std::string::npos);
  EXPECT_EQ(origin->cables_refused(), 2u);
  EXPECT_EQ(Outstanding("RYKABD"), 0u);
  EXPECT_EQ(origin->exit_code(), 1);
}

TEST_F(TwoRelays, ARelayThatIsReplacedIsToldApart) {
  net.Drop("RYLB");
  ASSERT_TRUE(net.RunUntil([&] { return net.logs["RYKA"].Has("link RYKA-RYLB down"); }))
      << net.logs["RYKA"].lines();
  EXPECT_EQ(File(1), "");
  net.Relay("RYLB");
  EXPECT_TRUE(RunUntilDelivered(1)) << net.logs["RYLBDN"].lines();
  EXPECT_TRUE(net.logs["RYKA"].Has("RYLB has lost what it held"));
  EXPECT_TRUE(net.logs["RYLBDN"].Has("RYLB has lost what it held; nothing was under way to it"));
  EXPECT_FALSE(net.logs["RYLB"].Has("has lost"));
}

TEST_F(TwoRelays, AnEndInGoodOrderIsHeardByAll) {
  bool ended = false;
  net["RYLB"].SetOnEnd([&ended] { ended = true; });
  net["RYLB"].Stop("the test says so");
  EXPECT_TRUE(net.RunUntil([&] { return ended; }));
  EXPECT_TRUE(net.RunUntil([&] {
    return net.logs["RYKA"].Has(
        "note: link RYKA-RYLB down: the other side closed: closing: RYLB ends: the test says so");
  })) << net.logs["RYKA"].lines();
  // However much was said before, this is not left out (LimitedLog).
  EXPECT_TRUE(net.logs["RYLB"].Has("last words: begin\nnote: ending: the test says so\n"));
  EXPECT_TRUE(net.logs["RYLB"].Has("nothing stays queued"));
}

TEST_F(TwoRelays, AWatcherSeesWhatHappens) {
  std::vector<std::string> lines;
  std::string end;
  WatchClient watcher(
      net.io, net["RYLB"].station().endpoint(),
      {[&](const proto::EventBatch& batch) {
         for (const auto& kept : batch.events) {
           lines.push_back(cable::DescribeEvent(proto::ViewOf(kept)));
         }
       },
       [&](bool in_order, const std::string& text) { end = in_order ? "in order" : text; }});
  ASSERT_TRUE(net.RunUntil([&] { return net.logs["RYLB"].Has("watched from"); }));
  File(1);
  ASSERT_TRUE(net.RunUntil([&] { return lines.size() >= 5; }));
  EXPECT_EQ(lines[0], "RYLB <- RYKA KLA0001 received RR RYLBDN  RYKABD #0001 1341042");
  net["RYLB"].Stop("test");
  EXPECT_TRUE(net.RunUntil([&] { return !end.empty(); }));
  EXPECT_EQ(end, "in order");
  // That its links have ended, it still learns.
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "RYLB -> RYLBDN link down (closed)"), 1);
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "RYLB -> RYKA link down (closed)"), 1);
}

TEST_F(TwoRelays, AWatcherOfNobodyIsToldSo) {
  const Endpoint gone = net["RYLB"].station().endpoint();
  net.Drop("RYLB");
  std::string end;
  WatchClient watcher(
      net.io, gone,
      {[](const proto::EventBatch&) {},
       [&](bool in_order, const std::string& text) { end = in_order ? "in order" : text; }});
  EXPECT_TRUE(net.RunUntil([&] { return !end.empty(); }));
  EXPECT_EQ(end, "cannot connect to " + FormatEndpoint(gone) + ": Connection refused");
}

TEST(Process, EventsGoToAFile) {
  const std::string path = ::testing::TempDir() + fmt::format("/events-{}.jsonl", getpid());
  {
    StationNetwork net;
    net.Relay("RYKA", {.events_file = path});
    net.Post("RYKABD");
    ASSERT_TRUE(net.RunUntilUp());
    ASSERT_TRUE(net.RunUntil([&] { return std::filesystem::file_size(path) > 0; }));
  }
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  std::filesystem::remove(path);
  EXPECT_NE(text.str().find("\"kind\":\"LINK_UP\",\"station\":\"RYKA\",\"peer\":\"RYKABD\""),
            std::string::npos)
      << text.str();
}

// The parent of a live run, as a station sees it.
class Parent final : public link::ControlHandler {
 public:
  explicit Parent(boost::asio::io_context& io) {
    const auto pair = link::MakeControlPair();
    child_descriptor = pair->child;
    session = *link::ControlSession::Adopt(io, pair->parent);
    session->Start(*this);
  }
  bool OnControl(link::ControlSession&, proto::ControlFrame&& frame) override {
    frames.push_back(std::move(frame));
    return true;
  }
  void OnControlTurnEnd(link::ControlSession&) override {}
  void OnControlClosed(link::ControlSession&, const link::Closed&) override { closed = true; }

  template <typename Kind>
  const Kind* Last() const {
    const Kind* last = nullptr;
    for (const proto::ControlFrame& frame : frames) {
      if (const auto* found = std::get_if<Kind>(&frame)) last = found;
    }
    return last;
  }

  int child_descriptor = -1;
  std::unique_ptr<link::ControlSession> session;
  std::vector<proto::ControlFrame> frames;
  bool closed = false;
};

TEST(Process, AParentSeesAndRulesItsStation) {
  StationNetwork net;
  Process& relay = net.Relay("RYKA");
  Parent parent(net.io);
  auto& post = net.Post("RYKABD", {}, {.control_descriptor = parent.child_descriptor});
  ASSERT_TRUE(net.RunUntil([&] { return parent.Last<proto::Ready>() != nullptr; }));
  EXPECT_EQ(parent.Last<proto::Listening>()->port, post.station().endpoint().port);
  EXPECT_EQ(parent.Last<proto::Ready>()->links_up, 0u);

  // What is sent before the peers are known is filed when they are.
  parent.session->Send(proto::FileCable{"one", CableText(1), {}});
  parent.session->Send(proto::FileCable{"two", "NONSENSE\n", std::chrono::milliseconds(1)});
  parent.session->Send(
      proto::Peers{{{"RYKA-RYKABD", relay.station().endpoint().port}, {"RYKA-RYLB", 1}}});
  ASSERT_TRUE(net.RunUntil([&] {
    return post.post().cables_filed() == 1 && post.cables_refused() == 1 &&
           parent.Last<proto::Ready>()->links_up == 1;
  }));
  ASSERT_TRUE(net.RunUntil([&] { return post.station().turn().custodian().outstanding() == 0; }));
  parent.session->Send(proto::StatusRequest{7});
  ASSERT_TRUE(net.RunUntil([&] { return parent.Last<proto::Status>() != nullptr; }));
  const proto::Status& status = *parent.Last<proto::Status>();
  EXPECT_EQ(status.sequence, 7u);
  EXPECT_EQ(status.cables_filed, 1u);
  EXPECT_EQ(status.cables_refused, 1u);
  EXPECT_EQ(status.copies_outstanding, 0u);
  EXPECT_EQ(status.transmissions_sent, 1u);
  ASSERT_NE(parent.Last<proto::EventBatch>(), nullptr);
  ASSERT_NE(parent.Last<proto::Problem>(), nullptr);
  EXPECT_NE(parent.Last<proto::Problem>()->text.find("two:"), std::string::npos);

  bool ended = false;
  post.SetOnEnd([&ended] { ended = true; });
  parent.session->Send(proto::Stop{});
  EXPECT_TRUE(net.RunUntil([&] { return ended && parent.closed; }));
  EXPECT_EQ(post.exit_code(), 0) << "the parent knows of refusals, and judges";
}

TEST(Process, AStationWhoseParentIsGoneEnds) {
  StationNetwork net;
  auto parent = std::make_unique<Parent>(net.io);
  auto& relay = net.Relay("RYKA", {.control_descriptor = parent->child_descriptor});
  ASSERT_TRUE(net.RunUntil([&] { return parent->Last<proto::Ready>() != nullptr; }));
  bool ended = false;
  relay.SetOnEnd([&ended] { ended = true; });
  parent.reset();
  EXPECT_TRUE(net.RunUntil([&] { return ended; }));
  EXPECT_TRUE(net.logs["RYKA"].Has("ending: its parent is gone"));
}

TEST(Process, ADialThatIsNotThisStationsIsExplained) {
  StationNetwork net;
  Station& station = net.Relay("RYKA").station();
  EXPECT_EQ(station.DialPeer("RYKA-RYLV", {}).error().message,
            "RYKA has no link \"RYKA-RYLV\"; did you mean RYKA-RYLB?");
  EXPECT_EQ(station.DialPeer("RYKA-RYLB", {}).error().message,
            "over RYKA-RYLB it is RYLB that dials RYKA: give RYLB the address, and leave it out "
            "here");
}

}  // namespace
}  // namespace torntape::shell
