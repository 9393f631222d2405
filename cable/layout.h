#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "cable/cable.h"

namespace torntape::cable {

// Lines [begin, end) by their index.
struct LineRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool empty() const { return begin == end; }
  std::size_t size() const { return end - begin; }
  std::span<const LineOfText> Of(std::span<const LineOfText> lines) const {
    return lines.subspan(begin, size());
  }
};

// The lines of one pilot: its routing line, what it says, and the old identification of what it
// encloses. The enclosed routing line is the routing line of the next pilot, or the last one.
struct PilotLayout {
  LineRange routing;
  std::size_t instruction = 0;
  std::optional<std::size_t> identification;
};

// Which lines of a text make up which part of one cable. Made from what lines look like; whether
// they are right is asked later. A part that is missing is empty.
struct Layout {
  LineRange cable;  // from the first line that is not blank to the last before the end of message
  LineRange identification;                   // format line 1; older numbers may wrap
  std::vector<PilotLayout> pilots;            // outermost first
  LineRange routing;                          // format line 2, of the basic message
  std::optional<std::size_t> calling;         // format line 3; never in `janap128`
  LineRange instructions;                     // format line 4
  LineRange body;                             // format lines 5 to 15
  std::optional<std::size_t> end_of_message;  // format line 16
  std::optional<std::size_t> damaged_end;     // the last line, if it was meant as format line 16
  std::vector<std::size_t> strays;            // lines of the procedure that are part of none
  // True if some part of the procedure was recognised: the text is at least meant as a cable. No
  // line is marked otherwise.
  bool recognised = false;
};

// Finds the parts, and marks format lines 1 to 4 and 16 in `lines`; those of a pilot count as 1.
Layout LayOut(std::span<LineOfText> lines, Profile profile);

// The profile of a text: by its routing line, else by its calling line (spec 0.2).
Profile FindProfile(std::span<const LineOfText> lines);

}  // namespace torntape::cable
