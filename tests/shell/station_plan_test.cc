#include "shell/station_plan.h"

#include <filesystem>
#include <map>

#include <gtest/gtest.h>

#include "proto/file_kind.h"
#include "shell/clock.h"
#include "shell/credit_ledger.h"

namespace torntape::shell {
namespace {

const std::string kNetwork = "configs/networks/four-relays.yaml";

std::string Why(const StationCommand& command, bool relay) {
  const auto plan = PlanStation(command, relay, *proto::MakeDiskFileReader());
  return plan ? "no fault" : plan.error().message;
}

TEST(StationPlan, ANetworkAndAStationAreEnough) {
  StationCommand command;
  command.config = kNetwork;
  command.station = "RYND";
  command.peers = {"LB-ND=127.0.0.1:7002"};
  const auto plan = PlanStation(command, /*relay=*/true, *proto::MakeDiskFileReader());
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  EXPECT_EQ(plan->station.ToString(), "RYND");
  EXPECT_EQ(plan->options.listen, Endpoint{});
  EXPECT_EQ(plan->options.peers.at("LB-ND"), (Endpoint{"127.0.0.1", 7002}));
  EXPECT_EQ(plan->links_without_place, std::vector<std::string>{"MC-ND"});
}

TEST(StationPlan, TheStoreIsThatOfTheCommandElseThatOfTheFile) {
  class OneFile final : public proto::FileReader {
   public:
    Result<std::string> Read(const std::string& path) override {
      if (path != "here/ryka.yaml") return proto::MakeDiskFileReader()->Read(kNetwork);
      return std::string("network: network.yaml\nstation: RYKA\nstore: custody/RYKA\n");
    }
  } file;
  StationCommand command;
  command.config = "here/ryka.yaml";
  const auto of_file = PlanStation(command, /*relay=*/true, file);
  ASSERT_TRUE(of_file.has_value()) << of_file.error().message;
  EXPECT_EQ(of_file->store, "custody/RYKA");
  command.store = "elsewhere";
  EXPECT_EQ(PlanStation(command, /*relay=*/true, file)->store, "elsewhere");
}

TEST(StationPlan, EveryStationThatShipsIsGood) {
  std::size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator("configs/stations")) {
    StationCommand command;
    command.config = file.path().string();
    const bool relay = file.path().stem().string().size() == 4;
    const auto plan = PlanStation(command, relay, *proto::MakeDiskFileReader());
    ASSERT_TRUE(plan.has_value()) << plan.error().message;
    EXPECT_TRUE(plan->links_without_place.empty()) << command.config;
    ++count;
  }
  EXPECT_EQ(count, 11u);
}

TEST(StationPlan, SaysWhatIsMissingOrWrong) {
  EXPECT_EQ(Why({.config = kNetwork}, true),
            "configs/networks/four-relays.yaml is a whole network: say which relay this is, "
            "--station with one of RYKA, RYLB, RYMC, RYND");
  EXPECT_EQ(Why({.config = kNetwork, .station = "RYXX"}, true),
            "RYXX is no station of the network; its relays are RYKA, RYLB, RYMC, RYND");
  EXPECT_EQ(Why({.config = kNetwork, .station = "RYKABD"}, true),
            "RYKABD is a post: start it by `torntape post`");
  EXPECT_EQ(Why({.config = kNetwork, .station = "RYKA"}, false),
            "RYKA is a relay: start it by `torntape router`");
  EXPECT_EQ(Why({.config = kNetwork, .station = "R1"}, true), "\"R1\" is not a routing indicator");
  EXPECT_EQ(Why({.config = kNetwork, .station = "RYLB", .peers = {"KA-LB"}}, true),
            "--peer \"KA-LB\" is not LINK=ADDRESS:PORT, such as --peer KA-LB=127.0.0.1:7001");
  EXPECT_EQ(Why({.config = kNetwork, .station = "RYLB", .peers = {"KA-LB=nowhere"}}, true),
            "peer of KA-LB: \"nowhere\" is neither ADDRESS:PORT, such as 127.0.0.1:7001, nor a "
            "port file that is there, or comes within five seconds");
  EXPECT_NE(Why({.config = "configs/none.yaml"}, true).find("there is no file"), std::string::npos);
}

TEST(Endpoint, IsReadInItsForms) {
  EXPECT_EQ(FindEndpoint("127.0.0.1:7001"), (Endpoint{"127.0.0.1", 7001}));
  EXPECT_EQ(FindEndpoint(":7001"), (Endpoint{"127.0.0.1", 7001}));
  EXPECT_EQ(FindEndpoint("[::1]:7001"), (Endpoint{"::1", 7001}));
  EXPECT_EQ(FormatEndpoint({"::1", 7001}), "[::1]:7001");
  for (const char* bad :
       {"", "7001", "127.0.0.1:", "127.0.0.1:70000", "127.0.0.1:7x", "::1:7001"}) {
    EXPECT_FALSE(FindEndpoint(bad).has_value()) << bad;
  }
}

TEST(Endpoint, IsReadFromAPortFile) {
  const std::string path = ::testing::TempDir() + "/endpoint-test.port";
  ASSERT_TRUE(WritePortFile(path, {"127.0.0.1", 7001}).has_value());
  EXPECT_EQ(FindEndpoint(path), (Endpoint{"127.0.0.1", 7001, path}));
  ASSERT_TRUE(WritePortFile(path, {"127.0.0.1", 7002}).has_value());
  EXPECT_EQ(ReadPortFile(path), (Endpoint{"127.0.0.1", 7002, path})) << "read anew each time";
  EXPECT_EQ(ReadPortFile(path + ".none"), std::nullopt);
  RemovePortFile(path, {"127.0.0.1", 7001});
  EXPECT_TRUE(std::filesystem::exists(path)) << "it is somebody else's by now";
  RemovePortFile(path, {"127.0.0.1", 7002});
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_FALSE(WritePortFile("/nowhere/at/all.port", {}).has_value());
}

TEST(CreditLedger, ATransmissionMayStartWhileItsPurseIsAboveZero) {
  CreditLedger ledger;
  EXPECT_FALSE(ledger.Take(cable::Precedence::kRoutine, 1));
  ledger.Grant(100, 50);
  EXPECT_TRUE(ledger.Take(cable::Precedence::kRoutine, 99));
  EXPECT_TRUE(ledger.Take(cable::Precedence::kImmediate, 4000));
  EXPECT_FALSE(ledger.Take(cable::Precedence::kPriority, 1));
  EXPECT_TRUE(ledger.Take(cable::Precedence::kFlash, 50));
  EXPECT_FALSE(ledger.Take(cable::Precedence::kCritic, 1));
  ledger.Grant(90, 51);  // never lowered
  EXPECT_TRUE(ledger.Take(cable::Precedence::kEmergencyCommand, 1));
  ledger.Open();
  EXPECT_FALSE(ledger.Take(cable::Precedence::kFlash, 1));
}

TEST(Clock, NeverGoesBackAndEpochsDiffer) {
  const Clock clock;
  Instant last = clock.Now();
  for (int i = 0; i < 1000; ++i) {
    const Instant now = clock.Now();
    EXPECT_GE(now, last);
    last = now;
  }
  EXPECT_NE(DrawEpoch(last), DrawEpoch(last));
  EXPECT_NE(DrawEpoch(last), 0u);
}

TEST(FileKind, IsSeenFromTheKeysAtTheTop) {
  using proto::FileKind;
  EXPECT_EQ(proto::KindOfFile("name: a\nrelays:\n"), FileKind::kNetwork);
  EXPECT_EQ(proto::KindOfFile("# relays: no\nnetwork: a\nstation: RYKA\n"), FileKind::kStation);
  EXPECT_EQ(proto::KindOfFile("network: a\nstart: 2031\n"), FileKind::kScenario);
  EXPECT_EQ(proto::KindOfFile("network: a\n  station: b"), FileKind::kUnknown);
  EXPECT_EQ(proto::KindOfFile("\"expect\": {}"), FileKind::kScenario);
}

}  // namespace
}  // namespace torntape::shell
