#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "proto/network_draft.h"
#include "proto/network_reader.h"
#include "torntape/v1/network.pb.h"

namespace torntape::proto {
namespace {

using cable::RoutingIndicator;
using network::StationRole;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// An address line of the `state` profile reads four digits at its end as the serial per addressee
// (spec 1.9), so that such a name would never be found.
bool EndsLikeASerial(std::string_view name) {
  if (name.starts_with("AIG ") || name.size() < 6) return false;
  const std::string_view end = name.substr(name.size() - 5);
  return end[0] == ' ' && IsDigit(end[1]) && IsDigit(end[2]) && IsDigit(end[3]) && IsDigit(end[4]);
}

class StationReader {
 public:
  StationReader(FieldChecks& checks, NetworkDraft& draft) : checks_(checks), draft_(draft) {}

  void Relay(const v1::RelayConfig& relay, const std::string& entry) {
    Station(relay.indicator(), relay.name(), entry,
            relay.kind() == v1::RelayConfig::MINOR ? StationRole::kMinorRelay
                                                   : StationRole::kMajorRelay);
  }

  void Post(const v1::PostConfig& post, const std::string& entry) {
    const RoutingIndicator indicator =
        Station(post.indicator(), post.name(), entry, StationRole::kTributary);
    if (checks_.Has(In(entry, "serves"))) {
      for (int i = 0; i < post.serves_size(); ++i) {
        const std::string path = At(In(entry, "serves"), static_cast<std::size_t>(i));
        if (checks_.Name(path, post.serves(i))) Addressee(post.serves(i), indicator, path);
      }
    } else if (!checks_.Has(In(entry, "name"))) {
      checks_.Missing(entry, "name", "name: EMB BRINDLEMOOR, or a list as \"serves\"");
    } else if (name_good_) {
      Addressee(post.name(), indicator, In(entry, "name"));
    }
  }

 private:
  RoutingIndicator Station(const std::string& letters, const std::string& name,
                           const std::string& entry, StationRole role) {
    const RoutingIndicator indicator = checks_.IndicatorIn(entry, "indicator", letters);
    name_good_ = !checks_.Has(In(entry, "name")) || checks_.Name(In(entry, "name"), name);
    if (indicator.none()) return indicator;
    const auto [first, added] = entries_.try_emplace(indicator, entry);
    if (!added) {
      checks_.Fault(DiagnosticCode::kDuplicateIndicator, In(entry, "indicator"),
                    fmt::format("{} is taken by {} in line {}", letters, Quoted(first->second),
                                checks_.PlaceOf(In(first->second, "indicator")).line));
      return indicator;
    }
    draft_.network.stations.push_back({indicator, role, name});
    draft_.station_entries.push_back(entry);
    return indicator;
  }

  void Addressee(const std::string& name, RoutingIndicator indicator, const std::string& path) {
    std::string folded = network::FoldName(name);
    if (folded.empty() || EndsLikeASerial(folded)) {
      checks_.Fault(
          DiagnosticCode::kBadName, path,
          fmt::format("nobody can be addressed as {}", Quoted(name)),
          folded.empty() ? "" : "four digits at the end of an address line are its serial");
      return;
    }
    const auto [first, added] = names_.try_emplace(folded, path);
    if (!added) {
      checks_.Fault(DiagnosticCode::kDuplicateName, path,
                    fmt::format("{} is already served, by line {}", Quoted(folded),
                                checks_.PlaceOf(first->second).line),
                    "an addressee is served by one station");
      return;
    }
    draft_.network.addressees.push_back({std::move(folded), indicator});
    draft_.addressee_entries.push_back(path);
  }

  FieldChecks& checks_;
  NetworkDraft& draft_;
  std::map<RoutingIndicator, std::string> entries_;  // of stations, by indicator
  std::map<std::string, std::string> names_;         // paths of addressees, by folded name
  bool name_good_ = false;                           // of the station read last
};

}  // namespace

void ReadStations(const v1::NetworkConfig& config, FieldChecks& checks, NetworkDraft& draft) {
  const auto relays = static_cast<std::size_t>(config.relays_size());
  const auto posts = static_cast<std::size_t>(config.posts_size());
  if (relays == 0) {
    checks.Fault(DiagnosticCode::kMissingKey, "relays", "the network has no relay",
                 "list one at least, as in relays: [{indicator: RYKA}]");
  }
  if (!checks.AtMost("relays", relays, kRelaysMax, "relays")) return;
  if (!checks.AtMost("posts", posts, kPostsMax, "posts")) return;
  StationReader reader(checks, draft);
  for (std::size_t i = 0; i < relays; ++i) {
    reader.Relay(config.relays(static_cast<int>(i)), At("relays", i));
  }
  for (std::size_t i = 0; i < posts; ++i) {
    reader.Post(config.posts(static_cast<int>(i)), At("posts", i));
  }
  checks.AtMost("posts", draft.network.addressees.size(), kAddresseesMax, "addressees");
}

}  // namespace torntape::proto
