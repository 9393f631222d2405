#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "store/journal_folder.h"

namespace torntape::store {

// Appends to a file past the page cache (O_DIRECT): the disk takes the bytes from where they were
// put together. Through the cache a journal's bytes would be copied once more, into pages that were
// last touched a whole segment ago, which costs a relay more than anything else it does with them.
// Whole blocks are written; the last one is kept, and written again with what follows.
class DirectWriter {
 public:
  explicit DirectWriter(std::string path);
  ~DirectWriter();
  DirectWriter(const DirectWriter&) = delete;
  DirectWriter& operator=(const DirectWriter&) = delete;

  // False where the file system has no such thing: then write in the ordinary way. Becomes false
  // with a try that shows it.
  bool usable();
  // Writes `bytes` at `at`, and zeros behind them up to the end of a block. `file` is the same
  // file, asked for what stands before them in their first block. REQUIRES: usable().
  IoResult<void> Append(JournalFile& file, std::uint64_t at, std::string_view bytes);
  // Something else has written to the file.
  void Forget() { kept_known_ = false; }

 private:
  static constexpr std::size_t kBlock = 4096;
  static constexpr std::size_t kRoom = 512u << 10;
  struct Free {
    void operator()(char* room) const;
  };

  IoResult<void> KeepUpTo(JournalFile& file, std::uint64_t at);
  IoResult<void> WriteBlocks(std::size_t bytes);

  std::string path_;
  int descriptor_ = -1;
  bool tried_ = false;
  std::unique_ptr<char, Free> room_;  // aligned as the disk wants it
  std::uint64_t kept_at_ = 0;         // where the block begins that room_ begins with
  std::size_t kept_ = 0;              // bytes of it that are in the file
  bool kept_known_ = false;
};

}  // namespace torntape::store
