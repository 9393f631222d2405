#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cable/cable.h"

namespace torntape::cable {

// What is told of a group of a line: the group, where it begins (column, from 1), what it means.
struct GroupExplanation {
  std::string_view text;
  int column = 0;
  std::string meaning;
};

// What is told of a physical line.
struct LineExplanation {
  const LineOfText* line = nullptr;
  std::string_view name;  // of the format line, or of what the line is besides: "blank line"
  std::string meaning;    // one sentence without full stop; empty where an earlier line said it
  std::vector<GroupExplanation> groups;
};

// Explains each line, whether the cable was accepted or not, from the lines themselves. The views
// point into the text that was read; `read` must outlive the result.
std::vector<LineExplanation> ExplainLines(const ReadResult& read);

// Whom the called stations serve, by the address lines: what stands before each slant.
struct NamedStation {
  std::string_view name;  // the first that the station is responsible for
  int format_line = 7;    // 8: for information
  std::size_t more = 0;   // so many others
};
using NamedStations = std::map<std::string_view, NamedStation>;
// "NORTHERN TRADE COLLECTIVE", "AIG 7729": a name that stands for many.
bool IsCollectiveName(std::string_view name);

// The groups of the lines of the procedure and of the preamble, taken apart. `year` is that of the
// date-time group, if it has one; a filing day is then told as a date.
std::vector<GroupExplanation> ExplainIdentification(std::string_view line);
std::vector<GroupExplanation> ExplainRouting(std::string_view line, bool first,
                                             const NamedStations& named);
std::vector<GroupExplanation> ExplainJanapRouting(std::string_view line, bool first,
                                                  std::optional<int> year,
                                                  const NamedStations& named);
std::vector<GroupExplanation> ExplainCalling(std::string_view line, std::optional<int> year);
std::vector<GroupExplanation> ExplainInstructions(std::string_view line, bool first);
std::vector<GroupExplanation> ExplainPreamble(std::string_view line);
// The addressees, and what can be told of single lines of a text.
std::vector<GroupExplanation> ExplainAddress(std::string_view line, int format_line);
std::vector<GroupExplanation> ExplainClassLine(std::string_view line);
// What a line of the text is, if it is something of its own: "page line", "caption", ...
struct TextLineKind {
  std::string_view name;  // empty for plain text
  std::string meaning;
};
// Of each line of a text, the first of which is its classification's.
std::vector<TextLineKind> KindsOfTextLines(std::span<const std::string_view> text);

}  // namespace torntape::cable
