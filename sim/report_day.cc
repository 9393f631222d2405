// The report of a run with too many cables to show each: a page that is read at a glance.
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/printable.h"
#include "sim/report_draw.h"

namespace torntape::sim {
namespace {

// "99.8 %" of `whole`, cut off, so that 100 means all.
std::string Percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  const std::uint64_t tenths = part * 1000 / whole;
  if (tenths == 1000) return "100 %";
  return fmt::format("{}.{} %", tenths / 10, tenths % 10);
}

std::string DrawSpeeds(const RunReport& report, std::size_t width, const Pen& pen) {
  Table table(0);
  table.Add({"", "DELIVERIES", "MEDIAN", "99 %", "MOST", "OBJECTIVE", "IN TIME", "SPREAD"});
  for (const SpeedRow& row : report.speeds) {
    const std::uint64_t most =
        row.spread.empty() ? 0 : *std::max_element(row.spread.begin(), row.spread.end());
    table.Add({std::string(cable::NameOf(row.precedence)), Grouped(row.deliveries),
               FormatDuration(row.median), FormatDuration(row.p99), FormatDuration(row.most),
               FormatDuration(row.objective), Percent(row.in_time, row.deliveries),
               "|" + Sparkline(row.spread, most) + "|"});
  }
  return pen.Bold("Speed of service") + ", from filing to delivery\n" +
         table.Draw(width, pen, {1, 2, 3, 4, 5, 6}) +
         pen.Faint("  spread: up to 1s, 10s, 1m, 5m, 10m, 30m, 1h, 3h, 6h, and beyond") + "\n\n";
}

// The first rows of the busiest circuits, and those with the longest queues.
std::string DrawCircuits(const RunReport& report, std::size_t width, const Pen& pen) {
  constexpr std::size_t kRows = 6;
  constexpr std::size_t kBarColumns = 20;
  std::vector<CircuitRow> rows = report.circuits;
  if (rows.empty()) return {};
  if (rows.size() > kRows) rows.resize(kRows);
  std::uint64_t longest = 1;
  for (const CircuitRow& row : report.circuits) longest = std::max(longest, row.queue_peak);
  const auto peak = std::max_element(
      report.circuits.begin(), report.circuits.end(),
      [](const CircuitRow& a, const CircuitRow& b) { return a.queue_peak < b.queue_peak; });
  const bool shown = std::any_of(rows.begin(), rows.end(), [&](const CircuitRow& row) {
    return row.from == peak->from && row.to == peak->to;
  });
  if (!shown) rows.push_back(*peak);
  Table table(0);
  table.Add({"", "SENT", "BUSY", "LONGEST QUEUE", "AT", ""});
  for (const CircuitRow& row : rows) {
    const auto columns = static_cast<std::size_t>(row.queue_peak * kBarColumns / longest);
    table.Add({fmt::format("{} -> {}", row.from, row.to), Grouped(row.transmissions),
               row.busy_per_mille ? Percent(*row.busy_per_mille, 1000) : "-",
               Grouped(row.queue_peak), FormatTimeOfDay(row.queue_peak_at).substr(0, 8),
               std::string(columns, '=')});
  }
  return pen.Bold("Busiest circuits") + "\n" + table.Draw(width, pen, {1, 2, 3}) + '\n';
}

// As many steps in one as the page needs.
std::vector<std::uint64_t> Joined(const std::vector<std::uint64_t>& steps, std::size_t each,
                                  bool sum) {
  std::vector<std::uint64_t> out;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (i % each == 0) out.push_back(0);
    out.back() = sum ? out.back() + steps[i] : std::max(out.back(), steps[i]);
  }
  return out;
}

std::string DrawTimeline(const RunReport& report, std::size_t width, const Pen& pen) {
  const Timeline& timeline = report.timeline;
  if (timeline.filed.empty()) return {};
  constexpr std::size_t kMargin = 34;  // the words on both sides
  const std::size_t columns = width - kMargin;
  const std::size_t each = (timeline.filed.size() + columns - 1) / columns;
  const auto line = [&](std::string_view name, const std::vector<std::uint64_t>& steps, bool sum,
                        std::string_view unit) {
    const std::vector<std::uint64_t> joined = Joined(steps, each, sum);
    const std::uint64_t most = *std::max_element(joined.begin(), joined.end());
    return fmt::format("  {:<10}|{}|  at most {}{}\n", name, Sparkline(joined, most), Grouped(most),
                       unit);
  };
  std::string out =
      pen.Bold("The run in time") +
      fmt::format(", from {}, {} a column\n", FormatTimeOfDay(report.begin).substr(0, 5),
                  FormatDuration(timeline.step * static_cast<std::int64_t>(each)));
  out += line("filed", timeline.filed, true, "");
  out += line("delivered", timeline.delivered, true, "");
  out += line("waiting", timeline.waiting, false, " copies");
  return out + '\n';
}

std::string DrawRows(std::string_view title, const std::vector<FaultRow>& rows, std::uint64_t total,
                     std::size_t width, const Pen& pen) {
  constexpr std::size_t kRows = 12;
  if (rows.empty()) return {};
  std::string out = pen.Bold(title) + "\n";
  for (std::size_t i = 0; i < rows.size() && i < kRows; ++i) {
    out +=
        Printable(fmt::format("  {}  {}", FormatTimeOfDay(rows[i].at), rows[i].what), width) + '\n';
  }
  if (total > kRows) out += fmt::format("  ... and {} more\n", Grouped(total - kRows));
  return out + '\n';
}

}  // namespace

std::string DrawWholeRun(const RunReport& report, std::size_t width, const Pen& pen) {
  std::string out;
  if (!report.speeds.empty()) out += DrawSpeeds(report, width, pen);
  return out + DrawCircuits(report, width, pen) + DrawTimeline(report, width, pen);
}

std::string DrawGarbled(const RunReport& report, std::size_t width, const Pen& pen) {
  constexpr std::size_t kRows = 4;
  if (report.garbled.empty()) return {};
  std::string out = pen.Bold("What was garbled") + ", and asked for again\n";
  for (std::size_t i = 0; i < report.garbled.size() && i < kRows; ++i) {
    const GarbledRow& row = report.garbled[i];
    out += fmt::format("  {} -> {} {}\n", row.from, row.to, row.number);
    out += Printable("    sent  " + row.sent, width) + '\n';
    out += Printable("    came  " + row.came, width) + '\n';
  }
  if (report.counts.garbled > kRows) {
    out += fmt::format("  ... and {} more\n", Grouped(report.counts.garbled - kRows));
  }
  return out + '\n';
}

std::string DrawFaults(const RunReport& report, std::size_t width, const Pen& pen) {
  return DrawRows("What went wrong", report.faults, report.faults_total, width, pen) +
         DrawRows("What operators did", report.operators, report.operators.size(), width, pen);
}

}  // namespace torntape::sim
