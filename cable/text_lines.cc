#include "cable/text_lines.h"

#include <algorithm>

#include "base/assert.h"

namespace torntape::cable {

std::optional<std::vector<LineOfText>> SplitLines(std::string_view text, int first_number) {
  std::vector<LineOfText> lines;
  lines.reserve(std::min(kLinesMax, text.size() / 32 + 16));
  int number = first_number;
  while (!text.empty()) {
    if (lines.size() == kLinesMax) return std::nullopt;
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    while (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back({number++, 0, line});
  }
  return lines;
}

std::string_view TrimEnd(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::string_view Trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  return TrimEnd(text);
}

Groups SplitGroups(std::string_view text) {
  Groups groups;
  while (!(text = Trim(text)).empty()) {
    const std::size_t size = std::min(text.find(' '), text.size());
    groups.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return groups;
}

std::string_view FirstGroup(std::string_view text) {
  text = Trim(text);
  return text.substr(0, text.find(' '));
}

std::optional<std::string_view> FindBadSpacing(std::string_view text) {
  text = TrimEnd(text);
  if (text.starts_with(' ')) return text.substr(0, text.find_first_not_of(' '));
  const std::size_t at = text.find("  ");
  if (at == std::string_view::npos) return std::nullopt;
  return text.substr(at, text.find_first_not_of(' ', at) - at);
}

bool IsLetter(char c) { return c >= 'A' && c <= 'Z'; }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsAllLetters(std::string_view text) { return std::all_of(text.begin(), text.end(), IsLetter); }

bool IsAllDigits(std::string_view text) { return std::all_of(text.begin(), text.end(), IsDigit); }

int NumberOf(std::string_view digits) {
  TORNTAPE_ASSERT(digits.size() <= 9);
  int number = 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  return number;
}

}  // namespace torntape::cable
