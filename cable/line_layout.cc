#include "cable/line_layout.h"

#include <fmt/format.h>

#include "cable/character_fit.h"
#include "cable/faults.h"
#include "cable/paging.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::string_view kEnd = "NNNN";
constexpr std::string_view kTeletypeLineEnd = "\r\r\n";
constexpr std::size_t kLineFeedsBeforeEnd = 8;
// Twelve LTRS or DEL: all impulses set in both codes (spec 1.1, "end of message").
constexpr std::size_t kFillersBehindEnd = 12;
constexpr char kFiller = '\x7f';

// 2 CR and 8 LF take the place of the last line's end, then NNNN and the fillers. Between pages
// four line feeds stand where one would: the three blank lines ahead of a page line are those.
std::string AsTeletype(std::string_view compact) {
  std::string out;
  out.reserve(compact.size() + compact.size() / 20 + 64);
  std::string_view rest = compact.substr(0, compact.size() - kEnd.size() - 1);
  constexpr std::string_view kBlanks = "\n\n\n";
  static_assert(kBlanks.size() == kBlanksBetweenPages);
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    out.append(rest.substr(0, end));
    rest.remove_prefix(end + 1);
    if (rest.empty()) break;  // the last line's end is written below
    out.append(kTeletypeLineEnd);
    const std::string_view behind =
        rest.starts_with(kBlanks) ? rest.substr(kBlanks.size()) : std::string_view{};
    if (behind.empty() || !IsPageLine(behind.substr(0, behind.find('\n')))) continue;
    out.append(kBlanks);
    rest = behind;
  }
  out.append("\r\r").append(kLineFeedsBeforeEnd, '\n').append(kEnd);
  return out.append(kFillersBehindEnd, kFiller);
}

std::string AsText(std::string_view compact) {
  std::string out(compact.substr(0, compact.size() - kEnd.size() - 1));
  return out.append(kLineFeedsBeforeEnd - 1, '\n').append(kEnd).append("\n");
}

// What is said of the places of one kind in one line.
void Report(const LineOfText& line, CharacterSet set, Substitution kind,
            const std::vector<Substituted>& substituted, Faults& faults) {
  const Substituted* first = nullptr;
  std::size_t places = 0;
  for (const Substituted& one : substituted) {
    if (one.kind != kind) continue;
    if (first == nullptr) first = &one;
    ++places;
  }
  if (first == nullptr) return;
  const std::string more =
      places > 1 ? fmt::format(", and {} more in this line", places - 1) : std::string();
  const std::string what = Quoted(first->characters);
  switch (kind) {
    case Substitution::kFolded:
      faults.Warning(DiagnosticCode::kFolded, line, first->characters,
                     fmt::format("{} is written in capitals{}", what, more),
                     fmt::format("{} has no small letters", NameOf(set)));
      return;
    case Substitution::kWord:
      faults.Warning(
          DiagnosticCode::kReplaced, line, first->characters,
          fmt::format("a pilcrow is left out before a number, and PARA elsewhere{}", more),
          "the number alone marks a paragraph");
      return;
    case Substitution::kReplaced:
      faults.Warning(DiagnosticCode::kReplaced, line, first->characters,
                     fmt::format("{} is written as ?{}", what, more),
                     fmt::format("{} does not have it; words take the place of other signs: PARA, "
                                 "QUOTE and UNQUOTE",
                                 NameOf(set)));
      return;
  }
}

// The bells of a FLASH routing line as a machine of that set rings them: on ITA2 both are J and S
// in the figures case (spec 1.1, "FLASH bell").
std::string_view BellsOf(CharacterSet set) {
  return set == CharacterSet::kIta2 ? "\x07\x07\x07\x07\x07'''''" : "'''''\x07\x07\x07\x07\x07";
}

std::string FitText(std::string_view compact, CharacterSet set, Faults& faults) {
  std::string out;
  out.reserve(compact.size() + 16);
  std::vector<Substituted> substituted;
  int number = 0;
  while (!compact.empty()) {
    const std::size_t end = compact.find('\n');
    const LineOfText line{++number, 0, compact.substr(0, end)};
    compact.remove_prefix(end == std::string_view::npos ? compact.size() : end + 1);
    std::string_view text = line.text;
    if (const std::size_t bell = BellSize(text); bell > 0 && LooksLikeRoutingLine(text)) {
      out += set == CharacterSet::kIa5 ? text.substr(0, bell) : BellsOf(set);
      text.remove_prefix(bell);
    }
    substituted.clear();
    out += FitLine(text, set, substituted) + "\n";
    for (const auto kind : {Substitution::kFolded, Substitution::kWord, Substitution::kReplaced}) {
      Report(line, set, kind, substituted, faults);
    }
  }
  return out;
}

}  // namespace

std::string WriteLines(std::string_view compact, LineDiscipline discipline) {
  switch (discipline) {
    case LineDiscipline::kCompact:
      return std::string(compact);
    case LineDiscipline::kText:
      return AsText(compact);
    case LineDiscipline::kTeletype:
      return AsTeletype(compact);
  }
  return {};
}

Written WriteLines(std::string_view compact, Profile profile, const LineStyle& style) {
  Written written;
  if (!style.character_set) {
    written.text = WriteLines(compact, style.discipline);
    return written;
  }
  Faults faults(written.diagnostics);
  if (const std::string why = WhyNotCarried(*style.character_set, profile); !why.empty()) {
    faults.ErrorInText(DiagnosticCode::kCharacterSet, why,
                       "write it to ITA2-US or IA5, or convert it to acp127");
    return written;
  }
  written.text = WriteLines(FitText(compact, *style.character_set, faults), style.discipline);
  faults.Finish();
  return written;
}

}  // namespace torntape::cable
