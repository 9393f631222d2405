#pragma once

#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "cable/cable.h"
#include "cable/character_set.h"

namespace torntape::cable {

// How a cable is put on a circuit or into a file (spec 1.1).
struct LineStyle {
  LineDiscipline discipline = LineDiscipline::kCompact;
  // Nothing: the characters stay as they are, whatever they are.
  std::optional<CharacterSet> character_set;
};

// A cable that was written for a circuit, and what it had to be changed for that. The text is empty
// if and only if an error stands among the diagnostics.
struct Written {
  std::string text;
  Diagnostics diagnostics;
};

// Puts one cable's text, as WriteCable and WriteDraft give it (LF line ends, no blank lines before
// NNNN), on a circuit. A profile that the character set cannot carry is an error. What it does not
// have is a warning for each line, with its place in `compact`; small letters are one for all.
// Reading the result gives the same bytes again, but for what the warnings name and, in the ITA2
// sets, for the form of the bells.
Written WriteLines(std::string_view compact, Profile profile, const LineStyle& style);

// The same without a character set: nothing can go wrong.
std::string WriteLines(std::string_view compact, LineDiscipline discipline);

}  // namespace torntape::cable
