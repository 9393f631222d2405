#include "cable/body_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "cable/archive_shapes.h"
#include "cable/heading_reader.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

// Walks once over the lines of a body, from the preamble to the validation.
class BodyReader {
 public:
  BodyReader(std::span<LineOfText> lines, const BodyRules& rules, BodyView& view,
             BodyPlaces& places, Faults& faults)
      : lines_(lines), rules_(rules), view_(view), places_(places), faults_(faults) {}

  void Read() {
    if (lines_.empty()) {
      if (!rules_.ended) return;
      faults_.ErrorInText(DiagnosticCode::kNoPreamble, "the cable has no body",
                          "format lines 5 to 15 follow the transmission instructions");
      return;
    }
    if (IsAbbreviatedService()) return TakeAbbreviatedService();
    TakePreamble();
    TakeAddresses();
    const bool opened = TakeSeparation(11, "before");
    TakeText(opened);
    TakeEnding();
    CheckCompleteness();
    CheckExemptions(lines_, view_, faults_);
    view_.form = FormOf();
  }

 private:
  bool AtEnd() const { return at_ == lines_.size(); }
  LineOfText& Here() { return lines_[at_]; }

  // Stations that are connected write to each other without BT: the text is all there is
  // (spec 7.1).
  bool IsAbbreviatedService() const {
    if (rules_.profile != Profile::kAcp127) return false;
    if (!LooksLikeServiceText(lines_.front().text)) return false;
    return std::none_of(lines_.begin(), lines_.end(),
                        [](const LineOfText& line) { return BeginsWithBodyKeyword(line.text); });
  }

  void TakeAbbreviatedService() {
    view_.form = MessageForm::kAbbreviatedService;
    places_.service = true;
    for (LineOfText& line : lines_) {
      line.format_line = 12;
      view_.text.push_back(line.text);
    }
  }

  MessageForm FormOf() const {
    if (places_.service) return MessageForm::kService;
    if (view_.from || !view_.to.empty() || !view_.info.empty()) return MessageForm::kPlaindress;
    const bool encrypted = places_.preamble && !view_.accounting.empty();
    return encrypted ? MessageForm::kCodress : MessageForm::kAbbreviatedPlaindress;
  }

  // Blank lines belong to the text alone. One in the address component more likely stands where BT
  // should (archive copies have it so) and then ends the addresses.
  void SkipBlank() {
    for (bool first = true; !AtEnd() && IsBlank(Here().text); ++at_, first = false) {
      if (!first) continue;
      faults_.Error(DiagnosticCode::kBlankLine, Here(), Here().text,
                    "a blank line stands in the heading", "blank lines belong to the text alone");
    }
  }

  void TakePreamble() {
    SkipBlank();
    if (AtEnd()) return;
    LineOfText& line = Here();
    const bool keyword = BeginsWithBodyKeyword(line.text) || LooksLikeClassification(line.text);
    const std::string_view next = at_ + 1 < lines_.size() ? lines_[at_ + 1].text : "";
    const bool before_keyword = BeginsWithBodyKeyword(next);
    if (!keyword && !before_keyword && !LooksLikePreamble(line.text) && LooksLikePreamble(next)) {
      faults_.Error(DiagnosticCode::kUnexpectedLine, line, line.text,
                    "the line is none that stands here in a heading",
                    "format line 5 follows the transmission instructions at once");
      ++at_;
      return TakePreamble();
    }
    if (keyword || (!LooksLikePreamble(line.text) && !before_keyword)) return;
    line.format_line = 5;
    places_.preamble = at_++;
    ReadPreamble(line, rules_, view_, places_, faults_);
  }

  // The list that a line without a keyword adds to; null where none may wrap.
  std::vector<AddressLine>* ListOf(int format_line) {
    EarlierHeading* const earlier = view_.earlier.empty() ? nullptr : &view_.earlier.back();
    switch (format_line) {
      case 7:
        return earlier != nullptr ? &earlier->to : &view_.to;
      case 8:
        return earlier != nullptr ? &earlier->info : &view_.info;
      case 9:
        return earlier != nullptr ? &earlier->exempted : &view_.exempted;
      default:
        return nullptr;
    }
  }
  std::optional<AddressLine>& From() {
    return view_.earlier.empty() ? view_.from : view_.earlier.back().from;
  }

  // True if the next line that is not blank is one of the heading, or BT.
  bool HeadingGoesOn() const {
    std::size_t next = at_;
    while (next < lines_.size() && IsBlank(lines_[next].text)) ++next;
    if (next == lines_.size()) return false;
    const std::string_view line = lines_[next].text;
    return BeginsWithBodyKeyword(line) || BeginsAddressee(line);
  }

  bool BeforeSeparation() const {
    return at_ + 1 < lines_.size() && IsSeparation(lines_[at_ + 1].text);
  }

  static int FormatLineOf(std::string_view keyword) {
    if (keyword == "FM") return 6;
    if (keyword == "TO") return 7;
    if (keyword == "INFO") return 8;
    return keyword == "XMT" ? 9 : 0;
  }

  void TakeAddresses() {
    int current = 5;
    while (!AtEnd()) {
      if (IsBlank(Here().text)) {
        if (!HeadingGoesOn()) return;
        SkipBlank();
      }
      LineOfText& line = Here();
      if (IsSeparation(line.text) || LooksLikeClassification(line.text)) return;
      if (line.text.starts_with(' ')) CheckSpacing(line, line.text, faults_);
      const int format_line = FormatLineOf(FirstGroup(line.text));
      if (format_line > 0) {
        TakeKeywordLine(line, format_line, current);
        current = std::max(current, format_line);
      } else if (LooksLikePrefix(line.text) && BeforeSeparation()) {
        line.format_line = 10;
        view_.accounting = line.text;
        current = 10;
      } else if (LooksLikePreamble(line.text) && current >= 6) {
        if (!TakeEarlierHeading(line)) return;
        current = 5;
      } else {
        current = TakeWrappedLine(line, current);
      }
      ++at_;
    }
  }

  void TakeKeywordLine(LineOfText& line, int format_line, int current) {
    line.format_line = format_line;
    const std::string_view keyword = FirstGroup(line.text);
    if (format_line < current || (format_line == 6 && From())) {
      faults_.Error(DiagnosticCode::kLineOrder, line, keyword,
                    fmt::format("{} stands behind format line {}", keyword, current),
                    "FM, TO, INFO, XMT, in this order, each keyword once");
    } else if (format_line == current) {
      faults_.Error(DiagnosticCode::kLineOrder, line, keyword,
                    fmt::format("{} stands here a second time", keyword),
                    "further addressees follow on lines of their own, without the keyword");
    }
    const auto behind =
        static_cast<std::size_t>(keyword.data() + keyword.size() - line.text.data());
    AddressLine address = ReadAddress(line, line.text.substr(behind), rules_, faults_);
    if (format_line == 6) {
      From() = std::move(address);
    } else if (HasRoom(*ListOf(format_line), line, faults_)) {
      ListOf(format_line)->push_back(std::move(address));
    }
  }

  // Returns the format line that those behind it continue.
  int TakeWrappedLine(LineOfText& line, int current) {
    const std::string_view first = FirstGroup(line.text);
    // "INF0 RYLBDN/EMB DUNMARROW": a keyword that was hit wrong, or the list would be the wrong
    // one.
    const std::string_view behind =
        line.text.substr(static_cast<std::size_t>(first.data() + first.size() - line.text.data()));
    const std::string_view indicator = Trim(behind.substr(0, behind.find('/')));
    const bool address_behind = behind.find('/') != std::string_view::npos &&
                                (indicator == "ZEN" || RoutingIndicator::Parse(indicator));
    const auto keyword = first.size() > 1 && address_behind
                             ? NearestWord(first, {"INFO", "TO", "FM", "XMT"})
                             : std::nullopt;
    std::vector<AddressLine>* list = ListOf(current);
    if (list != nullptr && !keyword) {
      line.format_line = current;
      if (HasRoom(*list, line, faults_)) {
        list->push_back(ReadAddress(line, line.text, rules_, faults_));
      }
      return current;
    }
    line.format_line = keyword ? FormatLineOf(*keyword) : std::max(current, 6);
    faults_.Error(DiagnosticCode::kUnexpectedLine, line, first,
                  fmt::format("no line of the address component begins with {}", Quoted(first)),
                  keyword ? fmt::format("did you mean {}?", *keyword)
                          : std::string("FM, TO, INFO, XMT or BT"));
    return keyword ? std::max(current, line.format_line) : current;
  }

  // The heading that a readdressed cable had before stands behind the new one, from its format line
  // 5 on (spec 7.3). False if there are too many; their lines are passed over, so that the fault is
  // told once.
  bool TakeEarlierHeading(LineOfText& line) {
    line.format_line = 5;
    if (view_.earlier.size() < kEarlierHeadingsMax) {
      BodyView preamble;
      BodyPlaces unused;
      ReadPreamble(line, rules_, preamble, unused, faults_);
      EarlierHeading& earlier = view_.earlier.emplace_back();
      earlier.action_precedence = preamble.action_precedence;
      earlier.info_precedence = preamble.info_precedence;
      earlier.date_time_group = std::move(preamble.date_time_group);
      earlier.message_instructions = std::move(preamble.message_instructions);
      return true;
    }
    faults_.Error(DiagnosticCode::kReaddressal, line, line.text,
                  fmt::format("this is heading {} of the cable, and at most {} are read",
                              kEarlierHeadingsMax + 2, kEarlierHeadingsMax + 1),
                  "each time a cable is readdressed, a heading is put in front of those it had");
    while (!AtEnd() && !IsSeparation(Here().text) && !IsBlank(Here().text)) {
      Here().format_line = 5;
      ++at_;
    }
    return false;
  }

  bool TakeSeparation(int format_line, std::string_view side) {
    if (!AtEnd() && IsSeparation(Here().text)) {
      Here().format_line = format_line;
      ++at_;
      return true;
    }
    places_.broken_off = AtEnd() && !rules_.ended;
    if (places_.broken_off) return false;
    const LineOfText line = InPlaceOf(AtEnd() ? lines_.back() : Here(), format_line);
    faults_.Error(DiagnosticCode::kNoBt, line, AtEnd() ? EndOf(line) : line.text,
                  fmt::format("BT is missing {} the text", side),
                  fmt::format("a line BT stands {} the text", side));
    return false;
  }

  // The text ends at the last BT: a text may quote a whole message with one of its own.
  void TakeText(bool opened) {
    std::size_t end = lines_.size();
    while (end > at_ && !IsSeparation(lines_[end - 1].text)) --end;
    const bool closed = end > at_;
    if (!closed && !opened) places_.broken_off = !rules_.ended;
    if (closed) {
      --end;
    } else {
      end = lines_.size();
      if (end > at_ && lines_[end - 1].text.starts_with('#')) --end;
    }
    bool first = true;
    view_.text.reserve(end - at_);
    for (; at_ < end; ++at_) {
      LineOfText& line = Here();
      line.format_line = 12;
      view_.text.push_back(line.text);
      if (!first || IsBlank(line.text)) continue;
      first = false;
      places_.classification = at_;
      ReadClassificationLine(line, view_, places_, faults_);
    }
    if (closed || opened) TakeSeparation(13, "behind");
  }

  void TakeEnding() {
    bool in_correction = false;
    for (; !AtEnd(); ++at_) {
      LineOfText& line = Here();
      line.format_line = 15;
      const std::string_view first = FirstGroup(line.text);
      if (places_.validation) {
        faults_.Error(DiagnosticCode::kUnexpectedLine, line, line.text,
                      "a line stands between the validation and the end of message",
                      "the end is letter-perfect and uninterrupted: #0417, then NNNN");
      } else if (line.text.starts_with('#')) {
        places_.validation = at_;
        TakeValidation(line);
      } else if (first.empty()) {
        faults_.Error(DiagnosticCode::kBlankLine, line, line.text,
                      "a blank line stands behind the text",
                      rules_.profile == Profile::kAcp127 ? "corrections follow BT at once"
                                                         : "BT is followed by #0417 at once");
      } else if (in_correction || (first[0] == 'C' && IsAllDigits(first.substr(1)))) {
        in_correction = true;
        view_.corrections.emplace_back(line.text);
      } else {
        faults_.Error(
            DiagnosticCode::kUnexpectedLine, line, first,
            fmt::format("{} begins neither a correction nor the validation", Quoted(first)),
            "behind the second BT stand corrections (C ...), then the serial number #0417");
      }
    }
  }

  void TakeValidation(const LineOfText& line) {
    const std::string_view text = TrimEnd(line.text);
    view_.validation = text;
    if (text.size() == 5 && IsAllDigits(text.substr(1))) return;
    faults_.Error(DiagnosticCode::kValidation, line, text,
                  fmt::format("{} is no validation", Quoted(text)),
                  "# and the four digits of the serial number, as #0417");
  }

  // What a cable must have depends on what it is: abbreviated forms and service messages do without
  // most of the heading (spec 1.2, 7.1).
  void CheckCompleteness() {
    const LineOfText& first = lines_.front();
    const bool addressed = !view_.to.empty() || !view_.info.empty();
    const bool plain = addressed || view_.from;
    if (!places_.preamble && plain && !places_.service) {
      faults_.Error(DiagnosticCode::kNoPreamble, InPlaceOf(first, 5), first.text,
                    "no precedence and date-time group stand before this line",
                    "format line 5, as O R 141030Z MAY 31");
    }
    const bool by_number = std::any_of(view_.to.begin(), view_.to.end(), [](const AddressLine& to) {
      return to.designation.starts_with("AIG ");  // it may fix the originator (ACP 127 ¶205c)
    });
    const LineOfText preamble = InPlaceOf(places_.preamble ? lines_[*places_.preamble] : first, 6);
    if (!view_.from && addressed && !places_.service && !by_number) {
      faults_.Report(rules_.no_from, DiagnosticCode::kNoFm, preamble, EndOf(preamble),
                     "no originator follows this line",
                     "FM and who sends it, as FM EMB BRINDLEMOOR");
    }
    if (view_.from && !addressed && !places_.service) {
      const LineOfText from =
          InPlaceOf(lines_[static_cast<std::size_t>(view_.from->line - first.number)], 7);
      faults_.Warning(
          DiagnosticCode::kNoAddressee, from, EndOf(from), "neither TO nor INFO follows this line",
          "TO who must act, INFO who is to know; without them the routing line decides");
    }
  }

  std::span<LineOfText> lines_;
  const BodyRules& rules_;
  BodyView& view_;
  BodyPlaces& places_;
  Faults& faults_;
  std::size_t at_ = 0;
};

}  // namespace

void ReadBodyLines(std::span<LineOfText> lines, const BodyRules& rules, BodyView& view,
                   BodyPlaces& places, Faults& faults) {
  BodyReader(lines, rules, view, places, faults).Read();
}

}  // namespace torntape::cable
