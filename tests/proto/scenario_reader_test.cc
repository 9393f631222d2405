#include "proto/scenario_reader.h"

#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace torntape::proto {
namespace {

// Files that no disk has.
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
  - {name: KA-LB, between: [RYKA, RYLB]}
collectives:
  - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [EMB DUNMARROW]}
)";

// A sound scenario; each case puts something else in place of a part of it.
constexpr std::string_view kSound = R"(name: Two cables
network: net.yaml
start: 2031-05-14T10:42:00Z
cables:
  - {name: one, file: a.cable, at: 2s}
  - {file: a.cable, from: RYLBDN}
traffic:
  - {cables: 10}
expect:
  copies:
    - {cable: one, from: RYKABD, to: RYKA, line_2: OO RYLBDN}
  deliveries:
    - {addressee: EMB DUNMARROW, role: info, line_2: RR RYLBDN}
  filed: 12
)";

MapFileReader FilesWith(std::string scenario) {
  MapFileReader reader;
  reader.files["s.yaml"] = std::move(scenario);
  reader.files["net.yaml"] = kNetwork;
  reader.files["badnet.yaml"] = "nmae: x\n";
  const auto disk = MakeDiskFileReader();
  auto cable = disk->Read(TORNTAPE_SOURCE_DIR "/configs/cables/brindlemoor-0417-01.cable");
  EXPECT_TRUE(cable) << cable.error().message;
  reader.files["a.cable"] = cable.value_or("");
  return reader;
}

std::string Replaced(std::string_view part, std::string_view by) {
  std::string yaml(kSound);
  const std::size_t at = yaml.find(part);
  EXPECT_NE(at, std::string::npos) << "the sound scenario has no " << part;
  return yaml.replace(at, part.size(), by);
}

TEST(ScenarioReader, ReadsASoundScenario) {
  MapFileReader reader = FilesWith(std::string(kSound));
  const LoadedScenario loaded = LoadScenario("s.yaml", reader);
  ASSERT_TRUE(loaded.scenario) << RenderDiagnostics(loaded.files);
  const Scenario& scenario = *loaded.scenario;
  EXPECT_EQ(scenario.name, "Two cables");
  EXPECT_EQ(scenario.network.name, "Two relays");
  EXPECT_EQ(scenario.seed, 1U);
  EXPECT_EQ(scenario.limit, std::chrono::hours(24));
  EXPECT_EQ(FormatInstant(scenario.start), "2031-05-14T10:42:00.000Z");
  ASSERT_EQ(scenario.cables.size(), 2U);
  EXPECT_EQ(scenario.cables[0].name, "one");
  EXPECT_EQ(scenario.cables[0].from.ToString(), "RYKABD") << "as format line 3 says";
  EXPECT_EQ(scenario.cables[0].at, std::chrono::seconds(2));
  EXPECT_EQ(scenario.cables[1].name, "a") << "as the file";
  EXPECT_EQ(scenario.cables[1].from.ToString(), "RYLBDN");
  EXPECT_EQ(scenario.cables[1].where, (SourceSpan{6, 5, 1}));
  ASSERT_EQ(scenario.traffic.size(), 1U);
  EXPECT_EQ(scenario.traffic[0].name, "traffic 1");
  EXPECT_EQ(scenario.traffic[0].from.size(), 2U) << "every post";
  EXPECT_EQ(scenario.traffic[0].addressees.size(), 3U) << "everybody";
  EXPECT_EQ(CablesIn(scenario), 12U);
  ASSERT_EQ(scenario.expect.copies.size(), 1U);
  EXPECT_EQ(scenario.expect.copies[0].cable, 0U);
  EXPECT_EQ(scenario.expect.copies[0].line_2, "OO RYLBDN");
  EXPECT_EQ(scenario.expect.copies[0].where.line, 11);
  ASSERT_EQ(scenario.expect.deliveries.size(), 2U) << "of each cable";
  EXPECT_EQ(scenario.expect.deliveries[1].cable, 1U);
  EXPECT_EQ(scenario.expect.deliveries[1].role, cable::Role::kInfo);
  EXPECT_FALSE(scenario.expect.copies_exactly);
  ASSERT_EQ(scenario.expect.counts.size(), 1U);
  EXPECT_EQ(NameOf(scenario.expect.counts[0].of), "filed");
  EXPECT_EQ(scenario.expect.counts[0].where, (SourceSpan{14, 10, 2}));
  EXPECT_EQ(loaded.files.size(), 3U) << "itself, its network, a cable";
}

struct BadCase {
  const char* name;
  std::string_view part;  // of the sound scenario
  std::string_view by;
  std::string_view want;  // all that is said
};

class ScenarioBad : public ::testing::TestWithParam<BadCase> {};

TEST_P(ScenarioBad, IsRefusedWithReasons) {
  MapFileReader reader = FilesWith(Replaced(GetParam().part, GetParam().by));
  const LoadedScenario loaded = LoadScenario("s.yaml", reader);
  EXPECT_FALSE(loaded.scenario);
  EXPECT_EQ(RenderDiagnostics(loaded.files), GetParam().want);
}

constexpr BadCase kBad[] = {
    {"NoName", "name: Two cables\n", "",
     "s.yaml: error S822 MISSING_KEY: the file gives no \"name\"\n"
     "  hint: add name: My scenario\n"},
    {"NoNetwork", "network: net.yaml\n", "",
     "s.yaml: error S822 MISSING_KEY: the file gives no \"network\"\n"
     "  hint: add network: ../networks/four-relays.yaml\n"},
    {"NetworkMissing", "net.yaml", "nte.yaml",
     "s.yaml:2:10: error S801 FILE_UNREADABLE: there is no file \"nte.yaml\"\n"
     "  network: nte.yaml\n"
     "           ^~~~~~~~\n"
     "  hint: files are named from the folder of the scenario\n"},
    {"NetworkWithFaults", "net.yaml", "badnet.yaml",
     "badnet.yaml:1:1: error S813 UNKNOWN_KEY: there is no key \"nmae\" at the top of the file\n"
     "  nmae: x\n"
     "  ^~~~\n"
     "  hint: did you mean \"name\"?\n"},
    {"NoStart", "start: 2031-05-14T10:42:00Z\n", "",
     "s.yaml: error S822 MISSING_KEY: the file gives no \"start\"\n"
     "  hint: add start: 2031-05-14T10:42:00Z\n"},
    {"BadStart", "2031-05-14T10:42:00Z", "14 MAY 2031",
     "s.yaml:3:8: error S824 BAD_INSTANT: \"14 MAY 2031\" is not an instant\n"
     "  start: 14 MAY 2031\n"
     "         ^~~~~~~~~~~\n"
     "  hint: write it as in 2031-05-14T10:42:00Z, in UTC\n"},
    {"BadLimit", "name: Two cables",
     "name: Two cables\n"
     "limit: forever",
     "s.yaml:2:8: error S823 BAD_DURATION: \"forever\" is not a span of time\n"
     "  limit: forever\n"
     "         ^~~~~~~\n"
     "  hint: a number with a unit (ns us ms s m h d), as in 20ms, 1.5h or 3m20s\n"},
    {"NoTime", "name: Two cables",
     "name: Two cables\n"
     "limit: 0s",
     "s.yaml:2:8: error S817 OUT_OF_RANGE: nothing can be done in no time\n"
     "  limit: 0s\n"
     "         ^~\n"},
    {"BadSeed", "name: Two cables",
     "name: Two cables\n"
     "seed: -1",
     "s.yaml:2:7: error S817 OUT_OF_RANGE: \"seed\" is never below zero, and here is \"-1\"\n"
     "  seed: -1\n"
     "        ^~\n"},
    {"CableWithoutFile", "file: a.cable, at", "at",
     "s.yaml:5:5: error S822 MISSING_KEY: \"cables[0]\" gives no \"file\"\n"
     "    - {name: one, at: 2s}\n"
     "      ^\n"
     "  hint: add file: ../cables/brindlemoor-0417-01.cable\n"},
    {"CableMissing", "file: a.cable, at", "file: b.cable, at",
     "s.yaml:5:23: error S801 FILE_UNREADABLE: there is no file \"b.cable\"\n"
     "    - {name: one, file: b.cable, at: 2s}\n"
     "                        ^~~~~~~\n"
     "  hint: files are named from the folder of the scenario\n"},
    {"CableFromARelay", "from: RYLBDN", "from: RYLB",
     "s.yaml:6:27: error S871 NOT_A_POST: RYLB is a relay\n"
     "    - {file: a.cable, from: RYLB}\n"
     "                            ^~~~\n"
     "  hint: cables are filed at posts\n"},
    {"CableFromNowhere", "from: RYLBDN", "from: RYLBDM",
     "s.yaml:6:27: error S843 UNKNOWN_STATION: RYLBDM is no station of the network\n"
     "    - {file: a.cable, from: RYLBDM}\n"
     "                            ^~~~~~\n"
     "  hint: did you mean \"RYLBDN\"?\n"},
    {"CableNamesClash", "{file: a.cable,", "{name: one, file: a.cable,",
     "s.yaml:6:12: error S842 DUPLICATE_NAME: a cable \"one\" stands here already\n"
     "    - {name: one, file: a.cable, from: RYLBDN}\n"
     "             ^~~\n"
     "  hint: give each of them a name of its own\n"},
    {"BadTime", "at: 2s", "at: 10:43",
     "s.yaml:5:36: error S823 BAD_DURATION: \"10:43\" is not a span of time\n"
     "    - {name: one, file: a.cable, at: 10:43}\n"
     "                                     ^~~~~\n"
     "  hint: a number with a unit (ns us ms s m h d), as in 20ms, 1.5h or 3m20s\n"},
    {"TrafficWithoutCount", "{cables: 10}", "{at: 1s}",
     "s.yaml:8:5: error S822 MISSING_KEY: \"traffic[0]\" gives no \"cables\"\n"
     "    - {at: 1s}\n"
     "      ^\n"
     "  hint: add cables: 100, or cables_each, or per_hour\n"},
    {"TrafficCountedTwice", "{cables: 10}", "{cables: 10, cables_each: 2}",
     "s.yaml:8:31: error S820 CONTRADICTION: \"cables\" is given as well\n"
     "    - {cables: 10, cables_each: 2}\n"
     "                                ^\n"
     "  hint: give only one of them\n"},
    {"TrafficOfNothing", "{cables: 10}", "{cables: 0}",
     "s.yaml:8:14: error S817 OUT_OF_RANGE: \"traffic[0].cables\" goes from 1 to 20000000, and "
     "here is 0\n"
     "    - {cables: 0}\n"
     "               ^\n"},
    {"TrafficFromARelay", "{cables: 10}", "{cables: 10, from: [RYKA]}",
     "s.yaml:8:25: error S871 NOT_A_POST: RYKA is a relay\n"
     "    - {cables: 10, from: [RYKA]}\n"
     "                          ^~~~\n"
     "  hint: cables are filed at posts\n"},
    {"TrafficFromNobody", "{cables: 10}", "{cables: 10, from: []}",
     "s.yaml:8:24: error S876 BAD_RANGE: nobody files these cables\n"
     "    - {cables: 10, from: []}\n"
     "                         ^\n"
     "  hint: leave \"from\" out for every post\n"},
    {"TrafficToAStranger", "{cables: 10}", "{cables: 10, addressees: [EMB DUNMAROW]}",
     "s.yaml:8:31: error S850 UNKNOWN_ADDRESSEE: nobody is called \"EMB DUNMAROW\"\n"
     "    - {cables: 10, addressees: [EMB DUNMAROW]}\n"
     "                                ^~~~~~~~~~~~\n"
     "  hint: did you mean \"EMB DUNMARROW\"?\n"},
    {"TrafficToItself", "{cables: 10}",
     "{cables: 10, from: [RYKABD], addressees: [EMB BRINDLEMOOR]}",
     "s.yaml:8:46: error S876 BAD_RANGE: a post finds nobody to write to but its own\n"
     "    - {cables: 10, from: [RYKABD], addressees: [EMB BRINDLEMOOR]}\n"
     "                                               ^\n"},
    {"TrafficForNobody", "{cables: 10}", "{cables: 10, action: {most: 0}}",
     "s.yaml:8:5: error S876 BAD_RANGE: these cables are for nobody\n"
     "    - {cables: 10, action: {most: 0}}\n"
     "      ^\n"
     "  hint: give \"action\" or \"info\" a most above 0\n"},
    {"TrafficRangeBackwards", "{cables: 10}", "{cables: 10, text_bytes: {least: 5, most: 4}}",
     "s.yaml:8:30: error S876 BAD_RANGE: from 5 to 4 there is nothing\n"
     "    - {cables: 10, text_bytes: {least: 5, most: 4}}\n"
     "                               ^\n"},
    {"TrafficForTooMany", "{cables: 10}", "{cables: 10, action: {most: 4}}",
     "s.yaml:8:26: error S817 OUT_OF_RANGE: 4 is more than the 3 that there can be\n"
     "    - {cables: 10, action: {most: 4}}\n"
     "                           ^\n"},
    {"TrafficSharesOfNothing", "{cables: 10}", "{cables: 10, precedences: {flash: 0}}",
     "s.yaml:8:31: error S876 BAD_RANGE: no precedence has a share\n"
     "    - {cables: 10, precedences: {flash: 0}}\n"
     "                                ^\n"
     "  hint: as in {immediate: 1, routine: 3}\n"},
    {"TrafficOfUnknownPrecedence", "{cables: 10}", "{cables: 10, precedences: {flsh: 1}}",
     "s.yaml:8:32: error S813 UNKNOWN_KEY: there is no key \"flsh\" in \"traffic[0].precedences\"\n"
     "    - {cables: 10, precedences: {flsh: 1}}\n"
     "                                 ^~~~\n"
     "  hint: did you mean \"flash\"?\n"},
    {"TrafficPercent", "{cables: 10}", "{cables: 10, dual_percent: 101}",
     "s.yaml:8:32: error S817 OUT_OF_RANGE: \"traffic[0].dual_percent\" goes from 0 to 100, and "
     "here is 101\n"
     "    - {cables: 10, dual_percent: 101}\n"
     "                                 ^~~\n"},
    {"CopyOfAnUnknownCable", "cable: one", "cable: on",
     "s.yaml:11:15: error S872 UNKNOWN_CABLE: there is no cable \"on\"\n"
     "      - {cable: on, from: RYKABD, to: RYKA, line_2: OO RYLBDN}\n"
     "                ^~\n"
     "  hint: did you mean \"one\"?\n"},
    {"CopyFromNowhere", "from: RYKABD, to", "from: RYKABX, to",
     "s.yaml:11:26: error S843 UNKNOWN_STATION: RYKABX is no station of the network\n"
     "      - {cable: one, from: RYKABX, to: RYKA, line_2: OO RYLBDN}\n"
     "                           ^~~~~~\n"
     "  hint: did you mean \"RYKABD\"?\n"},
    {"CopyWithoutEnd", "to: RYKA, ", "",
     "s.yaml:11:7: error S822 MISSING_KEY: \"expect.copies[0]\" gives no \"to\"\n"
     "      - {cable: one, from: RYKABD, line_2: OO RYLBDN}\n"
     "        ^\n"
     "  hint: add to: RYKA\n"},
    {"CopyWithoutLink", "to: RYKA", "to: RYLB",
     "s.yaml:11:7: error S873 NOT_LINKED: no link joins RYKABD and RYLB\n"
     "      - {cable: one, from: RYKABD, to: RYLB, line_2: OO RYLBDN}\n"
     "        ^\n"},
    {"CopyWithABadLine", "line_2: OO RYLBDN", "line_2: O RYLBDN",
     "s.yaml:11:52: error S874 BAD_LINE_2: \"O RYLBDN\" is not a routing line\n"
     "      - {cable: one, from: RYKABD, to: RYKA, line_2: O RYLBDN}\n"
     "                                                     ^~~~~~~~\n"
     "  hint: a precedence, doubled, and routing indicators, as in RR RYKACS RYLBEL\n"},
    {"CopyWithAnotherBadLine", "line_2: OO RYLBDN", "line_2: OO",
     "s.yaml:11:52: error S874 BAD_LINE_2: \"OO\" is not a routing line\n"
     "      - {cable: one, from: RYKABD, to: RYKA, line_2: OO}\n"
     "                                                     ^~\n"
     "  hint: a precedence, doubled, and routing indicators, as in RR RYKACS RYLBEL\n"},
    {"CopyTwice", "    - {cable: one, from: RYKABD, to: RYKA, line_2: OO RYLBDN}\n",
     "    - {cable: one, from: RYKABD, to: RYKA, line_2: OO RYLBDN}\n"
     "    - {from: RYKABD, to: RYKA, line_2: oo  rylbdn}\n",
     "s.yaml:12:7: error S875 DUPLICATE_EXPECTATION: the same is expected of \"one\" already\n"
     "      - {from: RYKABD, to: RYKA, line_2: oo  rylbdn}\n"
     "        ^\n"},
    {"DeliveryToAStranger", "addressee: EMB DUNMARROW", "addressee: EMB DUNMAROW",
     "s.yaml:13:19: error S850 UNKNOWN_ADDRESSEE: nobody is called \"EMB DUNMAROW\"\n"
     "      - {addressee: EMB DUNMAROW, role: info, line_2: RR RYLBDN}\n"
     "                    ^~~~~~~~~~~~\n"
     "  hint: did you mean \"EMB DUNMARROW\"?\n"},
    {"DeliveryWithoutRole", "role: info, ", "",
     "s.yaml:13:7: error S822 MISSING_KEY: \"expect.deliveries[0]\" gives no \"role\"\n"
     "      - {addressee: EMB DUNMARROW, line_2: RR RYLBDN}\n"
     "        ^\n"
     "  hint: add role: action, or role: info\n"},
    {"DeliveryInAStrangeRole", "role: info", "role: inform",
     "s.yaml:13:40: error S819 BAD_WORD: \"expect.deliveries[0].role\" cannot be \"inform\"\n"
     "      - {addressee: EMB DUNMARROW, role: inform, line_2: RR RYLBDN}\n"
     "                                         ^~~~~~\n"
     "  hint: did you mean \"info\"?\n"},
    {"DeliveryWithoutAnything", "{addressee: EMB DUNMARROW, role: info, line_2: RR RYLBDN}", "{}",
     "s.yaml:13:7: error S822 MISSING_KEY: \"expect.deliveries[0]\" gives no \"line_2\"\n"
     "      - {}\n"
     "        ^\n"
     "  hint: add line_2: RR RYKACS\n"
     "s.yaml:13:7: error S822 MISSING_KEY: \"expect.deliveries[0]\" gives no \"addressee\"\n"
     "      - {}\n"
     "        ^\n"
     "  hint: add addressee: EMB BRINDLEMOOR\n"
     "s.yaml:13:7: error S822 MISSING_KEY: \"expect.deliveries[0]\" gives no \"role\"\n"
     "      - {}\n"
     "        ^\n"
     "  hint: add role: action, or role: info\n"},
};
INSTANTIATE_TEST_SUITE_P(Scenario, ScenarioBad, ::testing::ValuesIn(kBad),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ScenarioReader, SaysWhatIsWrongWithACable) {
  MapFileReader reader = FilesWith(Replaced("file: a.cable, at", "file: bad.cable, at"));
  reader.files["bad.cable"] = "VZCZCBDA0417\nNONSENSE\n";
  const LoadedScenario loaded = LoadScenario("s.yaml", reader);
  EXPECT_FALSE(loaded.scenario);
  ASSERT_EQ(loaded.files.size(), 4U);
  ASSERT_FALSE(loaded.files[0].diagnostics.empty());
  EXPECT_EQ(loaded.files[0].diagnostics[0].code, DiagnosticCode::kBadCable);
  EXPECT_EQ(loaded.files[2].path, "bad.cable");
  EXPECT_TRUE(torntape::HasErrors(loaded.files[2].diagnostics));
}

TEST(ScenarioReader, SaysThatItIsNotThere) {
  MapFileReader reader;
  const LoadedScenario loaded = LoadScenario("s.yaml", reader);
  EXPECT_FALSE(loaded.scenario);
  EXPECT_EQ(RenderDiagnostics(loaded.files),
            "s.yaml: error S801 FILE_UNREADABLE: there is no file \"s.yaml\"\n");
}

// Both sections of the cable of spec 1.13 on the network of spec 4.6.
TEST(ScenarioReader, FirstCable) {
  const auto reader = MakeDiskFileReader();
  const LoadedScenario loaded =
      LoadScenario(TORNTAPE_SOURCE_DIR "/configs/scenarios/first-cable.yaml", *reader);
  ASSERT_TRUE(loaded.scenario) << RenderDiagnostics(loaded.files);
  EXPECT_EQ(RenderDiagnostics(loaded.files), "") << "no warnings either";
  const Expectations& expect = loaded.scenario->expect;
  EXPECT_EQ(loaded.scenario->cables.size(), 2U);
  EXPECT_EQ(expect.copies.size(), 22U) << "eleven rows of the table, for each section";
  EXPECT_EQ(expect.deliveries.size(), 10U);
  EXPECT_TRUE(expect.copies_exactly);
  EXPECT_TRUE(expect.deliveries_exactly);
  EXPECT_EQ(expect.laws.size(), 4U);
}

TEST(ScenarioReader, ThousandCables) {
  const auto reader = MakeDiskFileReader();
  const LoadedScenario loaded =
      LoadScenario(TORNTAPE_SOURCE_DIR "/configs/scenarios/thousand-cables.yaml", *reader);
  ASSERT_TRUE(loaded.scenario) << RenderDiagnostics(loaded.files);
  EXPECT_EQ(CablesIn(*loaded.scenario), 1000U);
  EXPECT_EQ(loaded.scenario->traffic[0].from.size(), 7U) << "every post";
  for (const std::uint32_t share : loaded.scenario->traffic[0].shares) {
    EXPECT_GT(share, 0U) << "all precedences";
  }
}

TEST(ResolvePath, BeginsInTheFolderOfTheFileThatNamesIt) {
  EXPECT_EQ(ResolvePath("configs/scenarios/a.yaml", "../networks/b.yaml"),
            "configs/networks/b.yaml");
  EXPECT_EQ(ResolvePath("a.yaml", "b.yaml"), "b.yaml");
  EXPECT_EQ(ResolvePath("x/a.yaml", "/srv/b.yaml"), "/srv/b.yaml");
  EXPECT_EQ(ResolvePath("a.yaml", "../b.yaml"), "../b.yaml");
}

TEST(DiskFileReader, ReadsRegularFilesUpToItsLimit) {
  const std::string path = ::testing::TempDir() + "/disk_file_reader_test";
  const auto reader = MakeDiskFileReader(4);
  EXPECT_FALSE(reader->Read(path + "-that-is-not-there"));
  EXPECT_FALSE(reader->Read(::testing::TempDir())) << "a folder";
  EXPECT_FALSE(reader->Read("/dev/zero")) << "never ends";
  FILE* file = std::fopen(path.c_str(), "w");
  ASSERT_NE(file, nullptr);
  std::fputs("four", file);
  std::fflush(file);
  EXPECT_EQ(reader->Read(path).value_or("refused"), "four");
  std::fputs("!", file);
  std::fclose(file);
  EXPECT_FALSE(reader->Read(path));
  std::remove(path.c_str());
}

}  // namespace
}  // namespace torntape::proto
