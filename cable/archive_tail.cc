#include <algorithm>

#include "cable/archive_pieces.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::size_t kTailWithin = 12;  // lines that the ending of a cable is looked for in

class ArchiveTailTaker {
 public:
  explicit ArchiveTailTaker(ArchivePieces& pieces) : pieces_(pieces) {}

  void TakeRest() {
    const std::size_t first = pieces_.at;
    const std::size_t end = FindEnd(first);
    std::size_t tail = end;
    while (tail > first && pieces_.TextAt(tail - 1).empty()) --tail;
    const std::size_t separation = FindClosing(first, tail);
    for (; pieces_.at < separation; ++pieces_.at) {
      pieces_.layout.lines.push_back(pieces_.physical[pieces_.at]);
      pieces_.layout.lines.back().format_line = 12;
    }
    pieces_.layout.text_end = pieces_.layout.lines.size();
    for (; pieces_.at < end; ++pieces_.at) TakeTailLine(pieces_.TextAt(pieces_.at));
    if (!pieces_.layout.closed)
      pieces_.layout.text_end = std::max(pieces_.layout.text_end, pieces_.layout.text_begin);
    TakeBehindEnd();
  }

 private:
  // The line that is the end of message, or was meant as it; the size if there is none.
  std::size_t FindEnd(std::size_t first) {
    for (std::size_t i = first; i < pieces_.physical.size(); ++i) {
      if (!IsEndOfMessage(pieces_.TextAt(i))) continue;
      odd_end_ = pieces_.TextAt(i).data() != pieces_.physical[i].text.data();
      return i;
    }
    std::size_t looked_at = 0;
    for (std::size_t i = pieces_.physical.size(); i > first && looked_at < kTailWithin; --i) {
      const std::string_view text = pieces_.TextAt(i - 1);
      if (text.empty()) continue;
      ++looked_at;
      if (IsOddArchiveEnd(text)) {
        odd_end_ = true;
        return i - 1;
      }
      if (text.ends_with(" NNNN")) {  // "// BT #0000 NNNN"
        odd_end_ = true;
        return i;
      }
    }
    return pieces_.physical.size();
  }

  // Where the text ends: the last BT that nothing but corrections and the validation follows, or
  // the line in which they all share; `tail` if there is none.
  std::size_t FindClosing(std::size_t first, std::size_t tail) {
    std::size_t looked_at = 0;
    std::size_t validation = tail;
    for (std::size_t i = tail; i > first && looked_at < kTailWithin; --i) {
      const std::string_view text = pieces_.TextAt(i - 1);
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
      pieces_.layout.lines.push_back(pieces_.physical[pieces_.at]);
      pieces_.layout.lines.back().format_line = 0;
      return;
    }
    const std::size_t separation =
        pieces_.layout.closed ? std::string_view::npos : FindWord(text, "BT", 0);
    if (separation < text.size() && EndsCable(text.substr(separation + 2))) {
      if (separation > 0) {
        pieces_.SaySharedLine(text.substr(separation));
        pieces_.Add(TrimArchive(text.substr(0, separation)), 12);
        pieces_.layout.text_end = pieces_.layout.lines.size();
      }
      pieces_.Add(text.substr(separation, 2), 13);
      pieces_.layout.closed = true;
      text = TrimArchive(text.substr(separation + 2));
    }
    while (!text.empty()) {
      const std::string_view group = FirstGroup(text);
      if (group == "NNNN") {
        pieces_.Add(group, 16);
        pieces_.layout.end_of_message = pieces_.layout.lines.size() - 1;
        pieces_.layout.odd_end = true;
        return;
      }
      const bool validation = IsValidation(group);
      pieces_.Add(validation ? group : text, 15);
      text = validation ? TrimArchive(text.substr(group.size())) : std::string_view{};
    }
  }

  void TakeBehindEnd() {
    if (pieces_.at < pieces_.physical.size() && !pieces_.layout.end_of_message) {
      pieces_.Add(pieces_.TextAt(pieces_.at), 16);
      pieces_.layout.end_of_message = pieces_.layout.lines.size() - 1;
      pieces_.layout.odd_end = odd_end_;
      ++pieces_.at;
    }
    bool said = false;
    for (; pieces_.at < pieces_.physical.size(); ++pieces_.at) {
      pieces_.layout.lines.push_back(pieces_.physical[pieces_.at]);
      const std::string_view text = pieces_.TextAt(pieces_.at);
      if (text.empty() || said) continue;
      said = true;
      pieces_.faults.Warning(DiagnosticCode::kAfterEom, pieces_.physical[pieces_.at], text,
                             "what stands behind the end of message belongs to no cable",
                             "it is left out");
    }
  }

  ArchivePieces& pieces_;
  bool odd_end_ = false;
};

}  // namespace

void TakeArchiveRest(ArchivePieces& pieces) { ArchiveTailTaker(pieces).TakeRest(); }

}  // namespace torntape::cable
