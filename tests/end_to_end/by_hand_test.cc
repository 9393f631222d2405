// Goal: a network that is started by hand, a process a station, does what the worked example says
// (docs/protocol.md, 4.6), and its programs behave as good programs do.
// Method: the program itself, on ports that the system gives; every wait is for a line or an end.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/end_to_end/hand_started.h"

namespace torntape::testing {
namespace {

const std::vector<std::string>& Posts() {
  static const std::vector<std::string> kPosts = {"RYKACS", "RYLBDN", "RYLBEL",
                                                  "RYMCFR", "RYMCGL", "RYNDHQ"};
  return kPosts;
}

// Format lines 5 to 15 of a cable's text.
std::string BodyOf(const std::string& text) {
  const std::size_t begin = text.find("\nO R ") + 1;
  const std::size_t end = text.find("NNNN\n", begin);
  return text.substr(begin, end - begin);
}

TEST(ByHand, FourRelaysAndTheirPostsPassBothSectionsOn) {
  HandStarted network;
  network.FourRelays();
  for (const std::string& post : Posts()) network.Post(post);
  Child& origin = network.Post("RYKABD", {"--drain"});
  const std::string one = ReadFile(kCableOne);
  const std::string two = ReadFile(kCableTwo);
  ASSERT_TRUE(origin.Write(one + two));
  EXPECT_EQ(origin.End(), 0) << origin.errors();
  EXPECT_EQ(origin.output(), "");

  const std::vector<std::pair<std::string, std::string>> wanted = {{"RYKACS", "RR RYKACS"},
                                                                   {"RYLBDN", "RR RYLBDN"},
                                                                   {"RYLBEL", "RR RYLBEL"},
                                                                   {"RYMCFR", "RR RYMCFR"},
                                                                   {"RYNDHQ", "OO RYNDHQ"}};
  for (const auto& [post, line_2] : wanted) {
    Child& child = network[post];
    EXPECT_TRUE(child.OutputHas("\nNNNN\n", 2)) << post << ": " << child.output();
    EXPECT_EQ(CountOf(child.output(), "\n" + line_2 + "\n"), 2u) << child.output();
    EXPECT_NE(child.output().find(BodyOf(one)), std::string::npos) << child.output();
    EXPECT_NE(child.output().find(BodyOf(two)), std::string::npos) << child.output();
  }
  for (const std::string& post : Posts()) {
    network[post].Signal(SIGTERM);
    EXPECT_EQ(network[post].End(), 0) << network[post].errors();
  }
  EXPECT_EQ(network["RYMCGL"].output(), "") << "exempted by XMT";
  for (const char* relay : {"RYKA", "RYLB", "RYMC", "RYND"}) {
    network[relay].Signal(SIGINT);
    EXPECT_EQ(network[relay].End(), 0) << network[relay].errors();
    EXPECT_NE(network[relay].errors().find("nothing stays queued"), std::string::npos);
    EXPECT_EQ(network[relay].output(), "");
  }
}

// The text without format lines 1 and 2, which each relay writes anew.
std::string FromLine3(const std::string& text) {
  const std::size_t second = text.find('\n') + 1;
  return text.substr(text.find('\n', second) + 1);
}

TEST(ByHand, EveryProfileIsPrintedAgainAsItWasRead) {
  Scratch scratch;
  const std::string file = scratch / "network.yaml";
  {
    std::ofstream out(file);
    out << "name: Two posts\n"
           "relays:\n  - {indicator: RYKA, name: Kelder}\n  - {indicator: RYLB, name: Lowbridge}\n"
           "links:\n  - {name: KA-LB, between: [RYKA, RYLB]}\n"
           "posts:\n  - {indicator: RYKABDA, relay: RYKA, name: EMB BRINDLEMOOR}\n"
           "  - {indicator: RYLBDNA, relay: RYLB, name: EMB DUNMARROW}\n";
  }
  const std::vector<std::string> cables = {
      "VZCZCBDA114     UU\nPP RYLBDNA\nDE RYKABDA 129B 14/1042Z\nZNR UUUUU\n"
      "P R 141030Z MAY 2031\nFM EMB BRINDLEMOOR\nTO RYLBDNA/EMB DUNMARROW\n"
      "INFO ZEN/TRADEBOARD PELLWICK\nBT\nUNCLAS\nFERRY TIMETABLE CHANGES ON 1 JUNE.\nBT\n"
      "C WA TIMETABLE CHANGES\nNNNN\n",
      "VZCZCBDA0115\nPTTUZYUW RYKABDA0130 1341043-0017-UUUU--RYLBDNA.\nZNR UUUUU\n"
      "P 141031Z MAY 31 ZEX\nFM EMB BRINDLEMOOR\nTO RYLBDNA/EMB DUNMARROW\nBT\nUNCLAS\n"
      "THE OUTER BAR HAS MOVED.\nBT\n#0130\nNNNN\n",
      "VZCZCBDA0116\nPP RYLBDNA\nDE RYKABDA #0131 1341044\nZNR UUUUU ZZH\nP 141032Z MAY 31\n"
      "FM EMB BRINDLEMOOR\nTO RYLBDNA/EMB DUNMARROW 0119\nBT\nUNCLAS BRINDLEMOOR 000131\n\n"
      "1. (U) THE BUOYS ARE LIT.\nBT\n#0131\nNNNN\n"};
  HandStarted network(file);
  network.Relay("RYKA");
  network.Relay("RYLB");
  Child& addressee = network.Post("RYLBDNA");
  Child& origin = network.Post("RYKABDA", {"--drain"});
  for (const std::string& cable : cables) ASSERT_TRUE(origin.Write(cable));
  EXPECT_EQ(origin.End(), 0) << origin.errors();
  ASSERT_TRUE(addressee.OutputHas("\nNNNN\n", 3)) << addressee.output() << addressee.errors();
  const std::string output = addressee.output();
  for (const std::string& cable : cables) {
    EXPECT_NE(output.find(FromLine3(cable)), std::string::npos) << cable << output;
  }
  // Of `janap128` format line 2 holds the calling station too.
  EXPECT_NE(output.find("\nPTTUZYUW RYKABDA0130 1341043-0017-UUUU--RYLBDNA.\n"), std::string::npos)
      << output;
}

TEST(ByHand, ALongCableIsCutAndReadWhole) {
  HandStarted network("configs/networks/four-relays-sections.yaml");
  network.FourRelays();
  Child& addressee = network.Post("RYNDHQ");
  Child& informed = network.Post("RYLBDN");
  Child& origin = network.Post("RYKABD", {"--drain"});
  const std::string berths = ReadFile("configs/cables/berths.cable");
  ASSERT_TRUE(origin.Write(berths));
  EXPECT_EQ(origin.End(), 0) << origin.errors();
  EXPECT_NE(origin.errors().find("1 cables filed"), std::string::npos) << origin.errors();
  for (Child* const child : {&addressee, &informed}) {
    ASSERT_TRUE(child->OutputHas("\nNNNN\n")) << child->output() << child->errors();
    EXPECT_EQ(FromLine3(child->output()), FromLine3(berths));
  }
}

TEST(ByHand, AStationIsDescribedByAFileOfItsOwn) {
  Scratch scratch;
  const std::string file = scratch / "station.yaml";
  const std::string network = std::filesystem::absolute(kNetwork).string();
  {
    std::ofstream out(file);
    out << "network: " << network << "\nstation: RYKA\nlisten: 127.0.0.1:0\n";
  }
  Child relay({"router", file});
  EXPECT_TRUE(relay.ErrorsHave("RYKA listening on 127.0.0.1:")) << relay.errors();
  relay.Signal(SIGTERM);
  EXPECT_EQ(relay.End(), 0);
}

TEST(ByHand, AnEndInGoodOrderSaysWhatStaysQueued) {
  HandStarted network;
  Child& relay = network.Relay("RYKA");
  Child& origin = network.Post("RYKABD", {"--drain"});
  ASSERT_TRUE(origin.Write(ReadFile(kCableOne)));
  EXPECT_EQ(origin.End(), 0);  // RYKA has it, and nobody to send it to
  relay.Signal(SIGTERM);
  EXPECT_EQ(relay.End(), 0);
  EXPECT_NE(relay.errors().find("stays queued: KLA to RYLB: 1 IMMEDIATE waiting"),
            std::string::npos)
      << relay.errors();
  EXPECT_NE(relay.errors().find("1 cable is not passed on"), std::string::npos);
}

TEST(ByHand, ARelayThatWasKilledIsToldApartWhenItComesBack) {
  HandStarted network;
  network.Relay("RYKA", {"--events", network.scratch() / "RYKA.jsonl"});
  network.Relay("RYLB");
  const std::string port = network.Port("RYLB");
  Child& addressee = network.Post("RYLBDN");
  Child& origin = network.Post("RYKABD", {"--drain"});
  // RYLB stands still: what RYKA sends to it is neither taken nor receipted.
  network["RYLB"].Signal(SIGSTOP);
  Child watch({"watch", network.Address("RYKA")});
  ASSERT_TRUE(network["RYKA"].ErrorsHave("watched from"));
  ASSERT_TRUE(origin.Write(ReadFile(kCableOne)));
  EXPECT_EQ(origin.End(), 0);
  EXPECT_TRUE(watch.OutputHas("KLA0001 sent")) << watch.output();
  network["RYLB"].Signal(SIGKILL);
  EXPECT_TRUE(watch.OutputHas("link down")) << watch.output();

  network.Relay("RYLB", {"--port", port});
  EXPECT_TRUE(watch.OutputHas("peer lost state")) << watch.output();
  EXPECT_TRUE(watch.OutputHas("KLA0001 burnt")) << watch.output();
  EXPECT_TRUE(watch.OutputHas("KLA0002 receipted")) << watch.output();
  EXPECT_NE(watch.output().find("KLA0002 sent OO RYLBDN RYMCFR RYNDHQ RYNDZP"), std::string::npos)
      << watch.output();
  // The post has dialled again by itself, and sees under which suspicion the cable came.
  EXPECT_TRUE(addressee.OutputHas("ZFD RYKA\n")) << addressee.output() << addressee.errors();
  EXPECT_TRUE(network["RYKA"].ErrorsHave("RYLB has lost what it held"));
  EXPECT_NE(ReadFile(network.scratch() / "RYKA.jsonl").find("\"kind\":\"PEER_LOST_STATE\""),
            std::string::npos);
}

TEST(ByHand, APostFitsInAPipe) {
  HandStarted network;
  network.Relay("RYKA");
  network.Relay("RYLB");
  Child& receiver = network.Post("RYLBDN", {"--json"});
  Child& origin = network.Post("RYKABD", {"--drain"});
  const std::string cable = ReadFile(kCableOne);
  constexpr int kCables = 300;
  for (int i = 1; i <= kCables; ++i) {
    std::string numbered = cable;
    char serial[5];
    std::snprintf(serial, sizeof serial, "%04d", i);
    for (std::size_t at = numbered.find("#0417"); at != std::string::npos;
         at = numbered.find("#0417", at + 5)) {
      numbered.replace(at, 5, std::string("#") + serial);
    }
    ASSERT_TRUE(origin.Write(numbered)) << origin.errors();
  }
  EXPECT_EQ(origin.End(), 0) << origin.errors();
  EXPECT_TRUE(receiver.OutputHas("\"addressee\":\"EMB DUNMARROW\"", kCables));
  EXPECT_EQ(CountOf(receiver.output(), "\n"), static_cast<std::size_t>(kCables));
  EXPECT_NE(receiver.output().find("RYKABD #0300/01 1341042"), std::string::npos);
}

TEST(ByHand, APostWhoseReaderLeavesEndsAndSaysWhatWasLost) {
  HandStarted network;
  network.Relay("RYKA");
  network.Relay("RYLB");
  Child& receiver = network.Post("RYLBDN");
  receiver.CloseOutput();
  Child& origin = network.Post("RYKABD", {"--drain"});
  ASSERT_TRUE(origin.Write(ReadFile(kCableOne)));
  EXPECT_EQ(origin.End(), 0);
  EXPECT_TRUE(receiver.ErrorsHave("1 received cable could not be written (Broken pipe)"));
  EXPECT_EQ(receiver.End(), 1) << receiver.errors();
}

TEST(ByHand, ARefusedCableIsExplainedAndTold) {
  HandStarted network;
  network.Relay("RYKA");
  Child& origin = network.Post("RYKABD", {"--drain"});
  ASSERT_TRUE(origin.Write("THIS IS NO CABLE\nNNNN\n" + ReadFile(kCableOne)));
  EXPECT_EQ(origin.End(), 1);
  EXPECT_NE(origin.errors().find("standard input, cable 1:"), std::string::npos) << origin.errors();
  EXPECT_NE(origin.errors().find("1 cables filed, 1 refused"), std::string::npos);
}

TEST(ByHand, AFolderOfCablesIsFiledInOrder) {
  HandStarted network;
  network.Relay("RYKA");
  network.Relay("RYLB");
  const Scratch& scratch = network.scratch();
  std::filesystem::create_directory(scratch / "in");
  std::filesystem::copy_file(kCableTwo, scratch / "in/b.cable");
  std::filesystem::copy_file(kCableOne, scratch / "in/a.cable");
  std::ofstream(scratch / "in/c.cable") << "NOT ONE\n";
  std::ofstream(scratch / "in/d.tmp") << "half a ca";
  Child& receiver = network.Post("RYLBDN", {"--out", scratch / "out"});
  Child& origin = network.Post("RYKABD", {"--drain", "--in", scratch / "in"});
  EXPECT_EQ(origin.End(), 1) << origin.errors();
  EXPECT_TRUE(std::filesystem::exists(scratch / "in/filed/a.cable"));
  EXPECT_TRUE(std::filesystem::exists(scratch / "in/filed/b.cable"));
  EXPECT_TRUE(std::filesystem::exists(scratch / "in/refused/c.cable"));
  EXPECT_NE(ReadFile(scratch / "in/refused/c.cable.why").find("c.cable"), std::string::npos);
  EXPECT_TRUE(std::filesystem::exists(scratch / "in/d.tmp"));

  Child watch({"watch", network.Address("RYLB")});
  receiver.Signal(SIGTERM);
  EXPECT_EQ(receiver.End(), 0) << receiver.errors();
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(scratch / "out")) {
    ++files;
    EXPECT_NE(ReadFile(file.path().string()).find("\nRR RYLBDN\n"), std::string::npos);
  }
  EXPECT_EQ(files, 2u);
}

TEST(ByHand, AWatcherEndsWithItsRelay) {
  HandStarted network;
  Child& relay = network.Relay("RYKA");
  Child watch({"watch", network.PortFile("RYKA"), "--json"});
  ASSERT_TRUE(relay.ErrorsHave("watched from"));
  network.Post("RYKABD");
  EXPECT_TRUE(watch.OutputHas("\"kind\":\"LINK_UP\"")) << watch.output();
  relay.Signal(SIGTERM);
  EXPECT_EQ(watch.End(), 0) << watch.errors();
  EXPECT_NE(watch.errors().find("the station has ended"), std::string::npos) << watch.errors();
  EXPECT_EQ(relay.End(), 0);
}

TEST(ByHand, AWatcherEndsAfterSoManyEvents) {
  HandStarted network;
  Child& relay = network.Relay("RYKA");
  Child watch({"watch", network.Address("RYKA"), "--count", "1"});
  ASSERT_TRUE(relay.ErrorsHave("watched from"));
  network.Post("RYKABD");
  EXPECT_EQ(watch.End(), 0) << watch.errors();
  EXPECT_EQ(CountOf(watch.output(), "\n"), 1u) << watch.output();
}

}  // namespace
}  // namespace torntape::testing
