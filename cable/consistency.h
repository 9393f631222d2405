#pragma once

#include <span>

#include "cable/body_reader.h"
#include "cable/cable.h"
#include "cable/faults.h"
#include "cable/heading_reader.h"
#include "cable/layout.h"

namespace torntape::cable {

// What is looked at: one cable whose parts have been read, each for itself.
struct WholeCable {
  std::span<const LineOfText> lines;  // of the text; format line 1 is lines[layout.cable.begin]
  const Layout& layout;
  std::span<const LineOfText> body;  // the lines of the body, in the bytes that travel
  const BodyPlaces& places;
  const BodyView& view;
  const CallingPlaces& calling;
  Profile profile = Profile::kState;
  bool signalled = true;  // a security signal stands in format line 4
  Prosign prosign = Prosign::kNone;
  // IMMEDIATE or higher: goes on subject to correction, where others are refused.
  bool urgent = false;
  std::optional<int> clock_year;
  YearRule year_rule = YearRule::kSlidingWindow;
};

// The parts of a cable against each other: classification, precedence, times, section, validation
// (spec 1.6, 1.8, 1.12, 5.8, 5.10). May raise the precedence of the transmission and the
// classification of the heading: of two that disagree the higher one counts.
void CheckConsistency(const WholeCable& whole, Transmission& transmission, Heading& heading,
                      Faults& faults);

}  // namespace torntape::cable
