#include "cable/character_check.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/printable.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::size_t kWidthMax = 69;

std::string CharacterHint(std::string_view character, CharacterSet set) {
  const char c = character[0];
  if (set != CharacterSet::kIa5 && Carries(CharacterSet::kIa5, c)) {
    if (c >= 'a' && c <= 'z') return "capital letters only, on this circuit";
    return Carries(CharacterSet::kIta2Us, c)
               ? "only the United States variant, ITA2-US, has this character"
               : "letters, figures and - ? : ( ) . , / only; words take the place of all others";
  }
  if (character == "\t") return "spaces, as many as the column needs";
  if (character == "\xc2\xb6")
    return "the pilcrow is of delivered copies; the number alone will do";
  if (character == "\x07") return "bells ring only before a FLASH precedence";
  if (static_cast<unsigned char>(character[0]) < 0x80) {
    return "control characters belong to the circuit, not to the cable";
  }
  return "letters, figures and signs of ASCII; words take the place of all others";
}

// Lines of one cable that have the same fault. A few are told one by one; more have one cause, as
// a text that was not laid out for a circuit, and are told once.
struct FaultyLines {
  static constexpr std::size_t kToldSingly = 3;

  struct Place {
    const LineOfText* line;
    std::string_view piece;
    std::string message;
  };
  std::vector<Place> first;  // kToldSingly of them
  std::size_t count = 0;

  void Add(const LineOfText& line, std::string_view piece, std::string message) {
    if (++count <= kToldSingly) first.push_back({&line, piece, std::move(message)});
  }
  // `many` is what is said of `count` lines.
  void Tell(Severity severity, DiagnosticCode code, std::string_view many, std::string_view hint,
            Faults& faults) {
    if (count > kToldSingly) {
      first.resize(1);
      first[0].message = fmt::format("{} lines {}; this is the first", count, many);
    }
    for (Place& place : first) {
      faults.Report(severity, code, *place.line, place.piece, std::move(place.message),
                    std::string(hint));
    }
  }
};

// Finds what a character set does not have; gathered by how it is mended.
using FaultyCharacters = std::map<std::string, FaultyLines>;

void CheckLine(const LineOfText& line, std::string_view text, CharacterSet set,
               FaultyCharacters& found, Faults& faults) {
  const auto is_bad = [set](char c) { return !Carries(set, c); };
  const auto bad = std::find_if(text.begin(), text.end(), is_bad);
  if (bad == text.end()) return;
  const std::string_view rest = text.substr(static_cast<std::size_t>(bad - text.begin()));
  if (*bad == '\r') {
    faults.Error(DiagnosticCode::kBadLineEnd, line, rest.substr(0, 1),
                 "a carriage return stands inside the line",
                 "a line ends with carriage returns and one line feed, or a line feed alone");
    return;
  }
  const std::string_view character = rest.substr(0, FirstCell(rest).bytes);
  const auto more = std::count_if(rest.begin() + static_cast<std::ptrdiff_t>(character.size()),
                                  rest.end(), is_bad);
  std::string message =
      set == CharacterSet::kIa5
          ? fmt::format("{} is no character of a cable", Quoted(character))
          : fmt::format("{} cannot be sent in {}", Quoted(character), NameOf(set));
  if (more > 0) message += ", and the line has more such";
  found[CharacterHint(character, set)].Add(line, character, std::move(message));
}

void CheckWords(const LineOfText& line, bool first, Faults& faults) {
  if (const std::size_t at = line.text.find("ZCZC"); at != std::string_view::npos && !first) {
    const std::size_t from = at > 0 && line.text[at - 1] == 'V' ? at - 1 : at;
    faults.Error(DiagnosticCode::kSecondSom, line, line.text.substr(from, at + 4 - from),
                 "a start of message stands inside the cable",
                 "if this is where the next cable begins, the end of the first was lost");
  }
  if (line.text.starts_with("NNNN")) {
    faults.Error(DiagnosticCode::kEomInText, line, FirstGroup(line.text),
                 fmt::format("{} begins like the end of message", Quoted(FirstGroup(line.text))),
                 "NNNN stands alone at the end; in a text no line may begin with it");
  }
}

}  // namespace

void CheckCharacters(std::span<const LineOfText> lines, const Layout& layout,
                     const CharacterRules& rules, Faults& faults) {
  const std::size_t routing =
      layout.pilots.empty() ? layout.routing.begin : layout.pilots.front().routing.begin;
  const bool routed = !layout.routing.empty() || !layout.pilots.empty();
  FaultyCharacters characters;
  FaultyLines wide;
  for (std::size_t i = layout.cable.begin; i < layout.cable.end; ++i) {
    const LineOfText& line = lines[i];
    std::string_view text = line.text;
    if (routed && i == routing) text.remove_prefix(BellSize(text));
    CheckLine(line, text, rules.set, characters, faults);
    CheckWords(line, i == layout.cable.begin, faults);
    if (text.size() > kWidthMax) {
      wide.Add(line, line.text.substr(line.text.size() - text.size() + kWidthMax),
               fmt::format("the line has {} characters, {} more than a circuit takes", text.size(),
                           text.size() - kWidthMax));
    }
  }
  const std::string_view many = rules.set == CharacterSet::kIa5
                                    ? "have characters that no cable has"
                                    : "have characters that the circuit has not";
  for (auto& [hint, found] : characters) {
    found.Tell(Severity::kError, DiagnosticCode::kBadCharacter, many, hint, faults);
  }
  wide.Tell(rules.width, DiagnosticCode::kWidth, "are longer than the 69 that a circuit takes",
            "at most 69; a sentence may go on in the next line", faults);
}

void CheckBehindEnd(std::span<const LineOfText> lines, const Layout& layout, Faults& faults) {
  if (!layout.end_of_message) {
    const LineOfText last = InPlaceOf(lines[layout.damaged_end.value_or(layout.cable.end - 1)], 16);
    const std::string_view text = TrimEnd(last.text);
    faults.Error(DiagnosticCode::kNoEom, last, layout.damaged_end ? text : EndOf(last),
                 layout.damaged_end ? fmt::format("{} is not the end of message", Quoted(text))
                                    : std::string("the text ends without an end of message"),
                 "NNNN on a line of its own, in its first column");
    return;
  }
  const auto behind = lines.subspan(*layout.end_of_message + 1);
  const auto something = std::find_if(behind.begin(), behind.end(),
                                      [](const LineOfText& l) { return !IsBlank(l.text); });
  if (something == behind.end()) return;
  const bool another = std::any_of(something, behind.end(), [](const LineOfText& l) {
    return l.text.find("ZCZC") != std::string_view::npos;
  });
  faults.Report(another ? Severity::kError : Severity::kWarning, DiagnosticCode::kAfterEom,
                *something, something->text,
                another ? "another cable follows the end of message"
                        : "what stands behind the end of message belongs to no cable",
                another ? "one cable at a time is read here" : "it is left out");
}

}  // namespace torntape::cable
