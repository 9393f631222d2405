#include <algorithm>

#include <fmt/format.h>

#include "cable/heading_reader.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

std::string UpperCase(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

// Two indicators that lost the space between them: both of a legal size, and of one nation, as the
// second begins with the same two letters as the first. Where to cut, if there is one place only.
std::optional<std::size_t> FindSplit(std::string_view group) {
  std::optional<std::size_t> found;
  for (std::size_t cut = RoutingIndicator::kSizeMin;
       cut + RoutingIndicator::kSizeMin <= group.size(); ++cut) {
    const std::string_view left = group.substr(0, cut);
    const std::string_view right = group.substr(cut);
    if (!RoutingIndicator::Parse(left) || !RoutingIndicator::Parse(right)) continue;
    if (right.substr(0, 2) != left.substr(0, 2)) continue;
    if (found) return std::nullopt;
    found = cut;
  }
  return found;
}

std::string SplitHint(std::string_view group) {
  const std::optional<std::size_t> cut = FindSplit(group);
  if (!cut) return "four to eight letters A to Z";
  return fmt::format("two may have run together: {} {}", group.substr(0, *cut), group.substr(*cut));
}

// What stands on the figures side of the letter keys, from A on (spec 1.1, ITA2).
constexpr std::string_view kFigures = "-?:.3...8b().,9014b57.2/6.";

std::string PrecedenceHint(std::string_view group) {
  const std::string upper = UpperCase(group);
  if (group.size() == 2 && upper != group && upper[0] == upper[1] &&
      PrecedenceFromProsign(upper[0])) {
    return fmt::format("capital letters only: {}", upper);
  }
  if (RoutingIndicator::Parse(group)) {
    return fmt::format("the precedence comes first: RR {} perhaps", group);
  }
  if (group.size() == 1 && PrecedenceFromProsign(group[0])) {
    return fmt::format("the letter is written twice: {}{}", group, group);
  }
  return "one of ZZ FLASH, OO IMMEDIATE, PP PRIORITY, RR ROUTINE";
}

// Reads the doubled precedence. On a fault the higher of what can be read is taken, so that the
// rest of the cable can be looked at.
void ReadPrecedence(const LineOfText& line, std::string_view group, Cable& cable, Faults& faults) {
  const bool two = group.size() == 2;
  const auto first = two ? PrecedenceFromProsign(group[0]) : std::nullopt;
  const auto second = two ? PrecedenceFromProsign(group[1]) : std::nullopt;
  if (!first || !second) {
    cable.transmission.precedence = first.value_or(second.value_or(Precedence::kRoutine));
    faults.Error(DiagnosticCode::kBadPrecedence, line, group,
                 fmt::format("{} is no precedence", Quoted(group)), PrecedenceHint(group));
    return;
  }
  cable.transmission.precedence = HigherOf(*first, *second);
  if (*first == *second) return;
  const char higher = ProsignOf(cable.transmission.precedence);
  faults.Error(
      DiagnosticCode::kPrecedenceNotDoubled, line, group,
      fmt::format("the letters of {} differ", Quoted(group)),
      fmt::format("the higher precedence of format line 5, twice: {}{} perhaps", higher, higher));
}

// The precedence and what is called, so that it is one mistake and not one in each group.
bool IsInSmallLetters(const Groups& groups) {
  return groups.size() > 1 &&
         std::all_of(groups.begin(), groups.begin() + 2,
                     [](std::string_view group) { return UpperCase(group) != group; });
}

bool IsCalled(const CalledList& called, RoutingIndicator indicator) {
  return std::any_of(called.begin(), called.end(),
                     [&](const Called& each) { return each.indicator == indicator; });
}

}  // namespace

void ReadIndicator(const LineOfText& line, std::string_view group, ReadMode mode, Cable& cable,
                   Faults& faults) {
  const std::optional<RoutingIndicator> indicator = RoutingIndicator::Parse(group);
  CalledList& called = cable.transmission.called;
  const std::optional<std::size_t> cut =
      indicator || mode == ReadMode::kStrict ? std::nullopt : FindSplit(group);
  if (cut) {
    faults.Warning(DiagnosticCode::kRiSplit, line, group,
                   fmt::format("{} was read as two routing indicators", Quoted(group)),
                   fmt::format("{} {}", group.substr(0, *cut), group.substr(*cut)));
    ReadIndicator(line, group.substr(0, *cut), mode, cable, faults);
    ReadIndicator(line, group.substr(*cut), mode, cable, faults);
  } else if (!indicator) {
    cable.unreadable_indicators.emplace_back(group);
    faults.Warning(
        DiagnosticCode::kBadRoutingIndicator, line, group,
        fmt::format("{} is not a routing indicator; its branch is intercepted", Quoted(group)),
        IndicatorHint(group));
  } else if (IsCalled(called, *indicator)) {
    faults.Warning(DiagnosticCode::kRiRepeat, line, group,
                   fmt::format("{} is called more than once", group),
                   "one call serves all addressees of a station; the repeat is dropped");
  } else if (called.size() < kCalledMax) {
    called.push_back({*indicator, Role::kAction});
  } else {
    faults.Error(
        DiagnosticCode::kTooManyRi, line, group,
        fmt::format("{} is one more than the {} stations that a cable may call", group, kCalledMax),
        "send the cable twice, each time with a part of the routing line");
  }
}

std::string IndicatorHint(std::string_view group) {
  const std::string upper = UpperCase(group);
  if (upper != group && RoutingIndicator::Parse(upper)) {
    return fmt::format("capital letters only: {}", upper);
  }
  const auto digit = std::find_if(group.begin(), group.end(), IsDigit);
  if (digit != group.end()) {
    std::string shifted(group);
    for (char& c : shifted) {
      if (IsDigit(c)) c = static_cast<char>('A' + kFigures.find(c));
    }
    return fmt::format(
        "letters only; on the keys of a teleprinter, with the other shift, it reads {}", shifted);
  }
  if (IsAllLetters(group) && group.size() > RoutingIndicator::kSizeMax) return SplitHint(group);
  return "four to eight letters A to Z";
}

void CheckSpacing(const LineOfText& line, std::string_view text, Faults& faults) {
  const std::optional<std::string_view> bad = FindBadSpacing(text);
  if (!bad) return;
  const bool indented = bad->data() == line.text.data();
  faults.Error(DiagnosticCode::kSpacing, line, *bad,
               indented ? std::string("the line is indented")
                        : fmt::format("{} spaces stand between two groups", bad->size()),
               indented ? "it begins in the first column" : "exactly one space");
}

bool ReadRouting(std::span<const LineOfText> lines, ReadMode mode, Cable& cable, Faults& faults) {
  const LineOfText& first = lines.front();
  if (first.text.size() > kLineBytesMax) {
    faults.Error(DiagnosticCode::kTextTooLarge, first, first.text, "format line 2 is too long");
    return false;
  }
  std::string_view text = first.text;
  const std::string_view bell = text.substr(0, BellSize(text));
  text.remove_prefix(bell.size());
  CheckSpacing(first, text, faults);
  const Groups groups = SplitGroups(text);
  if (groups.empty()) {
    faults.Error(DiagnosticCode::kBadPrecedence, first, EndOf(first),
                 "no precedence stands behind the bells", "ZZ, as bells ring before a FLASH");
    return false;
  }
  if (IsInSmallLetters(groups)) {
    faults.Error(DiagnosticCode::kBadPrecedence, first, text,
                 "the routing line is written in small letters",
                 fmt::format("capital letters only: {}", Quoted(UpperCase(text))));
    return false;
  }
  ReadPrecedence(first, groups[0], cable, faults);
  if (!bell.empty() && !IsUrgent(cable.transmission.precedence)) {
    faults.Error(DiagnosticCode::kBadCharacter, first, bell,
                 fmt::format("bells ring before a cable of precedence {}",
                             NameOf(cable.transmission.precedence)),
                 "they announce FLASH");
  }
  for (const std::string_view group : groups.span().subspan(1)) {
    if (group == "DE") {
      const auto at = static_cast<std::size_t>(group.data() - first.text.data());
      faults.Error(DiagnosticCode::kSharedLine, first, TrimEnd(first.text.substr(at)),
                   "format line 3 begins inside this line", "DE begins a line of its own");
      return !cable.transmission.called.empty();
    }
    ReadIndicator(first, group, mode, cable, faults);
  }
  for (const LineOfText& line : lines.subspan(1)) {
    CheckSpacing(line, line.text, faults);
    for (const std::string_view group : SplitGroups(line.text)) {
      ReadIndicator(line, group, mode, cable, faults);
    }
  }
  if (!cable.transmission.called.empty()) return true;
  const bool named_none = cable.unreadable_indicators.empty();
  faults.Error(DiagnosticCode::kNoRoutingIndicator, first,
               named_none ? EndOf(first) : TrimEnd(first.text),
               named_none ? std::string("no routing indicator stands behind the precedence")
                          : std::string("none of the groups is a routing indicator"),
               "name the stations that are to get the cable, as OO RYLBDN RYMCFR");
  return false;
}

}  // namespace torntape::cable
