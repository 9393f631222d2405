#include "cable/character_fit.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::string_view kParagraphWord = "PARA";

bool IsSmallLetter(char c) { return c >= 'a' && c <= 'z'; }

// One character at the front of `text`, however it is encoded. What is no UTF-8 is one byte.
std::string_view CharacterAt(std::string_view text) {
  const PrintableCell cell = FirstCell(text);
  return text.substr(0, cell.bytes == 0 ? 1 : cell.bytes);
}

// In UTF-8, and in the single byte of Latin-1 that archives hold.
bool IsPilcrow(std::string_view character) {
  return character == "\xc2\xb6" || character == "\xb6";
}

// Fits one line; consecutive characters of one kind are one stretch.
class LineFitter {
 public:
  LineFitter(std::string_view line, CharacterSet set, std::vector<Substituted>& substituted)
      : line_(line), set_(set), substituted_(substituted), first_(substituted.size()) {}

  std::string Fit() {
    out_.reserve(line_.size());
    for (std::size_t at = 0; at < line_.size();) {
      const std::string_view character = CharacterAt(line_.substr(at));
      Take(character, line_.substr(at + character.size()));
      at += character.size();
    }
    return std::move(out_);
  }

 private:
  void Take(std::string_view character, std::string_view behind) {
    if (character.size() == 1 && Carries(set_, character[0])) {
      out_ += character;
    } else if (character.size() == 1 && IsSmallLetter(character[0])) {
      out_ += static_cast<char>(character[0] - 'a' + 'A');
      Note(Substitution::kFolded, character);
    } else if (IsPilcrow(character)) {
      // "¶5. (C)": the number alone marks the paragraph. Elsewhere the word stands for the sign.
      const bool numbered = !behind.empty() && IsDigit(behind[0]);
      if (!numbered) out_ += kParagraphWord;
      Note(Substitution::kWord, character);
    } else {
      out_ += '?';
      Note(Substitution::kReplaced, character);
    }
  }

  void Note(Substitution kind, std::string_view character) {
    if (substituted_.size() > first_) {
      Substituted& last = substituted_.back();
      const char* const end = last.characters.data() + last.characters.size();
      if (last.kind == kind && end == character.data()) {
        last.characters = {last.characters.data(), last.characters.size() + character.size()};
        return;
      }
    }
    substituted_.push_back({kind, character});
  }

  std::string_view line_;
  CharacterSet set_;
  std::vector<Substituted>& substituted_;
  std::size_t first_;  // of this line
  std::string out_;
};

}  // namespace

std::string WhyNotCarried(CharacterSet set, Profile profile) {
  if (profile == Profile::kAcp127 || Carries(set, '#')) return {};
  return fmt::format("{} numbers its messages with #, which {} does not have", NameOf(profile),
                     NameOf(set));
}

std::string FitLine(std::string_view line, CharacterSet set,
                    std::vector<Substituted>& substituted) {
  return LineFitter(line, set, substituted).Fit();
}

}  // namespace torntape::cable
