#pragma once

#include "base/prng.h"
#include "cable/draft.h"

namespace torntape::cable::testing {

// A cable of any profile that strict reading must accept, made from a seed, in parts: plain,
// with wrapped routing lines, stacks of numbers, dual precedence, corrections, a text of up to
// `text_lines_max` lines, and every character that IA5 has, or with `for_ita2` only those that the
// international ITA2 has.
struct DraftSize {
  std::size_t text_lines_max = 30;
  bool for_ita2 = false;
};
Draft GenerateDraft(Prng& prng, Profile profile, const DraftSize& size = {});

}  // namespace torntape::cable::testing
