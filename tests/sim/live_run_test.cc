// Goal: the network of real processes does what the virtual one does. Method: the scenarios that
// ship with the program, under both clocks.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <signal.h>
#include <string>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/run.h"

namespace torntape::sim {
namespace {

const std::string kScenarios = TORNTAPE_SOURCE_DIR "/configs/scenarios/";

class Silent final : public ProgressListener {
 public:
  void OnProgress(const Progress& progress) override {
    // A scripted Ctrl-C.
    stop_wanted = stop_wanted || (stop_in && progress.phase == *stop_in);
  }
  void OnNotice(std::string_view line) override { notices.emplace_back(line); }
  bool StopWanted() override { return stop_wanted; }
  std::vector<std::string> notices;
  std::optional<Progress::Phase> stop_in;
  bool stop_wanted = false;
};

RunOptions Live(const std::string& scenario, double speed = 100) {
  RunOptions options;
  options.scenario = kScenarios + scenario;
  options.clock = Clock::kLive;
  options.speed = speed;
  options.program = TORNTAPE_PROGRAM;
  return options;
}

// (cable, addressee, role, line 2) of every delivery.
std::vector<std::string> DeliveriesOf(const RunReport& report) {
  std::vector<std::string> deliveries;
  for (const CableRow& cable : report.cables) {
    for (const DeliveryRow& row : cable.deliveries) {
      deliveries.push_back(cable.identification + "  " + row.addressee + "  " +
                           std::string(cable::NameOf(row.role)) + "  " + row.line_2 +
                           (row.delivered ? "" : " not delivered"));
    }
  }
  std::sort(deliveries.begin(), deliveries.end());
  return deliveries;
}

// (cable, from, to, line 2) of every copy that went through. Which numbers they have, and whether
// one was broken off for another, is a matter of time.
std::vector<std::string> CopiesOf(const RunReport& report) {
  std::vector<std::string> copies;
  for (const CableRow& cable : report.cables) {
    for (const CopyRow& row : cable.copies) {
      if (row.note == "burnt") continue;
      copies.push_back(cable.identification + "  " + row.from + "  " + row.to + "  " + row.line_2);
    }
  }
  std::sort(copies.begin(), copies.end());
  return copies;
}

struct BothCase {
  const char* scenario;
  std::size_t deliveries;
};
class BothClocks : public ::testing::TestWithParam<BothCase> {};

TEST_P(BothClocks, MakeTheSameCopies) {
  Silent silent;
  RunOptions options = Live(GetParam().scenario);
  const auto live = RunScenario(options, silent);
  ASSERT_TRUE(live) << live.error().message;
  EXPECT_EQ(live->outcome, Outcome::kKept) << FormatReport(*live);
  options.clock = Clock::kVirtual;
  const auto in_virtual_time = RunScenario(options, silent);
  ASSERT_TRUE(in_virtual_time) << in_virtual_time.error().message;
  EXPECT_EQ(DeliveriesOf(*live), DeliveriesOf(*in_virtual_time));
  EXPECT_EQ(CopiesOf(*live), CopiesOf(*in_virtual_time));
  EXPECT_EQ(DeliveriesOf(*live).size(), GetParam().deliveries);
  EXPECT_EQ(silent.notices, std::vector<std::string>());
}

// Those without faults, operators and garble; but for the circuits of 50 baud, which the sockets of
// a live run do not have.
INSTANTIATE_TEST_SUITE_P(Scenarios, BothClocks,
                         ::testing::Values(BothCase{"first-cable.yaml", 10},
                                           BothCase{"collectives.yaml", 4},
                                           BothCase{"sections.yaml", 14}),
                         [](const auto& row) {
                           const std::string name = row.param.scenario;
                           std::string word = name.substr(0, name.find('.'));
                           std::replace(word.begin(), word.end(), '-', '_');
                           return word;
                         });

class LiveTraffic : public ::testing::TestWithParam<const char*> {};

TEST_P(LiveTraffic, KeepsEveryPromise) {
  Silent silent;
  const auto report = RunScenario(Live(GetParam()), silent);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, Outcome::kKept) << FormatReport(*report);
  EXPECT_GE(report->counts.cables_filed, 1000U);
  EXPECT_EQ(report->counts.deliveries, report->counts.deliveries_owed);
}

INSTANTIATE_TEST_SUITE_P(Scenarios, LiveTraffic,
                         ::testing::Values("thousand-cables.yaml", "every-post-at-once.yaml"));

// Kills the first station that was started, once the cables are on their way.
class Killer final : public ProgressListener {
 public:
  void OnProgress(const Progress& progress) override {
    if (progress.phase != Progress::Phase::kRunning || progress.deliveries < 5 || killed_) return;
    const std::string self = std::to_string(::getpid());
    pid_t child = 0;
    std::ifstream("/proc/" + self + "/task/" + self + "/children") >> child;
    ASSERT_GT(child, 1);
    killed_ = ::kill(child, SIGKILL) == 0;
  }
  void OnNotice(std::string_view) override {}
  bool killed_ = false;
};

TEST(LiveRun, AStationThatDiesIsABrokenPromise) {
  Killer killer;
  const auto report = RunScenario(Live("first-cable.yaml", /*speed=*/0.2), killer);
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_TRUE(killer.killed_);
  EXPECT_EQ(report->outcome, Outcome::kBroken);
  EXPECT_THAT(FormatReport(*report), ::testing::HasSubstr("broken: stations run  RYKA"));
  EXPECT_THAT(FormatReport(*report), ::testing::HasSubstr("signal 9 (Killed)"));
}

TEST(LiveRun, AProgramThatCannotRunIsAnErrorWithItsLastWords) {
  Silent silent;
  RunOptions options = Live("first-cable.yaml");
  options.program = "/no/such/program";
  const auto report = RunScenario(options, silent);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, ::testing::HasSubstr("cannot start the program"));
  EXPECT_THAT(report.error().message, ::testing::HasSubstr("exit code 127"));
}

TEST(LiveRun, AProgramThatNeverListensIsAnErrorAtTheDeadline) {
  Silent silent;
  RunOptions options = Live("first-cable.yaml");
  options.program = "/bin/true";
  const auto ended = RunScenario(options, silent);
  ASSERT_FALSE(ended);
  EXPECT_THAT(ended.error().message, ::testing::HasSubstr("ended before the network was up"));
}

TEST(LiveRun, CtrlCEndsItInGoodOrder) {
  Silent silent;
  silent.stop_in = Progress::Phase::kRunning;
  const auto report = RunScenario(Live("first-cable.yaml", /*speed=*/0.01), silent);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, Outcome::kInterrupted) << FormatReport(*report);
  EXPECT_THAT(FormatReport(*report, {.width = 200}), ::testing::HasSubstr("as was asked"));
}

TEST(LiveRun, CtrlCBeforeTheNetworkIsUpIsAnError) {
  Silent silent;
  silent.stop_in = Progress::Phase::kStarting;
  const auto report = RunScenario(Live("first-cable.yaml"), silent);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, ::testing::HasSubstr("as was asked"));
}

TEST(LiveRun, WhatOnlyVirtualTimeCanDoIsRefusedWithItsPlace) {
  Silent silent;
  const auto faults = RunScenario(Live("busy-day.yaml"), silent);
  ASSERT_FALSE(faults);
  EXPECT_THAT(faults.error().message,
              ::testing::ContainsRegex("busy-day.yaml:[0-9]+:[0-9]+: the live "
                                       "clock cannot do this: fill_disk"));
  EXPECT_THAT(faults.error().message, ::testing::HasSubstr("hint: run it with --clock virtual"));
  const auto chance = RunScenario(Live("random-faults.yaml"), silent);
  ASSERT_FALSE(chance);
  EXPECT_THAT(chance.error().message, ::testing::HasSubstr("\"random_faults\" (random faults 1)"));
}

}  // namespace
}  // namespace torntape::sim
