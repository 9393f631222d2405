#include "cable/line_layout.h"

#include <algorithm>

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

// What is said of what was replaced in one line, a complaint a kind.
void Report(const LineOfText& line, CharacterSet set, Substitution kind,
            const std::vector<Substituted>& substituted, Faults& faults) {
  const auto is_kind = [kind](const Substituted& one) { return one.kind == kind; };
  const auto first = std::find_if(substituted.begin(), substituted.end(), is_kind);
  if (first == substituted.end()) return;
  const auto places = std::count_if(substituted.begin(), substituted.end(), is_kind);
  const std::string more =
      places > 1 ? fmt::format(", and {} more in this line", places - 1) : std::string();
  if (kind == Substitution::kWord) {
    faults.Warning(DiagnosticCode::kReplaced, line, first->characters,
                   "a pilcrow is left out before a number, and PARA elsewhere" + more,
                   "the number alone marks a paragraph");
    return;
  }
  faults.Warning(DiagnosticCode::kReplaced, line, first->characters,
                 fmt::format("{} is written as ?{}", Quoted(first->characters), more),
                 fmt::format("{} does not have it; words take the place of other signs: PARA, "
                             "QUOTE and UNQUOTE",
                             NameOf(set)));
}

// The bells of a FLASH routing line as a machine of that set rings them: on ITA2 both are J and S
// in the figures case (spec 1.1, "FLASH bell").
std::string_view BellsOf(CharacterSet set) {
  return set == CharacterSet::kIta2 ? "\x07\x07\x07\x07\x07'''''" : "'''''\x07\x07\x07\x07\x07";
}

// Fits every line of a text. Small letters are told of once: a text in them has them everywhere.
class TextFitter {
 public:
  TextFitter(CharacterSet set, Faults& faults) : set_(set), faults_(faults) {}

  std::string Fit(std::string_view compact) {
    std::string out;
    out.reserve(compact.size() + 16);
    int number = 0;
    while (!compact.empty()) {
      const std::size_t end = compact.find('\n');
      const LineOfText line{++number, 0, compact.substr(0, end)};
      compact.remove_prefix(end == std::string_view::npos ? compact.size() : end + 1);
      FitLineOf(line, out);
    }
    TellOfFolding();
    return out;
  }

 private:
  void FitLineOf(const LineOfText& line, std::string& out) {
    std::string_view text = line.text;
    if (const std::size_t bell = BellSize(text); bell > 0 && LooksLikeRoutingLine(text)) {
      out += set_ == CharacterSet::kIa5 ? text.substr(0, bell) : BellsOf(set_);
      text.remove_prefix(bell);
    }
    substituted_.clear();
    out += FitLine(text, set_, substituted_) + "\n";
    for (const Substituted& one : substituted_) {
      if (one.kind != Substitution::kFolded) continue;
      if (folded_ == 0) {
        first_folded_ = line;
        first_letters_ = one.characters;
      }
      folded_ += one.characters.size();
    }
    Report(line, set_, Substitution::kWord, substituted_, faults_);
    Report(line, set_, Substitution::kReplaced, substituted_, faults_);
  }

  void TellOfFolding() {
    if (folded_ == 0) return;
    const std::size_t more = folded_ - first_letters_.size();
    faults_.Warning(
        DiagnosticCode::kFolded, first_folded_, first_letters_,
        fmt::format("{} is written in capitals{}", Quoted(first_letters_),
                    more > 0 ? fmt::format(", and so are {} letters more", more) : std::string()),
        fmt::format("{} has no small letters", NameOf(set_)));
  }

  CharacterSet set_;
  Faults& faults_;
  std::vector<Substituted> substituted_;  // of the line at hand
  std::size_t folded_ = 0;                // letters
  LineOfText first_folded_;
  std::string_view first_letters_;
};

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
  written.text =
      WriteLines(TextFitter(*style.character_set, faults).Fit(compact), style.discipline);
  faults.Finish();
  return written;
}

}  // namespace torntape::cable
