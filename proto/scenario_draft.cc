#include "proto/scenario_draft.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "torntape/v1/scenario.pb.h"

namespace torntape::proto {

using network::RoutingIndicator;
using network::Station;
using network::StationRole;

RoutingIndicator ScenarioDraft::FindStation(const std::string& path, const std::string& letters) {
  const RoutingIndicator indicator = checks.Indicator(path, letters);
  if (indicator.none() || directory.FindStation(indicator) != nullptr) return indicator;
  std::vector<std::string> names;
  for (const Station& station : directory.network().stations) {
    names.push_back(station.indicator.ToString());
  }
  checks.Fault(DiagnosticCode::kUnknownStation, path,
               fmt::format("{} is no station of the network", letters),
               checks.Suggest(letters, {names.begin(), names.end()}));
  return {};
}

RoutingIndicator ScenarioDraft::FindPost(const std::string& path, const std::string& letters) {
  const RoutingIndicator indicator = FindStation(path, letters);
  if (indicator.none()) return {};
  if (directory.FindStation(indicator)->role == StationRole::kTributary) return indicator;
  checks.Fault(DiagnosticCode::kNotAPost, path, fmt::format("{} is a relay", letters),
               "cables are filed at posts");
  return {};
}

RoutingIndicator ScenarioDraft::FindRelay(const std::string& path, const std::string& letters) {
  const RoutingIndicator indicator = FindStation(path, letters);
  if (indicator.none()) return {};
  if (directory.FindStation(indicator)->role != StationRole::kTributary) return indicator;
  checks.Fault(DiagnosticCode::kNotARelay, path, fmt::format("{} is a post", letters),
               "only relays have tables of routes");
  return {};
}

RoutingIndicator ScenarioDraft::StationIn(const std::string& entry, std::string_view key,
                                          const std::string& letters) {
  if (checks.Has(In(entry, key))) return FindStation(In(entry, key), letters);
  checks.Missing(entry, key, fmt::format("{}: RYKA", key));
  return {};
}

std::optional<std::size_t> ScenarioDraft::FindLink(const std::string& path,
                                                   const std::string& name) {
  const std::vector<network::Link>& links = directory.network().links;
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (links[i].name == name) return i;
  }
  std::vector<std::string_view> names;
  for (const network::Link& link : links) names.emplace_back(link.name);
  checks.Fault(
      DiagnosticCode::kUnknownLink, path, fmt::format("{} is no link of the network", Quoted(name)),
      checks.Suggest(name, names, "a link that has no name is called by its two ends, RYKA-RYLB"));
  return std::nullopt;
}

std::optional<std::size_t> ScenarioDraft::FindCable(const std::string& path,
                                                    const std::string& name) {
  for (std::size_t i = 0; i < scenario.cables.size(); ++i) {
    if (scenario.cables[i].name == name) return i;
  }
  std::vector<std::string_view> names;
  for (const ScenarioCable& cable : scenario.cables) names.emplace_back(cable.name);
  checks.Fault(DiagnosticCode::kUnknownCable, path,
               fmt::format("there is no cable {}", Quoted(name)), checks.Suggest(name, names));
  return std::nullopt;
}

void ScenarioDraft::ReadSpans(const std::string& path, const v1::SpanRange& config, Duration& least,
                              Duration& most) {
  const bool has_least = checks.Has(In(path, "least"));
  const bool has_most = checks.Has(In(path, "most"));
  if (has_least) {
    least = checks.Span(In(path, "least"), config.least(), kScenarioSpanMax).value_or(least);
    if (!has_most) most = std::max(most, least);
  }
  if (has_most) {
    most = checks.Span(In(path, "most"), config.most(), kScenarioSpanMax).value_or(most);
    if (!has_least) least = std::min(least, most);
  }
  if (least <= most && most > Duration::zero()) return;
  checks.Fault(
      DiagnosticCode::kBadRange, path,
      fmt::format("from {} to {} there is nothing", FormatDuration(least), FormatDuration(most)));
}

std::uint64_t ScenarioDraft::Thousandths(FieldChecks& checks, const std::string& path,
                                         double number, double most) {
  constexpr double kLeast = 0.001;
  if (number >= kLeast && number <= most) {
    return static_cast<std::uint64_t>(std::llround(number * 1000));
  }
  checks.Fault(
      DiagnosticCode::kOutOfRange, path,
      fmt::format("{} goes from {} to {}, and here is {}", Quoted(path), kLeast, most, number));
  return 0;
}

}  // namespace torntape::proto
