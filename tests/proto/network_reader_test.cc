#include "proto/network_reader.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "proto/files.h"

namespace torntape::proto {
namespace {

using network::Network;

// A sound network; each case puts something else in place of a part of it.
constexpr std::string_view kSound = R"(name: Two relays
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

std::string Replaced(std::string_view part, std::string_view by) {
  std::string yaml(kSound);
  const std::size_t at = yaml.find(part);
  EXPECT_NE(at, std::string::npos) << "the sound network has no " << part;
  return yaml.replace(at, part.size(), by);
}

TEST(NetworkReader, ReadsASoundNetwork) {
  Diagnostics diagnostics;
  const auto read = ReadNetwork(kSound, diagnostics);
  ASSERT_TRUE(read) << RenderDiagnostics(diagnostics, "n.yaml", kSound);
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_EQ(read->stations.size(), 4U);
  ASSERT_EQ(read->links.size(), 3U);
  EXPECT_EQ(read->links[0].name, "KA-LB");
  EXPECT_EQ(read->links[1].name, "RYKA-RYKABD");
  EXPECT_EQ(read->links[1].first.ToString(), "RYKA") << "posts dial their relay";
  EXPECT_EQ(read->addressees.size(), 3U);
  EXPECT_EQ(read->routes.size(), 4U);
  EXPECT_TRUE(read->lower_info_copies);
  EXPECT_FALSE(read->expand_at_originator);
  EXPECT_EQ(read->max_pass, 2);
}

struct BadCase {
  const char* name;
  std::string_view part;  // of the sound network
  std::string_view by;
  std::string_view want;  // all that is said
};

class NetworkBad : public ::testing::TestWithParam<BadCase> {};

TEST_P(NetworkBad, IsRefusedWithReasons) {
  const std::string yaml = Replaced(GetParam().part, GetParam().by);
  Diagnostics diagnostics;
  EXPECT_FALSE(ReadNetwork(yaml, diagnostics));
  EXPECT_EQ(RenderDiagnostics(diagnostics, "n.yaml", yaml), GetParam().want);
}

constexpr BadCase kBad[] = {
    {"NoName", "name: Two relays\n", "",
     "n.yaml: error S822 MISSING_KEY: the file gives no \"name\"\n"
     "  hint: add name: My network\n"},
    {"EmptyName", "name: Two relays", "name: \"\"",
     "n.yaml:1:7: error S825 BAD_NAME: the name \"\" is empty\n"
     "  name: \"\"\n"
     "        ^~\n"},
    {"NoRelays",
     "relays:\n"
     "  - {indicator: RYKA}\n"
     "  - {indicator: RYLB}\n",
     "relays: []\n",
     "n.yaml:2:9: error S822 MISSING_KEY: the network has no relay\n"
     "  relays: []\n"
     "          ^\n"
     "  hint: list one at least, as in relays: [{indicator: RYKA}]\n"},
    {"NoIndicator", "{indicator: RYLB}", "{name: Lowbridge}",
     "n.yaml:4:5: error S822 MISSING_KEY: \"relays[1]\" gives no \"indicator\"\n"
     "    - {name: Lowbridge}\n"
     "      ^\n"
     "  hint: add indicator: RYKA\n"},
    {"LowerCaseIndicator", "{indicator: RYLB}", "{indicator: rylb}",
     "n.yaml:4:17: error S840 BAD_INDICATOR: \"rylb\" is not a routing indicator\n"
     "    - {indicator: rylb}\n"
     "                  ^~~~\n"
     "  hint: write RYLB\n"},
    {"ShortIndicator", "{indicator: RYLB}", "{indicator: RYL}",
     "n.yaml:4:17: error S840 BAD_INDICATOR: \"RYL\" is not a routing indicator\n"
     "    - {indicator: RYL}\n"
     "                  ^~~\n"
     "  hint: four to eight letters A to Z, as in RYKABD\n"},
    {"DuplicateIndicator", "{indicator: RYLB}", "{indicator: RYKA}",
     "n.yaml:4:17: error S841 DUPLICATE_INDICATOR: RYKA is taken by \"relays[0]\" in line 3\n"
     "    - {indicator: RYKA}\n"
     "                  ^~~~\n"},
    {"PostWithoutRelay", "  - {indicator: RYKABD, relay: RYKA, name: EMB BRINDLEMOOR}",
     "  - {indicator: RYKABD, name: EMB BRINDLEMOOR}",
     "n.yaml:6:5: error S846 NO_LINK: RYKABD has no link to a relay\n"
     "    - {indicator: RYKABD, name: EMB BRINDLEMOOR}\n"
     "      ^\n"
     "  hint: add its relay, as in relay: RYKA\n"},
    {"PostServesNobody", "  - {indicator: RYKABD, relay: RYKA, name: EMB BRINDLEMOOR}",
     "  - {indicator: RYKABD, relay: RYKA}",
     "n.yaml:6:5: error S822 MISSING_KEY: \"posts[0]\" gives no \"name\"\n"
     "    - {indicator: RYKABD, relay: RYKA}\n"
     "      ^\n"
     "  hint: add name: EMB BRINDLEMOOR, or a list as \"serves\"\n"},
    {"UnknownRelay", "  - {indicator: RYKABD, relay: RYKA, name: EMB BRINDLEMOOR}",
     "  - {indicator: RYKABD, relay: RYKB, name: EMB BRINDLEMOOR}",
     "n.yaml:6:32: error S843 UNKNOWN_STATION: there is no station RYKB\n"
     "    - {indicator: RYKABD, relay: RYKB, name: EMB BRINDLEMOOR}\n"
     "                                 ^~~~\n"
     "  hint: did you mean \"RYKA\"?\n"},
    {"RelayIsAPost", "  - {indicator: RYKABD, relay: RYKA, name: EMB BRINDLEMOOR}",
     "  - {indicator: RYKABD, relay: RYLBDN, name: EMB BRINDLEMOOR}",
     "n.yaml:6:32: error S844 NOT_A_RELAY: RYLBDN is a post\n"
     "    - {indicator: RYKABD, relay: RYLBDN, name: EMB BRINDLEMOOR}\n"
     "                                 ^~~~~~\n"
     "  hint: posts hang on relays; only relays pass cables on\n"},
    {"DuplicateAddressee", "  - {indicator: RYKABD, relay: RYKA, name: EMB BRINDLEMOOR}",
     "  - {indicator: RYKABD, relay: RYKA, name: Emb  Dunmarrow}",
     "n.yaml:7:47: error S842 DUPLICATE_NAME: \"EMB DUNMARROW\" is already served, by line 6\n"
     "    - {indicator: RYLBDN, relay: RYLB, serves: [EMB DUNMARROW, EMB ELSINGTON]}\n"
     "                                                ^~~~~~~~~~~~~\n"
     "  hint: an addressee is served by one station\n"},
    {"AddresseeLikeASerial", "  - {indicator: RYKABD, relay: RYKA, name: EMB BRINDLEMOOR}",
     "  - {indicator: RYKABD, relay: RYKA, name: MISSION 1490}",
     "n.yaml:6:44: error S825 BAD_NAME: nobody can be addressed as \"MISSION 1490\"\n"
     "    - {indicator: RYKABD, relay: RYKA, name: MISSION 1490}\n"
     "                                             ^~~~~~~~~~~~\n"
     "  hint: four digits at the end of an address line are its serial\n"},
    {"UnprintableName", "EMB BRINDLEMOOR", "\"EMB\\nBRINDLEMOOR\"",
     "n.yaml:6:44: error S825 BAD_NAME: the name \"EMB\\x0aBRINDLEMOOR\" is not on one line, or "
     "not printable\n"
     "    - {indicator: RYKABD, relay: RYKA, name: \"EMB\\nBRINDLEMOOR\"}\n"
     "                                             ^~~~~~~~~~~~~~~~~~\n"},
    {"LinkOfOneEnd", "  - {name: KA-LB, between: [RYKA, RYLB]}",
     "  - {name: KA-LB, between: [RYKA]}",
     "n.yaml:9:28: error S845 BAD_LINK: \"between\" wants two stations, and has 1\n"
     "    - {name: KA-LB, between: [RYKA]}\n"
     "                             ^\n"},
    {"LinkWithoutEnds", "  - {name: KA-LB, between: [RYKA, RYLB]}", "  - {name: KA-LB}",
     "n.yaml:9:5: error S822 MISSING_KEY: \"links[0]\" gives no \"between\"\n"
     "    - {name: KA-LB}\n"
     "      ^\n"
     "  hint: add between: [RYKA, RYLB]\n"},
    {"LinkToItself", "  - {name: KA-LB, between: [RYKA, RYLB]}",
     "  - {name: KA-LB, between: [RYKA, RYKA]}",
     "n.yaml:9:28: error S845 BAD_LINK: the link joins RYKA to itself\n"
     "    - {name: KA-LB, between: [RYKA, RYKA]}\n"
     "                             ^\n"},
    {"LinkOfPosts", "  - {name: KA-LB, between: [RYKA, RYLB]}",
     "  - {name: KA-LB, between: [RYKA, RYLB]}\n"
     "  - {between: [RYKABD, RYLBDN]}",
     "n.yaml:10:15: error S845 BAD_LINK: RYKABD and RYLBDN are both posts\n"
     "    - {between: [RYKABD, RYLBDN]}\n"
     "                ^\n"
     "  hint: posts pass nothing on; link each to a relay\n"},
    {"LinkToNowhere", "  - {name: KA-LB, between: [RYKA, RYLB]}",
     "  - {name: KA-LB, between: [RYKA, RYLC]}",
     "n.yaml:9:35: error S843 UNKNOWN_STATION: there is no station RYLC\n"
     "    - {name: KA-LB, between: [RYKA, RYLC]}\n"
     "                                    ^~~~\n"
     "  hint: did you mean \"RYLB\"?\n"},
    {"DuplicateLinkName", "  - {name: KA-LB, between: [RYKA, RYLB]}",
     "  - {name: KA-LB, between: [RYKA, RYLB]}\n"
     "  - {name: KA-LB, between: [RYLB, RYKA]}",
     "n.yaml:10:5: error S842 DUPLICATE_NAME: a link \"KA-LB\" stands in line 9 already\n"
     "    - {name: KA-LB, between: [RYLB, RYKA]}\n"
     "      ^\n"
     "  hint: give each of them a name of its own\n"},
    {"BadCircuit", "  - {name: KA-LB, between: [RYKA, RYLB]}",
     "  - {between: [RYKA, RYLB], delay: 20, cost: 0, digits: 5, window_bytes: 0, approved: "
     "secrte}",
     "n.yaml:9:87: error S819 BAD_WORD: \"links[0].approved\" cannot be \"secrte\"\n"
     "    - {between: [RYKA, RYLB], delay: 20, cost: 0, digits: 5, window_bytes: 0, approved: "
     "secrte}\n"
     "                                                                                        "
     "^~~~~~\n"
     "  hint: did you mean \"secret\"?\n"},
    {"BadCircuitValues", "  - {name: KA-LB, between: [RYKA, RYLB]}",
     "  - {between: [RYKA, RYLB], delay: 2d, cost: 0, digits: 5, window_bytes: 0}\n"
     "post_links: {delay: soon}",
     "n.yaml:9:36: error S817 OUT_OF_RANGE: \"2d\" is longer than 24h00m\n"
     "    - {between: [RYKA, RYLB], delay: 2d, cost: 0, digits: 5, window_bytes: 0}\n"
     "                                     ^~\n"
     "n.yaml:9:46: error S817 OUT_OF_RANGE: \"links[0].cost\" goes from 1 to 1000000, and here is "
     "0\n"
     "    - {between: [RYKA, RYLB], delay: 2d, cost: 0, digits: 5, window_bytes: 0}\n"
     "                                               ^\n"
     "n.yaml:9:57: error S817 OUT_OF_RANGE: \"links[0].digits\" goes from 3 to 4, and here is 5\n"
     "    - {between: [RYKA, RYLB], delay: 2d, cost: 0, digits: 5, window_bytes: 0}\n"
     "                                                          ^\n"
     "n.yaml:9:74: error S817 OUT_OF_RANGE: \"links[0].window_bytes\" goes from 1 to 1073741824, "
     "and here is 0\n"
     "    - {between: [RYKA, RYLB], delay: 2d, cost: 0, digits: 5, window_bytes: 0}\n"
     "                                                                           ^\n"
     "n.yaml:10:21: error S823 BAD_DURATION: \"soon\" is not a span of time\n"
     "  post_links: {delay: soon}\n"
     "                      ^~~~\n"
     "  hint: a number with a unit (ns us ms s m h d), as in 20ms, 1.5h or 3m20s\n"},
    {"BadDesignator", "  - {name: KA-LB, between: [RYKA, RYLB]}",
     "  - {between: [RYKA, RYLB], channels: [{first_to_second: KL, second_to_first: lka}]}",
     "n.yaml:9:58: error S848 BAD_DESIGNATOR: \"KL\" is not a channel designator\n"
     "    - {between: [RYKA, RYLB], channels: [{first_to_second: KL, second_to_first: lka}]}\n"
     "                                                           ^~\n"
     "  hint: three letters A to Z, as in KLA\n"
     "n.yaml:9:79: error S848 BAD_DESIGNATOR: \"lka\" is not a channel designator\n"
     "    - {between: [RYKA, RYLB], channels: [{first_to_second: KL, second_to_first: lka}]}\n"
     "                                                                                ^~~\n"
     "  hint: three letters A to Z, as in KLA\n"},
    {"DuplicateDesignator", "  - {name: KA-LB, between: [RYKA, RYLB]}",
     "  - {between: [RYKA, RYLB], channels: [{first_to_second: KLA}, {second_to_first: KLA}]}",
     "n.yaml:9:82: error S849 DUPLICATE_DESIGNATOR: KLA is taken at RYKA, in line 9\n"
     "    - {between: [RYKA, RYLB], channels: [{first_to_second: KLA}, {second_to_first: KLA}]}\n"
     "                                                                                   ^~~\n"},
    {"Unreachable",
     "links:\n"
     "  - {name: KA-LB, between: [RYKA, RYLB]}\n",
     "",
     "n.yaml:4:5: error S847 UNREACHABLE: no way over the links leads from RYKA to RYLB\n"
     "    - {indicator: RYLB}\n"
     "      ^\n"
     "  hint: posts pass nothing on: relays need links between them\n"},
    {"CollectiveWithoutAnything",
     "  - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [EMB DUNMARROW]}",
     "  - {}",
     "n.yaml:11:5: error S822 MISSING_KEY: \"collectives[0]\" gives no \"indicator\"\n"
     "    - {}\n"
     "      ^\n"
     "  hint: add indicator: RYKA\n"
     "n.yaml:11:5: error S822 MISSING_KEY: \"collectives[0]\" gives no \"expander\"\n"
     "    - {}\n"
     "      ^\n"
     "  hint: add expander: RYKA\n"
     "n.yaml:11:5: error S822 MISSING_KEY: \"collectives[0]\" gives no \"name\"\n"
     "    - {}\n"
     "      ^\n"
     "  hint: add name: NORTHERN TRADE COLLECTIVE\n"
     "n.yaml:11:5: error S851 NO_MEMBERS: \"collectives[0]\" has no members\n"
     "    - {}\n"
     "      ^\n"
     "  hint: list them under \"action_members\" or \"info_members\"\n"},
    {"CollectiveWithAStationsIndicator", "RYKAZP", "RYKABD",
     "n.yaml:11:30: error S841 DUPLICATE_INDICATOR: RYKABD is the indicator of a station\n"
     "    - {name: TRADE, indicator: RYKABD, expander: RYKA, info_members: [EMB DUNMARROW]}\n"
     "                               ^~~~~~\n"
     "  hint: a collective has an indicator of its own\n"},
    {"CollectiveWithAnAddresseesName", "name: TRADE", "name: emb dunmarrow",
     "n.yaml:11:12: error S842 DUPLICATE_NAME: \"EMB DUNMARROW\" is the name of somebody else in "
     "line 7\n"
     "    - {name: emb dunmarrow, indicator: RYKAZP, expander: RYKA, info_members: [EMB "
     "DUNMARROW]}\n"
     "             ^~~~~~~~~~~~~\n"},
    {"ExpanderIsAPost", "expander: RYKA", "expander: RYKABD",
     "n.yaml:11:48: error S844 NOT_A_RELAY: RYKABD is a post\n"
     "    - {name: TRADE, indicator: RYKAZP, expander: RYKABD, info_members: [EMB DUNMARROW]}\n"
     "                                                 ^~~~~~\n"
     "  hint: did you mean \"RYKA\"?\n"},
    {"ExpanderIsNobody", "expander: RYKA", "expander: RYKC",
     "n.yaml:11:48: error S843 UNKNOWN_STATION: RYKC is no station of this network\n"
     "    - {name: TRADE, indicator: RYKAZP, expander: RYKC, info_members: [EMB DUNMARROW]}\n"
     "                                                 ^~~~\n"
     "  hint: did you mean \"RYKA\"?\n"},
    {"NoMembers", "info_members: [EMB DUNMARROW]", "info_members: []",
     "n.yaml:11:5: error S851 NO_MEMBERS: \"TRADE\" has no members\n"
     "    - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: []}\n"
     "      ^\n"
     "  hint: list them under \"action_members\" or \"info_members\"\n"},
    {"UnknownMember", "[EMB DUNMARROW]}", "[EMB DUNMAROW, SOMEBODY ELSE]}",
     "n.yaml:11:69: error S850 UNKNOWN_ADDRESSEE: nobody is called \"EMB DUNMAROW\"\n"
     "    - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [EMB DUNMAROW, SOMEBODY "
     "ELSE]}\n"
     "                                                                      ^~~~~~~~~~~~\n"
     "  hint: did you mean \"EMB DUNMARROW\"?\n"
     "n.yaml:11:83: error S850 UNKNOWN_ADDRESSEE: nobody is called \"SOMEBODY ELSE\"\n"
     "    - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [EMB DUNMAROW, SOMEBODY "
     "ELSE]}\n"
     "                                                                                    "
     "^~~~~~~~~~~~~\n"
     "  hint: posts list whom they serve\n"},
    {"MemberTwice", "[EMB DUNMARROW]}", "[EMB DUNMARROW], action_members: [EMB  DUNMARROW]}",
     "n.yaml:11:69: error S852 DUPLICATE_MEMBER: \"EMB DUNMARROW\" is a member already, by line "
     "11\n"
     "  ...xpander: RYKA, info_members: [EMB DUNMARROW], action_members: [EMB  DUNMARROW]}\n"
     "                                   ^~~~~~~~~~~~~\n"},
    {"NestedInItself", "[EMB DUNMARROW]}", "[TRADE]}",
     "n.yaml:11:5: error S853 NESTED_IN_ITSELF: \"TRADE\" is nested in itself, or holds one that "
     "is\n"
     "    - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [TRADE]}\n"
     "      ^\n"},
    {"NestedInACircle",
     "  - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [EMB DUNMARROW]}",
     "  - {name: A, indicator: RYKAZA, expander: RYKA, info_members: [B]}\n"
     "  - {name: B, indicator: RYKAZB, expander: RYKA, info_members: [A]}",
     "n.yaml:11:5: error S853 NESTED_IN_ITSELF: \"A\" is nested in itself, or holds one that is\n"
     "    - {name: A, indicator: RYKAZA, expander: RYKA, info_members: [B]}\n"
     "      ^\n"
     "n.yaml:12:5: error S853 NESTED_IN_ITSELF: \"B\" is nested in itself, or holds one that is\n"
     "    - {name: B, indicator: RYKAZB, expander: RYKA, info_members: [A]}\n"
     "      ^\n"},
    {"NestedTooDeep",
     "  - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [EMB DUNMARROW]}",
     "  - {name: C0, indicator: RYKAZA, expander: RYKA, info_members: [C1]}\n"
     "  - {name: C1, indicator: RYKAZB, expander: RYKA, info_members: [C2]}\n"
     "  - {name: C2, indicator: RYKAZC, expander: RYKA, info_members: [C3]}\n"
     "  - {name: C3, indicator: RYKAZD, expander: RYKA, info_members: [C4]}\n"
     "  - {name: C4, indicator: RYKAZE, expander: RYKA, info_members: [C5]}\n"
     "  - {name: C5, indicator: RYKAZF, expander: RYKA, info_members: [EMB DUNMARROW]}",
     "n.yaml:11:5: error S854 NESTED_TOO_DEEP: collectives stand 5 deep in \"C0\"; 4 is the most\n"
     "    - {name: C0, indicator: RYKAZA, expander: RYKA, info_members: [C1]}\n"
     "      ^\n"},
    {"RouteOfAPost",
     "  - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [EMB DUNMARROW]}",
     "  - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [EMB DUNMARROW]}\n"
     "routes:\n"
     "  - {at: RYKABD, prefix: RYLB, links: [RYKA-RYKABD]}",
     "n.yaml:13:10: error S844 NOT_A_RELAY: RYKABD is a post\n"
     "    - {at: RYKABD, prefix: RYLB, links: [RYKA-RYKABD]}\n"
     "           ^~~~~~\n"
     "  hint: routes are those of relays\n"},
    {"RouteOfNobody",
     "  - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [EMB DUNMARROW]}",
     "  - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [EMB DUNMARROW]}\n"
     "routes:\n"
     "  - {at: RYKX, prefix: RYLB, links: [KA-LB]}",
     "n.yaml:13:10: error S843 UNKNOWN_STATION: RYKX is no station\n"
     "    - {at: RYKX, prefix: RYLB, links: [KA-LB]}\n"
     "           ^~~~\n"
     "  hint: routes are those of relays\n"},
    {"RouteOverAnUnknownLink",
     "  - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [EMB DUNMARROW]}",
     "  - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [EMB DUNMARROW]}\n"
     "routes:\n"
     "  - {at: RYKA, prefix: RYLB, links: [KA-LC, RYLB-RYLBDN, KA-LB, KA-LB]}",
     "n.yaml:13:38: error S855 UNKNOWN_LINK: RYKA has no link \"KA-LC\"\n"
     "    - {at: RYKA, prefix: RYLB, links: [KA-LC, RYLB-RYLBDN, KA-LB, KA-LB]}\n"
     "                                       ^~~~~\n"
     "  hint: did you mean \"KA-LB\"?\n"
     "n.yaml:13:45: error S855 UNKNOWN_LINK: RYKA has no link \"RYLB-RYLBDN\"\n"
     "    - {at: RYKA, prefix: RYLB, links: [KA-LC, RYLB-RYLBDN, KA-LB, KA-LB]}\n"
     "                                              ^~~~~~~~~~~\n"
     "n.yaml:13:65: error S856 DUPLICATE_ROUTE: \"KA-LB\" stands in this route already\n"
     "    - {at: RYKA, prefix: RYLB, links: [KA-LC, RYLB-RYLBDN, KA-LB, KA-LB]}\n"
     "                                                                  ^~~~~\n"},
    {"RouteTwice",
     "  - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [EMB DUNMARROW]}",
     "  - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [EMB DUNMARROW]}\n"
     "routes:\n"
     "  - {at: RYKA, prefix: RYLB, links: [KA-LB]}\n"
     "  - {at: RYKA, prefix: RYLB, links: [KA-LB]}",
     "n.yaml:14:5: error S856 DUPLICATE_ROUTE: RYKA has a route for RYLB already\n"
     "    - {at: RYKA, prefix: RYLB, links: [KA-LB]}\n"
     "      ^\n"
     "  hint: name all its links in one route, the first choice first\n"},
    {"RouteWithoutLinks",
     "  - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [EMB DUNMARROW]}",
     "  - {name: TRADE, indicator: RYKAZP, expander: RYKA, info_members: [EMB DUNMARROW]}\n"
     "routes:\n"
     "  - {at: RYKA, prefix: RYLB}",
     "n.yaml:13:5: error S822 MISSING_KEY: \"routes[0]\" gives no \"links\"\n"
     "    - {at: RYKA, prefix: RYLB}\n"
     "      ^\n"
     "  hint: add links: [KA-LB]\n"},
    {"BadSettings", "name: Two relays",
     "name: Two relays\n"
     "max_pass: 0\n"
     "expand_at: relay",
     "n.yaml:3:12: error S819 BAD_WORD: \"expand_at\" cannot be \"relay\"\n"
     "  expand_at: relay\n"
     "             ^~~~~\n"
     "  hint: it is one of: expander, originator\n"},
    {"BadMaxPass", "name: Two relays",
     "name: Two relays\n"
     "max_pass: 256",
     "n.yaml:2:11: error S817 OUT_OF_RANGE: \"max_pass\" goes from 1 to 255, and here is 256\n"
     "  max_pass: 256\n"
     "            ^~~\n"},
    {"ManyFaultsAtOnce", "  - {indicator: RYKABD, relay: RYKA, name: EMB BRINDLEMOOR}",
     "  - {indicator: RYKAB1, relay: RYKB, name: \"\"}",
     "n.yaml:6:17: error S840 BAD_INDICATOR: \"RYKAB1\" is not a routing indicator\n"
     "    - {indicator: RYKAB1, relay: RYKB, name: \"\"}\n"
     "                  ^~~~~~\n"
     "  hint: four to eight letters A to Z, as in RYKABD\n"
     "n.yaml:6:44: error S825 BAD_NAME: the name \"\" is empty\n"
     "    - {indicator: RYKAB1, relay: RYKB, name: \"\"}\n"
     "                                             ^~\n"},
    {"PostLinkSaidTwice",
     "  - {indicator: RYKABD, relay: RYKA, name: EMB BRINDLEMOOR}\n"
     "  - {indicator: RYLBDN, relay: RYLB, serves: [EMB DUNMARROW, EMB ELSINGTON]}\n"
     "links:\n"
     "  - {name: KA-LB, between: [RYKA, RYLB]}",
     "  - {indicator: RYKABD, relay: RYKA, name: EMB BRINDLEMOOR}\n"
     "  - {indicator: RYLBDN, relay: RYLB, serves: [EMB DUNMARROW], link: {cost: 2}}\n"
     "links:\n"
     "  - {name: KA-LB, between: [RYKA, RYLB]}\n"
     "  - {between: [RYLB, RYLBDN]}",
     "n.yaml:7:69: error S820 CONTRADICTION: the link of RYLBDN to RYLB stands among the links as "
     "well\n"
     "    - {indicator: RYLBDN, relay: RYLB, serves: [EMB DUNMARROW], link: {cost: 2}}\n"
     "                                                                      ^\n"
     "  hint: say what it is like in one of the two places\n"},
};
INSTANTIATE_TEST_SUITE_P(Network, NetworkBad, ::testing::ValuesIn(kBad),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(NetworkReader, ReadsEverySetting) {
  const std::string yaml = R"(
name: Settings
about: every key there is
expand_at: originator
lower_info_copies: false
max_pass: 7
relays: [{indicator: RYKA, kind: minor}, {indicator: RYLB, kind: major}]
relay_links: {bits_per_second: 9600, delay: 20ms, digits: 3}
post_links: {cost: 9, approved: secret}
posts:
  - {indicator: RYKABD, relay: RYKA, name: A, link: {cost: 3, reserve_bytes: 1}}
  - {indicator: RYLBDN, relay: RYLB, name: B}
links:
  - between: [RYKA, RYLB]
    delay: 1s
    window_bytes: 100
    channels: [{first_to_second: QQA}, {second_to_first: QQB}]
routes: [{at: RYKA, prefix: RYXX, links: [RYKA-RYLB]}]
collectives:
  - {name: INNER, indicator: RYKAZA, expander: RYKA, action_members: [A]}
  - {name: OUTER, indicator: RYKAZB, expander: RYKA, action_members: [INNER], info_members: [b]}
)";
  Diagnostics diagnostics;
  const auto read = ReadNetwork(yaml, diagnostics);
  ASSERT_TRUE(read) << RenderDiagnostics(diagnostics, "n.yaml", yaml);
  EXPECT_TRUE(read->expand_at_originator);
  EXPECT_FALSE(read->lower_info_copies);
  EXPECT_EQ(read->max_pass, 7);
  EXPECT_EQ(read->stations[0].role, network::StationRole::kMinorRelay);
  EXPECT_EQ(read->stations[1].role, network::StationRole::kMajorRelay);
  EXPECT_EQ(read->stations[2].role, network::StationRole::kTributary);
  const network::Link& trunk = read->links[0];
  EXPECT_EQ(trunk.circuit.bits_per_second, 9600U) << "of all links between relays";
  EXPECT_EQ(trunk.circuit.delay, std::chrono::seconds(1)) << "its own";
  EXPECT_EQ(trunk.window_bytes, 100U);
  EXPECT_EQ(trunk.reserve_bytes, 32U * 1024);
  ASSERT_EQ(trunk.channels.size(), 2U);
  EXPECT_EQ(trunk.channels[0].first_to_second.ToString(), "QQA");
  EXPECT_EQ(trunk.channels[0].second_to_first.ToString(), "LKA");
  EXPECT_EQ(trunk.channels[1].second_to_first.ToString(), "QQB");
  EXPECT_EQ(trunk.channels[1].digits, 3);
  EXPECT_EQ(trunk.approved, cable::Classification::kTopSecret);
  EXPECT_EQ(read->links[1].cost, 3U) << "its own";
  EXPECT_EQ(read->links[1].reserve_bytes, 1U);
  EXPECT_EQ(read->links[1].approved, cable::Classification::kSecret) << "of all posts";
  EXPECT_EQ(read->links[1].channels[0].digits, 4);
  EXPECT_EQ(read->links[2].cost, 9U);
  EXPECT_EQ(read->collectives[1].nested_action, std::vector<std::uint16_t>{0});
  EXPECT_EQ(read->collectives[1].info_members.size(), 1U);
  EXPECT_EQ(read->routes.front().prefix.ToString(), "RYKABD");
}

// The network of spec 4.6, as it ships.
TEST(NetworkReader, FourRelays) {
  const auto files = MakeDiskFileReader();
  const auto text = files->Read(TORNTAPE_SOURCE_DIR "/configs/networks/four-relays.yaml");
  ASSERT_TRUE(text) << text.error().message;
  Diagnostics diagnostics;
  const auto read = ReadNetwork(*text, diagnostics);
  ASSERT_TRUE(read) << RenderDiagnostics(diagnostics, "four-relays.yaml", *text);
  std::string written;
  for (const network::Link& link : read->links) {
    written += link.name + ' ' + link.first.ToString() + ' ' + link.second.ToString() + ' ' +
               link.channels[0].first_to_second.ToString() + ' ' +
               link.channels[0].second_to_first.ToString() + '\n';
  }
  EXPECT_EQ(written,
            "KA-LB RYKA RYLB KLA LKA\n"
            "LB-MC RYLB RYMC LMA MLA\n"
            "LB-ND RYLB RYND LNA NLA\n"
            "MC-ND RYMC RYND MNA NMA\n"
            "RYKA-RYKABD RYKA RYKABD KBA BDA\n"
            "RYKA-RYKACS RYKA RYKACS KCA CSA\n"
            "RYLB-RYLBDN RYLB RYLBDN LDA DNA\n"
            "RYLB-RYLBEL RYLB RYLBEL LEA ELA\n"
            "RYMC-RYMCFR RYMC RYMCFR MFA FRA\n"
            "RYMC-RYMCGL RYMC RYMCGL MGA GLA\n"
            "RYND-RYNDHQ RYND RYNDHQ NHA HQA\n");
  ASSERT_EQ(read->collectives.size(), 1U);
  EXPECT_EQ(read->collectives[0].info_members.size(), 3U);
  for (const network::Route& route : read->routes) {
    const bool over_alternate = read->links[route.links.front()].name == "MC-ND";
    EXPECT_FALSE(over_alternate) << "MC-ND is an alternate, never the first way";
  }
}

// Goal: the design's ten thousand posts and three hundred relays are read in a few seconds at most.
TEST(NetworkReader, TakesTenThousandPosts) {
  const auto letters = [](int n, int size) {
    std::string out;
    for (; size > 0; --size, n /= 26) out.insert(out.begin(), static_cast<char>('A' + n % 26));
    return out;
  };
  std::string yaml = "name: Large\nrelays:\n";
  for (int i = 0; i < 300; ++i) yaml += "  - {indicator: R" + letters(i, 3) + "}\n";
  yaml += "posts:\n";
  for (int i = 0; i < 10'000; ++i) {
    const std::string relay = "R" + letters(i % 300, 3);
    yaml += "  - {indicator: " + relay + letters(i / 300, 2) + ", relay: " + relay +
            ", name: POST " + letters(i, 4) + "}\n";
  }
  yaml += "links:\n";
  for (int i = 1; i < 300; ++i) {
    const std::string name = "  - {name: L" + std::to_string(i);
    yaml += name + "A, between: [R" + letters(i, 3) + ", R" + letters(i - 1, 3) + "]}\n";
    yaml += name + "B, between: [R" + letters(i, 3) + ", R" + letters(i / 2, 3) + "]}\n";
  }
  Diagnostics diagnostics;
  const auto read = ReadNetwork(yaml, diagnostics);
  ASSERT_TRUE(read) << RenderDiagnostics(diagnostics, "n.yaml", yaml);
  EXPECT_EQ(read->stations.size(), 10'300U);
  EXPECT_EQ(read->routes.size(), 300U * 299 + 10'000);
}

}  // namespace
}  // namespace torntape::proto
