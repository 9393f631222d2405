#include "cable/stream_reader.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "cable/archive_shapes.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

// Of a line that does not end, more than this is not kept while a message is being left out.
constexpr std::size_t kLineSkippedMax = 4096;
// More noise than this between two messages is worth a person's look (spec 5.8).
constexpr std::size_t kNoiseMax = 80;

bool IsFiller(char c) { return (c >= '\0' && c <= '\x04') || c == '\x7f'; }

// Where a start of message stands in a line, with the V that guards it.
std::size_t FindStart(std::string_view line) {
  const std::size_t at = line.find("ZCZC");
  return at != std::string_view::npos && at > 0 && line[at - 1] == 'V' ? at - 1 : at;
}

// "E E E E E E E E AR": eight error signs, of which some may have been lost, and the end of work.
Cancellation CancellationOf(std::string_view line) {
  const Groups groups = SplitGroups(line);
  if (groups.empty()) return Cancellation::kNone;
  const bool words = std::all_of(groups.begin(), groups.end(),
                                 [&](std::string_view group) { return group == groups[0]; });
  if (words && groups[0] == "ZXB") return Cancellation::kAskForCopy;
  if (words && groups[0] == "ZPH") return Cancellation::kFullRerunFollows;
  if (groups.size() < 5 || groups.back() != "AR") return Cancellation::kNone;
  const bool errors = std::all_of(groups.begin(), groups.end() - 1,
                                  [](std::string_view group) { return group == "E"; });
  return errors ? Cancellation::kErrorSign : Cancellation::kNone;
}

bool BeginsHeading(std::string_view line) {
  if (LooksLikeJanapRouting(line) || FindStart(line) != std::string_view::npos) return true;
  const std::string_view first = FirstGroup(line);
  if (first == "DE" || first == "VV") return true;
  std::string_view routing = line;
  routing.remove_prefix(BellSize(routing));
  return routing.size() > 6 && routing[0] == routing[1] && routing[2] == ' ' &&
         LooksLikeRoutingLine(line);
}

bool IsOddEnd(std::string_view line) {
  return IsDamagedEndOfMessage(line) || (line.starts_with("NNNN") && line.substr(4) == "//");
}

}  // namespace

std::string_view NameOf(PieceKind kind) {
  switch (kind) {
    case PieceKind::kMessage:
      return "message";
    case PieceKind::kIncomplete:
      return "incomplete message";
    case PieceKind::kCancelled:
      return "cancelled message";
    case PieceKind::kOrphanTail:
      return "orphan tail";
    case PieceKind::kNoise:
      return "noise";
    case PieceKind::kTooLong:
      return "too long message";
  }
  return "";
}

std::optional<Diagnostic> DiagnosePiece(const StreamPiece& piece) {
  const std::string_view text = piece.text;
  const std::string_view line = TrimArchive(text.substr(0, text.find('\n')));
  const SourceSpan where{1, 1, static_cast<int>(std::max<std::size_t>(line.size(), 1))};
  switch (piece.kind) {
    case PieceKind::kNoise:
      return Diagnostic{
          DiagnosticCode::kAfterEom,
          Severity::kWarning,
          where,
          0,
          text.size() > kNoiseMax
              ? fmt::format("{} bytes between messages belong to no cable", text.size())
              : std::string("what stands between messages belongs to no cable"),
          "it is left out"};
    case PieceKind::kCancelled:
      return Diagnostic{DiagnosticCode::kCancelled,
                        Severity::kWarning,
                        where,
                        0,
                        "the message was broken off by who sent it",
                        piece.cancellation == Cancellation::kAskForCopy
                            ? "ZXB: ask for a complete copy"
                        : piece.cancellation == Cancellation::kFullRerunFollows
                            ? "ZPH: the whole message follows unasked"
                            : "its channel number is used up, and nothing is forwarded"};
    case PieceKind::kOrphanTail:
      return Diagnostic{DiagnosticCode::kOrphanTail,
                        Severity::kError,
                        where,
                        0,
                        "an end of message stands here without the heading of a cable",
                        "it may end a cable that was cut short before"};
    case PieceKind::kTooLong:
      return Diagnostic{DiagnosticCode::kTextTooLarge,
                        Severity::kError,
                        where,
                        0,
                        "the cable is longer than is read; it is left out up to its NNNN",
                        ""};
    case PieceKind::kMessage:
    case PieceKind::kIncomplete:
      return std::nullopt;
  }
  return std::nullopt;
}

void StreamReader::Feed(std::string_view bytes) {
  Compact();
  std::size_t kept_from = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    // LF CR for CR LF: the carriage return belongs to the line before.
    const bool left_out = IsFiller(c) || (c == '\r' && after_line_feed_);
    if (!left_out) {
      after_line_feed_ = c == '\n';
      continue;
    }
    buffer_.append(bytes.substr(kept_from, i - kept_from));
    kept_from = i + 1;
  }
  buffer_.append(bytes.substr(kept_from));
}

// The front is given up only when it is most of the buffer, so that many short messages fed at once
// do not each move all that follow.
void StreamReader::Compact() {
  if (begin_ < buffer_.size() / 2) return;
  buffer_.erase(0, begin_);
  begin_ = 0;
}

void StreamReader::DropBlankLines() {
  std::string_view rest = Unread();
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    if (!TrimArchive(rest.substr(0, end)).empty()) return;
    rest.remove_prefix(end + 1);
    begin_ += end + 1;
    ++first_line_;
  }
}

void StreamReader::Forget() {
  seen_ = 0;
  scanned_ = 0;
  begun_ = false;
  separations_ = 0;
  closed_ = false;
  cancellation_ = Cancellation::kNone;
}

StreamPiece StreamReader::Take(std::size_t size, PieceKind kind) {
  StreamPiece piece;
  piece.kind = kind;
  piece.text = Unread().substr(0, size);
  piece.first_line = first_line_;
  piece.cancellation = cancellation_;
  piece.ordinal = ordinal_ + 1;
  first_line_ += static_cast<int>(std::count(piece.text.begin(), piece.text.end(), '\n'));
  begin_ += size;
  Forget();
  return piece;
}

// Without a start of message, only what cannot be text begins another: a routing line of `janap128`
// or VV and a channel number, where the message before has closed its text.
bool StreamReader::BeginsAnother(std::string_view line) const {
  if (!closed_) return false;
  return LooksLikeJanapRouting(line) || (FirstGroup(line) == "VV" && LooksLikeIdentification(line));
}

void StreamReader::LookAt(std::string_view line) {
  if (line.empty()) return;
  begun_ = begun_ || BeginsHeading(line);
  cancellation_ = CancellationOf(line);
  if (IsSeparation(line)) {
    closed_ = ++separations_ >= 2;
  } else if (closed_) {
    closed_ = line[0] == '#' || line.starts_with("C ");
  }
}

// Looks at one whole line, which begins at `line_begin` of what is unread. Gives a piece if the
// line ends one, or begins the next.
std::optional<StreamPiece> StreamReader::TakeLine(std::string_view line, std::size_t line_begin) {
  const std::string_view text = TrimArchive(line);
  const std::size_t start = FindStart(line);
  if (start != std::string_view::npos) {
    const std::string_view before = TrimArchive(line.substr(0, start));
    const std::size_t cut = line_begin + (before.empty() ? 0 : start);
    if (cut > 0) {
      // "NNNNVZCZCBDA0418": the end of the one and the beginning of the next.
      const bool ended = IsEndOfMessage(before);
      const PieceKind kind = ended && begun_ ? PieceKind::kMessage
                             : ended         ? PieceKind::kOrphanTail
                             : begun_        ? PieceKind::kIncomplete
                                             : PieceKind::kNoise;
      return Take(cut, kind);
    }
    skipping_ = false;  // what was too long has lost its end, and here the next one begins
  } else if (BeginsAnother(text)) {
    return Take(line_begin, PieceKind::kIncomplete);
  } else if (IsEndOfMessage(TrimEnd(line)) ||
             (options_.odd_ends && begun_ && (IsOddEnd(text) || IsEndOfMessage(text)))) {
    const PieceKind kind = cancellation_ != Cancellation::kNone ? PieceKind::kCancelled
                           : begun_                             ? PieceKind::kMessage
                                                                : PieceKind::kOrphanTail;
    return Take(seen_, kind);
  }
  LookAt(text);
  return std::nullopt;
}

std::optional<StreamPiece> StreamReader::Next() {
  for (;;) {
    if (seen_ == 0 && !skipping_) DropBlankLines();
    const std::string_view rest = Unread();
    const std::size_t end = rest.find('\n', std::max(seen_, scanned_));
    if (end == std::string_view::npos) {
      scanned_ = rest.size();
      break;
    }
    const std::size_t line_begin = seen_;
    std::string_view line = rest.substr(line_begin, end - line_begin);
    while (line.ends_with('\r')) line.remove_suffix(1);
    seen_ = end + 1;
    std::optional<StreamPiece> piece = TakeLine(line, line_begin);
    if (!piece && !skipping_ && seen_ > options_.message_bytes_max) break;
    if (!piece) {
      if (skipping_ && seen_ > kLineSkippedMax) {
        const bool begun = begun_;
        (void)Take(seen_, PieceKind::kTooLong);
        begun_ = begun;
      }
      continue;
    }
    if (std::exchange(skipping_, false)) continue;  // the end of what was left out
    piece->ordinal = ++ordinal_;
    return piece;
  }
  if (skipping_) {
    (void)Take(seen_, PieceKind::kTooLong);
    // Of a line that does not end, only that it does not begin with NNNN is of use.
    if (Unread().size() > kLineSkippedMax) {
      begin_ = buffer_.size() - 1;
      buffer_.back() = '-';
    }
  } else if (Unread().size() > options_.message_bytes_max) {
    StreamPiece piece = Take(seen_ > 0 ? seen_ : Unread().size(), PieceKind::kTooLong);
    piece.ordinal = ++ordinal_;
    skipping_ = true;
    return piece;
  }
  Compact();
  return std::nullopt;
}

std::optional<StreamPiece> StreamReader::Rest() {
  if (seen_ < Unread().size()) {  // a last line without its line feed is a line all the same
    const std::size_t line_begin = seen_;
    std::string_view line = Unread().substr(line_begin);
    while (line.ends_with('\r')) line.remove_suffix(1);
    seen_ = Unread().size();
    std::optional<StreamPiece> piece = TakeLine(line, line_begin);
    if (piece && !std::exchange(skipping_, false)) {
      piece->ordinal = ++ordinal_;
      return piece;
    }
  }
  const bool skipped = std::exchange(skipping_, false);
  StreamPiece piece = Take(Unread().size(), begun_ ? PieceKind::kIncomplete : PieceKind::kNoise);
  if (skipped || TrimArchive(piece.text).find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return std::nullopt;
  }
  piece.ordinal = ++ordinal_;
  return piece;
}

}  // namespace torntape::cable
