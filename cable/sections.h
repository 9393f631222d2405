#pragma once

#include <cstddef>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "cable/draft.h"

namespace torntape::cable {

// What is done to a text before it goes to a circuit for teleprinters.
struct TextRules {
  bool wrap = false;      // lines at 69 characters
  bool pages = false;     // pages of 20 lines (cable/paging.h)
  bool sections = false;  // cut what is over five textual pages (spec 6); includes the other two
};

// A cable as the cables that carry it: itself, or its sections, each of which repeats the heading
// (spec 6, "Emitter algorithm"; ACP 127 ¶208e-g). A section is cut at the end of a sentence on its
// last page, where one ends there. `state` numbers the sections in format line 3; `acp127` and
// `janap128` give each a serial number of its own, the next ones behind the cable's. Channel
// numbers follow one another too.
// Says what was wrapped, and what is too long where it may not be cut. A cable that is itself a
// section is not cut again. At most kSectionsMax; nothing, with an error, if that is not enough.
std::vector<Draft> LayOutText(const Draft& draft, const TextRules& rules, Diagnostics& diagnostics);

// The sections of a cable that has over five textual pages, each read again as its own cable; none
// if it has not, or is a section itself. The error says why it cannot be cut. They have no lines.
Result<std::vector<Cable>> CutIntoSections(const Cable& cable);

inline constexpr int kSectionsMax = 99;  // two digits (spec 1.11, us_section)

}  // namespace torntape::cable
