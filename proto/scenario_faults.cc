// What goes wrong in a scenario.
#include <array>
#include <string>

#include <fmt/format.h>

#include "proto/scenario_draft.h"
#include "proto/scenario_reader.h"
#include "torntape/v1/scenario.pb.h"

namespace torntape::proto {
namespace {

using network::RoutingIndicator;

constexpr Duration kFlushMax = std::chrono::hours(1);
constexpr Duration kSkewMax = std::chrono::hours(24);
constexpr std::uint32_t kSkipMax = 900;  // numbers of three digits come round after 999

// One entry of `faults`.
class FaultReader {
 public:
  FaultReader(const v1::FaultConfig& config, std::string entry, ScenarioDraft& draft)
      : config_(config), entry_(std::move(entry)), checks_(draft.checks), draft_(draft) {}

  void Read() {
    const std::size_t before = checks_.count();
    fault_.where = checks_.PlaceOf(entry_);
    ReadWhen();
    ReadWhat();
    fault_.name = NameOf(fault_.kind);
    if (Has("name") && checks_.Name(Path("name"), config_.name())) fault_.name = config_.name();
    ReadLasts();
    ReadStore();
    if (checks_.count() == before) draft_.scenario.faults.push_back(std::move(fault_));
  }

 private:
  std::string Path(std::string_view key) const { return In(entry_, key); }
  bool Has(std::string_view key) const { return checks_.Has(Path(key)); }

  void ReadWhen() {
    if (Has("at") == Has("when")) {
      if (!Has("at")) return checks_.Missing(entry_, "at", "at: 10m, or when: a condition");
      return checks_.Fault(DiagnosticCode::kContradiction, Path("when"), "\"at\" is given as well",
                           "give only one of them");
    }
    if (Has("at")) {
      fault_.at = checks_.Span(Path("at"), config_.at(), kScenarioSpanMax).value_or(Duration{});
      return;
    }
    ReadCondition(config_.when(), Path("when"));
  }

  void ReadCondition(const v1::ConditionConfig& config, const std::string& entry) {
    using Of = FaultCondition::Of;
    FaultCondition condition;
    switch (config.condition_case()) {
      case v1::ConditionConfig::kQueue:
        condition.of = Of::kQueue;
        condition.from = draft_.StationIn(In(entry, "queue"), "from", config.queue().from());
        condition.to = draft_.StationIn(In(entry, "queue"), "to", config.queue().to());
        if (!config.queue().has_exceeds()) {
          checks_.Missing(In(entry, "queue"), "exceeds", "exceeds: 50");
        }
        condition.count = config.queue().exceeds();
        break;
      case v1::ConditionConfig::kCable:
        condition.of = Of::kCable;
        condition.cable =
            draft_.FindCable(In(entry, "cable.name"), config.cable().name()).value_or(0);
        condition.from = draft_.StationIn(In(entry, "cable"), "reaches", config.cable().reaches());
        break;
      case v1::ConditionConfig::kFiled:
        condition.of = Of::kFiled;
        condition.count = config.filed();
        break;
      case v1::ConditionConfig::kDelivered:
        condition.of = Of::kDelivered;
        condition.count = config.delivered();
        break;
      case v1::ConditionConfig::CONDITION_NOT_SET:
        return checks_.Missing(entry, "queue",
                               "queue: {from: RYKA, to: RYLB, exceeds: 50}, or cable, filed, "
                               "delivered");
    }
    if (checks_.Has(In(entry, "after"))) {
      condition.after =
          checks_.Span(In(entry, "after"), config.after(), kScenarioSpanMax).value_or(Duration{});
    }
    fault_.when = condition;
  }

  void ReadWhat() {
    switch (config_.what_case()) {
      case v1::FaultConfig::kCut:
        return OfLink(FaultKind::kCut, "cut", config_.cut());
      case v1::FaultConfig::kRestore:
        return OfLink(FaultKind::kRestore, "restore", config_.restore());
      case v1::FaultConfig::kCrash:
        return OfStation(FaultKind::kCrash, "crash", config_.crash());
      case v1::FaultConfig::kLosePower:
        return OfStation(FaultKind::kLosePower, "lose_power", config_.lose_power());
      case v1::FaultConfig::kRestart:
        return OfStation(FaultKind::kRestart, "restart", config_.restart());
      case v1::FaultConfig::kFillDisk:
        return OfStation(FaultKind::kFillDisk, "fill_disk", config_.fill_disk());
      case v1::FaultConfig::kSlow:
        return ReadSlowLink(config_.slow(), Path("slow"));
      case v1::FaultConfig::kGarble:
        return ReadGarbledLink(config_.garble(), Path("garble"));
      case v1::FaultConfig::kSlowDisk:
        fault_.kind = FaultKind::kSlowDisk;
        fault_.station =
            draft_.StationIn(Path("slow_disk"), "station", config_.slow_disk().station());
        fault_.span = SpanIn(Path("slow_disk"), "flush", config_.slow_disk().flush(), kFlushMax);
        return;
      case v1::FaultConfig::kWrongRoute:
        return ReadWrongRoute(config_.wrong_route(), Path("wrong_route"));
      case v1::FaultConfig::kWrongNumber:
        return ReadWrongNumber(config_.wrong_number(), Path("wrong_number"));
      case v1::FaultConfig::kSkewClock:
        return ReadSkewedClock(config_.skew_clock(), Path("skew_clock"));
      case v1::FaultConfig::WHAT_NOT_SET:
        checks_.Fault(DiagnosticCode::kNoFault, entry_, "nothing goes wrong here",
                      "say what, as in cut: KA-LB, or crash: RYKA");
    }
  }

  void OfLink(FaultKind kind, std::string_view key, const std::string& name) {
    fault_.kind = kind;
    fault_.link = draft_.FindLink(Path(key), name).value_or(0);
  }

  void OfStation(FaultKind kind, std::string_view key, const std::string& letters) {
    fault_.kind = kind;
    fault_.station = draft_.FindStation(Path(key), letters);
  }

  std::size_t LinkIn(const std::string& entry, const std::string& name) {
    if (checks_.Has(In(entry, "link"))) {
      return draft_.FindLink(In(entry, "link"), name).value_or(0);
    }
    checks_.Missing(entry, "link", "link: KA-LB");
    return 0;
  }

  Duration SpanIn(const std::string& entry, std::string_view key, const std::string& text,
                  Duration longest) {
    if (checks_.Has(In(entry, key))) {
      return checks_.Span(In(entry, key), text, longest).value_or(Duration{});
    }
    checks_.Missing(entry, key, fmt::format("{}: 50ms", key));
    return {};
  }

  void ReadSlowLink(const v1::SlowLinkConfig& config, const std::string& entry) {
    fault_.kind = FaultKind::kSlow;
    fault_.link = LinkIn(entry, config.link());
    if (!config.has_percent()) return checks_.Missing(entry, "percent", "percent: 50");
    if (checks_.Within(In(entry, "percent"), config.percent(), 1, 99)) {
      fault_.amount = config.percent();
    }
  }

  void ReadGarbledLink(const v1::GarbledLinkConfig& config, const std::string& entry) {
    fault_.kind = FaultKind::kGarble;
    fault_.link = LinkIn(entry, config.link());
    if (!config.has_per_million()) return checks_.Missing(entry, "per_million", "per_million: 500");
    if (checks_.Within(In(entry, "per_million"), config.per_million(), 1,
                       network::kGarblePerMillionMax)) {
      fault_.amount = config.per_million();
    }
    const network::Link& link = draft_.directory.network().links[fault_.link];
    if (!checks_.Has(In(entry, "link")) || link.circuit.baud_hundredths > 0) return;
    checks_.Fault(DiagnosticCode::kNoFault, In(entry, "link"),
                  fmt::format("{} is no telegraph circuit; no characters are garbled on others",
                              Quoted(link.name)),
                  "give it a rate in baud");
  }

  void ReadWrongRoute(const v1::WrongRouteConfig& config, const std::string& entry) {
    fault_.kind = FaultKind::kWrongRoute;
    if (!checks_.Has(In(entry, "relay"))) return checks_.Missing(entry, "relay", "relay: RYKA");
    fault_.station = draft_.FindRelay(In(entry, "relay"), config.relay());
    fault_.link = LinkIn(entry, config.link());
    if (!checks_.Has(In(entry, "prefix"))) return checks_.Missing(entry, "prefix", "prefix: RYLB");
    fault_.prefix = checks_.Indicator(In(entry, "prefix"), config.prefix());
    CheckEnd(In(entry, "link"));
  }

  // The link must end at the station of the fault.
  void CheckEnd(const std::string& path) {
    const network::Link& link = draft_.directory.network().links[fault_.link];
    if (fault_.station.none() || !checks_.Has(path)) return;
    fault_.end = link.first == fault_.station ? 0 : 1;
    if (link.first == fault_.station || link.second == fault_.station) return;
    checks_.Fault(
        DiagnosticCode::kUnknownLink, path,
        fmt::format("{} joins {} and {}, and not {}", Quoted(link.name), link.first.ToString(),
                    link.second.ToString(), fault_.station.ToString()));
  }

  void ReadWrongNumber(const v1::WrongNumberConfig& config, const std::string& entry) {
    fault_.kind = FaultKind::kWrongNumber;
    fault_.link = LinkIn(entry, config.link());
    fault_.station = draft_.StationIn(entry, "from", config.from());
    fault_.amount = 1;
    if (config.has_skip() && checks_.Within(In(entry, "skip"), config.skip(), 1, kSkipMax)) {
      fault_.amount = config.skip();
    }
    CheckEnd(In(entry, "link"));
  }

  void ReadSkewedClock(const v1::SkewedClockConfig& config, const std::string& entry) {
    fault_.kind = FaultKind::kSkewClock;
    fault_.station = draft_.StationIn(entry, "station", config.station());
    const std::string& text = config.by();
    const bool behind = text.starts_with('-');
    const Duration span = SpanIn(entry, "by", behind ? text.substr(1) : text, kSkewMax);
    fault_.span = behind ? -span : span;
  }

  void ReadLasts() {
    if (!Has("lasts")) return;
    const auto lasts = checks_.Span(Path("lasts"), config_.lasts(), kScenarioSpanMax);
    if (!lasts) return;
    if (*lasts == Duration::zero()) {
      checks_.Fault(DiagnosticCode::kOutOfRange, Path("lasts"), "nothing goes wrong in no time");
    }
    if (fault_.kind == FaultKind::kRestore || fault_.kind == FaultKind::kRestart ||
        fault_.kind == FaultKind::kWrongNumber) {
      checks_.Fault(DiagnosticCode::kContradiction, Path("lasts"),
                    fmt::format("\"{}\" is done in an instant", NameOf(fault_.kind)));
    }
    fault_.lasts = *lasts;
  }

  void ReadStore() {
    fault_.store_lost = config_.store() == v1::LOST;
    if (!Has("store") || fault_.kind == FaultKind::kCrash || fault_.kind == FaultKind::kLosePower ||
        fault_.kind == FaultKind::kRestart) {
      return;
    }
    checks_.Fault(DiagnosticCode::kContradiction, Path("store"),
                  fmt::format("\"{}\" leaves every store as it is", NameOf(fault_.kind)));
  }

  const v1::FaultConfig& config_;
  const std::string entry_;
  FieldChecks& checks_;
  ScenarioDraft& draft_;
  ScenarioFault fault_;
};

}  // namespace

std::string_view NameOf(FaultKind kind) {
  static constexpr std::array<std::string_view, kFaultKindCount> kNames = {
      "cut",       "restore",   "slow",        "crash",        "lose_power", "restart",
      "fill_disk", "slow_disk", "wrong_route", "wrong_number", "skew_clock", "garble"};
  return kNames[static_cast<std::size_t>(kind)];
}

void ReadFaults(const v1::ScenarioConfig& config, ScenarioDraft& draft) {
  const auto count = static_cast<std::size_t>(config.faults_size());
  if (!draft.checks.AtMost("faults", count, kFaultsMax, "faults")) return;
  for (std::size_t i = 0; i < count; ++i) {
    FaultReader(config.faults(static_cast<int>(i)), At("faults", i), draft).Read();
  }
}

}  // namespace torntape::proto
