#include "cable/layout.h"

#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

// Walks over the lines of one cable once.
class LayoutMaker {
 public:
  LayoutMaker(std::span<LineOfText> lines, Profile profile) : lines_(lines), profile_(profile) {}

  Layout Make() {
    FindEnds();
    TakeIdentification();
    TakeRouting();
    const bool calling_line = profile_ != Profile::kJanap128;
    if (calling_line && Here() && LooksLikeCallingLine(*Here())) {
      layout_.recognised = true;
      layout_.calling = Take(3);
    }
    TakeInstructions();
    SkipBlank();
    layout_.body = {at_, layout_.cable.end};
    if (!layout_.recognised) {
      for (LineOfText& line : lines_) line.format_line = 0;
    }
    return std::move(layout_);
  }

 private:
  // The line under the cursor, past blank ones; nothing at the end of the cable.
  std::optional<std::string_view> Here() {
    SkipBlank();
    return Peek(0);
  }

  std::optional<std::string_view> Peek(std::size_t ahead) const {
    if (at_ + ahead >= layout_.cable.end) return std::nullopt;
    return lines_[at_ + ahead].text;
  }

  void SkipBlank() {
    while (at_ < layout_.cable.end && IsBlank(lines_[at_].text)) ++at_;
  }

  std::size_t Take(int format_line) {
    lines_[at_].format_line = format_line;
    return at_++;
  }

  void FindEnds() {
    std::size_t end = 0;
    while (end < lines_.size() && !IsEndOfMessage(lines_[end].text)) ++end;
    if (end < lines_.size()) {
      layout_.end_of_message = end;
    } else {
      while (end > 0 && IsBlank(lines_[end - 1].text)) --end;
      if (end > 0 && IsDamagedEndOfMessage(lines_[end - 1].text)) layout_.damaged_end = --end;
    }
    const std::optional<std::size_t> last =
        layout_.end_of_message ? layout_.end_of_message : layout_.damaged_end;
    if (last) lines_[*last].format_line = 16;
    std::size_t begin = 0;
    while (begin < end && IsBlank(lines_[begin].text)) ++begin;
    while (end > begin && IsBlank(lines_[end - 1].text)) {
      --end;
      if (last) lines_[end].format_line = 16;
    }
    layout_.cable = {begin, end};
    at_ = begin;
  }

  void TakeIdentification() {
    const auto line = Here();
    layout_.identification = {at_, at_};
    if (!line || BeginsRouting(*line) || LooksLikeCallingLine(*line)) return;
    if (LooksLikeIdentification(*line)) {
      layout_.recognised = true;
    } else if (LooksLikePreamble(*line) || BeginsWithBodyKeyword(*line) ||
               LooksLikeMoreInstructions(*line) || LooksLikeClassification(*line)) {
      return;
    }
    Take(1);
    // Only relays that tear tape put so many numbers side by side that they wrap (spec 1.4).
    const bool wraps = profile_ == Profile::kAcp127;
    while (wraps && Peek(0) && IsBareIdentification(*Peek(0))) Take(1);
    layout_.identification.end = at_;
  }

  bool BeginsRouting(std::string_view line) const {
    return profile_ == Profile::kJanap128 ? LooksLikeJanapRouting(line)
                                          : LooksLikeRoutingLine(line);
  }

  // What goes on a routing line: in `janap128` up to its full stop.
  bool ContinuesRouting() const {
    if (!Peek(0) || BeginsRouting(*Peek(0))) return false;
    if (profile_ != Profile::kJanap128) return LooksLikeMoreRouting(*Peek(0));
    const std::string_view before = TrimEnd(lines_[at_ - 1].text);
    std::string_view line = TrimEnd(*Peek(0));
    if (before.ends_with('.')) return false;
    if (line.ends_with('.')) line.remove_suffix(1);
    return LooksLikeMoreRouting(line);
  }

  // The routing line and what wraps from it. A line that is none is taken for one where one must
  // stand, if it could be nothing else.
  LineRange TakeRoutingLines() {
    const auto line = Here();
    if (!line) return {at_, at_};
    if (BeginsRouting(*line)) {
      layout_.recognised = true;
    } else if (LooksLikeCallingLine(*line) || LooksLikeInstructions(*line) ||
               LooksLikePreamble(*line) || BeginsWithBodyKeyword(*line) ||
               LooksLikeClassification(*line)) {
      return {at_, at_};
    }
    LineRange range{at_, at_};
    do {
      Take(2);
    } while (ContinuesRouting());
    range.end = at_;
    return range;
  }

  // A routing line is a pilot's if an instruction follows it and then another message begins (spec
  // 1.4, "Recognising a pilot"). An instruction alone means that format line 3 is missing.
  bool AtPilotInstruction() {
    const auto line = Here();
    const auto next = Peek(1);
    return line && next && LooksLikeInstructions(*line) &&
           (LooksLikeIdentification(*next) || LooksLikeRoutingLine(*next));
  }

  void TakeRouting() {
    layout_.routing = TakeRoutingLines();
    if (profile_ == Profile::kJanap128) return;
    while (!layout_.routing.empty() && AtPilotInstruction()) {
      PilotLayout pilot{layout_.routing, 0, std::nullopt};
      for (std::size_t i = pilot.routing.begin; i < pilot.routing.end; ++i) {
        lines_[i].format_line = 1;
      }
      pilot.instruction = Take(1);
      if (LooksLikeIdentification(*Here())) pilot.identification = Take(1);
      layout_.pilots.push_back(pilot);
      layout_.routing = TakeRoutingLines();
    }
  }

  void TakeInstructions() {
    const auto line = Here();
    if (!line || (!LooksLikeInstructions(*line) && !LooksLikeMoreInstructions(*line))) {
      layout_.instructions = {at_, at_};
      return;
    }
    layout_.instructions.begin = at_;
    do {
      Take(4);
    } while (Peek(0) && LooksLikeMoreInstructions(*Peek(0)));
    layout_.instructions.end = at_;
    if (profile_ == Profile::kAcp127) GiveBackText();
  }

  // An abbreviated service message has no BT that sets its text off, and the text is signals too:
  // "ZNR UUUUU", then "ZFX HPA063". Where no line of a body follows, it is those behind the
  // security signal.
  void GiveBackText() {
    for (std::size_t i = at_; i < layout_.cable.end; ++i) {
      if (BeginsWithBodyKeyword(lines_[i].text) || LooksLikePreamble(lines_[i].text)) return;
    }
    const std::string_view first = FirstGroup(lines_[layout_.instructions.begin].text);
    const std::size_t keep = first.starts_with("ZN") ? 1 : 0;
    at_ = layout_.instructions.begin + keep;
    for (std::size_t i = at_; i < layout_.instructions.end; ++i) lines_[i].format_line = 0;
    layout_.instructions.end = at_;
  }

  std::span<LineOfText> lines_;
  Profile profile_;
  Layout layout_;
  std::size_t at_ = 0;
};

}  // namespace

Layout LayOut(std::span<LineOfText> lines, Profile profile) {
  return LayoutMaker(lines, profile).Make();
}

}  // namespace torntape::cable
