#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// How custody lies on disk, byte for byte: docs/journal.md is its page. Nothing here touches a
// file.
namespace torntape::store {

// The version of the format. A program reads no other.
inline constexpr std::uint32_t kJournalVersion = 1;

// The number of a record in the life of its store. The upper half counts the runs of the program
// and the lower half the records of a run, from 1: what an earlier run left behind the place where
// a later one went on can never be taken for a record of it.
using Sequence = std::uint64_t;
constexpr std::uint64_t RunOf(Sequence sequence) { return sequence >> 32; }
constexpr Sequence FirstOfRun(std::uint64_t run) { return run << 32 | 1; }
// True if `next` may stand directly behind `previous`.
constexpr bool Follows(Sequence previous, Sequence next) {
  return next == previous + 1 || (RunOf(next) > RunOf(previous) && (next & 0xffffffff) == 1);
}

// What stands at the head of a segment.
struct SegmentHeader {
  std::uint64_t epoch = 0;           // of the store
  std::uint64_t number = 0;          // of the segment in the life of the store, from 1
  Sequence previous = 0;             // the record before its first one: it had been flushed
  std::uint64_t needed_segment = 0;  // the oldest one that recovery needed when this one was begun
  friend bool operator==(const SegmentHeader&, const SegmentHeader&) = default;
};
inline constexpr std::size_t kSegmentHeaderBytes = 64;

void AppendSegmentHeader(const SegmentHeader& header, std::string& out);
// Nothing if the bytes are no whole and sound header of this version.
std::optional<SegmentHeader> ReadSegmentHeader(std::string_view bytes);

enum class FrameKind : std::uint8_t {
  kRecord = 1,    // one of the owner's records, with the body it brings if it has a key
  kStanding = 2,  // the owner's standing state: the first record of a segment
  kRenewed = 3,   // told again with its body, so that an older segment need not be kept for it
  kWitness = 4,   // no record of the owner's: says that all before it is flushed
};

// A record with its body, as it lies in a segment.
struct Frame {
  Sequence sequence = 0;
  std::uint32_t unflushed = 0;  // how many records before it were not known as flushed
  FrameKind kind = FrameKind::kRecord;
  std::uint64_t key = 0;  // of the body; 0: none
  std::string_view record;
  std::string_view body;

  // All records up to this one were on disk when this one was written.
  Sequence flushed() const { return sequence - 1 - unflushed; }
};
inline constexpr std::size_t kFrameHeadBytes = 40;
inline constexpr std::size_t kFrameAlignment = 8;  // frames begin at multiples of it
inline constexpr std::uint32_t kRecordBytesMax = 1u << 28;
inline constexpr std::uint32_t kFrameBodyBytesMax = 1u << 28;

constexpr std::size_t FrameBytes(std::size_t record_bytes, std::size_t body_bytes) {
  const std::size_t bytes = kFrameHeadBytes + record_bytes + body_bytes;
  return (bytes + kFrameAlignment - 1) / kFrameAlignment * kFrameAlignment;
}
inline std::size_t FrameBytes(const Frame& frame) {
  return FrameBytes(frame.record.size(), frame.body.size());
}

// Every checksum is seeded by the epoch, so that bytes of another store are no records of this one.
// Sets all FrameBytes(frame) bytes from `at` on.
void WriteFrame(const Frame& frame, std::uint64_t epoch, char* at);
void AppendFrame(const Frame& frame, std::uint64_t epoch, std::string& out);
// The frame that begins with the first of `bytes`; nothing unless it is whole and sound. The views
// point into `bytes`.
std::optional<Frame> ReadFrame(std::string_view bytes, std::uint64_t epoch);
// What the head of a frame says its sequence is, sound or not; 0 if there are too few bytes.
Sequence PeekSequence(std::string_view bytes);

// "0000000042.journal"
std::string SegmentName(std::uint64_t number);
// Nothing if it is not the name of a segment.
std::optional<std::uint64_t> SegmentNumber(std::string_view name);

// What a store's folder says of itself, in the text file `torntape-store`.
struct StoreIdentity {
  std::uint64_t epoch = 0;
  std::string owner;  // whose custody it is: a station's routing indicator
  friend bool operator==(const StoreIdentity&, const StoreIdentity&) = default;
};
inline constexpr std::string_view kIdentityName = "torntape-store";
// The file that is being prepared for the next segment.
inline constexpr std::string_view kNextName = "next";
std::string WriteStoreIdentity(const StoreIdentity& identity);
// Nothing if it is no such text. `version` tells which version it has, if that can be read.
std::optional<StoreIdentity> ReadStoreIdentity(std::string_view text, std::uint32_t& version);

}  // namespace torntape::store
