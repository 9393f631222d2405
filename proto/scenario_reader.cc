#include "proto/scenario_reader.h"

#include <deque>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "cable/cable.h"
#include "proto/circuit_reader.h"
#include "proto/file_faults.h"
#include "proto/file_kind.h"
#include "proto/network_reader.h"
#include "proto/scenario_draft.h"
#include "torntape/v1/scenario.pb.h"

namespace torntape::proto {
namespace {

using network::RoutingIndicator;

// A cable file as it was read; several entries may name the same.
struct CableFile {
  std::string text;
  RoutingIndicator calling;  // of format line 3
  bool good = false;
};

class ScenarioLoader final : private ScenarioFiles {
 public:
  ScenarioLoader(const std::string& path, FileReader& reader, std::span<const std::string> settings)
      : path_(path), reader_(reader), settings_(ReadSettings(settings)) {
    own_.path = path;
  }

  LoadedScenario Load() {
    LoadedScenario loaded;
    Scenario scenario;
    const bool good = settings_.as_file.diagnostics.empty() && Read(scenario);
    MoveSettingFaults(own_.diagnostics, settings_.as_file);
    for (CheckedFile& file : files_) MoveSettingFaults(file.diagnostics, settings_.as_file);
    SortByPlace(own_.diagnostics, 0);
    loaded.files.push_back(std::move(own_));
    for (CheckedFile& file : files_) loaded.files.push_back(std::move(file));
    if (!settings_.as_file.diagnostics.empty()) {
      loaded.files.push_back(std::move(settings_.as_file));
    }
    if (good && !HasErrors(loaded.files)) loaded.scenario = std::move(scenario);
    return loaded;
  }

 private:
  // Returns false if an error was found before all was read.
  bool Read(Scenario& scenario) {
    Result<std::string> text = reader_.Read(path_);
    if (!text) {
      own_.diagnostics.push_back(
          {DiagnosticCode::kFileUnreadable, Severity::kError, {}, 0, text.error().message, ""});
      return false;
    }
    own_.text = *std::move(text);
    if (auto other = DiagnoseKind(own_.text, FileKind::kScenario)) {
      own_.diagnostics.push_back(*std::move(other));
      return false;
    }
    v1::ScenarioConfig config;
    SourceMap places;
    if (!ReadYaml(own_.text, config, places, own_.diagnostics, {}, settings_.scenario)) {
      return false;
    }

    FieldChecks checks(places, own_.diagnostics);
    scenario.path = path_;
    ReadHead(config, checks, scenario);
    if (!ReadItsNetwork(config, checks, scenario)) return false;
    const network::Directory directory(scenario.network);
    ScenarioDraft draft{checks, directory, scenario, *this};
    ReadCables(config, draft);
    ReadTraffic(config, draft);
    ReadReplays(config, draft);
    ReadRandomFaults(config, draft);
    ReadOperators(config, draft);
    // These name cables; without them each would be one more complaint of the same.
    if (checks.count() > 0) return true;
    ReadFaults(config, draft);
    ReadExpectations(config, draft);
    ReadBounds(config, draft);
    return true;
  }

  static void ReadHead(const v1::ScenarioConfig& config, FieldChecks& checks, Scenario& scenario) {
    if (!checks.Has("name")) {
      checks.Missing("", "name", "name: My scenario");
    } else if (checks.Name("name", config.name())) {
      scenario.name = config.name();
    }
    scenario.about = config.about();
    if (!checks.Has("start")) {
      checks.Missing("", "start", "start: 2031-05-14T10:42:00Z");
    } else if (const auto start = checks.Point("start", config.start())) {
      scenario.start = *start;
    }
    if (config.has_seed()) scenario.seed = config.seed();
    scenario.limit = std::chrono::hours(24);
    if (!checks.Has("limit")) return;
    const std::optional<Duration> limit = checks.Span("limit", config.limit(), kScenarioSpanMax);
    if (limit == Duration::zero()) {
      checks.Fault(DiagnosticCode::kOutOfRange, "limit", "nothing can be done in no time");
    }
    if (limit) scenario.limit = *limit;
  }

  CheckedFile* Open(const std::string& path, const std::string& named,
                    FieldChecks& checks) override {
    const std::string resolved = ResolvePath(path_, named);
    Result<std::string> text = reader_.Read(resolved);
    if (!text) {
      checks.Fault(DiagnosticCode::kFileUnreadable, path, text.error().message,
                   "files are named from the folder of the scenario");
      return nullptr;
    }
    files_.push_back({resolved, *std::move(text), {}});
    return &files_.back();
  }

  bool ReadItsNetwork(const v1::ScenarioConfig& config, FieldChecks& checks, Scenario& scenario) {
    if (!checks.Has("network")) {
      checks.Missing("", "network", "network: ../networks/four-relays.yaml");
      return false;
    }
    CheckedFile* file = Open("network", config.network(), checks);
    if (file == nullptr) return false;
    scenario.network_path = file->path;
    auto read = ReadNetwork(file->text, file->diagnostics, settings_.network);
    if (!read) return false;
    scenario.network = *std::move(read);
    if (config.preemption() != v1::NetworkConfig::PREEMPTION_UNSPECIFIED) {
      scenario.network.preemption = PreemptionOf(config.preemption());
    }
    return true;
  }

  void ReadCables(const v1::ScenarioConfig& config, ScenarioDraft& draft) {
    const auto count = static_cast<std::size_t>(config.cables_size());
    if (!draft.checks.AtMost("cables", count, kCableFilesMax, "cables from files")) return;
    for (std::size_t i = 0; i < count; ++i) {
      ReadCable(config.cables(static_cast<int>(i)), At("cables", i), draft);
    }
  }

  void ReadCable(const v1::CableConfig& config, const std::string& entry, ScenarioDraft& draft) {
    FieldChecks& checks = draft.checks;
    if (!checks.Has(In(entry, "file"))) {
      checks.Missing(entry, "file", "file: ../cables/brindlemoor-0417-01.cable");
      return;
    }
    const CableFile* file = FindCable(In(entry, "file"), config.file(), checks);
    if (file == nullptr) return;
    ScenarioCable cable;
    cable.source = ResolvePath(path_, config.file());
    cable.text = file->text;
    cable.where = checks.PlaceOf(entry);
    if (checks.Has(In(entry, "from"))) {
      cable.from = draft.FindPost(In(entry, "from"), config.from());
    } else {
      cable.from = draft.FindPost(In(entry, "file"), file->calling.ToString());
    }
    if (checks.Has(In(entry, "at"))) {
      cable.at =
          checks.Span(In(entry, "at"), config.at(), kScenarioSpanMax).value_or(Duration::zero());
    }
    cable.name = std::filesystem::path(cable.source).stem().string();
    const std::string name_path = checks.Has(In(entry, "name")) ? In(entry, "name") : entry;
    if (name_path != entry) cable.name = config.name();
    if (!checks.Name(name_path, cable.name)) return;
    if (!names_.insert(cable.name).second) {
      checks.Fault(DiagnosticCode::kDuplicateName, name_path,
                   fmt::format("a cable {} stands here already", Quoted(cable.name)),
                   "give each of them a name of its own");
      return;
    }
    if (!cable.from.none()) draft.scenario.cables.push_back(std::move(cable));
  }

  const CableFile* FindCable(const std::string& path, const std::string& named,
                             FieldChecks& checks) {
    const std::string resolved = ResolvePath(path_, named);
    auto known = cables_.find(resolved);
    if (known == cables_.end()) {
      CheckedFile* file = Open(path, named, checks);
      if (file == nullptr) return nullptr;
      known = cables_.try_emplace(resolved).first;
      known->second.text = file->text;
      const cable::ReadResult read = cable::ReadCable(file->text);
      file->diagnostics = read.diagnostics;
      known->second.good = read.cable.has_value() && !torntape::HasErrors(read.diagnostics);
      if (read.cable) {
        known->second.calling = read.cable->transmission.heading->identification.calling;
      }
    }
    if (known->second.good) return &known->second;
    checks.Fault(DiagnosticCode::kBadCable, path,
                 fmt::format("the cable in {} has errors", Quoted(resolved, 200)));
    return nullptr;
  }

  const std::string path_;
  FileReader& reader_;
  YamlSettings settings_;
  CheckedFile own_;
  std::deque<CheckedFile> files_;  // the others; they stay where they are
  std::map<std::string, CableFile> cables_;
  std::set<std::string> names_;
};

}  // namespace

LoadedScenario LoadScenario(const std::string& path, FileReader& reader,
                            std::span<const std::string> settings) {
  return ScenarioLoader(path, reader, settings).Load();
}

std::uint64_t CablesIn(const Scenario& scenario) {
  std::uint64_t count = scenario.cables.size();
  for (const TrafficBurst& burst : scenario.traffic) {
    count += burst.cables;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(burst.over).count();
    count += burst.per_hour_thousandths * static_cast<std::uint64_t>(seconds) / 3'600'000;
  }
  for (const Replay& replay : scenario.replays) count += replay.cables.size();
  return count;
}

}  // namespace torntape::proto
