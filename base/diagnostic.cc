#include "base/diagnostic.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "base/assert.h"
#include "base/printable.h"

namespace torntape {
namespace {

constexpr std::size_t kShownColumnsMax = 100;  // of a source line, "..." not counted
constexpr std::size_t kContextColumns = 30;    // shown before the span when a line is cut
constexpr std::size_t kMessageColumnsMax = 600;
constexpr std::size_t kSourceColumnsMax = 1000;  // a path is of no use when it is cut
constexpr std::size_t kRenderedMax = 100;

char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool EqualButForCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Upper(x) == Upper(y); });
}

std::string_view NameOf(Severity severity) {
  switch (severity) {
    case Severity::kNote:
      return "note";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return "error";
}

// The line with number `number` of `text`, without its end; nothing if there is none.
std::optional<std::string_view> LineAt(std::string_view text, int number) {
  if (text.empty() || number < 1) return std::nullopt;
  for (int i = 1; i < number; ++i) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    text.remove_prefix(end + 1);
  }
  std::string_view line = text.substr(0, text.find('\n'));
  while (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// A source line as it is shown, and where in it the span lies. Columns of the screen, from 0.
struct ShownLine {
  std::string text;
  std::size_t span_column = 0;
  std::size_t span_columns = 1;
};

// Where to begin showing, in bytes: so far before `span_begin` that kContextColumns stand there.
std::size_t WindowBegin(std::string_view line, std::size_t span_begin) {
  std::size_t columns = 0;
  std::vector<std::size_t> begins;  // of the last characters before the span
  const std::size_t from = span_begin > 4096 ? span_begin - 4096 : 0;
  for (std::size_t i = from; i < span_begin;) {
    const PrintableCell cell = FirstCell(line.substr(i));
    begins.push_back(i);
    i += cell.bytes;
  }
  std::size_t begin = span_begin;
  while (!begins.empty()) {
    const PrintableCell cell = FirstCell(line.substr(begins.back()));
    columns += static_cast<std::size_t>(cell.columns);
    if (columns > kContextColumns) break;
    begin = begins.back();
    begins.pop_back();
  }
  return begin;
}

// True if the first `bytes` of `line`, or all of it, take at most `columns_max` columns.
bool Fits(std::string_view line, std::size_t columns_max) {
  std::size_t columns = 0;
  while (!line.empty()) {
    const PrintableCell cell = FirstCell(line);
    columns += static_cast<std::size_t>(cell.columns);
    if (columns > columns_max) return false;
    line.remove_prefix(cell.bytes);
  }
  return true;
}

ShownLine Show(std::string_view line, const SourceSpan& where) {
  ShownLine shown;
  const auto offset = static_cast<std::size_t>(std::max(where.column - 1, 0));
  const std::size_t span_begin = std::min(offset, line.size());
  const auto length = static_cast<std::size_t>(std::max(where.length, 1));
  const std::size_t span_end = span_begin + std::min(length, line.size() - span_begin);
  std::size_t at = 0;
  if (!Fits(line.substr(0, 4 * kShownColumnsMax), kShownColumnsMax) ||
      line.size() > 4 * kShownColumnsMax) {
    at = WindowBegin(line, span_begin);
    if (at > 0) shown.text = "...";
  }
  std::size_t column = shown.text.size();
  const std::size_t column_max = column + kShownColumnsMax;
  std::size_t span_column_end = 0;
  shown.span_column = column;
  for (; at < line.size();) {
    const PrintableCell cell = FirstCell(line.substr(at));
    const std::size_t column_after = column + static_cast<std::size_t>(cell.columns);
    if (column_after > column_max || shown.text.size() > 4 * kShownColumnsMax) {
      shown.text += "...";
      break;
    }
    AppendCell(shown.text, line.substr(at), cell);
    at += cell.bytes;
    // A character that begins before the span and ends in it is underlined too.
    if (at <= span_begin) shown.span_column = column_after;
    column = column_after;
    if (at - cell.bytes < span_end) span_column_end = column;
  }
  shown.span_columns =
      span_column_end > shown.span_column ? span_column_end - shown.span_column : 1;
  return shown;
}

std::string Place(const Diagnostic& diagnostic, std::string_view source) {
  std::string place = Printable(source, kSourceColumnsMax);
  if (diagnostic.where.line > 0) place += fmt::format(":{}", diagnostic.where.line);
  if (diagnostic.where.line > 0 && diagnostic.where.column > 0) {
    place += fmt::format(":{}", diagnostic.where.column);
  }
  return place;
}

// Optimal string alignment: insertions, deletions, changes, and swaps of neighbours, each one.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  static constexpr std::size_t kSizeMax = 64;
  if (a.size() > kSizeMax || b.size() > kSizeMax) return std::string_view::npos;
  std::array<std::array<std::size_t, kSizeMax + 1>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& two_above = rows[(i + 1) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_above[j - 2] + 1);
    }
  }
  return rows[a.size() % 3][b.size()];
}

}  // namespace

const std::vector<DiagnosticInfo>& AllDiagnostics() {
  static const std::vector<DiagnosticInfo> kRows = {
#define TORNTAPE_DIAGNOSTIC(number, letter, name, symbol, summary) \
  {DiagnosticCode::symbol, letter, name, summary},
#include "base/diagnostic_codes.def"
#undef TORNTAPE_DIAGNOSTIC
  };
  return kRows;
}

const DiagnosticInfo& InfoOf(DiagnosticCode code) {
  const auto& rows = AllDiagnostics();
  const auto row = std::lower_bound(
      rows.begin(), rows.end(), code,
      [](const DiagnosticInfo& info, DiagnosticCode wanted) { return info.code < wanted; });
  TORNTAPE_ASSERT(row != rows.end() && row->code == code);
  return *row;
}

const DiagnosticInfo* FindDiagnostic(std::string_view code_or_name) {
  for (const DiagnosticInfo& info : AllDiagnostics()) {
    const std::string number = fmt::format("{}", static_cast<unsigned>(info.code));
    if (EqualButForCase(code_or_name, info.name) || code_or_name == number ||
        EqualButForCase(code_or_name, info.letter + number)) {
      return &info;
    }
  }
  return nullptr;
}

std::string FormatCode(DiagnosticCode code) {
  const DiagnosticInfo& info = InfoOf(code);
  return fmt::format("{}{} {}", info.letter, static_cast<unsigned>(code), info.name);
}

bool HasErrors(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::kError;
  });
}

std::string Quoted(std::string_view text, std::size_t size_max) {
  return '"' + Printable(text, size_max) + '"';
}

std::string RenderDiagnostic(const Diagnostic& diagnostic, std::string_view source,
                             std::string_view text, int first_line) {
  std::string out = fmt::format("{}: {} {}", Place(diagnostic, source), NameOf(diagnostic.severity),
                                FormatCode(diagnostic.code));
  if (diagnostic.format_line > 0) out += fmt::format(" (format line {})", diagnostic.format_line);
  out += fmt::format(": {}\n", Printable(diagnostic.message, kMessageColumnsMax));
  if (const auto line = LineAt(text, diagnostic.where.line - first_line + 1)) {
    const ShownLine shown = Show(*line, diagnostic.where);
    out += fmt::format("  {}\n", shown.text);
    if (diagnostic.where.column > 0) {
      out += fmt::format("  {}^{}\n", std::string(shown.span_column, ' '),
                         std::string(shown.span_columns - 1, '~'));
    }
  }
  if (!diagnostic.hint.empty()) {
    out += fmt::format("  hint: {}\n", Printable(diagnostic.hint, kMessageColumnsMax));
  }
  TORNTAPE_ASSERT(out.size() <= kRenderedBytesMax);
  return out;
}

std::string RenderDiagnostics(const Diagnostics& diagnostics, std::string_view source,
                              std::string_view text, int first_line) {
  std::string out;
  const std::size_t count = std::min(diagnostics.size(), kRenderedMax);
  for (std::size_t i = 0; i < count; ++i) {
    out += RenderDiagnostic(diagnostics[i], source, text, first_line);
  }
  if (diagnostics.size() > count) {
    out += fmt::format("{}: and {} more\n", Printable(source, kSourceColumnsMax),
                       diagnostics.size() - count);
  }
  return out;
}

std::optional<std::string_view> NearestWord(std::string_view word,
                                            const std::vector<std::string_view>& candidates) {
  std::size_t nearest = std::max<std::size_t>(word.size() / 3, 1) + 1;
  std::optional<std::string_view> found;
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = EditDistance(word, candidate);
    if (distance >= nearest) continue;
    nearest = distance;
    found = candidate;
  }
  return found;
}

}  // namespace torntape
