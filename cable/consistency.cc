#include "cable/consistency.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

// Without a security signal the prosign and the text tell the classification (spec 5.10.3). A cable
// of which nothing tells it goes over approved circuits only, as one that asks to be encrypted
// does.
void CheckUnsignalled(const WholeCable& whole, Heading& heading, Faults& faults) {
  const std::optional<Classification>& in_text = whole.view.classification;
  const auto unknown = whole.prosign == Prosign::kUnclassified
                           ? Classification::kUnclassified
                           : Classification::kEncryptForTransmission;
  heading.classification = in_text.value_or(unknown);
  if (whole.places.in_the_clear) heading.classification = Classification::kUnclassified;
  if (whole.prosign == Prosign::kClassified) {
    heading.classification = std::max(heading.classification, unknown);
  }
  if (whole.prosign != Prosign::kUnclassified || !in_text ||
      *in_text == Classification::kUnclassified) {
    return;
  }
  faults.Error(
      DiagnosticCode::kSecMismatch, whole.body[*whole.places.classification],
      whole.places.class_words,
      fmt::format("the text is {}, but format line 1 says UU, unclassified", NameOf(*in_text)),
      fmt::format("handled as {} and set aside: it is not for a relay to mend", NameOf(*in_text)));
}

// What the security signal says and what the text begins with (spec 5.10). An unclassified text may
// travel as "encrypt for transmission only"; one that asks for that may not travel otherwise.
void CheckSecurity(const WholeCable& whole, Heading& heading, Faults& faults) {
  const std::optional<Classification>& in_text = whole.view.classification;
  if (!whole.signalled) return CheckUnsignalled(whole, heading, faults);
  if (!in_text || whole.places.in_the_clear || whole.layout.instructions.empty()) return;
  if (faults.Has(DiagnosticCode::kSecGarbled) || faults.Has(DiagnosticCode::kNoSecurity)) return;
  const Classification signalled = heading.classification;
  if (faults.Has(DiagnosticCode::kSecMismatch)) {  // of format lines 2 and 4, and told
    heading.classification = std::max(signalled, *in_text);
    return;
  }
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
void CheckLeapDay(const WholeCable& whole, const FilingTime& filing, Faults& faults) {
  const DateTimeGroup& date_time = whole.view.date_time_group;
  if (filing.day != 366 || !date_time.year || whole.calling.filing.empty()) return;
  if (IsLeapYear(*date_time.year)) return;
  if (date_time.month == 1 && IsLeapYear(*date_time.year - 1)) return;
  faults.Report(whole.urgent ? Severity::kWarning : Severity::kError,
                DiagnosticCode::kBadFilingTime, *whole.calling.line,
                whole.calling.filing.substr(0, 3),
                fmt::format("there is no day 366 in the year of {}", date_time.text),
                "001 to 365; only a leap year has a day 366");
}

// A cable is filed after it is drafted, by hours as a rule; real ones are found drafted hours after
// their filing. More than a day is a slip of somebody's pen.
void CheckTimes(const WholeCable& whole, const FilingTime& filing, Faults& faults) {
  if (whole.calling.filing.empty() || !whole.places.preamble) return;
  if (whole.places.date_time.empty()) return;  // it was not read to its end, and that was told
  const DateTimeGroup& date_time = whole.view.date_time_group;
  const bool of_year = filing.form == FilingTime::Form::kDayOfYear;
  if (filing.form == FilingTime::Form::kNone || date_time.month == 0) return;
  if (of_year) CheckLeapDay(whole, filing, faults);
  // Times that there are not cannot be compared, and their fault was told.
  if (faults.Has(DiagnosticCode::kBadFilingTime) || faults.Has(DiagnosticCode::kBadDtg)) return;
  const int minutes = ((of_year ? DayOfYear(date_time) : date_time.day) - filing.day) * 1440 +
                      (date_time.hour - filing.hour) * 60 + date_time.minute - filing.minute;
  const int cycle = (of_year ? 365 : DaysOf(date_time.month, date_time.year)) * 1440;
  const int later = minutes > cycle / 2    ? minutes - cycle
                    : minutes < -cycle / 2 ? minutes + cycle
                                           : minutes;
  if (later <= 1440) return;
  faults.Warning(DiagnosticCode::kDtgFiling, whole.body[*whole.places.preamble],
                 whole.places.date_time,
                 fmt::format("the date-time group is {} days later than the filing time {}",
                             (later + 1439) / 1440, filing.ToString()),
                 "a cable is filed after it is drafted");
}

// A year made whole that is not that of the clock, give or take one (spec 9.47): either an old
// cable, or a rule that does not fit the practice.
void CheckYear(const WholeCable& whole, Faults& faults) {
  if (!whole.clock_year || !whole.places.preamble || !whole.view.date_time_group.year) return;
  if (whole.places.date_time.empty()) return;
  const int year = ResolveYear(whole.view.date_time_group, *whole.clock_year, whole.year_rule);
  if (whole.year_rule == YearRule::kSlidingWindow) {
    if (*whole.view.date_time_group.year <= 99) return;  // what the window is for
  }
  if (year >= *whole.clock_year - 1 && year <= *whole.clock_year + 1) return;
  faults.Warning(
      DiagnosticCode::kDtgFar, whole.body[*whole.places.preamble], whole.places.date_time,
      fmt::format("the date-time group is of {}, and the clock says {}", year, *whole.clock_year),
      "a year of four digits leaves no doubt");
}

void CheckSection(const WholeCable& whole, const MessageIdentification& id, Faults& faults) {
  const BodyView& view = whole.view;
  if (view.section == id.section || !whole.places.classification) return;
  if (whole.profile != Profile::kState) return;  // which alone has the section in format line 3
  if (faults.Has(DiagnosticCode::kBadSerial) || faults.Has(DiagnosticCode::kBadCallingStation) ||
      (view.section == 0 && whole.places.class_words.empty())) {
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
    if (whole.profile == Profile::kAcp127) return;  // which has none
    if (whole.places.broken_off) return;
    const LineOfText last = InPlaceOf(whole.body.back(), 15);
    faults.Report(whole.urgent ? Severity::kWarning : Severity::kError,
                  DiagnosticCode::kNoValidation, last, EndOf(last),
                  "no validation stands between the text and the end of message",
                  id.serial_digits == 0 ? std::string("# and the serial number of the cable")
                                        : fmt::format("{} on a line of its own", wanted));
    return;
  }
  const LineOfText& line = whole.body[*whole.places.validation];
  const bool well_formed = whole.view.validation.size() == wanted.size() &&
                           IsAllDigits(std::string_view(whole.view.validation).substr(1));
  if (id.serial_digits == 0 || !well_formed || whole.view.validation == wanted) return;
  faults.Error(DiagnosticCode::kValidation, line, TrimEnd(line.text),
               fmt::format("the validation is {}, but the serial number of format line {} is {}",
                           whole.view.validation, whole.calling.line->format_line, wanted),
               "the ending of another cable may stand behind this heading");
}

}  // namespace

void CheckConsistency(const WholeCable& whole, Transmission& transmission, Heading& heading,
                      Faults& faults) {
  if (whole.body.empty()) return;
  CheckSecurity(whole, heading, faults);
  CheckPrecedence(whole, transmission, faults);
  CheckTimes(whole, heading.identification.filing, faults);
  CheckYear(whole, faults);
  if (whole.calling.line != nullptr) CheckSection(whole, heading.identification, faults);
  CheckValidation(whole, heading.identification, faults);
}

}  // namespace torntape::cable
