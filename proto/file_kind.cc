#include "proto/file_kind.h"

#include <array>

namespace torntape::proto {
namespace {

struct KeyOfKind {
  std::string_view key;
  FileKind kind;
};
constexpr auto kKeys = std::to_array<KeyOfKind>({
    {"relays", FileKind::kNetwork},
    {"posts", FileKind::kNetwork},
    {"links", FileKind::kNetwork},
    {"collectives", FileKind::kNetwork},
    {"station", FileKind::kStation},
    {"peers", FileKind::kStation},
    {"listen", FileKind::kStation},
    {"start", FileKind::kScenario},
    {"cables", FileKind::kScenario},
    {"traffic", FileKind::kScenario},
    {"expect", FileKind::kScenario},
    {"faults", FileKind::kScenario},
    {"replays", FileKind::kScenario},
    {"preset", FileKind::kPreset},
});

// The key that a line begins with at its first column, or nothing.
std::string_view KeyOf(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return {};
  std::string_view key = line.substr(0, colon);
  const bool quoted = key.size() > 2 && (key.front() == '"' || key.front() == '\'');
  return quoted ? key.substr(1, key.size() - 2) : key;
}

}  // namespace

std::string_view NameOf(FileKind kind) {
  static constexpr std::array<std::string_view, 5> kNames = {"unknown", "network", "scenario",
                                                             "station", "preset"};
  return kNames[static_cast<std::size_t>(kind)];
}

FileKind KindOfFile(std::string_view yaml) {
  while (!yaml.empty()) {
    const std::size_t end = yaml.find('\n');
    const std::string_view key = KeyOf(yaml.substr(0, end));
    for (const KeyOfKind& row : kKeys) {
      if (row.key == key) return row.kind;
    }
    if (end == std::string_view::npos) break;
    yaml.remove_prefix(end + 1);
  }
  return FileKind::kUnknown;
}

}  // namespace torntape::proto
