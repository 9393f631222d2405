#pragma once

#include <cstddef>
#include <string_view>

// What pieces of a line look like in delivered and archived copies, where a piece can begin
// anywhere in a line. The shapes of whole lines are those of shapes.h.
namespace torntape::cable {

// Without blanks, tabs, and what circuits leave at the ends of lines.
std::string_view TrimArchive(std::string_view text);

// True if a word ends before `at`: there is a blank, or the end.
bool IsWordBreak(std::string_view text, std::size_t at);
// Where `word` stands in `text` by itself, from `from` on.
std::size_t FindWord(std::string_view text, std::string_view word, std::size_t from);

// "UNCLAS", "UNCLASSIFIED //N05800//", "UNCLAS//N01650//", "S E C R E T", and the words that the
// text of a formatted message begins with.
bool BeginsText(std::string_view text);
// "RUCOWCA/" or "ZEN/" ahead of the name of an addressee.
bool BeginsAddressee(std::string_view text);
// 6 to 9 for FM, TO, INFO, XMT; 0 for anything else.
int FormatLineOfKeyword(std::string_view keyword);
bool IsDashes(std::string_view text);
// "NAVADMIN 073/05": the number of a general message, which some copies have ahead of BT.
bool IsMessageNumber(std::string_view text);
bool IsValidation(std::string_view text);
// What was meant as the end of message: "NNN", "NNNN//", "NNNNMAFVVZCZ", "<< END OF DOCUMENT >>".
bool IsOddArchiveEnd(std::string_view text);

}  // namespace torntape::cable
