#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "store/journal_format.h"

// Finds the records of a segment, and whatever is wrong with it. Performs no input or output.
namespace torntape::store {

// Something in a segment that should not be so.
struct JournalFault {
  enum class Kind : std::uint8_t {
    kTornTail,    // records that were never promised to anybody: normal after a crash
    kDamaged,     // records that had been flushed cannot be read
    kLost,        // the same, and the bytes where they should stand are another record's
    kBadHeader,   // the head of the segment cannot be read; its records are found without
    kOtherStore,  // the segment is of another store
    kMissing,     // there is no such segment
  };
  Kind kind = Kind::kDamaged;
  std::uint64_t segment = 0;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;         // of the stretch that cannot be read
  Sequence first_record = 0;       // the first that is concerned
  std::uint64_t record_count = 0;  // 0: nobody knows how many
};

// What is known of a segment before it is read.
struct SegmentPlace {
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;
  Sequence previous = 0;  // the last record before it; 0 if none is known
  Sequence promised = 0;  // up to here all had been flushed, as a later segment says; 0: none says
};

struct SegmentContents {
  struct Piece {
    std::uint64_t offset = 0;
    Frame frame;  // its views point into the bytes read
  };
  std::optional<SegmentHeader> header;
  std::vector<Piece> pieces;                // the sound records, in order
  std::vector<JournalFault> faults;         // by offset
  std::uint64_t end = kSegmentHeaderBytes;  // where the next record would begin
  Sequence last = 0;                        // the last record up to there, or what was before it
};

// Reads all of a segment. A record that cannot be read is damage if a later one tells that it had
// been flushed; the rest of the segment is then still read. Otherwise it is the torn end of what a
// crash cut off, and nothing behind it counts, as nobody was ever promised any of it.
SegmentContents ReadSegment(std::string_view bytes, const SegmentPlace& place);

}  // namespace torntape::store
