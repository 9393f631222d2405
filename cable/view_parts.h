#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include "cable/view_reader.h"

// The parts that ReadView is made of. Each takes its lines off the front, and is false where the
// long way must be gone: the short way knows no faults.
namespace torntape::cable {

// Takes pieces off the front of a line. Every Take is false, or empty, where the line does not go
// on as it must.
class Scanner {
 public:
  explicit Scanner(std::string_view line) : rest_(line) {}

  bool AtEnd() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  bool Take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool Take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  // Letters, as many as there are.
  std::string_view Letters() {
    std::size_t size = 0;
    while (size < rest_.size() && IsUpper(rest_[size])) ++size;
    return Cut(size);
  }
  // Exactly `count` digits; empty if there are fewer or more.
  std::string_view Digits(std::size_t count) {
    std::size_t size = 0;
    while (size < rest_.size() && IsFigure(rest_[size])) ++size;
    return size == count ? Cut(size) : std::string_view{};
  }
  // What stands up to the next space.
  std::string_view Group() { return Cut(std::min(rest_.find(' '), rest_.size())); }

  static bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
  static bool IsFigure(char c) { return c >= '0' && c <= '9'; }

 private:
  std::string_view Cut(std::size_t size) {
    const std::string_view cut = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return cut;
  }
  std::string_view rest_;
};

inline int Number(std::string_view digits) {
  int number = 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  return number;
}

// The lines of a cable, from the first to the end of message, and how far they were taken.
struct ViewLines {
  CableView& view;
  std::size_t at = 0;
  std::size_t end = 0;  // behind the last line before the end of message

  bool AtEnd() const { return at >= end; }
  std::string_view Here() const { return view.lines[at].text; }
  std::string_view Take(int format_line) {
    view.lines[at].format_line = format_line;
    return view.lines[at++].text;
  }
};

// When a cable was drafted, by its format line 5.
struct ViewDate {
  int day = 0;
  int hour = 0;
  int minute = 0;
  int month = 0;  // 0: not said
  std::optional<int> year;
};

// Format lines 1 to 3; 4; 5.
bool TakeViewProcedure(ViewLines& lines);
bool TakeViewInstructions(ViewLines& lines);
bool TakeViewPreamble(ViewLines& lines, ViewDate& date);
// Format lines 6 to 15.
bool TakeViewBody(ViewLines& lines);

}  // namespace torntape::cable
