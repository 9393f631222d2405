#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "cable/archive_layout.h"
#include "cable/archive_shapes.h"

namespace torntape::cable {

// The physical lines of a copy while they are taken apart into format lines.
struct ArchivePieces {
  const std::vector<LineOfText>& physical;
  Faults& faults;
  ArchiveLayout layout;
  std::size_t at = 0;   // the physical line at hand
  int shared_line = 0;  // the number of the line of which that was said last

  std::string_view TextAt(std::size_t index) const { return TrimArchive(physical[index].text); }

  // A part of the physical line under the cursor, as a line of its own.
  LineOfText& Add(std::string_view piece, int format_line) {
    LineOfText line = physical[at];
    line.column += static_cast<int>(piece.data() - line.text.data());
    line.text = piece;
    line.format_line = format_line;
    layout.lines.push_back(line);
    return layout.lines.back();
  }

  void SaySharedLine(std::string_view piece) {
    if (shared_line == physical[at].number) return;
    shared_line = physical[at].number;
    faults.Warning(DiagnosticCode::kSharedLine, physical[at], piece,
                   "another format line begins inside this line",
                   "it is read as if it stood on a line of its own");
  }
};

// Takes the text and what stands behind it, from `at` on: where the text ends is seen from the end.
void TakeArchiveRest(ArchivePieces& pieces);

}  // namespace torntape::cable
