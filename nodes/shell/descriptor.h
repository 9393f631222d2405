#pragma once

#include <memory>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "base/result.h"

namespace torntape::nodes {

// One of the descriptors that a process is started with, standard input or output, made ready for
// an io_context without changing it for the other processes that share it: pipes and terminals are
// opened anew, as reading without waiting is a property of what was opened and not of the number.
struct Descriptor {
  // A file, or a device that is always ready: read and write it as it is, by `number`.
  bool always_ready = false;
  int number = -1;
  std::unique_ptr<boost::asio::posix::stream_descriptor> stream;  // unless always_ready

  static Result<Descriptor> ForReading(boost::asio::io_context& io, int number);
  static Result<Descriptor> ForWriting(boost::asio::io_context& io, int number);
};

}  // namespace torntape::nodes
