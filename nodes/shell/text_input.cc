#include "nodes/shell/text_input.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

namespace torntape::nodes {
namespace {

constexpr std::size_t kReadBytes = 64u << 10;

}  // namespace

struct TextInput::State : std::enable_shared_from_this<TextInput::State> {
  State(boost::asio::io_context& context, Descriptor from, OnText text, OnEnd end)
      : io(context),
        descriptor(std::move(from)),
        on_text(std::move(text)),
        on_end(std::move(end)) {}

  boost::asio::io_context& io;
  Descriptor descriptor;
  OnText on_text;
  OnEnd on_end;
  std::vector<char> buffer = std::vector<char>(kReadBytes);
  bool held = true;
  bool reading = false;  // a read is under way
  bool over = false;     // ended, or its user has gone

  void Read() {
    if (held || over || std::exchange(reading, true)) return;
    if (descriptor.always_ready) {
      boost::asio::post(io, [self = shared_from_this()] { self->ReadNow(); });
      return;
    }
    descriptor.stream->async_read_some(boost::asio::buffer(buffer),
                                       [self = shared_from_this()](auto error, std::size_t size) {
                                         if (error == boost::asio::error::eof) {
                                           self->Got(0, {});
                                         } else if (error) {
                                           self->Got(0, error.message());
                                         } else {
                                           self->Got(size, {});
                                         }
                                       });
  }

  void ReadNow() {
    ssize_t size = -1;
    do {
      size = read(descriptor.number, buffer.data(), buffer.size());
    } while (size < 0 && errno == EINTR);
    if (size < 0) return Got(0, std::strerror(errno));
    Got(static_cast<std::size_t>(size), {});
  }

  void Got(std::size_t size, const std::string& trouble) {
    reading = false;
    if (over) return;
    if (size == 0) {
      over = true;
      return on_end(trouble);
    }
    on_text(std::string_view(buffer.data(), size));
    Read();
  }
};

Result<std::unique_ptr<TextInput>> TextInput::Open(boost::asio::io_context& io, int descriptor,
                                                   OnText on_text, OnEnd on_end) {
  auto from = Descriptor::ForReading(io, descriptor);
  if (!from) return tl::unexpected(from.error());
  return std::unique_ptr<TextInput>(new TextInput(
      std::make_shared<State>(io, std::move(*from), std::move(on_text), std::move(on_end))));
}

TextInput::~TextInput() {
  state_->over = true;
  if (state_->descriptor.stream) state_->descriptor.stream->cancel();
}

void TextInput::Resume() {
  state_->held = false;
  state_->Read();
}

void TextInput::Hold() { state_->held = true; }

}  // namespace torntape::nodes
