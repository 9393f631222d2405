#include "nodes/shell/cable_splitter.h"

#include <algorithm>
#include <utility>

#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::nodes {
namespace {

constexpr std::size_t kLineSkippedMax = 4096;

// Without carriage returns at its end.
std::string_view WithoutReturns(std::string_view line) {
  while (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

}  // namespace

void CableSplitter::DropBlankLines() {
  std::size_t begin = 0;
  for (std::size_t end = buffer_.find('\n'); end != std::string::npos;
       end = buffer_.find('\n', begin)) {
    const std::string_view line = std::string_view(buffer_).substr(begin, end - begin);
    if (!cable::IsBlank(WithoutReturns(line))) break;
    begin = end + 1;
    ++first_line_;
  }
  if (begin == 0) return;
  buffer_.erase(0, begin);
  seen_ = 0;
}

CableSplitter::Piece CableSplitter::Take(std::size_t size) {
  Piece piece;
  piece.text = buffer_.substr(0, size);
  piece.first_line = first_line_;
  first_line_ += static_cast<int>(std::count(piece.text.begin(), piece.text.end(), '\n'));
  buffer_.erase(0, size);
  seen_ = 0;
  return piece;
}

std::optional<CableSplitter::Piece> CableSplitter::Next() {
  if (seen_ == 0 && !skipping_) DropBlankLines();
  for (std::size_t end = buffer_.find('\n', seen_); end != std::string::npos;
       end = buffer_.find('\n', seen_)) {
    const std::string_view line = std::string_view(buffer_).substr(seen_, end - seen_);
    seen_ = end + 1;
    if (!cable::IsEndOfMessage(WithoutReturns(line))) continue;
    Piece piece = Take(seen_);
    if (std::exchange(skipping_, false)) return Next();
    piece.ordinal = ++ordinal_;
    return piece;
  }
  if (skipping_) {
    Take(seen_);
    // Of a line that does not end, only that it does not begin with NNNN is of use.
    if (buffer_.size() > kLineSkippedMax) buffer_ = "-";
  } else if (buffer_.size() > bytes_max_) {
    Piece piece = Take(seen_ > 0 ? seen_ : buffer_.size());
    piece.ordinal = ++ordinal_;
    piece.too_long = true;
    skipping_ = true;
    return piece;
  }
  return std::nullopt;
}

std::optional<CableSplitter::Piece> CableSplitter::Rest() {
  const bool skipped = std::exchange(skipping_, false);
  Piece piece = Take(buffer_.size());
  const bool blank = piece.text.find_first_not_of(" \t\r\n\x7f") == std::string::npos;
  if (skipped || blank) return std::nullopt;
  piece.ordinal = ++ordinal_;
  return piece;
}

}  // namespace torntape::nodes
