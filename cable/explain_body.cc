#include <algorithm>

#include <fmt/format.h>

#include "cable/archive_shapes.h"
#include "cable/body_reader.h"
#include "cable/explanation.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"
#include "cable/text_structure.h"

namespace torntape::cable {
namespace {

int ColumnOf(std::string_view line, std::string_view piece) {
  return static_cast<int>(piece.data() - line.data()) + 1;
}

// "CONFIDENTIAL" for "C": the letters of portion marks (spec 1.11).
std::string_view NameOfPortion(std::string_view portion) {
  if (portion == "U") return "unclassified";
  if (portion == "SBU") return "sensitive but unclassified";
  if (portion == "C") return "classified CONFIDENTIAL";
  if (portion == "S") return "classified SECRET";
  return portion == "TS" ? "classified TOP SECRET" : std::string_view{};
}

std::string MeaningOf(const Paragraph& paragraph, std::string_view line) {
  std::string meaning = fmt::format("number {}", paragraph.number);
  const bool degraded =
      NumberOf(line.substr(0, line.find_first_not_of("0123456789"))) != paragraph.number &&
      line.starts_with('1');
  if (degraded) meaning += " (the 1 before it was a paragraph mark)";
  const std::string_view portion = NameOfPortion(paragraph.portion);
  if (!portion.empty()) {
    meaning += fmt::format(", {}", portion);
  } else if (!paragraph.portion.empty()) {
    meaning += fmt::format(", marked ({})", paragraph.portion);
  }
  return meaning;
}

std::string MeaningOf(const PageLine& page) {
  std::string which;
  if (page.section > 0 && page.page > 0) {
    which = fmt::format("page {} of section {} of {}", page.page, page.section, page.section_total);
  } else if (page.section > 0) {
    which = fmt::format("of section {} of {}", page.section, page.section_total);
  } else {
    which = fmt::format("page {}", page.page);
  }
  return which + "; kept by relays, taken out when sections are joined";
}

// What the first words of a line say of it.
TextLineKind KindByItsWords(std::string_view line) {
  line = TrimArchive(line);
  const std::string_view first = FirstGroup(line);
  if (first == "TAGS:") return {"tags", "codes of the subjects treated"};
  if (first == "SUBJECT:" || first == "SUBJ:" || first.starts_with("SUBJ/")) {
    return {"subject", "what it is about"};
  }
  if (first == "REF:" || first == "REFS:") return {"references", "earlier cables that it answers"};
  if (first == "E.O.") return {"declassification", "by what order, and when it lapses"};
  return {};
}

}  // namespace

std::vector<GroupExplanation> ExplainAddress(std::string_view line, int format_line) {
  std::vector<GroupExplanation> groups;
  std::string_view rest = Trim(line);
  if (BeginsWithBodyKeyword(line)) {
    rest = Trim(rest.substr(FirstGroup(line).size()));
  }
  const std::size_t slant = rest.find('/');
  if (slant != std::string_view::npos && slant > 0) {
    const std::string_view before = rest.substr(0, slant);
    const bool station = RoutingIndicator::Parse(before).has_value();
    if (station || before == "ZEN") {
      groups.push_back({before, ColumnOf(line, before),
                        !station ? "delivered by other means; listed so that others know"
                        : IsCollectiveName(rest.substr(slant + 1))
                            ? "the collective's routing indicator: a relay puts its members there"
                            : "the station responsible for delivery"});
      rest.remove_prefix(slant + 1);
    }
  }
  const Groups words = SplitGroups(rest);
  const bool serial = words.size() > 1 && words.back().size() == 4 && IsAllDigits(words.back()) &&
                      words[words.size() - 2] != "AIG";
  const std::string_view name =
      serial ? TrimEnd(rest.substr(0, rest.size() - words.back().size())) : rest;
  static constexpr std::string_view kWhat[] = {
      "originator", "action addressee", "information addressee",
      "exempted: does not get it, though a collective has it as a member"};
  const int index = std::min(std::max(format_line, 6), 9) - 6;
  if (!name.empty()) groups.push_back({name, ColumnOf(line, name), std::string(kWhat[index])});
  if (serial) {
    groups.push_back(
        {words.back(), ColumnOf(line, words.back()), "serial of what passed between the two"});
  }
  return groups;
}

std::vector<GroupExplanation> ExplainClassLine(std::string_view line) {
  Diagnostics unused;
  Faults faults(unused);
  BodyView view;
  BodyPlaces places;
  ReadClassificationLine({1, 12, line}, view, places, faults);
  std::vector<GroupExplanation> groups;
  if (places.in_the_clear) {
    groups.push_back({places.class_words, ColumnOf(line, places.class_words),
                      "sent in the clear by authority: no classification is compared"});
  } else if (view.classification) {
    groups.push_back(
        {places.class_words, ColumnOf(line, places.class_words),
         fmt::format("{}; must agree with format line 4", NameOf(*view.classification))});
  }
  if (places.service) {
    const std::size_t at = line.find("SVC");
    groups.push_back({line.substr(at, 3), static_cast<int>(at) + 1,
                      "service message: stations writing to stations"});
  }
  if (!places.section.empty()) {
    groups.push_back({places.section, ColumnOf(line, places.section),
                      fmt::format("part {} of {}; the text goes on in the others", view.section,
                                  view.section_total)});
  }
  const Groups all = SplitGroups(line);
  if (all.size() > 2 && all.back().size() == 6 && IsAllDigits(all.back())) {
    const std::string_view post = all[all.size() - 2];
    const std::string_view number =
        line.substr(static_cast<std::size_t>(post.data() - line.data()));
    groups.push_back({TrimEnd(number), ColumnOf(line, number),
                      "message reference number; its last four digits are the serial number"});
  }
  return groups;
}

std::vector<TextLineKind> KindsOfTextLines(std::span<const std::string_view> text) {
  const TextStructure structure = ReadTextStructure(text);
  std::vector<TextLineKind> kinds;
  kinds.reserve(text.size());
  for (const std::string_view line : text) kinds.push_back(KindByItsWords(line));
  auto line = text.begin();
  for (const std::string_view caption : structure.captions) {
    // A caption is a line of the text without the blanks around it; they come in its order.
    line = std::find_if(line, text.end(), [&](std::string_view each) {
      return each.data() <= caption.data() && caption.data() < each.data() + each.size();
    });
    if (line == text.end()) break;
    kinds[static_cast<std::size_t>(line - text.begin())] = {"caption", "how it may be distributed"};
  }
  for (const SectionLabel& label : structure.sections) {
    kinds[label.line] = {"section label",
                         fmt::format("part {} of {} begins here", label.section, label.total)};
  }
  for (const Paragraph& paragraph : structure.paragraphs) {
    kinds[paragraph.line] = {"paragraph", MeaningOf(paragraph, TrimArchive(text[paragraph.line]))};
  }
  for (const PageLine& page : structure.page_lines) {
    kinds[page.line] = {"page line", MeaningOf(page)};
  }
  if (structure.signature) kinds[*structure.signature] = {"signature", "who signs it"};
  return kinds;
}

}  // namespace torntape::cable
