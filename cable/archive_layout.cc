#include "cable/archive_layout.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::size_t kHeadingWithin = 256;  // lines; a heading further on is not looked for
// More format lines than this in one physical line are not taken apart.
constexpr std::size_t kPiecesMax = 64;
constexpr std::size_t kTailWithin = 12;  // lines that the ending of a cable is looked for in

bool IsWordBreak(std::string_view text, std::size_t at) {
  return at >= text.size() || text[at] == ' ' || text[at] == '\t';
}

// Where `word` stands in `text` by itself, from `from` on.
std::size_t FindWord(std::string_view text, std::string_view word, std::size_t from) {
  for (std::size_t at = text.find(word, from); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    if ((at == 0 || IsWordBreak(text, at - 1)) && IsWordBreak(text, at + word.size())) return at;
  }
  return std::string_view::npos;
}

// "UNCLAS", "UNCLASSIFIED //N05800//", "UNCLAS//N01650//", "S E C R E T", and the words that the
// text of a formatted message begins with.
bool BeginsText(std::string_view text) {
  if (LooksLikeClassification(text) || text.starts_with("UNCLAS")) return true;
  return text.starts_with("MSGID/") || text.starts_with("SUBJ/") || text.starts_with("SUBJ:") ||
         text.starts_with("SUBJECT:") || text.starts_with("PASS TO OFFICE CODES");
}

// "RUCOWCA/" or "ZEN/" ahead of the name of an addressee.
bool BeginsAddressee(std::string_view text) {
  if (text.starts_with("ZEN/")) return true;
  const std::size_t slant = text.find('/');
  if (slant == std::string_view::npos || slant < 5 || text.substr(slant).starts_with("//")) {
    return false;
  }
  const std::string_view before = text.substr(0, slant);
  return (before[0] == 'R' || before[0] == 'Q') && RoutingIndicator::Parse(before).has_value();
}

int FormatLineOf(std::string_view keyword) {
  if (keyword == "FM") return 6;
  if (keyword == "TO") return 7;
  if (keyword == "INFO") return 8;
  return keyword == "XMT" ? 9 : 0;
}

bool IsDashes(std::string_view text) {
  return text.size() >= 4 && text.substr(0, 4).find_first_not_of('-') == std::string_view::npos;
}

// "NAVADMIN 073/05": the number of a general message, which some copies have ahead of BT.
bool IsMessageNumber(std::string_view text) {
  const Groups groups = SplitGroups(text);
  if (groups.size() < 2 || groups.size() > 4 || groups[0].find('/') != std::string_view::npos) {
    return false;
  }
  const std::string_view last = groups.back();
  const std::size_t slant = last.find('/');
  return slant != std::string_view::npos && slant > 0 && slant + 3 == last.size() &&
         IsAllDigits(last.substr(0, slant)) && IsAllDigits(last.substr(slant + 1));
}

bool IsValidation(std::string_view text) {
  return text.starts_with('#') && text.size() <= 6 && IsAllDigits(text.substr(1));
}

// What was meant as the end of message: "NNN", "NNNN//", "NNNNMAFVVZCZ", "<< END OF DOCUMENT >>".
bool IsOddEnd(std::string_view text) {
  if (IsDamagedEndOfMessage(text) || text == "<< END OF DOCUMENT >>") return true;
  return text.starts_with("NNNN") && text.find(' ') == std::string_view::npos;
}

class ArchiveLayoutMaker {
 public:
  ArchiveLayoutMaker(const std::vector<LineOfText>& physical, Faults& faults)
      : physical_(physical), faults_(faults) {
    layout_.lines.reserve(physical.size() + 8);
  }

  ArchiveLayout Make() {
    const std::optional<std::size_t> begin = FindBeginning();
    if (!begin) {
      layout_.lines = physical_;
      return std::move(layout_);
    }
    layout_.recognised = true;
    PassOver(*begin);
    while (at_ < physical_.size() && !in_text_) TakeHeadingLine();
    if (!in_text_) layout_.text_begin = layout_.lines.size();
    TakeRest();
    return std::move(layout_);
  }

 private:
  std::string_view TextAt(std::size_t index) const { return TrimArchive(physical_[index].text); }

  // The first line that the procedure begins with; without a procedure, that the body does.
  std::optional<std::size_t> FindBeginning() const {
    const std::size_t within = std::min(physical_.size(), kHeadingWithin);
    std::optional<std::size_t> body;
    for (std::size_t i = 0; i < within; ++i) {
      const std::string_view text = TextAt(i);
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
    for (std::size_t i = index + 1; i < std::min(physical_.size(), index + 12); ++i) {
      const std::string_view next = TextAt(i);
      if (FirstGroup(next) == "DE" || next.starts_with("ZNR ") || next.starts_with("ZNY ")) {
        return true;
      }
      if (!LooksLikeMoreRouting(next) && !LooksLikeRoutingLine(next)) return false;
    }
    return false;
  }

  void PassOver(std::size_t begin) {
    bool said = false;
    for (; at_ < begin; ++at_) {
      layout_.lines.push_back(physical_[at_]);
      const std::string_view text = TextAt(at_);
      if (text.empty() || said) continue;
      said = true;
      faults_.Warning(DiagnosticCode::kBeforeCable, physical_[at_], text,
                      "what stands before the cable belongs to no cable", "it is left out");
    }
  }

  // A part of the physical line under the cursor, as a line of its own.
  LineOfText& Add(std::string_view piece, int format_line) {
    LineOfText line = physical_[at_];
    line.column += static_cast<int>(piece.data() - line.text.data());
    line.text = piece;
    line.format_line = format_line;
    layout_.lines.push_back(line);
    return layout_.lines.back();
  }

  void SaySharedLine(std::string_view piece) {
    if (shared_line_ == physical_[at_].number) return;
    shared_line_ = physical_[at_].number;
    faults_.Warning(DiagnosticCode::kSharedLine, physical_[at_], piece,
                    "another format line begins inside this line",
                    "it is read as if it stood on a line of its own");
  }

  bool NextBeginsHeading() const {
    for (std::size_t i = at_ + 1; i < std::min(physical_.size(), at_ + 6); ++i) {
      const std::string_view text = TextAt(i);
      if (text.empty()) continue;
      return BeginsWithBodyKeyword(text) || LooksLikeArchivePreamble(text) ||
             BeginsAddressee(text) || text.starts_with("ZN");
    }
    return false;
  }

  void TakeHeadingLine() {
    const std::string_view text = TextAt(at_);
    if (text.empty()) {
      // The first blank line behind the addresses stands where BT did (spec 0.2).
      if (stage_ >= 6 && !NextBeginsHeading()) BeginText();
      layout_.lines.push_back(physical_[at_++]);
      if (in_text_) layout_.lines.back().format_line = 12;
      return;
    }
    if (TakeSeparation(text) || TakeProcedureLine(text) || TakeAddressLine(text)) {
      ++at_;
      return;
    }
    if (in_text_) return;  // the line is the first of the text
    LineOfText& line = Add(text, 0);
    faults_.Warning(DiagnosticCode::kUnexpectedLine, line, text,
                    "the line is none that a heading has", "it is left out");
    ++at_;
  }

  void BeginText() {
    in_text_ = true;
    layout_.text_begin = layout_.lines.size();
  }

  // "BT", "BT UNCLAS": the heading ends. Or the text begins, and BT is missing.
  bool TakeSeparation(std::string_view text) {
    if (FirstGroup(text) == "BT" && IsWordBreak(text, 2)) {
      Add(text.substr(0, 2), 11);
      layout_.opened = true;
      BeginText();
      const std::string_view behind = TrimArchive(text.substr(2));
      if (!behind.empty()) {
        SaySharedLine(behind);
        Add(behind, 12);
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
      LineOfText& line = Add(text, 4);
      if (stage_ > 4) {
        faults_.Warning(DiagnosticCode::kLineOrder, line, text,
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
    Add(text, format_line);
    stage_ = format_line;
    return true;
  }

  // Format line 4 may be glued to it: "...--RHMCSUU ZNR UUUUU".
  bool TakeRouting(std::string_view text) {
    std::size_t cut = FindWord(text, "ZNR", 1);
    if (cut == std::string_view::npos) cut = FindWord(text, "ZNY", 1);
    if (cut == std::string_view::npos) return Take(text, 2);
    Take(TrimArchive(text.substr(0, cut)), 2);
    SaySharedLine(text.substr(cut));
    return Take(text.substr(cut), 4);
  }

  bool TakeAddressLine(std::string_view text) {
    if (in_text_) return false;
    const int keyword = FormatLineOf(FirstGroup(text));
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
      if (!piece.empty()) Add(piece, stage_);
      if (cut.at >= text.size()) return;
      text = text.substr(cut.at);
      SaySharedLine(text);
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
      const bool keyword = FormatLineOf(FirstGroup(text)) > 0;
      std::size_t at = text.find(' ', keyword ? behind + 1 : 0);
      for (; at != std::string_view::npos && at < cut.at; at = text.find(' ', at + 1)) {
        if (BeginsAddressee(text.substr(at + 1))) consider(at + 1, format_line);
      }
    }
    return cut;
  }

  // ---------------------------------------------------------------- the text and what ends it

  void TakeRest() {
    const std::size_t first = at_;
    const std::size_t end = FindEnd(first);
    std::size_t tail = end;
    while (tail > first && TextAt(tail - 1).empty()) --tail;
    const std::size_t separation = FindClosing(first, tail);
    for (; at_ < separation; ++at_) {
      layout_.lines.push_back(physical_[at_]);
      layout_.lines.back().format_line = 12;
    }
    layout_.text_end = layout_.lines.size();
    for (; at_ < end; ++at_) TakeTailLine(TextAt(at_));
    if (!layout_.closed) layout_.text_end = std::max(layout_.text_end, layout_.text_begin);
    TakeBehindEnd();
  }

  // The line that is the end of message, or was meant as it; the size if there is none.
  std::size_t FindEnd(std::size_t first) {
    for (std::size_t i = first; i < physical_.size(); ++i) {
      if (!IsEndOfMessage(TextAt(i))) continue;
      odd_end_ = TextAt(i).data() != physical_[i].text.data();
      return i;
    }
    std::size_t looked_at = 0;
    for (std::size_t i = physical_.size(); i > first && looked_at < kTailWithin; --i) {
      const std::string_view text = TextAt(i - 1);
      if (text.empty()) continue;
      ++looked_at;
      if (IsOddEnd(text)) {
        odd_end_ = true;
        return i - 1;
      }
      if (text.ends_with(" NNNN")) {  // "// BT #0000 NNNN"
        odd_end_ = true;
        return i;
      }
    }
    return physical_.size();
  }

  // Where the text ends: the last BT that nothing but corrections and the validation follows, or
  // the line in which they all share; `tail` if there is none.
  std::size_t FindClosing(std::size_t first, std::size_t tail) {
    std::size_t looked_at = 0;
    std::size_t validation = tail;
    for (std::size_t i = tail; i > first && looked_at < kTailWithin; --i) {
      const std::string_view text = TextAt(i - 1);
      if (text.empty()) continue;
      ++looked_at;
      if (FirstGroup(text) == "BT") return i - 1;
      if (IsValidation(text)) {
        validation = i - 1;
        continue;
      }
      if (text == "BT" || FindWord(text, "BT", 0) < text.size()) {
        const std::string_view behind = text.substr(FindWord(text, "BT", 0) + 2);
        if (EndsCable(behind)) return i - 1;
      }
      if (text.starts_with("C ") || (text[0] == 'C' && text.size() > 1 && IsDigit(text[1])))
        continue;
      break;
    }
    return validation;
  }

  // Nothing but a validation and NNNN.
  static bool EndsCable(std::string_view behind) {
    const Groups groups = SplitGroups(TrimArchive(behind));
    return std::all_of(groups.begin(), groups.end(), [](std::string_view group) {
      return IsValidation(group) || group == "NNNN";
    });
  }

  // A line behind the text, or the last one of it where they share a line.
  void TakeTailLine(std::string_view text) {
    if (text.empty()) {
      layout_.lines.push_back(physical_[at_]);
      layout_.lines.back().format_line = 0;
      return;
    }
    const std::size_t separation =
        layout_.closed ? std::string_view::npos : FindWord(text, "BT", 0);
    if (separation < text.size() && EndsCable(text.substr(separation + 2))) {
      if (separation > 0) {
        SaySharedLine(text.substr(separation));
        Add(TrimArchive(text.substr(0, separation)), 12);
        layout_.text_end = layout_.lines.size();
      }
      Add(text.substr(separation, 2), 13);
      layout_.closed = true;
      text = TrimArchive(text.substr(separation + 2));
    }
    while (!text.empty()) {
      const std::string_view group = FirstGroup(text);
      if (group == "NNNN") {
        Add(group, 16);
        layout_.end_of_message = layout_.lines.size() - 1;
        layout_.odd_end = true;
        return;
      }
      const bool validation = IsValidation(group);
      Add(validation ? group : text, 15);
      text = validation ? TrimArchive(text.substr(group.size())) : std::string_view{};
    }
  }

  void TakeBehindEnd() {
    if (at_ < physical_.size() && !layout_.end_of_message) {
      Add(TextAt(at_), 16);
      layout_.end_of_message = layout_.lines.size() - 1;
      layout_.odd_end = odd_end_;
      ++at_;
    }
    bool said = false;
    for (; at_ < physical_.size(); ++at_) {
      layout_.lines.push_back(physical_[at_]);
      const std::string_view text = TextAt(at_);
      if (text.empty() || said) continue;
      said = true;
      faults_.Warning(DiagnosticCode::kAfterEom, physical_[at_], text,
                      "what stands behind the end of message belongs to no cable",
                      "it is left out");
    }
  }

  const std::vector<LineOfText>& physical_;
  Faults& faults_;
  ArchiveLayout layout_;
  std::size_t at_ = 0;
  int stage_ = 0;  // the format line of the last line taken
  bool in_text_ = false;
  bool odd_end_ = false;
  int shared_line_ = 0;  // the number of the line of which that was said last
};

}  // namespace

std::string_view TrimArchive(std::string_view text) {
  static constexpr std::string_view kBlanks(" \t\r\f\x7f\0\x01\x02\x03\x04", 10);
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return text.substr(0, 0);
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

ArchiveLayout LayOutArchive(const std::vector<LineOfText>& physical, Faults& faults) {
  return ArchiveLayoutMaker(physical, faults).Make();
}

}  // namespace torntape::cable
