#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "cable/cable.h"
#include "cable/faults.h"

// Delivered and archived copies (spec 0.2, "Import mode archive"; observed damage in
// docs/protocol.md, 2.5). They lost their frame, and lines were broken anew: what is a line here
// need not be one there. So the parts are found by what they look like, not by where they stand.
namespace torntape::cable {

struct ArchiveLayout {
  std::vector<LineOfText> lines;  // one a format line; several can share a physical line
  // Where the text stands among them: [text_begin, text_end).
  std::size_t text_begin = 0;
  std::size_t text_end = 0;
  bool opened = false;  // by a BT
  bool closed = false;
  std::optional<std::size_t> end_of_message;  // the line that is it, or was meant as it
  bool odd_end = false;                       // meant as it
  bool recognised = false;                    // false: nothing looks like a cable
};

// Finds the parts and gives each line its format line. What had to be taken apart, left out or
// looked over is reported.
ArchiveLayout LayOutArchive(const std::vector<LineOfText>& physical, Faults& faults);

// Format line 5, damaged or not: letters of precedence, or their words, then a group that begins
// with five digits or more.
bool LooksLikeArchivePreamble(std::string_view line);

// Reads it, and what goes on it in further lines, as it was likely meant.
struct BodyPlaces;
void ReadArchivePreamble(const LineOfText& line, BodyView& view, BodyPlaces& places,
                         Faults& faults);

}  // namespace torntape::cable
