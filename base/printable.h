#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace torntape {

// What a terminal shows of one character of a text that may hold anything.
struct PrintableCell {
  std::size_t bytes = 0;  // of the source that it stands for; 0 only at the end of the text
  int columns = 0;        // that it takes on a screen: 0 for combining marks, 2 for wide letters
  bool escaped = false;   // it cannot be shown as it is
};

// The first character of `text`, read as UTF-8. A control character, a character that turns the
// direction of writing round, or a byte that is no UTF-8 is escaped, byte by byte as \x1b, a tab as
// \t; a printed diagnostic can then neither beep, nor clear a screen, nor lie about its order.
PrintableCell FirstCell(std::string_view text);

// Appends the character that FirstCell found.
void AppendCell(std::string& out, std::string_view text, const PrintableCell& cell);

// The whole of `text` on one line, cut to at most `columns_max` columns with "..." at its end.
std::string Printable(std::string_view text, std::size_t columns_max);

}  // namespace torntape
