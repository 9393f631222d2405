// What a scenario says of traffic by rate, presets, replays, faults and bounds.
#include <map>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "proto/file_kind.h"
#include "proto/scenario_reader.h"
#include "proto/yaml_reader.h"
#include "torntape/v1/network.pb.h"
#include "torntape/v1/scenario.pb.h"

namespace torntape::proto {
namespace {

class MapFileReader : public FileReader {
 public:
  std::map<std::string, std::string> files;
  Result<std::string> Read(const std::string& path) override {
    const auto file = files.find(path);
    if (file == files.end()) return Failure("there is no file " + Quoted(path));
    return file->second;
  }
};

constexpr std::string_view kNetwork = R"(name: Two relays
relays:
  - {indicator: RYKA}
  - {indicator: RYLB}
posts:
  - {indicator: RYKABD, relay: RYKA, name: EMB BRINDLEMOOR}
  - {indicator: RYLBDN, relay: RYLB, serves: [EMB DUNMARROW, EMB ELSINGTON]}
links:
  - {name: KA-LB, between: [RYKA, RYLB], baud: 50}
)";
constexpr std::string_view kHead = R"(name: A day
network: net.yaml
start: 2031-05-14T10:42:00Z
limit: 1d
)";
constexpr std::string_view kPreset = R"(about: Small.
preset:
  per_hour_each: 2
  precedences: {flash: 1, routine: 9}
  action: {quantiles: [1, 1, 2, 8]}
  collective_percent: 50
  text_bytes: {least: 10, most: 20}
)";

LoadedScenario Load(std::string_view rest, std::map<std::string, std::string> more = {}) {
  MapFileReader reader;
  reader.files = std::move(more);
  reader.files["s.yaml"] = std::string(kHead) + std::string(rest);
  reader.files["net.yaml"] = kNetwork;
  reader.files["small.yaml"] = kPreset;
  const auto disk = MakeDiskFileReader();
  const auto cable = disk->Read(TORNTAPE_SOURCE_DIR "/configs/cables/brindlemoor-0417-01.cable");
  EXPECT_TRUE(cable);
  reader.files["a.cable"] = cable.value_or("");
  return LoadScenario("s.yaml", reader);
}

std::string Faults(const LoadedScenario& loaded) { return RenderDiagnostics(loaded.files); }

// ---------------------------------------------------------------- traffic

TEST(ScenarioTraffic, ComesByRateHourAndSurge) {
  const auto loaded = Load(R"(traffic:
  - per_hour_each: 1.5
    over: 24h
    by_hour: [0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 1, 2, 2, 2, 2, 1, 0, 0, 0, 0, 0, 0]
    surges:
      - {at: 5h, lasts: 30m, times: 8}
      - {at: 1h, lasts: 1h, times: 0}
    text_bytes: {quantiles: [60, 60, 900]}
    section_bytes: 300
    classifications: {unclassified: 5, secret: 2}
)");
  ASSERT_TRUE(loaded.scenario) << Faults(loaded);
  const TrafficBurst& burst = loaded.scenario->traffic.at(0);
  EXPECT_EQ(burst.per_hour_thousandths, 3000U) << "two posts";
  EXPECT_EQ(burst.cables, 0U);
  EXPECT_EQ(burst.by_hour.size(), 24U);
  ASSERT_EQ(burst.surges.size(), 2U);
  EXPECT_EQ(burst.surges[0].at, std::chrono::hours(1)) << "by time";
  EXPECT_EQ(burst.surges[1].per_mille, 8000U);
  EXPECT_EQ(burst.text_bytes.least, 60U);
  EXPECT_EQ(burst.text_bytes.most, 900U);
  EXPECT_EQ(burst.section_bytes, 300U);
  EXPECT_EQ(burst.classification_shares, (std::array<std::uint32_t, 6>{5, 0, 0, 0, 2, 0}));
  EXPECT_EQ(CablesIn(*loaded.scenario), 72U) << "about as many";
}

TEST(ScenarioTraffic, TakesFromItsPresetWhatItDoesNotSay) {
  const auto loaded = Load(
      "traffic:\n  - {preset: small.yaml, over: 2h, per_hour: 7,\n"
      "     text_bytes: {most: 15}}\n");
  ASSERT_TRUE(loaded.scenario) << Faults(loaded);
  const TrafficBurst& burst = loaded.scenario->traffic.at(0);
  EXPECT_EQ(burst.per_hour_thousandths, 7000U) << "its own rate, of whichever kind";
  EXPECT_EQ(burst.shares, (std::array<std::uint32_t, 6>{0, 0, 1, 0, 0, 9}));
  EXPECT_EQ(burst.text_bytes.most, 15U) << "its own";
  // What a preset asks for beyond what the network has is as much as there is.
  EXPECT_EQ(burst.action.most, 3U);
  EXPECT_EQ(burst.action.quantiles, (std::vector<std::uint64_t>{1, 1, 2, 3}));
  EXPECT_EQ(burst.collective_percent, 0U) << "the network has none";
  EXPECT_EQ(loaded.files.size(), 3U) << "a preset is a file that was read";
}

// ---------------------------------------------------------------- replays

TEST(ScenarioReplays, ArchivesBecomeCables) {
  const auto disk = MakeDiskFileReader();
  const std::string one =
      disk->Read(TORNTAPE_SOURCE_DIR "/configs/cables/brindlemoor-0417-01.cable").value_or("");
  std::string later = one;
  later.replace(later.find("1341042"), 7, "1341142");
  const auto loaded = Load("replays:\n  - {archive: old.txt, at: 5m, speed: 4}\n",
                           {{"old.txt", "\n\n" + later + "\nrubbish\nNNNN\n" + one}});
  ASSERT_TRUE(loaded.scenario) << Faults(loaded);
  ASSERT_EQ(loaded.scenario->cables.size(), 2U);
  EXPECT_EQ(loaded.scenario->cables[0].name, "old 1");
  EXPECT_EQ(loaded.scenario->cables[0].at, std::chrono::minutes(20))
      << "an hour, four times as fast";
  EXPECT_EQ(loaded.scenario->cables[1].at, std::chrono::minutes(5));
  EXPECT_EQ(loaded.scenario->cables[1].from.ToString(), "RYKABD");
  EXPECT_NE(Faults(loaded).find("old.txt:34:1: warning S870 BAD_CABLE: cable 2 has errors"),
            std::string::npos)
      << Faults(loaded);
}

TEST(ScenarioReplays, EventsBecomeCablesLikeThem) {
  const std::string events =
      R"({"at":"2031-05-14T08:00:00Z","kind":"FILED","station":"RYKABD","precedence":"FLASH",)"
      R"("called":[{"indicator":"RYLBDN","role":"ACTION"}],"body_bytes":400})"
      "\n"
      R"({"at":"2031-05-14T08:00:01Z","kind":"SENT","station":"RYKABD"})"
      "\n{\"kind\":\"FILED\"\n"
      R"({"at":"2031-05-14T09:00:00Z","kind":"FILED","station":"RYXXYY"})"
      "\n"
      R"({"at":"2031-05-14T10:00:00Z","kind":"FILED","station":"RYLBDN","precedence":"ROUTINE",)"
      R"("called":[{"indicator":"RYKABD","role":"INFO"}],"body_bytes":300})"
      "\n";
  const auto loaded = Load("replays:\n  - {events: e.jsonl, speed: 2}\n", {{"e.jsonl", events}});
  ASSERT_TRUE(loaded.scenario) << Faults(loaded);
  ASSERT_EQ(loaded.scenario->replays.size(), 1U);
  const auto& cables = loaded.scenario->replays[0].cables;
  ASSERT_EQ(cables.size(), 2U);
  EXPECT_EQ(cables[0].precedence, cable::Precedence::kFlash);
  EXPECT_EQ(cables[0].action.size(), 1U);
  EXPECT_EQ(cables[0].body_bytes, 400U);
  EXPECT_EQ(cables[1].at, std::chrono::hours(1));
  EXPECT_EQ(cables[1].info.size(), 1U);
  const std::string said = Faults(loaded);
  EXPECT_NE(said.find("e.jsonl:3:1: warning S877 BAD_EVENT: this is no event in JSON"),
            std::string::npos)
      << said;
  EXPECT_NE(said.find("e.jsonl:4:1: warning S877 BAD_EVENT: RYXXYY is no post of the network"),
            std::string::npos)
      << said;
}

// ---------------------------------------------------------------- faults and bounds

TEST(ScenarioFaults, AreReadWithTheirTimesAndConditions) {
  const auto loaded = Load(R"(preemption: off
cables: [{name: one, file: a.cable}]
faults:
  - {at: 10m, cut: KA-LB, lasts: 5m}
  - {when: {queue: {from: RYKA, to: RYLB, exceeds: 3}, after: 1m}, lose_power: RYLB, lasts: 1h,
     store: lost, name: the storm}
  - {when: {cable: {name: one, reaches: RYLB}}, wrong_number: {link: KA-LB, from: RYLB, skip: 4}}
  - {when: {delivered: 2}, skew_clock: {station: RYLBDN, by: -90s}}
  - {at: 0s, wrong_route: {relay: RYLB, prefix: RYKA, link: RYLB-RYLBDN}}
  - {at: 1h, garble: {link: KA-LB, per_million: 700}, lasts: 1h}
random_faults:
  - {kind: crash, per_hour: 0.5, stations: [RYKA], lasts: {least: 10s}, store_lost_percent: 20}
  - {kind: slow, per_hour: 2, at: 1h, over: 2h}
  - {kind: garble, per_hour: 2}
expect:
  explained: true
  open_numbers: 0
  garbled: 3
  undelivered: 4
  queue_at_most: 40
  queues: [{from: RYKA, to: RYLB, at_most: 7}]
  speed_of_service: {flash: {p99: 10m, most: 1h}, routine: {median: 6h}}
)");
  ASSERT_TRUE(loaded.scenario) << Faults(loaded);
  const Scenario& scenario = *loaded.scenario;
  EXPECT_EQ(scenario.network.preemption, network::Preemption::kOff);
  ASSERT_EQ(scenario.faults.size(), 6U);
  EXPECT_EQ(scenario.faults[0].kind, FaultKind::kCut);
  EXPECT_EQ(scenario.faults[0].at, std::chrono::minutes(10));
  EXPECT_EQ(scenario.faults[0].lasts, std::chrono::minutes(5));
  EXPECT_EQ(scenario.faults[1].kind, FaultKind::kLosePower);
  EXPECT_EQ(scenario.faults[1].name, "the storm");
  EXPECT_TRUE(scenario.faults[1].store_lost);
  ASSERT_TRUE(scenario.faults[1].when);
  EXPECT_EQ(scenario.faults[1].when->of, FaultCondition::Of::kQueue);
  EXPECT_EQ(scenario.faults[1].when->count, 3U);
  EXPECT_EQ(scenario.faults[1].when->after, std::chrono::minutes(1));
  EXPECT_EQ(scenario.faults[2].end, 1U) << "RYLB is the second end";
  EXPECT_EQ(scenario.faults[2].amount, 4U);
  EXPECT_EQ(scenario.faults[3].span, -std::chrono::seconds(90));
  EXPECT_EQ(scenario.faults[4].prefix.ToString(), "RYKA");
  EXPECT_EQ(scenario.faults[5].kind, FaultKind::kGarble);
  EXPECT_EQ(scenario.faults[5].amount, 700U);
  ASSERT_EQ(scenario.random_faults.size(), 3U);
  EXPECT_EQ(scenario.random_faults[2].links, std::vector<std::size_t>{0})
      << "the one telegraph circuit";
  EXPECT_EQ(scenario.random_faults[0].per_hour_thousandths, 500U);
  EXPECT_EQ(scenario.random_faults[0].lasts_least, std::chrono::seconds(10));
  EXPECT_EQ(scenario.random_faults[0].lasts_most, std::chrono::minutes(10));
  EXPECT_EQ(scenario.random_faults[0].over, std::chrono::hours(24)) << "to the limit";
  EXPECT_EQ(scenario.random_faults[1].links.size(), 3U) << "all";
  ASSERT_EQ(scenario.expect.speeds.size(), 3U);
  EXPECT_EQ(scenario.expect.speeds[1].of, ExpectedSpeed::Of::kMost);
  EXPECT_EQ(scenario.expect.speeds[1].within, std::chrono::hours(1));
  ASSERT_EQ(scenario.expect.counts.size(), 3U);
  EXPECT_EQ(scenario.expect.counts[1].of, ExpectedCount::Of::kGarbled);
  EXPECT_EQ(scenario.expect.counts[2].of, ExpectedCount::Of::kUndelivered);
  EXPECT_EQ(scenario.expect.counts[2].count, 4U);
  ASSERT_EQ(scenario.expect.queues.size(), 2U);
  EXPECT_EQ(scenario.expect.queues[0].at_most, 7U);
  EXPECT_TRUE(scenario.expect.queues[1].from.none());
}

// ---------------------------------------------------------------- operators

TEST(ScenarioOperators, SitAtRelays) {
  const auto loaded = Load(R"(operators:
  - {relays: [RYKA], reaction: {least: 2m, most: 15m}, does: reroute, to: RYKABD, error_percent: 3}
  - {relays: [RYLB], does: withdraw}
)");
  ASSERT_TRUE(loaded.scenario) << Faults(loaded);
  const std::vector<Operator>& operators = loaded.scenario->operators;
  ASSERT_EQ(operators.size(), 2U);
  EXPECT_EQ(operators[0].relays.at(0).ToString(), "RYKA");
  EXPECT_EQ(operators[0].reaction_least, std::chrono::minutes(2));
  EXPECT_EQ(operators[0].reaction_most, std::chrono::minutes(15));
  EXPECT_EQ(operators[0].does, Operator::Does::kReroute);
  EXPECT_EQ(operators[0].to.ToString(), "RYKABD");
  EXPECT_EQ(operators[0].error_percent, 3U);
  EXPECT_EQ(operators[1].does, Operator::Does::kWithdraw);
  EXPECT_EQ(operators[1].reaction_most, std::chrono::minutes(10)) << "unless given";
}

TEST(ScenarioOperators, SitEverywhereUnlessGiven) {
  const auto loaded = Load("operators:\n  - {error_percent: 1}\n");
  ASSERT_TRUE(loaded.scenario) << Faults(loaded);
  ASSERT_EQ(loaded.scenario->operators.size(), 1U);
  EXPECT_EQ(loaded.scenario->operators[0].relays.size(), 2U) << "relays, and no posts";
  EXPECT_EQ(loaded.scenario->operators[0].does, Operator::Does::kRelease);
}

// ---------------------------------------------------------------- mistakes

struct BadCase {
  const char* name;
  std::string_view rest;
  std::string_view wanted;  // a part of what is said
};

// A row is a mistake, and what is said of it.
constexpr BadCase kBad[] = {
    {"NoRate", "traffic:\n  - {over: 1h}\n",
     "s.yaml:6:5: error S822 MISSING_KEY: \"traffic[0]\" gives no \"cables\""},
    {"TwoRates", "traffic:\n  - {cables: 5, per_hour: 3, over: 1h}\n",
     "s.yaml:6:27: error S820 CONTRADICTION: \"cables\" is given as well"},
    {"RateWithoutEnd", "traffic:\n  - {per_hour: 3}\n", "hint: add over: 24h"},
    {"RateOfNothing", "traffic:\n  - {per_hour: 0, over: 1h}\n",
     "OUT_OF_RANGE: \"traffic[0].per_hour\" goes from 0.001 to"},
    {"HoursOfHalfADay", "traffic:\n  - {cables: 3, by_hour: [1, 2, 3]}\n",
     "s.yaml:6:26: error S876 BAD_RANGE: a day has 24 hours, and here are 3"},
    {"SurgeWithoutEnd", "traffic:\n  - {cables: 3, surges: [{times: 3}]}\n",
     "\"traffic[0].surges[0]\" gives no \"lasts\""},
    {"FallingQuantiles", "traffic:\n  - {cables: 3, text_bytes: {quantiles: [5, 4]}}\n",
     "error S876 BAD_RANGE: the quantiles do not rise"},
    {"QuantilesAndMost", "traffic:\n  - {cables: 3, text_bytes: {quantiles: [4, 5], most: 9}}\n",
     "error S820 CONTRADICTION: quantiles begin with the least"},
    {"TooManySections",
     "traffic:\n  - {cables: 3, text_bytes: {least: 1, most: 9000}, section_bytes: 50}\n",
     "would have more than 99 sections"},
    {"NoPreset", "traffic:\n  - {cables: 3, preset: none.yaml}\n",
     "s.yaml:6:25: error S801 FILE_UNREADABLE"},
    {"UnknownKeyOfAFault", "faults:\n  - {at: 1m, cutt: KA-LB}\n", "did you mean \"cut\"?"},
    {"NothingGoesWrong", "faults:\n  - {at: 1m}\n",
     "s.yaml:6:5: error S878 NO_FAULT: nothing goes wrong here"},
    {"TwoThingsGoWrong", "faults:\n  - {at: 1m, cut: KA-LB, crash: RYKA}\n",
     "s.yaml:6:26: error S820 CONTRADICTION: \"crash\" is given, and \"cut\" as well"},
    {"NoTime", "faults:\n  - {cut: KA-LB}\n", "gives no \"at\""},
    {"TwoTimes", "faults:\n  - {at: 1m, when: {filed: 3}, cut: KA-LB}\n",
     "s.yaml:6:20: error S820 CONTRADICTION: \"at\" is given as well"},
    {"UnknownLink", "faults:\n  - {at: 1m, cut: KA-LBB}\n",
     "s.yaml:6:19: error S855 UNKNOWN_LINK: \"KA-LBB\" is no link of the network"},
    {"UnknownStation", "faults:\n  - {at: 1m, crash: RYKX}\n",
     "s.yaml:6:21: error S843 UNKNOWN_STATION: RYKX is no station of the network"},
    {"LinkOfAnother",
     "faults:\n  - {at: 1m, wrong_route: {relay: RYLB, prefix: RYKA, link: "
     "RYKA-RYKABD}}\n",
     "joins RYKA and RYKABD, and not RYLB"},
    {"RoutesOfAPost",
     "faults:\n  - {at: 1m, wrong_route: {relay: RYKABD, prefix: RYKA, link: KA-LB}}\n",
     "error S844 NOT_A_RELAY: RYKABD is a post"},
    {"StoreOfALink", "faults:\n  - {at: 1m, cut: KA-LB, store: lost}\n",
     "error S820 CONTRADICTION: \"cut\" leaves every store as it is"},
    {"LastingNumber", "faults:\n  - {at: 1m, wrong_number: {link: KA-LB, from: RYKA}, lasts: 1m}\n",
     "error S820 CONTRADICTION: \"wrong_number\" is done in an instant"},
    {"FullSpeed", "faults:\n  - {at: 1m, slow: {link: KA-LB, percent: 100}}\n",
     "goes from 1 to 99, and here is 100"},
    {"EmptyCondition", "faults:\n  - {when: {}, cut: KA-LB}\n", "gives no \"queue\""},
    {"UnknownCable", "faults:\n  - {when: {cable: {name: x, reaches: RYKA}}, cut: KA-LB}\n",
     "error S872 UNKNOWN_CABLE: there is no cable \"x\""},
    {"ChanceWithoutKind", "random_faults:\n  - {per_hour: 3}\n", "gives no \"kind\""},
    {"ChanceWithoutRate", "random_faults:\n  - {kind: cut}\n", "gives no \"per_hour\""},
    {"CutStations", "random_faults:\n  - {kind: cut, per_hour: 1, stations: [RYKA]}\n",
     "error S878 NO_FAULT: \"cut\" befalls links"},
    {"NoSpan", "random_faults:\n  - {kind: cut, per_hour: 1, lasts: {least: 5m, most: 1m}}\n",
     "from 5m00s to 1m00s there is nothing"},
    {"NoSpeed", "expect:\n  speed_of_service: {flash: {}}\n", "gives no \"p99\""},
    {"BadPrecedence", "expect:\n  speed_of_service: {flahs: {p99: 1m}}\n",
     "did you mean \"flash\"?"},
    {"QueueWithoutBound", "expect:\n  queues: [{from: RYKA, to: RYLB}]\n", "gives no \"at_most\""},
    {"NothingToReplay", "replays:\n  - {speed: 3}\n", "gives no \"events\""},
    {"TwoReplays", "replays:\n  - {events: e.jsonl, archive: a.txt}\n",
     "\"events\" is given as well"},
    {"EmptyArchive", "replays:\n  - {archive: net.yaml}\n", "no cable of it can be replayed"},
    {"EventsOfNothing", "replays:\n  - {events: net.yaml}\n", "no event of it can be replayed"},
    {"NoSpeedOfReplay", "replays:\n  - {archive: a.cable, speed: 0}\n",
     "\"replays[0].speed\" goes from 0.001"},
    {"NoClassification", "traffic:\n  - {cables: 3, classifications: {secret: 0}}\n",
     "no classification has a share"},
    {"MoreThanCanBeTaken", "traffic:\n  - {cables: 15000000}\n  - {cables_each: 5000000}\n",
     "s.yaml:7:5: error S817 OUT_OF_RANGE: up to here the scenario files about 25000000 cables; "
     "20000000 can be taken"},
    {"AMillionMillion", "traffic:\n  - {cables: 100000000}\n",
     "\"traffic[0].cables\" goes from 1 to 20000000"},
    {"GarbledSlowLink", "faults:\n  - {at: 1m, garble: {link: RYKA-RYKABD, per_million: 5}}\n",
     "error S878 NO_FAULT: \"RYKA-RYKABD\" is no telegraph circuit"},
    {"GarbledByChance", "random_faults:\n  - {kind: garble, per_hour: 1, links: [RYKA-RYKABD]}\n",
     "s.yaml:6:41: error S878 NO_FAULT: \"RYKA-RYKABD\" is no telegraph circuit"},
    {"GarbleWithoutRate", "faults:\n  - {at: 1m, garble: {link: KA-LB}}\n",
     "gives no \"per_million\""},
    {"OperatorAtAPost", "operators:\n  - {relays: [RYKABD]}\n",
     "error S844 NOT_A_RELAY: RYKABD is a post"},
    {"TwoOperators", "operators:\n  - {relays: [RYKA]}\n  - {does: withdraw}\n", "RYKA"},
    {"RerouteToNobody", "operators:\n  - {does: reroute}\n", "gives no \"to\""},
    {"BadReaction", "operators:\n  - {reaction: {least: 5m, most: 1m}}\n",
     "from 5m00s to 1m00s there is nothing"},
    {"AllWrong", "operators:\n  - {error_percent: 101}\n",
     "\"operators[0].error_percent\" goes from 0 to 100"},
    {"BadPreemption", "preemption: on\n", "\"preemption\" cannot be \"on\""},
};

class BadLanguage : public testing::TestWithParam<BadCase> {};

TEST_P(BadLanguage, IsToldWithItsPlace) {
  const auto loaded = Load(GetParam().rest);
  EXPECT_FALSE(loaded.scenario);
  const std::string said = Faults(loaded);
  EXPECT_NE(said.find(GetParam().wanted), std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(Scenario, BadLanguage, testing::ValuesIn(kBad),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ScenarioPresets, SpeakOfNoNetwork) {
  const auto loaded = Load("traffic:\n  - {preset: bad.yaml}\n",
                           {{"bad.yaml", "preset:\n  cables: 5\n  from: [RYKABD]\n"}});
  EXPECT_FALSE(loaded.scenario);
  EXPECT_NE(Faults(loaded).find("bad.yaml:3:9: error S820 CONTRADICTION: a preset cannot give"),
            std::string::npos)
      << Faults(loaded);
}

// ---------------------------------------------------------------- what the documents show

// Goal: an example that somebody copies is understood. Keys and words alone are checked, for the
// files that examples name are not there.
TEST(DocumentedExamples, AreUnderstood) {
  const auto disk = MakeDiskFileReader();
  const auto page = disk->Read(TORNTAPE_SOURCE_DIR "/docs/networks-and-scenarios.md");
  ASSERT_TRUE(page);
  int examples = 0;
  for (std::size_t at = page->find("```yaml\n"); at != std::string::npos;
       at = page->find("```yaml\n", at + 1)) {
    const std::size_t begin = at + std::string_view("```yaml\n").size();
    const std::string text = page->substr(begin, page->find("```", begin) - begin);
    if (text.starts_with("#")) continue;  // the line for editors
    Diagnostics diagnostics;
    SourceMap places;
    v1::NetworkConfig network;
    v1::ScenarioConfig scenario;
    google::protobuf::Message& message = KindOfFile(text) == FileKind::kNetwork
                                             ? static_cast<google::protobuf::Message&>(network)
                                             : scenario;
    EXPECT_TRUE(ReadYaml(text, message, places, diagnostics))
        << RenderDiagnostics(diagnostics, "example", text);
    ++examples;
  }
  EXPECT_GE(examples, 7);
}

}  // namespace
}  // namespace torntape::proto
