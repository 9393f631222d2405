// The report of a run as plain text.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/printable.h"
#include "sim/run.h"

namespace torntape::sim {
namespace {

constexpr std::string_view kGap = "  ";

// "1,234,567"
std::string Grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string Counted(std::uint64_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", Grouped(number), number == 1 ? one : many);
}

// Pieces of text, drawn plain or in colour.
class Pen {
 public:
  explicit Pen(const ReportStyle& style) : colour_(style.colour) {}
  std::string Bold(std::string_view text) const { return In("1", text); }
  std::string Faint(std::string_view text) const { return In("2", text); }
  std::string Red(std::string_view text) const { return In("31;1", text); }
  std::string Green(std::string_view text) const { return In("32;1", text); }

 private:
  std::string In(std::string_view code, std::string_view text) const {
    return colour_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
  bool colour_;
};

// Rows of cells, each column as wide as its widest cell; the column that may shrink gives way when
// the rows are wider than the page.
class Table {
 public:
  using Row = std::vector<std::string>;
  explicit Table(std::size_t shrinking) : shrinking_(shrinking) {}

  void Add(Row row) { rows_.push_back(std::move(row)); }

  // The first row is a heading. `right` columns are set to the right.
  std::string Draw(std::size_t width, const Pen& pen, std::vector<std::size_t> right = {}) const {
    std::vector<std::size_t> widths;
    for (const Row& row : rows_) {
      widths.resize(std::max(widths.size(), row.size()));
      for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    }
    std::size_t sum = 0;
    for (const std::size_t each : widths) sum += each + kGap.size();
    const std::size_t least = 8;
    if (sum > width && widths[shrinking_] > least) {
      const std::size_t over = sum - width;
      widths[shrinking_] = std::max(least, widths[shrinking_] - std::min(over, widths[shrinking_]));
    }
    std::string out;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const std::string line = DrawRow(rows_[i], widths, right);
      out += i == 0 ? pen.Faint(line) : line;
      out += '\n';
    }
    return out;
  }

 private:
  static std::string DrawRow(const Row& row, const std::vector<std::size_t>& widths,
                             const std::vector<std::size_t>& right) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string cell = Printable(row[i], widths[i]);
      const std::string pad(widths[i] - std::min(widths[i], cell.size()), ' ');
      const bool to_right = std::find(right.begin(), right.end(), i) != right.end();
      line += kGap;
      line += to_right ? pad + cell : cell + pad;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
  }

  std::size_t shrinking_;
  std::vector<Row> rows_;
};

// The relays between the ends, as those who send and get it are named elsewhere in the row.
std::string Between(const std::vector<std::string>& path) {
  std::string out;
  for (std::size_t i = 1; i + 1 < path.size(); ++i) {
    out += out.empty() ? path[i] : " " + path[i];
  }
  return out;
}

std::string Since(Instant at, Instant filed) { return "+" + FormatDuration(at - filed); }

std::string DrawDeliveries(const CableRow& cable, std::size_t width, const Pen& pen) {
  constexpr std::size_t kVia = 4;
  Table table(kVia);
  table.Add({"ADDRESSEE", "FOR", "LINE 2", "AT", "BY WAY OF", "AFTER"});
  for (const DeliveryRow& row : cable.deliveries) {
    const std::string role(cable::NameOf(row.role));
    if (!row.delivered) {
      table.Add({row.addressee, role, "-", "-", row.note, ""});
      continue;
    }
    std::string after = Since(row.at, cable.filed);
    if (!row.note.empty()) after += " (" + row.note + ")";
    table.Add({row.addressee, role, row.line_2, FormatTimeOfDay(row.at), Between(row.path),
               std::move(after)});
  }
  return table.Draw(width, pen);
}

std::string DrawCopies(const CableRow& cable, std::size_t width, const Pen& pen) {
  constexpr std::size_t kLine2 = 2;
  Table table(kLine2);
  table.Add({"COPIES", "NUMBER", "LINE 2", "AFTER"});
  for (const CopyRow& row : cable.copies) {
    std::string after = Since(row.at, cable.filed);
    if (!row.note.empty()) after += " (" + row.note + ")";
    table.Add(
        {fmt::format("{:<8} -> {}", row.from, row.to), row.number, row.line_2, std::move(after)});
  }
  return table.Draw(width, pen);
}

std::string DrawCable(const CableRow& cable, std::size_t width, const Pen& pen) {
  const std::string_view precedence = cable::NameOf(cable.precedence);
  std::string out = fmt::format("{}  {}  filed {}", pen.Bold(cable.identification), precedence,
                                FormatTimeOfDay(cable.filed));
  const std::size_t drawn =
      cable.identification.size() + precedence.size() + 10 + FormatTimeOfDay(cable.filed).size();
  if (drawn + 4 < width) {
    out += "  " + pen.Faint(Printable(cable.source, width - drawn - 2));
  }
  out += '\n';
  if (!cable.accepted) return out + fmt::format("  refused: {}\n", cable.refused);
  if (!cable.deliveries.empty()) out += DrawDeliveries(cable, width, pen);
  if (cable.deliveries.empty()) out += "  It is for nobody whom the network knows.\n";
  for (const std::string& one : cable.intercepted) out += fmt::format("  intercepted at {}\n", one);
  out += '\n';
  if (!cable.copies.empty()) out += DrawCopies(cable, width, pen) + '\n';
  return out;
}

std::string DrawSpeeds(const RunReport& report, std::size_t width, const Pen& pen) {
  Table table(0);
  table.Add({"PRECEDENCE", "DELIVERIES", "LEAST", "MEDIAN", "99 %", "MOST"});
  for (const SpeedRow& row : report.speeds) {
    table.Add({std::string(cable::NameOf(row.precedence)), Grouped(row.deliveries),
               FormatDuration(row.least), FormatDuration(row.median), FormatDuration(row.p99),
               FormatDuration(row.most)});
  }
  return "From filing to delivery\n" + table.Draw(width, pen, {1, 2, 3, 4, 5}) + '\n';
}

// "Text\n", wrapped at `width` and indented.
std::string Wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out;
  std::string line(indent, ' ');
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (line.size() > indent && line.size() + 1 + word.size() > width) {
      out += line + '\n';
      line.assign(indent, ' ');
    }
    if (line.size() > indent) line += ' ';
    line += word;
  }
  return out + line + '\n';
}

std::string DrawBroken(const RunReport& report, std::size_t width, const Pen& pen) {
  std::string out;
  for (const BrokenPromise& broken : report.broken) {
    out += fmt::format("{}  {}", pen.Red("broken: " + broken.law), broken.place);
    if (!broken.cable.empty()) out += "  " + broken.cable;
    out += '\n' + Wrapped(broken.what, 2, width);
    for (const std::string& event : broken.events) out += "    " + event + '\n';
    out += '\n';
  }
  if (report.broken_total > report.broken.size()) {
    out += fmt::format("... and {} more.\n\n", Grouped(report.broken_total - report.broken.size()));
  }
  return out;
}

std::string Facts(const RunReport& report) {
  const RunCounts& counts = report.counts;
  std::string out = fmt::format("{} of {}", Counted(counts.deliveries, "delivery", "deliveries"),
                                Counted(counts.cables_filed, "cable", "cables"));
  if (counts.deliveries < counts.deliveries_owed) {
    out += fmt::format(", of {} owed", Grouped(counts.deliveries_owed));
  }
  return out;
}

std::string Expected(const RunCounts& counts) {
  std::string out;
  if (counts.copies_expected > 0) {
    out += fmt::format("; {} of {} copies as expected", Grouped(counts.copies_kept),
                       Grouped(counts.copies_expected));
  }
  if (counts.deliveries_expected > 0) {
    out += fmt::format("; {} of {} deliveries as expected", Grouped(counts.deliveries_kept),
                       Grouped(counts.deliveries_expected));
  }
  return out;
}

std::string Rest(const RunCounts& counts) {
  std::string out;
  const auto add = [&out](std::uint64_t count, std::string_view what) {
    if (count > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", Grouped(count), what);
  };
  add(counts.cables_refused, "refused");
  add(counts.queued, "still queued");
  add(counts.intercepted, "intercepted");
  add(counts.duplicates_dropped, "duplicates dropped");
  add(counts.burnt, "numbers burnt");
  add(counts.open_numbers, "numbers open");
  return out;
}

std::string DrawVerdict(const RunReport& report, std::size_t width, const Pen& pen) {
  const RunCounts& counts = report.counts;
  if (report.outcome == Outcome::kKept) {
    const std::string each =
        counts.deliveries == counts.deliveries_owed ? ", each once" : ", none twice";
    const std::string text =
        "kept: " + Facts(report) + each + ", bodies identical, order strict" + Expected(counts);
    std::string out = Wrapped(text, 0, width);
    return pen.Green(out.substr(0, 5)) + out.substr(5);
  }
  std::map<std::string, std::uint64_t> laws;
  for (const BrokenPromise& broken : report.broken) ++laws[broken.law];
  std::string list;
  for (const auto& [law, times] : laws) {
    list += fmt::format("{}{}{}", list.empty() ? "" : ", ", law,
                        times > 1 ? fmt::format(" ({})", times) : "");
  }
  const std::string text =
      fmt::format("broken: {}: {}; {}{}", Counted(report.broken_total, "promise", "promises"), list,
                  Facts(report), Expected(counts));
  const std::string out = Wrapped(text, 0, width);
  return fmt::format("repeat it with: {}\n", report.rerun) + pen.Red(out.substr(0, 7)) +
         out.substr(7);
}

}  // namespace

std::string FormatReport(const RunReport& report, const ReportStyle& style) {
  constexpr std::size_t kWidthMin = 60;
  const std::size_t width = std::max(style.width, kWidthMin);
  const Pen pen(style);
  std::string out;
  if (!style.quiet) {
    out += fmt::format("{}  {}, {} clock, seed {}\n\n", pen.Bold(report.scenario), report.network,
                       NameOf(report.clock), report.seed);
    for (const CableRow& cable : report.cables) out += DrawCable(cable, width, pen);
    if (report.cables.empty() && !report.speeds.empty()) out += DrawSpeeds(report, width, pen);
  }
  out += DrawBroken(report, width, pen);
  if (!style.quiet) {
    const std::string rest = Rest(report.counts);
    out +=
        Wrapped(fmt::format("{} of the network's time in {}: {}, {}{}{}.",
                            FormatDuration(report.end - report.begin), FormatDuration(report.took),
                            Counted(report.counts.transmissions, "transmission", "transmissions"),
                            Counted(report.counts.events, "event", "events"),
                            rest.empty() ? "" : "; ", rest),
                0, width);
    if (!report.events_file.empty()) out += fmt::format("events: {}\n", report.events_file);
  }
  return out + DrawVerdict(report, width, pen);
}

}  // namespace torntape::sim
