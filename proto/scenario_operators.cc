// Who sits at the intercept positions of a scenario.
#include <set>
#include <string>

#include <fmt/format.h>

#include "proto/scenario_draft.h"
#include "proto/scenario_reader.h"
#include "torntape/v1/scenario.pb.h"

namespace torntape::proto {
namespace {

using network::RoutingIndicator;

void ReadRelays(const v1::OperatorConfig& config, const std::string& entry, ScenarioDraft& draft,
                Operator& person, std::set<RoutingIndicator>& taken) {
  const std::string path = In(entry, "relays");
  const auto sit = [&](RoutingIndicator relay, const std::string& where) {
    if (relay.none()) return;
    if (taken.insert(relay).second) return person.relays.push_back(relay);
    draft.checks.Fault(DiagnosticCode::kDuplicateMember, where,
                       fmt::format("{} has an operator already", relay.ToString()));
  };
  for (int i = 0; i < config.relays_size(); ++i) {
    const std::string where = At(path, static_cast<std::size_t>(i));
    sit(draft.FindRelay(where, config.relays(i)), where);
  }
  if (draft.checks.Has(path)) return;
  for (const network::Station& station : draft.directory.network().stations) {
    if (station.role != network::StationRole::kTributary) sit(station.indicator, entry);
  }
}

void ReadOperator(const v1::OperatorConfig& config, const std::string& entry, ScenarioDraft& draft,
                  std::set<RoutingIndicator>& taken) {
  FieldChecks& checks = draft.checks;
  Operator person;
  person.where = checks.PlaceOf(entry);
  ReadRelays(config, entry, draft, person, taken);
  draft.ReadSpans(In(entry, "reaction"), config.reaction(), person.reaction_least,
                  person.reaction_most);
  const bool reroutes = config.does() == v1::OperatorConfig::REROUTE;
  if (reroutes) {
    person.does = Operator::Does::kReroute;
    person.to = draft.StationIn(entry, "to", config.to());
  } else if (checks.Has(In(entry, "to"))) {
    checks.Fault(DiagnosticCode::kContradiction, In(entry, "to"),
                 "only who reroutes sends it somewhere", "add does: reroute");
  }
  if (config.does() == v1::OperatorConfig::WITHDRAW) person.does = Operator::Does::kWithdraw;
  if (checks.Within(In(entry, "error_percent"), config.error_percent(), 0, 100)) {
    person.error_percent = config.error_percent();
  }
  draft.scenario.operators.push_back(std::move(person));
}

}  // namespace

void ReadOperators(const v1::ScenarioConfig& config, ScenarioDraft& draft) {
  const auto count = static_cast<std::size_t>(config.operators_size());
  if (!draft.checks.AtMost("operators", count, kOperatorsMax, "operators")) return;
  std::set<RoutingIndicator> taken;
  for (std::size_t i = 0; i < count; ++i) {
    ReadOperator(config.operators(static_cast<int>(i)), At("operators", i), draft, taken);
  }
}

}  // namespace torntape::proto
