// Custody on disk, as users have it: relays that are killed at any moment and started again.
// TORNTAPE_KILLS is how often one is killed (a few by default); the seed of the moments is printed.

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/prng.h"
#include "tests/channel/seeds.h"
#include "tests/end_to_end/hand_started.h"

namespace torntape::testing {
namespace {

std::string CableText(int serial) {
  return fmt::format(
      "VZCZCBDA{0:04}\n{1} RYLBDN\nDE RYKABD #{0:04} 1341042\nZNR UUUUU ZZH\n{2} 141030Z MAY 31\n"
      "FM EMB BRINDLEMOOR\nTO RYLBDN/EMB DUNMARROW 0119\nBT\nUNCLAS BRINDLEMOOR 00{0:04}\n\n"
      "NOTHING TO REPORT.\nBT\n#{0:04}\nNNNN\n",
      serial, serial % 7 == 0 ? "OO" : "RR", serial % 7 == 0 ? "O" : "R");
}

// RYKABD - RYKA - RYLB - RYLBDN, all with custody on disk.
class Custody : public ::testing::Test {
 protected:
  std::vector<std::string> Store(const std::string& name) const {
    return {"--store", StoreOf(name)};
  }
  std::string StoreOf(const std::string& name) const {
    return network.scratch() / ("store-" + name);
  }
  void Start() {
    network.Relay("RYKA", Store("RYKA"));
    network.Relay("RYLB", Store("RYLB"));
    network.Post("RYLBDN", {"--json", "--store", StoreOf("RYLBDN")});
    network.Post("RYKABD", Store("RYKABD"));
  }
  void KillAndStart(const std::string& relay) {
    const std::string port = network.Port(relay);
    network[relay].Signal(SIGKILL);
    EXPECT_EQ(network[relay].End(), -SIGKILL);
    const Outcome verify = RunProgram({"store", "verify", StoreOf(relay)});
    EXPECT_EQ(verify.code, 0) << verify.output << verify.errors;
    network.Relay(relay, {"--store", StoreOf(relay), "--port", port});
    EXPECT_EQ(network[relay].errors().find("error"), std::string::npos) << network[relay].errors();
  }
  void File(int first, int last) {
    std::string text;
    for (int serial = first; serial <= last; ++serial) text += CableText(serial);
    ASSERT_TRUE(network["RYKABD"].Write(text)) << network["RYKABD"].errors();
  }
  bool DeliveredAre(int count) {
    return network["RYLBDN"].OutputHas("\"addressee\":\"EMB DUNMARROW\"",
                                       static_cast<std::size_t>(count));
  }
  // Every serial from 1 to `last` once, none suspected, and numbers that only rise.
  void ExpectEachOnce(int last) {
    const std::string& output = network["RYLBDN"].output();
    std::map<std::string, int> times;
    std::string number;
    for (std::size_t at = 0; at < output.size(); at = output.find('\n', at) + 1) {
      const std::string line = output.substr(at, output.find('\n', at) - at);
      ++times[line.substr(line.find("RYKABD #") + 8, 4)];
      const std::string came = line.substr(line.find("LDA"), 7);
      EXPECT_LT(number, came) << "a number was given twice";
      number = came;
    }
    EXPECT_EQ(times.size(), static_cast<std::size_t>(last));
    for (const auto& [serial, count] : times) EXPECT_EQ(count, 1) << serial;
    EXPECT_EQ(output.find("ZFD"), std::string::npos) << "nobody has lost what it held";
  }

  HandStarted network;
};

TEST_F(Custody, ARelayKilledUnderLoadLosesNothing) {
  const std::uint64_t seed = SeedOr(1);
  SCOPED_TRACE(RerunLine(seed, "end_to_end_test"));
  Prng prng(seed);
  const char* wanted = std::getenv("TORNTAPE_KILLS");
  const int kills = wanted == nullptr ? 4 : std::atoi(wanted);
  constexpr int kRound = 40;
  Start();
  for (int round = 0; round < kills && !HasFailure(); ++round) {
    const int before = round * kRound;
    File(before + 1, before + kRound);
    // In the midst of this round's cables, wherever that is.
    ASSERT_TRUE(DeliveredAre(before + static_cast<int>(prng.Below(kRound))));
    KillAndStart(prng.Below(2) == 0 ? "RYKA" : "RYLB");
  }
  EXPECT_TRUE(DeliveredAre(kills * kRound)) << network["RYLB"].errors();
  ExpectEachOnce(kills * kRound);
  // One more goes all the way, so all links are up; what ends receipts first what it has.
  File(kills * kRound + 1, kills * kRound + 1);
  EXPECT_TRUE(DeliveredAre(kills * kRound + 1)) << network["RYLB"].errors();
  network["RYLBDN"].Signal(SIGTERM);
  EXPECT_TRUE(network["RYLB"].ErrorsHave("link RYLB-RYLBDN down")) << network["RYLB"].errors();
  network["RYLB"].Signal(SIGTERM);
  EXPECT_TRUE(network["RYKA"].ErrorsHave("link KA-LB down: the other side closed"));
  network["RYKA"].Signal(SIGTERM);
  for (const char* name : {"RYLB", "RYKA"}) {
    EXPECT_EQ(network[name].End(), 0);
    EXPECT_NE(network[name].errors().find("nothing stays queued"), std::string::npos)
        << network[name].errors();
  }
}

TEST_F(Custody, ABacklogOutlivesItsRelay) {
  network.Relay("RYKA", Store("RYKA"));
  network.Post("RYKABD", {"--drain"});
  File(1, 50);
  EXPECT_EQ(network["RYKABD"].End(), 0) << "RYKA has receipted them, and nobody to send them to";
  const std::string port = network.Port("RYKA");
  network["RYKA"].Signal(SIGKILL);
  EXPECT_EQ(network["RYKA"].End(), -SIGKILL);

  const Outcome inspect = RunProgram({"store", "inspect", StoreOf("RYKA")});
  EXPECT_EQ(inspect.code, 0) << inspect.errors;
  EXPECT_NE(inspect.output.find("custody of RYKA, epoch "), std::string::npos) << inspect.output;
  EXPECT_NE(inspect.output.find("50 cables are owed, 0 are set aside."), std::string::npos)
      << inspect.output;
  EXPECT_NE(inspect.output.find("KLA      RYLB               0       0       0         7         "
                                "0        43\n"),
            std::string::npos)
      << inspect.output;

  network.Relay("RYKA", {"--store", StoreOf("RYKA"), "--port", port});
  EXPECT_TRUE(network["RYKA"].ErrorsHave("50 cables are in custody from before"));
  network.Relay("RYLB");
  network.Post("RYLBDN", {"--json"});
  EXPECT_TRUE(DeliveredAre(50));
  ExpectEachOnce(50);
}

// What does not fit stays with its sender; what is urgent is taken all the same, and first.
TEST_F(Custody, AFullStoreLetsItsSendersWait) {
  network.Relay("RYKA", {"--store", StoreOf("RYKA"), "--store-limit", "16mb", "--store-segment",
                         "1mb", "--store-history", "0"});
  Child watch({"watch", network.Address("RYKA")});
  ASSERT_TRUE(network["RYKA"].ErrorsHave("watched from"));
  network.Post("RYKABD");
  constexpr int kLast = 20;
  std::string text;
  for (int line = 0; line < 16'000; ++line)
    text += "THE HERRING ARE LATE THIS YEAR, AND FEW, AND NOT FAT.\n";
  for (int serial = 1; serial <= kLast; ++serial) {
    std::string cable = CableText(serial);
    cable.insert(cable.find("NOTHING TO REPORT"), text);
    ASSERT_TRUE(network["RYKABD"].Write(cable)) << network["RYKABD"].errors();
  }
  ASSERT_TRUE(network["RYKA"].ErrorsHave("the store is nearly full: senders wait"));
  std::string flash = CableText(kLast + 1);
  for (std::size_t at = 0; (at = flash.find("OO ")) != flash.npos;) flash.replace(at, 2, "ZZ");
  flash.replace(flash.find("\nO 1410"), 2, "\nZ");
  ASSERT_TRUE(network["RYKABD"].Write(flash)) << network["RYKABD"].errors();
  ASSERT_TRUE(watch.OutputHas("RYKABD #0021")) << "FLASH has a reserve";

  network.Relay("RYLB");
  network.Post("RYLBDN", {"--json"});
  EXPECT_TRUE(DeliveredAre(kLast + 1)) << network["RYKA"].errors();
  EXPECT_TRUE(network["RYKA"].ErrorsHave("the store has room again"));
  const std::string& output = network["RYLBDN"].output();
  EXPECT_LT(output.find("RYKABD #0021"), output.find("RYKABD #0001")) << "FLASH leaves first";
}

TEST_F(Custody, WhatWasDeliveredCanBeFoundAgain) {
  Start();
  File(1, 20);
  ASSERT_TRUE(DeliveredAre(20));
  for (const char* name : {"RYKABD", "RYLBDN", "RYLB", "RYKA"}) {
    network[name].Signal(SIGTERM);
    EXPECT_EQ(network[name].End(), 0);
  }
  const auto found = [&](const std::vector<std::string>& conditions) {
    std::vector<std::string> arguments = {"store", "export", StoreOf("RYKA")};
    arguments.insert(arguments.end(), conditions.begin(), conditions.end());
    const Outcome exported = RunProgram(arguments);
    EXPECT_EQ(exported.code, 0) << exported.errors;
    return CountOf(exported.output, "\nNNNN\n");
  };
  EXPECT_EQ(found({}), 20u);
  EXPECT_EQ(found({"--id", "RYKABD #0007"}), 1u);
  EXPECT_EQ(found({"--number", "BDA0003"}), 1u) << "as it came";
  EXPECT_EQ(found({"--number", "KLA0003"}), 1u) << "as it left";
  EXPECT_EQ(found({"--addressee", "RYLBDN"}), 20u);
  EXPECT_EQ(found({"--addressee", "EMB DUNMARROW"}), 20u);
  EXPECT_EQ(found({"--addressee", "EMB ELSEWHERE"}), 0u);
  EXPECT_EQ(found({"--until", "2001-01-01T00:00:00Z"}), 0u);
  EXPECT_EQ(found({"--since", "2001-01-01T00:00:00Z"}), 20u);
  const Outcome json =
      RunProgram({"store", "export", StoreOf("RYKA"), "--json", "--number", "KLA0003"});
  EXPECT_NE(json.output.find("\"sent\":[\"KLA0003\"],\"cable\":{"), std::string::npos)
      << json.output;
}

TEST_F(Custody, AStoreInUseIsNotShared) {
  network.Relay("RYKA", Store("RYKA"));
  const Outcome second =
      RunProgram({"router", kNetwork, "--station", "RYKA", "--store", StoreOf("RYKA")});
  EXPECT_EQ(second.code, 2);
  EXPECT_NE(second.errors.find("is in use by another process"), std::string::npos) << second.errors;
}

TEST_F(Custody, AStoreOfAnotherStationIsRefused) {
  network.Relay("RYKA", Store("RYKA"));
  network["RYKA"].Signal(SIGTERM);
  EXPECT_EQ(network["RYKA"].End(), 0);
  const Outcome other =
      RunProgram({"router", kNetwork, "--station", "RYLB", "--store", StoreOf("RYKA")});
  EXPECT_EQ(other.code, 2);
  EXPECT_NE(other.errors.find("error J705 OTHER_STORE: this is the custody of RYKA"),
            std::string::npos)
      << other.errors;
}

TEST_F(Custody, DamageIsToldByVerify) {
  network.Relay("RYKA", Store("RYKA"));
  network.Post("RYKABD", {"--drain"});
  File(1, 10);
  EXPECT_EQ(network["RYKABD"].End(), 0);
  network["RYKA"].Signal(SIGTERM);
  EXPECT_EQ(network["RYKA"].End(), 0);
  const std::string segment = StoreOf("RYKA") + "/0000000001.journal";
  std::string bytes = ReadFile(segment);
  const std::size_t place = bytes.find("#0001");
  ASSERT_NE(place, std::string::npos);
  bytes[place] = '!';
  WriteFile(segment, bytes);
  const Outcome verify = RunProgram({"store", "verify", StoreOf("RYKA")});
  EXPECT_EQ(verify.code, 1);
  EXPECT_NE(verify.output.find(segment + ": error J702 DAMAGED_RECORD: "), std::string::npos)
      << verify.output;
  EXPECT_NE(verify.output.find("damaged\n"), std::string::npos) << verify.output;
}

}  // namespace
}  // namespace torntape::testing
