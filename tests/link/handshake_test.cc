// Goal: who may say what when is a table, and whatever is not in it is refused with its reason.
// Method: every kind of frame in every state; then each fault of a hello and a welcome, with the
// whole text that the stranger is told.

#include "link/handshake.h"

#include <functional>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "tests/link/link_testing.h"

namespace torntape::link {
namespace {

using Step = Handshake::Step;

std::string NameOf(Step step) {
  static const char* const kNames[] = {"welcome", "watcher", "up", "pass", "reject"};
  return kNames[static_cast<int>(step)];
}

proto::Welcome SampleWelcome() {
  proto::Welcome welcome;
  welcome.station = cable::RoutingIndicator::Of("RYMC");
  welcome.store_epoch = 3;
  const ExpectedChannel channel = SampleDirectory().links[1].channels[0];
  welcome.channels.push_back(StateFor({channel.outgoing, channel.incoming}));
  return welcome;
}

proto::Hello WatchHello() { return Handshake::WatchHello(); }

// The kinds of frame that a session hands on, each a good one of its kind.
const std::vector<std::pair<std::string, proto::Frame>>& Frames() {
  static const std::vector<std::pair<std::string, proto::Frame>> frames = {
      {"hello", SampleHello()},       {"watch", WatchHello()},       {"welcome", SampleWelcome()},
      {"transmission", Sample(1)},    {"receipt", proto::Receipt{}}, {"credit", proto::Credit{}},
      {"events", proto::EventBatch{}}};
  return frames;
}

class HandshakeTable : public testing::Test {
 protected:
  Handshake In(const std::string& state) {
    if (state == "await hello") return Handshake::ForListener(directory_);
    if (state == "await welcome") return Handshake::ForDialler(directory_, 1);
    if (state == "watching") return Handshake::ForWatcher();
    Handshake handshake = Handshake::ForListener(directory_);
    if (state == "watched") {
      EXPECT_EQ(handshake.HandleFrame(WatchHello()), Step::kWatcher);
    } else {
      EXPECT_EQ(handshake.HandleFrame(SampleHello()), Step::kWelcome);
    }
    return handshake;
  }
  PeerDirectory directory_ = SampleDirectory();
};

TEST_F(HandshakeTable, EveryFrameInEveryState) {
  const std::map<std::string, std::map<std::string, std::string>> kTable = {
      {"await hello", {{"hello", "welcome"}, {"watch", "watcher"}}},
      {"await welcome", {{"welcome", "up"}}},
      {"up", {{"transmission", "pass"}, {"receipt", "pass"}, {"credit", "pass"}}},
      {"watched", {}},
      {"watching", {{"events", "pass"}}}};
  for (const auto& [state, row] : kTable) {
    for (const auto& [name, frame] : Frames()) {
      Handshake handshake = In(state);
      const Step step = handshake.HandleFrame(frame);
      const auto want = row.find(name);
      EXPECT_EQ(NameOf(step), want == row.end() ? "reject" : want->second)
          << name << " in state " << state;
      if (step == Step::kReject) {
        EXPECT_EQ(handshake.reject().reason, proto::RejectReason::kUnexpectedFrame);
        EXPECT_FALSE(handshake.reject().detail.empty());
      }
    }
  }
}

TEST_F(HandshakeTable, BothEndsUnderstandEachOther) {
  PeerDirectory other;  // RYMC, which RYLB dials
  other.network = directory_.network;
  other.station = cable::RoutingIndicator::Of("RYMC");
  const ExpectedChannel ours = directory_.links[1].channels[0];
  other.links.push_back({"LB-MC", directory_.station, true, {{ours.outgoing, ours.incoming}}});

  Handshake dialler = Handshake::ForDialler(directory_, 1);
  Handshake listener = Handshake::ForListener(other);
  LinkState state{11, 22, {StateFor(ours)}};
  state.channels[0].committed_count = 5;
  const proto::Hello hello = dialler.MakeHello(state);
  ASSERT_EQ(listener.HandleFrame(hello), Step::kWelcome) << listener.reject().detail;
  EXPECT_EQ(listener.link(), 0u);
  EXPECT_EQ(listener.peer_state().store_epoch, 11u);
  EXPECT_EQ(listener.peer_state().channels[0].committed_count, 5u);
  const proto::Welcome welcome =
      listener.MakeWelcome({22, 11, {StateFor(other.links[0].channels[0])}});
  ASSERT_EQ(dialler.HandleFrame(welcome), Step::kUp) << dialler.reject().detail;
  EXPECT_EQ(dialler.peer_state().store_epoch, 22u);
  EXPECT_EQ(dialler.peer_state().peer_epoch, 11u);
}

struct HelloRow {
  const char* name;
  std::function<void(proto::Hello&)> breaks;
  proto::RejectReason reason;
  std::string detail;
};

class HelloTable : public testing::TestWithParam<HelloRow> {};

using enum proto::RejectReason;

const HelloRow kHelloRows[] = {
    {"Version", [](auto& hello) { hello.protocol_version = 2; }, kWrongVersion,
     "protocol version 2 is spoken there, 1 here; both ends need the same release"},
    {"VersionOfAWatcher",
     [](auto& hello) {
       hello.watching = true;
       hello.protocol_version = 0;
     },
     kWrongVersion, "protocol version 0 is spoken there, 1 here; both ends need the same release"},
    {"Network", [](auto& hello) { hello.network = "five relays"; }, kUnknownNetwork,
     "this is a station of the network \"four relays\", not of \"five relays\""},
    {"Link", [](auto& hello) { hello.link = "KA-XX"; }, kUnknownLink, "RYLB has no link \"KA-XX\""},
    {"LinkWithEscape", [](auto& hello) { hello.link = "\x1b[2J"; }, kUnknownLink,
     "RYLB has no link \"\\x1b[2J\""},
    {"Station", [](auto& hello) { hello.station = cable::RoutingIndicator::Of("RYND"); },
     kUnknownStation, "link \"KA-LB\" joins RYLB with RYKA, not with \"RYND\""},
    {"NoStation", [](auto& hello) { hello.station = {}; }, kUnknownStation,
     "link \"KA-LB\" joins RYLB with RYKA, not with \"\""},
    {"WhoDials",
     [](auto& hello) {
       hello.link = "LB-MC";
       hello.station = cable::RoutingIndicator::Of("RYMC");
     },
     kUnexpectedFrame, "on link \"LB-MC\" it is RYLB that dials"},
    {"ChannelCount", [](auto& hello) { hello.channels.pop_back(); }, kChannelMismatch,
     "link \"KA-LB\" has 1 channels there, 2 here; both ends need the same network file"},
    {"ChannelIncoming",
     [](auto& hello) { hello.channels[1].incoming = cable::ChannelDesignator::Of("QQQ"); },
     kChannelMismatch,
     "channel 1 of link \"KA-LB\" sends on ABB and receives on QQQ there, but ABB and BAB were "
     "expected; both ends need the same network file"},
    {"ChannelOutgoing",
     [](auto& hello) { hello.channels[0].outgoing = cable::ChannelDesignator::Of("QQQ"); },
     kChannelMismatch,
     "channel 0 of link \"KA-LB\" sends on QQQ and receives on BAA there, but ABA and BAA were "
     "expected; both ends need the same network file"},
};

TEST_P(HelloTable, IsRefused) {
  const PeerDirectory directory = SampleDirectory();
  Handshake handshake = Handshake::ForListener(directory);
  proto::Hello hello = SampleHello();
  GetParam().breaks(hello);
  ASSERT_EQ(handshake.HandleFrame(hello), Step::kReject);
  EXPECT_EQ(handshake.reject(), (proto::Reject{GetParam().reason, GetParam().detail}));
}

INSTANTIATE_TEST_SUITE_P(Hello, HelloTable, testing::ValuesIn(kHelloRows),
                         [](const testing::TestParamInfo<HelloRow>& row) {
                           return std::string(row.param.name);
                         });

TEST_F(HandshakeTable, AWelcomeFromTheWrongStationOrWithOtherChannels) {
  Handshake handshake = In("await welcome");
  proto::Welcome welcome = SampleWelcome();
  welcome.station = cable::RoutingIndicator::Of("RYKA");
  EXPECT_EQ(handshake.HandleFrame(welcome), Step::kReject);
  EXPECT_EQ(handshake.reject(), (proto::Reject{kUnknownStation,
                                               "link \"LB-MC\" joins RYLB with RYMC, not with "
                                               "\"RYKA\""}));
  Handshake again = In("await welcome");
  welcome = SampleWelcome();
  welcome.channels.clear();
  EXPECT_EQ(again.HandleFrame(welcome), Step::kReject);
  EXPECT_EQ(again.reject().reason, kChannelMismatch);
}

TEST_F(HandshakeTable, ChannelsThatTheLinkHasNot) {
  for (const proto::Frame& frame :
       {proto::Frame(proto::Receipt{2, 1, 1}), proto::Frame(proto::Credit{2, 1, 1}),
        proto::Frame(proto::TransmissionFrame{2, Sample(1).transmission})}) {
    Handshake handshake = In("up");
    EXPECT_EQ(handshake.HandleFrame(frame), Step::kReject);
    EXPECT_EQ(handshake.reject(),
              (proto::Reject{kWrongChannel, "link \"KA-LB\" has 2 channels, and none at 2"}));
  }
}

}  // namespace
}  // namespace torntape::link
