#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "proto/frame.h"

namespace torntape::proto {

// Cuts a stream of bytes into frames: four bytes, big-endian, that say how many follow, and those.
// One buffer for all. Bounded: it holds at most one frame that is not yet whole, grows as that one
// arrives and not on the word of its prefix, and shrinks again when frames are small for a while.
class FrameReader {
 public:
  explicit FrameReader(std::size_t frame_bytes_max = kFrameBytesMax);

  // Where the next read should put its bytes: at least `at_least` of room. Views that Next gave
  // end.
  char* Prepare(std::size_t at_least);
  // Room behind the pointer that Prepare gave.
  std::size_t room() const { return capacity_ - end_; }
  // So many bytes were put there. REQUIRES: size <= room().
  void Commit(std::size_t size);

  // The next whole frame's payload; it is valid until the next Prepare. Nothing: read more, or the
  // stream is broken (see failure()).
  std::optional<std::string_view> Next();
  // Why the stream cannot go on: a prefix over the limit. Stays once set.
  const std::optional<Error>& failure() const { return failure_; }

  // Bytes of a frame that has begun and is not whole; 0 between frames.
  std::size_t torn_bytes() const { return end_ - begin_; }
  std::size_t capacity() const { return capacity_; }

 private:
  void MoveTo(std::size_t capacity);

  std::size_t frame_bytes_max_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;  // of what Next has not given yet
  std::size_t end_ = 0;    // of what was committed
  std::size_t used_ = 0;   // the most that was held at once since the last Prepare
  int small_turns_ = 0;    // in a row, in which most of the buffer stayed empty
  std::optional<Error> failure_;
};

}  // namespace torntape::proto
