// The journal's recovery: what is there, what of it is needed, and what is wrong with it.
#include <algorithm>
#include <cstdint>
#include <future>
#include <string>
#include <string_view>
#include <utility>

#include "store/journal.h"
#include "store/journal_diagnostics.h"

namespace torntape::store {

namespace {

// Reads a segment while the one before is looked through: of a long journal the one takes as long
// as the other, and the disk and the processor need not wait for each other.
class NextSegment {
 public:
  // REQUIRES: the file outlives the Take that follows, and is left alone until then.
  void Begin(JournalFile& file, std::uint64_t size) {
    // Where no thread can be made it is read when it is wanted.
    constexpr auto kHow = std::launch::async | std::launch::deferred;
    reading_ = std::async(kHow, [this, &file, size] {
      return ReadUpTo(file, 0, static_cast<std::size_t>(size), bytes_);
    });
  }
  // What was read, in exchange for the room of what was read before.
  IoResult<void> Take(std::string& into) {
    auto read = reading_.get();
    bytes_.swap(into);
    return read;
  }

 private:
  std::string bytes_;  // before reading_, which is waited for when both go
  std::future<IoResult<void>> reading_;
};

}  // namespace

IoResult<void> Journal::ListSegments() {
  const auto names = folder_.List();
  if (!names) return tl::unexpected(names.error());
  for (const std::string& name : *names) {
    const auto number = SegmentNumber(name);
    if (!number) continue;
    auto file = folder_.Open(name);
    if (!file) return tl::unexpected(file.error());
    const auto size = (*file)->Size();
    if (!size) return tl::unexpected(size.error());
    Segment segment;
    segment.number = *number;
    segment.file_bytes = *size;
    segment.end = *size;
    segment.file = std::move(*file);
    std::string head;
    if (auto read = ReadUpTo(*segment.file, 0, kSegmentHeaderBytes, head); !read) return read;
    segment.header = ReadSegmentHeader(head);
    if (segment.header &&
        (segment.header->number != *number || segment.header->epoch != options_.epoch)) {
      segment.header.reset();  // told when it is read
    }
    segments_.push_back(std::move(segment));
  }
  std::sort(segments_.begin(), segments_.end(),
            [](const Segment& a, const Segment& b) { return a.number < b.number; });
  // What the last run had prepared is made anew.
  const bool prepared = std::find(names->begin(), names->end(), kNextName) != names->end();
  if (prepared) return folder_.Remove(std::string(kNextName));
  return {};
}

void Journal::TellMissing() {
  std::uint64_t expected = needed_;
  for (const Segment& segment : segments_) {
    if (segment.number < needed_) continue;
    if (segment.number > expected) {
      JournalFault fault{JournalFault::Kind::kMissing, expected, 0, 0, 0, 0};
      fault.record_count = segment.number - expected;
      Tell(fault);
    }
    expected = segment.number + 1;
  }
}

IoResult<void> Journal::Recover(const Sink& sink) {
  if (auto listed = ListSegments(); !listed) return listed;
  if (segments_.empty()) {
    last_ = flushed_ = witnessed_ = FirstOfRun(1) - 1;
    return BeginSegment(1);
  }
  needed_ = segments_.front().number;
  for (const Segment& segment : segments_) {
    if (segment.header) needed_ = std::max(needed_, segment.header->needed_segment);
  }
  TellMissing();
  std::size_t first = 0;
  for (; first + 1 < segments_.size() && segments_[first].number < needed_; ++first) {
    segments_[first].file.reset();
  }
  NextSegment next;
  next.Begin(*segments_[first].file, segments_[first].file_bytes);
  std::string bytes;
  for (std::size_t i = first; i < segments_.size(); ++i) {
    if (auto read = next.Take(bytes); !read) return read;
    if (i + 1 < segments_.size()) {
      next.Begin(*segments_[i + 1].file, segments_[i + 1].file_bytes);
    }
    RecoverSegment(i, sink, bytes);
  }
  return Resume();
}

void Journal::RecoverSegment(std::size_t place, const Sink& sink, std::string_view bytes) {
  Segment& segment = segments_[place];
  SegmentPlace expected{options_.epoch, segment.number, last_, 0};
  if (place + 1 < segments_.size() && segments_[place + 1].header &&
      segments_[place + 1].number == segment.number + 1) {
    expected.promised = segments_[place + 1].header->previous;
  }
  segment.previous = last_;
  const SegmentContents contents = ReadSegment(bytes, expected);
  for (const JournalFault& fault : contents.faults) Tell(fault);
  for (const SegmentContents::Piece& piece : contents.pieces) {
    if (piece.frame.kind == FrameKind::kWitness) continue;
    sink({segment.number, piece.offset, static_cast<std::uint32_t>(FrameBytes(piece.frame))},
         piece.frame);
  }
  last_ = contents.last;
  segment.end = contents.end;
}

// A run of its own begins behind the last sound record.
IoResult<void> Journal::Resume() {
  Segment& current = segments_.back();
  // What a run that was killed had written and not flushed counts from now on.
  if (auto flushed = current.file->Flush(); !flushed) return flushed;
  if (!current.header) {
    // Begun, and no record of it ever flushed; or its head is damaged, which is mended so.
    current.header = SegmentHeader{options_.epoch, current.number, current.previous, needed_};
    std::string head;
    AppendSegmentHeader(*current.header, head);
    if (auto written = WriteAll(*current.file, 0, head); !written) return written;
    current.end = std::max<std::uint64_t>(current.end, kSegmentHeaderBytes);
  }
  last_ = flushed_ = witnessed_ = FirstOfRun(RunOf(last_) + 1) - 1;
  buffer_.Begin(current.end);
  free_bytes_ = folder_.FreeBytes();
  return {};
}

// ---------------------------------------------------------------- telling

void Journal::Tell(const JournalFault& fault) {
  report_(DiagnosticOf(fault), folder_.PathOf(SegmentName(fault.segment)));
}

}  // namespace torntape::store
