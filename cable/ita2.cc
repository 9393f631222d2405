#include "cable/ita2.h"

#include <array>
#include <optional>

#include "base/assert.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::size_t kCodeCount = 32;
constexpr char kDelete = '\x7f';
constexpr char kSubstitute = '\x1a';

// The impulses of A to Z as the tables of the code print them: the first one sent stands first.
constexpr std::array<std::string_view, 26> kImpulses = {
    "11000", "10011", "01110", "10010", "10000", "10110", "01011", "00101", "01100",
    "11010", "11110", "01001", "00111", "00110", "00011", "01101", "11101", "01010",
    "10100", "00001", "11100", "01111", "11001", "10111", "10101", "10001"};
// The figures above A to Z (spec 1.1), SUB where nothing is defined. The bells of J and S decode to
// BEL and apostrophe: which is which depends on the machine.
constexpr std::string_view kFigures =
    "-?:\x1a"
    "3\x1a\x1a\x1a"
    "8\x07()"
    ".,9014'57\x1a"
    "2/6\x1a";
constexpr std::string_view kFiguresUs =
    "-?:$3!&#8'().,9014\x07"
    "57;2/6\"";
static_assert(kFigures.size() == 26 && kFiguresUs.size() == 26);

constexpr TeleprinterCode CodeOf(std::string_view impulses) {
  unsigned code = 0;
  for (std::size_t i = 0; i < impulses.size(); ++i) {
    if (impulses[i] == '1') code |= 1U << i;
  }
  return static_cast<TeleprinterCode>(code);
}

// What each code prints in one case.
struct Case {
  std::array<char, kCodeCount> prints{};
};

constexpr Case CaseOf(std::string_view characters) {
  Case made;
  for (std::size_t i = 0; i < kImpulses.size(); ++i) {
    made.prints.at(CodeOf(kImpulses.at(i))) = characters[i];
  }
  made.prints.at(kCodeBlank) = '\0';
  made.prints.at(kCodeSpace) = ' ';
  made.prints.at(kCodeCarriageReturn) = '\r';
  made.prints.at(kCodeLineFeed) = '\n';
  return made;
}

constexpr Case kLettersCase = CaseOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
constexpr Case kFiguresCase = CaseOf(kFigures);
constexpr Case kFiguresCaseUs = CaseOf(kFiguresUs);

const Case& FiguresOf(CharacterSet set) {
  TORNTAPE_ASSERT(set != CharacterSet::kIa5);
  return set == CharacterSet::kIta2 ? kFiguresCase : kFiguresCaseUs;
}

bool IsInBothCases(char c) { return c == ' ' || c == '\r' || c == '\n' || c == '\0'; }

std::optional<TeleprinterCode> FindIn(const Case& of, char character) {
  for (std::size_t code = 0; code < kCodeCount; ++code) {
    if (code == kCodeLetters || code == kCodeFigures) continue;
    if (of.prints.at(code) == character) return static_cast<TeleprinterCode>(code);
  }
  return std::nullopt;
}

// Format line 3 with a seven-figure filing time at its end.
bool EndsInJulianTime(std::string_view line) {
  line = TrimEnd(line);
  if (!line.starts_with("DE ") || line.size() < 11) return false;
  return line[line.size() - 8] == ' ' && IsAllDigits(line.substr(line.size() - 7));
}

class Encoder {
 public:
  explicit Encoder(CharacterSet set) : figures_(FiguresOf(set)) {}

  bool Take(std::string_view text) {
    codes_.reserve(text.size() + text.size() / 4 + 16);
    std::size_t line = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      const char c = text[at];
      const bool ends = (c == '\r' || c == '\n') && (at == 0 || text[at - 1] != '\r');
      if (ends && EndsInJulianTime(text.substr(line, at - line))) ShiftToLetters();
      if (!Put(c)) return false;
      if (c == '\n') line = at + 1;
    }
    return true;
  }

  std::vector<TeleprinterCode> codes() && { return std::move(codes_); }

 private:
  void ShiftToLetters() {
    codes_.push_back(kCodeLetters);
    in_figures_ = false;
  }

  bool Put(char c) {
    if (c == kDelete) {
      ShiftToLetters();
      return true;
    }
    if (c == kSubstitute) return false;
    if (const auto code = FindIn(kLettersCase, c)) {
      if (in_figures_ && !IsInBothCases(c)) ShiftToLetters();
      codes_.push_back(*code);
      return true;
    }
    const auto code = FindIn(figures_, c);
    if (!code) return false;
    if (!in_figures_) codes_.push_back(kCodeFigures);
    in_figures_ = true;
    codes_.push_back(*code);
    return true;
  }

  const Case& figures_;
  std::vector<TeleprinterCode> codes_;
  bool in_figures_ = false;
};

}  // namespace

std::optional<std::vector<TeleprinterCode>> EncodeIta2(std::string_view text, CharacterSet set) {
  Encoder encoder(set);
  if (!encoder.Take(text)) return std::nullopt;
  return std::move(encoder).codes();
}

void Ita2Decoder::Feed(std::span<const TeleprinterCode> codes, std::string& out) {
  const Case& figures = FiguresOf(set_);
  for (const TeleprinterCode raw : codes) {
    const auto code = static_cast<TeleprinterCode>(raw & 0b11111);
    if (code == kCodeLetters || code == kCodeFigures) {
      figures_ = code == kCodeFigures;
    } else {
      out += (figures_ ? figures : kLettersCase).prints.at(code);
    }
  }
}

}  // namespace torntape::cable
