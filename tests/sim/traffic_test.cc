#include "sim/traffic.h"

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/digest.h"
#include "cable/cable.h"
#include "network/addressing.h"
#include "sim/made_up_cable.h"

namespace torntape::sim {
namespace {

Scenario Load(const std::string& name) {
  const auto reader = proto::MakeDiskFileReader();
  LoadedScenario loaded = LoadScenario(TORNTAPE_SOURCE_DIR "/configs/scenarios/" + name, *reader);
  EXPECT_TRUE(loaded.scenario) << proto::RenderDiagnostics(loaded.files);
  return loaded.scenario.value_or(Scenario{});
}

std::vector<FilingPlan> All(const Scenario& scenario, std::uint64_t seed) {
  const network::Directory directory(scenario.network);
  TrafficSource source(scenario, directory, seed);
  std::vector<FilingPlan> plans;
  while (auto plan = source.Next()) plans.push_back(*std::move(plan));
  EXPECT_FALSE(source.Next()) << "an end stays an end";
  return plans;
}

std::string Texts(const std::vector<FilingPlan>& plans) {
  std::string texts;
  for (const FilingPlan& plan : plans) {
    texts += std::to_string(ToNanoseconds(plan.at)) + ' ' + plan.from.ToString() + '\n' + plan.text;
  }
  return texts;
}

TEST(TrafficSource, GivesCablesFromFilesInOrderOfTime) {
  Scenario scenario = Load("first-cable.yaml");
  std::swap(scenario.cables[0], scenario.cables[1]);
  const auto plans = All(scenario, 1);
  ASSERT_EQ(plans.size(), 2U);
  EXPECT_EQ(plans[0].cable, 1U);
  EXPECT_EQ(plans[0].at, scenario.start);
  EXPECT_EQ(plans[0].text, scenario.cables[1].text);
  EXPECT_EQ(plans[0].source, scenario.cables[1].source);
  EXPECT_EQ(plans[1].at, scenario.start + std::chrono::seconds(1));
}

// Goal: whatever is drawn is a cable that the strictest reader takes, and is for somebody.
TEST(TrafficSource, MakesUpSoundCables) {
  const Scenario scenario = Load("thousand-cables.yaml");
  const network::Directory directory(scenario.network);
  const auto plans = All(scenario, scenario.seed);
  ASSERT_EQ(plans.size(), 1000U);
  std::map<network::RoutingIndicator, int> by_post;
  std::map<cable::Precedence, int> by_precedence;
  std::set<std::string> identifications;
  int dual = 0;
  int collective = 0;
  int exempting = 0;
  for (const FilingPlan& plan : plans) {
    EXPECT_EQ(plan.at, scenario.start) << "all at once";
    EXPECT_FALSE(plan.cable);
    EXPECT_EQ(plan.source, "all at once");
    const cable::ReadResult read = cable::ReadCable(plan.text);
    ASSERT_TRUE(read.cable && read.diagnostics.empty())
        << RenderDiagnostics(read.diagnostics, "made up", plan.text) << plan.text;
    EXPECT_EQ(cable::WriteCable(*read.cable), plan.text);
    const auto& heading = *read.cable->transmission.heading;
    EXPECT_EQ(heading.identification.calling, plan.from);
    EXPECT_TRUE(identifications.insert(heading.identification.ToString()).second);
    ++by_post[plan.from];
    ++by_precedence[read.cable->transmission.precedence];
    if (heading.info_precedence) ++dual;
    std::set<std::string> owed;
    for (const network::Station& station : scenario.network.stations) {
      for (const auto& delivery :
           network::DeliveriesAt(directory, station.indicator,
                                 read.cable->transmission.called.span(), read.cable->body)) {
        EXPECT_TRUE(owed.insert(delivery.name).second) << "owed by two stations";
      }
    }
    EXPECT_FALSE(owed.empty());
    for (const auto& called : read.cable->transmission.called) {
      EXPECT_NE(called.indicator, plan.from) << "nobody writes to its own post";
      if (directory.FindCollective(called.indicator) != nullptr) ++collective;
    }
    if (!read.cable->body.exempted.empty()) ++exempting;
  }
  EXPECT_EQ(by_post.size(), 7U);
  for (const auto& [post, count] : by_post) EXPECT_NEAR(count, 1000 / 7, 1);
  EXPECT_EQ(by_precedence.size(), cable::kPrecedenceCount) << "of all precedences";
  EXPECT_NEAR(by_precedence[cable::Precedence::kRoutine], 400, 60);
  EXPECT_NEAR(collective, 100, 40);
  EXPECT_GT(dual, 50);
  EXPECT_GT(exempting, 5);
}

TEST(TrafficSource, TheSeedDecidesEverything) {
  const Scenario scenario = Load("thousand-cables.yaml");
  const std::string texts = Texts(All(scenario, 7));
  EXPECT_EQ(texts, Texts(All(scenario, 7)));
  EXPECT_NE(texts, Texts(All(scenario, 8)));
  // The same on every machine and compiler: if this changes, all seeds mean something else.
  EXPECT_EQ(FormatDigest(DigestOf(texts)), "af2ab0d718161a36495a62fb6a88c96f");
}

TEST(TrafficSource, AnotherBurstDoesNotShiftTheFirst) {
  Scenario scenario = Load("thousand-cables.yaml");
  scenario.traffic[0].cables = 20;
  const auto alone = All(scenario, 7);
  scenario.traffic.push_back(scenario.traffic[0]);
  scenario.traffic[1].at = std::chrono::hours(1);
  const auto both = All(scenario, 7);
  ASSERT_EQ(both.size(), 40U);
  EXPECT_EQ(Texts({both.begin(), both.begin() + 20}), Texts(alone));
}

TEST(TrafficSource, SpreadsOverTimeInOrder) {
  Scenario scenario = Load("thousand-cables.yaml");
  scenario.traffic[0].over = std::chrono::hours(1);
  const auto plans = All(scenario, 7);
  ASSERT_EQ(plans.size(), 1000U);
  const Duration share = Duration(std::chrono::hours(1)) / 1000;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const Duration since = plans[i].at - scenario.start;
    EXPECT_GE(since, share * static_cast<int>(i));
    EXPECT_LT(since, share * static_cast<int>(i + 1));
  }
}

TEST(TrafficSource, KeepsClearOfSerialsFromFiles) {
  Scenario scenario = Load("first-cable.yaml");
  Scenario made_up = Load("thousand-cables.yaml");
  scenario.traffic = made_up.traffic;
  scenario.traffic[0].from = {network::RoutingIndicator::Of("RYKABD")};
  int with_that_serial = 0;
  for (const FilingPlan& plan : All(scenario, 1)) {
    if (plan.text.find("DE RYKABD #0417") != std::string::npos) ++with_that_serial;
  }
  EXPECT_EQ(with_that_serial, 2) << "the two sections";
}

TEST(MadeUpCable, TextsHaveTheLengthThatIsDrawn) {
  Scenario scenario = Load("thousand-cables.yaml");
  const network::Directory directory(scenario.network);
  TrafficBurst& burst = scenario.traffic[0];
  for (const std::uint64_t bytes : {1U, 2U, 60U, 69U, 70U, 71U, 500U, 100'000U}) {
    burst.text_bytes = {bytes, bytes, {}};
    Prng prng(bytes);
    const auto from = network::RoutingIndicator::Of("RYKABD");
    const MadeUpCable made = DrawCable(burst, directory, from, prng);
    const std::string text = WriteMadeUp(made, directory, scenario.start, 1, "BDA0001", prng);
    const cable::ReadResult read = cable::ReadCable(text);
    ASSERT_TRUE(read.cable && read.diagnostics.empty())
        << RenderDiagnostics(read.diagnostics, "made up", text);
    const std::size_t begin = text.find("\n\n") + 2;
    const std::size_t end = text.rfind("BT\n");
    EXPECT_NEAR(static_cast<double>(end - begin), static_cast<double>(bytes), 1.0);
  }
}

// ---------------------------------------------------------------- by rate, in sections, replayed

Scenario ByRate(std::uint64_t per_hour, Duration over) {
  Scenario scenario = Load("thousand-cables.yaml");
  TrafficBurst& burst = scenario.traffic.at(0);
  burst.cables = 0;
  burst.per_hour_thousandths = per_hour * 1000;
  burst.over = over;
  burst.text_bytes = {10, 10, {}};
  return scenario;
}

// Goal: arrivals know nothing of each other: the spans between them are exponential, so their mean
// and their standard deviation are the same.
TEST(TrafficSource, ByRateIsAPoissonProcess) {
  const Scenario scenario = ByRate(1000, std::chrono::hours(10));
  for (const std::uint64_t seed : {1U, 2U}) {
    const auto plans = All(scenario, seed);
    EXPECT_NEAR(static_cast<double>(plans.size()), 10'000.0, 400.0) << "four standard deviations";
    double sum = 0;
    double squares = 0;
    Instant before = scenario.start;
    for (const FilingPlan& plan : plans) {
      const double span = std::chrono::duration<double>(plan.at - before).count();
      EXPECT_GE(span, 0.0);
      sum += span;
      squares += span * span;
      before = plan.at;
    }
    const auto count = static_cast<double>(plans.size());
    const double mean = sum / count;
    EXPECT_NEAR((squares / count - mean * mean) / (mean * mean), 1.0, 0.08) << seed;
  }
}

TEST(TrafficSource, FollowsHoursAndSurges) {
  Scenario scenario = ByRate(500, std::chrono::hours(24));
  scenario.start = FromCalendar(2031, 5, 14);
  TrafficBurst& burst = scenario.traffic.at(0);
  burst.by_hour.assign(24, 1);
  for (std::size_t hour = 0; hour < 6; ++hour) burst.by_hour[hour] = 0;
  burst.surges = {{std::chrono::hours(12), std::chrono::hours(1), 5000}};
  std::map<int, int> by_hour;
  for (const FilingPlan& plan : All(scenario, 3)) ++by_hour[ToCalendar(plan.at).hour];
  for (int hour = 0; hour < 6; ++hour) EXPECT_FALSE(by_hour.contains(hour)) << hour;
  EXPECT_NEAR(by_hour[9], 667, 110);
  EXPECT_NEAR(by_hour[12], 3333, 250);
}

TEST(TrafficSource, DrawsByQuantiles) {
  Scenario scenario = Load("thousand-cables.yaml");
  scenario.traffic.at(0).text_bytes = {10, 1000, {10, 10, 50, 1000}};
  int shortest = 0;
  int middle = 0;
  int longest = 0;
  for (const FilingPlan& plan : All(scenario, 1)) {
    const cable::ReadResult read = cable::ReadCable(plan.text);
    const std::string_view body = read.cable->transmission.body.view();
    const std::size_t text = body.find("\n\n") + 2;
    const std::size_t bytes = body.rfind("\nBT") - text;
    ++(bytes <= 11 ? shortest : bytes <= 51 ? middle : longest);
  }
  EXPECT_NEAR(shortest, 333, 70);
  EXPECT_NEAR(middle, 333, 70);
  EXPECT_NEAR(longest, 333, 70);
}

TEST(TrafficSource, CutsLongTextsIntoSections) {
  Scenario scenario = Load("thousand-cables.yaml");
  TrafficBurst& burst = scenario.traffic.at(0);
  burst.cables = 50;
  burst.text_bytes = {100, 1000, {}};
  burst.section_bytes = 300;
  std::map<std::string, std::vector<int>> sections;
  int whole = 0;
  for (const FilingPlan& plan : All(scenario, 1)) {
    const cable::ReadResult read = cable::ReadCable(plan.text);
    ASSERT_TRUE(read.cable && read.diagnostics.empty())
        << RenderDiagnostics(read.diagnostics, "made up", plan.text) << plan.text;
    const auto& id = read.cable->transmission.heading->identification;
    EXPECT_LE(read.cable->transmission.body.size(), 300U + 700U);
    whole += id.section == 0 ? 1 : 0;
    if (id.section > 0) {
      sections[id.calling.ToString() + std::to_string(id.serial)].push_back(id.section);
    }
  }
  EXPECT_GT(whole, 0);
  EXPECT_EQ(static_cast<std::size_t>(whole) + sections.size(), 50U) << "a cable counts once";
  bool four = false;
  for (const auto& [cable, numbers] : sections) {
    EXPECT_GE(numbers.size(), 2U) << cable;
    four = four || numbers.size() == 4;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      EXPECT_EQ(numbers[i], static_cast<int>(i) + 1) << cable;
    }
  }
  EXPECT_TRUE(four);
}

TEST(TrafficSource, ReplaysCablesOfTheSameShape) {
  Scenario scenario = Load("first-cable.yaml");
  const network::Directory directory(scenario.network);
  Replay replay;
  replay.name = "yesterday";
  ReplayedCable cable;
  cable.at = std::chrono::minutes(3);
  cable.from = scenario.cables[0].from;
  cable.precedence = cable::Precedence::kFlash;
  cable.action = {directory.FindAddressee("EMB DUNMARROW")};
  cable.collective = 0;
  cable.body_bytes = 900;
  replay.cables = {cable};
  scenario.replays = {replay};
  const auto plans = All(scenario, 1);
  ASSERT_EQ(plans.size(), 3U);
  EXPECT_EQ(plans[2].at, scenario.start + std::chrono::minutes(3));
  EXPECT_EQ(plans[2].source, "yesterday");
  const cable::ReadResult read = cable::ReadCable(plans[2].text);
  ASSERT_TRUE(read.cable && read.diagnostics.empty())
      << RenderDiagnostics(read.diagnostics, "replayed", plans[2].text);
  EXPECT_EQ(read.cable->transmission.precedence, cable::Precedence::kFlash);
  EXPECT_EQ(read.cable->transmission.body.size(), 900U) << "as long as it was";
  EXPECT_EQ(read.cable->transmission.called.size(), 2U);
}

}  // namespace
}  // namespace torntape::sim
