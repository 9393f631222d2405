#include <fmt/format.h>

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

// "1. (C) SUMMARY", "12. THE TALKS"
bool IsParagraph(std::string_view line) {
  const std::string_view first = FirstGroup(line);
  const std::size_t digits = std::min(first.find_first_not_of("0123456789"), first.size());
  return line.starts_with(first) && digits >= 1 && digits <= 2 && first.substr(digits) == ".";
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
                        station ? "the station responsible for delivery"
                                : "delivered by other means; listed so that others know"});
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

TextLineKind KindOfTextLine(std::string_view line) {
  if (ParsePageLine(line)) {
    return {"page line", "kept by relays, taken out when sections are joined"};
  }
  if (IsParagraph(line))
    return {"paragraph", "numbered; its classification may follow in brackets"};
  const std::string_view first = FirstGroup(line);
  if (first == "TAGS:") return {"tags", "codes of the subjects treated"};
  if (first == "SUBJECT:") return {"subject", "what it is about"};
  if (first == "REF:" || first == "REFS:") return {"references", "earlier cables that it answers"};
  if (first == "E.O.") return {"declassification", "by what order, and when it lapses"};
  if (first == "SIPDIS" && TrimEnd(line) == first) {
    return {"caption", "how it may be distributed"};
  }
  return {};
}

}  // namespace torntape::cable
