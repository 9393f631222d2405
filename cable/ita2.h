#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cable/character_set.h"

// The five-unit code of the teleprinter, ITA2 (ACP 127 ¶140): 32 codes, most of which mean a letter
// or a figure, whichever case was shifted to last. Pure, and the same on every machine: text
// circuits of a world send these codes, and garble them.
namespace torntape::cable {

// The five impulses of one character; the first one sent is the lowest bit. 0 to 31.
using TeleprinterCode = std::uint8_t;
inline constexpr int kImpulsesPerCode = 5;

inline constexpr TeleprinterCode kCodeBlank = 0b00000;
inline constexpr TeleprinterCode kCodeLetters = 0b11111;
inline constexpr TeleprinterCode kCodeFigures = 0b11011;
inline constexpr TeleprinterCode kCodeSpace = 0b00100;
inline constexpr TeleprinterCode kCodeCarriageReturn = 0b01000;
inline constexpr TeleprinterCode kCodeLineFeed = 0b00010;

// The same code with one impulse gained or lost, `impulse` counting from 1 to 5: the five
// characters that a single hit on the line can make of it are a row of the garble table (ACP 127
// ¶141).
constexpr TeleprinterCode Garble(TeleprinterCode code, int impulse) {
  return static_cast<TeleprinterCode>(code ^ (1U << static_cast<unsigned>(impulse - 1)));
}

// A text as codes, from a machine in its letters case. Shifts are put in where the case changes,
// and after a Julian filing time before its line ends (¶138g), so that a line that is lost with its
// shift does not cost the next one. DEL becomes LTRS, of which twelve follow NNNN; BEL and, in the
// international set, the apostrophe become the bells before a FLASH precedence.
// Nothing if a character has no code: FitLine makes a text that has none such.
// REQUIRES: `set` is kIta2 or kIta2Us.
std::optional<std::vector<TeleprinterCode>> EncodeIta2(std::string_view text, CharacterSet set);

// Codes as the text that a machine prints. Shifts print nothing; BLANK is NUL and a figure that is
// not defined is SUB, so that damage stays visible to whoever reads the text. Keeps its case from
// one piece to the next, as a machine does.
// REQUIRES: `set` is kIta2 or kIta2Us.
class Ita2Decoder {
 public:
  explicit Ita2Decoder(CharacterSet set) : set_(set) {}
  // Appends what these codes print. Bits above the fifth are ignored.
  void Feed(std::span<const TeleprinterCode> codes, std::string& out);

 private:
  CharacterSet set_;
  bool figures_ = false;
};

}  // namespace torntape::cable
