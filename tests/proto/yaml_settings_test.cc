// What `--set` puts in place of a scenario and its network.
#include "proto/yaml_settings.h"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "proto/scenario_reader.h"

namespace torntape::proto {
namespace {

class TwoFiles final : public FileReader {
 public:
  Result<std::string> Read(const std::string& path) override {
    if (path == "net.yaml") {
      return std::string(
          "name: One relay\nrelays: [{indicator: RYKA}]\nposts:\n"
          "  - {indicator: RYKABD, relay: RYKA, name: EMB BRINDLEMOOR}\n"
          "  - {indicator: RYKACS, relay: RYKA, name: EMB CALDERSEND}\n");
    }
    return std::string(
        "name: A day\nnetwork: net.yaml\nstart: 2031-05-14T10:42:00Z\nseed: 5\n"
        "traffic:\n  - {cables: 3}\n");
  }
};

LoadedScenario LoadWith(const std::vector<std::string>& settings) {
  TwoFiles reader;
  return LoadScenario("s.yaml", reader, settings);
}

TEST(YamlSettings, StandInPlaceOfWhatTheFilesSay) {
  const auto loaded =
      LoadWith({"seed=7", "traffic[0].cables=9", "traffic[0].text_bytes.most=300",
                "traffic[1]={cables: 4, from: [RYKACS]}", "expect.filed=13", "preemption=off",
                "network.post_links={baud: 50}", "network.lower_info_copies=false", "seed=8"});
  ASSERT_TRUE(loaded.scenario) << RenderDiagnostics(loaded.files);
  const Scenario& scenario = *loaded.scenario;
  EXPECT_EQ(scenario.seed, 8U) << "the last one counts";
  ASSERT_EQ(scenario.traffic.size(), 2U) << "a list is made longer by one";
  EXPECT_EQ(scenario.traffic[0].cables, 9U);
  EXPECT_EQ(scenario.traffic[0].text_bytes.most, 300U);
  EXPECT_EQ(scenario.traffic[1].from.size(), 1U);
  ASSERT_EQ(scenario.expect.counts.size(), 1U);
  EXPECT_EQ(scenario.network.preemption, network::Preemption::kOff);
  EXPECT_EQ(scenario.network.links.at(0).circuit.baud_hundredths, 5000U);
  EXPECT_FALSE(scenario.network.lower_info_copies);
  EXPECT_EQ(DescribePlace("s.yaml", scenario.expect.counts[0].where), "--set:5:14");
}

struct BadCase {
  const char* name;
  std::string setting;
  std::string wanted;
};

const BadCase kBad[] = {
    {"NoValue", "seed", "--set:2:1: error S812 BAD_KEY: \"seed\" names no key"},
    {"EmptyValue", "seed=", "--set:2:1: error S815 NO_VALUE: \"seed\" has no value"},
    {"NoKey", "=3", "BAD_KEY: \"=3\" names no key"},
    {"BadPath", "traffic[x]=3", "names no key"},
    {"BadPlace", "traffic[0.cables=3", "names no key"},
    {"Capitals", "Seed=3", "names no key"},
    {"TwoLines", "seed=3\nlimit: 1h", "names no key"},
    {"UnknownKey", "traffic[0].cable=3",
     "--set:2:12: error S813 UNKNOWN_KEY: there is no key \"cable\" in \"traffic[0]\""},
    {"UnknownKeyHint", "limt=1h", "hint: did you mean \"limit\"?"},
    {"UnknownKeyOfTheNetwork", "network.relay_link={baud: 50}",
     "--set:2:9: error S813 UNKNOWN_KEY: there is no key \"relay_link\""},
    {"BadWord", "preemption=of",
     "--set:2:12: error S819 BAD_WORD: \"preemption\" cannot be \"of\""},
    {"BadNumber", "traffic[0]={cables: many}", "--set:2:21: error S816 BAD_NUMBER"},
    {"NoYaml", "traffic[0]={cables: 3", "--set:2:"},
    {"BeyondTheList", "traffic[2].cables=1",
     "--set:2:8: error S817 OUT_OF_RANGE: \"traffic\" has 1 entry"},
    {"KeyOfAValue", "name.short=x",
     "--set:2:1: error S814 WRONG_SHAPE: \"name\" is a single value in the file, and here a group "
     "of keys is meant"},
    {"PlaceInAValue", "name[0]=x", "and here a list is meant"},
    {"AMistakeThatTheReaderFinds", "traffic[0].from=[RYKAZZ]",
     "--set:2:18: error S843 UNKNOWN_STATION"},
    {"OfTheNetwork", "network.posts[1].relay=RYXX", "--set:2:24: error S8"},
};

class BadSetting : public testing::TestWithParam<BadCase> {};

TEST_P(BadSetting, IsToldWithItsPlaceAndItsLine) {
  const auto loaded = LoadWith({"seed=3", GetParam().setting});
  EXPECT_FALSE(loaded.scenario);
  const std::string said = RenderDiagnostics(loaded.files);
  EXPECT_NE(said.find(GetParam().wanted), std::string::npos) << said;
  EXPECT_NE(said.find("\n  " + GetParam().setting.substr(0, 4)), std::string::npos)
      << "shows what was given: " << said;
}

INSTANTIATE_TEST_SUITE_P(YamlSettings, BadSetting, testing::ValuesIn(kBad),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(YamlSettings, MistakesOfTheFileKeepTheirPlaces) {
  class Bad final : public FileReader {
   public:
    Result<std::string> Read(const std::string&) override {
      return std::string("name: x\nsede: 4\n");
    }
  } reader;
  const std::vector<std::string> settings = {"limt=3h"};
  const auto loaded = LoadScenario("s.yaml", reader, settings);
  ASSERT_EQ(loaded.files.size(), 2U);
  EXPECT_EQ(loaded.files[0].diagnostics.at(0).where.line, 2);
  EXPECT_EQ(loaded.files[1].path, "--set");
  EXPECT_EQ(loaded.files[1].diagnostics.at(0).where.line, 1);
}

}  // namespace
}  // namespace torntape::proto
