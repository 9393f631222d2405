#include "store/journal.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"

namespace torntape::store {
namespace {

// The first segment begins with so many zeros, so that a station starts at once; as it is filled,
// zeros are written ahead of it, like those of the segments that follow.
constexpr std::uint64_t kFirstFill = 1u << 20;
constexpr std::uint64_t kFreeLow = 1u << 30;         // below this the disk is looked at each time
constexpr std::uint64_t kPrepareAfter = 256u << 10;  // bytes appended between preparations
constexpr std::uint64_t kFillMost = 1u << 20;        // zeros written at once, ahead of their use

IoResult<void> WriteZeros(JournalFile& file, std::uint64_t at, std::uint64_t size) {
  static constexpr char kZeros[64u << 10] = {};
  for (const std::uint64_t end = at + size; at < end;) {
    const std::string_view zeros(kZeros, std::min<std::uint64_t>(sizeof kZeros, end - at));
    if (auto written = WriteAll(file, at, zeros); !written) return written;
    at += zeros.size();
  }
  return {};
}

}  // namespace

Journal::Journal(JournalFolder& folder, const JournalOptions& options, JournalReport report)
    : folder_(folder), options_(options), report_(std::move(report)) {}

Journal::Segment* Journal::Find(std::uint64_t number) {
  const auto found = std::lower_bound(
      segments_.begin(), segments_.end(), number,
      [](const Segment& segment, std::uint64_t wanted) { return segment.number < wanted; });
  return found == segments_.end() || found->number != number ? nullptr : &*found;
}

bool Journal::current_empty() const { return current_bytes() <= kSegmentHeaderBytes; }

std::uint64_t Journal::bytes_since(std::uint64_t number) const {
  std::uint64_t bytes = buffer_.size();
  for (const Segment& segment : segments_) {
    if (segment.number >= number) bytes += segment.end;
  }
  return bytes;
}

std::uint64_t Journal::HistoryBytes() const {
  std::uint64_t bytes = 0;
  for (const Segment& segment : segments_) {
    if (segment.number < needed_) bytes += segment.file_bytes;
  }
  return bytes;
}

std::uint64_t Journal::Room() const {
  const Segment& current = segments_.back();
  const std::uint64_t prepared =
      current.file_bytes > current.end ? current.file_bytes - current.end : 0;
  // While there is little nothing may be appended that would make it look again.
  const std::uint64_t free = free_bytes_ < kFreeLow ? folder_.FreeBytes() : free_bytes_;
  const std::uint64_t room = prepared + next_bytes_ + HistoryBytes() + free;
  return room > buffer_.size() ? room - buffer_.size() : 0;
}

// ---------------------------------------------------------------- appending

Journal::Place Journal::Append(FrameKind kind, std::uint64_t key, std::string_view record,
                               std::string_view body) {
  Frame frame;
  frame.sequence = ++last_;
  frame.unflushed = static_cast<std::uint32_t>(last_ - 1 - flushed_);
  frame.kind = kind;
  frame.key = key;
  frame.record = record;
  frame.body = body;
  const Place place{current(), current_bytes(), static_cast<std::uint32_t>(FrameBytes(frame))};
  WriteFrame(frame, options_.epoch, buffer_.Extend(place.bytes));
  return place;
}

IoResult<void> Journal::Flush() {
  if (buffer_.empty() && last_ == flushed_) return {};  // a witness may stand alone
  Segment& segment = segments_.back();
  auto done = segment.file->Append(buffer_);
  if (done) {
    ++flush_count_;
    done = segment.file->Flush();
  }
  if (!done) return done;
  segment.end += buffer_.size();
  segment.file_bytes = std::max(segment.file_bytes, segment.end);
  flushed_ = last_;
  appended_of_late_ += buffer_.size();
  buffer_.Advance();
  return {};
}

void Journal::BearWitness() {
  TORNTAPE_ASSERT(buffer_.empty());
  if (witnessed_ == flushed_ || current_empty()) return;
  Segment& segment = segments_.back();
  Frame frame;
  frame.sequence = last_ + 1;
  frame.unflushed = static_cast<std::uint32_t>(last_ - flushed_);
  frame.kind = FrameKind::kWitness;
  std::string bytes;
  AppendFrame(frame, options_.epoch, bytes);
  witnessed_ = flushed_;
  // What fails here will fail and be told where something depends on it.
  if (!WriteAll(*segment.file, segment.end, bytes)) return;
  ++last_;
  segment.end += bytes.size();
  buffer_.Begin(segment.end);
}

IoResult<Frame> Journal::ReadFrameAt(const Place& place, std::uint64_t key) {
  Segment* segment = Find(place.segment);
  TORNTAPE_ASSERT(segment != nullptr);
  std::string_view bytes;
  if (place.segment == current() && place.offset >= segment->end) {
    bytes = buffer_.bytes().substr(place.offset - segment->end, place.bytes);
  } else {
    const auto done = ReadUpTo(*segment->file, place.offset, place.bytes, read_);
    if (!done) return tl::unexpected(done.error());
    bytes = read_;
  }
  const auto frame = ReadFrame(bytes, options_.epoch);
  if (!frame || frame->key != key) {
    Tell({JournalFault::Kind::kDamaged, place.segment, place.offset, place.bytes,
          PeekSequence(bytes), 1});
    return tl::unexpected<IoError>(IoError{false, "a cable in custody can no longer be read"});
  }
  return *frame;
}

// ---------------------------------------------------------------- segments

bool Journal::HistoryIsOld() const {
  const Segment& oldest = segments_.front();
  if (oldest.number >= needed_) return false;
  return HistoryBytes() > options_.history_bytes_max ||
         folder_.AgeSeconds(SegmentName(oldest.number)) > options_.history_seconds_max;
}

IoResult<std::unique_ptr<JournalFile>> Journal::UseAgain(const std::string& name,
                                                         const std::string& as) {
  if (auto renamed = folder_.Rename(name, as); !renamed) return tl::unexpected(renamed.error());
  auto file = folder_.Open(as);
  if (!file) return file;
  const auto size = (*file)->Size();
  if (!size) return tl::unexpected(size.error());
  if (*size > options_.segment_bytes) {
    if (auto done = (*file)->Truncate(options_.segment_bytes); !done) {
      return tl::unexpected(done.error());
    }
  }
  return file;
}

IoResult<std::unique_ptr<JournalFile>> Journal::MakeFile(const std::string& name) {
  if (HistoryIsOld()) {
    auto file = UseAgain(SegmentName(segments_.front().number), name);
    if (file) segments_.pop_front();
    return file;
  }
  if (!next_) next_bytes_ = 0;
  while (next_bytes_ < options_.segment_bytes) {
    const auto filled = FillNext(kFillMost);
    if (filled) continue;
    // The disk is full: what only history needs is given up first.
    if (!filled.error().no_room || segments_.front().number >= needed_) {
      return tl::unexpected(filled.error());
    }
    auto file = UseAgain(SegmentName(segments_.front().number), name);
    if (file) segments_.pop_front();
    return file;
  }
  if (auto flushed = next_->Flush(); !flushed) return tl::unexpected(flushed.error());
  next_.reset();
  next_bytes_ = 0;
  return UseAgain(std::string(kNextName), name);
}

IoResult<void> Journal::FillNext(std::uint64_t bytes) {
  if (!next_) {
    auto made = folder_.Create(std::string(kNextName));
    if (!made) return tl::unexpected(made.error());
    next_ = std::move(*made);
    next_bytes_ = 0;
  }
  const std::uint64_t size = std::min(bytes, options_.segment_bytes - next_bytes_);
  if (auto written = WriteZeros(*next_, next_bytes_, size); !written) return written;
  next_->BeginFlush(next_bytes_, size);
  next_bytes_ += size;
  return {};
}

void Journal::PrepareNext() {
  if (appended_of_late_ < std::min(kPrepareAfter, options_.segment_bytes / 8)) return;
  const std::uint64_t appended = std::exchange(appended_of_late_, 0);
  free_bytes_ = folder_.FreeBytes();
  // Twice as fast as it is used, so that it is ready in time.
  IoResult<void> filled;
  if (segments_.back().file_bytes < options_.segment_bytes) {
    filled = FillCurrent(2 * appended);
  } else if (next_bytes_ < options_.segment_bytes && !HistoryIsOld()) {
    filled = FillNext(2 * appended);
  }
  // What failed is tried again when it is needed, and told then.
  if (!filled) free_bytes_ = 0;
}

IoResult<void> Journal::FillCurrent(std::uint64_t bytes) {
  Segment& segment = segments_.back();
  const std::uint64_t size = std::min(bytes, options_.segment_bytes - segment.file_bytes);
  auto written = WriteZeros(*segment.file, segment.file_bytes, size);
  if (written) segment.file_bytes += size;
  return written;
}

IoResult<void> Journal::BeginSegment(std::uint64_t needed) {
  TORNTAPE_ASSERT(buffer_.empty());
  const std::uint64_t number = segments_.empty() ? 1 : current() + 1;
  auto file =
      segments_.empty() ? folder_.Create(SegmentName(number)) : MakeFile(SegmentName(number));
  if (!file) return tl::unexpected(file.error());
  if (segments_.empty()) {
    const std::uint64_t size = std::min(kFirstFill, options_.segment_bytes);
    if (auto written = WriteZeros(**file, 0, size); !written) return written;
    if (auto flushed = (*file)->Flush(); !flushed) return flushed;
  }
  if (auto flushed = folder_.FlushNames(); !flushed) return flushed;
  const auto size = (*file)->Size();
  if (!size) return tl::unexpected(size.error());
  Segment segment;
  segment.number = number;
  segment.file_bytes = *size;
  segment.file = std::move(*file);
  segment.header = SegmentHeader{options_.epoch, number, last_, needed};
  std::string head;
  AppendSegmentHeader(*segment.header, head);
  buffer_.Begin(0);
  std::copy(head.begin(), head.end(), buffer_.Extend(head.size()));
  segments_.push_back(std::move(segment));
  ++segments_begun_;
  free_bytes_ = folder_.FreeBytes();
  auto dropped = DropHistory();
  // Only from the next segment on may what is not needed by this one be written over: until this
  // header is flushed, a crash brings back the one before.
  needed_ = needed;
  return dropped;
}

// What is too old goes, but for one that the next segment takes.
IoResult<void> Journal::DropHistory() {
  for (Segment& segment : segments_) {
    if (segment.number < needed_) segment.file.reset();
  }
  while (HistoryIsOld()) {
    const Segment& oldest = segments_.front();
    if (HistoryBytes() - oldest.file_bytes <= options_.history_bytes_max) return {};
    if (auto removed = folder_.Remove(SegmentName(oldest.number)); !removed) return removed;
    segments_.pop_front();
  }
  return {};
}

}  // namespace torntape::store
