#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/json.h"
#include "base/printable.h"
#include "cable/cable.h"
#include "cable/explanation.h"

namespace torntape::cable {
namespace {

constexpr std::size_t kShownColumnsMax = 120;  // of a line or a group
// "  12  FL12  " stands before each line; what is told of it stands below, as far in.
constexpr std::size_t kIndent = 12;

std::string_view NameOf(Severity severity) {
  switch (severity) {
    case Severity::kNote:
      return "note";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return "";
}

std::string Count(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

// "accepted", "accepted with 2 warnings", "refused: 1 error, 2 warnings"
std::string Verdict(const ReadResult& read) {
  const auto errors = static_cast<std::size_t>(
      std::count_if(read.diagnostics.begin(), read.diagnostics.end(),
                    [](const Diagnostic& d) { return d.severity == Severity::kError; }));
  const std::size_t warnings = read.diagnostics.size() - errors;
  if (read.cable) {
    return warnings == 0 ? "accepted" : "accepted with " + Count(warnings, "warning");
  }
  std::string verdict = "refused: " + Count(errors, "error");
  if (warnings > 0) verdict += ", " + Count(warnings, "warning");
  return verdict;
}

// "RYKABD #0417/01 1341042: CONFIDENTIAL, IMMEDIATE for action, ROUTINE for information; calls 4"
std::string Summary(const Cable& cable) {
  const Heading& heading = *cable.transmission.heading;
  std::string line = fmt::format("{}: {}, {}", heading.identification.ToString(),
                                 NameOf(heading.classification), NameOf(heading.action_precedence));
  if (heading.info_precedence) {
    line += fmt::format(" for action, {} for information", NameOf(*heading.info_precedence));
  }
  line += fmt::format(", {} called", Count(cable.transmission.called.size(), "routing indicator"));
  if (cable.subject_to_correction) line += ", subject to correction";
  return line + "\n";
}

// Columns of the screen that the first `bytes` of `text` take; nothing if they are not all shown.
std::optional<std::size_t> ColumnsOf(std::string_view text, std::size_t bytes) {
  std::size_t columns = 0;
  std::size_t at = 0;
  while (at < bytes && at < text.size()) {
    const PrintableCell cell = FirstCell(text.substr(at));
    columns += static_cast<std::size_t>(cell.columns);
    at += cell.bytes;
  }
  if (columns >= kShownColumnsMax) return std::nullopt;
  return columns;
}

// The span underlined, below the line that was shown, then what is wrong.
void AppendFault(std::string& out, const Diagnostic& diagnostic, std::string_view line) {
  const std::string indent(kIndent, ' ');
  const SourceSpan& where = diagnostic.where;
  if (where.column > 0) {
    const auto begin = static_cast<std::size_t>(where.column - 1);
    const auto from = ColumnsOf(line, begin);
    const auto to = ColumnsOf(line, begin + static_cast<std::size_t>(std::max(where.length, 1)));
    if (from) {
      const std::size_t end = std::max(to.value_or(kShownColumnsMax), *from + 1);
      fmt::format_to(std::back_inserter(out), "{}{}^{}\n", indent, std::string(*from, ' '),
                     std::string(end - *from - 1, '~'));
    }
  }
  fmt::format_to(std::back_inserter(out), "{}{} {}: {}\n", indent, NameOf(diagnostic.severity),
                 FormatCode(diagnostic.code), Printable(diagnostic.message, 600));
  if (!diagnostic.hint.empty()) {
    fmt::format_to(std::back_inserter(out), "{}hint: {}\n", indent,
                   Printable(diagnostic.hint, 600));
  }
}

void AppendGroups(std::string& out, const std::vector<GroupExplanation>& groups) {
  std::size_t width = 0;
  for (const GroupExplanation& group : groups) {
    width = std::max(width, std::min<std::size_t>(group.text.size(), 32));
  }
  for (const GroupExplanation& group : groups) {
    fmt::format_to(std::back_inserter(out), "{}  {:<{}}  {}\n", std::string(kIndent, ' '),
                   Printable(group.text, kShownColumnsMax), width, group.meaning);
  }
}

void AppendLine(std::string& out, const LineExplanation& explained) {
  const LineOfText& line = *explained.line;
  const std::string format_line =
      line.format_line == 0 ? std::string() : fmt::format("FL{}", line.format_line);
  std::string shown = fmt::format("{:>4}  {:<4}  {}", line.number, format_line,
                                  Printable(line.text, kShownColumnsMax));
  shown.resize(shown.find_last_not_of(' ') + 1);
  out.append(shown).push_back('\n');
}

void AppendFaultsOf(std::string& out, const ReadResult& read, int number, std::string_view line) {
  for (const Diagnostic& diagnostic : read.diagnostics) {
    if (diagnostic.where.line == number) AppendFault(out, diagnostic, line);
  }
}

void AppendNamed(std::string& out, std::string_view name, std::string_view value) {
  AppendJsonString(out, name);
  out.push_back(':');
  AppendJsonString(out, value);
}

void AppendDiagnosticAsJson(std::string& out, const Diagnostic& diagnostic) {
  const DiagnosticInfo& info = InfoOf(diagnostic.code);
  fmt::format_to(std::back_inserter(out),
                 "{{\"code\":\"{}{}\",\"name\":\"{}\",\"severity\":\"{}\",", info.letter,
                 static_cast<unsigned>(info.code), info.name, NameOf(diagnostic.severity));
  fmt::format_to(std::back_inserter(out),
                 "\"line\":{},\"column\":{},\"length\":{},\"format_line\":{},",
                 diagnostic.where.line, diagnostic.where.column, diagnostic.where.length,
                 diagnostic.format_line);
  AppendNamed(out, "message", diagnostic.message);
  out.push_back(',');
  AppendNamed(out, "hint", diagnostic.hint);
  out.push_back('}');
}

void AppendLineAsJson(std::string& out, const LineExplanation& explained) {
  const LineOfText& line = *explained.line;
  fmt::format_to(std::back_inserter(out), "{{\"number\":{},\"format_line\":{},", line.number,
                 line.format_line);
  AppendNamed(out, "name", explained.name);
  out.push_back(',');
  AppendNamed(out, "text", line.text);
  out.push_back(',');
  AppendNamed(out, "meaning", explained.meaning);
  out.append(",\"groups\":[");
  for (const GroupExplanation& group : explained.groups) {
    if (&group != &explained.groups.front()) out.push_back(',');
    fmt::format_to(std::back_inserter(out), "{{\"column\":{},", group.column);
    AppendNamed(out, "text", group.text);
    out.push_back(',');
    AppendNamed(out, "meaning", group.meaning);
    out.push_back('}');
  }
  out.append("]}");
}

}  // namespace

std::string ExplainCable(const ReadResult& read, std::string_view source) {
  std::string out = fmt::format("{}: {}\n", Printable(source, 200), Verdict(read));
  if (read.cable) out += Summary(*read.cable);
  out.push_back('\n');
  const std::string indent(kIndent, ' ');
  for (const LineExplanation& explained : ExplainLines(read)) {
    AppendLine(out, explained);
    AppendFaultsOf(out, read, explained.line->number, explained.line->text);
    if (!explained.meaning.empty()) {
      fmt::format_to(std::back_inserter(out), "{}{}: {}\n", indent, explained.name,
                     explained.meaning);
    }
    AppendGroups(out, explained.groups);
  }
  if (std::any_of(read.diagnostics.begin(), read.diagnostics.end(),
                  [](const Diagnostic& diagnostic) { return diagnostic.where.line == 0; })) {
    out.append("\nOf the text as a whole:\n");
    AppendFaultsOf(out, read, 0, "");
  }
  return out;
}

std::string ExplainCableAsJson(const ReadResult& read, std::string_view source) {
  std::string out = "{";
  AppendNamed(out, "source", source);
  out.append(",\"profile\":\"")
      .append(NameOf(read.profile))
      .append("\",\"accepted\":")
      .append(read.cable ? "true" : "false");
  out.append(",\n\"lines\":[");
  bool first = true;
  for (const LineExplanation& explained : ExplainLines(read)) {
    out.append(first ? "\n" : ",\n");
    first = false;
    AppendLineAsJson(out, explained);
  }
  out.append("],\n\"diagnostics\":[");
  first = true;
  for (const Diagnostic& diagnostic : read.diagnostics) {
    out.append(first ? "\n" : ",\n");
    first = false;
    AppendDiagnosticAsJson(out, diagnostic);
  }
  out.append("]}\n");
  return out;
}

}  // namespace torntape::cable
