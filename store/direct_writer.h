#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "store/journal_buffer.h"
#include "store/journal_folder.h"

namespace torntape::store {

// Writes a journal's buffer to its file past the page cache (O_DIRECT): the disk takes the bytes
// from where they were put together. Through the cache a journal's bytes would be copied once more,
// into pages that were last touched a whole segment ago, which costs a relay more than anything
// else it does with them.
class DirectWriter {
 public:
  explicit DirectWriter(std::string path);
  ~DirectWriter();
  DirectWriter(const DirectWriter&) = delete;
  DirectWriter& operator=(const DirectWriter&) = delete;

  // False where the file system has no such thing: then write in the ordinary way. Becomes false
  // with a try that shows it.
  bool usable();
  // Writes what was added to `buffer`, and zeros behind it up to the end of a block. `file` is the
  // same file, asked for what stands before in the first block where the buffer does not know it.
  // REQUIRES: usable().
  IoResult<void> Append(JournalFile& file, JournalBuffer& buffer);

 private:
  IoResult<void> WriteBlocks(std::uint64_t at, std::string_view blocks);

  std::string path_;
  int descriptor_ = -1;
  bool tried_ = false;
};

}  // namespace torntape::store
