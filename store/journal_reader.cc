#include "store/journal_reader.h"

#include <algorithm>

namespace torntape::store {
namespace {

using Kind = JournalFault::Kind;
using Piece = SegmentContents::Piece;

// A place where the next record should have begun and did not, and the piece that was found behind.
struct Gap {
  std::uint64_t offset = 0;
  std::size_t piece = 0;
  Sequence expected = 0;
};

std::uint64_t CountBetween(Sequence first, Sequence end) {
  return RunOf(first) == RunOf(end) && end > first ? end - first : 0;
}

// The first sound record at `offset` or behind that is younger than `last`.
std::optional<Piece> FindPiece(std::string_view bytes, std::uint64_t offset, Sequence last,
                               std::uint64_t epoch) {
  for (; offset + kFrameHeadBytes <= bytes.size(); offset += kFrameAlignment) {
    const std::string_view rest = bytes.substr(offset);
    if (PeekSequence(rest) <= last) continue;
    if (const auto frame = ReadFrame(rest, epoch)) return Piece{offset, *frame};
  }
  return std::nullopt;
}

std::vector<Gap> CollectPieces(std::string_view bytes, const SegmentPlace& place,
                               SegmentContents& contents) {
  std::vector<Gap> gaps;
  Sequence last = std::max(contents.header ? contents.header->previous : 0, place.previous);
  std::uint64_t offset = kSegmentHeaderBytes;
  while (const auto piece = FindPiece(bytes, offset, last, place.epoch)) {
    const bool first_unknown = last == 0 && contents.pieces.empty() && !contents.header;
    if (!first_unknown && (piece->offset != offset || !Follows(last, piece->frame.sequence))) {
      gaps.push_back({offset, contents.pieces.size(), last + 1});
    }
    contents.pieces.push_back(*piece);
    last = piece->frame.sequence;
    offset = piece->offset + FrameBytes(piece->frame);
  }
  return gaps;
}

// Cuts off what was never promised, and tells of what was promised and is gone.
void JudgeGaps(const std::vector<Gap>& gaps, Sequence promised, const SegmentPlace& place,
               SegmentContents& contents) {
  for (const Gap& gap : gaps) {
    const Piece& behind = contents.pieces[gap.piece];
    if (gap.expected > promised) {
      contents.faults.push_back({Kind::kTornTail, place.number, gap.offset, 0, gap.expected, 0});
      contents.pieces.resize(gap.piece);
      return;
    }
    const std::uint64_t bytes = behind.offset - gap.offset;
    contents.faults.push_back({bytes == 0 ? Kind::kLost : Kind::kDamaged, place.number, gap.offset,
                               bytes, gap.expected,
                               CountBetween(gap.expected, behind.frame.sequence)});
  }
}

void JudgeEnd(std::string_view bytes, const SegmentPlace& place, SegmentContents& contents) {
  const bool told = !contents.faults.empty() && contents.faults.back().kind == Kind::kTornTail;
  if (contents.last < place.promised) {
    const std::uint64_t left = bytes.size() - std::min<std::uint64_t>(bytes.size(), contents.end);
    contents.faults.push_back({Kind::kDamaged, place.number, contents.end, left, contents.last + 1,
                               CountBetween(contents.last + 1, place.promised + 1)});
    return;
  }
  if (told || contents.end >= bytes.size()) return;
  const Sequence next = PeekSequence(bytes.substr(contents.end));
  if (next != 0 && Follows(contents.last, next)) {
    contents.faults.push_back({Kind::kTornTail, place.number, contents.end, 0, next, 0});
  }
}

}  // namespace

SegmentContents ReadSegment(std::string_view bytes, const SegmentPlace& place) {
  SegmentContents contents;
  contents.header = ReadSegmentHeader(bytes);
  if (contents.header && contents.header->epoch != place.epoch) {
    contents.faults.push_back({Kind::kOtherStore, place.number, 0, bytes.size(), 0, 0});
    contents.header.reset();
    contents.last = place.previous;
    return contents;
  }
  // A header of another number is what was here before the file was taken for this segment.
  if (contents.header && contents.header->number != place.number) contents.header.reset();

  const std::vector<Gap> gaps = CollectPieces(bytes, place, contents);
  Sequence promised = place.promised;
  for (const Piece& piece : contents.pieces) promised = std::max(promised, piece.frame.flushed());
  JudgeGaps(gaps, promised, place, contents);

  contents.last = place.previous;
  if (contents.header) contents.last = std::max(contents.last, contents.header->previous);
  if (!contents.pieces.empty()) {
    const Piece& newest = contents.pieces.back();
    contents.last = newest.frame.sequence;
    contents.end = newest.offset + FrameBytes(newest.frame);
  }
  JudgeEnd(bytes, place, contents);
  // Without a header and without records it was begun and nothing was ever promised of it.
  if (!contents.header && (!contents.pieces.empty() || place.promised > place.previous)) {
    contents.faults.insert(contents.faults.begin(),
                           {Kind::kBadHeader, place.number, 0, kSegmentHeaderBytes, 0, 0});
  }
  return contents;
}

}  // namespace torntape::store
