#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/instant.h"
#include "base/result.h"
#include "nodes/core/post.h"
#include "nodes/shell/folder.h"
#include "nodes/shell/text_output.h"

namespace torntape::nodes {

// A received cable as text, as its addressee reads it.
std::string ReceivedAsText(const HandedOver& cable);
// The same as one line of JSON, without line end: when, for whom, and the cable
// (proto/cable_json.h).
std::string ReceivedAsJson(const HandedOver& cable, Instant at);

// Where a post's received cables go: standard output, a folder, or nowhere. Bounded: full() says
// that its reader is slower than the network, and that no more should be handed over.
class CableOutlet {
 public:
  struct Options {
    bool json = false;
    std::string folder;   // each cable a file there
    int descriptor = -1;  // else all of them here; -1: nowhere
  };
  struct Calls {
    std::function<void()> on_written;                            // written() has grown
    std::function<void(const std::string& trouble)> on_failure;  // nothing more can be written
  };
  static Result<std::unique_ptr<CableOutlet>> Open(boost::asio::io_context& io,
                                                   const Options& options, Calls calls);

  void Write(const HandedOver& cable, Instant at);
  bool full() const;
  // Nothing waits to be written.
  bool idle() const;
  // How many of the cables given to Write their reader's side has, in that order: those behind
  // them wait, or cannot be written any more.
  std::uint64_t written() const { return written_; }

 private:
  CableOutlet(const Options& options, Calls calls) : options_(options), calls_(std::move(calls)) {}
  void WriteFile(const HandedOver& cable, Instant at, const std::string& text);

  Options options_;
  Calls calls_;
  std::optional<OutFolder> folder_;
  std::unique_ptr<TextOutput> output_;
  std::uint64_t written_ = 0;
  bool failed_ = false;
};

}  // namespace torntape::nodes
