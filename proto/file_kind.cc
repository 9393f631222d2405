#include "proto/file_kind.h"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

#include "cable/shapes.h"

namespace torntape::proto {
namespace {

constexpr std::size_t kKinds = 5;

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

// What a line of YAML can begin with that is no key at its top.
bool BeginsInside(std::string_view line) {
  constexpr std::string_view kBeginnings = " \t\r#-.%]}";
  return line.empty() || kBeginnings.find(line.front()) != std::string_view::npos;
}

bool LooksLikeCables(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \r\n");
  if (begin == std::string_view::npos) return false;
  std::string_view line = text.substr(begin, text.find_first_of("\r\n", begin) - begin);
  return cable::LooksLikeIdentification(line) || cable::LooksLikeRoutingLine(line) ||
         cable::LooksLikeJanapRouting(line);
}

// What one does with a file that is not wanted here.
std::string_view HintFor(FileKind kind) {
  switch (kind) {
    case FileKind::kNetwork:
      return "a scenario names its network, as in network: ../networks/four-relays.yaml; torntape "
             "check looks at one alone";
    case FileKind::kScenario:
      return "torntape run runs it";
    case FileKind::kStation:
      return "torntape router and torntape post take it";
    case FileKind::kPreset:
      return "a scenario names it in its traffic";
    case FileKind::kUnknown:
      break;
  }
  return "a scenario names its cables, as in cables: [{file: a.cable}]; torntape explain tells "
         "them";
}

}  // namespace

std::string_view NameOf(FileKind kind) {
  static constexpr std::array<std::string_view, kKinds> kNames = {"unknown", "network", "scenario",
                                                                  "station", "preset"};
  return kNames[static_cast<std::size_t>(kind)];
}

FileKind KindOfFile(std::string_view yaml) {
  if (yaml.starts_with("\xef\xbb\xbf")) yaml.remove_prefix(3);  // a byte order mark
  std::array<int, kKinds> keys{};
  while (!yaml.empty()) {
    const std::size_t end = yaml.find('\n');
    const std::string_view line = yaml.substr(0, end);
    const std::string_view key = KeyOf(line);
    if (key.empty() && !BeginsInside(line)) return FileKind::kUnknown;
    for (const KeyOfKind& row : kKeys) {
      if (row.key == key) ++keys[static_cast<std::size_t>(row.kind)];
    }
    if (end == std::string_view::npos) break;
    yaml.remove_prefix(end + 1);
  }
  const auto most = std::max_element(keys.begin(), keys.end());
  return *most == 0 ? FileKind::kUnknown : static_cast<FileKind>(most - keys.begin());
}

std::optional<Diagnostic> DiagnoseKind(std::string_view text, FileKind wanted) {
  const FileKind kind = KindOfFile(text);
  if (kind == wanted || (kind == FileKind::kUnknown && !LooksLikeCables(text))) return std::nullopt;
  const std::string_view is = kind == FileKind::kUnknown ? "cable" : NameOf(kind);
  return Diagnostic{DiagnosticCode::kOtherKind,
                    Severity::kError,
                    {},
                    0,
                    fmt::format("the file is a {}, and a {} is wanted here", is, NameOf(wanted)),
                    std::string(HintFor(kind))};
}

}  // namespace torntape::proto
