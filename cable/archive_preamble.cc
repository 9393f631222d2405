#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

#include "cable/archive_layout.h"
#include "cable/body_reader.h"
#include "cable/heading_reader.h"
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

struct PrecedenceWord {
  std::string_view word;
  Precedence precedence;
};
constexpr auto kPrecedenceWords = std::to_array<PrecedenceWord>({
    {"FLASH", Precedence::kFlash},
    {"IMMEDIATE", Precedence::kImmediate},
    {"PRIORITY", Precedence::kPriority},
    {"ROUTINE", Precedence::kRoutine},
});

// The precedences that letters say: "R", "PR", "ZZ" (which is one), "ROUTINE". None for others.
InlineVector<Precedence, 4> PrecedencesOf(std::string_view letters) {
  InlineVector<Precedence, 4> found;
  for (const PrecedenceWord& row : kPrecedenceWords) {
    if (!letters.starts_with(row.word)) continue;
    // "ROUTINER261330Z": the word, and the letter that it stands for.
    const std::string_view letter = letters.substr(row.word.size());
    const bool same = letter.size() == 1 && PrecedenceFromProsign(letter[0]) == row.precedence;
    if (letter.empty() || same) return {row.precedence};
  }
  if (letters.empty() || letters.size() > 3) return found;
  for (const char letter : letters) {
    const auto precedence = PrecedenceFromProsign(letter);
    if (!precedence) return {};
    if (found.empty() || found.back() != *precedence) found.push_back(*precedence);
  }
  return found;
}

std::size_t DigitsAhead(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789"), text.size());
}

// "141030Z", "261330", "261330ZAUG": at most a precedence stands before its digits.
bool HasDateTime(std::string_view group) {
  const std::size_t digit = std::min(group.find_first_of("0123456789"), group.size());
  if (digit > 0 && PrecedencesOf(group.substr(0, digit)).empty()) return false;
  const std::size_t digits = DigitsAhead(group.substr(digit));
  const std::string_view behind = group.substr(digit + digits);
  return digits >= 5 && digits <= 7 && behind.size() <= 8 &&
         std::all_of(behind.begin(), behind.end(),
                     [](char c) { return IsLetter(c) || IsDigit(c) || (c >= 'a' && c <= 'z'); });
}

// Takes the groups of a preamble one after the other, and remembers whether any had to be mended.
class ArchivePreambleReader {
 public:
  ArchivePreambleReader(const LineOfText& line, BodyView& view, BodyPlaces& places, Faults& faults)
      : line_(line),
        groups_(SplitGroups(line.text)),
        view_(view),
        places_(places),
        faults_(faults) {}

  void Read() {
    if (!AtEnd() && (Here() == "DTG" || Here() == "DTG:")) Mended(Here(), "DTG is left out");
    if (repair_.data() != nullptr) ++at_;
    std::string_view date_time = TakePrecedences();
    if (date_time.empty()) return;
    TakeDateTime(date_time);
    for (; !AtEnd(); ++at_) view_.message_instructions.emplace_back(Here());
    CheckSignals(line_, groups_.span().subspan(instructions_from_), faults_);
    if (repair_.data() == nullptr) return;
    faults_.Warning(DiagnosticCode::kPreambleRepaired, line_, repair_, std::move(how_),
                    "as O R 141030Z MAY 31: precedence, day, hour, minute, zone");
  }

 private:
  bool AtEnd() const { return at_ >= groups_.size(); }
  std::string_view Here() const { return groups_[at_]; }

  // The first mending is told; one mistake often causes several.
  void Mended(std::string_view piece, std::string how) {
    if (repair_.data() != nullptr) return;
    repair_ = piece;
    how_ = std::move(how);
  }

  // Gives what holds the date-time group, without a precedence glued to its front.
  std::string_view TakePrecedences() {
    InlineVector<Precedence, 4> found;
    std::string_view date_time;
    std::size_t count = 0;
    for (; !AtEnd(); ++at_) {
      const std::string_view group = Here();
      const std::size_t letters = std::min(group.find_first_of("0123456789"), group.size());
      const auto precedences = PrecedencesOf(group.substr(0, letters));
      if (precedences.empty() && letters > 0) break;
      for (const Precedence precedence : precedences) found.push_back(precedence);
      if (letters > 0) {
        places_.precedence = Between(places_.precedence, group.substr(0, letters));
        ++count;
      }
      if (letters > 1 || (letters > 0 && letters < group.size())) {
        Mended(group, fmt::format("{} was taken apart", Quoted(group)));
      }
      if (letters < group.size()) {
        date_time = group.substr(letters);
        ++at_;
        break;
      }
    }
    if (found.empty()) {
      Mended(groups_[0], "no precedence stands before the date-time group");
      return date_time;
    }
    view_.action_precedence = found[0];
    if (count > 2) Mended(places_.precedence, "more than two precedences stand here");
    if (found.size() > 1) SetDual(found[0], found[1]);
    return date_time;
  }

  void SetDual(Precedence action, Precedence info) {
    if (IsHigher(action, info)) {
      view_.info_precedence = info;
    } else if (IsHigher(info, action)) {
      view_.action_precedence = info;
      faults_.Warning(DiagnosticCode::kDualOrder, line_, places_.precedence,
                      "the precedence for information is higher than that for action");
    } else {
      faults_.Warning(DiagnosticCode::kDualEqual, line_, places_.precedence,
                      fmt::format("{} says the same twice", Quoted(places_.precedence)));
    }
  }

  std::string_view Between(std::string_view first, std::string_view last) const {
    if (first.empty()) return last;
    const auto begin = static_cast<std::size_t>(first.data() - line_.text.data());
    const auto end = static_cast<std::size_t>(last.data() + last.size() - line_.text.data());
    return line_.text.substr(begin, end - begin);
  }

  void TakeDateTime(std::string_view group) {
    DateTimeGroup& date_time = view_.date_time_group;
    const std::size_t digits = DigitsAhead(group);
    std::string_view behind = group.substr(digits);
    date_time.zone = '\0';
    if (digits == 6) {
      date_time.day = NumberOf(group.substr(0, 2));
      date_time.hour = NumberOf(group.substr(2, 2));
      date_time.minute = NumberOf(group.substr(4, 2));
    } else {
      Mended(group, fmt::format("{} is no date-time group", Quoted(group)));
    }
    if (!behind.empty()) {
      date_time.zone = UpperCase(behind.substr(0, 1))[0];
      behind.remove_prefix(1);
    } else {
      Mended(group, fmt::format("the letter of the zone is missing behind {}", Quoted(group)));
    }
    std::string_view last = group;
    if (!behind.empty()) {
      Mended(group, fmt::format("{} was taken apart", Quoted(group)));
      if (TakeMonth(behind)) behind = TakeYear(behind.substr(3));
      if (!behind.empty()) view_.message_instructions.emplace_back(behind);
    } else if (!AtEnd() && TakeMonth(Here())) {
      last = Here();
      const std::string_view glued = Here().substr(3);
      ++at_;
      if (!glued.empty()) {
        Mended(last, fmt::format("{} was read as a month", Quoted(last)));
        if (IsDigit(glued[0])) (void)TakeYear(glued);
      }
      if (!AtEnd() && !date_time.year && IsDigit(Here()[0])) {
        const std::string_view rest = TakeYear(Here());
        if (date_time.year) {
          last = Here().substr(0, Here().size() - rest.size());
          if (!rest.empty()) {
            Mended(Here(), fmt::format("{} was taken apart", Quoted(Here())));
            view_.message_instructions.emplace_back(rest);
          }
          ++at_;
        }
      }
    }
    instructions_from_ = at_;
    places_.date_time = Between(group, last);
    date_time.text = places_.date_time;
    if (digits == 6) {
      CheckDateTime(line_, group, Severity::kWarning, date_time, faults_);
    }
  }

  bool TakeMonth(std::string_view text) {
    if (text.size() < 3) return false;
    const std::string upper = UpperCase(text.substr(0, 3));
    view_.date_time_group.month = MonthFromName(upper);
    if (view_.date_time_group.month > 0 && upper != text.substr(0, 3)) {
      Mended(text, "the month is not in capital letters");
    }
    return view_.date_time_group.month > 0;
  }

  // Gives what is glued to the year.
  std::string_view TakeYear(std::string_view text) {
    const std::size_t digits = DigitsAhead(text);
    if (digits != 2 && digits != 4) return text;
    view_.date_time_group.year = NumberOf(text.substr(0, digits));
    return text.substr(digits);
  }

  const LineOfText& line_;
  const Groups groups_;
  BodyView& view_;
  BodyPlaces& places_;
  Faults& faults_;
  std::size_t at_ = 0;
  std::size_t instructions_from_ = 0;
  std::string_view repair_;
  std::string how_;
};

}  // namespace

bool LooksLikeArchivePreamble(std::string_view line) {
  const Groups groups = SplitGroups(line);
  std::size_t i = 0;
  bool begun = false;
  if (i < groups.size() && (groups[i] == "DTG" || groups[i] == "DTG:")) {
    begun = true;
    ++i;
  }
  while (i < groups.size() && i < 5 && !PrecedencesOf(groups[i]).empty()) {
    begun = true;
    ++i;
  }
  if (i >= groups.size() || !HasDateTime(groups[i])) return false;
  if (!IsDigit(groups[i][0])) begun = true;
  // A number alone begins many lines; with a zone and a month it is a date-time group.
  const bool dated = groups[i].size() >= 7 && IsLetter(groups[i][6]) && i + 1 < groups.size() &&
                     MonthFromName(UpperCase(groups[i + 1].substr(0, 3))) > 0;
  return begun || dated;
}

void ReadArchivePreamble(const LineOfText& line, BodyView& view, BodyPlaces& places,
                         Faults& faults) {
  ArchivePreambleReader(line, view, places, faults).Read();
}

}  // namespace torntape::cable
