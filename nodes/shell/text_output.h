#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "base/result.h"
#include "nodes/shell/descriptor.h"

namespace torntape::nodes {

// A stream of text that is written as its reader takes it. What it has not taken yet stands in a
// queue, which its user keeps short by heeding queued_bytes().
// Not thread-safe. It may go while the io_context runs on.
class TextOutput {
 public:
  // The oldest text is written whole: there may be room again.
  using OnWritten = std::function<void()>;
  // The reader is gone, or writing failed; nothing more will be written. Once.
  using OnFailure = std::function<void(const std::string& trouble)>;

  static Result<std::unique_ptr<TextOutput>> Open(boost::asio::io_context& io, int descriptor,
                                                  OnWritten on_written, OnFailure on_failure);
  ~TextOutput();
  TextOutput(const TextOutput&) = delete;
  TextOutput& operator=(const TextOutput&) = delete;

  void Write(std::string text);
  std::size_t queued_bytes() const;
  bool failed() const;

 private:
  struct State;
  explicit TextOutput(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;  // also held by what is pending
};

}  // namespace torntape::nodes
