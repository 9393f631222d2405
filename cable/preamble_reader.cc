#include <array>

#include <fmt/format.h>

#include "cable/body_reader.h"
#include "cable/heading_reader.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::string_view kForm = "as O R 141030Z MAY 31: precedence, day, hour, minute, zone";

std::optional<Precedence> PrecedenceOf(std::string_view group) {
  return group.size() == 1 ? PrecedenceFromProsign(group[0]) : std::nullopt;
}

// The part of `line` from the first to the last of two groups.
std::string_view Between(std::string_view line, std::string_view first, std::string_view last) {
  const auto begin = static_cast<std::size_t>(first.data() - line.data());
  const auto end = static_cast<std::size_t>(last.data() + last.size() - line.data());
  return line.substr(begin, end - begin);
}

std::string PrecedenceHint(std::string_view group) {
  if (group.size() == 2 && PrecedenceOf(group.substr(0, 1)) && PrecedenceOf(group.substr(1))) {
    return group[0] == group[1] ? fmt::format("once here, not twice: {}", group.substr(1))
                                : fmt::format("a space is missing: {} {}", group[0], group[1]);
  }
  return std::string(kForm);
}

// Takes one or two precedence letters from the front of `groups`.
void ReadPrecedences(const LineOfText& line, std::span<const std::string_view>& groups,
                     BodyView& view, BodyPlaces& places, Faults& faults) {
  const std::optional<Precedence> action = PrecedenceOf(groups[0]);
  if (!action) {
    faults.Error(DiagnosticCode::kBadPreamble, line, groups[0],
                 fmt::format("{} is no precedence", Quoted(groups[0])), PrecedenceHint(groups[0]));
    // A group that is no date-time group stands in the place of the precedence.
    if (!IsDigit(groups[0][0])) groups = groups.subspan(1);
    return;
  }
  view.action_precedence = *action;
  places.precedence = groups[0];
  const std::optional<Precedence> info = groups.size() > 1 ? PrecedenceOf(groups[1]) : std::nullopt;
  if (!info) {
    groups = groups.subspan(1);
    return;
  }
  places.precedence = Between(line.text, groups[0], groups[1]);
  groups = groups.subspan(2);
  if (IsHigher(*info, *action)) {
    view.action_precedence = *info;
    faults.Warning(DiagnosticCode::kDualOrder, line, places.precedence,
                   fmt::format("the precedence for information, {}, is higher than that for action",
                               NameOf(*info)),
                   fmt::format("action comes first; all are served at {}", NameOf(*info)));
  } else if (!IsHigher(*action, *info)) {
    faults.Warning(DiagnosticCode::kDualEqual, line, places.precedence,
                   fmt::format("{} says the same twice", Quoted(places.precedence)),
                   fmt::format("one letter serves for all: {}", ProsignOf(*action)));
  } else {
    view.info_precedence = info;
  }
}

bool HasFormOfDateTime(std::string_view group) {
  return group.size() == 7 && IsAllDigits(group.substr(0, 6)) && IsLetter(group[6]);
}

// "did you mean MAR or MAY?"
std::string MonthHint(std::string_view group) {
  std::string near;
  for (const std::string_view month : kMonths) {
    if (!NearestWord(group, {month})) continue;
    near += near.empty() ? "did you mean " : " or ";
    near += month;
  }
  return near.empty() ? "JAN to DEC" : near + "?";
}

// Takes month and year, where they stand. False, and reported, if what stands there is neither.
bool TakeMonthAndYear(const LineOfText& line, std::span<const std::string_view>& groups,
                      DateTimeGroup& date_time, Faults& faults) {
  if (groups.empty()) return true;
  date_time.month = MonthFromName(groups[0]);
  if (date_time.month == 0) {
    const bool meant_as_month =
        groups[0].size() == 3 && groups.size() > 1 && IsAllDigits(groups[1]) && groups[0][0] != 'Z';
    if (!meant_as_month) return true;
    faults.Error(DiagnosticCode::kBadPreamble, line, groups[0],
                 fmt::format("{} is no month", Quoted(groups[0])), MonthHint(groups[0]));
    return false;
  }
  groups = groups.subspan(1);
  if (groups.empty() || !IsAllDigits(groups[0])) return true;
  if (groups[0].size() != 2 && groups[0].size() != 4) {
    faults.Error(DiagnosticCode::kBadPreamble, line, groups[0],
                 fmt::format("{} is no year", Quoted(groups[0])), "two or four digits");
    return false;
  }
  date_time.year = NumberOf(groups[0]);
  groups = groups.subspan(1);
  return true;
}

}  // namespace

void CheckDateTime(const LineOfText& line, std::string_view group, Severity severity,
                   const DateTimeGroup& date_time, Faults& faults) {
  const int days = date_time.month == 0 ? 31 : DaysOf(date_time.month, date_time.year);
  if (date_time.day < 1 || date_time.day > days) {
    faults.Report(severity, DiagnosticCode::kBadDtg, line, group.substr(0, 2),
                  date_time.month == 0 ? fmt::format("there is no day {:02}", date_time.day)
                                       : fmt::format("there is no day {:02} in {}", date_time.day,
                                                     MonthName(date_time.month)),
                  fmt::format("01 to {}", days));
  }
  const bool midnight = date_time.minute == 0 && (date_time.hour == 0 || date_time.hour == 24);
  if (date_time.minute > 59 || (date_time.hour > 23 && !midnight)) {
    faults.Report(severity, DiagnosticCode::kBadDtg, line, group.substr(2, 4),
                  fmt::format("there is no time {}", group.substr(2, 4)), "0000 to 2359");
  } else if (midnight) {
    faults.Warning(DiagnosticCode::kDtgMidnight, line, group.substr(2, 4),
                   fmt::format("{} could be meant at either end of the day", group.substr(2, 4)),
                   "0001 or 2359 leaves no doubt");
  }
}

bool IsLeapYear(int year) {
  return year < 100 ? year % 4 == 0 : year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int DaysOf(int month, std::optional<int> year) {
  if (month == 2) return !year || IsLeapYear(*year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

int MonthFromName(std::string_view name) {
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (kMonths[i] == name) return static_cast<int>(i) + 1;
  }
  return 0;
}

std::string_view MonthName(int month) {
  return month < 1 || month > 12 ? std::string_view{}
                                 : kMonths[static_cast<std::size_t>(month - 1)];
}

void ReadPreamble(const LineOfText& line, const BodyRules& rules, BodyView& view,
                  BodyPlaces& places, Faults& faults) {
  CheckSpacing(line, line.text, faults);
  const Groups all = SplitGroups(line.text);
  std::span<const std::string_view> groups = all.span();
  ReadPrecedences(line, groups, view, places, faults);
  if (groups.empty() || !HasFormOfDateTime(groups[0])) {
    const bool no_zone = !groups.empty() && groups[0].size() == 6 && IsAllDigits(groups[0]);
    faults.Error(DiagnosticCode::kBadPreamble, line, groups.empty() ? EndOf(line) : groups[0],
                 groups.empty() ? std::string("the date-time group is missing")
                                : fmt::format("{} is no date-time group", Quoted(groups[0])),
                 no_zone ? fmt::format("the letter of the zone is missing: {}Z", groups[0])
                         : std::string(kForm));
    return;
  }
  const std::string_view group = groups[0];
  DateTimeGroup& date_time = view.date_time_group;
  date_time.day = NumberOf(group.substr(0, 2));
  date_time.hour = NumberOf(group.substr(2, 2));
  date_time.minute = NumberOf(group.substr(4, 2));
  date_time.zone = group[6];
  groups = groups.subspan(1);
  if (!TakeMonthAndYear(line, groups, date_time, faults)) return;
  const std::string_view last = groups.empty() ? all.back() : *(groups.data() - 1);
  places.date_time = Between(line.text, group, last);
  date_time.text = places.date_time;
  CheckDateTime(line, group, rules.bad_date_time, date_time, faults);
  CheckSignals(line, groups, faults);
  view.message_instructions.assign(groups.begin(), groups.end());
}

}  // namespace torntape::cable
