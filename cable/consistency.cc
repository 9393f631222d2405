#include "cable/consistency.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

// What the security signal says and what the text begins with (spec 5.10). An unclassified text may
// travel as "encrypt for transmission only"; one that asks for that may not travel otherwise.
void CheckSecurity(const WholeCable& whole, Heading& heading, Faults& faults) {
  const std::optional<Classification>& in_text = whole.view.classification;
  if (!in_text || whole.places.in_the_clear || whole.layout.instructions.empty()) return;
  if (faults.Has(DiagnosticCode::kSecGarbled) || faults.Has(DiagnosticCode::kNoSecurity)) return;
  const Classification signalled = heading.classification;
  const bool agree =
      *in_text == signalled || (*in_text == Classification::kUnclassified &&
                                signalled == Classification::kEncryptForTransmission);
  if (agree) return;
  heading.classification = std::max(signalled, *in_text);
  const LineOfText& line = whole.body[*whole.places.classification];
  faults.Error(
      DiagnosticCode::kSecMismatch, line, whole.places.class_words,
      fmt::format("the text is {}, but format line 4 says {}", NameOf(*in_text), NameOf(signalled)),
      fmt::format("handled as {} and set aside: it is not for a relay to mend",
                  NameOf(heading.classification)));
}

bool IsNamedForAction(const BodyView& view, const CalledList& called) {
  return std::any_of(called.begin(), called.end(), [&](const Called& each) {
    return std::any_of(view.to.begin(), view.to.end(),
                       [&](const AddressLine& to) { return to.indicator == each.indicator; });
  });
}

// Format line 2 has the higher precedence of line 5, or the lower one on a copy that was segregated
// to stations serving for information only (spec 1.8, "Consistency"; 3.4).
void CheckPrecedence(const WholeCable& whole, Transmission& transmission, Faults& faults) {
  if (!whole.places.preamble || whole.places.precedence.empty()) return;
  if (faults.Has(DiagnosticCode::kPrecedenceNotDoubled) ||
      faults.Has(DiagnosticCode::kBadPrecedence)) {
    return;
  }
  const Precedence called_at = transmission.precedence;
  const Precedence action = whole.view.action_precedence;
  if (called_at == action) return;
  const bool lowered = called_at == whole.view.info_precedence;
  if (lowered && !IsNamedForAction(whole.view, transmission.called)) return;
  transmission.precedence = HigherOf(called_at, action);
  const LineOfText& line = whole.body[*whole.places.preamble];
  faults.Warning(
      DiagnosticCode::kPrecMismatch, line, whole.places.precedence,
      fmt::format("format line 2 says {}, this line {}{}", NameOf(called_at), NameOf(action),
                  lowered ? ", and a station is called that must act" : ""),
      fmt::format("handled as {}", NameOf(transmission.precedence)));
}

// Days before the first of each month, in a year that is no leap year.
constexpr std::array<int, 12> kDaysBefore = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};

int DayOfYear(const DateTimeGroup& date_time) {
  const bool leap_day = date_time.month > 2 && date_time.year && IsLeapYear(*date_time.year);
  return kDaysBefore[static_cast<std::size_t>(date_time.month - 1)] + date_time.day +
         (leap_day ? 1 : 0);
}

// The last day of a leap year needs one: that of the date-time group, or the year before, when the
// cable was drafted in January.
void CheckLeapDay(const WholeCable& whole, const LineOfText& calling, const FilingTime& filing,
                  Faults& faults) {
  const DateTimeGroup& date_time = whole.view.date_time_group;
  if (filing.day != 366 || !date_time.year) return;
  if (IsLeapYear(*date_time.year)) return;
  if (date_time.month == 1 && IsLeapYear(*date_time.year - 1)) return;
  const Groups groups = SplitGroups(calling.text);
  faults.Report(whole.urgent ? Severity::kWarning : Severity::kError,
                DiagnosticCode::kBadFilingTime, calling, groups[3].substr(0, 3),
                fmt::format("there is no day 366 in the year of {}", date_time.text),
                "001 to 365; only a leap year has a day 366");
}

// A cable is filed after it is drafted, by hours as a rule; real ones are found drafted hours after
// their filing. More than a day is a slip of somebody's pen.
void CheckTimes(const WholeCable& whole, const FilingTime& filing, Faults& faults) {
  if (!whole.layout.calling || !whole.places.preamble) return;
  const DateTimeGroup& date_time = whole.view.date_time_group;
  if (filing.form != FilingTime::Form::kDayOfYear || date_time.month == 0) return;
  CheckLeapDay(whole, whole.lines[*whole.layout.calling], filing, faults);
  // Times that there are not cannot be compared, and their fault was told.
  if (faults.Has(DiagnosticCode::kBadFilingTime) || faults.Has(DiagnosticCode::kBadDtg)) return;
  const int minutes = (DayOfYear(date_time) - filing.day) * 1440 +
                      (date_time.hour - filing.hour) * 60 + date_time.minute - filing.minute;
  constexpr int kYear = 365 * 1440;
  const int later = minutes > kYear / 2    ? minutes - kYear
                    : minutes < -kYear / 2 ? minutes + kYear
                                           : minutes;
  if (later <= 1440) return;
  faults.Warning(DiagnosticCode::kDtgFiling, whole.body[*whole.places.preamble],
                 whole.places.date_time,
                 fmt::format("the date-time group is {} days later than the filing time {}",
                             (later + 1439) / 1440, filing.ToString()),
                 "a cable is filed after it is drafted");
}

void CheckSection(const WholeCable& whole, const MessageIdentification& id, Faults& faults) {
  const BodyView& view = whole.view;
  if (view.section == id.section || !whole.places.classification) return;
  if (faults.Has(DiagnosticCode::kBadSerial) || faults.Has(DiagnosticCode::kBadCallingStation)) {
    return;
  }
  const LineOfText& line = whole.body[*whole.places.classification];
  if (view.section == 0) {
    faults.Warning(DiagnosticCode::kSectionMismatch, line, EndOf(line),
                   fmt::format("format line 3 says section {:02}, the text says none", id.section),
                   fmt::format("SECTION {:02} OF ... behind the classification", id.section));
    return;
  }
  faults.Warning(
      DiagnosticCode::kSectionMismatch, line, whole.places.section,
      id.section == 0
          ? fmt::format("the text is section {:02}, format line 3 names none", view.section)
          : fmt::format("the text is section {:02}, format line 3 says {:02}", view.section,
                        id.section),
      fmt::format("#{:04}/{:02} in format line 3", id.serial, view.section));
}

// The line that guards against a foreign ending glued to this heading (spec 1.12, 5.8).
void CheckValidation(const WholeCable& whole, const MessageIdentification& id, Faults& faults) {
  const std::string wanted = fmt::format("#{:04}", id.serial);
  if (!whole.places.validation) {
    const LineOfText last = InPlaceOf(whole.body.back(), 15);
    faults.Report(whole.urgent ? Severity::kWarning : Severity::kError,
                  DiagnosticCode::kNoValidation, last, EndOf(last),
                  "no validation stands between the text and the end of message",
                  id.serial_digits == 0 ? std::string("# and the serial number of format line 3")
                                        : fmt::format("{} on a line of its own", wanted));
    return;
  }
  const LineOfText& line = whole.body[*whole.places.validation];
  const bool well_formed = whole.view.validation.size() == wanted.size() &&
                           IsAllDigits(std::string_view(whole.view.validation).substr(1));
  if (id.serial_digits == 0 || !well_formed || whole.view.validation == wanted) return;
  faults.Error(DiagnosticCode::kValidation, line, TrimEnd(line.text),
               fmt::format("the validation is {}, but the serial number of format line 3 is {}",
                           whole.view.validation, wanted),
               "the ending of another cable may stand behind this heading");
}

}  // namespace

void CheckConsistency(const WholeCable& whole, Transmission& transmission, Heading& heading,
                      Faults& faults) {
  if (whole.body.empty()) return;
  CheckSecurity(whole, heading, faults);
  CheckPrecedence(whole, transmission, faults);
  CheckTimes(whole, heading.identification.filing, faults);
  if (whole.layout.calling) CheckSection(whole, heading.identification, faults);
  CheckValidation(whole, heading.identification, faults);
}

}  // namespace torntape::cable
