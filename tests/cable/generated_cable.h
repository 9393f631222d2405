#pragma once

#include <string>

#include "base/prng.h"
#include "cable/cable.h"

namespace torntape::cable::testing {

// A cable of the `state` profile that strict reading must accept, made from a seed, and what must
// be found in it. Every optional part of spec 1 occurs: pilots, bells, stacks of numbers, wrapped
// routing lines with repeats, trailing spaces, release codes, dual precedence, XMT, GR, sections,
// quoted BT, corrections, blank lines.
struct GeneratedCable {
  std::string text;  // compact: LF, and no blank lines before NNNN
  ChannelNumber number;
  Precedence precedence = Precedence::kRoutine;
  CalledList called;
  std::vector<Pilot> pilots;
  Heading heading;  // the digest is not filled
  std::string body;
  std::vector<std::string> to;  // designations
  std::vector<std::string> info;
  std::vector<std::string> exempted;
  std::size_t text_lines = 0;
};

GeneratedCable GenerateCable(Prng& prng);

}  // namespace torntape::cable::testing
