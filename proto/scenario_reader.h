#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proto/files.h"
#include "proto/scenario.h"

namespace torntape::proto {

inline constexpr std::size_t kCableFilesMax = 100'000;
inline constexpr std::size_t kBurstsMax = 10'000;
inline constexpr std::size_t kSurgesMax = 1'000;     // of one burst
inline constexpr std::size_t kQuantilesMax = 1'000;  // of one range
inline constexpr std::size_t kReplaysMax = 1'000;
inline constexpr std::size_t kReplayedCablesMax = 1'000'000;  // of one events file
inline constexpr std::size_t kFaultsMax = 10'000;
inline constexpr std::size_t kRandomFaultsMax = 1'000;  // entries, each of many faults
inline constexpr std::size_t kOperatorsMax = 1'000;
inline constexpr std::size_t kQueueBoundsMax = 100'000;
inline constexpr std::size_t kExpectationsMax = 1'000'000;  // counting each cable that one is about

// A scenario with its network and cables, and every file that was read for it, with what was found
// there. `scenario` is empty if and only if an error stands among these.
struct LoadedScenario {
  std::optional<Scenario> scenario;
  std::vector<CheckedFile> files;  // the scenario's own is the first
};

// Looks at a preset of traffic (configs/presets/) by itself; what a scenario makes of it is checked
// where one names it.
void CheckPreset(std::string_view yaml, Diagnostics& diagnostics);

// Reads the scenario at `path`, and the files that it names, through `reader`. `settings` stand in
// place of what the file says, "KEY=VALUE" each (proto/yaml_settings.h); what is wrong with them is
// told as of a file of the name "--set".
[[nodiscard]] LoadedScenario LoadScenario(const std::string& path, FileReader& reader,
                                          std::span<const std::string> settings = {});

}  // namespace torntape::proto
