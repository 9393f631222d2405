#include "cable/shapes.h"

#include <algorithm>

#include "cable/operating_signals.h"
#include "cable/precedence.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::string_view kLetterBells = "JJJJJSSSSS";

// Letters and figures only: a routing indicator, or one that was damaged.
bool CouldBeIndicator(std::string_view group) {
  return std::all_of(group.begin(), group.end(),
                     [](char c) { return IsLetter(c) || IsDigit(c) || (c >= 'a' && c <= 'z'); });
}

bool CouldBeDateTimeGroup(std::string_view group) {
  if (group.size() < 6 || group.size() > 8) return false;
  const auto digits = std::count_if(group.begin(), group.end(), IsDigit);
  return digits >= 5 && CouldBeIndicator(group);
}

// "RYKABDA0417": letters that could be a routing indicator, and one to five digits.
bool IsStationAndSerial(std::string_view group) {
  std::size_t letters = 0;
  while (letters < group.size() && IsLetter(group[letters])) ++letters;
  const std::string_view serial = group.substr(letters);
  return letters >= 4 && letters <= 8 && !serial.empty() && serial.size() <= 5 &&
         IsAllDigits(serial);
}

// One letter of the first group was lost or hit wrong, and all behind it is as it ought to be:
// "OT7CZYUW RYKABDA0417 1341042-CCCC--RYLBDNA."
bool LooksLikeDamagedJanap(std::string_view line, const Groups& groups) {
  if (groups.size() < 3 || groups[0].size() < 7 || groups[0].size() > 9) return false;
  const auto letters = std::count_if(groups[0].begin(), groups[0].end(), IsLetter);
  return letters + 2 >= static_cast<std::ptrdiff_t>(groups[0].size()) && letters >= 6 &&
         IsStationAndSerial(groups[1]) && groups[2].size() > 7 &&
         IsAllDigits(groups[2].substr(0, 7)) && groups[2][7] == '-' &&
         line.find("--") != std::string_view::npos;
}

}  // namespace

std::size_t BellSize(std::string_view line) {
  if (line.starts_with(kLetterBells)) return kLetterBells.size();
  const std::size_t size = std::min(line.find_first_not_of("\x07'"), line.size());
  return size >= 5 && size <= 10 ? size : 0;
}

std::size_t ChannelNumbersSize(std::string_view text) {
  std::size_t size = 0;
  for (;;) {
    const std::string_view rest = text.substr(size);
    if (rest.size() < 6 || !IsAllLetters(rest.substr(0, 3))) return size;
    std::size_t digits = 0;
    while (digits < 4 && 3 + digits < rest.size() && IsDigit(rest[3 + digits])) ++digits;
    if (digits < 3) return size;
    size += 3 + digits;
  }
}

std::size_t ChannelNumberApart(std::string_view text) {
  if (text.size() < 7 || !IsAllLetters(text.substr(0, 3)) || text[3] != ' ') return 0;
  std::size_t digits = 0;
  while (digits < 4 && 4 + digits < text.size() && IsDigit(text[4 + digits])) ++digits;
  const bool ends = 4 + digits == text.size() || text[4 + digits] == ' ';
  return digits >= 3 && ends ? 4 + digits : 0;
}

bool LooksLikeIdentification(std::string_view line) {
  const std::string_view first = FirstGroup(line);
  if (const std::size_t apart = ChannelNumberApart(line); apart > 0) {
    const std::string_view behind = Trim(line.substr(apart));
    if (behind.empty() || behind == "UU" || behind == "HH") return true;
  }
  if (first == "VV" || first.starts_with("VZ") || first.starts_with("ZCZC")) return true;
  return ChannelNumbersSize(first) > 0 && ChannelNumbersSize(first) == first.size();
}

bool IsBareIdentification(std::string_view line) {
  const std::string_view numbers = Trim(line);
  return !numbers.empty() && ChannelNumbersSize(numbers) == numbers.size();
}

bool LooksLikeJanapRouting(std::string_view line) {
  line = Trim(line);
  std::size_t letters = 0;
  while (letters < line.size() && IsLetter(line[letters])) ++letters;
  const Groups groups = SplitGroups(line);
  // The eighth character may be a digit: three letters and a digit are a content indicator too.
  if (letters < 7) return LooksLikeDamagedJanap(line, groups);
  const std::size_t hyphen = line.find('-', letters);
  const bool field = hyphen != std::string_view::npos && hyphen + 5 <= line.size() &&
                     IsAllLetters(line.substr(hyphen + 1, 2)) &&
                     groups[0].find('/') == std::string_view::npos;
  const bool station = groups.size() > 1 && groups[0].size() <= 9 && IsStationAndSerial(groups[1]);
  // A first letter that is no precedence is a fault of the line, if all the rest of it is there.
  return PrecedenceFromProsign(line[0]) ? field || station : field && station;
}

bool LooksLikeRoutingLine(std::string_view line) {
  line = Trim(line);
  line.remove_prefix(BellSize(line));
  const std::string_view first = FirstGroup(line);
  if (first.size() != 2 || first == "DE" || BeginsWithBodyKeyword(line)) return false;
  return LooksLikeMoreRouting(line);
}

bool LooksLikeMoreRouting(std::string_view line) {
  const std::string_view first = FirstGroup(line);
  if (first.empty() || first == "DE" || BeginsWithBodyKeyword(line)) return false;
  if (IsOperatingSignal(first) || LooksLikeIdentification(line) || LooksLikePreamble(line)) {
    return false;
  }
  const Groups groups = SplitGroups(line);
  return std::all_of(groups.begin(), groups.end(), CouldBeIndicator);
}

bool LooksLikeCallingLine(std::string_view line) {
  const std::string_view first = FirstGroup(line);
  if (first == "DE") return true;
  if (IsBlank(line) || BeginsWithBodyKeyword(line)) return false;
  // "DERYKABD #0417 1341042", "D RYKABD #0417 1341042"
  const std::size_t hash = line.find('#');
  return hash != std::string_view::npos && hash > 0 && first.starts_with('D');
}

bool LooksLikeInstructions(std::string_view line) {
  const std::string_view first = FirstGroup(line);
  // A FLASH preamble begins with Z too, but as a group of one letter.
  return first.size() > 1 && (first[0] == 'Z' || IsOperatingSignal(first)) &&
         !LooksLikeIdentification(line);
}

bool LooksLikeMoreInstructions(std::string_view line) {
  if (IsOperatingSignal(FirstGroup(line))) return true;
  const Groups groups = SplitGroups(line);
  if (groups.empty()) return false;
  if (groups[0] == "T") return true;
  return groups.size() > 1 && groups[1] == "T" && groups[0].size() > 1 &&
         CouldBeIndicator(groups[0]);
}

bool LooksLikePreamble(std::string_view line) {
  const Groups groups = SplitGroups(line);
  if (groups.empty() || BeginsWithBodyKeyword(line)) return false;
  if (groups.size() > 1 && groups[0].size() == 1 && PrecedenceFromProsign(groups[0][0])) {
    const bool dual = groups[1].size() == 1 && PrecedenceFromProsign(groups[1][0]);
    if (dual || CouldBeDateTimeGroup(groups[1])) return true;
  }
  const std::size_t near = std::min<std::size_t>(groups.size(), 3);
  return std::any_of(groups.begin(), groups.begin() + near, CouldBeDateTimeGroup);
}

bool LooksLikePrefix(std::string_view line) {
  const Groups groups = SplitGroups(line);
  if (groups.empty() || groups.size() > 3) return false;
  const std::string_view last = groups.back();
  if (last.starts_with("GR") && last.size() > 2) {
    return groups.size() < 3 && (last.substr(2) == "NC" || IsAllDigits(last.substr(2)));
  }
  return groups.size() > 1 && groups[groups.size() - 2] == "GR" &&
         (last == "NC" || IsAllDigits(last));
}

bool LooksLikeServiceText(std::string_view line) {
  const Groups groups = SplitGroups(line);
  if (groups.empty()) return false;
  if (IsOperatingSignal(groups[0]) || groups[0] == "INT" || groups[0] == "TEST") return true;
  if (groups.size() == 3 && groups[0] == "R" && groups[1].size() == 1) {
    return PrecedenceFromProsign(groups[1][0]) && ChannelNumbersSize(groups[2]) > 0;
  }
  return groups.size() > 1 && groups[0] == "CHANNEL" && groups[1] == "CHECK";
}

bool LooksLikeClassification(std::string_view line) {
  const std::string_view first = FirstGroup(line);
  if (first == "UNCLAS" || first == "CLEAR") return true;
  for (const std::string_view spaced :
       {"R E S T R I C T E D", "C O N F I D E N T I A L", "S E C R E T", "T O P S E C R E T"}) {
    if (Trim(line).starts_with(spaced)) return true;
  }
  return false;
}

bool BeginsWithBodyKeyword(std::string_view line) {
  const std::string_view first = FirstGroup(line);
  return first == "FM" || first == "TO" || first == "INFO" || first == "XMT" || first == "BT";
}

bool IsEndOfMessage(std::string_view line) {
  if (!line.starts_with("NNNN")) return false;
  return line.find_first_not_of(" \x7f", 4) == std::string_view::npos;
}

bool IsDamagedEndOfMessage(std::string_view line) {
  const std::string_view word = Trim(line);
  const bool letters = word.size() >= 3 && word.find_first_not_of("Nn") == std::string_view::npos;
  return letters && !IsEndOfMessage(line);
}

bool IsSeparation(std::string_view line) { return TrimEnd(line) == "BT"; }

}  // namespace torntape::cable
