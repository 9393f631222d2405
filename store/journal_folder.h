#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "store/journal_buffer.h"

// All that the journal asks of a file system, so that tests can put one in its place that is short
// of room, fails, or forgets what was not flushed.
namespace torntape::store {

struct IoError {
  bool no_room = false;  // the disk is full; the same may succeed later
  std::string text;      // for a person: what could not be done, and why
};
template <typename T>
using IoResult = tl::expected<T, IoError>;

class JournalFile {
 public:
  virtual ~JournalFile() = default;
  // May write less than all, at least one byte.
  virtual IoResult<std::size_t> WriteSome(std::uint64_t at, std::string_view bytes) = 0;
  // Writes what was added to `buffer`, with which the file goes on: what lies behind may become
  // zeros.
  virtual IoResult<void> Append(JournalBuffer& buffer);
  // May read less than all; 0 at the end of the file.
  virtual IoResult<std::size_t> ReadSome(std::uint64_t at, std::span<char> into) = 0;
  // What was written survives a loss of power.
  virtual IoResult<void> Flush() = 0;
  virtual IoResult<std::uint64_t> Size() = 0;
  virtual IoResult<void> Truncate(std::uint64_t size) = 0;
  // What was written may already go to the disk; nothing waits for it.
  virtual void BeginFlush(std::uint64_t at, std::uint64_t size) = 0;
};

class JournalFolder {
 public:
  virtual ~JournalFolder() = default;
  virtual IoResult<std::vector<std::string>> List() = 0;  // names, sorted
  virtual IoResult<std::unique_ptr<JournalFile>> Open(const std::string& name) = 0;
  virtual IoResult<std::unique_ptr<JournalFile>> Create(const std::string& name) = 0;
  virtual IoResult<void> Rename(const std::string& from, const std::string& to) = 0;
  virtual IoResult<void> Remove(const std::string& name) = 0;
  // Names that were made, changed or removed survive a loss of power.
  virtual IoResult<void> FlushNames() = 0;
  virtual std::uint64_t FreeBytes() = 0;
  // Seconds since a file was last written.
  virtual std::int64_t AgeSeconds(const std::string& name) = 0;
  // For people: what the folder, or a file in it, is called outside.
  virtual std::string PathOf(const std::string& name) const = 0;
};

// All of it, however often it takes.
IoResult<void> WriteAll(JournalFile& file, std::uint64_t at, std::string_view bytes);
// Up to `size` bytes, fewer only where the file ends.
IoResult<void> ReadUpTo(JournalFile& file, std::uint64_t at, std::size_t size, std::string& into);

// A folder of the machine. Made if it is missing. With Access::kOwn no other process can open it
// the same way while this one lives.
enum class Access : std::uint8_t { kOwn, kLook };
IoResult<std::unique_ptr<JournalFolder>> OpenDiskFolder(const std::string& path, Access access);

}  // namespace torntape::store
