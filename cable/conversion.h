#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/diagnostic.h"
#include "cable/draft.h"

namespace torntape::cable {

// What a conversion is told (spec 2.6).
struct ConversionRules {
  Profile to = Profile::kState;
  // The formats of `janap128`, positions 2 and 3: of the line, TT for ITA2 and AA for IA5.
  std::string media = "TT";
  // How calling stations are written there, where it is otherwise: `janap128` wants seven letters,
  // and what they are is for a table to say, never guessed.
  std::map<RoutingIndicator, RoutingIndicator> stations = {};
  // A channel number for a cable that has none and needs one.
  std::optional<ChannelNumber> number = {};
};

// A cable in another profile. What the other profile has no place for is left out with a warning
// (LOST), what it needs and the cable does not say is filled in with one (SUPPLIED), each with its
// place in the source; what would have to be guessed is an error (NOT_CONVERTIBLE), and nothing is
// returned. Format lines that the profiles share are not changed by a character.
// REQUIRES: the source of `cable` still exists; its lines point there.
std::optional<Draft> ConvertCable(const Cable& cable, const ConversionRules& rules,
                                  Diagnostics& diagnostics);

}  // namespace torntape::cable
