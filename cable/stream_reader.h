#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.h"

namespace torntape::cable {

// What a stretch of a stream is (spec 5.8).
enum class PieceKind : std::uint8_t {
  kMessage,     // up to and with its end of message
  kIncomplete,  // a message whose end of message is missing: another begins, or the stream ends
  kCancelled,   // broken off by who sent it, then ended in good order (spec 3.3)
  kOrphanTail,  // an end of message whose heading is missing
  kNoise,       // what stands between messages and is none
  kTooLong,     // the beginning of a message that is longer than allowed; the rest is left out
};
// "message", "incomplete message", "cancelled message", "orphan tail", "noise", "too long message".
std::string_view NameOf(PieceKind kind);

// How a message was broken off (spec 3.3): by itself, or with a word on what comes next.
enum class Cancellation : std::uint8_t {
  kNone,
  kErrorSign,        // E E E E E E E E AR
  kAskForCopy,       // ZXB: who is called must ask for a complete copy
  kFullRerunFollows  // ZPH: the whole message comes unasked
};

struct StreamPiece {
  PieceKind kind = PieceKind::kMessage;
  Cancellation cancellation = Cancellation::kNone;
  std::string text;         // its lines, without the fillers of the circuit
  std::size_t ordinal = 0;  // in the stream, from 1
  int first_line = 1;       // of `text` in the stream
};

// What is to be said of a piece that cannot be seen from its text alone; nothing for a message, nor
// for what the reader of cables says by itself. Lines count from that of the piece.
std::optional<Diagnostic> DiagnosePiece(const StreamPiece& piece);

// Finds one message after the other in a stream of characters, as circuits and archives have them:
// CR CR LF, CR LF, LF or LF CR at the ends of lines, fillers (NUL, DEL) and frames of other
// networks (SOH, STX, ETX) anywhere, noise between messages, a lost NNNN, the next message on the
// very line of the last. Performs no input or output; the bytes may come in any portions.
//
// Bounded: it keeps what was fed and not yet given out, and of that never more than one message of
// `message_bytes_max` and one portion. Every byte is looked at a fixed number of times.
class StreamReader {
 public:
  struct Options {
    std::size_t message_bytes_max = 8u << 20;
    bool odd_ends = false;  // NNN, NNNNN and NNNN// end a message too (archives)
  };

  explicit StreamReader(const Options& options) : options_(options) {}

  void Feed(std::string_view bytes);
  // The next whole piece, if there is one.
  std::optional<StreamPiece> Next();
  // The stream has ended, or been idle for too long: what was begun, unless it is blank.
  std::optional<StreamPiece> Rest();

 private:
  std::string_view Unread() const { return std::string_view(buffer_).substr(begin_); }
  void DropBlankLines();
  std::optional<StreamPiece> TakeLine(std::string_view line, std::size_t line_begin);
  void LookAt(std::string_view line);
  bool BeginsAnother(std::string_view line) const;
  StreamPiece Take(std::size_t size, PieceKind kind);
  void Forget();
  void Compact();

  Options options_;
  std::string buffer_;
  std::size_t begin_ = 0;    // where the next piece begins
  std::size_t seen_ = 0;     // complete lines from begin_ up to here have been looked at
  std::size_t scanned_ = 0;  // from seen_ up to here there is no line feed
  bool after_line_feed_ = false;
  bool skipping_ = false;  // up to the NNNN of a message that was too long
  bool begun_ = false;     // something of a heading has been seen in this piece
  int separations_ = 0;    // BT seen in this piece
  bool closed_ = false;    // BT, and since then nothing but corrections and a validation
  Cancellation cancellation_ = Cancellation::kNone;  // what the last line said that was not blank
  std::size_t ordinal_ = 0;
  int first_line_ = 1;
};

}  // namespace torntape::cable
