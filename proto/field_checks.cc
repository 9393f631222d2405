#include "proto/field_checks.h"

#include <fmt/format.h>

#include "proto/checks.h"

namespace torntape::proto {

void FieldChecks::Missing(std::string_view entry, std::string_view key, std::string_view example) {
  Fault(DiagnosticCode::kMissingKey, entry,
        entry.empty() ? fmt::format("the file gives no \"{}\"", key)
                      : fmt::format("{} gives no \"{}\"", Quoted(entry), key),
        fmt::format("add {}", example));
}

cable::RoutingIndicator FieldChecks::Indicator(std::string_view path, std::string_view text) {
  if (const auto indicator = cable::RoutingIndicator::Parse(text)) return *indicator;
  std::string upper(text);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  const bool only_case = cable::RoutingIndicator::Parse(upper).has_value();
  Fault(DiagnosticCode::kBadIndicator, path,
        fmt::format("{} is not a routing indicator", Quoted(text)),
        only_case ? fmt::format("write {}", upper) : "four to eight letters A to Z, as in RYKABD");
  return {};
}

cable::RoutingIndicator FieldChecks::IndicatorIn(std::string_view entry, std::string_view key,
                                                 std::string_view text) {
  const std::string path = In(entry, key);
  if (Has(path)) return Indicator(path, text);
  Missing(entry, key, fmt::format("{}: RYKA", key));
  return {};
}

bool FieldChecks::Name(std::string_view path, std::string_view text) {
  std::string_view wrong;
  if (text.empty()) wrong = "empty";
  if (text.size() > kNameBytesMax) wrong = "longer than 128 bytes";
  if (!IsPlainText(text)) wrong = "not on one line, or not printable";
  if (wrong.empty()) return true;
  Fault(DiagnosticCode::kBadName, path, fmt::format("the name {} is {}", Quoted(text), wrong));
  return false;
}

std::optional<Duration> FieldChecks::Span(std::string_view path, std::string_view text,
                                          Duration longest) {
  const std::optional<Duration> span = ParseDuration(text);
  if (!span) {
    Fault(DiagnosticCode::kBadDuration, path, fmt::format("{} is not a span of time", Quoted(text)),
          "a number with a unit (ns us ms s m h d), as in 20ms, 1.5h or 3m20s");
    return std::nullopt;
  }
  if (*span <= longest) return span;
  Fault(DiagnosticCode::kOutOfRange, path,
        fmt::format("{} is longer than {}", Quoted(text), FormatDuration(longest)));
  return std::nullopt;
}

std::optional<Instant> FieldChecks::Point(std::string_view path, std::string_view text) {
  if (const std::optional<Instant> at = ParseInstant(text)) return at;
  Fault(DiagnosticCode::kBadInstant, path, fmt::format("{} is not an instant", Quoted(text)),
        "write it as in 2031-05-14T10:42:00Z, in UTC");
  return std::nullopt;
}

bool FieldChecks::Within(std::string_view path, std::uint64_t value, std::uint64_t low,
                         std::uint64_t high) {
  if (value >= low && value <= high) return true;
  Fault(DiagnosticCode::kOutOfRange, path,
        fmt::format("{} goes from {} to {}, and here is {}", Quoted(path), low, high, value));
  return false;
}

bool FieldChecks::AtMost(std::string_view path, std::size_t count, std::size_t max,
                         std::string_view what) {
  if (count <= max) return true;
  Fault(DiagnosticCode::kTooMany, path,
        fmt::format("there are {} {}; {} can be taken", count, what, max));
  return false;
}

std::string FieldChecks::Suggest(std::string_view word,
                                 const std::vector<std::string_view>& candidates,
                                 std::string_view instead) {
  if (suggestions_left_ > 0) {
    --suggestions_left_;
    if (const auto nearest = NearestWord(word, candidates)) {
      return fmt::format("did you mean {}?", Quoted(*nearest));
    }
  }
  return std::string(instead);
}

std::string At(std::string_view list, std::size_t place) {
  return fmt::format("{}[{}]", list, place);
}

std::string In(std::string_view entry, std::string_view key) {
  return entry.empty() ? std::string(key) : fmt::format("{}.{}", entry, key);
}

}  // namespace torntape::proto
