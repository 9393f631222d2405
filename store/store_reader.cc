#include "store/store_reader.h"

#include <algorithm>
#include <utility>

#include "store/store_identity.h"

namespace torntape::store {

Result<StoreReader> StoreReader::Open(const std::string& path) {
  auto folder = OpenDiskFolder(path, Access::kLook);
  if (!folder) return Failure(folder.error().text);
  return Open(std::move(*folder));
}

Result<StoreReader> StoreReader::Open(std::unique_ptr<JournalFolder> folder) {
  auto identity = ReadIdentityOf(*folder);
  if (!identity) return tl::unexpected(identity.error());
  return StoreReader(std::move(folder), std::move(*identity));
}

Result<std::vector<StoreReader::Listed>> StoreReader::List() {
  const auto names = folder_->List();
  if (!names) return Failure(names.error().text);
  std::vector<Listed> listed;
  for (const std::string& name : *names) {
    const auto number = SegmentNumber(name);
    if (!number) continue;
    auto file = folder_->Open(name);
    if (!file) return Failure(file.error().text);
    std::string head;
    if (auto read = ReadUpTo(**file, 0, kSegmentHeaderBytes, head); !read) {
      return Failure(read.error().text);
    }
    auto header = ReadSegmentHeader(head);
    if (header && (header->number != *number || header->epoch != identity_.epoch)) header.reset();
    listed.push_back({*number, header});
  }
  std::sort(listed.begin(), listed.end(),
            [](const Listed& a, const Listed& b) { return a.number < b.number; });
  return listed;
}

Result<StoreReader::Segment> StoreReader::ReadOne(const SegmentPlace& place, const Sink& sink) {
  Segment segment;
  segment.number = place.number;
  segment.name = SegmentName(place.number);
  auto file = folder_->Open(segment.name);
  if (!file) return Failure(file.error().text);
  const auto size = (*file)->Size();
  if (!size) return Failure(size.error().text);
  segment.bytes = *size;
  std::string bytes;
  if (auto read = ReadUpTo(**file, 0, *size, bytes); !read) return Failure(read.error().text);
  SegmentContents contents = ReadSegment(bytes, place);
  segment.used = contents.end;
  segment.last = contents.last;
  segment.faults = std::move(contents.faults);
  for (const SegmentContents::Piece& piece : contents.pieces) {
    if (piece.frame.kind == FrameKind::kWitness) continue;
    ++segment.records;
    segment.bodies += piece.frame.key != 0 ? 1 : 0;
    sink(segment, piece.offset, piece.frame);
  }
  return segment;
}

Result<std::vector<StoreReader::Segment>> StoreReader::Read(bool with_history, const Sink& sink) {
  const auto listed = List();
  if (!listed) return tl::unexpected(listed.error());
  std::vector<Segment> segments;
  if (listed->empty()) return segments;
  std::uint64_t needed = listed->front().number;
  for (const Listed& one : *listed) {
    if (one.header) needed = std::max(needed, one.header->needed_segment);
  }
  std::uint64_t expected = with_history ? listed->front().number : needed;
  Sequence previous = 0;
  for (std::size_t i = 0; i < listed->size(); ++i) {
    const Listed& one = (*listed)[i];
    if (one.number < expected) continue;
    if (one.number > expected) {
      Segment missing;
      missing.number = expected;
      missing.name = SegmentName(expected);
      missing.needed = one.number > needed;
      missing.faults = {{JournalFault::Kind::kMissing, expected, 0, 0, 0, one.number - expected}};
      segments.push_back(std::move(missing));
      previous = 0;
    }
    SegmentPlace place{identity_.epoch, one.number, previous, 0};
    if (i + 1 < listed->size() && (*listed)[i + 1].header &&
        (*listed)[i + 1].number == one.number + 1) {
      place.promised = (*listed)[i + 1].header->previous;
    }
    auto segment = ReadOne(place, sink);
    if (!segment) return tl::unexpected(segment.error());
    segment->needed = one.number >= needed;
    previous = segment->last;
    expected = one.number + 1;
    segments.push_back(std::move(*segment));
  }
  return segments;
}

}  // namespace torntape::store
