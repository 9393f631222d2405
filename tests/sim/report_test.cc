#include <string>

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "sim/run.h"

namespace torntape::sim {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

RunReport SmallReport() {
  RunReport report;
  report.scenario = "First cable";
  report.scenario_path = "first.yaml";
  report.network = "Four relays";
  report.seed = 417;
  report.rerun = "torntape run first.yaml --seed 417";
  report.begin = FromCalendar(2031, 5, 14, 10, 42);
  report.end = report.begin + 2500ms;
  report.took = 3ms;
  report.counts.cables_filed = 1;
  report.counts.deliveries_owed = 2;
  report.counts.deliveries = 2;
  report.counts.transmissions = 3;
  report.counts.events = 1234;
  report.counts.copies_expected = 3;
  report.counts.copies_kept = 3;
  CableRow cable;
  cable.identification = "RYKABD #0417/01 1341042";
  cable.source = "cables/quota.cable";
  cable.precedence = cable::Precedence::kImmediate;
  cable.filed = report.begin;
  cable.deliveries.push_back({"HOMEMIN HAVENMOUTH",
                              "RYNDHQ",
                              cable::Role::kAction,
                              "OO RYNDHQ",
                              {"RYKABD", "RYKA", "RYND", "RYNDHQ"},
                              report.begin + 1500ms,
                              true,
                              ""});
  cable.deliveries.push_back(
      {"EMB DUNMARROW", "RYLBDN", cable::Role::kInfo, "", {}, {}, false, "not delivered"});
  cable.copies.push_back(
      {"RYKABD", "RYKA", "BDA0001", "OO RYNDHQ RYLBDN", report.begin + 20ms, ""});
  cable.copies.push_back({"RYKA", "RYND", "KNA0001", "OO RYNDHQ", report.begin + 700ms, "burnt"});
  report.cables.push_back(cable);
  return report;
}

TEST(Report, ShowsCablesCopiesAndTheVerdict) {
  EXPECT_EQ(FormatReport(SmallReport()), R"(First cable  Four relays, virtual clock, seed 417

RYKABD #0417/01 1341042  IMMEDIATE  filed 10:42:00.000  cables/quota.cable
  ADDRESSEE           FOR     LINE 2     AT            BY WAY OF      AFTER
  HOMEMIN HAVENMOUTH  action  OO RYNDHQ  10:42:01.500  RYKA RYND      +1.5s
  EMB DUNMARROW       INFO    -          -             not delivered

  COPIES            NUMBER   LINE 2            AFTER
  RYKABD   -> RYKA  BDA0001  OO RYNDHQ RYLBDN  +20ms
  RYKA     -> RYND  KNA0001  OO RYNDHQ         +700ms (burnt)

2.5s of the network's time in 3ms: 3 transmissions, 1,234 events.
kept: 2 deliveries of 1 cable, each once, bodies identical, order strict; 3 of 3 copies as expected
)");
}

TEST(Report, NoLineIsWiderThanThePage) {
  RunReport report = SmallReport();
  for (int i = 0; i < 12; ++i)
    report.cables[0].deliveries[0].path.insert(report.cables[0].deliveries[0].path.begin() + 1,
                                               "RYKA");
  report.cables[0].copies[0].line_2 = std::string(300, 'X');
  report.cables[0].source = std::string(300, 'y');
  const std::string text = FormatReport(report, {.width = 80});
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    EXPECT_LE(end - begin, 80U) << text.substr(begin, end - begin);
    begin = end + 1;
  }
}

TEST(Report, QuietIsTheVerdictAlone) {
  EXPECT_EQ(
      FormatReport(SmallReport(), {.quiet = true}),
      "kept: 2 deliveries of 1 cable, each once, bodies identical, order strict; 3 of 3 copies "
      "as expected\n");
}

TEST(Report, BrokenPromisesComeWithTheirEventsAndTheLineThatRepeatsThem) {
  RunReport report = SmallReport();
  report.outcome = Outcome::kBroken;
  report.broken_total = 1;
  report.broken.push_back({"each addressee once",
                           "RYLBDN",
                           "RYKABD #0417/01 1341042",
                           "EMB DUNMARROW did not get it",
                           {"10:42:00.700  RYKA -> RYND KNA0001 sent OO RYNDHQ"}});
  report.counts.deliveries = 1;
  EXPECT_EQ(FormatReport(report, {.quiet = true}),
            R"(broken: each addressee once  RYLBDN  RYKABD #0417/01 1341042
  EMB DUNMARROW did not get it
    10:42:00.700  RYKA -> RYND KNA0001 sent OO RYNDHQ

repeat it with: torntape run first.yaml --seed 417
broken: 1 promise: each addressee once; 1 delivery of 1 cable, of 2 owed; 3 of 3 copies as expected
)");
}

TEST(Report, InterceptsAreToldByReasonAndGarbledLinesShown) {
  RunReport report = SmallReport();
  report.counts.intercepted = 4;
  report.intercepts = {{"loop", 1}, {"not approved", 3}};
  report.counts.open_numbers = report.counts.garbled = 1;
  report.garbled.push_back({"RYKA", "RYND", "KNA0001", "TO HAVENMOUTH", "TO HAV3,:97"});
  const std::string text = FormatReport(report, {.width = 200});
  EXPECT_THAT(text, ::testing::HasSubstr("4 intercepted (1 loop, 3 not approved), 1 number open, "
                                         "1 of these garbled."));
  EXPECT_THAT(text, ::testing::HasSubstr("What was garbled, and asked for again\n"
                                         "  RYKA -> RYND KNA0001\n"
                                         "    sent  TO HAVENMOUTH\n"
                                         "    came  TO HAV3,:97\n"));
  EXPECT_THAT(ReportAsJson(report),
              ::testing::HasSubstr(R"("intercepts":[{"reason":"loop","count":1},)"));
}

TEST(Report, ARunThatWasStoppedSaysSo) {
  RunReport report = SmallReport();
  report.outcome = Outcome::kInterrupted;
  EXPECT_EQ(FormatReport(report, {.width = 200, .quiet = true}),
            "interrupted at 10:42:02.500 of the network's time, as was asked: 2 deliveries of 1 "
            "cable; nothing was broken until then\n");
  EXPECT_THAT(ReportAsJson(report), ::testing::HasSubstr(R"("outcome":"interrupted")"));
}

TEST(Report, ColourOnlyWhenAsked) {
  EXPECT_EQ(FormatReport(SmallReport()).find('\x1b'), std::string::npos);
  EXPECT_THAT(FormatReport(SmallReport(), {.colour = true}),
              ::testing::HasSubstr("\x1b[32;1mkept:\x1b[0m"));
}

TEST(Report, JsonHasEveryFinding) {
  const std::string json = ReportAsJson(SmallReport());
  EXPECT_THAT(json,
              ::testing::StartsWith(R"({"scenario":"First cable","scenario_path":"first.yaml",)"));
  EXPECT_THAT(json, ::testing::HasSubstr(R"("begin":"2031-05-14T10:42:00.000Z")"));
  EXPECT_THAT(json, ::testing::HasSubstr(R"("path":["RYKABD","RYKA","RYND","RYNDHQ"],"at":)"));
  EXPECT_THAT(json, ::testing::HasSubstr(R"("role":"info","delivered":false,"note":)"));
  EXPECT_THAT(json, ::testing::HasSubstr(R"("broken":[],"broken_total":0,"events_file":""})"));
}

// Read by somebody else's parser, with more than one of everything that comes in lists.
TEST(Report, JsonIsJson) {
  RunReport report = SmallReport();
  report.speeds.resize(2);
  report.cables.push_back(report.cables.front());
  for (CableRow& cable : report.cables) {
    cable.deliveries.resize(3);  // two without anything to say
    cable.intercepted = {"RYLB: RYXX (loop)", "RYLB: RYYY (loop)"};
  }
  report.broken.resize(2);
  google::protobuf::Struct read;
  const auto status = google::protobuf::util::JsonStringToMessage(ReportAsJson(report), &read);
  ASSERT_TRUE(status.ok()) << status.ToString() << "\n" << ReportAsJson(report);
  const auto& fields = read.fields();
  EXPECT_EQ(fields.at("speeds").list_value().values_size(), 2);
  EXPECT_EQ(fields.at("broken").list_value().values_size(), 2);
  ASSERT_EQ(fields.at("cables").list_value().values_size(), 2);
  const auto& cable = fields.at("cables").list_value().values(1).struct_value().fields();
  EXPECT_EQ(cable.at("deliveries").list_value().values_size(), 3);
  EXPECT_EQ(cable.at("intercepted").list_value().values_size(), 2);
}

TEST(Report, JsonEscapesWhatAFileNameMayHold) {
  RunReport report = SmallReport();
  report.scenario = "a\"b\\c\n\x01";
  EXPECT_THAT(ReportAsJson(report), ::testing::StartsWith(R"({"scenario":"a\"b\\c\u000a\u0001",)"));
}

}  // namespace
}  // namespace torntape::sim
