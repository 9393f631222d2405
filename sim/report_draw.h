#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run.h"

// What reports are drawn with. Only sim/report*.cc use it.
namespace torntape::sim {

// "1,234,567"
std::string Grouped(std::uint64_t number);
// "1 cable", "2,000 cables"
std::string Counted(std::uint64_t number, std::string_view one, std::string_view many);
// "Text\n", wrapped at `width` and indented.
std::string Wrapped(std::string_view text, std::size_t indent, std::size_t width);
// A picture of numbers, one character each: " " is zero, "." the least of them, "#" `most`.
std::string Sparkline(const std::vector<std::uint64_t>& numbers, std::uint64_t most);

// Pieces of text, drawn plain or in colour.
class Pen {
 public:
  explicit Pen(const ReportStyle& style) : colour_(style.colour) {}
  std::string Bold(std::string_view text) const { return In("1", text); }
  std::string Faint(std::string_view text) const { return In("2", text); }
  std::string Red(std::string_view text) const { return In("31;1", text); }
  std::string Green(std::string_view text) const { return In("32;1", text); }

 private:
  std::string In(std::string_view code, std::string_view text) const;
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
  std::string Draw(std::size_t width, const Pen& pen, std::vector<std::size_t> right = {}) const;

 private:
  static std::string DrawRow(const Row& row, const std::vector<std::size_t>& widths,
                             const std::vector<std::size_t>& right);

  std::size_t shrinking_;
  std::vector<Row> rows_;
};

// Of a run with too many cables to show each: how fast, where, and when.
std::string DrawWholeRun(const RunReport& report, std::size_t width, const Pen& pen);
// Lines that were garbled on their way, as they were sent and as they came.
std::string DrawGarbled(const RunReport& report, std::size_t width, const Pen& pen);
// What went wrong because the scenario said so; nothing if nothing did.
std::string DrawFaults(const RunReport& report, std::size_t width, const Pen& pen);

}  // namespace torntape::sim
