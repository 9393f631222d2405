#include "cable/archive_shapes.h"

#include "cable/routing_indicator.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {

std::string_view TrimArchive(std::string_view text) {
  static constexpr std::string_view kBlanks(" \t\r\f\x7f\0\x01\x02\x03\x04", 10);
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return text.substr(0, 0);
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

bool IsWordBreak(std::string_view text, std::size_t at) {
  return at >= text.size() || text[at] == ' ' || text[at] == '\t';
}

std::size_t FindWord(std::string_view text, std::string_view word, std::size_t from) {
  for (std::size_t at = text.find(word, from); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    if ((at == 0 || IsWordBreak(text, at - 1)) && IsWordBreak(text, at + word.size())) return at;
  }
  return std::string_view::npos;
}

bool BeginsText(std::string_view text) {
  if (LooksLikeClassification(text) || text.starts_with("UNCLAS")) return true;
  return text.starts_with("MSGID/") || text.starts_with("SUBJ/") || text.starts_with("SUBJ:") ||
         text.starts_with("SUBJECT:") || text.starts_with("PASS TO OFFICE CODES");
}

bool BeginsAddressee(std::string_view text) {
  if (text.starts_with("ZEN/")) return true;
  const std::size_t slant = text.find('/');
  if (slant == std::string_view::npos || slant < 5 || text.substr(slant).starts_with("//")) {
    return false;
  }
  const std::string_view before = text.substr(0, slant);
  return (before[0] == 'R' || before[0] == 'Q') && RoutingIndicator::Parse(before).has_value();
}

int FormatLineOfKeyword(std::string_view keyword) {
  if (keyword == "FM") return 6;
  if (keyword == "TO") return 7;
  if (keyword == "INFO") return 8;
  return keyword == "XMT" ? 9 : 0;
}

bool IsDashes(std::string_view text) {
  return text.size() >= 4 && text.substr(0, 4).find_first_not_of('-') == std::string_view::npos;
}

bool IsMessageNumber(std::string_view text) {
  const Groups groups = SplitGroups(text);
  if (groups.size() < 2 || groups.size() > 4 || groups[0].find('/') != std::string_view::npos) {
    return false;
  }
  const std::string_view last = groups.back();
  const std::size_t slant = last.find('/');
  return slant != std::string_view::npos && slant > 0 && slant + 3 == last.size() &&
         IsAllDigits(last.substr(0, slant)) && IsAllDigits(last.substr(slant + 1));
}

bool IsValidation(std::string_view text) {
  return text.starts_with('#') && text.size() <= 6 && IsAllDigits(text.substr(1));
}

bool IsOddArchiveEnd(std::string_view text) {
  if (IsDamagedEndOfMessage(text) || text == "<< END OF DOCUMENT >>") return true;
  return text.starts_with("NNNN") && text.find(' ') == std::string_view::npos;
}

}  // namespace torntape::cable
