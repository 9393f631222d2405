#pragma once

#include <span>

#include "cable/cable.h"
#include "cable/faults.h"
#include "cable/layout.h"

namespace torntape::cable {

struct CharacterRules {
  Severity width = Severity::kWarning;  // how heavy a line over 69 characters weighs
  CharacterSet set = CharacterSet::kIa5;
};

// The characters of every line of a cable, its width, and the two words that may stand in none but
// the first and the last: a second start of message, an early NNNN (spec 1.1).
void CheckCharacters(std::span<const LineOfText> lines, const Layout& layout,
                     const CharacterRules& rules, Faults& faults);

// What stands behind the end of message (spec 5.8, 9.95).
void CheckBehindEnd(std::span<const LineOfText> lines, const Layout& layout, Faults& faults);

}  // namespace torntape::cable
