#include "cable/sections.h"

#include <algorithm>

#include <fmt/format.h>

#include "cable/paging.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

// Where in the written text a line of the draft's text stands: for diagnostics.
int LineNumberOf(const Draft& draft, std::size_t text_index) {
  const std::string whole = WriteDraft(draft);
  std::size_t behind = draft.ending.size() + draft.text.size() + 1;  // and NNNN
  if (draft.profile != Profile::kAcp127 && draft.identification.serial_digits > 0) ++behind;
  const auto lines = static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '\n'));
  return static_cast<int>(lines - behind + text_index + 1);
}

void Say(Diagnostics& diagnostics, DiagnosticCode code, Severity severity, int line,
         std::string message, std::string hint) {
  diagnostics.push_back(
      {code, severity, {line, line > 0 ? 1 : 0, 1}, 12, std::move(message), std::move(hint)});
}

void WrapText(Draft& draft, Diagnostics& diagnostics) {
  std::vector<std::string> wrapped;
  std::size_t count = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < draft.text.size(); ++i) {
    std::vector<std::string> lines = WrapLine(draft.text[i]);
    if (lines.size() > 1 && count++ == 0) first = i;
    std::move(lines.begin(), lines.end(), std::back_inserter(wrapped));
  }
  if (count == 0) return;
  Say(diagnostics, DiagnosticCode::kWrapped, Severity::kWarning, LineNumberOf(draft, first),
      count == 1 ? std::string("a line is longer than 69 characters and goes on in the next")
                 : fmt::format("{} lines, this the first, are longer than 69 characters and go on "
                               "in the next",
                               count),
      "a circuit takes at most 69; archives reflow their copies");
  draft.text = std::move(wrapped);
}

// Cuts one text.
class Cutter {
 public:
  explicit Cutter(const Draft& whole)
      : whole_(whole), text_(WithoutPages(whole.text)), class_line_(SplitClassLine(text_.front())) {
    // The line that leads each section: the classification's, with the label in it, or the label
    // alone (an encrypted text has no classification; ACP 127 ¶223b).
    led_by_class_ = !class_line_.words.empty();
  }

  std::vector<Draft> Cut(Diagnostics& diagnostics) {
    const std::size_t room = TextLinesMax(whole_.heading.size()) - 2;  // the label's lines
    std::vector<std::vector<std::string>> parts;
    for (std::size_t at = led_by_class_ ? 1 : 0; at < text_.size();) {
      const std::size_t size = SizeOfNext(at, room);
      const auto begin = text_.begin() + static_cast<std::ptrdiff_t>(at);
      parts.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(size));
      at += size;
    }
    if (parts.size() > static_cast<std::size_t>(kSectionsMax)) {
      Say(diagnostics, DiagnosticCode::kOverlength, Severity::kError, 0,
          fmt::format("the text takes {} sections, and a label counts to {}", parts.size(),
                      kSectionsMax),
          "send it as several cables");
      return {};
    }
    std::vector<Draft> sections;
    const int total = static_cast<int>(parts.size());
    for (int i = 0; i < total; ++i) {
      sections.push_back(Section(i + 1, total, std::move(parts[static_cast<std::size_t>(i)])));
    }
    return sections;
  }

 private:
  // Back to the last line, of the last page that is allowed, in which a sentence ends.
  std::size_t SizeOfNext(std::size_t at, std::size_t room) const {
    if (text_.size() - at <= room) return text_.size() - at;
    for (std::size_t size = room; size > room - kLinesOfPage; --size) {
      if (TrimEnd(text_[at + size - 1]).ends_with('.')) return size;
    }
    return room;
  }

  // The classification, the label, and what stood behind the classification: all of it in the first
  // section, in the others as much as a line takes.
  std::vector<std::string> LeadOf(int number, int total) const {
    const std::string label = WriteSectionLabel(whole_.profile, number, total);
    if (!led_by_class_) return {label};
    const std::string lead = fmt::format("{} {}", class_line_.words, label);
    if (class_line_.rest.empty()) return {lead};
    std::vector<std::string> whole = WrapLine(fmt::format("{} {}", lead, class_line_.rest));
    if (number > 1 && whole.size() > 1) return {lead};
    return whole;
  }

  Draft Section(int number, int total, std::vector<std::string> part) const {
    Draft section = whole_;
    section.text = LeadOf(number, total);
    std::move(part.begin(), part.end(), std::back_inserter(section.text));
    MessageIdentification& id = section.identification;
    if (whole_.profile == Profile::kState) {
      id.section = static_cast<std::uint8_t>(number);
    } else {
      const int cycle = id.serial_digits == 3 ? 999 : 9999;
      id.serial = static_cast<std::uint16_t>((id.serial + number - 1 - 1) % cycle + 1);
    }
    if (!section.number.none()) {
      const int cycle = CycleOf(section.number.digits);
      section.number.serial =
          static_cast<std::uint16_t>((section.number.serial + number - 1 - 1) % cycle + 1);
    }
    // Corrections stand behind the last one; until then BT ends the text.
    if (number < total && section.ending.size() > 1) section.ending.resize(1);
    return section;
  }

  const Draft& whole_;
  std::vector<std::string> text_;
  ClassLine class_line_;
  bool led_by_class_ = false;
};

bool IsSection(const Draft& draft) {
  return !draft.text.empty() && FindSectionLabel(SplitClassLine(draft.text.front()).rest).total > 0;
}

}  // namespace

std::vector<Draft> LayOutText(const Draft& draft, const TextRules& rules,
                              Diagnostics& diagnostics) {
  Draft whole = draft;
  if (rules.wrap || rules.sections) WrapText(whole, diagnostics);
  std::vector<Draft> drafts;
  const bool too_long = WithoutPages(whole.text).size() > TextLinesMax(whole.heading.size());
  if (too_long && rules.sections && !IsSection(whole)) {
    drafts = Cutter(whole).Cut(diagnostics);
  } else {
    if (too_long && (rules.pages || rules.sections)) {
      Say(diagnostics, DiagnosticCode::kOverlength, Severity::kWarning, LineNumberOf(whole, 0),
          fmt::format("the text has {} lines, and five textual pages take {} behind this heading",
                      WithoutPages(whole.text).size(), TextLinesMax(whole.heading.size())),
          "a tributary refuses it; --sections cuts it");
    }
    drafts.push_back(std::move(whole));
  }
  if (rules.pages || rules.sections) {
    for (Draft& one : drafts) {
      std::size_t pages = 0;
      one.text = InPages(one, pages);
    }
  }
  return drafts;
}

Result<std::vector<Cable>> CutIntoSections(const Cable& cable) {
  Diagnostics said;
  const std::vector<Draft> parts = LayOutText(DraftOf(cable), {.sections = true}, said);
  if (parts.empty()) return Failure(said.front().message);
  std::vector<Cable> sections;
  if (parts.size() == 1) return sections;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string text = WriteDraft(parts[i]);
    ReadResult read = ReadCable(text);
    if (!read.cable) {
      return Failure(fmt::format("its section {} of {} would be refused: {}", i + 1, parts.size(),
                                 read.diagnostics.front().message));
    }
    read.cable->lines.clear();  // they point into `text`
    sections.push_back(*std::move(read.cable));
  }
  return sections;
}

}  // namespace torntape::cable
