#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace torntape {

enum class Severity : std::uint8_t { kNote, kWarning, kError };

// Everything that can be wrong with what comes from outside, one row each in
// base/diagnostic_codes.def (design decision 13). A number is never used again.
enum class DiagnosticCode : std::uint16_t {
#define TORNTAPE_DIAGNOSTIC(number, letter, name, symbol, summary) symbol = number,
#include "base/diagnostic_codes.def"
#undef TORNTAPE_DIAGNOSTIC
};

// What is said of a code whatever the occasion.
struct DiagnosticInfo {
  DiagnosticCode code;
  char letter;               // the range: C cable, R routing, Q queues, L links, J journal, S files
  std::string_view name;     // "BAD_PRECEDENCE"
  std::string_view summary;  // one sentence
};

// The row of a code. Every code has one.
const DiagnosticInfo& InfoOf(DiagnosticCode code);
// All rows, by number.
const std::vector<DiagnosticInfo>& AllDiagnostics();
// Finds a row by "C214", "214" or "FL2_REPAIRED", in either case of letters.
const DiagnosticInfo* FindDiagnostic(std::string_view code_or_name);
// "C214 FL2_REPAIRED"
std::string FormatCode(DiagnosticCode code);

// A stretch of one line of a text. Lines and columns count from 1; column 0 is "the whole line",
// line 0 "the text as a whole". Columns and lengths are bytes.
struct SourceSpan {
  int line = 0;
  int column = 0;
  int length = 0;
  friend bool operator==(const SourceSpan&, const SourceSpan&) = default;
};

// One fault in something that came from outside, said for a person.
struct Diagnostic {
  DiagnosticCode code{};
  Severity severity = Severity::kError;
  SourceSpan where;
  int format_line = 0;  // 1 to 16 inside a cable; 0 elsewhere
  std::string message;  // what is wrong, with the offending text
  std::string hint;     // what was likely meant or what to do; may be empty
};

using Diagnostics = std::vector<Diagnostic>;

bool HasErrors(const Diagnostics& diagnostics);

// `text` in double quotes, on one line and printable, cut to about `size_max` columns: for
// messages, which show the offending text whatever it is. Control characters and broken UTF-8
// become \x07.
std::string Quoted(std::string_view text, std::size_t size_max = 40);

// The one place that draws a diagnostic:
//   cable.txt:2:4: error C203 BAD_ROUTING_INDICATOR (format line 2): "RYLBD7" is not ...
//     OO RYLBD7
//        ^~~~~~
//     hint: ...
// `source` names the text, `text` is the whole text that `where` points into (may be empty: then no
// line is shown). Of a long line the part around the span is shown. Printable whatever the text is:
// tabs and control characters are written as escapes, and the caret knows how wide each character
// is on a screen. The result is at most kRenderedBytesMax long. `first_line` is the number of the
// first line of `text`, where that is a piece of a longer one.
std::string RenderDiagnostic(const Diagnostic& diagnostic, std::string_view source,
                             std::string_view text, int first_line = 1);
inline constexpr std::size_t kRenderedBytesMax = 16384;
// The same for all, one below the other; after the first hundred it says how many there are more.
std::string RenderDiagnostics(const Diagnostics& diagnostics, std::string_view source,
                              std::string_view text, int first_line = 1);

// The candidate nearest to `word` (edit distance at most a third of its length, at least one), for
// "did you mean"; nothing when none is near. Ties go to the earlier candidate.
std::optional<std::string_view> NearestWord(std::string_view word,
                                            const std::vector<std::string_view>& candidates);

}  // namespace torntape
