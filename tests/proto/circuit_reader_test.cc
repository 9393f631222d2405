// What a network says of its circuits.
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "proto/network_reader.h"

namespace torntape::proto {
namespace {

using network::CircuitCode;

std::string NetworkWith(std::string_view link, std::string_view more = {}) {
  return std::string("name: Two relays\nrelays: [{indicator: RYKA}, {indicator: RYLB}]\n") +
         "posts:\n  - {indicator: RYKABD, relay: RYKA, name: EMB BRINDLEMOOR}\n"
         "  - {indicator: RYLBDN, relay: RYLB, name: EMB DUNMARROW}\n" +
         std::string(more) + "links:\n  - {name: KA-LB, between: [RYKA, RYLB]" + std::string(link) +
         "}\n";
}

network::Network Read(const std::string& yaml) {
  Diagnostics diagnostics;
  auto network = ReadNetwork(yaml, diagnostics);
  EXPECT_TRUE(network) << RenderDiagnostics(diagnostics, "net.yaml", yaml);
  return network.value_or(network::Network{});
}

TEST(CircuitReader, ReadsATelegraphCircuit) {
  const network::Network network = Read(NetworkWith(
      ", baud: 45.45, units: 7.42, delay: 30ms, jitter: 5ms, loss_percent: 0.25, "
      "garble_per_million: 150, special_categories: AB, open: [\"06:00-12:00\", \"13:30-24:00\"]",
      "preemption: marking_only\nrelay_links: {bits_per_second: 9600}\npost_links: {baud: 50}\n"));
  EXPECT_EQ(network.preemption, network::Preemption::kMarkingOnly);
  const network::Link& link = network.links.at(0);
  EXPECT_EQ(link.circuit.bits_per_second, 0U) << "the default is replaced";
  EXPECT_EQ(link.circuit.baud_hundredths, 4545U);
  EXPECT_EQ(link.circuit.unit_tenths, 74U);
  EXPECT_EQ(link.circuit.code, CircuitCode::kIta2) << "unless given";
  EXPECT_EQ(link.circuit.jitter, std::chrono::milliseconds(5));
  EXPECT_EQ(link.circuit.loss_per_million, 2500U);
  EXPECT_EQ(link.circuit.garble_per_million, 150U);
  EXPECT_EQ(link.special_categories, "AB");
  EXPECT_FALSE(network.links.at(1).special_categories) << "all";
  ASSERT_EQ(link.open.size(), 2U);
  EXPECT_EQ(link.open[1].opens, std::chrono::minutes(13 * 60 + 30));
  EXPECT_EQ(link.open[1].closes, std::chrono::hours(24));
  EXPECT_EQ(network.links.at(1).circuit.baud_hundredths, 5000U) << "of a post, by default";
  EXPECT_EQ(network.links.at(1).circuit.unit_tenths, 75U);
}

TEST(CircuitReader, ARateInBitsReplacesOneInBaud) {
  const network::Network network =
      Read(NetworkWith(", bits_per_second: 1200, special_categories: \"\"",
                       "relay_links: {baud: 50, code: ita5, garble_per_million: 9}\n"));
  EXPECT_EQ(network.links.at(0).circuit.bits_per_second, 1200U);
  EXPECT_EQ(network.links.at(0).circuit.baud_hundredths, 0U);
  EXPECT_EQ(network.links.at(0).circuit.code, CircuitCode::kIta5);
  EXPECT_EQ(network.links.at(0).circuit.garble_per_million, 0U) << "it is no telegraph circuit";
  EXPECT_EQ(network.links.at(0).special_categories, "") << "none";
}

struct BadCase {
  const char* name;
  std::string_view link;
  std::string_view wanted;
};

constexpr BadCase kBad[] = {
    {"TwoRates", ", baud: 50, bits_per_second: 9600",
     "net.yaml:7:48: error S820 CONTRADICTION: \"bits_per_second\" is given as well"},
    {"NoBaud", ", baud: 0", "\"links[0].baud\" goes from 1 to 10000000, and here is 0"},
    {"ShortUnits", ", baud: 50, units: 3", "\"links[0].units\" goes from 5 to 15, and here is 3"},
    {"AllLost", ", loss_percent: 91", "\"links[0].loss_percent\" goes from 0 to 90"},
    {"GarbleWithoutBaud", ", garble_per_million: 5", "only telegraph circuits garble characters"},
    {"AllGarbled", ", baud: 50, garble_per_million: 100001",
     "\"links[0].garble_per_million\" goes from 0 to 100000"},
    {"BadCategories", ", special_categories: A/B", "\"A/B\" are no letters of special categories"},
    {"NoCode", ", code: morse", "\"links[0].code\" cannot be \"morse\""},
    {"BadHours", ", open: [\"8-18\"]", "\"8-18\" are no hours of a day"},
    {"HoursBackwards", ", open: [\"18:00-08:00\"]", "what goes over midnight as two"},
    {"HoursOfALongDay", ", open: [\"08:00-24:01\"]", "\"08:00-24:01\" are no hours of a day"},
    {"HoursOverlap", ", open: [\"08:00-12:00\", \"11:00-13:00\"]",
     "\"11:00-13:00\" begins before the one ahead of it ends"},
    {"BadJitter", ", jitter: much", "error S823 BAD_DURATION: \"much\" is not a span of time"},
};

class BadCircuit : public testing::TestWithParam<BadCase> {};

TEST_P(BadCircuit, IsToldOnceWithItsPlace) {
  const std::string yaml = NetworkWith(GetParam().link);
  Diagnostics diagnostics;
  EXPECT_FALSE(ReadNetwork(yaml, diagnostics));
  const std::string said = RenderDiagnostics(diagnostics, "net.yaml", yaml);
  EXPECT_NE(said.find(GetParam().wanted), std::string::npos) << said;
  EXPECT_EQ(diagnostics.size(), 1U) << said;
}

INSTANTIATE_TEST_SUITE_P(Circuits, BadCircuit, testing::ValuesIn(kBad),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace torntape::proto
