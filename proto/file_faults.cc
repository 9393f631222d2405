#include "proto/file_faults.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace torntape::proto {

void FileFaults::Add(DiagnosticCode code, const SourceSpan& where, std::string message,
                     std::string hint) {
  if (++count_ > kFaultsMax + 1) return;
  if (count_ > kFaultsMax) {
    code = DiagnosticCode::kTooManyFileFaults;
    message = fmt::format("more than {} faults; those from here on are not listed", kFaultsMax);
    hint.clear();
  }
  diagnostics_.push_back({code, Severity::kError, where, 0, std::move(message), std::move(hint)});
}

void SortByPlace(Diagnostics& diagnostics, std::size_t from) {
  std::stable_sort(diagnostics.begin() + static_cast<std::ptrdiff_t>(from), diagnostics.end(),
                   [](const Diagnostic& a, const Diagnostic& b) {
                     return std::pair(a.where.line, a.where.column) <
                            std::pair(b.where.line, b.where.column);
                   });
}

}  // namespace torntape::proto
