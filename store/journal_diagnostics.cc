#include "store/journal_diagnostics.h"

#include <utility>

#include <fmt/format.h>

namespace torntape::store {

std::string FormatSequence(Sequence sequence) {
  return fmt::format("{} of run {}", sequence & 0xffffffff, RunOf(sequence));
}

namespace {

std::string Behind(std::uint64_t count) {
  return count == 1 ? "the one behind it" : fmt::format("the {} behind it", count);
}

// "record 57 of run 3 is lost"
std::string WhatIsLost(const JournalFault& fault) {
  if (fault.record_count == 0) return "records are lost, and nobody knows how many";
  const std::string first = "record " + FormatSequence(fault.first_record);
  if (fault.record_count == 1) return first + " is lost";
  return fmt::format("{} and {} are lost", first, Behind(fault.record_count - 1));
}

}  // namespace

Diagnostic DiagnosticOf(const JournalFault& fault) {
  using Kind = JournalFault::Kind;
  Diagnostic diagnostic;
  diagnostic.severity = Severity::kError;
  switch (fault.kind) {
    case Kind::kTornTail:
      diagnostic.code = DiagnosticCode::kTornTail;
      diagnostic.severity = Severity::kNote;
      diagnostic.message = fmt::format(
          "what was being written at byte {} when the station was cut off (record {}) is left "
          "out: nobody was told of it",
          fault.offset, FormatSequence(fault.first_record));
      break;
    case Kind::kDamaged:
      diagnostic.code = DiagnosticCode::kDamagedRecord;
      diagnostic.message = fmt::format("{} bytes from byte {} on cannot be read: {}", fault.bytes,
                                       fault.offset, WhatIsLost(fault));
      diagnostic.hint = "the disk or a copy of the file has failed; what follows is sound";
      break;
    case Kind::kLost:
      diagnostic.code = DiagnosticCode::kDamagedRecord;
      diagnostic.message = fmt::format("at byte {} {}", fault.offset, WhatIsLost(fault));
      diagnostic.hint = "bytes are missing from the file; what follows is sound";
      break;
    case Kind::kBadHeader:
      diagnostic.code = DiagnosticCode::kBadSegmentHeader;
      diagnostic.message = "the first 64 bytes are not the head of this segment";
      diagnostic.hint = "its records were looked for without it";
      break;
    case Kind::kOtherStore:
      diagnostic.code = DiagnosticCode::kOtherStore;
      diagnostic.message = "the segment is of another store, and nothing of it was taken";
      diagnostic.hint = "put the file back where it came from";
      break;
    case Kind::kMissing:
      diagnostic.code = DiagnosticCode::kMissingSegment;
      diagnostic.message =
          fault.record_count > 1
              ? fmt::format("this file and {} are missing, with all that was written there",
                            Behind(fault.record_count - 1))
              : "the file is missing, with all that was written there";
      diagnostic.hint = "if it was moved away, end the station, put it back and start again";
      break;
  }
  return diagnostic;
}

namespace {

Diagnostic Make(DiagnosticCode code, Severity severity, std::string message, std::string hint) {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.severity = severity;
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  return diagnostic;
}

}  // namespace

Diagnostic StoreFull(const std::string& trouble) {
  return Make(DiagnosticCode::kStoreFull, Severity::kWarning, trouble,
              "senders wait until there is room; what was receipted is safe");
}

Diagnostic StoreFailed(const std::string& trouble) {
  return Make(DiagnosticCode::kStoreFailed, Severity::kError, trouble,
              "what was receipted is safe; look after the disk, then start the station again");
}

Diagnostic NotAStore(std::uint32_t version) {
  const bool other = version != 0 && version != kJournalVersion;
  return Make(DiagnosticCode::kNotAStore, Severity::kError,
              other ? fmt::format("version {} of the journal; this program reads version {}",
                                  version, kJournalVersion)
                    : "this is not the text that a store begins with",
              "name another folder, or an empty one");
}

Diagnostic OtherOwner(const std::string& theirs, const std::string& ours) {
  return Make(DiagnosticCode::kOtherStore, Severity::kError,
              fmt::format("this is the custody of {}, and not of {}", theirs, ours),
              "each station needs a folder of its own");
}

Diagnostic OtherChannels() {
  return Make(DiagnosticCode::kOtherChannels, Severity::kError,
              "this custody was kept by the station with other links or channels, and nothing of "
              "it can be told to those of now",
              "start it with the network file of then until nothing stays queued");
}

Diagnostic UnreadableRecord() {
  return Make(DiagnosticCode::kUnreadableRecord, Severity::kError,
              "a record could not be understood, and what it told is missing",
              "was it written by another version of the program?");
}

}  // namespace torntape::store
