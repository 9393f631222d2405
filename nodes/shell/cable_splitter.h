#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace torntape::nodes {

// Cuts a stream of text into cables: each ends with the line NNNN (format line 16), and blank lines
// ahead of it belong to none. Bounded: a cable that is longer than allowed is given as its
// beginning, and what follows up to its NNNN is left out.
class CableSplitter {
 public:
  struct Piece {
    std::string text;
    std::size_t ordinal = 0;  // in the stream, from 1
    int first_line = 1;       // of `text` in the stream
    bool too_long = false;    // `text` is not whole
  };

  explicit CableSplitter(std::size_t cable_bytes_max) : bytes_max_(cable_bytes_max) {}

  void Feed(std::string_view bytes) { buffer_ += bytes; }
  // The next whole cable, if there is one.
  std::optional<Piece> Next();
  // The stream has ended: what stands behind the last NNNN, unless it is blank.
  std::optional<Piece> Rest();

 private:
  void DropBlankLines();
  Piece Take(std::size_t size);

  std::size_t bytes_max_;
  std::string buffer_;     // begins where the next cable does
  std::size_t seen_ = 0;   // complete lines up to here are not NNNN
  bool skipping_ = false;  // up to the NNNN of a cable that was too long
  std::size_t ordinal_ = 0;
  int first_line_ = 1;
};

}  // namespace torntape::nodes
