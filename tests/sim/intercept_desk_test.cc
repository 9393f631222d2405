#include "sim/intercept_desk.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace torntape::sim {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)
using cable::RoutingIndicator;

RoutingIndicator Named(std::string_view letters) { return *RoutingIndicator::Parse(letters); }

// Positions that only write down what is done at them. What `refuses` cannot be done.
class Positions final : public InterceptPositions {
 public:
  std::vector<Aside> AsideAt(RoutingIndicator relay) override {
    return relay == Named("RYKA") ? aside : std::vector<Aside>();
  }
  bool Release(RoutingIndicator relay, std::uint64_t cable) override {
    return Did(fmt::format("release {} at {}", cable, relay.ToString()), cable);
  }
  bool Reroute(RoutingIndicator relay, std::uint64_t cable, RoutingIndicator branch,
               RoutingIndicator to) override {
    return Did(fmt::format("reroute {} of {} at {} to {}", branch.ToString(), cable,
                           relay.ToString(), to.ToString()),
               cable);
  }
  bool Withdraw(RoutingIndicator relay, std::uint64_t cable) override {
    return Did(fmt::format("withdraw {} at {}", cable, relay.ToString()), cable);
  }

  std::vector<Aside> aside;
  std::vector<std::string> done;
  bool refuses = false;

 private:
  bool Did(std::string what, std::uint64_t cable) {
    done.push_back(std::move(what));
    if (refuses) return false;
    std::erase_if(aside, [cable](const Aside& one) { return one.cable == cable; });
    return true;
  }
};

class InterceptDeskTest : public ::testing::Test {
 protected:
  InterceptDeskTest() {
    scenario_.start = FromCalendar(2031, 5, 14, 10, 0);
    scenario_.network.stations = {{Named("RYKA"), network::StationRole::kMajorRelay, ""},
                                  {Named("RYLB"), network::StationRole::kMajorRelay, ""}};
    scenario_.operators.push_back({});
    person().relays = {Named("RYKA")};
    person().reaction_least = 2min;
    person().reaction_most = 5min;
  }
  Operator& person() { return scenario_.operators.front(); }

  // Sets so many cables aside at the start, and lets the operators act until nothing is left to do.
  void Run(std::uint64_t cables, std::uint64_t seed = 1, std::string_view at = "RYKA") {
    directory_.emplace(scenario_.network);
    InterceptDesk desk(scenario_, *directory_, seed);
    for (std::uint64_t i = 1; i <= cables; ++i) {
      positions_.aside.push_back({i, {Named("RYMCFR")}});
      cable::Event event;
      event.kind = cable::EventKind::kIntercepted;
      event.station = Named(at);
      desk.OnEvent(event);
    }
    EXPECT_FALSE(desk.NextAt()) << "an instant must be over before anybody looks";
    desk.Look(scenario_.start);
    while (const auto next = desk.NextAt()) {
      times_.push_back(*next - scenario_.start);
      desk.Act(*next, positions_);
      desk.Look(*next);
    }
    rows_ = desk.rows();
  }

  Scenario scenario_;
  std::optional<network::Directory> directory_;
  Positions positions_;
  std::vector<Duration> times_;
  std::vector<FaultRow> rows_;
};

TEST_F(InterceptDeskTest, ReleasesTheOldestAfterAReaction) {
  Run(3);
  EXPECT_EQ(positions_.done, (std::vector<std::string>{"release 1 at RYKA", "release 2 at RYKA",
                                                       "release 3 at RYKA"}));
  ASSERT_EQ(times_.size(), 3U);
  EXPECT_TRUE(std::is_sorted(times_.begin(), times_.end()));
  for (const Duration time : times_) {
    EXPECT_GE(time, 2min);
    EXPECT_LE(time, 5min);
  }
  ASSERT_EQ(rows_.size(), 3U);
  EXPECT_EQ(rows_[0].what, "operator at RYKA released a cable");
}

TEST_F(InterceptDeskTest, NobodySitsAtOtherRelays) {
  Run(2, 1, "RYLB");
  EXPECT_EQ(positions_.done, std::vector<std::string>());
}

TEST_F(InterceptDeskTest, ReroutesEachBranch) {
  person().does = Operator::Does::kReroute;
  person().to = Named("RYLB");
  Run(1);
  EXPECT_EQ(positions_.done, std::vector<std::string>{"reroute RYMCFR of 1 at RYKA to RYLB"});
  ASSERT_EQ(rows_.size(), 1U);
  EXPECT_EQ(rows_[0].what, "operator at RYKA sent RYMCFR to RYLB");
}

TEST_F(InterceptDeskTest, GivesUp) {
  person().does = Operator::Does::kWithdraw;
  Run(1);
  EXPECT_EQ(positions_.done, std::vector<std::string>{"withdraw 1 at RYKA"});
}

TEST_F(InterceptDeskTest, TriesThreeTimesAndThenLetsItLie) {
  positions_.refuses = true;
  Run(1);
  EXPECT_EQ(positions_.done.size(), 3U);
  EXPECT_EQ(rows_.size(), 0U) << "nothing was done";
  ASSERT_EQ(times_.size(), 3U);
  EXPECT_GE(times_[2] - times_[1], 2min) << "each time after a reaction";
}

TEST_F(InterceptDeskTest, ErrsAsOftenAsItIsSaid) {
  person().error_percent = 25;
  Run(2000);
  const auto wrong =
      std::count_if(positions_.done.begin(), positions_.done.end(),
                    [](const std::string& what) { return what.starts_with("reroute"); });
  EXPECT_NEAR(static_cast<double>(wrong), 500, 80);
}

TEST_F(InterceptDeskTest, TheSameSeedDoesTheSame) {
  Run(20, 7);
  const std::vector<Duration> times = times_;
  times_.clear();
  positions_ = {};
  Run(20, 7);
  EXPECT_EQ(times, times_);
  times_.clear();
  positions_ = {};
  Run(20, 8);
  EXPECT_NE(times, times_);
}

}  // namespace
}  // namespace torntape::sim
