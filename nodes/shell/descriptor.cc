#include "nodes/shell/descriptor.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace torntape::nodes {
namespace {

// Opened anew where that keeps its place (not files, whose place would be lost), else the same.
int OpenOwn(int number, const struct stat& status, int mode) {
  if (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode)) {
    const std::string path = fmt::format("/proc/self/fd/{}", number);
    const int own = open(path.c_str(), mode | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (own >= 0) return own;
  }
  return fcntl(number, F_DUPFD_CLOEXEC, 3);
}

Result<Descriptor> Make(boost::asio::io_context& io, int number, int mode) {
  struct stat status{};
  if (fstat(number, &status) != 0) {
    return Failure(fmt::format("descriptor {} is not open: {}", number, std::strerror(errno)));
  }
  Descriptor descriptor;
  descriptor.number = number;
  if (S_ISREG(status.st_mode)) {
    descriptor.always_ready = true;
    return descriptor;
  }
  if (S_ISDIR(status.st_mode)) {
    return Failure(fmt::format("descriptor {} is a folder", number));
  }
  const int own = OpenOwn(number, status, mode);
  if (own < 0) {
    return Failure(fmt::format("descriptor {} cannot be used: {}", number, std::strerror(errno)));
  }
  descriptor.stream = std::make_unique<boost::asio::posix::stream_descriptor>(io);
  boost::system::error_code error;
  descriptor.stream->assign(own, error);
  if (error) {
    // Devices such as /dev/null are always ready, and epoll does not take them.
    close(own);
    descriptor.stream.reset();
    descriptor.always_ready = true;
  }
  return descriptor;
}

}  // namespace

Result<Descriptor> Descriptor::ForReading(boost::asio::io_context& io, int number) {
  return Make(io, number, O_RDONLY);
}

Result<Descriptor> Descriptor::ForWriting(boost::asio::io_context& io, int number) {
  return Make(io, number, O_WRONLY);
}

}  // namespace torntape::nodes
