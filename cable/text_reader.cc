#include <array>

#include <fmt/format.h>

#include "cable/body_reader.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

struct ClassWords {
  std::string_view words;
  Classification classification;
};
// What a text begins with (spec 1.11). The longer of two that begin alike comes first. Words
// written without spaces are read too: a slip of the drafter must not hide a classification.
constexpr auto kClassWords = std::to_array<ClassWords>({
    {"UNCLAS EFTO", Classification::kEncryptForTransmission},
    {"UNCLAS", Classification::kUnclassified},
    {"UNCLASSIFIED", Classification::kUnclassified},
    {"R E S T R I C T E D", Classification::kRestricted},
    {"RESTRICTED", Classification::kRestricted},
    {"C O N F I D E N T I A L", Classification::kConfidential},
    {"CONFIDENTIAL", Classification::kConfidential},
    {"S E C R E T", Classification::kSecret},
    {"SECRET", Classification::kSecret},
    {"T O P S E C R E T", Classification::kTopSecret},
    {"T O P  S E C R E T", Classification::kTopSecret},
    {"TOP SECRET", Classification::kTopSecret},
});

bool BeginsWithWords(std::string_view text, std::string_view words) {
  if (!text.starts_with(words)) return false;
  // "UNCLAS//N05000//": the subject code may follow at once.
  return text.size() == words.size() || text[words.size()] == ' ' || text[words.size()] == '/';
}

// A section number of one or two digits; 0 for anything else.
int SectionNumber(std::string_view group) {
  return group.size() <= 2 && IsAllDigits(group) && !group.empty() ? NumberOf(group) : 0;
}

// Finds "SECTION 01 OF 02", or "FINAL SECTION OF 3", which is the third of three.
void FindSection(std::string_view line, const Groups& groups, BodyView& view, BodyPlaces& places) {
  for (std::size_t i = 0; i + 2 < groups.size(); ++i) {
    if (groups[i] != "SECTION") continue;
    const bool final = i > 0 && groups[i - 1] == "FINAL";
    const std::size_t of = groups[i + 1] == "OF" ? i + 1 : i + 2;
    if (of + 1 >= groups.size() || groups[of] != "OF") continue;
    const int total = SectionNumber(groups[of + 1]);
    const int section = final ? total : SectionNumber(groups[i + 1]);
    if (total == 0 || section == 0) continue;
    view.section = section;
    view.section_total = total;
    const std::string_view last = groups[of + 1];
    const std::string_view first = groups[final ? i - 1 : i];
    places.section =
        line.substr(static_cast<std::size_t>(first.data() - line.data()),
                    static_cast<std::size_t>(last.data() + last.size() - first.data()));
    return;
  }
}

}  // namespace

void ReadClassificationLine(const LineOfText& line, BodyView& view, BodyPlaces& places,
                            Faults& faults) {
  const std::string_view text = Trim(line.text);
  view.classification_line = line.text;
  for (const ClassWords& row : kClassWords) {
    if (!BeginsWithWords(text, row.words)) continue;
    view.classification = row.classification;
    places.class_words = text.substr(0, row.words.size());
    break;
  }
  places.in_the_clear = BeginsWithWords(text, "CLEAR");
  if (places.in_the_clear) places.class_words = text.substr(0, 5);
  const Groups groups = SplitGroups(text);
  const std::size_t words = SplitGroups(places.class_words).size();
  places.service = words > 0 && groups.size() > words && groups[words] == "SVC";
  FindSection(line.text, groups, view, places);
  // An off-line encrypted text has none; it is known by the count of its groups (format line 10).
  // Without BT the text may begin elsewhere.
  if (places.class_words.empty() && view.accounting.empty() && !faults.Has(DiagnosticCode::kNoBt)) {
    faults.Warning(DiagnosticCode::kNoClassification, line, FirstGroup(text),
                   "the text does not begin with its classification",
                   "UNCLAS, or the classification with its letters spaced: S E C R E T");
  }
  if (view.section > view.section_total) {
    faults.Warning(DiagnosticCode::kSectionMismatch, line, places.section,
                   fmt::format("there is no section {} of {}", view.section, view.section_total));
  }
}

}  // namespace torntape::cable
