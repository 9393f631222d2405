#pragma once

#include <optional>
#include <vector>

#include "cable/cable.h"
#include "cable/faults.h"

namespace torntape::cable {

// Reads a delivered or archived copy (spec 0.2): whatever is there of a heading and a text,
// inventing nothing where it is not. `lines` are the physical ones; they become one a format line.
// Nothing only if there is no cable in the text, or it goes over a limit.
std::optional<Cable> ReadArchive(std::vector<LineOfText>& lines, Profile profile, Faults& faults);

}  // namespace torntape::cable
