#include "sim/intercept_audit.h"

#include <algorithm>

#include <fmt/format.h>

namespace torntape::sim {

using cable::Event;
using cable::EventKind;
using cable::Reason;

void InterceptAudit::OnEvent(const Event& event) {
  switch (event.kind) {
    case EventKind::kLinkDown:
      led_astray_ = true;
      return;
    case EventKind::kReleased:
      led_astray_ = led_astray_ || event.reason == Reason::kRerouted;
      return;
    case EventKind::kIntercepted:
      ++counts_[static_cast<std::size_t>(event.reason)];
      return Judge(event);
    default:
      return;
  }
}

void InterceptAudit::Judge(const Event& event) {
  const std::string objection = Objection(event);
  if (objection.empty()) return;
  promises_.BreakAt(
      "intercepts have a cause", event,
      fmt::format("it was set aside ({}), but {}", cable::NameOf(event.reason), objection));
}

std::string InterceptAudit::Objection(const Event& event) const {
  const auto links = directory_.LinksOf(event.station);
  const auto link = [this](std::uint16_t place) -> const network::Link& {
    return directory_.network().links[place];
  };
  switch (event.reason) {
    case Reason::kNone:
      return "nothing was said of why";
    case Reason::kUnknownIndicator:
      if (led_astray_ || !IsKnown(event.subject)) return {};
      return fmt::format("{} is in the network", event.subject.ToString());
    case Reason::kNotApproved: {
      const CableLedger::Facts* facts = cables_.FactsOf(MarkOf(event));
      if (facts == nullptr) return {};
      const bool barred = std::any_of(links.begin(), links.end(), [&](std::uint16_t place) {
        return link(place).approved < facts->classification;
      });
      if (barred) return {};
      return fmt::format("it is {}, and every circuit of {} is approved for that",
                         cable::NameOf(facts->classification), event.station.ToString());
    }
    case Reason::kSpecialCategory: {
      const bool barred = std::any_of(links.begin(), links.end(), [&](std::uint16_t place) {
        return link(place).special_categories.has_value();
      });
      if (barred) return {};
      return fmt::format("every circuit of {} carries all special categories",
                         event.station.ToString());
    }
    case Reason::kBounce:
    case Reason::kLoop:
      if (led_astray_) return {};
      return "no link was down, no table was wrong and nobody sent anything elsewhere; do the "
             "routes of the network lead there?";
    default:
      return {};
  }
}

// A relay's own letters may go on with those of a tributary that it does not have; a post's own are
// a position within it.
bool InterceptAudit::IsKnown(cable::RoutingIndicator indicator) const {
  if (directory_.FindCollective(indicator) != nullptr) return true;
  const auto& stations = directory_.network().stations;
  return std::any_of(stations.begin(), stations.end(), [&](const network::Station& station) {
    return station.role == network::StationRole::kTributary ? indicator.HasPrefix(station.indicator)
                                                            : indicator == station.indicator;
  });
}

std::vector<InterceptRow> InterceptAudit::rows() const {
  std::vector<InterceptRow> rows;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] == 0) continue;
    rows.push_back({std::string(cable::NameOf(static_cast<Reason>(i))), counts_[i]});
  }
  return rows;
}

}  // namespace torntape::sim
