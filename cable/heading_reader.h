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

// Format line 1: the channel number, the numbers it had before, the prosign.
void ReadIdentification(const LineOfText& line, Transmission& transmission, Faults& faults);

// Format line 2, or the routing line of the outermost pilot. Fills precedence, called indicators
// and those that cannot be read. False if it calls nobody for certain.
bool ReadRouting(std::span<const LineOfText> lines, Cable& cable, Faults& faults);

// Format line 3. A day or time that there is not is reported with the severity `bad_time`; the
// numbers are kept as printed.
void ReadCallingLine(const LineOfText& line, Severity bad_time, MessageIdentification& id,
                     Faults& faults);

// Format line 4: classification and special category; the instructions are checked and kept.
void ReadInstructions(std::span<const LineOfText> lines, Heading& heading, Faults& faults);

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

}  // namespace torntape::cable
