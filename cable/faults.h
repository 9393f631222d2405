#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "cable/cable.h"

namespace torntape::cable {

// Collects what is wrong with one cable, each fault with its place. Lists at most kFaultsMax; that
// there were more is said by TOO_MANY_FAULTS.
// REQUIRES: the list given to the constructor is empty and outlives this.
class Faults {
 public:
  static constexpr std::size_t kFaultsMax = 100;

  explicit Faults(Diagnostics& out, ReadMode mode = ReadMode::kStrict) : out_(out), mode_(mode) {}

  // True if an error of this code is a warning in this mode: what it hinders was mended or can be
  // done without.
  static bool IsForgiven(DiagnosticCode code, ReadMode mode);

  // `piece` is a part of `line.text`, which is underlined; an empty one at the end of it points at
  // where something is missing, and {} at all of it.
  void Report(Severity severity, DiagnosticCode code, const LineOfText& line,
              std::string_view piece, std::string message, std::string hint = {});
  void Error(DiagnosticCode code, const LineOfText& line, std::string_view piece,
             std::string message, std::string hint = {}) {
    Report(Severity::kError, code, line, piece, std::move(message), std::move(hint));
  }
  void Warning(DiagnosticCode code, const LineOfText& line, std::string_view piece,
               std::string message, std::string hint = {}) {
    Report(Severity::kWarning, code, line, piece, std::move(message), std::move(hint));
  }
  // About the text as a whole.
  void ErrorInText(DiagnosticCode code, std::string message, std::string hint = {});

  // True if these very words were said before, wherever in the cable.
  bool AlreadySaid(DiagnosticCode code, std::string_view message) const;

  bool Has(DiagnosticCode code) const;

  // True if anything reported so far refuses the cable.
  bool refused() const { return errors_ > 0; }

  // Closes the list, which is ordered by place. Nothing may be reported afterwards.
  void Finish();

 private:
  void Add(Diagnostic diagnostic);

  Diagnostics& out_;
  ReadMode mode_;
  std::size_t errors_ = 0;
  std::size_t dropped_ = 0;
  bool error_dropped_ = false;
};

// A place in the text where a format line is missing: the line found there, under the number of the
// one that is not.
inline LineOfText InPlaceOf(const LineOfText& found, int missing_format_line) {
  return {found.number, missing_format_line, found.text, found.column};
}

// An empty piece behind the last character of a line: here something is missing.
inline std::string_view EndOf(const LineOfText& line) { return line.text.substr(line.text.size()); }

}  // namespace torntape::cable
