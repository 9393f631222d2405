#include "sim/report_draw.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "base/printable.h"

namespace torntape::sim {
namespace {

constexpr std::string_view kGap = "  ";

}  // namespace

std::string Grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string Counted(std::uint64_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", Grouped(number), number == 1 ? one : many);
}

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

std::string Sparkline(const std::vector<std::uint64_t>& numbers, std::uint64_t most) {
  constexpr std::string_view kHeights = ".:-=+*#";
  std::string out;
  for (const std::uint64_t number : numbers) {
    if (number == 0 || most == 0) {
      out += ' ';
      continue;
    }
    const std::uint64_t height = std::min(number, most) * kHeights.size() / most;
    out += kHeights[std::max<std::uint64_t>(height, 1) - 1];
  }
  return out;
}

std::string Pen::In(std::string_view code, std::string_view text) const {
  return colour_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

std::string Table::Draw(std::size_t width, const Pen& pen, std::vector<std::size_t> right) const {
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

std::string Table::DrawRow(const Row& row, const std::vector<std::size_t>& widths,
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

}  // namespace torntape::sim
