#include "sim/run.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/test_world.h"

namespace torntape::sim {
namespace {

using testing::TextOfFile;

const std::string kScenarios = TORNTAPE_SOURCE_DIR "/configs/scenarios/";

class Silent final : public ProgressListener {
 public:
  void OnProgress(const Progress& progress) override { phases.insert(progress.phase); }
  void OnNotice(std::string_view line) override { notices.emplace_back(line); }
  bool StopWanted() override { return stop_wanted; }
  std::set<Progress::Phase> phases;
  std::vector<std::string> notices;
  bool stop_wanted = false;
};

// A folder of its own for each test, gone with it.
class RunTest : public ::testing::Test {
 protected:
  RunTest()
      : folder_(std::filesystem::temp_directory_path() /
                ("torntape-run-test-" + std::to_string(::getpid()) + "-" +
                 ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::create_directories(folder_);
  }
  ~RunTest() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& text) const {
    const std::filesystem::path path = folder_ / name;
    std::ofstream(path) << text;
    return path.string();
  }
  // The first scenario with one piece of its text changed.
  std::string FirstCableWith(const std::string& old_text, const std::string& new_text) const {
    std::string text = TextOfFile(kScenarios + "first-cable.yaml");
    const auto replace = [&text](const std::string& what, const std::string& with) {
      std::size_t at = text.find(what);
      EXPECT_NE(at, std::string::npos) << what;
      for (; at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
      }
    };
    replace("../networks/", TORNTAPE_SOURCE_DIR "/configs/networks/");
    replace("../cables/", TORNTAPE_SOURCE_DIR "/configs/cables/");
    replace(old_text, new_text);
    return Write("changed.yaml", text);
  }
  std::string Path(const std::string& name) const { return (folder_ / name).string(); }
  Result<RunReport> Run(const RunOptions& options) { return RunScenario(options, silent_); }

  std::filesystem::path folder_;
  Silent silent_;
};

TEST_F(RunTest, TheFirstCableKeepsEveryPromise) {
  RunOptions options;
  options.scenario = kScenarios + "first-cable.yaml";
  const auto report = Run(options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, Outcome::kKept) << FormatReport(*report);
  EXPECT_EQ(report->counts.copies_expected, 22U);
  EXPECT_EQ(report->counts.copies_kept, 22U);
  EXPECT_EQ(report->counts.deliveries_kept, 10U);
  EXPECT_EQ(report->counts.deliveries, 10U);
  ASSERT_EQ(report->cables.size(), 2U);
  EXPECT_EQ(report->cables[0].deliveries[0].addressee, "HOMEMIN HAVENMOUTH");
  EXPECT_EQ(report->cables[0].deliveries[0].path,
            (std::vector<std::string>{"RYKABD", "RYKA", "RYLB", "RYND", "RYNDHQ"}));
  EXPECT_EQ(silent_.notices, std::vector<std::string>());
}

TEST_F(RunTest, AThousandCablesFromEveryPostKeepEveryPromise) {
  RunOptions options;
  options.scenario = kScenarios + "every-post-at-once.yaml";
  const auto report = Run(options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, Outcome::kKept) << FormatReport(*report);
  EXPECT_GE(report->counts.cables_filed, 1000U);
  EXPECT_EQ(report->counts.deliveries, report->counts.deliveries_owed);
  EXPECT_TRUE(report->cables.empty());  // nobody reads a thousand tables
  EXPECT_EQ(report->speeds.size(), 6U);
}

TEST_F(RunTest, TheSameSeedGivesTheSameBytes) {
  RunOptions options;
  options.scenario = kScenarios + "thousand-cables.yaml";
  options.seed = 5;
  options.events_file = Path("first.jsonl");
  ASSERT_TRUE(Run(options));
  options.events_file = Path("second.jsonl");
  ASSERT_TRUE(Run(options));
  options.seed = 6;
  options.events_file = Path("third.jsonl");
  ASSERT_TRUE(Run(options));
  const std::string first = TextOfFile(Path("first.jsonl"));
  EXPECT_GT(first.size(), 100'000U);
  EXPECT_TRUE(first == TextOfFile(Path("second.jsonl")));
  EXPECT_FALSE(first == TextOfFile(Path("third.jsonl")));
}

// ---------------------------------------------------------------- broken expectations

TEST_F(RunTest, ACopyThatWasNotSentIsToldWithItsPlace) {
  RunOptions options;
  options.scenario = FirstCableWith("to: RYMC, line_2: RR RYMCFR", "to: RYMC, line_2: OO RYMCFR");
  const auto report = Run(options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, Outcome::kBroken);
  EXPECT_EQ(report->counts.copies_kept, 20U);
  ASSERT_EQ(report->broken_total, 4U);  // two sections, each with one missing and one too many
  const BrokenPromise& broken = report->broken[0];
  EXPECT_EQ(broken.law, "expected copy");
  EXPECT_EQ(broken.cable, "section 1");
  const std::string text = TextOfFile(options.scenario);
  const auto line =
      1 + std::count(text.begin(),
                     text.begin() + static_cast<std::ptrdiff_t>(text.find("OO RYMCFR")), '\n');
  EXPECT_EQ(broken.place, options.scenario + ":" + std::to_string(line));
  EXPECT_EQ(broken.what, "RYLB -> RYMC  OO RYMCFR was not sent; on that hop it sent RR RYMCFR");
  EXPECT_EQ(report->broken[2].law, "no other copies");
  EXPECT_EQ(report->broken[2].what,
            "RYLB -> RYMC  RR RYMCFR was sent once, and is not expected (copies_exactly)");
}

TEST_F(RunTest, ADeliveryInAnotherRoleIsToldWithWhatCame) {
  RunOptions options;
  options.scenario = FirstCableWith("addressee: EMB ELSINGTON, role: info",
                                    "addressee: EMB ELSINGTON, role: action");
  const auto report = Run(options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, Outcome::kBroken);
  EXPECT_EQ(report->broken[0].law, "expected delivery");
  EXPECT_EQ(report->broken[0].what,
            "EMB ELSINGTON was to have it as RR RYLBEL for action; it came as RR RYLBEL for INFO");
}

TEST_F(RunTest, AWrongCountIsTold) {
  RunOptions options;
  options.scenario = FirstCableWith("transmissions: 22", "transmissions: 21");
  const auto report = Run(options);
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->broken_total, 1U);
  EXPECT_EQ(report->broken[0].what, "transmissions: 21 were expected, and it was 22");
}

TEST_F(RunTest, WhatIsStillQueuedAtTheLimitIsCountedAndNotAllDelivered) {
  RunOptions options;
  options.scenario = FirstCableWith("limit: 10m", "limit: 5s");
  const auto report = Run(options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->counts.deliveries, 1U);
  EXPECT_EQ(report->counts.queued, 9U);
  const std::string text = FormatReport(*report);
  EXPECT_THAT(text, ::testing::HasSubstr("all_delivered: 1 of 10 deliveries were made; 9 still"));
  EXPECT_THAT(text, ::testing::HasSubstr("repeat it with: torntape run "));
}

// ---------------------------------------------------------------- nothing is green by itself

TEST_F(RunTest, WhatIsUnderWayAtTheLimitFailsUnlessItIsMeant) {
  RunOptions options;
  options.scenario = kScenarios + "first-cable.yaml";
  options.settings = {"limit=5s", "expect={filed: 2}"};
  auto report = Run(options);
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->broken_total, 1U) << FormatReport(*report);
  EXPECT_EQ(report->broken[0].law, "ended in time");
  EXPECT_THAT(report->broken[0].what,
              ::testing::StartsWith("9 deliveries were still under way when its time of 5s"));
  options.settings.emplace_back("expect.undelivered=9");
  report = Run(options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, Outcome::kKept) << FormatReport(*report);
}

// One post is down all the time, so that it takes nothing.
TEST_F(RunTest, ARunInWhichEverythingIsRefusedFailsUnlessItIsMeant) {
  RunOptions options;
  options.scenario = kScenarios + "first-cable.yaml";
  options.settings = {"expect={}", "faults=[{at: 0s, crash: RYKABD, lasts: 5s}]"};
  auto report = Run(options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->counts.cables_filed, 0U);
  ASSERT_EQ(report->broken_total, 1U) << FormatReport(*report);
  EXPECT_EQ(report->broken[0].law, "cables accepted");
  EXPECT_EQ(report->broken[0].what,
            "2 cables were filed, and all were refused; the first: the post RYKABD is not running");
  options.settings.emplace_back("expect.refused=2");
  report = Run(options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, Outcome::kKept) << FormatReport(*report);
}

TEST_F(RunTest, ARunThatEndsBeforeItBeginsFails) {
  RunOptions options;
  options.scenario = kScenarios + "first-cable.yaml";
  options.settings = {"expect={}", "limit=5s", "cables[0].at=10s", "cables[1].at=11s"};
  const auto report = Run(options);
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->broken_total, 1U) << FormatReport(*report);
  EXPECT_EQ(report->broken[0].law, "cables filed");
}

TEST_F(RunTest, TheLineThatRepeatsARunHasItsSettings) {
  RunOptions options;
  options.scenario = kScenarios + "first-cable.yaml";
  options.settings = {"limit=5s", "network.relay_links={baud: 50}"};
  const auto report = Run(options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_THAT(report->rerun, ::testing::EndsWith("--seed 417 --set limit=5s --set "
                                                 "'network.relay_links={baud: 50}'"));
  options.clock = Clock::kLive;
  const auto live = Run(options);
  ASSERT_FALSE(live);
  EXPECT_THAT(live.error().message,
              ::testing::HasSubstr("the live clock cannot take --set 'network.relay_links="));
}

// ---------------------------------------------------------------- stopped

// Seven hundred thousand cables are filed in one instant.
TEST_F(RunTest, StopsSoonWithAReportOfWhatWas) {
  RunOptions options;
  options.scenario = kScenarios + "every-post-at-once.yaml";
  options.settings = {"traffic[0].cables_each=100000"};
  silent_.stop_wanted = true;
  const auto began = std::chrono::steady_clock::now();
  const auto report = Run(options);
  const auto took = std::chrono::steady_clock::now() - began;
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, Outcome::kInterrupted) << FormatReport(*report);
  EXPECT_EQ(report->broken_total, 0U) << "what was expected of the whole is not judged";
  EXPECT_GT(report->counts.cables_filed, 0U);
  EXPECT_LT(report->counts.cables_filed, 700'000U);
  EXPECT_THAT(FormatReport(*report, {.width = 300}),
              ::testing::HasSubstr("interrupted at 10:42:00.000 of the network's time, as was"));
  // Minutes if nobody looked before all is filed.
  EXPECT_LT(took, std::chrono::seconds(60));
}

// ---------------------------------------------------------------- could not run

TEST_F(RunTest, AMissingScenarioIsAnError) {
  RunOptions options;
  options.scenario = Path("none.yaml");
  const auto report = Run(options);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, ::testing::HasSubstr("none.yaml"));
}

TEST_F(RunTest, AMistakeInTheScenarioIsAnErrorWithItsPlace) {
  RunOptions options;
  options.scenario = FirstCableWith("limit: 10m", "limt: 10m");
  const auto report = Run(options);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, ::testing::HasSubstr("limt"));
  EXPECT_THAT(report.error().message, ::testing::HasSubstr("changed.yaml:"));
}

TEST_F(RunTest, AnEventsFileThatCannotBeMadeIsAnError) {
  RunOptions options;
  options.scenario = kScenarios + "first-cable.yaml";
  options.events_file = Path("no/such/folder/events.jsonl");
  const auto report = Run(options);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, ::testing::HasSubstr("events.jsonl"));
}

}  // namespace
}  // namespace torntape::sim
