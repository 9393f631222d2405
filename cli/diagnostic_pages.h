#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"

// What is told of a diagnostic beyond its occasion: docs/diagnostics/ holds a page a code, and
// those pages are built into the program.
namespace torntape::cli {

// One text of an example, and what is done with it. The first word of `how` is its kind, `cable` or
// `yaml`; then follow a file's name, or words such as `to=janap128` (RunExample knows them all).
// What cannot be shown as a text, as journals, has the kind `said` instead: what is said of it,
// word for word from a golden file of the tests, which is named.
struct ExampleText {
  std::string how;
  std::string text;  // with what stands in {{ }} written out
};

// The golden file that the text of an example was taken from; empty if it is a text to look at.
std::string_view GoldenOf(const ExampleText& example);

struct DiagnosticPage {
  std::string code;     // "C205 RI_REPEAT"
  std::string summary;  // the sentence of the table of codes
  std::string why;
  std::string rule;
  std::string repair;
  std::vector<ExampleText> example;  // the first one is looked at, the others are named by it
};

// A page as it stands in docs/diagnostics/; `name` is that file's.
struct PageSource {
  std::string_view name;  // "C205"
  std::string_view markdown;
};
std::span<const PageSource> AllPages();  // by name

// The error says what in the page is not as pages are.
Result<DiagnosticPage> ReadPage(std::string_view markdown);
// The page of a code.
DiagnosticPage PageOf(const DiagnosticInfo& info);

// What comes of the example: the text that was looked at, and what was said of it.
struct ExampleOutcome {
  std::string source;
  std::string text;
  Diagnostics diagnostics;
};
ExampleOutcome RunExample(const DiagnosticPage& page);

// A page for a terminal: what the code means, why it matters, the rule, an example as it is
// complained of, and how to mend it.
std::string RenderPage(const DiagnosticInfo& info);
// The same for programs, as one JSON object.
std::string RenderPageAsJson(const DiagnosticInfo& info);

}  // namespace torntape::cli
