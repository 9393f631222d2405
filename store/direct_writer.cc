#include "store/direct_writer.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace torntape::store {

void DirectWriter::Free::operator()(char* room) const { std::free(room); }

DirectWriter::DirectWriter(std::string path) : path_(std::move(path)) {}

DirectWriter::~DirectWriter() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool DirectWriter::usable() {
  if (!std::exchange(tried_, true)) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_DIRECT | O_CLOEXEC);
    room_.reset(static_cast<char*>(std::aligned_alloc(kBlock, kRoom)));
    if (!room_) throw std::bad_alloc();
  }
  return descriptor_ >= 0;
}

IoResult<void> DirectWriter::Append(JournalFile& file, std::uint64_t at, std::string_view bytes) {
  if (auto ready = KeepUpTo(file, at); !ready) return ready;
  while (!bytes.empty()) {
    const std::size_t taken = std::min(bytes.size(), kRoom - kept_);
    std::memcpy(room_.get() + kept_, bytes.data(), taken);
    if (auto written = WriteBlocks(kept_ + taken); !written) {
      kept_known_ = false;
      return written;
    }
    if (descriptor_ < 0) return WriteAll(file, at, bytes);
    at += taken;
    bytes.remove_prefix(taken);
  }
  return {};
}

IoResult<void> DirectWriter::KeepUpTo(JournalFile& file, std::uint64_t at) {
  if (kept_known_ && kept_at_ + kept_ == at) return {};
  kept_at_ = at / kBlock * kBlock;
  kept_ = static_cast<std::size_t>(at - kept_at_);
  std::string before;
  if (auto read = ReadUpTo(file, kept_at_, kept_, before); !read) return read;
  before.resize(kept_);
  std::memcpy(room_.get(), before.data(), kept_);
  kept_known_ = true;
  return {};
}

// Writes the first `bytes` of the room, and keeps the block that they end in.
IoResult<void> DirectWriter::WriteBlocks(std::size_t bytes) {
  const std::size_t whole = (bytes + kBlock - 1) / kBlock * kBlock;
  std::memset(room_.get() + bytes, 0, whole - bytes);
  for (std::size_t done = 0; done < whole;) {
    const ssize_t written = ::pwrite(descriptor_, room_.get() + done, whole - done,
                                     static_cast<off_t>(kept_at_ + done));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EINVAL) {  // it cannot, or not with blocks of this size
      ::close(std::exchange(descriptor_, -1));
      return {};
    }
    const int error = written == 0 ? ENOSPC : errno;
    if (written <= 0) {
      return tl::unexpected<IoError>(
          IoError{error == ENOSPC || error == EDQUOT,
                  fmt::format("cannot write to {}: {}", path_, std::strerror(error))});
    }
    // Of a block that was written in part the rest is written again from its beginning.
    done = (done + static_cast<std::size_t>(written)) / kBlock * kBlock;
  }
  const std::size_t last = bytes / kBlock * kBlock;
  std::memmove(room_.get(), room_.get() + last, bytes - last);
  kept_at_ += last;
  kept_ = bytes - last;
  return {};
}

}  // namespace torntape::store
