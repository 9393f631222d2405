#include "network/addressing.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/network/four_relays.h"

namespace torntape::network {
namespace {

using testing::FourRelays;
using testing::Ri;

// Reads address lines as the table writes them: "TO RYNDHQ/HOMEMIN HAVENMOUTH", continued by
// lines that begin with a space. No more of a cable than these rules look at.
cable::BodyView BodyOf(std::string_view text) {
  cable::BodyView body;
  std::vector<cable::AddressLine>* list = nullptr;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(word.size() + 1);
    if (word == "TO") list = &body.to;
    if (word == "INFO") list = &body.info;
    if (word == "XMT") list = &body.exempted;
    cable::AddressLine parsed;
    if (const std::size_t slant = line.find('/'); slant != std::string_view::npos) {
      parsed.delivered_otherwise = line.substr(0, slant) == "ZEN";
      if (!parsed.delivered_otherwise) parsed.indicator = Ri(line.substr(0, slant));
      line.remove_prefix(slant + 1);
    }
    parsed.designation = line;
    if (word == "FM") {
      body.from = parsed;
    } else {
      list->push_back(parsed);
    }
  }
  return body;
}

// The network of spec 4.6 with more collectives: a mixed AIG, nested ones, a station that serves
// two.
Network Rich() {
  Network network = FourRelays();
  const Directory directory(network);
  const auto id = [&](std::string_view name) { return directory.FindAddressee(name); };
  const auto add = [&](std::string name, std::string_view indicator, std::string_view expander,
                       std::vector<AddresseeId> action, std::vector<AddresseeId> info) {
    Collective made;
    made.name = std::move(name);
    made.indicator = Ri(indicator);
    made.expander = Ri(expander);
    made.action_members = std::move(action);
    made.info_members = std::move(info);
    network.collectives.push_back(made);
  };
  const AddresseeId caldersend = id("EMB CALDERSEND");
  const AddresseeId dunmarrow = id("EMB DUNMARROW");
  const AddresseeId elsington = id("EMB ELSINGTON");
  const AddresseeId farrowholm = id("EMB FARROWHOLM");
  const AddresseeId brindlemoor = id("EMB BRINDLEMOOR");
  // 1: an AIG with action and INFO members. 2: the same expander, holds 1 for action and 0 for
  // INFO. 3: another expander, holds 1 and 2. 4: holds itself through 5, which no reader lets in.
  add("AIG 2117", "RYNDZA", "RYND", {dunmarrow, brindlemoor}, {farrowholm});
  add("NORTHERN FISHERIES", "RYNDZF", "RYND", {caldersend}, {dunmarrow});
  add("ALL NORTH", "RYLBZN", "RYLB", {elsington}, {});
  add("CIRCLE", "RYNDZC", "RYND", {caldersend}, {});
  add("CIRCLE INNER", "RYNDZI", "RYND", {elsington}, {});
  network.collectives[2].nested_action = {1};
  network.collectives[2].nested_info = {0};
  network.collectives[3].nested_action = {1};
  network.collectives[3].nested_info = {2};
  network.collectives[4].nested_action = {5};
  network.collectives[5].nested_action = {4};
  network.addressees.push_back({"FISHERIES ATTACHE ELSINGTON", Ri("RYLBEL")});
  return network;
}

constexpr std::string_view kExample =  // spec 1.13
    "FM EMB BRINDLEMOOR\n"
    "TO RYNDHQ/HOMEMIN HAVENMOUTH\n"
    "INFO RYLBDN/EMB DUNMARROW\n"
    " RYMCFR/EMB FARROWHOLM\n"
    " RYNDZP/NORTHERN TRADE COLLECTIVE\n"
    "XMT EMB GLENDARRA";

char LetterOf(Role role) { return role == Role::kAction ? 'a' : 'i'; }

std::string Written(std::span<const Called> called) {
  std::string out;
  for (const Called& one : called) {
    if (!out.empty()) out += ' ';
    out += one.indicator.ToString() + ':' + LetterOf(one.role);
  }
  return out;
}

CalledList Calls(std::string_view indicators) {
  CalledList called;
  while (!indicators.empty()) {
    const std::string_view word = indicators.substr(0, indicators.find(' '));
    called.push_back({Ri(word), Role::kAction});
    indicators.remove_prefix(std::min(indicators.size(), word.size() + 1));
  }
  return called;
}

struct RolesCase {
  const char* name;
  std::string_view lines;
  std::string_view called;
  std::string_view want;
};

class RolesTable : public ::testing::TestWithParam<RolesCase> {};

TEST_P(RolesTable, AreAssigned) {
  const Network network = Rich();
  const Directory directory(network);
  CalledList called = Calls(GetParam().called);
  AssignRoles(directory, BodyOf(GetParam().lines), called);
  EXPECT_EQ(Written(called.span()), GetParam().want);
}

constexpr RolesCase kRoles[] = {
    {"Example113", kExample, "RYLBDN RYMCFR RYNDHQ RYNDZP", "RYLBDN:i RYMCFR:i RYNDHQ:a RYNDZP:i"},
    // Spec 3.4: what makes an indicator one of action.
    {"BeforeTheSlant", "TO RYKACS/EMB CALDERSEND", "RYKACS", "RYKACS:a"},
    {"BeforeTheSlantOfAStranger", "TO RYKACS/NOBODY KNOWN\nINFO RYKABD/X", "RYKACS RYKABD",
     "RYKACS:a RYKABD:i"},
    {"GivenByTheDirectory", "TO EMB CALDERSEND\nINFO EMB ELSINGTON", "RYKACS RYLBEL",
     "RYKACS:a RYLBEL:i"},
    {"TheSlantOverridesTheDirectory", "TO RYLBDN/EMB CALDERSEND\nINFO RYKACS/X", "RYLBDN RYKACS",
     "RYLBDN:a RYKACS:i"},
    {"ActionAndInfoAtOneStation",
     "TO RYLBEL/EMB ELSINGTON\nINFO RYLBEL/FISHERIES ATTACHE ELSINGTON", "RYLBEL", "RYLBEL:a"},
    {"InfoBeforeActionAtOneStation", "TO FISHERIES ATTACHE ELSINGTON\nINFO RYLBEL/EMB ELSINGTON",
     "RYLBEL", "RYLBEL:a"},
    {"OnlyInfo", "INFO RYLBDN/EMB DUNMARROW", "RYLBDN", "RYLBDN:i"},  // row 53
    {"NothingTells", "TO RYNDHQ/HOMEMIN HAVENMOUTH", "RYMCGL", "RYMCGL:a"},
    {"NoAddressAtAll", "FM EMB BRINDLEMOOR", "RYMCGL", "RYMCGL:a"},  // row 54
    // ZEN: delivered by other means; it says nothing of a station (row 55).
    {"ZenInTo", "TO ZEN/EMB DUNMARROW\nINFO RYLBDN/EMB DUNMARROW", "RYLBDN", "RYLBDN:i"},
    // Collectives. Named in INFO everybody is INFO, named in TO as the collective lists them.
    {"CollectiveInInfo", "INFO RYNDZA/AIG 2117", "RYNDZA RYLBDN RYMCFR",
     "RYNDZA:i RYLBDN:i RYMCFR:i"},
    {"CollectiveInTo", "TO RYNDZA/AIG 2117", "RYNDZA RYLBDN RYMCFR", "RYNDZA:a RYLBDN:a RYMCFR:i"},
    {"CollectiveWithoutIndicator", "TO AIG 2117", "RYLBDN RYMCFR", "RYLBDN:a RYMCFR:i"},  // row 130
    {"CollectiveOfInfoMembersInTo", "TO NORTHERN TRADE COLLECTIVE", "RYKACS RYNDZP",
     "RYKACS:i RYNDZP:a"},
    {"NestedInTo", "TO NORTHERN FISHERIES", "RYKACS RYLBDN RYMCFR RYLBEL",
     "RYKACS:a RYLBDN:a RYMCFR:i RYLBEL:i"},
    {"NestedTwice", "TO ALL NORTH", "RYLBEL RYLBDN RYKACS RYMCFR",
     "RYLBEL:a RYLBDN:a RYKACS:i RYMCFR:i"},
    {"CollectiveInToAndInfo", "TO AIG 2117\nINFO NORTHERN TRADE COLLECTIVE", "RYLBDN RYKACS",
     "RYLBDN:a RYKACS:i"},
    // Whom TO names without an indicator is reached by a collective, and for action all the same.
    // Named for information, and nested for action in one that must act.
    {"NestedForActionAndNamedInInfo", "TO RYNDZF/NORTHERN FISHERIES\nINFO RYNDZA/AIG 2117",
     "RYNDZF RYNDZA", "RYNDZF:a RYNDZA:a"},
    {"NestedForInfoAndNamedInInfo",
     "TO RYNDZF/NORTHERN FISHERIES\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE", "RYNDZF RYNDZP",
     "RYNDZF:a RYNDZP:i"},
    {"NestedForActionAndExempted",
     "TO RYNDZF/NORTHERN FISHERIES\nINFO RYNDZA/AIG 2117\nXMT AIG 2117", "RYNDZF RYNDZA",
     "RYNDZF:a RYNDZA:i"},
    // A member with a line of his own elsewhere, or who has it otherwise, calls for nothing here.
    {"ActionMemberHasItOtherwise", "TO AIG 2117\n ZEN/EMB DUNMARROW\nINFO RYLBDN/X", "RYLBDN",
     "RYLBDN:i"},
    {"ActionMemberIsGivenElsewhere", "TO AIG 2117\nTO RYLBEL/EMB DUNMARROW\nINFO RYLBDN/X",
     "RYLBDN RYLBEL", "RYLBDN:i RYLBEL:a"},
    {"NamedInToReachedByAnInfoCollective",
     "TO EMB ELSINGTON\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE", "RYNDZP RYLBEL RYKACS",
     "RYNDZP:a RYLBEL:a RYKACS:i"},
    {"NamedInToWithAnIndicatorIsNot",
     "TO RYLBEL/EMB ELSINGTON\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE", "RYNDZP RYLBEL RYKACS",
     "RYNDZP:i RYLBEL:a RYKACS:i"},
    {"ExemptedActionMember", "TO AIG 2117\nINFO RYLBDN/X\nXMT EMB DUNMARROW", "RYLBDN", "RYLBDN:i"},
    {"CircleEnds", "TO CIRCLE", "RYLBEL RYKACS RYKABD", "RYLBEL:a RYKACS:a RYKABD:a"},
    // Folding goes so far and no farther (spec 4.2).
    {"CaseAndSpacesFold", "INFO emb   Caldersend", "RYKACS", "RYKACS:i"},
    {"SpellingDoesNotFold", "INFO EMB. CALDERSEND", "RYKACS", "RYKACS:a"},
};
INSTANTIATE_TEST_SUITE_P(Spec34, RolesTable, ::testing::ValuesIn(kRoles),
                         [](const auto& row) { return std::string(row.param.name); });

// Where a collective of INFO was taken apart: only upwards, and only where a line of TO says so.
TEST(RaiseRoles, RaisesThoseThatMustActAndNobodyElse) {
  const Network network = Rich();
  const Directory directory(network);
  const auto raised = [&](std::string_view lines, std::string_view indicators) {
    CalledList called = Calls(indicators);
    for (Called& one : called) one.role = Role::kInfo;
    RaiseRoles(directory, BodyOf(lines), called);
    return Written(called.span());
  };
  EXPECT_EQ(raised("TO AIG 2117\nINFO NORTHERN TRADE COLLECTIVE", "RYLBDN RYMCFR RYKACS RYNDHQ"),
            "RYLBDN:a RYMCFR:i RYKACS:i RYNDHQ:i");
  EXPECT_EQ(raised("TO AIG 2117\n ZEN/EMB DUNMARROW", "RYLBDN"), "RYLBDN:i");
  EXPECT_EQ(raised("TO RYLBDN/EMB DUNMARROW", "RYLBDN RYKACS"), "RYLBDN:a RYKACS:i");
}

struct ExpansionCase {
  const char* name;
  std::string_view collective;
  Role role;
  std::string_view lines;
  std::string_view want_members;  // name:role, separated by commas
  std::string_view want_called;
  bool at_originator = false;
};

class ExpansionTable : public ::testing::TestWithParam<ExpansionCase> {};

TEST_P(ExpansionTable, LeavesMembers) {
  Network network = Rich();
  network.expand_at_originator = GetParam().at_originator;
  const Directory directory(network);
  const Collective* collective = directory.FindCollectiveNamed(GetParam().collective);
  ASSERT_NE(collective, nullptr);
  std::vector<Called> left_nested;
  const auto members =
      MembersFor(directory, *collective, GetParam().role, BodyOf(GetParam().lines), left_nested);
  std::string written;
  for (const Member& member : members) {
    if (!written.empty()) written += ", ";
    written += AddresseeOf(network, member.addressee).name + ':' + LetterOf(member.role);
  }
  EXPECT_EQ(written, GetParam().want_members);
  EXPECT_EQ(Written(CalledFor(directory, members, left_nested).span()), GetParam().want_called);
}

constexpr std::string_view kToTrade = "FM EMB BRINDLEMOOR\nTO RYNDZP/NORTHERN TRADE COLLECTIVE";
constexpr ExpansionCase kExpansions[] = {
    {"NamedInToWithoutIndicator", "NORTHERN TRADE COLLECTIVE", Role::kInfo,
     "TO EMB ELSINGTON\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE",
     "EMB CALDERSEND:i, EMB ELSINGTON:a, EMB GLENDARRA:i", "RYKACS:i RYLBEL:a RYMCGL:i"},
    {"Example113", "NORTHERN TRADE COLLECTIVE", Role::kInfo, kExample,  // row 56
     "EMB CALDERSEND:i, EMB ELSINGTON:i", "RYKACS:i RYLBEL:i"},
    {"AsListed", "AIG 2117", Role::kAction, "TO AIG 2117",
     "EMB DUNMARROW:a, EMB BRINDLEMOOR:a, EMB FARROWHOLM:i", "RYLBDN:a RYKABD:a RYMCFR:i"},
    {"CarriedAsInfo", "AIG 2117", Role::kInfo, "INFO AIG 2117",
     "EMB DUNMARROW:i, EMB BRINDLEMOOR:i, EMB FARROWHOLM:i", "RYLBDN:i RYKABD:i RYMCFR:i"},
    {"OriginatorIsNoMember", "AIG 2117", Role::kAction, "FM EMB BRINDLEMOOR\nTO AIG 2117",
     "EMB DUNMARROW:a, EMB FARROWHOLM:i", "RYLBDN:a RYMCFR:i"},
    // Named as well: whoever has an indicator or ZEN is served by that line.
    {"NamedWithIndicator", "NORTHERN TRADE COLLECTIVE", Role::kAction,
     "TO RYKACS/EMB CALDERSEND\nINFO NORTHERN TRADE COLLECTIVE", "EMB ELSINGTON:i, EMB GLENDARRA:i",
     "RYLBEL:i RYMCGL:i"},
    {"NamedWithAnothersIndicator", "NORTHERN TRADE COLLECTIVE", Role::kAction,
     "TO RYLBDN/EMB CALDERSEND\nINFO NORTHERN TRADE COLLECTIVE", "EMB ELSINGTON:i, EMB GLENDARRA:i",
     "RYLBEL:i RYMCGL:i"},
    {"NamedWithZen", "NORTHERN TRADE COLLECTIVE", Role::kAction,  // row 55
     "TO NORTHERN TRADE COLLECTIVE\nINFO ZEN/EMB GLENDARRA", "EMB CALDERSEND:i, EMB ELSINGTON:i",
     "RYKACS:i RYLBEL:i"},
    {"NamedWithoutIndicator", "NORTHERN TRADE COLLECTIVE", Role::kAction,
     "TO NORTHERN TRADE COLLECTIVE\nINFO EMB GLENDARRA",
     "EMB CALDERSEND:i, EMB ELSINGTON:i, EMB GLENDARRA:i", "RYKACS:i RYLBEL:i RYMCGL:i"},
    {"XmtFolds", "NORTHERN TRADE COLLECTIVE", Role::kInfo,
     "INFO NORTHERN TRADE COLLECTIVE\nXMT emb  glendarra\n EMB CALDERSEND", "EMB ELSINGTON:i",
     "RYLBEL:i"},
    {"XmtOfEverybody", "NORTHERN TRADE COLLECTIVE", Role::kInfo,
     "INFO NORTHERN TRADE COLLECTIVE\nXMT EMB GLENDARRA\n EMB CALDERSEND\n EMB ELSINGTON", "", ""},
    {"XmtOfAStranger", "NORTHERN TRADE COLLECTIVE", Role::kInfo, "XMT EMB NOWHERE",
     "EMB CALDERSEND:i, EMB ELSINGTON:i, EMB GLENDARRA:i", "RYKACS:i RYLBEL:i RYMCGL:i"},
    // Nesting: the same expander in place, another one by its indicator.
    {"NestedInPlace", "NORTHERN FISHERIES", Role::kAction, "TO NORTHERN FISHERIES",
     "EMB CALDERSEND:a, EMB DUNMARROW:a, EMB BRINDLEMOOR:a, EMB FARROWHOLM:i, EMB ELSINGTON:i, "
     "EMB GLENDARRA:i",
     "RYKACS:a RYKABD:a RYLBDN:a RYLBEL:i RYMCFR:i RYMCGL:i"},
    {"NestedAsInfo", "NORTHERN FISHERIES", Role::kInfo, "INFO NORTHERN FISHERIES",
     "EMB CALDERSEND:i, EMB DUNMARROW:i, EMB BRINDLEMOOR:i, EMB FARROWHOLM:i, EMB ELSINGTON:i, "
     "EMB GLENDARRA:i",
     "RYKACS:i RYKABD:i RYLBDN:i RYLBEL:i RYMCFR:i RYMCGL:i"},
    {"NestedElsewhere", "ALL NORTH", Role::kAction, "TO ALL NORTH", "EMB ELSINGTON:a",
     "RYLBEL:a RYNDZA:a RYNDZF:i"},
    {"NestedElsewhereExempted", "ALL NORTH", Role::kAction, "TO ALL NORTH\nXMT AIG 2117",
     "EMB ELSINGTON:a", "RYLBEL:a RYNDZF:i"},
    {"XmtOfANestedCollective", "NORTHERN FISHERIES", Role::kAction,
     "TO NORTHERN FISHERIES\nXMT NORTHERN TRADE COLLECTIVE",
     "EMB DUNMARROW:a, EMB BRINDLEMOOR:a, EMB FARROWHOLM:i", "RYLBDN:a RYKABD:a RYMCFR:i"},
    {"AtTheOriginator", "ALL NORTH", Role::kAction, "TO ALL NORTH",
     "EMB ELSINGTON:a, EMB DUNMARROW:a, EMB BRINDLEMOOR:a, EMB FARROWHOLM:i, EMB CALDERSEND:i, "
     "EMB GLENDARRA:i",
     "RYLBEL:a RYLBDN:a RYKABD:a RYKACS:i RYMCFR:i RYMCGL:i", true},
    {"CircleEnds", "CIRCLE", Role::kAction, kToTrade, "EMB CALDERSEND:a, EMB ELSINGTON:a",
     "RYKACS:a RYLBEL:a"},
};
INSTANTIATE_TEST_SUITE_P(Spec44, ExpansionTable, ::testing::ValuesIn(kExpansions),
                         [](const auto& row) { return std::string(row.param.name); });

struct DeliveryCase {
  const char* name;
  std::string_view here;
  std::string_view called;
  std::string_view lines;
  std::string_view want;  // name:role, "?" before names that the directory does not have
};

class DeliveryTable : public ::testing::TestWithParam<DeliveryCase> {};

TEST_P(DeliveryTable, Delivers) {
  const Network network = Rich();
  const Directory directory(network);
  const CalledList called = Calls(GetParam().called);
  std::string written;
  for (const Delivery& delivery :
       DeliveriesAt(directory, Ri(GetParam().here), called.span(), BodyOf(GetParam().lines))) {
    if (!written.empty()) written += ", ";
    if (delivery.addressee == AddresseeId::kNone) written += '?';
    written += delivery.name + ':' + LetterOf(delivery.role);
  }
  EXPECT_EQ(written, GetParam().want);
}

constexpr DeliveryCase kDeliveries[] = {
    // The example of spec 1.13 and 4.6, at every station.
    {"ExampleHq", "RYNDHQ", "RYNDHQ", kExample, "HOMEMIN HAVENMOUTH:a"},
    {"ExampleDunmarrow", "RYLBDN", "RYLBDN", kExample, "EMB DUNMARROW:i"},
    {"ExampleFarrowholm", "RYMCFR", "RYMCFR", kExample, "EMB FARROWHOLM:i"},
    {"ExampleCaldersend", "RYKACS", "RYKACS", kExample, "EMB CALDERSEND:i"},
    {"ExampleElsington", "RYLBEL", "RYLBEL", kExample, "EMB ELSINGTON:i"},
    {"ExampleGlendarraIsExempt", "RYMCGL", "RYMCGL", kExample, ""},
    {"ExampleBrindlemoor", "RYKABD", "RYKABD", kExample, ""},
    // Lines (spec 4.3).
    {"Stranger", "RYKACS", "RYKACS", "TO RYKACS/TRADE DESK", "?TRADE DESK:a"},
    {"GivenToAnotherStation", "RYKACS", "RYKACS", "TO RYLBDN/EMB CALDERSEND", ""},
    {"GivenByAnothersIndicator", "RYLBDN", "RYLBDN", "TO RYLBDN/EMB CALDERSEND",
     "EMB CALDERSEND:a"},
    {"WithoutIndicator", "RYKACS", "RYKACS", "INFO EMB CALDERSEND", "EMB CALDERSEND:i"},
    {"WithoutIndicatorElsewhere", "RYKACS", "RYKACS", "INFO EMB ELSINGTON", ""},
    {"Zen", "RYKACS", "RYKACS", "TO ZEN/EMB CALDERSEND", ""},  // row 55
    {"ActionBeforeInfo", "RYLBEL", "RYLBEL",
     "TO RYNDZP/NORTHERN TRADE COLLECTIVE\n RYLBEL/FISHERIES ATTACHE ELSINGTON",
     "FISHERIES ATTACHE ELSINGTON:a, EMB ELSINGTON:i"},
    {"InToAndInInfo", "RYLBEL", "RYLBEL", "TO RYLBEL/EMB ELSINGTON\nINFO RYLBEL/EMB ELSINGTON",
     "EMB ELSINGTON:a"},
    // Collectives: once each (rows 58 to 60, 130).
    {"XmtOfSomebodyNamed", "RYMCGL", "RYMCGL",
     "TO RYMCGL/EMB GLENDARRA\nINFO NORTHERN TRADE COLLECTIVE\nXMT EMB GLENDARRA",
     "EMB GLENDARRA:a"},
    {"InTwoCollectives", "RYKACS", "RYKACS",
     "TO NORTHERN FISHERIES\nINFO NORTHERN TRADE COLLECTIVE", "EMB CALDERSEND:a"},
    {"NamedAsWellAsMember", "RYKACS", "RYKACS",
     "TO RYKACS/EMB CALDERSEND\nINFO RYNDZP/NORTHERN TRADE COLLECTIVE", "EMB CALDERSEND:a"},
    {"NamedForInfoMemberForAction", "RYKACS", "RYKACS",
     "TO NORTHERN FISHERIES\nINFO RYKACS/EMB CALDERSEND", "EMB CALDERSEND:a"},
    {"MemberGivenToZen", "RYKACS", "RYKACS",
     "TO NORTHERN TRADE COLLECTIVE\nINFO ZEN/EMB CALDERSEND", ""},
    {"MemberGivenToAnotherStation", "RYKACS", "RYKACS",
     "TO NORTHERN TRADE COLLECTIVE\nINFO RYLBDN/EMB CALDERSEND", ""},
    {"ZenBeforeACollective", "RYKACS", "RYKACS", "INFO ZEN/NORTHERN TRADE COLLECTIVE", ""},
    {"AcpShape", "RYLBDN", "RYLBDN", "FM EMB BRINDLEMOOR\nTO AIG 2117", "EMB DUNMARROW:a"},
    {"AcpShapeInfoMember", "RYMCFR", "RYMCFR", "TO AIG 2117", "EMB FARROWHOLM:i"},
    {"OriginatorsOwnStation", "RYKABD", "RYKABD", "FM EMB BRINDLEMOOR\nTO AIG 2117", ""},
    {"CollectiveInLine2Only", "RYKACS", "RYNDZP", "FM EMB BRINDLEMOOR", "EMB CALDERSEND:i"},
    {"CollectiveInLine2OnlyExempt", "RYKACS", "RYNDZP", "XMT EMB CALDERSEND", ""},
    {"CollectiveInLine2AndInInfo", "RYLBDN", "RYNDZA", "INFO RYNDZA/AIG 2117", "EMB DUNMARROW:i"},
    {"CollectiveInLine2OfStrangers", "RYKABD", "RYNDZP", "TO RYNDHQ/X", ""},
    {"NestedMember", "RYMCFR", "RYMCFR", "TO ALL NORTH", "EMB FARROWHOLM:i"},
    {"MisspeltCollective", "RYKACS", "RYKACS", "INFO RYNDZP/NORTHERN TRADE COLECTIVE",
     "EMB CALDERSEND:i"},
    {"ResponsibleForACollectiveOfOthers", "RYNDHQ", "RYNDHQ", "TO RYNDHQ/NORTHERN TRADE COLLECTIVE",
     "?NORTHERN TRADE COLLECTIVE:a"},
    {"NoAddressAtAll", "RYKACS", "RYKACS", "FM EMB BRINDLEMOOR", ""},
};
INSTANTIATE_TEST_SUITE_P(Spec43, DeliveryTable, ::testing::ValuesIn(kDeliveries),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(GroupByRelay, BringsStationsOfOneRelayTogether) {
  const Network network = Rich();
  const Directory directory(network);
  CalledList called = Calls("RYLBDN RYNDHQ RYQQ RYLBEL RYKACS RYNDZP RYLB RYQQ");
  GroupByRelay(directory, called);
  EXPECT_EQ(Written(called.span()),
            "RYLBDN:a RYLBEL:a RYLB:a RYNDHQ:a RYNDZP:a RYQQ:a RYQQ:a RYKACS:a");
}

}  // namespace
}  // namespace torntape::network
