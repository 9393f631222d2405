#include "cable/archive_layout.h"

#include <algorithm>

#include <fmt/format.h>

#include "cable/archive_pieces.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::size_t kHeadingWithin = 256;  // lines; a heading further on is not looked for
// More format lines than this in one physical line are not taken apart.
constexpr std::size_t kPiecesMax = 64;

class ArchiveLayoutMaker {
 public:
  ArchiveLayoutMaker(const std::vector<LineOfText>& physical, Faults& faults)
      : pieces_{physical, faults, {}} {
    pieces_.layout.lines.reserve(physical.size() + 8);
  }

  ArchiveLayout Make() {
    const std::optional<std::size_t> begin = FindBeginning();
    if (!begin) {
      pieces_.layout.lines = pieces_.physical;
      return std::move(pieces_.layout);
    }
    pieces_.layout.recognised = true;
    PassOver(*begin);
    while (pieces_.at < pieces_.physical.size() && !in_text_) TakeHeadingLine();
    if (!in_text_) pieces_.layout.text_begin = pieces_.layout.lines.size();
    TakeArchiveRest(pieces_);
    return std::move(pieces_.layout);
  }

 private:
  // The first line that the procedure begins with; without a procedure, that the body does.
  std::optional<std::size_t> FindBeginning() const {
    const std::size_t within = std::min(pieces_.physical.size(), kHeadingWithin);
    std::optional<std::size_t> body;
    for (std::size_t i = 0; i < within; ++i) {
      const std::string_view text = pieces_.TextAt(i);
      if (text.empty()) continue;
      if (BeginsProcedure(i, text)) return i;
      const bool keyword = FirstGroup(text) == "FM" && text.size() > 3;
      if (!body && (keyword || LooksLikeArchivePreamble(text) || text.starts_with("ZNR ") ||
                    text.starts_with("ZNY "))) {
        body = i;
      }
      if (IsSeparation(text)) break;
    }
    return body;
  }

  bool BeginsProcedure(std::size_t index, std::string_view text) const {
    if (text.substr(0, 8).find("ZCZC") != std::string_view::npos) return true;
    if (LooksLikeJanapRouting(text)) return true;
    if (FirstGroup(text) == "DE") {
      const Groups groups = SplitGroups(text);
      return groups.size() > 1 && RoutingIndicator::Parse(groups[1]);
    }
    if (!LooksLikeRoutingLine(text) && !LooksLikeIdentification(text)) return false;
    // Ordinary words look like these; what follows tells.
    for (std::size_t i = index + 1; i < std::min(pieces_.physical.size(), index + 12); ++i) {
      const std::string_view next = pieces_.TextAt(i);
      if (FirstGroup(next) == "DE" || next.starts_with("ZNR ") || next.starts_with("ZNY ")) {
        return true;
      }
      if (!LooksLikeMoreRouting(next) && !LooksLikeRoutingLine(next)) return false;
    }
    return false;
  }

  void PassOver(std::size_t begin) {
    bool said = false;
    for (; pieces_.at < begin; ++pieces_.at) {
      pieces_.layout.lines.push_back(pieces_.physical[pieces_.at]);
      const std::string_view text = pieces_.TextAt(pieces_.at);
      if (text.empty() || said) continue;
      said = true;
      pieces_.faults.Warning(DiagnosticCode::kBeforeCable, pieces_.physical[pieces_.at], text,
                             "what stands before the cable belongs to no cable", "it is left out");
    }
  }

  bool NextBeginsHeading() const {
    for (std::size_t i = pieces_.at + 1; i < std::min(pieces_.physical.size(), pieces_.at + 6);
         ++i) {
      const std::string_view text = pieces_.TextAt(i);
      if (text.empty()) continue;
      return BeginsWithBodyKeyword(text) || LooksLikeArchivePreamble(text) ||
             BeginsAddressee(text) || text.starts_with("ZN");
    }
    return false;
  }

  void TakeHeadingLine() {
    const std::string_view text = pieces_.TextAt(pieces_.at);
    if (text.empty()) {
      // The first blank line behind the addresses stands where BT did (spec 0.2).
      if (stage_ >= 6 && !NextBeginsHeading()) BeginText();
      pieces_.layout.lines.push_back(pieces_.physical[pieces_.at++]);
      if (in_text_) pieces_.layout.lines.back().format_line = 12;
      return;
    }
    if (TakeSeparation(text) || TakeProcedureLine(text) || TakeAddressLine(text)) {
      ++pieces_.at;
      return;
    }
    if (in_text_) return;  // the line is the first of the text
    LineOfText& line = pieces_.Add(text, 0);
    pieces_.faults.Warning(DiagnosticCode::kUnexpectedLine, line, text,
                           "the line is none that a heading has", "it is left out");
    ++pieces_.at;
  }

  void BeginText() {
    in_text_ = true;
    pieces_.layout.text_begin = pieces_.layout.lines.size();
  }

  // "BT", "BT UNCLAS": the heading ends. Or the text begins, and BT is missing.
  bool TakeSeparation(std::string_view text) {
    if (FirstGroup(text) == "BT" && IsWordBreak(text, 2)) {
      pieces_.Add(text.substr(0, 2), 11);
      pieces_.layout.opened = true;
      BeginText();
      const std::string_view behind = TrimArchive(text.substr(2));
      if (!behind.empty()) {
        pieces_.SaySharedLine(behind);
        pieces_.Add(behind, 12);
      }
      return true;
    }
    if (stage_ >= 5 && BeginsText(text) && !(stage_ == 5 && text.starts_with("PASS"))) {
      BeginText();
    }
    return false;
  }

  bool TakeProcedureLine(std::string_view text) {
    if (in_text_) return false;
    if (stage_ <= 1 && (LooksLikeIdentification(text) ||
                        text.substr(0, 8).find("ZCZC") != std::string_view::npos)) {
      return Take(text, 1);
    }
    const std::string_view unstopped = text.substr(0, text.find_last_not_of('.') + 1);
    const bool routing = LooksLikeJanapRouting(text) ||
                         (stage_ < 2 && LooksLikeRoutingLine(text)) ||
                         (stage_ == 2 && LooksLikeMoreRouting(unstopped));
    if (stage_ <= 2 && routing) return TakeRouting(text);
    if (stage_ <= 3 && FirstGroup(text) == "DE") return Take(text, 3);
    if (text.starts_with("ZNR") || text.starts_with("ZNY")) {
      LineOfText& line = pieces_.Add(text, 4);
      if (stage_ > 4) {
        pieces_.faults.Warning(DiagnosticCode::kLineOrder, line, text,
                               fmt::format("format line 4 stands behind format line {}", stage_),
                               "it is read as if it stood where it belongs");
      }
      stage_ = std::max(stage_, 4);
      return true;
    }
    if (LooksLikeArchivePreamble(text)) return Take(text, 5);
    const bool signal = IsSignal(text);
    if (stage_ >= 2 && stage_ <= 4 &&
        (signal || LooksLikeMoreInstructions(text) || text.starts_with("REROUTE OF"))) {
      return Take(text, 4);
    }
    if (stage_ == 5 && signal) return Take(text, 5);
    return false;
  }

  static bool IsSignal(std::string_view text) {
    const std::string_view first = FirstGroup(text);
    return first.size() >= 3 && first.size() <= 4 && first[0] == 'Z' &&
           IsAllLetters(first.substr(0, 3));
  }

  bool Take(std::string_view text, int format_line) {
    pieces_.Add(text, format_line);
    stage_ = format_line;
    return true;
  }

  // Format line 4 may be glued to it: "...--RHMCSUU ZNR UUUUU".
  bool TakeRouting(std::string_view text) {
    std::size_t cut = FindWord(text, "ZNR", 1);
    if (cut == std::string_view::npos) cut = FindWord(text, "ZNY", 1);
    if (cut == std::string_view::npos) return Take(text, 2);
    Take(TrimArchive(text.substr(0, cut)), 2);
    pieces_.SaySharedLine(text.substr(cut));
    return Take(text.substr(cut), 4);
  }

  bool TakeAddressLine(std::string_view text) {
    if (in_text_) return false;
    const int keyword = FormatLineOfKeyword(FirstGroup(text));
    if (keyword > 0) {
      // In a heading that begins with the body, the first FM may stand without format line 5.
      TakePieces(text, keyword);
      return true;
    }
    if (stage_ >= 5 && LooksLikePrefix(text)) return Take(text, 10);
    if (IsDashes(text) || stage_ < 6 || stage_ > 9) return false;
    if (IsMessageNumber(text)) return false;
    TakePieces(text, stage_);
    return true;
  }

  // Addressees and keywords that reflowing put into one line (observed: "TO NAVADMIN INFO
  // ZEN/CNO", "INFO ZEN/CNO CNO BT UNCLAS").
  void TakePieces(std::string_view text, int format_line) {
    stage_ = format_line;
    for (std::size_t pieces = 0;; ++pieces) {
      // Each piece looks at the rest of the line again, so that there must be an end to it.
      const bool whole = pieces == kPiecesMax || text.size() > kLineBytesMax;
      const Cut cut = whole ? Cut{text.size(), 0} : FindCut(text, stage_);
      const std::string_view piece = TrimArchive(text.substr(0, cut.at));
      if (!piece.empty()) pieces_.Add(piece, stage_);
      if (cut.at >= text.size()) return;
      text = text.substr(cut.at);
      pieces_.SaySharedLine(text);
      if (cut.format_line == 11) {
        TakeSeparation(text);
        return;
      }
      stage_ = cut.format_line;
    }
  }

  struct Cut {
    std::size_t at;
    int format_line;
  };

  // Where the next format line, or the next addressee, begins in `text`.
  static Cut FindCut(std::string_view text, int format_line) {
    Cut cut{text.size(), 0};
    const auto consider = [&](std::size_t at, int next) {
      if (at < cut.at) cut = {at, next};
    };
    const std::size_t behind = FirstGroup(text).size();
    if (format_line == 6) consider(FindWord(text, "TO", behind), 7);
    if (format_line <= 7) consider(FindWord(text, "INFO", behind), 8);
    if (format_line == 7 || format_line == 8) consider(FindWord(text, "XMT", behind), 9);
    const std::size_t separation = FindWord(text, "BT", behind);
    if (separation < text.size()) {
      const std::string_view next = TrimArchive(text.substr(separation + 2));
      if (next.empty() || BeginsText(next)) consider(separation, 11);
    }
    if (format_line == 7 || format_line == 8) {
      const bool keyword = FormatLineOfKeyword(FirstGroup(text)) > 0;
      std::size_t at = text.find(' ', keyword ? behind + 1 : 0);
      for (; at != std::string_view::npos && at < cut.at; at = text.find(' ', at + 1)) {
        if (BeginsAddressee(text.substr(at + 1))) consider(at + 1, format_line);
      }
    }
    return cut;
  }

  ArchivePieces pieces_;
  int stage_ = 0;  // the format line of the last line taken
  bool in_text_ = false;
};

}  // namespace

ArchiveLayout LayOutArchive(const std::vector<LineOfText>& physical, Faults& faults) {
  return ArchiveLayoutMaker(physical, faults).Make();
}

}  // namespace torntape::cable
