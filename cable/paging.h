#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cable/draft.h"

// Width and pages of what goes to a teleprinter (spec 1.11, "Paging rules"; ACP 127 ¶208). Done
// once, by the station where a cable originates: no relay may change a line of it (spec 1.2).
namespace torntape::cable {

inline constexpr std::size_t kWidthOfLine = 69;
inline constexpr std::size_t kLinesOfPage = 20;
inline constexpr std::size_t kTextualPagesMax = 5;
// Between pages there are four line feeds where one ends a line: three blank lines.
inline constexpr std::size_t kBlanksBetweenPages = 3;

// "PAGE 2 RYKABD 129B UNCLAS", "PAGE 02 RYKABDA0417 UNCLAS", "BRINDLEMOOR 00000417 001.2 OF 002".
bool IsPageLine(std::string_view line);

// A text without its page lines and the blank lines that set them off.
std::vector<std::string> WithoutPages(std::span<const std::string> text);

// A line as several of at most 69 characters, cut at spaces where there are any. One line of at
// most 69 is given as it is.
std::vector<std::string> WrapLine(std::string_view line);

// How many lines of text fit a heading of so many lines (format lines 5 to 11) in one transmission:
// what is left of its last page, which is no textual page, and five textual pages. A heading of 20
// lines and more takes pages of its own.
std::size_t TextLinesMax(std::size_t heading_lines);

// The draft's text in pages of 20 lines, each but the first led by its page line, the heading
// counted to the first one; pages that it had are made anew. Left as it is, but for old page lines,
// if it all fits one page. The number of its pages is told in `pages`.
std::vector<std::string> InPages(const Draft& draft, std::size_t& pages);

}  // namespace torntape::cable
