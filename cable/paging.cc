#include "cable/paging.h"

#include <algorithm>

#include <fmt/format.h>

#include "cable/text_lines.h"
#include "cable/text_structure.h"

namespace torntape::cable {
namespace {

bool IsNumberOf(std::string_view group, std::size_t digits) {
  return group.size() == digits && IsAllDigits(group);
}

// What the page lines of one cable have in common.
class PageLineWriter {
 public:
  explicit PageLineWriter(const Draft& draft) : draft_(draft) {
    if (draft.text.empty()) return;
    const ClassLine line = SplitClassLine(draft.text.front());
    class_words_ = line.words;
    const LabelInText label = FindSectionLabel(line.rest);
    section_ = std::max(label.section, 1);
    total_ = std::max(label.total, 1);
    FindReference(line.rest);
  }

  std::string Write(std::size_t page) const {
    const MessageIdentification& id = draft_.identification;
    if (draft_.profile == Profile::kState) {
      return fmt::format("{} {:0>8} {:03}.{} OF {:03}", post_, reference_, section_, page % 10,
                         total_);
    }
    std::string line =
        draft_.profile == Profile::kAcp127
            ? fmt::format("PAGE {} {}", page,
                          WriteCallingLine(Profile::kAcp127, WithoutFiling(id))
                              .substr(std::string_view("DE ").size()))
            : fmt::format("PAGE {:02} {}{:04}", page, id.calling.ToString(), id.serial);
    if (!class_words_.empty()) line.append(" ").append(class_words_);
    return line;
  }

 private:
  static MessageIdentification WithoutFiling(MessageIdentification id) {
    id.filing = {};
    return id;
  }

  // The message reference number of a State text, "BRINDLEMOOR 000417"; where there is none, the
  // originator's last word and the serial number.
  void FindReference(std::string_view rest) {
    const Groups groups = SplitGroups(rest);
    if (groups.size() > 1 && IsNumberOf(groups.back(), 6)) {
      post_ = groups[groups.size() - 2];
      reference_ = groups.back();
      return;
    }
    reference_ = fmt::format("{}", draft_.identification.serial);
    post_ = draft_.identification.calling.ToString();
    for (const std::string& line : draft_.heading) {
      if (!line.starts_with("FM ")) continue;
      const std::string_view word = SplitGroups(line).back();
      if (IsAllLetters(word)) post_ = word;
    }
  }

  const Draft& draft_;
  std::string class_words_;
  std::string post_;
  std::string reference_;
  int section_ = 1;
  int total_ = 1;
};

}  // namespace

bool IsPageLine(std::string_view line) {
  const bool could_be = line.starts_with("PAGE ") || line.find(" OF ") != std::string_view::npos;
  return could_be && ParsePageLine(line).has_value();
}

std::vector<std::string> WithoutPages(std::span<const std::string> text) {
  std::vector<std::string> kept;
  kept.reserve(text.size());
  for (const std::string& line : text) {
    if (!IsPageLine(line)) {
      kept.push_back(line);
      continue;
    }
    const std::size_t last = std::min(kBlanksBetweenPages, kept.size());
    const bool set_off = last == kBlanksBetweenPages &&
                         std::all_of(kept.end() - static_cast<std::ptrdiff_t>(last), kept.end(),
                                     [](const std::string& l) { return IsBlank(l); });
    if (set_off) kept.resize(kept.size() - last);
  }
  return kept;
}

std::vector<std::string> WrapLine(std::string_view line) {
  std::vector<std::string> lines;
  while (line.size() > kWidthOfLine) {
    std::size_t cut = line.rfind(' ', kWidthOfLine);
    // No space to cut at, or none but the indent: a word of more than 69 letters is broken.
    if (cut == std::string_view::npos || TrimEnd(line.substr(0, cut)).empty()) cut = kWidthOfLine;
    lines.emplace_back(TrimEnd(line.substr(0, cut)));
    line.remove_prefix(cut);
    while (line.starts_with(' ')) line.remove_prefix(1);
  }
  if (!line.empty() || lines.empty()) lines.emplace_back(line);
  return lines;
}

std::size_t TextLinesMax(std::size_t heading_lines) {
  const std::size_t on_last_page = heading_lines % kLinesOfPage;
  const bool pages_of_its_own = heading_lines >= kLinesOfPage && on_last_page == 0;
  const std::size_t left = pages_of_its_own ? 0 : kLinesOfPage - on_last_page;
  return left + kTextualPagesMax * kLinesOfPage;
}

std::vector<std::string> InPages(const Draft& draft, std::size_t& pages) {
  const std::vector<std::string> text = WithoutPages(draft.text);
  const std::size_t heading = draft.heading.size();
  pages = std::max<std::size_t>((heading + text.size() + kLinesOfPage - 1) / kLinesOfPage, 1);
  if (pages == 1) return text;
  const PageLineWriter page_line(draft);
  std::vector<std::string> out;
  out.reserve(text.size() + pages * (kBlanksBetweenPages + 1));
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t line = heading + i;
    // A page line stands in the text alone: within the heading it would be read as an addressee.
    if (line % kLinesOfPage == 0 && i > 0) {
      out.insert(out.end(), kBlanksBetweenPages, std::string());
      out.push_back(page_line.Write(line / kLinesOfPage + 1));
    }
    out.push_back(text[i]);
  }
  return out;
}

}  // namespace torntape::cable
