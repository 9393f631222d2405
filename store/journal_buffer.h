#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace torntape::store {

// What a journal gathers for its next flush, in memory as it will lie on the disk: whole blocks,
// the first of them with what stands in the file before. So the disk takes it from here
// (DirectWriter), and what is put together here is never copied again.
class JournalBuffer {
 public:
  static constexpr std::size_t kBlock = 4096;

  // Empties it: what is added from now on will stand in the file at `at`. What stands before that
  // in its block is not known, unless the block begins there.
  void Begin(std::uint64_t at);
  // Adds so many bytes, which the caller must set before anything else is done with the buffer.
  char* Extend(std::size_t size);
  // What was added is in the file. Goes on behind it.
  void Advance();

  // Where in the file the first byte that was added will stand.
  std::uint64_t at() const { return at_; }
  std::string_view bytes() const { return {room_.get() + lead_, size_}; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // Bytes of the first block that stand before those added, and whether they are known.
  std::size_t lead_size() const { return lead_; }
  bool lead_known() const { return lead_known_; }
  // REQUIRES: lead.size() == lead_size().
  void SetLead(std::string_view lead);
  // All of it in whole blocks, with zeros behind. REQUIRES: lead_known().
  std::string_view Blocks();

 private:
  struct Free {
    void operator()(char* room) const;
  };
  void Resize(std::size_t capacity);

  std::unique_ptr<char, Free> room_;  // aligned to blocks
  std::size_t capacity_ = 0;          // a number of whole blocks
  std::uint64_t at_ = 0;
  std::size_t lead_ = 0;
  std::size_t size_ = 0;
  bool lead_known_ = true;
};

}  // namespace torntape::store
