// What the program says to those who ask it, and by its exit code: 0 as asked, 1 a promise was
// broken, 2 could not run.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/end_to_end/child.h"

namespace torntape::testing {
namespace {

using Arguments = std::vector<std::string>;

// Compares with a file that TORNTAPE_UPDATE_GOLDEN=1 writes anew.
void ExpectGolden(const std::string& name, const std::string& text) {
  const std::string path = "tests/cli/golden/" + name;
  if (std::getenv("TORNTAPE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
  }
  EXPECT_EQ(text, ReadFile(path)) << path;
}

TEST(Help, TeachesEachSubcommand) {
  const Outcome program = RunProgram({"--help"});
  EXPECT_EQ(program.code, 0);
  ExpectGolden("help.txt", program.output);
  for (const char* command :
       {"run", "router", "post", "watch", "store", "explain", "check", "convert", "schema"}) {
    const Outcome help = RunProgram({command, "--help"});
    EXPECT_EQ(help.code, 0) << command;
    ExpectGolden(std::string("help-") + command + ".txt", help.output);
    EXPECT_GE(CountOf(help.output, "\n  torntape " + std::string(command) + " "), 2u)
        << command << " shows fewer than two examples";
  }
}

TEST(Help, TheVersionIsThatOfTheProject) {
  const Outcome version = RunProgram({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_TRUE(version.output.starts_with("torntape ")) << version.output;
}

struct Row {
  const char* name;
  Arguments arguments;
  const char* complaint;  // in its standard error
};

class BadArguments : public ::testing::TestWithParam<Row> {};

TEST_P(BadArguments, AreExplainedAndEndWithTwo) {
  const Outcome outcome = RunProgram(GetParam().arguments);
  EXPECT_EQ(outcome.code, 2) << outcome.errors;
  EXPECT_EQ(outcome.output, "");
  EXPECT_NE(outcome.errors.find(GetParam().complaint), std::string::npos) << outcome.errors;
}

const std::string kNetwork = "configs/networks/four-relays.yaml";

const Row kRows[] = {
    {"Nothing", {}, "subcommand is required"},
    {"UnknownSubcommand", {"walk"}, "there is no subcommand \"walk\""},
    {"MistypedSubcommand", {"explian", "x"}, "did you mean \"explain\"?"},
    {"UnknownOption", {"run", "--loudly", "x"}, "--loudly"},
    {"NoScenario", {"run"}, "SCENARIO"},
    {"ScenarioMissing", {"run", "configs/none.yaml"}, "configs/none.yaml"},
    {"UnknownClock", {"run", "x.yaml", "--clock", "broken"}, "--clock"},
    {"SpeedOfNothing", {"run", "x.yaml", "--speed", "0"}, "--speed"},
    {"RouterWithoutConfig", {"router"}, "CONFIG"},
    {"RouterConfigMissing", {"router", "none.yaml"}, "there is no file"},
    {"RouterWithoutStation", {"router", kNetwork}, "say which relay this is"},
    {"RouterThatIsAPost", {"router", kNetwork, "--station", "RYKABD"}, "torntape post"},
    {"RouterPortTooHigh", {"router", kNetwork, "--station", "RYKA", "--port", "70000"}, "--port"},
    {"RouterPortAndListen",
     {"router", kNetwork, "--port", "1", "--listen", "127.0.0.1:1"},
     "excludes"},
    {"RouterPeerWithoutLink",
     {"router", kNetwork, "--station", "RYLB", "--peer", "127.0.0.1:1"},
     "LINK=ADDRESS:PORT"},
    {"RouterPeerOfAnotherLink",
     {"router", kNetwork, "--station", "RYLB", "--peer", "KA-LV=127.0.0.1:1"},
     "did you mean KA-LB?"},
    {"RouterPeerThatDials",
     {"router", kNetwork, "--station", "RYKA", "--peer", "KA-LB=127.0.0.1:1"},
     "it is RYLB that dials RYKA"},
    {"RouterEventsNowhere",
     {"router", kNetwork, "--station", "RYKA", "--events", "/nowhere/at/all"},
     "cannot write events"},
    {"PostThatIsARelay", {"post", kNetwork, "--station", "RYKA"}, "torntape router"},
    {"PostWithoutItsFolder",
     {"post", kNetwork, "--station", "RYKABD", "--in", "/nowhere/at/all"},
     "is no folder"},
    {"WatchNobody", {"watch", "127.0.0.1:1"}, "cannot connect to 127.0.0.1:1"},
    {"WatchNowhere", {"watch", "nowhere"}, "neither ADDRESS:PORT"},
    {"ExplainMissing", {"explain", "none.cable"}, "none.cable"},
    {"CheckMissing", {"check", "none.cable"}, "none.cable"},
};
INSTANTIATE_TEST_SUITE_P(Program, BadArguments, ::testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Check, GoodFilesOfEveryKind) {
  const Outcome outcome =
      RunProgram({"check", "configs/cables/brindlemoor-0417-01.cable", kNetwork,
                  "configs/scenarios/first-cable.yaml", "configs/stations/ryka.yaml"});
  EXPECT_EQ(outcome.code, 0) << outcome.output << outcome.errors;
  EXPECT_EQ(CountOf(outcome.output, ": a good "), 4u) << outcome.output;
  EXPECT_NE(outcome.output.find("ryka.yaml: a good station"), std::string::npos);
}

TEST(Check, SeesEveryCableOfAStream) {
  const std::string cable = ReadFile("configs/cables/brindlemoor-0417-01.cable");
  const Outcome good = RunProgram({"check", "-"}, cable + cable);
  EXPECT_EQ(good.code, 0) << good.output;
  const auto lines = static_cast<int>(CountOf(cable, "\n"));
  const Outcome bad = RunProgram({"check", "-"}, cable + "NONSENSE\nNNNN\n");
  EXPECT_EQ(bad.code, 1);
  EXPECT_NE(bad.output.find("standard input:" + std::to_string(lines + 1) + ":"), std::string::npos)
      << bad.output;
}

TEST(Check, ABadFileIsNoReasonToStop) {
  const Outcome outcome = RunProgram({"check", "--json", "-", kNetwork}, "NONSENSE\n");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_TRUE(outcome.output.starts_with("{\"file\":\"standard input\"")) << outcome.output;
}

TEST(Explain, TellsEachLineAndNoColourInAPipe) {
  const Outcome outcome = RunProgram({"explain", "configs/cables/brindlemoor-0417-01.cable"});
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
  EXPECT_NE(outcome.output.find("routing line"), std::string::npos);
  EXPECT_EQ(outcome.output.find('\x1b'), std::string::npos);
  EXPECT_EQ(RunProgram({"explain", "-"}, "NONSENSE\n").code, 1);
}

}  // namespace
}  // namespace torntape::testing
