#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/json.h"
#include "base/printable.h"
#include "cable/cable.h"
#include "cable/explanation.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

// "  12 FL12 " stands before each line; what is told of it stands below, as far in. So a line of 69
// characters, which is the widest of a circuit, fits a screen of 80 columns.
constexpr std::size_t kIndent = 10;
constexpr std::size_t kGroupColumnsMax = 32;  // that the meanings of groups stand behind
constexpr std::size_t kRowsMax = 40;          // of a screen that one line of a cable may take
constexpr std::size_t kMessageColumnsMax = 600;
constexpr std::size_t kColumnsMin = 60;  // a narrower screen breaks the rows itself

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
  return line;
}

std::size_t ColumnsOf(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const PrintableCell cell = FirstCell(text);
    columns += static_cast<std::size_t>(cell.columns);
    text.remove_prefix(cell.bytes);
  }
  return columns;
}

// The bytes at the front of `text` that a row of so many columns takes: up to a space, where one
// stands near its end.
std::size_t RowSize(std::string_view text, std::size_t columns_max) {
  std::size_t columns = 0;
  std::size_t space = 0;  // behind the last one that fits
  for (std::size_t at = 0; at < text.size();) {
    const PrintableCell cell = FirstCell(text.substr(at));
    columns += static_cast<std::size_t>(cell.columns);
    if (columns > columns_max && at > 0) return space > 0 ? space : at;
    at += cell.bytes;
    if (text[at - 1] == ' ' && columns > columns_max / 2) space = at;
  }
  return text.size();
}

// Writes what is told of one cable, for a screen of so many columns.
class Teller {
 public:
  Teller(const ReadResult& read, std::size_t columns)
      : read_(read), columns_(std::max(columns, kColumnsMin)) {}

  std::string Tell(std::string_view source) {
    out_ = fmt::format("{}: {}\n", Printable(source, kMessageColumnsMax), Verdict(read_));
    if (read_.cable) Wrap("", Summary(*read_.cable), 0);
    out_.push_back('\n');
    const std::string indent(kIndent, ' ');
    const std::vector<LineExplanation> all = ExplainLines(read_);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const LineExplanation& explained = all[i];
      TellLine(i);
      if (!explained.meaning.empty()) {
        Wrap(indent, fmt::format("{}: {}", explained.name, explained.meaning), kIndent + 2);
      }
      TellGroups(explained.groups);
    }
    if (std::any_of(read_.diagnostics.begin(), read_.diagnostics.end(),
                    [](const Diagnostic& diagnostic) { return diagnostic.where.line == 0; })) {
      out_.append("\nOf the text as a whole:\n");
      for (const Diagnostic& diagnostic : read_.diagnostics) {
        if (diagnostic.where.line == 0) TellFault(diagnostic);
      }
    }
    return std::move(out_);
  }

 private:
  // `text` behind `lead`; further rows are indented by `hanging`. What is told may hold words of
  // the cable, whatever these are.
  void Wrap(std::string_view lead, std::string_view told, std::size_t hanging) {
    const std::string printable = Printable(told, 2 * kMessageColumnsMax);
    std::string_view text = printable;
    out_.append(lead);
    for (std::size_t used = ColumnsOf(lead); !text.empty(); used = hanging) {
      const std::size_t size = RowSize(text, columns_ - used);
      out_.append(TrimEnd(text.substr(0, size))).push_back('\n');
      text.remove_prefix(size);
      if (!text.empty()) out_.append(hanging, ' ');
    }
  }

  // A line of the cable, on as many rows as it takes, and what is wrong with each part below it.
  void TellLine(std::size_t index) {
    const LineOfText& line = read_.lines[index];
    const std::string format_line =
        line.format_line == 0 ? std::string() : fmt::format("FL{}", line.format_line);
    fmt::format_to(std::back_inserter(out_), "{:>4} {:<4} ", line.number, format_line);
    std::vector<const Diagnostic*> faults = FaultsOf(index);
    const std::size_t row_columns = columns_ - kIndent;
    std::size_t at = 0;
    for (std::size_t row = 1;; ++row) {
      const std::size_t size = RowSize(line.text.substr(at), row_columns);
      const std::string_view shown = line.text.substr(at, size);
      const bool ends = at + size == line.text.size();
      const bool last = ends || row == kRowsMax;
      AppendRow(last && !ends ? Printable(shown, row_columns - 3) + "..."
                              : Printable(shown, row_columns));
      std::erase_if(faults, [&](const Diagnostic* fault) {
        const std::size_t begin = BeginOf(*fault, line);
        if (!last && begin >= at + size) return false;
        if (fault->where.column > 0) Underline(begin - at, fault->where.length, shown);
        TellFault(*fault);
        return true;
      });
      if (last) return;
      at += size;
      out_.append(kIndent, ' ');
    }
  }

  // Where a fault begins in the text of its line, from 0.
  static std::size_t BeginOf(const Diagnostic& fault, const LineOfText& line) {
    return static_cast<std::size_t>(std::max(fault.where.column - line.column, 0));
  }

  // Of several format lines in one line of the source each tells its own.
  std::vector<const Diagnostic*> FaultsOf(std::size_t index) const {
    const std::vector<LineOfText>& lines = read_.lines;
    const LineOfText& line = lines[index];
    const bool first = index == 0 || lines[index - 1].number != line.number;
    const bool last = index + 1 == lines.size() || lines[index + 1].number != line.number;
    const int from = first ? 0 : line.column;
    std::vector<const Diagnostic*> faults;
    for (const Diagnostic& each : read_.diagnostics) {
      const SourceSpan& where = each.where;
      if (where.line != line.number || where.column < from) continue;
      if (last || where.column < lines[index + 1].column) faults.push_back(&each);
    }
    std::stable_sort(faults.begin(), faults.end(), [](const Diagnostic* a, const Diagnostic* b) {
      return a->where.column < b->where.column;
    });
    return faults;
  }

  void AppendRow(std::string_view row) {
    out_.append(row);
    out_.resize(out_.find_last_not_of(' ') + 1);
    out_.push_back('\n');
  }

  // `begin` can lie behind all that is shown; then the end of it is pointed at.
  void Underline(std::size_t begin, int length, std::string_view shown) {
    begin = std::min(begin, shown.size());
    const std::size_t from = ColumnsOf(shown.substr(0, begin));
    const auto bytes = static_cast<std::size_t>(std::max(length, 1));
    const std::size_t end = begin + std::min(bytes, shown.size() - begin);
    const std::size_t to = std::max(ColumnsOf(shown.substr(0, end)), from + 1);
    fmt::format_to(std::back_inserter(out_), "{}^{}\n", std::string(kIndent + from, ' '),
                   std::string(to - from - 1, '~'));
  }

  void TellFault(const Diagnostic& diagnostic) {
    const std::string indent(kIndent, ' ');
    Wrap(indent,
         fmt::format("{} {}: {}", NameOf(diagnostic.severity), FormatCode(diagnostic.code),
                     Printable(diagnostic.message, kMessageColumnsMax)),
         kIndent + 2);
    if (!diagnostic.hint.empty()) {
      Wrap(indent, "hint: " + Printable(diagnostic.hint, kMessageColumnsMax), kIndent + 2);
    }
  }

  void TellGroups(const std::vector<GroupExplanation>& groups) {
    const std::size_t width_max = std::min(kGroupColumnsMax, columns_ / 3);
    std::size_t width = 0;
    for (const GroupExplanation& group : groups) {
      width = std::max(width, std::min(ColumnsOf(group.text), width_max));
    }
    for (const GroupExplanation& group : groups) {
      std::string lead = std::string(kIndent + 2, ' ') + Printable(group.text, columns_ / 2);
      const std::size_t used = ColumnsOf(lead);
      lead.append(used < kIndent + 2 + width ? kIndent + 2 + width - used : 0, ' ').append("  ");
      Wrap(lead, group.meaning, kIndent + 2 + width + 2);
    }
  }

  const ReadResult& read_;
  const std::size_t columns_;
  std::string out_;
};

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

std::string ExplainCable(const ReadResult& read, std::string_view source, std::size_t columns) {
  return Teller(read, columns).Tell(source);
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
