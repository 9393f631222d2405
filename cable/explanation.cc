#include "cable/explanation.h"

#include <algorithm>
#include <array>

#include "cable/body_reader.h"
#include "cable/layout.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

// What each format line is for; said at its first physical line.
constexpr std::array<std::string_view, 17> kMeanings = {
    "",
    "how this transmission is handed over; every relay writes it anew",
    "how urgent this copy is and who is to get it; relays divide it among their circuits",
    "who prepared it, its serial number, when it was filed; nobody changes it",
    "how sensitive the cable is, and what relays are asked to do",
    "how urgent it is and when it was drafted; from here on relays change nothing",
    "who sends it",
    "who must act on it",
    "who is to know of it",
    "members of a collective who are not to get it",
    "accounting, and the count of groups of an encrypted text",
    "ends the heading",
    "what is said; it begins with its classification",
    "ends the text",
    "not used in tape relay",
    "repeats the serial number, so that no foreign ending slips in",
    "ends the transmission; every relay writes it anew"};

class Explainer {
 public:
  explicit Explainer(const ReadResult& read) : read_(read), lines_(read.lines) {
    // The layout is found again instead of being kept with every cable that is read.
    layout_ = LayOut(lines_, read.profile);
    FindYear();
    FindNames();
    FindKinds();
  }

  std::vector<LineExplanation> Explain() {
    std::size_t text_at = 0;  // which line of the text
    std::vector<LineExplanation> explained;
    explained.reserve(read_.lines.size());
    int before = 0;
    for (std::size_t i = 0; i < read_.lines.size(); ++i) {
      const LineOfText& line = read_.lines[i];
      LineExplanation& out = explained.emplace_back();
      out.line = &line;
      const std::size_t of_text = line.format_line == 12 ? text_at++ : 0;
      if (IsBlank(line.text)) {
        out.name = line.format_line == 12 ? FormatLineName(12) : "blank line";
        continue;
      }
      const bool first = line.format_line != before;
      before = line.format_line;
      Describe(i, of_text, first, out);
    }
    return explained;
  }

 private:
  void FindYear() {
    const auto preamble =
        std::find_if(read_.lines.begin(), read_.lines.end(),
                     [](const LineOfText& line) { return line.format_line == 5; });
    if (preamble == read_.lines.end()) return;
    Diagnostics unused;
    Faults faults(unused);
    BodyView view;
    BodyPlaces places;
    ReadPreamble(*preamble, {}, view, places, faults);
    year_ = view.date_time_group.year;
  }

  void FindNames() {
    for (const LineOfText& line : read_.lines) {
      if (line.format_line != 7 && line.format_line != 8) continue;
      const auto groups = ExplainAddress(line.text, line.format_line);
      if (groups.size() < 2 || groups[0].text == "ZEN") continue;
      const auto [station, added] =
          names_.try_emplace(groups[0].text, NamedStation{groups[1].text, line.format_line, 0});
      if (!added) ++station->second.more;
    }
  }

  void FindKinds() {
    std::vector<std::string_view> text;
    for (const LineOfText& line : read_.lines) {
      if (line.format_line == 12) text.push_back(line.text);
    }
    kinds_ = KindsOfTextLines(text);
  }

  void Describe(std::size_t index, std::size_t text_at, bool first, LineExplanation& out) {
    const LineOfText& line = *out.line;
    out.name = FormatLineName(line.format_line);
    if (line.format_line == 0) {
      out.name = "no part of the cable";
      return;
    }
    if (first) out.meaning = kMeanings[static_cast<std::size_t>(line.format_line)];
    switch (line.format_line) {
      case 1:
        return DescribeHandling(index, out);
      case 2:
        out.groups = read_.profile == Profile::kJanap128
                         ? ExplainJanapRouting(line.text, first, year_, names_)
                         : ExplainRouting(line.text, first, names_);
        return;
      case 3:
        out.groups = ExplainCalling(line.text, year_);
        return;
      case 4:
        out.groups = ExplainInstructions(line.text, first);
        return;
      case 5:
        out.groups = ExplainPreamble(line.text);
        return;
      case 6:
      case 7:
      case 8:
      case 9:
        out.groups = ExplainAddress(line.text, line.format_line);
        return;
      case 12:
        if (!class_line_seen_) {
          class_line_seen_ = true;
          out.groups = ExplainClassLine(line.text);
        } else if (const TextLineKind& kind = kinds_[text_at]; !kind.name.empty()) {
          out.name = kind.name;
          out.meaning = kind.meaning;
        }
        return;
      case 15:
        out.name = line.text.starts_with('#') ? "validation" : "correction";
        out.meaning = line.text.starts_with('#') ? kMeanings[15] : "mends a place in the text";
        return;
      default:
        return;
    }
  }

  // Format line 1 proper, or a line of a pilot.
  void DescribeHandling(std::size_t index, LineExplanation& out) const {
    const std::string_view text = out.line->text;
    for (const PilotLayout& pilot : layout_.pilots) {
      if (index >= pilot.routing.begin && index < pilot.routing.end) {
        out.name = "pilot, routing line";
        out.meaning = "where the cable is sent on to; the routing line below is not routed by";
        out.groups = ExplainRouting(text, index == pilot.routing.begin, names_);
        return;
      }
      if (index == pilot.instruction) {
        out.name = "pilot, instruction";
        out.meaning = "why it was put ahead of the message";
        out.groups = ExplainInstructions(text, true);
        return;
      }
      if (index == pilot.identification) {
        out.name = "pilot, enclosed identification";
        out.meaning = "the channel numbers that the message had before, without VZCZC";
        out.groups = ExplainIdentification(text);
        return;
      }
    }
    out.groups = ExplainIdentification(text);
  }

  const ReadResult& read_;
  std::vector<LineOfText> lines_;
  Layout layout_;
  std::optional<int> year_;
  NamedStations names_;
  std::vector<TextLineKind> kinds_;  // of each line of the text
  bool class_line_seen_ = false;
};

}  // namespace

std::vector<LineExplanation> ExplainLines(const ReadResult& read) {
  return Explainer(read).Explain();
}

}  // namespace torntape::cable
