#include "nodes/shell/text_output.h"

#include <cerrno>
#include <cstring>
#include <deque>
#include <unistd.h>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace torntape::nodes {

struct TextOutput::State : std::enable_shared_from_this<TextOutput::State> {
  State(boost::asio::io_context& context, Descriptor to, OnWritten written, OnFailure failure)
      : io(context),
        descriptor(std::move(to)),
        on_written(std::move(written)),
        on_failure(std::move(failure)) {}

  boost::asio::io_context& io;
  Descriptor descriptor;
  OnWritten on_written;
  OnFailure on_failure;
  std::deque<std::string> queue;  // the first is being written
  std::size_t queued_bytes = 0;
  bool writing = false;
  bool failed = false;
  bool over = false;  // its user has gone

  void WriteNext() {
    if (failed || queue.empty() || std::exchange(writing, true)) return;
    if (descriptor.always_ready) {
      boost::asio::post(io, [self = shared_from_this()] { self->WriteNow(); });
      return;
    }
    boost::asio::async_write(*descriptor.stream, boost::asio::buffer(queue.front()),
                             [self = shared_from_this()](auto error, std::size_t) {
                               self->Wrote(error ? error.message() : std::string());
                             });
  }

  void WriteNow() {
    std::string_view rest = queue.front();
    while (!rest.empty()) {
      const ssize_t size = write(descriptor.number, rest.data(), rest.size());
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) return Wrote(std::strerror(errno));
      rest.remove_prefix(static_cast<std::size_t>(size));
    }
    Wrote({});
  }

  void Wrote(const std::string& trouble) {
    writing = false;
    if (over) return;
    if (!trouble.empty()) {
      failed = true;
      return on_failure(trouble);
    }
    queued_bytes -= queue.front().size();
    queue.pop_front();
    WriteNext();
    on_written();
  }
};

Result<std::unique_ptr<TextOutput>> TextOutput::Open(boost::asio::io_context& io, int descriptor,
                                                     OnWritten on_written, OnFailure on_failure) {
  auto to = Descriptor::ForWriting(io, descriptor);
  if (!to) return tl::unexpected(to.error());
  return std::unique_ptr<TextOutput>(new TextOutput(
      std::make_shared<State>(io, std::move(*to), std::move(on_written), std::move(on_failure))));
}

TextOutput::~TextOutput() {
  state_->over = true;
  if (state_->descriptor.stream) state_->descriptor.stream->cancel();
}

void TextOutput::Write(std::string text) {
  if (text.empty() || state_->failed) return;
  state_->queued_bytes += text.size();
  state_->queue.push_back(std::move(text));
  state_->WriteNext();
}

std::size_t TextOutput::queued_bytes() const { return state_->queued_bytes; }
bool TextOutput::failed() const { return state_->failed; }

}  // namespace torntape::nodes
