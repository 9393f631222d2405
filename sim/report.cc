// The report of a run as plain text.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/printable.h"
#include "sim/report_draw.h"
#include "sim/run.h"

namespace torntape::sim {
namespace {

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

// " (9 not approved, 3 bounce)"
std::string ByReason(const std::vector<InterceptRow>& rows) {
  std::string out;
  for (const InterceptRow& row : rows) {
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", Grouped(row.count), row.reason);
  }
  return out.empty() ? out : fmt::format(" ({})", out);
}

std::string Rest(const RunReport& report) {
  const RunCounts& counts = report.counts;
  std::string out;
  const auto add = [&out](std::uint64_t count, std::string_view what) {
    if (count > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", Grouped(count), what);
  };
  add(counts.cables_refused, "refused");
  add(counts.queued, "still queued");
  add(counts.intercepted, "intercepted" + ByReason(report.intercepts));
  add(counts.duplicates_dropped,
      counts.duplicates_dropped == 1 ? "duplicate dropped" : "duplicates dropped");
  add(counts.burnt, counts.burnt == 1 ? "number burnt" : "numbers burnt");
  add(counts.open_numbers, counts.open_numbers == 1 ? "number open" : "numbers open");
  add(counts.garbled, "of these garbled");
  return out;
}

std::string DrawVerdict(const RunReport& report, std::size_t width, const Pen& pen) {
  const RunCounts& counts = report.counts;
  if (report.outcome == Outcome::kInterrupted) {
    const std::string text = fmt::format(
        "interrupted at {} of the network's time, as was asked: {}; nothing was broken "
        "until then",
        FormatTimeOfDay(report.end), Facts(report));
    const std::string out = Wrapped(text, 0, width);
    return pen.Bold(out.substr(0, 11)) + out.substr(11);
  }
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
    if (report.cables.empty()) out += DrawWholeRun(report, width, pen);
    out += DrawFaults(report, width, pen);
    out += DrawGarbled(report, width, pen);
  }
  out += DrawBroken(report, width, pen);
  if (!style.quiet) {
    const std::string rest = Rest(report);
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
