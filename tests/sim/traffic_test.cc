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
    burst.text_bytes = {bytes, bytes};
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

}  // namespace
}  // namespace torntape::sim
