// What goes wrong in a scenario by chance.
#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "proto/scenario_draft.h"
#include "proto/scenario_reader.h"
#include "torntape/v1/scenario.pb.h"

namespace torntape::proto {
namespace {

using network::RoutingIndicator;
using network::StationRole;

constexpr double kPerHourMax = 1e6;

FaultKind KindOf(v1::RandomFaultConfig::Kind kind) {
  switch (kind) {
    case v1::RandomFaultConfig::SLOW:
      return FaultKind::kSlow;
    case v1::RandomFaultConfig::CRASH:
      return FaultKind::kCrash;
    case v1::RandomFaultConfig::LOSE_POWER:
      return FaultKind::kLosePower;
    case v1::RandomFaultConfig::FILL_DISK:
      return FaultKind::kFillDisk;
    case v1::RandomFaultConfig::SLOW_DISK:
      return FaultKind::kSlowDisk;
    case v1::RandomFaultConfig::WRONG_ROUTE:
      return FaultKind::kWrongRoute;
    case v1::RandomFaultConfig::WRONG_NUMBER:
      return FaultKind::kWrongNumber;
    case v1::RandomFaultConfig::SKEW_CLOCK:
      return FaultKind::kSkewClock;
    case v1::RandomFaultConfig::GARBLE:
      return FaultKind::kGarble;
    default:
      return FaultKind::kCut;
  }
}

bool BefallsLinks(FaultKind kind) {
  return kind == FaultKind::kCut || kind == FaultKind::kSlow || kind == FaultKind::kWrongNumber ||
         kind == FaultKind::kGarble;
}

class RandomFaultReader {
 public:
  RandomFaultReader(const v1::RandomFaultConfig& config, std::string entry, ScenarioDraft& draft)
      : config_(config), entry_(std::move(entry)), checks_(draft.checks), draft_(draft) {}

  void Read(std::size_t number) {
    const std::size_t before = checks_.count();
    faults_.where = checks_.PlaceOf(entry_);
    faults_.name = fmt::format("random faults {}", number + 1);
    if (Has("name") && checks_.Name(Path("name"), config_.name())) faults_.name = config_.name();
    if (config_.kind() == v1::RandomFaultConfig::KIND_UNSPECIFIED) {
      return checks_.Missing(entry_, "kind", "kind: cut");
    }
    faults_.kind = KindOf(config_.kind());
    ReadRate();
    draft_.ReadSpans(Path("lasts"), config_.lasts(), faults_.lasts_least, faults_.lasts_most);
    ReadLinks();
    ReadStations();
    const std::uint32_t percent = config_.store_lost_percent();
    if (checks_.Within(Path("store_lost_percent"), percent, 0, 100)) {
      faults_.store_lost_percent = percent;
    }
    if (checks_.count() == before) draft_.scenario.random_faults.push_back(std::move(faults_));
  }

 private:
  std::string Path(std::string_view key) const { return In(entry_, key); }
  bool Has(std::string_view key) const { return checks_.Has(Path(key)); }

  void ReadRate() {
    if (!config_.has_per_hour()) return checks_.Missing(entry_, "per_hour", "per_hour: 0.5");
    faults_.per_hour_thousandths =
        ScenarioDraft::Thousandths(checks_, Path("per_hour"), config_.per_hour(), kPerHourMax);
    if (Has("at")) {
      faults_.at = checks_.Span(Path("at"), config_.at(), kScenarioSpanMax).value_or(Duration{});
    }
    faults_.over = draft_.scenario.limit;
    if (!Has("over")) return;
    faults_.over =
        checks_.Span(Path("over"), config_.over(), kScenarioSpanMax).value_or(faults_.over);
  }

  // Of what they cannot befall, nothing may be said.
  void Refuse(std::string_view key, std::string_view what) {
    if (!Has(key)) return;
    checks_.Fault(DiagnosticCode::kNoFault, Path(key),
                  fmt::format("\"{}\" befalls {}", NameOf(faults_.kind), what));
  }

  void ReadLinks() {
    if (!BefallsLinks(faults_.kind)) {
      Refuse("links", "stations");
      return;
    }
    for (int i = 0; i < config_.links_size(); ++i) {
      const std::string path = At(Path("links"), static_cast<std::size_t>(i));
      const auto link = draft_.FindLink(path, config_.links(i));
      if (link && !CanBefall(*link)) {
        checks_.Fault(DiagnosticCode::kNoFault, path,
                      fmt::format("{} is no telegraph circuit; no characters are garbled on others",
                                  Quoted(config_.links(i))),
                      "give it a rate in baud");
      } else if (link) {
        faults_.links.push_back(*link);
      }
    }
    const std::size_t count = draft_.directory.network().links.size();
    for (std::size_t i = 0; i < count && !Has("links"); ++i) {
      if (CanBefall(i)) faults_.links.push_back(i);
    }
    CheckSome("links", faults_.links.size());
  }

  bool CanBefall(std::size_t link) const {
    return faults_.kind != FaultKind::kGarble ||
           draft_.directory.network().links[link].circuit.baud_hundredths > 0;
  }

  void ReadStations() {
    if (BefallsLinks(faults_.kind)) {
      Refuse("stations", "links");
      return;
    }
    const bool of_relays = faults_.kind == FaultKind::kWrongRoute;
    for (int i = 0; i < config_.stations_size(); ++i) {
      const std::string path = At(Path("stations"), static_cast<std::size_t>(i));
      const RoutingIndicator station = of_relays ? draft_.FindRelay(path, config_.stations(i))
                                                 : draft_.FindStation(path, config_.stations(i));
      if (!station.none()) faults_.stations.push_back(station);
    }
    for (const network::Station& station : draft_.directory.network().stations) {
      if (Has("stations")) break;
      if (of_relays && station.role == StationRole::kTributary) continue;
      faults_.stations.push_back(station.indicator);
    }
    CheckSome("stations", faults_.stations.size());
  }

  void CheckSome(std::string_view key, std::size_t count) {
    if (count > 0 || checks_.count() > 0) return;
    checks_.Fault(DiagnosticCode::kNoFault, Has(key) ? Path(key) : entry_,
                  "there is nothing that this could befall");
  }

  const v1::RandomFaultConfig& config_;
  const std::string entry_;
  FieldChecks& checks_;
  ScenarioDraft& draft_;
  RandomFaults faults_;
};

}  // namespace

void ReadRandomFaults(const v1::ScenarioConfig& config, ScenarioDraft& draft) {
  const auto count = static_cast<std::size_t>(config.random_faults_size());
  if (!draft.checks.AtMost("random_faults", count, kRandomFaultsMax, "entries")) return;
  for (std::size_t i = 0; i < count; ++i) {
    RandomFaultReader reader(config.random_faults(static_cast<int>(i)), At("random_faults", i),
                             draft);
    reader.Read(i);
  }
}

}  // namespace torntape::proto
