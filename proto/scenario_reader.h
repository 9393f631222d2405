#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "proto/files.h"
#include "proto/scenario.h"

namespace torntape::proto {

inline constexpr std::size_t kCableFilesMax = 100'000;
inline constexpr std::size_t kBurstsMax = 10'000;
inline constexpr std::size_t kExpectationsMax = 1'000'000;  // counting each cable that one is about

// A scenario with its network and cables, and every file that was read for it, with what was found
// there. `scenario` is empty if and only if an error stands among these.
struct LoadedScenario {
  std::optional<Scenario> scenario;
  std::vector<CheckedFile> files;  // the scenario's own is the first
};

// Reads the scenario at `path`, and the files that it names, through `reader`.
[[nodiscard]] LoadedScenario LoadScenario(const std::string& path, FileReader& reader);

}  // namespace torntape::proto
