// The stream reader under arbitrary bytes. The first byte says how large the portions are in which
// they come, and whether odd ends count.
//
// Held: the pieces are the same whatever the portions; every piece has a text and a number; what is
// given out is no more than what came in; and each piece can be read and explained.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "cable/cable.h"
#include "cable/stream_reader.h"

namespace torntape::cable {
namespace {

std::vector<StreamPiece> PiecesOf(std::string_view stream, std::size_t portion, bool odd_ends) {
  StreamReader reader({.message_bytes_max = 4096, .odd_ends = odd_ends});
  std::vector<StreamPiece> pieces;
  for (std::size_t at = 0; at < stream.size(); at += portion) {
    reader.Feed(stream.substr(at, portion));
    while (auto piece = reader.Next()) pieces.push_back(std::move(*piece));
  }
  while (auto piece = reader.Rest()) pieces.push_back(std::move(*piece));
  return pieces;
}

}  // namespace
}  // namespace torntape::cable

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace torntape;         // NOLINT(google-build-using-namespace)
  using namespace torntape::cable;  // NOLINT(google-build-using-namespace)
  if (size == 0 || size > (16u << 10)) return 0;
  const bool odd_ends = data[0] % 2 == 1;
  const std::size_t portion = 1 + data[0] / 2 % 64;
  const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::vector<StreamPiece> whole = PiecesOf(stream, stream.size() + 1, odd_ends);
  std::size_t bytes = 0;
  std::size_t ordinal = 0;
  bool bounded = true;
  for (const StreamPiece& piece : whole) {
    TORNTAPE_ASSERT(!piece.text.empty() && piece.ordinal == ++ordinal && piece.first_line >= 1);
    bytes += piece.text.size();
    bounded = bounded && piece.kind != PieceKind::kTooLong;
    (void)DiagnosePiece(piece);
    ReadOptions options;
    options.mode = ReadMode::kArchive;
    TORNTAPE_ASSERT(!ExplainCable(ReadCable(piece.text, options), "piece").empty());
  }
  TORNTAPE_ASSERT(bytes <= stream.size());
  if (!bounded) return 0;  // where one too long is cut depends on what has come
  const std::vector<StreamPiece> parts = PiecesOf(stream, portion, odd_ends);
  TORNTAPE_ASSERT(parts.size() == whole.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    TORNTAPE_ASSERT(parts[i].text == whole[i].text && parts[i].kind == whole[i].kind);
    TORNTAPE_ASSERT(parts[i].first_line == whole[i].first_line);
  }
  return 0;
}
