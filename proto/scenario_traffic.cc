#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>

#include "proto/scenario_draft.h"
#include "proto/scenario_reader.h"
#include "torntape/v1/scenario.pb.h"

namespace torntape::proto {
namespace {

using network::AddresseeId;
using network::RoutingIndicator;
using network::StationRole;

constexpr Duration kSpanMax = std::chrono::hours(24 * 366);
constexpr std::uint64_t kCablesMax = 100'000'000;
constexpr std::uint64_t kTextBytesMax = 1U << 20;
constexpr std::uint64_t kAddressedMax = 500;

class BurstReader {
 public:
  BurstReader(const v1::TrafficConfig& config, std::string entry, ScenarioDraft& draft)
      : config_(config), entry_(std::move(entry)), checks_(draft.checks), draft_(draft) {}

  TrafficBurst Read(std::size_t number) {
    burst_.name = fmt::format("traffic {}", number + 1);
    if (Has("name") && checks_.Name(Path("name"), config_.name())) burst_.name = config_.name();
    if (Has("at")) burst_.at = Span("at", config_.at());
    if (Has("over")) burst_.over = Span("over", config_.over());
    ReadPosts();
    ReadCount();
    ReadShares();
    ReadAddressees();
    const std::uint64_t most = std::min<std::uint64_t>(kAddressedMax, burst_.addressees.size());
    if (Has("action")) burst_.action = Range("action", config_.action(), burst_.action, most);
    if (Has("info")) burst_.info = Range("info", config_.info(), burst_.info, most);
    if (Has("text_bytes")) {
      burst_.text_bytes =
          Range("text_bytes", config_.text_bytes(), burst_.text_bytes, kTextBytesMax);
    }
    if (burst_.action.most + burst_.info.most == 0) {
      checks_.Fault(DiagnosticCode::kBadRange, entry_, "these cables are for nobody",
                    "give \"action\" or \"info\" a most above 0");
    }
    if (checks_.Within(Path("dual_percent"), config_.dual_percent(), 0, 100)) {
      burst_.dual_percent = config_.dual_percent();
    }
    ReadCollectives();
    return std::move(burst_);
  }

 private:
  std::string Path(std::string_view key) const { return In(entry_, key); }
  bool Has(std::string_view key) const { return checks_.Has(Path(key)); }
  Duration Span(std::string_view key, const std::string& text) {
    return checks_.Span(Path(key), text, kSpanMax).value_or(Duration::zero());
  }

  void ReadPosts() {
    for (int i = 0; i < config_.from_size(); ++i) {
      const RoutingIndicator post =
          draft_.FindPost(At(Path("from"), static_cast<std::size_t>(i)), config_.from(i));
      if (!post.none()) burst_.from.push_back(post);
    }
    if (Has("from") && config_.from_size() == 0) {
      checks_.Fault(DiagnosticCode::kBadRange, Path("from"), "nobody files these cables",
                    "leave \"from\" out for every post");
    }
    if (Has("from")) return;
    for (const network::Station& station : draft_.scenario.network.stations) {
      if (station.role == StationRole::kTributary) burst_.from.push_back(station.indicator);
    }
    if (burst_.from.empty()) {
      checks_.Fault(DiagnosticCode::kNotAPost, entry_, "the network has no posts to file cables");
    }
  }

  void ReadCount() {
    if (config_.has_cables() && config_.has_cables_each()) {
      checks_.Fault(DiagnosticCode::kContradiction, Path("cables_each"),
                    "\"cables\" is given as well", "give only one of them");
      return;
    }
    if (config_.has_cables() && checks_.Within(Path("cables"), config_.cables(), 1, kCablesMax)) {
      burst_.cables = config_.cables();
    } else if (config_.has_cables_each() &&
               checks_.Within(Path("cables_each"), config_.cables_each(), 1, kCablesMax)) {
      burst_.cables = config_.cables_each() * burst_.from.size();
    } else if (!config_.has_cables() && !config_.has_cables_each()) {
      checks_.Missing(entry_, "cables", "cables: 100, or cables_each: 10");
    }
  }

  void ReadShares() {
    const v1::PrecedenceMix& mix = config_.precedences();
    burst_.shares = {0, 0, 2, 10, 28, 60};
    if (!Has("precedences")) return;
    burst_.shares = {mix.emergency_command(), mix.critic(),   mix.flash(),
                     mix.immediate(),         mix.priority(), mix.routine()};
    std::uint64_t sum = 0;
    for (const std::uint32_t share : burst_.shares) sum += share;
    if (sum == 0) {
      checks_.Fault(DiagnosticCode::kBadRange, Path("precedences"), "no precedence has a share",
                    "as in {immediate: 1, routine: 3}");
    }
  }

  void ReadAddressees() {
    const network::Network& network = draft_.scenario.network;
    std::set<AddresseeId> seen;
    for (int i = 0; i < config_.addressees_size(); ++i) {
      const std::string path = At(Path("addressees"), static_cast<std::size_t>(i));
      const std::string name = network::FoldName(config_.addressees(i));
      const AddresseeId id = draft_.directory.FindAddressee(name);
      if (id == AddresseeId::kNone) {
        std::vector<std::string_view> names;
        for (const network::Addressee& known : network.addressees) names.emplace_back(known.name);
        checks_.Fault(DiagnosticCode::kUnknownAddressee, path,
                      fmt::format("nobody is called {}", Quoted(name)),
                      checks_.Suggest(name, names));
      } else if (!seen.insert(id).second) {
        checks_.Fault(DiagnosticCode::kDuplicateMember, path,
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
    const auto listed = static_cast<std::size_t>(config_.addressees_size());
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
    checks_.Fault(DiagnosticCode::kBadRange, Has("addressees") ? Path("addressees") : entry_,
                  "a post finds nobody to write to but its own");
  }

  CountRange Range(std::string_view key, const v1::CountRange& config, CountRange usual,
                   std::uint64_t most) {
    CountRange range = usual;
    if (config.has_least()) range.least = config.least();
    range.most = config.has_most() ? config.most() : std::max(range.least, usual.most);
    if (!config.has_least()) range.least = std::min(usual.least, range.most);
    if (range.least > range.most) {
      checks_.Fault(DiagnosticCode::kBadRange, Path(key),
                    fmt::format("from {} to {} there is nothing", range.least, range.most));
    } else if (range.most > most) {
      checks_.Fault(DiagnosticCode::kOutOfRange, Path(key),
                    fmt::format("{} is more than the {} that there can be", range.most, most));
    } else {
      return range;
    }
    return usual;
  }

  void ReadCollectives() {
    if (!checks_.Within(Path("collective_percent"), config_.collective_percent(), 0, 100)) return;
    burst_.collective_percent = config_.collective_percent();
    if (burst_.collective_percent == 0 || !draft_.scenario.network.collectives.empty()) return;
    checks_.Fault(DiagnosticCode::kBadRange, Path("collective_percent"),
                  "the network has no collectives");
  }

  const v1::TrafficConfig& config_;
  const std::string entry_;
  FieldChecks& checks_;
  ScenarioDraft& draft_;
  TrafficBurst burst_;
};

}  // namespace

void ReadTraffic(const v1::ScenarioConfig& config, ScenarioDraft& draft) {
  const auto count = static_cast<std::size_t>(config.traffic_size());
  if (!draft.checks.AtMost("traffic", count, kBurstsMax, "bursts of traffic")) return;
  for (std::size_t i = 0; i < count; ++i) {
    BurstReader reader(config.traffic(static_cast<int>(i)), At("traffic", i), draft);
    draft.scenario.traffic.push_back(reader.Read(i));
  }
}

}  // namespace torntape::proto
