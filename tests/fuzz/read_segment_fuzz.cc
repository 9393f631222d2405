// Whatever lies in a segment's file: the reader finds what is sound and tells the rest. The input
// is the file of segment 3 of a store with epoch 77. What is found must lie in the file, in order,
// without overlap, and no more of it be found when the file ends right behind it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "store/journal_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace torntape::store;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const SegmentPlace place{77, 3, FirstOfRun(1) - 1, 0};
  const SegmentContents contents = ReadSegment(bytes, place);
  std::uint64_t end = kSegmentHeaderBytes;
  Sequence last = 0;
  for (const SegmentContents::Piece& piece : contents.pieces) {
    if (piece.offset < end || piece.frame.sequence <= last) std::abort();
    end = piece.offset + FrameBytes(piece.frame);
    last = piece.frame.sequence;
    if (end > size) std::abort();
  }
  if (contents.end != end) std::abort();
  std::uint64_t at = 0;
  for (const JournalFault& fault : contents.faults) {
    if (fault.offset < at || fault.offset > std::max<std::uint64_t>(size, kSegmentHeaderBytes)) {
      std::abort();
    }
    at = fault.offset;
  }
  // What is behind can only bear witness for more.
  const SegmentContents again = ReadSegment(bytes.substr(0, end), place);
  if (again.pieces.size() > contents.pieces.size() || again.last > contents.last) std::abort();
  return 0;
}
