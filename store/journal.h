#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "store/journal_buffer.h"
#include "store/journal_folder.h"
#include "store/journal_format.h"
#include "store/journal_reader.h"

namespace torntape::store {

// Takes what a journal has to say; `source` names the folder or the file.
using JournalReport = std::function<void(const Diagnostic& diagnostic, const std::string& source)>;

struct JournalOptions {
  std::uint64_t epoch = 0;
  std::uint64_t segment_bytes = 64u << 20;
  // Segments that nobody needs any more are kept as history until there are more bytes of them
  // than this, or they are older; then they are written over.
  std::uint64_t history_bytes_max = std::uint64_t{1} << 30;
  std::int64_t history_seconds_max = std::int64_t{10} * 24 * 3600;
};

// An append-only file in pieces. Records are gathered and written with one flush; segments are
// written with zeros ahead of their use and used again, so that a flush has nothing of the file
// system's own to write (docs/decisions/0013). It knows nothing of what the records say.
//
// Not thread-safe. The folder outlives it.
class Journal {
 public:
  // Where a frame lies.
  struct Place {
    std::uint64_t segment = 0;
    std::uint64_t offset = 0;
    std::uint32_t bytes = 0;
  };
  using Sink = std::function<void(const Place& place, const Frame& frame)>;

  Journal(JournalFolder& folder, const JournalOptions& options, JournalReport report);

  // Reads what recovery needs, oldest first, and goes on behind the last sound record. REQUIRES:
  // once, before anything else.
  IoResult<void> Recover(const Sink& sink);

  // Adds a record to what the next flush writes.
  Place Append(FrameKind kind, std::uint64_t key, std::string_view record, std::string_view body);
  // Writes and flushes what was appended. After an error all of it is still to be flushed.
  IoResult<void> Flush();
  // Writes, without a flush, that all is flushed, if no later record says so yet: without a witness
  // damage could not be told from a turn that was being written. REQUIRES: nothing is to be
  // flushed.
  void BearWitness();
  // Begins the next segment, which tells that no record of a segment older than `needed` is needed
  // any more. REQUIRES: nothing is to be flushed.
  IoResult<void> BeginSegment(std::uint64_t needed);
  // A frame that was appended; an error also if its checksum is wrong. Its views are good until the
  // next call.
  IoResult<Frame> ReadFrameAt(const Place& place, std::uint64_t key);
  // Writes some zeros ahead, in this segment or for the one after it, by how much was appended of
  // late.
  void PrepareNext();

  bool flush_due() const { return !buffer_.empty(); }
  Sequence last() const { return last_; }
  std::uint64_t current() const { return segments_.back().number; }
  // The oldest segment that recovery would read now.
  std::uint64_t needed() const { return needed_; }
  // Holds no record yet.
  bool current_empty() const;
  std::uint64_t current_bytes() const { return segments_.back().end + buffer_.size(); }
  std::uint64_t bytes_since(std::uint64_t segment) const;
  // Bytes that could still be written, history given up.
  std::uint64_t Room() const;
  std::uint64_t flush_count() const { return flush_count_; }
  std::uint64_t segments_begun() const { return segments_begun_; }

 private:
  struct Segment {
    std::uint64_t number = 0;
    std::uint64_t file_bytes = 0;       // its size on disk
    std::uint64_t end = 0;              // behind the last flushed record
    std::unique_ptr<JournalFile> file;  // open while it is needed
    std::optional<SegmentHeader> header;
    Sequence previous = 0;  // the record before its first
  };

  IoResult<void> ListSegments();
  void TellMissing();
  void RecoverSegment(std::size_t place, const Sink& sink, std::string_view bytes);
  IoResult<void> Resume();
  void Tell(const JournalFault& fault);
  Segment* Find(std::uint64_t number);
  bool HistoryIsOld() const;
  std::uint64_t HistoryBytes() const;
  IoResult<std::unique_ptr<JournalFile>> MakeFile(const std::string& name);
  IoResult<std::unique_ptr<JournalFile>> UseAgain(const std::string& name, const std::string& as);
  IoResult<void> DropHistory();
  IoResult<void> FillNext(std::uint64_t bytes);
  IoResult<void> FillCurrent(std::uint64_t bytes);

  JournalFolder& folder_;
  JournalOptions options_;
  JournalReport report_;
  std::deque<Segment> segments_;  // by number; the last one is written to
  std::uint64_t needed_ = 1;
  Sequence last_ = 0;                  // the newest that was appended or recovered
  Sequence flushed_ = 0;               // the newest that is flushed
  Sequence witnessed_ = 0;             // all up to here is known as flushed by what stands behind
  JournalBuffer buffer_;               // to be written at the end of the current segment
  std::string read_;                   // of ReadFrameAt, kept for its room
  std::unique_ptr<JournalFile> next_;  // the file for the next segment, being filled with zeros
  std::uint64_t next_bytes_ = 0;
  std::uint64_t appended_of_late_ = 0;
  std::uint64_t free_bytes_ = 0;  // of the disk, looked up now and then
  std::uint64_t flush_count_ = 0;
  std::uint64_t segments_begun_ = 0;
};

}  // namespace torntape::store
