// Goal: every file that ships works, and every scenario keeps what it promises.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "proto/files.h"
#include "proto/network_reader.h"
#include "sim/run.h"
#include "sim/scenario.h"

namespace torntape::sim {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> YamlIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(TORNTAPE_SOURCE_DIR "/configs/" + folder)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string NameOfTest(const testing::TestParamInfo<std::string>& row) {
  std::string name = fs::path(row.param).stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

class Quiet final : public ProgressListener {
 public:
  void OnProgress(const Progress& /*progress*/) override {}
  void OnNotice(std::string_view line) override { notices += std::string(line) + "\n"; }
  std::string notices;
};

class ShippedScenario : public testing::TestWithParam<std::string> {};

TEST_P(ShippedScenario, KeepsWhatItPromises) {
  RunOptions options;
  options.scenario = TORNTAPE_SOURCE_DIR "/configs/scenarios/" + GetParam();
  Quiet quiet;
  const auto report = RunScenario(options, quiet);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, Outcome::kKept) << FormatReport(*report);
  EXPECT_GT(report->counts.deliveries, 0U);
  EXPECT_EQ(quiet.notices, "") << "a file that ships has nothing to warn of";
}

TEST_P(ShippedScenario, SaysWhatToWatchAndExpectsSomething) {
  const auto reader = proto::MakeDiskFileReader();
  const LoadedScenario loaded =
      LoadScenario(TORNTAPE_SOURCE_DIR "/configs/scenarios/" + GetParam(), *reader);
  ASSERT_TRUE(loaded.scenario) << proto::RenderDiagnostics(loaded.files);
  EXPECT_GT(loaded.scenario->about.size(), 100U);
  EXPECT_GE(loaded.scenario->expect.laws.size(), 4U);
}

INSTANTIATE_TEST_SUITE_P(Configs, ShippedScenario, testing::ValuesIn(YamlIn("scenarios")),
                         NameOfTest);

// The two of a pair are about one difference, so each must miss it.
TEST(FlashOver50Baud, EachOfThePairFailsWithTheSettingOfTheOther) {
  const std::pair<std::string, std::string> pair[] = {
      {"flash-over-50-baud.yaml", "preemption=off"},
      {"flash-over-50-baud-waiting.yaml", "preemption=acp127"}};
  for (const auto& [name, setting] : pair) {
    RunOptions options;
    options.scenario = TORNTAPE_SOURCE_DIR "/configs/scenarios/" + name;
    options.settings = {setting};
    Quiet quiet;
    const auto report = RunScenario(options, quiet);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->outcome, Outcome::kBroken) << name;
    for (const BrokenPromise& broken : report->broken) {
      EXPECT_TRUE(broken.law == "speed of service" || broken.law == "expected count")
          << "the laws hold all the same: " << broken.law << ": " << broken.what;
    }
    EXPECT_TRUE(std::any_of(report->broken.begin(), report->broken.end(), [](const auto& broken) {
      return broken.law == "speed of service";
    })) << name;
  }
}

class ShippedNetwork : public testing::TestWithParam<std::string> {};

TEST_P(ShippedNetwork, IsSound) {
  const auto reader = proto::MakeDiskFileReader();
  const auto text = reader->Read(TORNTAPE_SOURCE_DIR "/configs/networks/" + GetParam());
  ASSERT_TRUE(text);
  Diagnostics diagnostics;
  EXPECT_TRUE(proto::ReadNetwork(*text, diagnostics));
  EXPECT_TRUE(diagnostics.empty()) << RenderDiagnostics(diagnostics, GetParam(), *text);
}

INSTANTIATE_TEST_SUITE_P(Configs, ShippedNetwork, testing::ValuesIn(YamlIn("networks")),
                         NameOfTest);

class ShippedPreset : public testing::TestWithParam<std::string> {};

// A preset is judged by what a scenario makes of it.
TEST_P(ShippedPreset, MakesTrafficOnAnyNetwork) {
  class WithScenario final : public proto::FileReader {
   public:
    explicit WithScenario(std::string text) : text_(std::move(text)) {}
    Result<std::string> Read(const std::string& path) override {
      if (path.ends_with("preset-test.yaml")) return text_;
      return disk_->Read(path);
    }

   private:
    std::unique_ptr<proto::FileReader> disk_ = proto::MakeDiskFileReader();
    std::string text_;
  };
  for (const std::string& network : YamlIn("networks")) {
    WithScenario reader("name: x\nnetwork: ../networks/" + network +
                        "\nstart: 2031-05-14T00:00:00Z\ntraffic: [{preset: ../presets/" +
                        GetParam() + ", over: 24h}]\n");
    const LoadedScenario loaded =
        LoadScenario(TORNTAPE_SOURCE_DIR "/configs/scenarios/preset-test.yaml", reader);
    ASSERT_TRUE(loaded.scenario) << proto::RenderDiagnostics(loaded.files);
    EXPECT_EQ(proto::RenderDiagnostics(loaded.files), "");
    EXPECT_GT(CablesIn(*loaded.scenario), 5U * loaded.scenario->traffic[0].from.size());
  }
}

INSTANTIATE_TEST_SUITE_P(Configs, ShippedPreset, testing::ValuesIn(YamlIn("presets")), NameOfTest);

}  // namespace
}  // namespace torntape::sim
