#include "cli/tally.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace torntape::cli {
namespace {

std::string Count(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

void Tally::Add(const Diagnostics& diagnostics) {
  const bool refused = HasErrors(diagnostics);
  ++(refused ? refused_ : diagnostics.empty() ? accepted_ : repaired_);
  AddBetween(diagnostics);
}

void Tally::AddBetween(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) ++codes_[diagnostic.code];
}

std::string Tally::Render() const {
  std::string out = fmt::format("{}: {} accepted, {} accepted with warnings, {} refused\n",
                                Count(files_, "file"), accepted_, repaired_, refused_);
  std::vector<std::pair<DiagnosticCode, std::size_t>> codes(codes_.begin(), codes_.end());
  std::stable_sort(codes.begin(), codes.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::size_t width = 0;
  for (const auto& [code, count] : codes) width = std::max(width, FormatCode(code).size());
  for (const auto& [code, count] : codes) {
    out += fmt::format("{:>8}  {:<{}}  {}\n", count, FormatCode(code), width, InfoOf(code).summary);
  }
  return out;
}

std::string Tally::RenderAsJson() const {
  std::string out = fmt::format(
      "{{\"summary\":{{\"files\":{},\"accepted\":{},\"accepted_with_warnings\":{},\"refused\":{},"
      "\"codes\":{{",
      files_, accepted_, repaired_, refused_);
  bool first = true;
  for (const auto& [code, count] : codes_) {
    const DiagnosticInfo& info = InfoOf(code);
    out +=
        fmt::format("{}\"{}{}\":{}", first ? "" : ",", info.letter, static_cast<int>(code), count);
    first = false;
  }
  return out + "}}}\n";
}

}  // namespace torntape::cli
