#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "proto/scenario_draft.h"
#include "proto/scenario_reader.h"
#include "torntape/v1/scenario.pb.h"

namespace torntape::proto {
namespace {

using network::AddresseeId;
using network::RoutingIndicator;

// "RR RYKACS RYLBEL": a precedence, doubled, and one indicator or more. Nothing on any fault.
std::optional<std::string> FoldRoutingLine(std::string_view text) {
  std::string folded = network::FoldName(text);
  std::string_view rest = folded;
  std::size_t words = 0;
  for (; !rest.empty(); ++words) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    if (words > 0 && !RoutingIndicator::Parse(word)) return std::nullopt;
    if (words > 0) continue;
    const bool doubled = word.size() == 2 && word[0] == word[1];
    if (!doubled || !cable::PrecedenceFromProsign(word[0])) return std::nullopt;
  }
  return words > 1 ? std::optional(std::move(folded)) : std::nullopt;
}

class ExpectationReader {
 public:
  explicit ExpectationReader(ScenarioDraft& draft) : checks_(draft.checks), draft_(draft) {
    for (std::size_t i = 0; i < draft.scenario.cables.size(); ++i) {
      cables_.emplace(draft.scenario.cables[i].name, i);
    }
    for (const network::Link& link : draft.scenario.network.links) {
      linked_.emplace(link.first, link.second);
      linked_.emplace(link.second, link.first);
    }
  }

  void ReadCopy(const v1::CopyExpectation& config, const std::string& entry) {
    const std::vector<std::size_t> cables = CablesOf(entry, config.cable());
    const RoutingIndicator from = draft_.StationIn(entry, "from", config.from());
    const RoutingIndicator to = draft_.StationIn(entry, "to", config.to());
    const std::string line_2 = RoutingLineIn(entry, config.line_2());
    if (from.none() || to.none()) return;
    if (!linked_.contains({from, to})) {
      checks_.Fault(DiagnosticCode::kNotLinked, entry,
                    fmt::format("no link joins {} and {}", config.from(), config.to()));
      return;
    }
    for (const std::size_t cable : cables) {
      const auto key = std::tuple(cable, from, to, line_2);
      if (!copies_.insert(key).second) return ReportTwice(entry, cable);
      draft_.scenario.expect.copies.push_back({cable, from, to, line_2, checks_.PlaceOf(entry)});
    }
  }

  void ReadDelivery(const v1::DeliveryExpectation& config, const std::string& entry) {
    const std::vector<std::size_t> cables = CablesOf(entry, config.cable());
    const std::string line_2 = RoutingLineIn(entry, config.line_2());
    const AddresseeId addressee = AddresseeIn(entry, config.addressee());
    if (config.role() == v1::ROLE_UNSPECIFIED) {
      checks_.Missing(entry, "role", "role: action, or role: info");
      return;
    }
    const cable::Role role =
        config.role() == v1::ACTION ? cable::Role::kAction : cable::Role::kInfo;
    for (const std::size_t cable : cables) {
      if (addressee == AddresseeId::kNone) return;
      if (!deliveries_.emplace(cable, addressee).second) return ReportTwice(entry, cable);
      draft_.scenario.expect.deliveries.push_back(
          {cable, addressee, role, line_2, checks_.PlaceOf(entry)});
    }
  }

 private:
  // The cables that an expectation is about: the one it names, or each.
  std::vector<std::size_t> CablesOf(const std::string& entry, const std::string& name) {
    std::vector<std::size_t> found;
    if (!checks_.Has(In(entry, "cable"))) {
      for (const auto& [known, place] : cables_) found.push_back(place);
      std::sort(found.begin(), found.end());
      if (found.empty()) {
        checks_.Fault(DiagnosticCode::kUnknownCable, entry,
                      "the scenario has no cables from files that this could be about");
      }
      return found;
    }
    const auto known = cables_.find(name);
    if (known != cables_.end()) return {known->second};
    if (const auto cable = draft_.FindCable(In(entry, "cable"), name)) found.push_back(*cable);
    return found;
  }

  AddresseeId AddresseeIn(const std::string& entry, const std::string& name) {
    const std::string path = In(entry, "addressee");
    if (!checks_.Has(path)) {
      checks_.Missing(entry, "addressee", "addressee: EMB BRINDLEMOOR");
      return AddresseeId::kNone;
    }
    const AddresseeId id = draft_.directory.FindAddressee(network::FoldName(name));
    if (id != AddresseeId::kNone) return id;
    std::vector<std::string_view> names;
    for (const network::Addressee& known : draft_.scenario.network.addressees) {
      names.emplace_back(known.name);
    }
    checks_.Fault(DiagnosticCode::kUnknownAddressee, path,
                  fmt::format("nobody is called {}", Quoted(name)),
                  checks_.Suggest(network::FoldName(name), names));
    return id;
  }

  std::string RoutingLineIn(const std::string& entry, const std::string& text) {
    const std::string path = In(entry, "line_2");
    if (!checks_.Has(path)) {
      checks_.Missing(entry, "line_2", "line_2: RR RYKACS");
      return {};
    }
    std::optional<std::string> folded = FoldRoutingLine(text);
    if (folded) return *std::move(folded);
    checks_.Fault(DiagnosticCode::kBadLine2, path,
                  fmt::format("{} is not a routing line", Quoted(text)),
                  "a precedence, doubled, and routing indicators, as in RR RYKACS RYLBEL");
    return {};
  }

  void ReportTwice(const std::string& entry, std::size_t cable) {
    checks_.Fault(DiagnosticCode::kDuplicateExpectation, entry,
                  fmt::format("the same is expected of {} already",
                              Quoted(draft_.scenario.cables[cable].name)));
  }

  FieldChecks& checks_;
  ScenarioDraft& draft_;
  std::map<std::string, std::size_t> cables_;
  std::set<std::pair<RoutingIndicator, RoutingIndicator>> linked_;
  std::set<std::tuple<std::size_t, RoutingIndicator, RoutingIndicator, std::string>> copies_;
  std::set<std::pair<std::size_t, AddresseeId>> deliveries_;
};

void ReadCounts(const v1::ExpectConfig& config, ScenarioDraft& draft) {
  using Of = ExpectedCount::Of;
  const auto add = [&](bool given, Of of, std::uint64_t count) {
    if (!given) return;
    const SourceSpan where = draft.checks.PlaceOf(In("expect", NameOf(of)));
    draft.scenario.expect.counts.push_back({of, count, where});
  };
  add(config.has_filed(), Of::kFiled, config.filed());
  add(config.has_refused(), Of::kRefused, config.refused());
  add(config.has_delivered(), Of::kDelivered, config.delivered());
  add(config.has_transmissions(), Of::kTransmissions, config.transmissions());
  add(config.has_intercepted(), Of::kIntercepted, config.intercepted());
  add(config.has_duplicates_dropped(), Of::kDuplicatesDropped, config.duplicates_dropped());
  add(config.has_open_numbers(), Of::kOpenNumbers, config.open_numbers());
  add(config.has_burnt(), Of::kBurnt, config.burnt());
  add(config.has_garbled(), Of::kGarbled, config.garbled());
  add(config.has_undelivered(), Of::kUndelivered, config.undelivered());
}

void ReadLaws(const v1::ExpectConfig& config, ScenarioDraft& draft) {
  using Law = ExpectedLaw::Law;
  const auto add = [&](bool named, Law law) {
    if (!named) return;
    const SourceSpan where = draft.checks.PlaceOf(In("expect", NameOf(law)));
    draft.scenario.expect.laws.push_back({law, where});
  };
  add(config.delivered_once(), Law::kDeliveredOnce);
  add(config.all_delivered(), Law::kAllDelivered);
  add(config.order_by_precedence(), Law::kOrderByPrecedence);
  add(config.bodies_identical(), Law::kBodiesIdentical);
  add(config.explained(), Law::kExplained);
}

}  // namespace

std::string_view NameOf(ExpectedCount::Of of) {
  static constexpr std::array<std::string_view, 10> kNames = {
      "filed",        "refused", "delivered", "transmissions", "intercepted", "duplicates_dropped",
      "open_numbers", "burnt",   "garbled",   "undelivered"};
  return kNames[static_cast<std::size_t>(of)];
}

std::string_view NameOf(ExpectedLaw::Law law) {
  static constexpr std::array<std::string_view, 5> kNames = {
      "delivered_once", "all_delivered", "order_by_precedence", "bodies_identical", "explained"};
  return kNames[static_cast<std::size_t>(law)];
}

void ReadExpectations(const v1::ScenarioConfig& config, ScenarioDraft& draft) {
  const v1::ExpectConfig& expect = config.expect();
  const auto copies = static_cast<std::size_t>(expect.copies_size());
  const auto deliveries = static_cast<std::size_t>(expect.deliveries_size());
  const std::size_t cables = std::max<std::size_t>(draft.scenario.cables.size(), 1);
  if (!draft.checks.AtMost("expect", (copies + deliveries) * cables, kExpectationsMax,
                           "expectations, counting each cable")) {
    return;
  }
  ExpectationReader reader(draft);
  for (std::size_t i = 0; i < copies; ++i) {
    reader.ReadCopy(expect.copies(static_cast<int>(i)), At("expect.copies", i));
  }
  for (std::size_t i = 0; i < deliveries; ++i) {
    reader.ReadDelivery(expect.deliveries(static_cast<int>(i)), At("expect.deliveries", i));
  }
  draft.scenario.expect.copies_exactly = expect.copies_exactly();
  draft.scenario.expect.deliveries_exactly = expect.deliveries_exactly();
  ReadCounts(expect, draft);
  ReadLaws(expect, draft);
}

}  // namespace torntape::proto
