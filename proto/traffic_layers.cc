#include "proto/traffic_layers.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "proto/scenario_reader.h"
#include "torntape/v1/scenario.pb.h"

namespace torntape::proto {
namespace {

// True if nothing is wrong with it.
bool ReadPreset(std::string_view yaml, v1::PresetConfig& config, SourceMap& places,
                FieldChecks& checks, Diagnostics& diagnostics) {
  if (!ReadYaml(yaml, config, places, diagnostics)) return false;
  if (!checks.Has("preset")) {
    checks.Missing("", "preset", "preset: and below it the keys of traffic");
    return false;
  }
  // It is for every network, so it may speak of none.
  constexpr std::array<std::string_view, 3> kNotHere = {"from", "addressees", "preset"};
  for (const std::string_view key : kNotHere) {
    if (!checks.Has(In("preset", key))) continue;
    checks.Fault(DiagnosticCode::kContradiction, In("preset", key),
                 fmt::format("a preset cannot give \"{}\"", key), "give it in the scenario");
  }
  return checks.count() == 0;
}

}  // namespace

struct PresetShelf::Preset {
  v1::PresetConfig config;
  SourceMap places;
  std::unique_ptr<FieldChecks> checks;
  bool good = false;
};

PresetShelf::PresetShelf(ScenarioDraft& draft) : draft_(draft) {}
PresetShelf::~PresetShelf() = default;

TrafficLayers PresetShelf::LayersOf(const v1::TrafficConfig& own, const std::string& entry) {
  TrafficLayers layers({&own, entry, &draft_.checks, false});
  const std::string path = In(entry, "preset");
  if (!draft_.checks.Has(path)) return layers;
  const Preset& preset = Find(path, own.preset());
  if (preset.good) layers.Add({&preset.config.preset(), "preset", preset.checks.get(), true});
  return layers;
}

const PresetShelf::Preset& PresetShelf::Find(const std::string& path, const std::string& named) {
  const auto known = presets_.find(named);
  if (known != presets_.end()) return *known->second;
  Preset& preset = *presets_.emplace(named, std::make_unique<Preset>()).first->second;
  CheckedFile* file = draft_.files.Open(path, named, draft_.checks);
  if (file == nullptr) return preset;
  preset.checks = std::make_unique<FieldChecks>(preset.places, file->diagnostics);
  preset.good =
      ReadPreset(file->text, preset.config, preset.places, *preset.checks, file->diagnostics);
  return preset;
}

void CheckPreset(std::string_view yaml, Diagnostics& diagnostics) {
  v1::PresetConfig config;
  SourceMap places;
  FieldChecks checks(places, diagnostics);
  (void)ReadPreset(yaml, config, places, checks, diagnostics);
}

}  // namespace torntape::proto
