#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "cable/cable.h"

namespace torntape::cable {

// What one pass over a text finds besides its lines.
struct SplitFindings {
  bool printable = true;      // every character is printable ASCII, or belongs to a line end
  bool narrow = true;         // no line has more than 69 characters
  bool second_start = false;  // ZCZC stands elsewhere than in the first eight characters
};

// Splits a text into lines as SplitLines does, sixteen characters at a time where the machine can,
// and looks at the characters in the same pass. `lines` is emptied first and keeps its room, so
// that reading one cable after the other allocates nothing.
// REQUIRES: at most kLinesMax lines; the text of a cable within its limits has fewer.
SplitFindings SplitAndCheck(std::string_view text, std::vector<LineOfText>& lines);

}  // namespace torntape::cable
