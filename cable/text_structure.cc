#include "cable/text_structure.h"

#include <algorithm>

#include "cable/archive_shapes.h"
#include "cable/body_reader.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::string_view kPilcrow = "\xc2\xb6";

std::size_t DigitsAhead(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789"), text.size());
}

// "PAGE 2 RYKABD 129B S E C R E T" and "PAGE 02 RYKABDA0417 UNCLAS".
std::optional<PageLine> ParseNumberedPage(const Groups& groups) {
  if (groups.size() < 3 || groups[0] != "PAGE" || groups[1].size() > 3 || !IsAllDigits(groups[1])) {
    return std::nullopt;
  }
  PageLine page;
  page.page = NumberOf(groups[1]);
  const std::size_t letters = std::min(groups[2].find_first_of("0123456789"), groups[2].size());
  page.station = groups[2].substr(0, letters);
  if (!RoutingIndicator::Parse(page.station)) return std::nullopt;
  if (letters < groups[2].size()) {
    page.profile = Profile::kJanap128;
    page.serial = groups[2].substr(letters);
    return IsAllDigits(page.serial) ? std::optional(page) : std::nullopt;
  }
  page.profile = Profile::kAcp127;
  if (groups.size() < 4 || DigitsAhead(groups[3]) == 0) return std::nullopt;
  page.serial = groups[3];
  return page;
}

// "BRINDLEMOOR 00000417 001.2 OF 002".
std::optional<PageLine> ParseStatePage(std::string_view line, const Groups& groups) {
  const std::size_t n = groups.size();
  if (n < 5 || groups[n - 2] != "OF") return std::nullopt;
  const std::string_view serial = groups[n - 4];
  const std::string_view place = groups[n - 3];
  const std::string_view total = groups[n - 1];
  const std::string_view section = place.substr(0, place.find('.'));
  const std::string_view page = place.substr(std::min(section.size() + 1, place.size()));
  if (serial.size() != 8 || !IsAllDigits(serial) || section.size() != 3 || !IsAllDigits(section) ||
      total.size() != 3 || !IsAllDigits(total) || page.size() > 1 || !IsAllDigits(page)) {
    return std::nullopt;
  }
  PageLine found;
  found.profile = Profile::kState;
  found.station = TrimEnd(line.substr(0, static_cast<std::size_t>(serial.data() - line.data())));
  found.serial = serial;
  found.page = page.empty() ? 0 : NumberOf(page);
  found.section = NumberOf(section);
  found.section_total = NumberOf(total);
  return found;
}

// "[ECON](#)" is "ECON" with a link that an archive put there (spec 0.2).
std::string WithoutLinks(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const std::size_t open = text.find('[');
    const std::size_t middle = open == std::string_view::npos ? open : text.find("](", open);
    const std::size_t close = middle == std::string_view::npos ? middle : text.find(')', middle);
    if (close == std::string_view::npos) break;
    plain.append(text.substr(0, open)).append(text.substr(open + 1, middle - open - 1));
    text.remove_prefix(close + 1);
  }
  return plain.append(text);
}

// A mark at the front of a paragraph: how its number can be read.
struct ParagraphMark {
  int number = 0;
  int behind_one = 0;  // "11." may be a pilcrow that became a 1, and paragraph 1; 0: it is not
  bool pilcrow = false;
  std::string_view portion;
};

std::optional<ParagraphMark> ParseParagraphMark(std::string_view line) {
  ParagraphMark mark;
  if (line.starts_with(kPilcrow)) {
    mark.pilcrow = true;
    line.remove_prefix(kPilcrow.size());
  }
  const std::size_t digits = DigitsAhead(line);
  if (digits < 1 || digits > 3 || !line.substr(digits).starts_with('.')) return std::nullopt;
  std::string_view behind = line.substr(digits + 1);
  if (!behind.empty() && behind[0] != ' ') return std::nullopt;  // "1.5 METRES"
  mark.number = NumberOf(line.substr(0, digits));
  if (!mark.pilcrow && line[0] == '1' && digits > 1) {
    mark.behind_one = NumberOf(line.substr(1, digits - 1));
  }
  behind = Trim(behind);
  const std::size_t close = behind.find(')');
  if (behind.starts_with('(') && close != std::string_view::npos && close > 1 && close <= 8) {
    const std::string_view portion = behind.substr(1, close - 1);
    const bool letters =
        portion.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ/") == std::string_view::npos;
    if (letters) mark.portion = portion;
  }
  return mark;
}

// Goes once over the lines of a text.
class TextReader {
 public:
  explicit TextReader(std::span<const std::string_view> text) : text_(text) {}

  TextStructure Read() {
    for (; at_ < text_.size(); ++at_) {
      const std::string_view line = TrimArchive(text_[at_]);
      if (line.empty()) {
        open_ = nullptr;
        continue;
      }
      if (TakePageLine(line)) continue;
      if (!classified_) {
        classified_ = true;
        TakeClassificationLine(line);
        continue;
      }
      TakeSection(line);
      if (TakeNamed(line) || TakeParagraph(line)) continue;
      if (open_ != nullptr) {
        open_->append(" ").append(line);
        if (line.ends_with("//")) open_ = nullptr;
      }
    }
    CloseParagraph(text_.size());
    FindSignature();
    return std::move(structure_);
  }

 private:
  bool TakePageLine(std::string_view line) {
    std::optional<PageLine> page = ParsePageLine(line);
    if (!page) return false;
    page->line = at_;
    if (structure_.page_lines.size() < kTextItemsMax) structure_.page_lines.push_back(*page);
    return true;
  }

  void TakeClassificationLine(std::string_view line) {
    TakeSection(line);
    const Groups groups = SplitGroups(line);
    const std::size_t n = groups.size();
    if (n < 2 || groups[n - 1].size() != 6 || !IsAllDigits(groups[n - 1])) return;
    // The name of the post is what stands behind the classification and the section.
    std::size_t first = n - 1;
    while (first > 0 && IsAllLetters(groups[first - 1]) && groups[first - 1].size() > 1 &&
           groups[first - 1] != "UNCLAS" && groups[first - 1] != "EFTO" &&
           groups[first - 1] != "OF" && groups[first - 1] != "SVC") {
      --first;
    }
    if (first == n - 1) return;
    structure_.reference_number =
        line.substr(static_cast<std::size_t>(groups[first].data() - line.data()));
  }

  void TakeSection(std::string_view line) {
    if (line.find("SECTION ") == std::string_view::npos) return;
    const std::string_view first = FirstGroup(line);
    const bool label =
        first == "SECTION" || first == "FINAL" || first.starts_with("UNCLAS") || first.size() == 1;
    if (!label || structure_.sections.size() >= kTextItemsMax) return;
    Diagnostics unused;
    Faults faults(unused);
    BodyView view;
    BodyPlaces places;
    ReadClassificationLine({1, 12, line}, view, places, faults);
    if (view.section == 0) return;
    structure_.sections.push_back(
        {view.section, view.section_total, places.section.starts_with("FINAL"), at_});
  }

  // TAGS, SUBJECT, REF, E.O., captions: each stands once, the first one counts.
  bool TakeNamed(std::string_view line) {
    const auto behind = [&](std::string_view key) {
      return Trim(line.substr(std::min(key.size(), line.size())));
    };
    if (line == "SIPDIS" || line == "NOFORN" || line == "NODIS" || line == "EXDIS" ||
        line == "LIMDIS") {
      if (structure_.captions.size() < kTextItemsMax) structure_.captions.push_back(line);
      return Named(nullptr);
    }
    if (line.starts_with("E.O. ") && structure_.declassification.empty()) {
      structure_.declassification = behind("E.O. ");
      return Named(nullptr);
    }
    if (line.starts_with("TAGS:") && structure_.tags.empty()) {
      TakeTags(behind("TAGS:"));
      return Named(nullptr);
    }
    for (const std::string_view key : {"SUBJECT:", "SUBJ:", "SUBJ/"}) {
      if (!line.starts_with(key) || !structure_.subject.empty()) continue;
      structure_.subject = behind(key);
      return Named(structure_.subject.ends_with("//") ? nullptr : &structure_.subject);
    }
    for (const std::string_view key : {"REF:", "REFS:"}) {
      if (!line.starts_with(key) || !structure_.references.empty()) continue;
      structure_.references = behind(key);
      return Named(&structure_.references);
    }
    return false;
  }

  // The lines that follow go on with `open`.
  bool Named(std::string* open) {
    open_ = open;
    return true;
  }

  void TakeTags(std::string_view line) {
    std::string plain = WithoutLinks(line);
    std::replace(plain.begin(), plain.end(), ',', ' ');
    for (const std::string_view tag : SplitGroups(plain)) structure_.tags.emplace_back(tag);
  }

  // The number that is expected next decides between "paragraph 11" and "pilcrow, paragraph 1".
  bool TakeParagraph(std::string_view line) {
    const std::optional<ParagraphMark> mark = ParseParagraphMark(line);
    if (!mark) return false;
    const int expected = last_ + 1;
    int number = 0;
    if (mark->number == expected || (mark->pilcrow && mark->number > last_)) {
      number = mark->number;
    } else if (mark->behind_one == expected) {
      number = mark->behind_one;
    } else if (structure_.paragraphs.empty()) {
      number = mark->number;  // a later section goes on with the count
    }
    if (number == 0 || structure_.paragraphs.size() >= kTextItemsMax) return false;
    CloseParagraph(at_);
    structure_.paragraphs.push_back({number, mark->portion, at_, at_});
    last_ = number;
    open_ = nullptr;
    return true;
  }

  void CloseParagraph(std::size_t end) {
    if (structure_.paragraphs.empty()) return;
    Paragraph& open = structure_.paragraphs.back();
    open.end = end;
    while (open.end > open.line + 1 && TrimArchive(text_[open.end - 1]).empty()) --open.end;
  }

  void FindSignature() {
    std::size_t last = text_.size();
    while (last > 0 && TrimArchive(text_[last - 1]).empty()) --last;
    if (last < 3 || structure_.paragraphs.empty()) return;
    const std::string_view line = TrimArchive(text_[last - 1]);
    const bool word =
        line.size() >= 2 && line.size() <= 24 && std::all_of(line.begin(), line.end(), [](char c) {
          return IsLetter(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '\'';
        });
    if (word && IsLetter(line[0])) structure_.signature = last - 1;
  }

  std::span<const std::string_view> text_;
  TextStructure structure_;
  std::size_t at_ = 0;
  int last_ = 0;  // the number of the paragraph before
  bool classified_ = false;
  std::string* open_ = nullptr;  // what the next line goes on with
};

}  // namespace

std::optional<PageLine> ParsePageLine(std::string_view line) {
  line = TrimArchive(line);
  if (line.size() > 120) return std::nullopt;
  const Groups groups = SplitGroups(line);
  if (const auto numbered = ParseNumberedPage(groups)) return numbered;
  return ParseStatePage(line, groups);
}

TextStructure ReadTextStructure(std::span<const std::string_view> text) {
  return TextReader(text).Read();
}

}  // namespace torntape::cable
