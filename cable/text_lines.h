#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/inline_vector.h"
#include "cable/cable.h"

// Text as lines, and lines as groups. What is given back always points into what was given.
namespace torntape::cable {

// More lines than a body of the largest size has, were they sixteen characters long each. A text
// with more is refused, so that a file of nothing but line feeds costs no memory to speak of.
inline constexpr std::size_t kLinesMax = 1u << 18;

// Splits at line feeds. Carriage returns right before one belong to the line end, and so do those
// at the end of the text (spec 1.1, simulator line model). What stands behind the last line feed is
// a line if it is not empty. Nothing if there are more than kLinesMax lines.
std::optional<std::vector<LineOfText>> SplitLines(std::string_view text, int first_number = 1);

// Without the spaces at its end; with none at its beginning either.
std::string_view TrimEnd(std::string_view text);
std::string_view Trim(std::string_view text);
inline bool IsBlank(std::string_view text) { return TrimEnd(text).empty(); }

// The groups of a line: what stands between spaces.
using Groups = InlineVector<std::string_view, 12>;
Groups SplitGroups(std::string_view text);
// The first of them, or an empty view.
std::string_view FirstGroup(std::string_view text);

// Where the groups of a line are separated by other than exactly one space, or the line is
// indented: the first such run of spaces. Spaces at the end do not count.
std::optional<std::string_view> FindBadSpacing(std::string_view text);

bool IsLetter(char c);
bool IsDigit(char c);
bool IsAllLetters(std::string_view text);  // true of ""
bool IsAllDigits(std::string_view text);   // true of ""
// The number that digits write. REQUIRES: at most nine characters, all digits.
int NumberOf(std::string_view digits);

}  // namespace torntape::cable
