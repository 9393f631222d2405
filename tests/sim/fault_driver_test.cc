#include "sim/fault_driver.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace torntape::sim {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)
using cable::RoutingIndicator;

// A world that only writes down what is done to it.
class Diary final : public FaultTarget {
 public:
  void CutLink(std::size_t link) override { Note(fmt::format("cut {}", link)); }
  void RestoreLink(std::size_t link) override { Note(fmt::format("restore {}", link)); }
  void SlowLink(std::size_t link, std::uint32_t percent) override {
    Note(fmt::format("slow {} {}", link, percent));
  }
  void GarbleLink(std::size_t link, std::uint32_t per_million) override {
    Note(fmt::format("garble {} {}", link, per_million));
  }
  void Crash(RoutingIndicator station) override { Note("crash " + station.ToString()); }
  void LosePower(RoutingIndicator station) override { Note("dark " + station.ToString()); }
  void Restart(RoutingIndicator station, bool store_lost) override {
    Note("restart " + station.ToString() + (store_lost ? " empty" : ""));
  }
  void FillDisk(RoutingIndicator station, bool full) override {
    Note(station.ToString() + (full ? " full" : " has room"));
  }
  void SlowDisk(RoutingIndicator station, Duration flush) override {
    Note(station.ToString() + " flushes in " + FormatDuration(flush));
  }
  void SkewClock(RoutingIndicator station, Duration ahead) override {
    Note(fmt::format("{} ahead {}s", station.ToString(), ahead / 1s));
  }
  void CorruptRoute(RoutingIndicator relay, RoutingIndicator prefix, std::size_t link) override {
    Note(fmt::format("{} sends {} over {}", relay.ToString(), prefix.ToString(), link));
  }
  void RepairRoutes(RoutingIndicator relay) override { Note(relay.ToString() + " repaired"); }
  void Misnumber(std::size_t link, std::size_t end, std::uint16_t skip) override {
    Note(fmt::format("skip {} on {} at end {}", skip, link, end));
  }

  Duration now{};
  std::vector<std::string> lines;

 private:
  void Note(const std::string& what) { lines.push_back(FormatDuration(now) + " " + what); }
};

RoutingIndicator Named(std::string_view letters) { return *RoutingIndicator::Parse(letters); }

class FaultDriverTest : public ::testing::Test {
 protected:
  FaultDriverTest() {
    scenario_.start = FromCalendar(2031, 5, 14, 10, 0);
    scenario_.limit = 24h;
    network::Network& network = scenario_.network;
    network.stations = {{Named("RYKA"), network::StationRole::kMajorRelay, ""},
                        {Named("RYLB"), network::StationRole::kMajorRelay, ""},
                        {Named("RYKABD"), network::StationRole::kTributary, ""}};
    network.links.resize(2);
    network.links[0].name = "KA-LB";
    network.links[0].first = Named("RYKA");
    network.links[0].second = Named("RYLB");
    network.links[1].name = "RYKA-RYKABD";
    network.links[1].first = Named("RYKA");
    network.links[1].second = Named("RYKABD");
  }

  ScenarioFault& Add(FaultKind kind, Duration at, std::optional<Duration> lasts = std::nullopt) {
    ScenarioFault fault;
    fault.kind = kind;
    fault.at = at;
    fault.lasts = lasts;
    return scenario_.faults.emplace_back(fault);
  }

  // Lets all happen up to the limit, and gives what was done.
  std::vector<std::string> RunAll(std::uint64_t seed = 1) {
    const network::Directory directory(scenario_.network);
    FaultDriver driver(scenario_, directory, seed);
    Diary diary;
    for (auto at = driver.NextAt(); at && *at <= scenario_.start + scenario_.limit;
         at = driver.NextAt()) {
      diary.now = *at - scenario_.start;
      driver.Act(*at, diary);
    }
    rows_.clear();
    for (const FaultRow& row : driver.rows()) rows_.push_back(row.what);
    EXPECT_FALSE(driver.IsOwed()) << "all that began has ended";
    return diary.lines;
  }

  Scenario scenario_;
  std::vector<std::string> rows_;
};

TEST_F(FaultDriverTest, BreaksAndMends) {
  Add(FaultKind::kSlow, 5min, 1min).amount = 20;
  Add(FaultKind::kCut, 1min, 3min);
  ScenarioFault& crash = Add(FaultKind::kCrash, 2min, 10min);
  crash.station = Named("RYLB");
  crash.store_lost = true;
  EXPECT_EQ(RunAll(), (std::vector<std::string>{"1m00s cut 0", "2m00s crash RYLB",
                                                "4m00s restore 0", "5m00s slow 0 20",
                                                "6m00s slow 0 100", "12m00s restart RYLB empty"}));
  EXPECT_EQ(rows_, (std::vector<std::string>{"link KA-LB cut for 3m00s", "RYLB crashed for 10m00s",
                                             "link KA-LB at 20 % of its rate for 1m00s"}));
}

TEST_F(FaultDriverTest, ALinkThatWasCutTwiceComesUpWhenBothHaveEnded) {
  Add(FaultKind::kCut, 1min, 10min);
  Add(FaultKind::kCut, 2min, 2min);
  EXPECT_EQ(RunAll(), (std::vector<std::string>{"1m00s cut 0", "11m00s restore 0"}));
}

TEST_F(FaultDriverTest, RestoringEndsEveryCut) {
  Add(FaultKind::kCut, 1min, 10min);
  Add(FaultKind::kRestore, 2min);
  Add(FaultKind::kCut, 3min, 20min);
  // The first cut's end comes while the link is cut by the second, which it must not end.
  EXPECT_EQ(RunAll().size(), 4U);
}

TEST_F(FaultDriverTest, WhatIsDownIsPassedBy) {
  Add(FaultKind::kLosePower, 1min, 10min).station = Named("RYKA");
  Add(FaultKind::kCrash, 2min, 1min).station = Named("RYKA");
  Add(FaultKind::kFillDisk, 3min, 1min).station = Named("RYKA");
  Add(FaultKind::kRestart, 4min).station = Named("RYKA");
  Add(FaultKind::kRestart, 5min).station = Named("RYKA");
  EXPECT_EQ(RunAll(), (std::vector<std::string>{"1m00s dark RYKA", "4m00s restart RYKA"}));
  EXPECT_EQ(rows_, (std::vector<std::string>{
                       "RYKA lost power for 10m00s", "RYKA crashed: not, for it is down",
                       "disk of RYKA full: not, for it is down", "RYKA restarted",
                       "RYKA restarted: not, for it runs"}));
}

TEST_F(FaultDriverTest, DoesEachKind) {
  ScenarioFault& slow_disk = Add(FaultKind::kSlowDisk, 1min, 1min);
  slow_disk.station = Named("RYKA");
  slow_disk.span = 50ms;
  ScenarioFault& route = Add(FaultKind::kWrongRoute, 3min, 1min);
  route.station = Named("RYKA");
  route.prefix = Named("RYLB");
  route.link = 1;
  ScenarioFault& number = Add(FaultKind::kWrongNumber, 5min);
  number.station = Named("RYLB");
  number.end = 1;
  number.amount = 3;
  ScenarioFault& clock = Add(FaultKind::kSkewClock, 6min, 1min);
  clock.station = Named("RYKABD");
  clock.span = -90s;
  EXPECT_EQ(RunAll(),
            (std::vector<std::string>{"1m00s RYKA flushes in 50ms", "2m00s RYKA flushes in 0ns",
                                      "3m00s RYKA sends RYLB over 1", "4m00s RYKA repaired",
                                      "5m00s skip 3 on 0 at end 1", "6m00s RYKABD ahead -90s",
                                      "7m00s RYKABD ahead 0s"}));
}

TEST_F(FaultDriverTest, CircuitsCloseAndOpenByTheirHours) {
  scenario_.network.links[1].open = {{8h, 12h}, {13h, 24h}};
  EXPECT_EQ(RunAll(), (std::vector<std::string>{"2h00m cut 1", "3h00m restore 1", "14h00m cut 1",
                                                "22h00m restore 1"}));
  scenario_.network.links[1].open = {{0h, 9h}};
  EXPECT_EQ(RunAll(), (std::vector<std::string>{"0ns cut 1", "14h00m restore 1", "23h00m cut 1"}))
      << "it is closed from the start";
}

TEST_F(FaultDriverTest, ConditionsCountFromWhenTheyAreMet) {
  ScenarioFault& full = Add(FaultKind::kCut, {}, 5min);
  full.when.emplace();
  full.when->of = FaultCondition::Of::kQueue;
  full.when->from = Named("RYKA");
  full.when->to = Named("RYLB");
  full.when->count = 2;
  full.when->after = 30s;
  ScenarioFault& filed = Add(FaultKind::kCrash, {});
  filed.station = Named("RYLB");
  filed.when.emplace();
  filed.when->of = FaultCondition::Of::kFiled;
  filed.when->count = 1;
  const network::Directory directory(scenario_.network);
  FaultDriver driver(scenario_, directory, 1);
  EXPECT_FALSE(driver.NextAt());
  cable::Event event;
  event.kind = cable::EventKind::kQueued;
  event.station = Named("RYKA");
  event.peer = Named("RYLB");
  event.queue_depth = 2;
  driver.OnEvent(event);
  driver.Look(scenario_.start + 1min);
  EXPECT_FALSE(driver.NextAt()) << "it does not exceed two yet";
  event.queue_depth = 3;
  driver.OnEvent(event);
  driver.OnEvent(event);
  driver.Look(scenario_.start + 2min);
  driver.Look(scenario_.start + 3min);
  EXPECT_EQ(driver.NextAt(), scenario_.start + 2min + 30s);
  EXPECT_TRUE(driver.IsOwed());
  event = {};
  driver.OnEvent(event);  // filed
  driver.Look(scenario_.start + 2min + 10s);
  EXPECT_EQ(driver.NextAt(), scenario_.start + 2min + 10s);
  Diary diary;
  driver.Act(scenario_.start + 2min + 10s, diary);
  EXPECT_TRUE(driver.AnyDown());
  driver.Act(scenario_.start + 2min + 30s, diary);
  EXPECT_EQ(diary.lines, (std::vector<std::string>{"0ns crash RYLB", "0ns cut 0"}));
}

TEST_F(FaultDriverTest, ChanceComesFromTheSeed) {
  RandomFaults faults;
  faults.name = "storm";
  faults.kind = FaultKind::kCut;
  faults.per_hour_thousandths = 4000;
  faults.over = 12h;
  faults.links = {0, 1};
  scenario_.random_faults.push_back(faults);
  faults.kind = FaultKind::kLosePower;
  faults.links.clear();
  faults.stations = {Named("RYKA"), Named("RYLB")};
  faults.store_lost_percent = 50;
  scenario_.random_faults.push_back(faults);
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto lines = RunAll(seed);
    EXPECT_EQ(lines, RunAll(seed)) << seed;
    EXPECT_NE(lines, RunAll(seed + 1)) << seed;
    EXPECT_GT(lines.size(), 80U) << seed;
    EXPECT_LT(lines.size(), 220U) << seed;
  }
}

}  // namespace
}  // namespace torntape::sim
