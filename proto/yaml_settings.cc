#include "proto/yaml_settings.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "proto/file_faults.h"

namespace torntape::proto {
namespace {

using Kind = YamlValue::Kind;

constexpr std::string_view kName = "--set";
constexpr std::string_view kNetwork = "network.";
constexpr std::string_view kHint = "write it as KEY=VALUE, as in traffic[0].cables=100";

// One step of a path: a key, or a place in a list.
struct Step {
  std::string_view key;
  std::size_t place = 0;
  bool is_place = false;
  std::size_t end = 0;  // in the path
};

bool IsKeyCharacter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

// "traffic[0].cables" as three steps; nothing if it is no path.
std::optional<std::vector<Step>> StepsOf(std::string_view path) {
  std::vector<Step> steps;
  std::size_t at = 0;
  while (at < path.size()) {
    Step step;
    if (path[at] == '[' && !steps.empty()) {
      const char* begin = path.data() + at + 1;
      const char* end = path.data() + path.size();
      const auto [behind, error] = std::from_chars(begin, end, step.place);
      if (error != std::errc() || behind == end || *behind != ']') return std::nullopt;
      step.is_place = true;
      at = static_cast<std::size_t>(behind - path.data()) + 1;
    } else {
      if (!steps.empty() && path[at++] != '.') return std::nullopt;
      std::size_t behind = at;
      while (behind < path.size() && IsKeyCharacter(path[behind])) ++behind;
      if (behind == at) return std::nullopt;
      step.key = path.substr(at, behind - at);
      at = behind;
    }
    step.end = at;
    steps.push_back(step);
  }
  if (steps.empty()) return std::nullopt;
  return steps;
}

void Shift(YamlValue& value, const SourceSpan& by) {
  value.where.line = by.line;
  value.where.column += by.column;
  for (YamlValue& item : value.items) Shift(item, by);
}

class Setter {
 public:
  Setter(const YamlSetting& setting, Diagnostics& diagnostics)
      : setting_(setting), diagnostics_(diagnostics), faults_(diagnostics) {}

  void Set(YamlValue& root) {
    const auto steps = StepsOf(setting_.path);
    if (!steps || root.kind != Kind::kKeys) return;  // told by ReadSettings, and by the filler
    std::optional<YamlValue> value = ReadValue();
    if (!value) return;
    YamlValue* at = &root;
    std::size_t begin = 0;
    for (const Step& step : *steps) {
      at = step.is_place ? Place(*at, step, begin) : Key(*at, step, begin);
      if (at == nullptr) return;
      begin = step.end;
    }
    *at = *std::move(value);
  }

 private:
  std::optional<YamlValue> ReadValue() {
    const int behind = static_cast<int>(setting_.path.size()) + 1;  // the path and "="
    const SourceSpan by{setting_.where.line, setting_.where.column - 1 + behind, 0};
    if (setting_.value.find_first_not_of(' ') == std::string::npos) {
      faults_.Add(DiagnosticCode::kNoValue, setting_.where,
                  fmt::format("{} has no value", Quoted(setting_.path)), std::string(kHint));
      return std::nullopt;
    }
    Diagnostics found;
    auto value = ParseYaml(setting_.value, {}, found);
    if (value) Shift(*value, by);
    for (Diagnostic& one : found) {
      one.where.line = by.line;
      one.where.column += by.column;
      diagnostics_.push_back(std::move(one));
    }
    return value;
  }

  SourceSpan WhereOf(const Step& step, std::size_t begin) const {
    return {setting_.where.line, setting_.where.column + static_cast<int>(begin),
            static_cast<int>(step.end - begin)};
  }

  // What stands before a step must be of one kind, or nothing as yet.
  bool Is(YamlValue& value, Kind kind, std::string_view wanted, std::size_t begin) {
    if (value.kind == Kind::kNothing) {
      value.kind = kind;
      value.where = setting_.where;
    }
    if (value.kind == kind) return true;
    if (value.kind == Kind::kFaulty) return false;
    SourceSpan where = setting_.where;
    where.length = static_cast<int>(begin);
    faults_.Add(DiagnosticCode::kWrongShape, where,
                fmt::format("{} is {} in the file, and here {} is meant",
                            Quoted(setting_.path.substr(0, begin)), ShapeOf(value), wanted));
    return false;
  }

  YamlValue* Key(YamlValue& value, const Step& step, std::size_t begin) {
    if (!Is(value, Kind::kKeys, "a group of keys", begin)) return nullptr;
    for (std::size_t i = 0; i + 1 < value.items.size(); i += 2) {
      if (value.items[i].text == step.key) return &value.items[i + 1];
    }
    YamlValue key;
    key.kind = Kind::kText;
    key.text = step.key;
    key.where = WhereOf(step, step.end - step.key.size());
    YamlValue nothing;
    nothing.where = key.where;
    value.items.push_back(std::move(key));
    value.items.push_back(std::move(nothing));
    return &value.items.back();
  }

  YamlValue* Place(YamlValue& value, const Step& step, std::size_t begin) {
    if (!Is(value, Kind::kList, "a list", begin)) return nullptr;
    if (step.place == value.items.size()) value.items.emplace_back();
    if (step.place < value.items.size()) return &value.items[step.place];
    faults_.Add(DiagnosticCode::kOutOfRange, WhereOf(step, begin),
                fmt::format("{} has {} {}", Quoted(setting_.path.substr(0, begin)),
                            value.items.size(), value.items.size() == 1 ? "entry" : "entries"),
                fmt::format("[{}] adds one behind the last", value.items.size()));
    return nullptr;
  }

  const YamlSetting& setting_;
  Diagnostics& diagnostics_;
  FileFaults faults_;
};

}  // namespace

YamlSettings ReadSettings(std::span<const std::string> settings) {
  YamlSettings read;
  read.as_file.path = kName;
  int line = kSettingLines;
  for (const std::string& setting : settings) {
    ++line;
    std::string shown = setting;
    std::replace(shown.begin(), shown.end(), '\n', ' ');  // each is one line
    read.as_file.text += shown + '\n';
    const std::size_t equals = setting.find('=');
    const std::string path = setting.substr(0, equals);
    const SourceSpan where{line, 1, static_cast<int>(std::max<std::size_t>(path.size(), 1))};
    const bool one_line = setting.find_first_of("\r\n") == std::string::npos;
    if (equals == std::string::npos || !one_line || !StepsOf(path)) {
      read.as_file.diagnostics.push_back({DiagnosticCode::kBadKey,
                                          Severity::kError,
                                          {line - kSettingLines, 1, where.length},
                                          0,
                                          fmt::format("{} names no key", Quoted(setting)),
                                          std::string(kHint)});
      continue;
    }
    YamlSetting one{path, setting.substr(equals + 1), where};
    if (!path.starts_with(kNetwork)) {
      read.scenario.push_back(std::move(one));
      continue;
    }
    one.path.erase(0, kNetwork.size());
    one.where.column += static_cast<int>(kNetwork.size());
    one.where.length -= static_cast<int>(kNetwork.size());
    read.network.push_back(std::move(one));
  }
  return read;
}

void ApplySettings(std::span<const YamlSetting> settings, YamlValue& root,
                   Diagnostics& diagnostics) {
  for (const YamlSetting& setting : settings) Setter(setting, diagnostics).Set(root);
}

void MoveSettingFaults(Diagnostics& from, CheckedFile& to) {
  const auto is_of_file = [](const Diagnostic& one) { return one.where.line <= kSettingLines; };
  const auto behind = std::stable_partition(from.begin(), from.end(), is_of_file);
  for (auto one = behind; one != from.end(); ++one) {
    one->where.line -= kSettingLines;
    to.diagnostics.push_back(std::move(*one));
  }
  from.erase(behind, from.end());
}

std::string DescribePlace(std::string_view path, const SourceSpan& where) {
  if (where.line <= kSettingLines) return fmt::format("{}:{}:{}", path, where.line, where.column);
  return fmt::format("{}:{}:{}", kName, where.line - kSettingLines, where.column);
}

}  // namespace torntape::proto
