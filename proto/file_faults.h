#pragma once

#include <cstddef>
#include <string>

#include "base/diagnostic.h"

namespace torntape::proto {

// Collects what is wrong with one file of configuration: every fault, up to a bound, so that a file
// of a million faults costs no more to refuse than one of a thousand.
class FileFaults {
 public:
  static constexpr std::size_t kFaultsMax = 1000;

  explicit FileFaults(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void Add(DiagnosticCode code, const SourceSpan& where, std::string message,
           std::string hint = {});
  // How many were added, counting those beyond the bound.
  std::size_t count() const { return count_; }

 private:
  Diagnostics& diagnostics_;
  std::size_t count_ = 0;
};

// Puts what was found from place `from` on into the order of the text.
void SortByPlace(Diagnostics& diagnostics, std::size_t from);

}  // namespace torntape::proto
