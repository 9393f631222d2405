#include <fmt/format.h>

#include "cable/heading_reader.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::string_view kForm = "as DE RYKABD #0417/01 1341042";

// "#0417" or "#0417/01".
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

// "1341042": day of the year, hour, minute.
void ReadFilingTime(const LineOfText& line, std::string_view group, Severity bad_time,
                    FilingTime& filing, Faults& faults) {
  if (group.size() != 7 || !IsAllDigits(group)) {
    const bool day_of_month = group.size() == 8 && group[2] == '/' && group.back() == 'Z';
    faults.Error(DiagnosticCode::kBadFilingTime, line, group,
                 fmt::format("{} is no filing time of this profile", Quoted(group)),
                 day_of_month ? "the day of the year, not of the month, and no Z: 14 May is day 134"
                              : "day of the year, hour and minute without Z, seven digits, as "
                                "1341042");
    return;
  }
  filing.form = FilingTime::Form::kDayOfYear;
  filing.day = static_cast<std::uint16_t>(NumberOf(group.substr(0, 3)));
  filing.hour = static_cast<std::uint8_t>(NumberOf(group.substr(3, 2)));
  filing.minute = static_cast<std::uint8_t>(NumberOf(group.substr(5, 2)));
  if (filing.day < 1 || filing.day > 366) {
    faults.Report(bad_time, DiagnosticCode::kBadFilingTime, line, group.substr(0, 3),
                  fmt::format("there is no day {} in a year", filing.day), "001 to 366");
  }
  if (filing.hour > 23 || filing.minute > 59) {
    faults.Report(bad_time, DiagnosticCode::kBadFilingTime, line, group.substr(3),
                  fmt::format("there is no time {:02}{:02}", filing.hour, filing.minute),
                  "0000 to 2359");
  }
}

}  // namespace

void ReadCallingLine(const LineOfText& line, Severity bad_time, MessageIdentification& id,
                     Faults& faults) {
  if (line.text.size() > kLineBytesMax) {
    faults.Error(DiagnosticCode::kTextTooLarge, line, line.text, "format line 3 is too long");
    return;
  }
  CheckSpacing(line, line.text, faults);
  const Groups groups = SplitGroups(line.text);
  if (groups[0] != "DE") {
    const bool glued = groups[0].starts_with("DE") && RoutingIndicator::Parse(groups[0].substr(2));
    faults.Error(
        DiagnosticCode::kBadCallingStation, line, groups[0],
        fmt::format("the line begins with {}, not with DE", Quoted(groups[0])),
        glued ? fmt::format("a space is missing: DE {}", groups[0].substr(2)) : std::string(kForm));
    return;
  }
  if (groups.size() != 4) {
    const bool too_few = groups.size() < 4;
    faults.Error(DiagnosticCode::kBadCallingStation, line, too_few ? EndOf(line) : groups[4],
                 too_few ? fmt::format("{} groups stand behind DE, not three", groups.size() - 1)
                         : fmt::format("{} stands behind the filing time", Quoted(groups[4])),
                 fmt::format("routing indicator, serial number, filing time, {}", kForm));
  }
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
  if (groups.size() > 2) ReadSerial(line, groups[2], id, faults);
  if (groups.size() > 3) ReadFilingTime(line, groups[3], bad_time, id.filing, faults);
}

}  // namespace torntape::cable
