#include <algorithm>

#include <fmt/format.h>

#include "base/printable.h"
#include "cable/archive_parts.h"
#include "cable/archive_shapes.h"
#include "cable/character_set.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::size_t kWidthMax = 69;

class ArchiveFrameChecker {
 public:
  ArchiveFrameChecker(std::span<const LineOfText> lines, const ArchiveLayout& layout,
                      const BodyView& view, const BodyPlaces& places, Faults& faults)
      : lines_(lines), layout_(layout), view_(view), places_(places), faults_(faults) {}

  void Check() const {
    CheckFrame();
    CheckCharacters();
  }

 private:
  // What the copy lost of its frame, one warning a kind.
  void CheckFrame() const {
    const LineOfText last = lines_.empty() ? LineOfText{} : LastNotBlank();
    if (!layout_.opened || !layout_.closed) {
      const bool both = !layout_.opened && !layout_.closed;
      const LineOfText line = InPlaceOf(layout_.opened ? last : BeforeText(), both ? 11 : 13);
      faults_.Warning(DiagnosticCode::kNoBt, line, EndOf(line),
                      both             ? "no BT stands around the text"
                      : layout_.opened ? "no BT stands behind the text"
                                       : "no BT stands before the text",
                      "where the text begins and ends is seen from the lines themselves");
    }
    if (!layout_.end_of_message || layout_.odd_end) {
      const LineOfText line =
          InPlaceOf(layout_.end_of_message ? lines_[*layout_.end_of_message] : last, 16);
      faults_.Warning(DiagnosticCode::kNoEom, line,
                      layout_.end_of_message ? line.text : EndOf(line),
                      layout_.end_of_message
                          ? fmt::format("{} was read as the end of message", Quoted(line.text))
                          : std::string("the text ends without an end of message"),
                      "NNNN on a line of its own, in its first column");
    }
    const bool addressed = !view_.to.empty() || !view_.info.empty();
    if (!view_.from && addressed && !places_.service) {
      const LineOfText line = InPlaceOf(lines_[BeginOfCable()], 6);
      faults_.Warning(DiagnosticCode::kNoFm, line, line.text, "the cable names no originator");
    }
    if (!places_.preamble) {
      const LineOfText line = InPlaceOf(lines_[BeginOfCable()], 5);
      faults_.Warning(DiagnosticCode::kNoPreamble, line, line.text,
                      "the cable has no precedence and date-time group");
    }
  }

  std::size_t BeginOfCable() const {
    const auto first = std::find_if(lines_.begin(), lines_.end(),
                                    [](const LineOfText& line) { return line.format_line > 0; });
    return first == lines_.end() ? 0 : static_cast<std::size_t>(first - lines_.begin());
  }

  LineOfText BeforeText() const {
    const std::size_t begin = std::min(layout_.text_begin, lines_.size());
    for (std::size_t i = begin; i > 0; --i) {
      if (!TrimArchive(lines_[i - 1].text).empty()) return lines_[i - 1];
    }
    return lines_.front();
  }

  LineOfText LastNotBlank() const {
    for (std::size_t i = lines_.size(); i > 0; --i) {
      const LineOfText& line = lines_[i - 1];
      if (line.format_line > 0 && line.format_line < 16 && !TrimArchive(line.text).empty()) {
        return line;
      }
    }
    return lines_.back();
  }

  // Characters and widths that no circuit takes: said once each, with how many lines there are.
  void CheckCharacters() const {
    const LineOfText* wide = nullptr;
    const LineOfText* odd = nullptr;
    std::string_view odd_piece;
    std::size_t wide_count = 0;
    std::size_t odd_count = 0;
    for (const LineOfText& line : lines_) {
      if (line.format_line == 0) continue;
      const std::string_view shown = TrimArchive(line.text);
      if (shown.size() > kWidthMax && ++wide_count == 1) wide = &line;
      const std::string_view piece = FindOdd(line);
      if (!piece.empty() && ++odd_count == 1) {
        odd = &line;
        odd_piece = piece;
      }
    }
    if (wide != nullptr) {
      faults_.Warning(DiagnosticCode::kWidth, *wide, TrimArchive(wide->text).substr(kWidthMax),
                      wide_count == 1
                          ? std::string("the line is longer than the 69 that a circuit takes")
                          : fmt::format("{} lines are longer than the 69 that a circuit takes; "
                                        "this is the first",
                                        wide_count));
    }
    if (odd != nullptr) {
      faults_.Warning(DiagnosticCode::kBadCharacter, *odd, odd_piece,
                      odd_count == 1
                          ? fmt::format("{} is no character of a cable", Quoted(odd_piece))
                          : fmt::format("{} lines have characters that no cable has; this is the "
                                        "first",
                                        odd_count));
    }
  }

  // The first character that is none of a cable: but for the pilcrow, which delivered copies have
  // at each paragraph, the bells of a routing line, and what stands at the ends of lines.
  std::string_view FindOdd(const LineOfText& line) const {
    const bool told = line.format_line == 2 && faults_.Has(DiagnosticCode::kFl2Repaired);
    if (told) return {};
    std::string_view text = TrimArchive(line.text);
    if (line.format_line == 2) text.remove_prefix(BellSize(text));
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text.substr(at).starts_with("\xc2\xb6")) {
        ++at;
        continue;
      }
      if (!Carries(CharacterSet::kIa5, text[at])) {
        return text.substr(at, std::max<std::size_t>(FirstCell(text.substr(at)).bytes, 1));
      }
    }
    return {};
  }

  std::span<const LineOfText> lines_;
  const ArchiveLayout& layout_;
  const BodyView& view_;
  const BodyPlaces& places_;
  Faults& faults_;
};

}  // namespace

void CheckArchiveFrame(std::span<const LineOfText> lines, const ArchiveLayout& layout,
                       const BodyView& view, const BodyPlaces& places, Faults& faults) {
  ArchiveFrameChecker(lines, layout, view, places, faults).Check();
}

}  // namespace torntape::cable
