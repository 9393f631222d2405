#include "store/direct_writer.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace torntape::store {

DirectWriter::DirectWriter(std::string path) : path_(std::move(path)) {}

DirectWriter::~DirectWriter() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool DirectWriter::usable() {
  if (!std::exchange(tried_, true)) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_DIRECT | O_CLOEXEC);
  }
  return descriptor_ >= 0;
}

IoResult<void> DirectWriter::Append(JournalFile& file, JournalBuffer& buffer) {
  const std::uint64_t begin = buffer.at() - buffer.lead_size();
  if (!buffer.lead_known()) {
    std::string lead;
    if (auto read = ReadUpTo(file, begin, buffer.lead_size(), lead); !read) return read;
    lead.resize(buffer.lead_size());
    buffer.SetLead(lead);
  }
  auto written = WriteBlocks(begin, buffer.Blocks());
  return written && descriptor_ < 0 ? WriteAll(file, buffer.at(), buffer.bytes()) : written;
}

IoResult<void> DirectWriter::WriteBlocks(std::uint64_t at, std::string_view blocks) {
  for (std::size_t done = 0; done < blocks.size();) {
    const ssize_t written = ::pwrite(descriptor_, blocks.data() + done, blocks.size() - done,
                                     static_cast<off_t>(at + done));
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
    done =
        (done + static_cast<std::size_t>(written)) / JournalBuffer::kBlock * JournalBuffer::kBlock;
  }
  return {};
}

}  // namespace torntape::store
