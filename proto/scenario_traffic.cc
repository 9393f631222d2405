#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "proto/scenario_draft.h"
#include "proto/scenario_reader.h"
#include "proto/traffic_layers.h"
#include "torntape/v1/scenario.pb.h"

namespace torntape::proto {
namespace {

using network::AddresseeId;
using network::RoutingIndicator;
using network::StationRole;

constexpr std::uint64_t kTextBytesMax = 1U << 20;
constexpr std::uint64_t kAddressedMax = 500;
constexpr std::uint64_t kSectionBytesMin = 50;
constexpr double kPerHourMax = 1e9;
constexpr double kSurgeMax = 100;

class BurstReader {
 public:
  BurstReader(TrafficLayers layers, ScenarioDraft& draft)
      : layers_(std::move(layers)), draft_(draft) {}

  TrafficBurst Read(std::size_t number) {
    burst_.name = fmt::format("traffic {}", number + 1);
    const TrafficLayer& named = layers_.Of("name");
    if (named.Has("name") && named.checks->Name(named.Path("name"), named.config->name())) {
      burst_.name = named.config->name();
    }
    burst_.at = Span("at", &v1::TrafficConfig::at);
    burst_.over = Span("over", &v1::TrafficConfig::over);
    ReadPosts();
    ReadCount();
    ReadByHour();
    ReadSurges();
    ReadShares();
    ReadClassifications();
    ReadAddressees();
    const std::uint64_t most = std::min<std::uint64_t>(kAddressedMax, burst_.addressees.size());
    Range("action", &v1::TrafficConfig::action, most, burst_.action);
    Range("info", &v1::TrafficConfig::info, most, burst_.info);
    Range("text_bytes", &v1::TrafficConfig::text_bytes, kTextBytesMax, burst_.text_bytes);
    if (burst_.action.most + burst_.info.most == 0) {
      Own().Fault(DiagnosticCode::kBadRange, layers_.entry(), "these cables are for nobody",
                  "give \"action\" or \"info\" a most above 0");
    }
    burst_.dual_percent = Percent("dual_percent", &v1::TrafficConfig::dual_percent);
    ReadCollectives();
    ReadSections();
    return std::move(burst_);
  }

 private:
  // Of what the network has, only the entry itself speaks.
  FieldChecks& Own() const { return draft_.checks; }
  const v1::TrafficConfig& OwnConfig() const { return layers_.own(); }
  std::string Path(std::string_view key) const { return In(layers_.entry(), key); }
  bool Has(std::string_view key) const { return Own().Has(Path(key)); }

  Duration Span(std::string_view key, const std::string& (v1::TrafficConfig::*text)() const) {
    const TrafficLayer& layer = layers_.Of(key);
    if (!layer.Has(key)) return {};
    return layer.checks->Span(layer.Path(key), (layer.config->*text)(), kScenarioSpanMax)
        .value_or(Duration::zero());
  }

  std::uint32_t Percent(std::string_view key, std::uint32_t (v1::TrafficConfig::*number)() const) {
    const TrafficLayer& layer = layers_.Of(key);
    const std::uint32_t percent = (layer.config->*number)();
    return layer.checks->Within(layer.Path(key), percent, 0, 100) ? percent : 0;
  }

  void ReadPosts() {
    for (int i = 0; i < OwnConfig().from_size(); ++i) {
      const RoutingIndicator post =
          draft_.FindPost(At(Path("from"), static_cast<std::size_t>(i)), OwnConfig().from(i));
      if (!post.none()) burst_.from.push_back(post);
    }
    if (Has("from") && OwnConfig().from_size() == 0) {
      Own().Fault(DiagnosticCode::kBadRange, Path("from"), "nobody files these cables",
                  "leave \"from\" out for every post");
    }
    if (Has("from")) return;
    for (const network::Station& station : draft_.scenario.network.stations) {
      if (station.role == StationRole::kTributary) burst_.from.push_back(station.indicator);
    }
    if (burst_.from.empty()) {
      Own().Fault(DiagnosticCode::kNotAPost, layers_.entry(),
                  "the network has no posts to file cables");
    }
  }

  // How many, or at what rate: of the four keys just one.
  void ReadCount() {
    const v1::TrafficConfig& own = OwnConfig();
    const TrafficLayer& layer =
        own.has_cables() || own.has_cables_each() || own.has_per_hour() || own.has_per_hour_each()
            ? layers_.front()
            : layers_.back();
    const v1::TrafficConfig& config = *layer.config;
    std::vector<std::string_view> given;
    if (config.has_cables()) given.emplace_back("cables");
    if (config.has_cables_each()) given.emplace_back("cables_each");
    if (config.has_per_hour()) given.emplace_back("per_hour");
    if (config.has_per_hour_each()) given.emplace_back("per_hour_each");
    if (given.empty()) {
      Own().Missing(layers_.entry(), "cables", "cables: 100, or cables_each, or per_hour");
      return;
    }
    const std::string path = layer.Path(given.back());
    if (given.size() > 1) {
      layer.checks->Fault(DiagnosticCode::kContradiction, path,
                          fmt::format("\"{}\" is given as well", given.front()),
                          "give only one of them");
      return;
    }
    const std::uint64_t posts = burst_.from.size();
    if (config.has_cables() && layer.checks->Within(path, config.cables(), 1, kCablesMax)) {
      burst_.cables = config.cables();
    } else if (config.has_cables_each() &&
               layer.checks->Within(path, config.cables_each(), 1, kCablesMax)) {
      burst_.cables = config.cables_each() * posts;
    } else if (config.has_per_hour()) {
      ReadRate(*layer.checks, path, config.per_hour(), 1);
    } else if (config.has_per_hour_each()) {
      ReadRate(*layer.checks, path, config.per_hour_each(), posts);
    }
  }

  void ReadRate(FieldChecks& checks, const std::string& path, double rate, std::uint64_t times) {
    const double all = rate * static_cast<double>(times);
    burst_.per_hour_thousandths = ScenarioDraft::Thousandths(checks, path, all, kPerHourMax);
    const TrafficLayer& layer = layers_.Of("over");
    if (!layer.Has("over")) {
      Own().Missing(layers_.entry(), "over", "over: 24h, for traffic that comes by rate");
    } else if (burst_.over == Duration::zero()) {
      layer.checks->Fault(DiagnosticCode::kOutOfRange, layer.Path("over"),
                          "nothing can be filed in no time");
    }
  }

  void ReadByHour() {
    constexpr int kHours = 24;
    const TrafficLayer& layer = layers_.Of("by_hour");
    if (!layer.Has("by_hour")) return;
    const auto& shares = layer.config->by_hour();
    std::uint64_t sum = 0;
    for (const std::uint32_t share : shares) sum += share;
    constexpr std::uint64_t kSharesMax = 1'000'000;
    if (shares.size() != kHours || sum == 0 || sum > kSharesMax) {
      layer.checks->Fault(DiagnosticCode::kBadRange, layer.Path("by_hour"),
                          shares.size() != kHours
                              ? fmt::format("a day has 24 hours, and here are {}", shares.size())
                              : fmt::format("the shares of the hours are {} together", sum),
                          "24 shares from midnight on, together 1 to 1000000");
      return;
    }
    burst_.by_hour.assign(shares.begin(), shares.end());
  }

  void ReadSurges() {
    const TrafficLayer& layer = layers_.Of("surges");
    const auto count = static_cast<std::size_t>(layer.config->surges_size());
    if (!layer.checks->AtMost(layer.Path("surges"), count, kSurgesMax, "surges")) return;
    for (std::size_t i = 0; i < count; ++i) {
      ReadSurge(layer.config->surges(static_cast<int>(i)), At(layer.Path("surges"), i),
                *layer.checks);
    }
    std::stable_sort(burst_.surges.begin(), burst_.surges.end(),
                     [](const Surge& a, const Surge& b) { return a.at < b.at; });
  }

  void ReadSurge(const v1::SurgeConfig& config, const std::string& entry, FieldChecks& checks) {
    Surge surge;
    if (checks.Has(In(entry, "at"))) {
      surge.at = checks.Span(In(entry, "at"), config.at(), kScenarioSpanMax).value_or(Duration{});
    }
    if (!checks.Has(In(entry, "lasts"))) return checks.Missing(entry, "lasts", "lasts: 1h");
    const auto lasts = checks.Span(In(entry, "lasts"), config.lasts(), kScenarioSpanMax);
    if (!config.has_times()) return checks.Missing(entry, "times", "times: 5");
    if (!(config.times() >= 0 && config.times() <= kSurgeMax)) {
      return checks.Fault(
          DiagnosticCode::kOutOfRange, In(entry, "times"),
          fmt::format("{} times as much is not from 0 to {}", config.times(), kSurgeMax));
    }
    if (!lasts) return;
    surge.lasts = *lasts;
    surge.per_mille = static_cast<std::uint32_t>(config.times() * 1000 + 0.5);
    burst_.surges.push_back(surge);
  }

  void ReadShares() {
    burst_.shares = {0, 0, 2, 10, 28, 60};
    const TrafficLayer& layer = layers_.Of("precedences");
    if (!layer.Has("precedences")) return;
    const v1::PrecedenceMix& mix = layer.config->precedences();
    burst_.shares = {mix.emergency_command(), mix.critic(),   mix.flash(),
                     mix.immediate(),         mix.priority(), mix.routine()};
    std::uint64_t sum = 0;
    for (const std::uint32_t share : burst_.shares) sum += share;
    if (sum == 0) {
      layer.checks->Fault(DiagnosticCode::kBadRange, layer.Path("precedences"),
                          "no precedence has a share", "as in {immediate: 1, routine: 3}");
    }
  }

  void ReadClassifications() {
    const TrafficLayer& layer = layers_.Of("classifications");
    if (!layer.Has("classifications")) return;
    const v1::ClassificationMix& mix = layer.config->classifications();
    burst_.classification_shares = {mix.unclassified(), 0,
                                    mix.restricted(),   mix.confidential(),
                                    mix.secret(),       mix.top_secret()};
    std::uint64_t sum = 0;
    for (const std::uint32_t share : burst_.classification_shares) sum += share;
    if (sum > 0) return;
    layer.checks->Fault(DiagnosticCode::kBadRange, layer.Path("classifications"),
                        "no classification has a share", "as in {unclassified: 3, secret: 1}");
  }

  void ReadAddressees() {
    const network::Network& network = draft_.scenario.network;
    std::set<AddresseeId> seen;
    for (int i = 0; i < OwnConfig().addressees_size(); ++i) {
      const std::string path = At(Path("addressees"), static_cast<std::size_t>(i));
      const std::string name = network::FoldName(OwnConfig().addressees(i));
      const AddresseeId id = draft_.directory.FindAddressee(name);
      if (id == AddresseeId::kNone) {
        std::vector<std::string_view> names;
        for (const network::Addressee& known : network.addressees) names.emplace_back(known.name);
        Own().Fault(DiagnosticCode::kUnknownAddressee, path,
                    fmt::format("nobody is called {}", Quoted(name)), Own().Suggest(name, names));
      } else if (!seen.insert(id).second) {
        Own().Fault(DiagnosticCode::kDuplicateMember, path,
                    fmt::format("{} stands in this list already", Quoted(name)));
      } else {
        burst_.addressees.push_back(id);
      }
    }
    if (!Has("addressees")) {
      for (std::size_t i = 0; i < network.addressees.size(); ++i) {
        burst_.addressees.push_back(static_cast<AddresseeId>(i));
      }
    }
    const auto listed = static_cast<std::size_t>(OwnConfig().addressees_size());
    if (!Has("addressees") || burst_.addressees.size() == listed) CheckSomebodyElse();
  }

  // Each post must find somebody to write to who is not its own.
  void CheckSomebodyElse() {
    std::set<RoutingIndicator> stations;
    for (const AddresseeId id : burst_.addressees) {
      stations.insert(AddresseeOf(draft_.scenario.network, id).indicator);
    }
    if (stations.size() > 1) return;
    const bool alone = stations.empty() || std::find(burst_.from.begin(), burst_.from.end(),
                                                     *stations.begin()) != burst_.from.end();
    if (!alone) return;
    Own().Fault(DiagnosticCode::kBadRange, Has("addressees") ? Path("addressees") : layers_.entry(),
                "a post finds nobody to write to but its own");
  }

  void Range(std::string_view key, const v1::CountRange& (v1::TrafficConfig::*field)() const,
             std::uint64_t most, CountRange& range) {
    const TrafficLayer& layer = layers_.Of(key);
    if (!layer.Has(key)) return;
    const v1::CountRange& config = (layer.config->*field)();
    const std::string path = layer.Path(key);
    CountRange read = range;
    if (config.quantiles_size() > 0) {
      if (!ReadQuantiles(config, path, *layer.checks, read)) return;
    } else {
      if (config.has_least()) read.least = config.least();
      read.most = config.has_most() ? config.most() : std::max(read.least, range.most);
      if (!config.has_least()) read.least = std::min(range.least, read.most);
    }
    if (read.least > read.most) {
      layer.checks->Fault(DiagnosticCode::kBadRange, path,
                          fmt::format("from {} to {} there is nothing", read.least, read.most));
    } else if (read.most > most && !layer.is_preset) {
      layer.checks->Fault(DiagnosticCode::kOutOfRange, path,
                          fmt::format("{} is more than the {} that there can be", read.most, most));
    } else {
      range = std::move(read);
      Cap(most, range);
    }
  }

  // A preset knows nothing of the network: what is too many there is as many as there are.
  static void Cap(std::uint64_t most, CountRange& range) {
    range.least = std::min(range.least, most);
    range.most = std::min(range.most, most);
    for (std::uint64_t& quantile : range.quantiles) quantile = std::min(quantile, most);
  }

  static bool ReadQuantiles(const v1::CountRange& config, const std::string& path,
                            FieldChecks& checks, CountRange& range) {
    const auto count = static_cast<std::size_t>(config.quantiles_size());
    if (!checks.AtMost(path, count, kQuantilesMax, "quantiles")) return false;
    range.quantiles.assign(config.quantiles().begin(), config.quantiles().end());
    const bool rising = std::is_sorted(range.quantiles.begin(), range.quantiles.end());
    if (config.has_least() || config.has_most()) {
      checks.Fault(DiagnosticCode::kContradiction, path,
                   "quantiles begin with the least and end with the most",
                   "give either them, or least and most");
    } else if (count < 2 || !rising) {
      checks.Fault(DiagnosticCode::kBadRange, path,
                   count < 2 ? "one quantile is no range" : "the quantiles do not rise",
                   "two or more, from the least to the most, as in [1, 1, 2, 8]");
    } else {
      range.least = range.quantiles.front();
      range.most = range.quantiles.back();
      return true;
    }
    return false;
  }

  void ReadCollectives() {
    const TrafficLayer& layer = layers_.Of("collective_percent");
    burst_.collective_percent =
        Percent("collective_percent", &v1::TrafficConfig::collective_percent);
    if (burst_.collective_percent == 0 || !draft_.scenario.network.collectives.empty()) return;
    burst_.collective_percent = 0;
    if (layer.is_preset) return;
    Own().Fault(DiagnosticCode::kBadRange, Path("collective_percent"),
                "the network has no collectives");
  }

  void ReadSections() {
    const TrafficLayer& layer = layers_.Of("section_bytes");
    const std::string path = layer.Path("section_bytes");
    const std::uint64_t bytes = layer.config->section_bytes();
    if (!layer.config->has_section_bytes() ||
        !layer.checks->Within(path, bytes, kSectionBytesMin, kTextBytesMax)) {
      return;
    }
    // Format line 3 has two digits for the section.
    if (burst_.text_bytes.most > bytes * 99) {
      layer.checks->Fault(DiagnosticCode::kOutOfRange, path,
                          fmt::format("a text of {} characters would have more than 99 sections",
                                      burst_.text_bytes.most));
      return;
    }
    burst_.section_bytes = bytes;
  }

  const TrafficLayers layers_;
  ScenarioDraft& draft_;
  TrafficBurst burst_;
};

}  // namespace

void ReadTraffic(const v1::ScenarioConfig& config, ScenarioDraft& draft) {
  const auto count = static_cast<std::size_t>(config.traffic_size());
  if (!draft.checks.AtMost("traffic", count, kBurstsMax, "bursts of traffic")) return;
  PresetShelf presets(draft);
  for (std::size_t i = 0; i < count; ++i) {
    const v1::TrafficConfig& burst = config.traffic(static_cast<int>(i));
    BurstReader reader(presets.LayersOf(burst, At("traffic", i)), draft);
    draft.scenario.traffic.push_back(reader.Read(i));
    const std::uint64_t cables = CablesIn(draft.scenario);
    if (cables <= kCablesMax || draft.checks.count() > 0) continue;
    return draft.checks.Fault(
        DiagnosticCode::kOutOfRange, At("traffic", i),
        fmt::format("up to here the scenario files about {} cables; {} can be taken", cables,
                    kCablesMax),
        "a run of that many takes most of an hour and gigabytes of memory; several runs with other "
        "seeds tell as much");
  }
}

}  // namespace torntape::proto
