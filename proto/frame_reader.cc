#include "proto/frame_reader.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>

#include <fmt/format.h>

#include "base/assert.h"

namespace torntape::proto {
namespace {

// So many turns in a row must leave three quarters of the buffer empty before it shrinks: a stream
// of large frames with small ones between keeps its buffer.
constexpr int kSmallTurnsMax = 32;

std::size_t PayloadSize(const char* prefix) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < kFramePrefixBytes; ++i) {
    size = size << 8 | static_cast<unsigned char>(prefix[i]);
  }
  return size;
}

}  // namespace

FrameReader::FrameReader(std::size_t frame_bytes_max) : frame_bytes_max_(frame_bytes_max) {}

char* FrameReader::Prepare(std::size_t at_least) {
  const std::size_t held = end_ - begin_;
  const std::size_t needed = std::bit_ceil(held + at_least);
  const bool far_too_large = capacity_ > 4 * std::max(needed, used_);
  small_turns_ = far_too_large ? small_turns_ + 1 : 0;
  used_ = held;
  if (capacity_ < held + at_least || small_turns_ > kSmallTurnsMax) {
    MoveTo(needed);
  } else if (room() < at_least) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, held);
    begin_ = 0;
    end_ = held;
  }
  return buffer_.get() + end_;
}

void FrameReader::MoveTo(std::size_t capacity) {
  auto moved = std::make_unique_for_overwrite<char[]>(capacity);
  const std::size_t held = end_ - begin_;
  if (held > 0) std::memcpy(moved.get(), buffer_.get() + begin_, held);
  buffer_ = std::move(moved);
  capacity_ = capacity;
  begin_ = 0;
  end_ = held;
  small_turns_ = 0;
}

void FrameReader::Commit(std::size_t size) {
  TORNTAPE_ASSERT(size <= room());
  end_ += size;
  used_ = std::max(used_, end_ - begin_);
}

std::optional<std::string_view> FrameReader::Next() {
  if (failure_ || end_ - begin_ < kFramePrefixBytes) return std::nullopt;
  const std::size_t size = PayloadSize(buffer_.get() + begin_);
  if (size > frame_bytes_max_) {
    failure_ = Error{fmt::format("a frame of {} bytes, more than {}", size, frame_bytes_max_)};
    return std::nullopt;
  }
  if (end_ - begin_ < kFramePrefixBytes + size) return std::nullopt;
  const std::string_view payload(buffer_.get() + begin_ + kFramePrefixBytes, size);
  begin_ += kFramePrefixBytes + size;
  if (begin_ == end_) begin_ = end_ = 0;
  return payload;
}

}  // namespace torntape::proto
