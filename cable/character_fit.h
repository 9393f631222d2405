#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cable/cable.h"
#include "cable/character_set.h"

namespace torntape::cable {

// Why a profile cannot be written to a set at all; empty if it can. `state` and `janap128` number
// their messages with #, which the international ITA2 does not have.
std::string WhyNotCarried(CharacterSet set, Profile profile);

// How a character that the set does not have was written instead.
enum class Substitution : std::uint8_t {
  kFolded,    // a small letter, as its capital
  kWord,      // a pilcrow, as PARA, or as nothing before the number of a paragraph
  kReplaced,  // anything else, as ?
};

// One stretch of a line that was written otherwise.
struct Substituted {
  Substitution kind = Substitution::kReplaced;
  std::string_view characters;  // in the line that was given
};

// A line as the set can carry it. Everything that it has is kept exactly (ACP 127 ¶201b); small
// letters are folded, a pilcrow becomes PARA or nothing, all else becomes ?, one for a character,
// whether it was written in UTF-8 or as a single byte. What was done is appended to `substituted`
// in order, its views pointing into `line`.
std::string FitLine(std::string_view line, CharacterSet set, std::vector<Substituted>& substituted);

}  // namespace torntape::cable
