#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "base/result.h"
#include "nodes/shell/descriptor.h"

namespace torntape::nodes {

// A stream of text that is read as its user has room for it: a pipe, a file, a terminal.
// Not thread-safe. It may go while the io_context runs on.
class TextInput {
 public:
  using OnText = std::function<void(std::string_view)>;
  // `trouble` is empty at the end in good order.
  using OnEnd = std::function<void(const std::string& trouble)>;

  static Result<std::unique_ptr<TextInput>> Open(boost::asio::io_context& io, int descriptor,
                                                 OnText on_text, OnEnd on_end);
  ~TextInput();
  TextInput(const TextInput&) = delete;
  TextInput& operator=(const TextInput&) = delete;

  // Reads on. It begins held.
  void Resume();
  // Nothing more is read until Resume; what has been read may still come, once.
  void Hold();

 private:
  struct State;
  explicit TextInput(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;  // also held by what is pending
};

}  // namespace torntape::nodes
