#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "cable/cable.h"
#include "cable/faults.h"

// Format lines 5 to 15. As in heading_reader.h, every fault is reported and reading goes on.
namespace torntape::cable {

// How heavy those faults weigh that hinder nobody from routing and delivering. A relay does not
// look behind format line 4 and lets them pass; a tributary does not (ACP 127 ¶402).
struct BodyRules {
  Profile profile = Profile::kState;
  Severity bad_date_time = Severity::kWarning;
  Severity no_from = Severity::kWarning;
  ReadMode mode = ReadMode::kStrict;
  bool ended = true;  // false: broken off, and not to be asked for what would follow
};

// Where the parts stand among the lines of the body, for checks between parts.
struct BodyPlaces {
  std::optional<std::size_t> preamble;
  std::string_view precedence;  // the letters of format line 5, within that line
  std::string_view date_time;   // the date-time group, within that line
  std::optional<std::size_t> classification;
  std::string_view class_words;  // within that line
  std::string_view section;      // "SECTION 01 OF 02", within that line
  std::optional<std::size_t> validation;
  bool broken_off = false;    // no end of message, and no BT behind the text
  bool service = false;       // SVC behind the classification: a service message (spec 7.1)
  bool in_the_clear = false;  // CLEAR instead of a classification (spec 5.10)
};

// Reads the whole, and marks the format line of each line.
void ReadBodyLines(std::span<LineOfText> lines, const BodyRules& rules, BodyView& view,
                   BodyPlaces& places, Faults& faults);

// Format line 5.
void ReadPreamble(const LineOfText& line, const BodyRules& rules, BodyView& view,
                  BodyPlaces& places, Faults& faults);

// The day and the time of a date-time group, against its month; what there is not is reported with
// `severity`.
void CheckDateTime(const LineOfText& line, std::string_view group, Severity severity,
                   const DateTimeGroup& date_time, Faults& faults);

// One addressee: `text` is what stands behind the keyword, or the whole line where it wraps. The
// serial behind the name is of `state` alone.
AddressLine ReadAddress(const LineOfText& line, std::string_view text, const BodyRules& rules,
                        Faults& faults);
// True if one more addressee may be added to a list; the first that may not is an error.
bool HasRoom(const std::vector<AddressLine>& list, const LineOfText& line, Faults& faults);

// XMT against TO and INFO (spec 4.3, 9.57, 9.58). `lines` are those of the body.
void CheckExemptions(std::span<const LineOfText> lines, const BodyView& view, Faults& faults);

// The first line of the text that is not blank: classification, SVC, section.
void ReadClassificationLine(const LineOfText& line, BodyView& view, BodyPlaces& places,
                            Faults& faults);

// How many days a month has; 29 for February unless `year` says otherwise. A year of two digits is
// read as a leap year if it is divisible by four.
int DaysOf(int month, std::optional<int> year);
bool IsLeapYear(int year);
// 1 to 12 for "JAN" to "DEC"; 0 for anything else. And back, "" for others.
int MonthFromName(std::string_view name);
std::string_view MonthName(int month);

}  // namespace torntape::cable
