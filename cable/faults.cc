#include "cable/faults.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/assert.h"

namespace torntape::cable {

void Faults::Report(Severity severity, DiagnosticCode code, const LineOfText& line,
                    std::string_view piece, std::string message, std::string hint) {
  if (piece.data() == nullptr) piece = line.text;
  const auto at = piece.data() - line.text.data();
  TORNTAPE_ASSERT(at >= 0 && static_cast<std::size_t>(at) <= line.text.size());
  const SourceSpan where{line.number, line.column + static_cast<int>(at),
                         static_cast<int>(std::max<std::size_t>(piece.size(), 1))};
  Add({code, severity, where, line.format_line, std::move(message), std::move(hint)});
}

void Faults::ErrorInText(DiagnosticCode code, std::string message, std::string hint) {
  Add({code, Severity::kError, {}, 0, std::move(message), std::move(hint)});
}

bool Faults::AlreadySaid(DiagnosticCode code, std::string_view message) const {
  return std::any_of(out_.begin(), out_.end(), [&](const Diagnostic& said) {
    return said.code == code && said.message == message;
  });
}

bool Faults::Has(DiagnosticCode code) const {
  return std::any_of(out_.begin(), out_.end(),
                     [code](const Diagnostic& said) { return said.code == code; });
}

bool Faults::IsForgiven(DiagnosticCode code, ReadMode mode) {
  using enum DiagnosticCode;
  switch (code) {
    case kEmptyText:
    case kTextTooLarge:
    case kTooManyRi:
    case kReaddressal:
      return false;  // there is nothing to read, or a limit to keep
    case kNoSom:
    case kSecMismatch:
    case kSecGarbled:
    case kValidation:
    case kSecondSom:
    case kAfterEom:
    case kPilotDepth:
      return mode == ReadMode::kArchive;  // a live cable is set aside for a person to see
    case kBadPrecedence:
    case kPrecedenceNotDoubled:
    case kNoRoutingIndicator:
    case kNoCallingStation:
    case kBadCallingStation:
    case kNoSecurity:
    case kNoPreamble:
    case kLineOrder:
    case kUnexpectedLine:
    case kNoBt:
    case kBadPilot:
    case kEomInText:
      return mode == ReadMode::kArchive;  // without it the cable cannot be passed on
    default:
      return mode != ReadMode::kStrict;
  }
}

void Faults::Add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::kError && IsForgiven(diagnostic.code, mode_)) {
    diagnostic.severity = Severity::kWarning;
  }
  const bool error = diagnostic.severity == Severity::kError;
  if (error) ++errors_;
  if (out_.size() >= kFaultsMax) {
    ++dropped_;
    error_dropped_ |= error;
    return;
  }
  // In order of place; of two at one place the one found first comes first.
  const auto behind = std::upper_bound(
      out_.begin(), out_.end(), diagnostic, [](const Diagnostic& a, const Diagnostic& b) {
        return std::pair(a.where.line, a.where.column) < std::pair(b.where.line, b.where.column);
      });
  out_.insert(behind, std::move(diagnostic));
}

void Faults::Finish() {
  if (dropped_ == 0) return;
  out_.push_back({DiagnosticCode::kTooManyFaults,
                  error_dropped_ ? Severity::kError : Severity::kWarning,
                  {},
                  0,
                  fmt::format("{} more faults are not listed", dropped_),
                  "mend those above first: one mistake often causes many"});
}

}  // namespace torntape::cable
