#include "proto/station_reader.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "proto/field_checks.h"
#include "proto/file_kind.h"
#include "proto/network_reader.h"
#include "proto/yaml_reader.h"
#include "torntape/v1/station.pb.h"

namespace torntape::proto {
namespace {

using network::RoutingIndicator;

class StationLoader {
 public:
  StationLoader(const std::string& path, FileReader& reader) : reader_(reader) {
    files_.push_back({path, {}, {}});
  }

  LoadedStation Load() {
    LoadedStation loaded;
    StationFile station;
    if (Read(station) && !HasErrors(files_)) loaded.station = std::move(station);
    loaded.files = std::move(files_);
    return loaded;
  }

 private:
  bool Read(StationFile& station) {
    Result<std::string> text = reader_.Read(files_[0].path);
    if (!text) {
      files_[0].diagnostics.push_back(
          {DiagnosticCode::kFileUnreadable, Severity::kError, {}, 0, text.error().message, ""});
      return false;
    }
    files_[0].text = *std::move(text);
    if (KindOfFile(files_[0].text) == FileKind::kNetwork) return ReadNetworkIn(0, station);
    return ReadStation(station);
  }

  bool ReadNetworkIn(std::size_t file, StationFile& station) {
    auto network = ReadNetwork(files_[file].text, files_[file].diagnostics);
    if (!network) return false;
    station.network = *std::move(network);
    return true;
  }

  bool ReadStation(StationFile& station) {
    if (auto other = DiagnoseKind(files_[0].text, FileKind::kStation)) {
      files_[0].diagnostics.push_back(*std::move(other));
      return false;
    }
    v1::StationConfig config;
    SourceMap places;
    Diagnostics found;
    const bool readable = ReadYaml(files_[0].text, config, places, found);
    if (readable) {
      FieldChecks checks(places, found);
      const RoutingIndicator indicator = checks.IndicatorIn("", "station", config.station());
      station.listen = config.listen();
      station.store = config.store();
      ReadPeers(config, checks, station);
      if (ReadItsNetwork(config, checks, station)) FindStation(indicator, checks, station);
    }
    files_[0].diagnostics = std::move(found);
    return readable;
  }

  bool ReadItsNetwork(const v1::StationConfig& config, FieldChecks& checks, StationFile& station) {
    if (!checks.Has("network")) {
      checks.Missing("", "network", "network: ../networks/four-relays.yaml");
      return false;
    }
    const std::string resolved = ResolvePath(files_[0].path, config.network());
    Result<std::string> text = reader_.Read(resolved);
    if (!text) {
      checks.Fault(DiagnosticCode::kFileUnreadable, "network", text.error().message,
                   "files are named from the folder of this one");
      return false;
    }
    files_.push_back({resolved, *std::move(text), {}});
    return ReadNetworkIn(1, station);
  }

  static void FindStation(RoutingIndicator indicator, FieldChecks& checks, StationFile& station) {
    if (indicator.none()) return;
    station.station = indicator;
    std::vector<std::string> names;
    for (const network::Station& one : station.network.stations) {
      if (one.indicator == indicator) return;
      names.push_back(one.indicator.ToString());
    }
    checks.Fault(DiagnosticCode::kUnknownStation, "station",
                 fmt::format("{} is no station of the network", indicator.ToString()),
                 checks.Suggest(indicator.ToString(), {names.begin(), names.end()}));
  }

  static void ReadPeers(const v1::StationConfig& config, FieldChecks& checks,
                        StationFile& station) {
    std::set<std::string> links;
    for (int i = 0; i < config.peers_size(); ++i) {
      const std::string entry = At("peers", static_cast<std::size_t>(i));
      if (!checks.Has(In(entry, "link"))) checks.Missing(entry, "link", "link: KA-LB");
      if (!checks.Has(In(entry, "at"))) checks.Missing(entry, "at", "at: 127.0.0.1:7001");
      if (!links.insert(config.peers(i).link()).second) {
        checks.Fault(
            DiagnosticCode::kDuplicateName, In(entry, "link"),
            fmt::format("the peer of {} stands here already", Quoted(config.peers(i).link())));
      }
      station.peers.push_back({config.peers(i).link(), config.peers(i).at()});
    }
  }

  FileReader& reader_;
  std::vector<CheckedFile> files_;  // the one that was named is the first
};

}  // namespace

LoadedStation LoadStation(const std::string& path, FileReader& reader) {
  return StationLoader(path, reader).Load();
}

}  // namespace torntape::proto
