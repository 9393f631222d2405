#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cable/cable.h"
#include "cable/faults.h"
#include "cable/layout.h"

// Format lines 1 to 4, one function each. All report every fault they find and go on; whether the
// cable is refused is for Faults to say. The lines given are those that the layout found.
namespace torntape::cable {

// The prosign of format line 1 (spec 1.4): nothing, UU or HH.
enum class Prosign : std::uint8_t { kNone, kUnclassified, kClassified };

// Format line 1: the channel number, the numbers it had before, the prosign.
Prosign ReadIdentification(std::span<const LineOfText> lines, Profile profile,
                           Transmission& transmission, Faults& faults);

// Format line 2, or the routing line of the outermost pilot. Fills precedence, called indicators
// and those that cannot be read. False if it calls nobody for certain.
bool ReadRouting(std::span<const LineOfText> lines, ReadMode mode, Cable& cable, Faults& faults);

// Where the calling station and its times stand, for checks between parts.
struct CallingPlaces {
  const LineOfText* line = nullptr;  // format line 3, or 2 in `janap128`; null if there is none
  std::string_view filing;           // within that line; empty if there is none
};

// How format line 3 is read. A day or time that there is not is reported with the severity
// `bad_time`; the numbers are kept as printed.
struct CallingRules {
  Profile profile = Profile::kState;
  bool lenient = false;
  Severity bad_time = Severity::kError;
};
CallingPlaces ReadCallingLine(const LineOfText& line, const CallingRules& rules,
                              MessageIdentification& id, Faults& faults);

// The day of the year or month and the time of a filing time that has the form of one.
void CheckFilingTime(const LineOfText& line, std::string_view group, Severity bad_time,
                     const FilingTime& filing, Faults& faults);

// Format line 2 of `janap128`, which is format line 3 too (spec 2.1). In strict mode everything
// that is not as it ought to be is an error, else it is mended and told as FL2_REPAIRED. False if
// it calls nobody for certain.
bool ReadJanapRouting(std::span<const LineOfText> lines, ReadMode mode, Cable& cable,
                      Heading& heading, CallingPlaces& places, Faults& faults);
// One group of format line 2 that is to be a routing indicator: called, a repeat, or unreadable.
// Unless in strict mode, two that have run together are taken apart if that can be done in one way
// only.
void ReadIndicator(const LineOfText& line, std::string_view group, ReadMode mode, Cable& cable,
                   Faults& faults);

// Format line 4: classification and special category; the instructions are checked and kept. False
// if it has no security signal, which `acp127` allows.
bool ReadInstructions(std::span<const LineOfText> lines, Profile profile, Heading& heading,
                      Faults& faults);

// The pilots' instruction, and what they enclose. `layout` and `lines` as of the whole cable.
void ReadPilots(std::span<const LineOfText> lines, const Layout& layout, Transmission& transmission,
                Faults& faults);

// Reports groups that are separated by other than one space, with the format line's own number.
void CheckSpacing(const LineOfText& line, std::string_view text, Faults& faults);

// Warns of operating signals that no table knows, once each in a cable (spec 8, last rule).
void CheckSignals(const LineOfText& line, std::span<const std::string_view> groups, Faults& faults);

// How a group that is no routing indicator was likely meant.
std::string IndicatorHint(std::string_view group);

// The group of a security signal, `ZNR UUUUU` or `ZNY CCCCC/AAAAA`, taken apart. Shared with
// explain.
struct SecurityGroup {
  std::optional<Classification> classification;
  char special_category = '\0';
  std::string_view release_code;  // the last two letters of `UUUXX`, or empty
};
SecurityGroup ParseSecurityGroup(std::string_view signal, std::string_view letters);

// The fields of what a routing line of `janap128` begins with (Heading::calling_line). Nothing of
// another profile.
std::optional<JanapFields> JanapFieldsOf(std::string_view calling_line);

}  // namespace torntape::cable
