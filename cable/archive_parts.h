#pragma once

#include <span>
#include <vector>

#include "cable/archive_layout.h"
#include "cable/body_reader.h"
#include "cable/cable.h"
#include "cable/faults.h"

// The parts that ReadArchive is made of.
namespace torntape::cable {

// Reads format lines 5 to 15. `lines` are those of the body, and their text is its bytes.
void ReadArchiveBody(std::span<const LineOfText> lines, const BodyRules& rules, BodyView& view,
                     BodyPlaces& places, Faults& faults);

// Says what the copy lost of its frame, and what of it no circuit takes; one warning a kind.
// `lines` are all of them, one a format line.
void CheckArchiveFrame(std::span<const LineOfText> lines, const ArchiveLayout& layout,
                       const BodyView& view, const BodyPlaces& places, Faults& faults);

}  // namespace torntape::cable
