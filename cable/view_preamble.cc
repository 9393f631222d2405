#include "cable/body_reader.h"
#include "cable/operating_signals.h"
#include "cable/text_lines.h"
#include "cable/view_parts.h"

// Format lines 4 and 5.
namespace torntape::cable {
namespace {

class ViewPreambleReader {
 public:
  ViewPreambleReader(ViewLines& lines, ViewDate& date)
      : lines_(lines), view_(lines.view), date_(date) {}

  // Signals that the table knows, and what goes with them.
  static bool AreKnown(Scanner line, bool begins_with_signal) {
    bool first = begins_with_signal;
    while (!line.AtEnd()) {
      if (!line.Take(' ')) return false;
      const std::string_view group = line.Group();
      if (group.empty()) return false;
      if (group[0] == 'Z' && IsOperatingSignal(group)) {
        if (!IsReservedSignal(group) && FindOperatingSignal(group) == nullptr) return false;
      } else if (first) {
        return false;
      }
      first = false;
    }
    return true;
  }

  bool TakeInstructions() {
    if (lines_.AtEnd()) return false;
    Scanner line(lines_.Take(4));
    const bool unclassified = line.Take("ZNR ");
    if (!unclassified && !line.Take("ZNY ")) return false;
    const std::string_view letters = line.Letters();
    if (letters.size() != 5) return false;
    std::optional<Classification> classification;
    if (unclassified) {
      if (!letters.starts_with("UUU")) return false;
      classification = Classification::kUnclassified;
    } else if (letters.find_first_not_of(letters[0]) == std::string_view::npos &&
               letters[0] != 'U') {
      classification = ClassificationFromLetter(letters[0]);
    }
    if (!classification || !AreKnown(line, true)) return false;
    if (view_.profile == Profile::kJanap128 && view_.classification != *classification) {
      return false;
    }
    view_.classification = *classification;
    // What begins with a precedence, as the next line must, is no further line of instructions.
    return !lines_.AtEnd();
  }

  bool TakePreamble() {
    Scanner line(lines_.Take(5));
    const std::string_view whole = line.rest();
    if (whole.size() < 9 || whole.ends_with(' ')) return false;
    const auto action = PrecedenceFromProsign(whole[0]);
    if (!action || whole[1] != ' ') return false;
    line.Take(whole.substr(0, 2));
    view_.action_precedence = *action;
    view_.info_precedence.reset();
    if (whole[3] == ' ') {
      view_.info_precedence = PrecedenceFromProsign(whole[2]);
      if (!view_.info_precedence || !IsHigher(*action, *view_.info_precedence)) return false;
      line.Take(whole.substr(2, 2));
    }
    const std::string_view begin = line.rest();
    const std::string_view digits = line.Digits(6);
    if (digits.empty() || line.Letters().size() != 1) return false;
    date_.day = Number(digits.substr(0, 2));
    date_.hour = Number(digits.substr(2, 2));
    date_.minute = Number(digits.substr(4, 2));
    TakeMonthAndYear(line);
    view_.date_time_group = begin.substr(0, begin.size() - line.rest().size());
    const int days = date_.month == 0 ? 31 : DaysOf(date_.month, date_.year);
    const bool midnight = date_.minute == 0 && date_.hour == 0;
    if (date_.day < 1 || date_.day > days || date_.hour > 23 || date_.minute > 59 || midnight)
      return false;
    if (date_.month == 0 && !line.AtEnd())
      return false;  // what stands there may be meant as a month
    return AreKnown(line, false);
  }

 private:
  void TakeMonthAndYear(Scanner& line) {
    date_.month = 0;
    date_.year.reset();
    Scanner ahead = line;
    if (!ahead.Take(' ')) return;
    date_.month = MonthFromName(ahead.Group());
    if (date_.month == 0) return;
    line = ahead;
    if (!ahead.Take(' ')) return;
    const std::string_view year = ahead.Group();
    if (!IsAllDigits(year)) return;
    if (year.size() != 2 && year.size() != 4) {
      date_.month = 0;  // neither a year nor an instruction: the long way says what is wrong
      return;
    }
    date_.year = Number(year);
    line = ahead;
  }

  ViewLines& lines_;
  CableView& view_;
  ViewDate& date_;
};

}  // namespace

bool TakeViewInstructions(ViewLines& lines) {
  ViewDate unused;
  return ViewPreambleReader(lines, unused).TakeInstructions();
}

bool TakeViewPreamble(ViewLines& lines, ViewDate& date) {
  return ViewPreambleReader(lines, date).TakePreamble();
}

}  // namespace torntape::cable
