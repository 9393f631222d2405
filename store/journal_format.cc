#include "store/journal_format.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

#include "base/assert.h"
#include "store/checksum.h"

namespace torntape::store {
namespace {

constexpr std::string_view kMagic = "TORNTAPE";
constexpr std::size_t kHeaderSummed = 16;  // the checksum covers all behind itself
constexpr std::size_t kFrameSummed = 8;
constexpr std::string_view kSegmentSuffix = ".journal";
constexpr std::size_t kSegmentDigits = 10;

// Little-endian whatever the machine: a store may be carried to another one.
void Set(char* at, std::uint64_t value, std::size_t bytes) {
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(at, &value, bytes);
    return;
  }
  for (std::size_t i = 0; i < bytes; ++i) at[i] = static_cast<char>(value >> (8 * i));
}

std::uint64_t Get(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&value, bytes.data() + at, size);
    return value;
  }
  for (std::size_t i = size; i-- > 0;) {
    value = value << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  }
  return value;
}

// Of the numbers in a frame's head. A search for sound frames in millions of places looks at it
// first, or bytes made up by a stranger could make it sum whole bodies at each.
std::uint64_t HeadCheckOf(const char* head, std::uint64_t epoch) {
  return ChecksumOf({head + 8, 29}, epoch) & 0xffffff;
}

template <typename Number>
std::optional<Number> ParseNumber(std::string_view text, int base) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// The rest of the first line of `text`, which must begin with `word` and a blank; takes it out.
std::optional<std::string_view> TakeLine(std::string_view& text, std::string_view word) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  if (!line.starts_with(word) || line.size() <= word.size() || line[word.size()] != ' ') {
    return std::nullopt;
  }
  return line.substr(word.size() + 1);
}

}  // namespace

void AppendSegmentHeader(const SegmentHeader& header, std::string& out) {
  char bytes[kSegmentHeaderBytes] = {};
  std::memcpy(bytes, kMagic.data(), kMagic.size());
  Set(bytes + 16, kJournalVersion, 4);
  Set(bytes + 24, header.epoch, 8);
  Set(bytes + 32, header.number, 8);
  Set(bytes + 40, header.previous, 8);
  Set(bytes + 48, header.needed_segment, 8);
  const std::string_view summed(bytes + kHeaderSummed, sizeof bytes - kHeaderSummed);
  Set(bytes + 8, ChecksumOf(summed, header.epoch), 8);
  out.append(bytes, sizeof bytes);
}

std::optional<SegmentHeader> ReadSegmentHeader(std::string_view bytes) {
  if (bytes.size() < kSegmentHeaderBytes || !bytes.starts_with(kMagic)) return std::nullopt;
  bytes = bytes.substr(0, kSegmentHeaderBytes);
  if (Get(bytes, 16, 4) != kJournalVersion) return std::nullopt;
  const SegmentHeader header{Get(bytes, 24, 8), Get(bytes, 32, 8), Get(bytes, 40, 8),
                             Get(bytes, 48, 8)};
  if (Get(bytes, 8, 8) != ChecksumOf(bytes.substr(kHeaderSummed), header.epoch)) {
    return std::nullopt;
  }
  return header;
}

void WriteFrame(const Frame& frame, std::uint64_t epoch, char* at) {
  TORNTAPE_ASSERT(frame.record.size() <= kRecordBytesMax);
  TORNTAPE_ASSERT(frame.body.size() <= kFrameBodyBytesMax);
  Set(at + 8, frame.sequence, 8);
  Set(at + 16, frame.key, 8);
  Set(at + 24, frame.record.size(), 4);
  Set(at + 28, frame.body.size(), 4);
  Set(at + 32, frame.unflushed, 4);
  Set(at + 36, static_cast<std::uint64_t>(frame.kind), 1);
  Set(at + 37, HeadCheckOf(at, epoch), 3);
  char* end = std::copy(frame.record.begin(), frame.record.end(), at + kFrameHeadBytes);
  end = std::copy(frame.body.begin(), frame.body.end(), end);
  const std::string_view summed(at + kFrameSummed, end);
  Set(at, ChecksumOf(summed, epoch), 8);
  std::fill(end, at + FrameBytes(frame), '\0');
}

void AppendFrame(const Frame& frame, std::uint64_t epoch, std::string& out) {
  const std::size_t begin = out.size();
  out.resize(begin + FrameBytes(frame));
  WriteFrame(frame, epoch, out.data() + begin);
}

std::optional<Frame> ReadFrame(std::string_view bytes, std::uint64_t epoch) {
  if (bytes.size() < kFrameHeadBytes) return std::nullopt;
  const std::uint64_t kind = Get(bytes, 36, 1);
  if (kind < static_cast<std::uint64_t>(FrameKind::kRecord) ||
      kind > static_cast<std::uint64_t>(FrameKind::kWitness) ||
      Get(bytes, 37, 3) != HeadCheckOf(bytes.data(), epoch)) {
    return std::nullopt;
  }
  const std::uint64_t record_bytes = Get(bytes, 24, 4);
  const std::uint64_t body_bytes = Get(bytes, 28, 4);
  if (record_bytes > kRecordBytesMax || body_bytes > kFrameBodyBytesMax ||
      bytes.size() < FrameBytes(record_bytes, body_bytes)) {
    return std::nullopt;
  }
  const std::size_t whole = kFrameHeadBytes + record_bytes + body_bytes;
  if (Get(bytes, 0, 8) != ChecksumOf(bytes.substr(kFrameSummed, whole - kFrameSummed), epoch)) {
    return std::nullopt;
  }
  Frame frame;
  frame.sequence = Get(bytes, 8, 8);
  frame.key = Get(bytes, 16, 8);
  frame.unflushed = static_cast<std::uint32_t>(Get(bytes, 32, 4));
  frame.kind = static_cast<FrameKind>(kind);
  frame.record = bytes.substr(kFrameHeadBytes, record_bytes);
  frame.body = bytes.substr(kFrameHeadBytes + record_bytes, body_bytes);
  return frame;
}

Sequence PeekSequence(std::string_view bytes) {
  return bytes.size() < kFrameHeadBytes ? 0 : Get(bytes, 8, 8);
}

std::string SegmentName(std::uint64_t number) {
  return fmt::format("{:010}{}", number, kSegmentSuffix);
}

std::optional<std::uint64_t> SegmentNumber(std::string_view name) {
  if (!name.ends_with(kSegmentSuffix)) return std::nullopt;
  name.remove_suffix(kSegmentSuffix.size());
  if (name.size() < kSegmentDigits) return std::nullopt;
  return ParseNumber<std::uint64_t>(name, 10);
}

std::string WriteStoreIdentity(const StoreIdentity& identity) {
  return fmt::format("torntape-store {}\nepoch {:016x}\nowner {}\n", kJournalVersion,
                     identity.epoch, identity.owner);
}

std::optional<StoreIdentity> ReadStoreIdentity(std::string_view text, std::uint32_t& version) {
  version = 0;
  const auto first = TakeLine(text, "torntape-store");
  if (!first) return std::nullopt;
  version = ParseNumber<std::uint32_t>(*first, 10).value_or(0);
  if (version != kJournalVersion) return std::nullopt;
  const auto epoch_text = TakeLine(text, "epoch");
  const auto epoch = epoch_text ? ParseNumber<std::uint64_t>(*epoch_text, 16) : std::nullopt;
  const auto owner = TakeLine(text, "owner");
  if (!epoch || *epoch == 0 || !owner || owner->empty() || !text.empty()) return std::nullopt;
  return StoreIdentity{*epoch, std::string(*owner)};
}

}  // namespace torntape::store
