#include <fmt/format.h>

#include "cable/heading_reader.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::string_view kForm = "as DE RYKABD #0417/01 1341042";
constexpr std::string_view kAcp127Form = "as DE RYKABD 129B 1341042 or DE RYKABD 129 14/1042Z";

// "#0417" or "#0417/01", of `state`.
void ReadSerial(const LineOfText& line, std::string_view group, MessageIdentification& id,
                Faults& faults) {
  std::string_view rest = group;
  if (!rest.starts_with('#')) {
    const bool only_that = IsAllDigits(rest.substr(0, 4)) && rest.size() >= 4;
    faults.Error(DiagnosticCode::kBadSerial, line, group,
                 fmt::format("{} is no serial number of this profile", Quoted(group)),
                 only_that ? fmt::format("it begins with #: #{}", group)
                           : std::string("# and four digits, then / and the section if there are "
                                         "sections, as #0417/01"));
    return;
  }
  rest.remove_prefix(1);
  const std::string_view serial = rest.substr(0, rest.find('/'));
  if (serial.size() != 4 || !IsAllDigits(serial)) {
    faults.Error(DiagnosticCode::kBadSerial, line, serial.empty() ? group : serial,
                 fmt::format("the serial number in {} is not four digits", Quoted(group)),
                 "# and four digits, with zeros in front, as #0417");
  } else {
    id.serial = static_cast<std::uint16_t>(NumberOf(serial));
    id.serial_digits = 4;
  }
  rest.remove_prefix(serial.size());
  if (rest.empty()) return;
  rest.remove_prefix(1);
  if (rest.size() != 2 || !IsAllDigits(rest) || rest == "00") {
    faults.Error(DiagnosticCode::kBadSerial, line, rest.empty() ? group : rest,
                 fmt::format("the section in {} is not two digits from 01 on", Quoted(group)),
                 "as #0417/01");
    return;
  }
  id.section = static_cast<std::uint8_t>(NumberOf(rest));
}

// "1341042": day of the year, hour, minute. False if it has another form.
bool ParseDayOfYear(std::string_view group, FilingTime& filing) {
  if (group.size() != 7 || !IsAllDigits(group)) return false;
  filing.form = FilingTime::Form::kDayOfYear;
  filing.day = static_cast<std::uint16_t>(NumberOf(group.substr(0, 3)));
  filing.hour = static_cast<std::uint8_t>(NumberOf(group.substr(3, 2)));
  filing.minute = static_cast<std::uint8_t>(NumberOf(group.substr(5, 2)));
  return true;
}

// "14/1042Z": day of the month, hour, minute; `acp127` alone has it.
bool ParseDayOfMonth(std::string_view group, FilingTime& filing) {
  if (group.size() != 8 || group[2] != '/' || group.back() != 'Z') return false;
  if (!IsAllDigits(group.substr(0, 2)) || !IsAllDigits(group.substr(3, 4))) return false;
  filing.form = FilingTime::Form::kDayOfMonth;
  filing.day = static_cast<std::uint16_t>(NumberOf(group.substr(0, 2)));
  filing.hour = static_cast<std::uint8_t>(NumberOf(group.substr(3, 2)));
  filing.minute = static_cast<std::uint8_t>(NumberOf(group.substr(5, 2)));
  return true;
}

void ReadFilingTime(const LineOfText& line, std::string_view group, const CallingRules& rules,
                    FilingTime& filing, Faults& faults) {
  const bool acp127 = rules.profile == Profile::kAcp127;
  if (ParseDayOfYear(group, filing) || (acp127 && ParseDayOfMonth(group, filing))) {
    return CheckFilingTime(line, group, rules.bad_time, filing, faults);
  }
  const bool day_of_month = group.size() == 8 && group[2] == '/' && group.back() == 'Z';
  faults.Error(DiagnosticCode::kBadFilingTime, line, group,
               fmt::format("{} is no filing time of this profile", Quoted(group)),
               day_of_month ? "the day of the year, not of the month, and no Z: 14 May is day 134"
               : acp127     ? "1341042, the day of the year and no Z, or 14/1042Z, that of the "
                              "month"
                            : "day of the year, hour and minute without Z, seven digits, as "
                              "1341042");
}

// "129" or "129B" of `acp127`.
bool ParseSerial(std::string_view group, MessageIdentification& id) {
  const std::size_t digits = std::min(group.find_first_not_of("0123456789"), group.size());
  const std::string_view letter = group.substr(digits);
  if (digits < 1 || digits > 4 || letter.size() > 1 || !IsAllLetters(letter)) return false;
  id.serial = static_cast<std::uint16_t>(NumberOf(group.substr(0, digits)));
  id.serial_digits = static_cast<std::uint8_t>(digits);
  if (!letter.empty()) id.position = letter[0];
  return true;
}

// "182/03/1232Z": a slant stands where the space between serial number and filing time should
// (spec 9.35). The place of the slant, or nothing.
std::optional<std::size_t> FindGluedFiling(std::string_view group) {
  const std::size_t slant = group.find('/');
  FilingTime unused;
  MessageIdentification unused_id;
  if (slant == std::string_view::npos || !ParseSerial(group.substr(0, slant), unused_id)) {
    return std::nullopt;
  }
  const std::string_view behind = group.substr(slant + 1);
  const bool filing = ParseDayOfMonth(behind, unused) || ParseDayOfYear(behind, unused);
  return filing ? std::optional(slant) : std::nullopt;
}

// The serial number and the filing time of `acp127`: either can be missing, as service messages
// between neighbours do without (spec 7.1).
std::string_view ReadAcp127Groups(const LineOfText& line, std::span<const std::string_view> groups,
                                  const CallingRules& rules, MessageIdentification& id,
                                  Faults& faults) {
  if (!groups.empty()) {
    if (const auto slant = FindGluedFiling(groups[0])) {
      const std::string_view behind = groups[0].substr(*slant + 1);
      faults.Report(rules.lenient ? Severity::kWarning : Severity::kError,
                    DiagnosticCode::kBadSerial, line, groups[0],
                    "a slant stands between serial number and filing time",
                    fmt::format("a space: {} {}", groups[0].substr(0, *slant), behind));
      ParseSerial(groups[0].substr(0, *slant), id);
      ReadFilingTime(line, behind, rules, id.filing, faults);
      return behind;
    }
    FilingTime filing;
    if (!ParseDayOfMonth(groups[0], filing) && !ParseDayOfYear(groups[0], filing)) {
      if (!ParseSerial(groups[0], id)) {
        faults.Error(DiagnosticCode::kBadSerial, line, groups[0],
                     fmt::format("{} is no serial number of this profile", Quoted(groups[0])),
                     groups[0].starts_with('#')
                         ? "the sign # belongs to the profile state"
                         : "one to four digits, perhaps with a letter behind, as 129B");
      }
      groups = groups.subspan(1);
    }
  }
  if (groups.empty()) return {};
  ReadFilingTime(line, groups[0], rules, id.filing, faults);
  if (groups.size() > 1) {
    faults.Error(DiagnosticCode::kBadCallingStation, line, groups[1],
                 fmt::format("{} stands behind the filing time", Quoted(groups[1])),
                 fmt::format("routing indicator, serial number, filing time, {}", kAcp127Form));
  }
  return groups[0];
}

// The two groups of `state`, which both must be there.
std::string_view ReadStateGroups(const LineOfText& line, const Groups& groups,
                                 const CallingRules& rules, MessageIdentification& id,
                                 Faults& faults) {
  if (groups.size() != 4) {
    const bool too_few = groups.size() < 4;
    faults.Error(DiagnosticCode::kBadCallingStation, line, too_few ? EndOf(line) : groups[4],
                 too_few ? fmt::format("{} groups stand behind DE, not three", groups.size() - 1)
                         : fmt::format("{} stands behind the filing time", Quoted(groups[4])),
                 fmt::format("routing indicator, serial number, filing time, {}", kForm));
  }
  if (groups.size() > 2) ReadSerial(line, groups[2], id, faults);
  if (groups.size() <= 3) return {};
  ReadFilingTime(line, groups[3], rules, id.filing, faults);
  return groups[3];
}

}  // namespace

void CheckFilingTime(const LineOfText& line, std::string_view group, Severity bad_time,
                     const FilingTime& filing, Faults& faults) {
  const bool of_year = filing.form == FilingTime::Form::kDayOfYear;
  const int days = of_year ? 366 : 31;
  if (filing.day < 1 || filing.day > days) {
    faults.Report(bad_time, DiagnosticCode::kBadFilingTime, line, group.substr(0, of_year ? 3 : 2),
                  fmt::format("there is no day {} in a {}", filing.day, of_year ? "year" : "month"),
                  of_year ? "001 to 366" : "01 to 31");
  }
  if (filing.hour > 23 || filing.minute > 59) {
    faults.Report(bad_time, DiagnosticCode::kBadFilingTime, line, group.substr(3, 4),
                  fmt::format("there is no time {:02}{:02}", filing.hour, filing.minute),
                  "0000 to 2359");
  }
}

CallingPlaces ReadCallingLine(const LineOfText& line, const CallingRules& rules,
                              MessageIdentification& id, Faults& faults) {
  const CallingPlaces nowhere{&line, {}};
  if (line.text.size() > kLineBytesMax) {
    faults.Error(DiagnosticCode::kTextTooLarge, line, line.text, "format line 3 is too long");
    return nowhere;
  }
  CheckSpacing(line, line.text, faults);
  const Groups groups = SplitGroups(line.text);
  const bool acp127 = rules.profile == Profile::kAcp127;
  const std::size_t hash = groups.size() > 1 ? groups[1].find('#') : std::string_view::npos;
  if (!acp127 && groups[0] == "DE" && hash != std::string_view::npos && hash > 0) {
    faults.Error(DiagnosticCode::kSpacing, line, groups[1],
                 "no space stands between the calling station and its serial number",
                 fmt::format("DE {} {}", groups[1].substr(0, hash), groups[1].substr(hash)));
    return nowhere;
  }
  if (groups[0] != "DE") {
    const bool glued = groups[0].starts_with("DE") && RoutingIndicator::Parse(groups[0].substr(2));
    faults.Error(DiagnosticCode::kBadCallingStation, line, groups[0],
                 fmt::format("the line begins with {}, not with DE", Quoted(groups[0])),
                 glued ? fmt::format("a space is missing: DE {}", groups[0].substr(2))
                       : std::string(acp127 ? kAcp127Form : kForm));
    return nowhere;
  }
  if (acp127 && groups.size() < 2) {
    faults.Error(DiagnosticCode::kBadCallingStation, line, EndOf(line),
                 "no station stands behind DE", std::string(kAcp127Form));
  }
  std::string_view filing;
  if (!acp127 && groups.size() != 4) filing = ReadStateGroups(line, groups, rules, id, faults);
  if (groups.size() > 1) {
    const std::optional<RoutingIndicator> calling = RoutingIndicator::Parse(groups[1]);
    if (calling) {
      id.calling = *calling;
    } else {
      faults.Error(DiagnosticCode::kBadCallingStation, line, groups[1],
                   fmt::format("{} is not a routing indicator", Quoted(groups[1])),
                   "four to eight letters A to Z, the station that prepared the tape");
    }
  }
  if (acp127 && groups.size() > 2) {
    filing = ReadAcp127Groups(line, groups.span().subspan(2), rules, id, faults);
  } else if (!acp127 && groups.size() == 4) {
    filing = ReadStateGroups(line, groups, rules, id, faults);
  }
  return {&line, filing};
}

}  // namespace torntape::cable
