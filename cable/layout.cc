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
    PassStrays(1);
    TakeIdentification();
    PassStrays(2);
    TakeRouting();
    TakeCalling();
    PassStrays(4);
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

  // The format line that a line is for certain, 1 to 6; 0 if that is not certain.
  int CertainPart(std::string_view line) const {
    if (line.substr(0, 5).find("ZCZC") != std::string_view::npos) return 1;
    const std::string_view first = FirstGroup(line);
    if (profile_ == Profile::kJanap128) {
      if (LooksLikeJanapRouting(line)) return 2;
    } else {
      if (first == "DE") return 3;
      const std::string_view unbelled = line.substr(BellSize(line));
      const std::string_view doubled = FirstGroup(unbelled);
      if (doubled.size() == 2 && doubled[0] == doubled[1] && PrecedenceFromProsign(doubled[0]) &&
          LooksLikeRoutingLine(unbelled)) {
        return 2;
      }
    }
    if (first == "ZNR" || first == "ZNY") return 4;
    const bool precedence = first.size() == 1 && PrecedenceFromProsign(first[0]);
    if (precedence && LooksLikePreamble(line)) return 5;
    return BeginsWithBodyKeyword(line) ? 6 : 0;
  }

  int CertainPartAhead(std::size_t ahead) const {
    const auto line = Peek(ahead);
    return line ? CertainPart(*line) : 0;
  }

  // Lines that are none of a cable, or an earlier part once more, cost themselves and not the part
  // that must follow: it is looked for a little further on.
  void PassStrays(int part) {
    constexpr std::size_t kStraysMax = 3;
    if (!Here() || CertainPartAhead(0) >= part) return;
    for (std::size_t ahead = 1; ahead <= kStraysMax; ++ahead) {
      const int found = CertainPartAhead(ahead);
      if (found > 0 && found != part) return;
      if (found == 0) continue;
      layout_.recognised = true;
      for (; ahead > 0; --ahead) layout_.strays.push_back(at_++);
      return;
    }
  }

  // True if the line under the cursor, damaged as it is, can only be what stands before one that is
  // certain.
  bool StandsBefore(int part, int or_part) {
    if (!Here() || CertainPartAhead(0) != 0) return false;
    const int next = CertainPartAhead(1);
    return next == part || next == or_part;
  }

  void TakeCalling() {
    if (profile_ == Profile::kJanap128) return;
    PassStrays(3);
    const auto line = Here();
    if (!line) return;
    const bool damaged = StandsBefore(4, profile_ == Profile::kAcp127 ? 5 : 4) &&
                         !LooksLikeInstructions(*line) && !LooksLikeMoreInstructions(*line);
    if (!LooksLikeCallingLine(*line) && !damaged) return;
    layout_.recognised = true;
    layout_.calling = Take(3);
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
    // "E RYKABD 129B 1341042": a calling line that lost a letter.
    const Groups groups = SplitGroups(*Peek(0));
    const bool filed = !groups.empty() && groups.back().size() == 7 && IsAllDigits(groups.back());
    if (filed && profile_ != Profile::kJanap128) return false;
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
    const bool is = line && (LooksLikeInstructions(*line) || LooksLikeMoreInstructions(*line));
    if (!is && !StandsBefore(5, 5)) {
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
