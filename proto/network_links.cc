#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "proto/circuit_reader.h"
#include "proto/frame.h"
#include "proto/network_draft.h"
#include "proto/network_reader.h"
#include "torntape/v1/network.pb.h"

namespace torntape::proto {
namespace {

using cable::ChannelDesignator;
using cable::RoutingIndicator;
using network::Link;
using network::StationRole;

// Reads the links that stand in the file, then makes those that posts imply.
class LinkReader {
 public:
  LinkReader(const v1::NetworkConfig& config, FieldChecks& checks, NetworkDraft& draft)
      : config_(config), checks_(checks), draft_(draft) {
    for (std::size_t i = 0; i < draft.network.stations.size(); ++i) {
      const network::Station& station = draft.network.stations[i];
      roles_.emplace(station.indicator, station.role);
      names_.push_back(station.indicator.ToString());
    }
  }

  // What the file says for all links, whether or not it has any.
  void CheckDefaults() {
    Link link;
    ReadDefaults(true, link);
    ReadDefaults(false, link);
  }

  void Read(const v1::LinkConfig& config, const std::string& entry) {
    Link link;
    if (!ReadEnds(config, entry, link)) return;
    const bool of_post = IsPost(link.first) || IsPost(link.second);
    link.name = fmt::format("{}-{}", link.first.ToString(), link.second.ToString());
    if (checks_.Has(In(entry, "name"))) {
      if (!checks_.Name(In(entry, "name"), config.name())) return;
      link.name = config.name();
    }
    digits_ = 4;
    ReadDefaults(of_post, link);
    ReadCircuit(CircuitOf(config), entry, link);
    ReadChannels(config, entry, link);
    Add(std::move(link), entry);
  }

  // The link of a post to its relay, unless the file has one.
  void Imply(const v1::PostConfig& post, const std::string& entry) {
    const auto indicator = RoutingIndicator::Parse(post.indicator());
    if (!indicator || !IsPost(*indicator)) return;  // refused already
    const bool has_link = linked_.contains(*indicator);
    if (!checks_.Has(In(entry, "relay"))) {
      if (!has_link) {
        checks_.Fault(DiagnosticCode::kNoLink, entry,
                      fmt::format("{} has no link to a relay", post.indicator()),
                      "add its relay, as in relay: RYKA");
      }
      return;
    }
    const RoutingIndicator relay = FindRelay(In(entry, "relay"), post.relay());
    if (relay.none()) return;
    if (ends_.contains({relay, *indicator})) {
      if (!checks_.Has(In(entry, "link"))) return;
      checks_.Fault(DiagnosticCode::kContradiction, In(entry, "link"),
                    fmt::format("the link of {} to {} stands among the links as well",
                                post.indicator(), post.relay()),
                    "say what it is like in one of the two places");
      return;
    }
    Link link;
    link.first = relay;
    link.second = *indicator;
    link.name = fmt::format("{}-{}", post.relay(), post.indicator());
    digits_ = 4;
    ReadDefaults(true, link);
    ReadCircuit(post.link(), In(entry, "link"), link);
    link.channels.push_back({{}, {}, digits_});
    Add(std::move(link), entry);
  }

 private:
  bool IsPost(RoutingIndicator indicator) const {
    const auto role = roles_.find(indicator);
    return role != roles_.end() && role->second == StationRole::kTributary;
  }

  RoutingIndicator FindStation(const std::string& path, const std::string& letters) {
    const RoutingIndicator indicator = checks_.Indicator(path, letters);
    if (indicator.none() || roles_.contains(indicator)) return indicator;
    checks_.Fault(DiagnosticCode::kUnknownStation, path,
                  fmt::format("there is no station {}", letters),
                  checks_.Suggest(letters, {names_.begin(), names_.end()},
                                  "stations stand under \"relays\" and \"posts\""));
    return {};
  }

  RoutingIndicator FindRelay(const std::string& path, const std::string& letters) {
    const RoutingIndicator indicator = FindStation(path, letters);
    if (!IsPost(indicator)) return indicator;
    checks_.Fault(DiagnosticCode::kNotARelay, path, fmt::format("{} is a post", letters),
                  "posts hang on relays; only relays pass cables on");
    return {};
  }

  bool ReadEnds(const v1::LinkConfig& config, const std::string& entry, Link& link) {
    const std::string path = In(entry, "between");
    if (config.between_size() != 2) {
      if (!checks_.Has(path)) {
        checks_.Missing(entry, "between", "between: [RYKA, RYLB]");
      } else {
        checks_.Fault(
            DiagnosticCode::kBadLink, path,
            fmt::format("\"between\" wants two stations, and has {}", config.between_size()));
      }
      return false;
    }
    link.first = FindStation(At(path, 0), config.between(0));
    link.second = FindStation(At(path, 1), config.between(1));
    if (link.first.none() || link.second.none()) return false;
    linked_.insert(link.first);
    linked_.insert(link.second);
    if (link.first == link.second) {
      checks_.Fault(DiagnosticCode::kBadLink, path,
                    fmt::format("the link joins {} to itself", config.between(0)));
      return false;
    }
    if (IsPost(link.first) && IsPost(link.second)) {
      checks_.Fault(DiagnosticCode::kBadLink, path,
                    fmt::format("{} and {} are both posts", config.between(0), config.between(1)),
                    "posts pass nothing on; link each to a relay");
      return false;
    }
    return true;
  }

  void ReadDefaults(bool of_post, Link& link) {
    if (of_post) {
      ReadCircuit(config_.post_links(), "post_links", link);
    } else {
      ReadCircuit(config_.relay_links(), "relay_links", link);
    }
  }

  // Defaults are read for each link, and reported once.
  void ReadCircuit(const v1::CircuitConfig& config, const std::string& entry, Link& link) {
    CircuitReader(config, entry, checked_.insert(entry).second, checks_).Read(link, digits_);
  }

  void ReadChannels(const v1::LinkConfig& config, const std::string& entry, Link& link) {
    const std::string path = In(entry, "channels");
    const auto count = static_cast<std::size_t>(config.channels_size());
    if (!checks_.AtMost(path, count, kChannelsPerLinkMax, "channels")) return;
    for (std::size_t i = 0; i < count; ++i) {
      const v1::ChannelConfig& channel = config.channels(static_cast<int>(i));
      const std::string channel_entry = At(path, i);
      link.channels.push_back(
          {ReadDesignator(In(channel_entry, "first_to_second"), channel.first_to_second()),
           ReadDesignator(In(channel_entry, "second_to_first"), channel.second_to_first()),
           digits_});
    }
    if (count == 0) link.channels.push_back({{}, {}, digits_});
  }

  ChannelDesignator ReadDesignator(const std::string& path, const std::string& letters) {
    if (!checks_.Has(path)) return {};
    if (const auto designator = ChannelDesignator::Parse(letters)) return *designator;
    checks_.Fault(DiagnosticCode::kBadDesignator, path,
                  fmt::format("{} is not a channel designator", Quoted(letters)),
                  "three letters A to Z, as in KLA");
    return {};
  }

  void Add(Link link, const std::string& entry) {
    linked_.insert(link.first);
    linked_.insert(link.second);
    const auto [first, added] = link_names_.try_emplace(link.name, entry);
    if (!added) {
      checks_.Fault(DiagnosticCode::kDuplicateName, entry,
                    fmt::format("a link {} stands in line {} already", Quoted(link.name),
                                checks_.PlaceOf(first->second).line),
                    "give each of them a name of its own");
      return;
    }
    ends_.insert({link.first, link.second});
    ends_.insert({link.second, link.first});
    draft_.network.links.push_back(std::move(link));
    draft_.link_entries.push_back(entry);
  }

  const v1::NetworkConfig& config_;
  FieldChecks& checks_;
  NetworkDraft& draft_;
  std::map<RoutingIndicator, StationRole> roles_;
  std::vector<std::string> names_;                 // indicators of all stations, for suggestions
  std::map<std::string, std::string> link_names_;  // entries, by name
  std::set<std::pair<RoutingIndicator, RoutingIndicator>> ends_;
  std::set<RoutingIndicator> linked_;
  std::set<std::string> checked_;  // entries that ReadCircuit has seen
  std::uint8_t digits_ = 4;        // of the channels of the link being read
};

}  // namespace

void ReadLinks(const v1::NetworkConfig& config, FieldChecks& checks, NetworkDraft& draft) {
  const auto links = static_cast<std::size_t>(config.links_size());
  if (!checks.AtMost("links", links, kLinksMax - kPostsMax, "links")) return;
  LinkReader reader(config, checks, draft);
  reader.CheckDefaults();
  for (std::size_t i = 0; i < links; ++i) {
    reader.Read(config.links(static_cast<int>(i)), At("links", i));
  }
  const auto posts = static_cast<std::size_t>(config.posts_size());
  for (std::size_t i = 0; i < posts; ++i) {
    reader.Imply(config.posts(static_cast<int>(i)), At("posts", i));
  }
}

}  // namespace torntape::proto
