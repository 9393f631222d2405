#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "proto/field_checks.h"
#include "proto/scenario_draft.h"
#include "proto/yaml_reader.h"

namespace torntape::v1 {
class PresetConfig;
class TrafficConfig;
}  // namespace torntape::v1

// An entry of traffic, and the preset behind it. Only proto/scenario_traffic.cc uses it.
namespace torntape::proto {

// Values of one file, with all that is needed to complain of them.
struct TrafficLayer {
  const v1::TrafficConfig* config = nullptr;
  std::string entry;  // where it stands in its file: "traffic[2]", "preset"
  FieldChecks* checks = nullptr;
  bool is_preset = false;

  std::string Path(std::string_view key) const { return In(entry, key); }
  bool Has(std::string_view key) const { return checks->Has(Path(key)); }
};

// The entry itself, and behind it its preset, if it has one.
class TrafficLayers {
 public:
  explicit TrafficLayers(TrafficLayer own) : layers_{std::move(own)} {}
  void Add(TrafficLayer preset) { layers_.push_back(std::move(preset)); }

  // The layer that gives a key; that of the entry if none does.
  const TrafficLayer& Of(std::string_view key) const {
    return layers_.size() > 1 && !front().Has(key) && back().Has(key) ? back() : front();
  }
  const TrafficLayer& front() const { return layers_.front(); }
  const TrafficLayer& back() const { return layers_.back(); }
  const v1::TrafficConfig& own() const { return *front().config; }
  const std::string& entry() const { return front().entry; }

 private:
  std::vector<TrafficLayer> layers_;
};

// The presets that a scenario names, each read once.
class PresetShelf {
 public:
  explicit PresetShelf(ScenarioDraft& draft);
  ~PresetShelf();
  PresetShelf(const PresetShelf&) = delete;
  PresetShelf& operator=(const PresetShelf&) = delete;

  TrafficLayers LayersOf(const v1::TrafficConfig& own, const std::string& entry);

 private:
  struct Preset;
  const Preset& Find(const std::string& path, const std::string& named);

  ScenarioDraft& draft_;
  std::map<std::string, std::unique_ptr<Preset>> presets_;  // by the name in the scenario
};

}  // namespace torntape::proto
