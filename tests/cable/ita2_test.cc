// The five-unit code: its table as it is printed (spec 1.1), text to codes and back, and the table
// of garbles.

#include "cable/ita2.h"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace torntape::cable {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

std::vector<TeleprinterCode> Encode(std::string_view text, CharacterSet set = CharacterSet::kIta2) {
  auto codes = EncodeIta2(text, set);
  EXPECT_TRUE(codes) << text;
  return codes.value_or(std::vector<TeleprinterCode>{});
}

std::string Decode(const std::vector<TeleprinterCode>& codes,
                   CharacterSet set = CharacterSet::kIta2) {
  std::string text;
  Ita2Decoder(set).Feed(codes, text);
  return text;
}

std::string FiguresAboveTheLetters(CharacterSet set) {
  std::vector<TeleprinterCode> codes = Encode(kAlphabet);
  codes.insert(codes.begin(), kCodeFigures);
  return Decode(codes, set);
}

TEST(Ita2, TheFiguresAreThoseOfTheCaseTable) {
  // BEL and the apostrophe are the bells of J and S; SUB is what is not defined.
  EXPECT_EQ(FiguresAboveTheLetters(CharacterSet::kIta2),
            "-?:\x1a"
            "3\x1a\x1a\x1a"
            "8\x07().,9014'57\x1a"
            "2/6\x1a");
  EXPECT_EQ(FiguresAboveTheLetters(CharacterSet::kIta2Us),
            "-?:$3!&#8'().,9014\x07"
            "57;2/6\"");
}

TEST(Ita2, EIsOneImpulseAndTTheLast) {
  EXPECT_EQ(Encode("E"), std::vector<TeleprinterCode>{0b00001});
  EXPECT_EQ(Encode("T"), std::vector<TeleprinterCode>{0b10000});
  EXPECT_EQ(Encode("RY"), (std::vector<TeleprinterCode>{0b01010, 0b10101}));
}

TEST(Ita2, ShiftsStandWhereTheCaseChangesAndNowhereElse) {
  EXPECT_EQ(Encode("A1 2B"),
            (std::vector<TeleprinterCode>{0b00011, kCodeFigures, 0b10111, kCodeSpace, 0b10011,
                                          kCodeLetters, 0b11001}));
}

// ACP 127 ¶138g: a line that begins in letters must not depend on a shift of the line before.
TEST(Ita2, LettersFollowAJulianFilingTimeBeforeTheLineEnds) {
  const auto codes = Encode("DE RYKABD 417 1341042\r\r\nZNR");
  const std::vector<TeleprinterCode> end(codes.end() - 7, codes.end());
  EXPECT_EQ(end,
            (std::vector<TeleprinterCode>{kCodeLetters, kCodeCarriageReturn, kCodeCarriageReturn,
                                          kCodeLineFeed, 0b10001, 0b01100, 0b01010}));
  const auto day = Encode("DE RYKABD 417 14/1042Z\r\r\n");
  EXPECT_NE(*(day.end() - 4), kCodeLetters);
}

TEST(Ita2, TwelveDelAreTwelveLetters) {
  const auto codes = Encode("NNNN" + std::string(12, '\x7f'));
  ASSERT_EQ(codes.size(), 16u);
  EXPECT_EQ(std::count(codes.begin(), codes.end(), kCodeLetters), 12);
  EXPECT_EQ(Decode(codes), "NNNN");
}

// Either machine rings on J and S in the figures case.
TEST(Ita2, TheBellsOfAFlashAreFiguresJAndS) {
  const auto letters = Encode("JJJJJSSSSS");
  std::vector<TeleprinterCode> bells = {kCodeFigures};
  bells.insert(bells.end(), letters.begin(), letters.end());
  EXPECT_EQ(Encode("\x07\x07\x07\x07\x07'''''", CharacterSet::kIta2), bells);
  EXPECT_EQ(Encode("'''''\x07\x07\x07\x07\x07", CharacterSet::kIta2Us), bells);
}

TEST(Ita2, WhatHasNoCodeIsRefused) {
  for (const char c : {'#', 'a', '@', '\x1a', '\t', '+'}) {
    EXPECT_FALSE(EncodeIta2(std::string("A") + c, CharacterSet::kIta2)) << c;
  }
  EXPECT_TRUE(EncodeIta2("#0417", CharacterSet::kIta2Us));
}

TEST(Ita2, DamageStaysVisible) {
  EXPECT_EQ(Decode({kCodeBlank, kCodeFigures, 0b01101}), std::string("\0\x1a", 2));
}

TEST(Ita2, ADecoderKeepsItsCaseFromPieceToPiece) {
  Ita2Decoder decoder(CharacterSet::kIta2);
  std::string text;
  for (const TeleprinterCode code : Encode("A12B")) decoder.Feed({&code, 1}, text);
  EXPECT_EQ(text, "A12B");
}

// ACP 127 ¶141: each character has five neighbours, itself not among them, and is theirs.
TEST(Ita2, AGarbleGainsOrLosesOneImpulse) {
  for (TeleprinterCode code = 0; code < 32; ++code) {
    unsigned neighbours = 0;
    for (int impulse = 1; impulse <= kImpulsesPerCode; ++impulse) {
      const TeleprinterCode garbled = Garble(code, impulse);
      EXPECT_LT(garbled, 32);
      EXPECT_EQ(Garble(garbled, impulse), code);
      neighbours |= 1U << garbled;
    }
    EXPECT_EQ(__builtin_popcount(neighbours), 5);
    EXPECT_EQ(neighbours >> code & 1U, 0u);
  }
  // E with its second impulse gained is A; with the only one it has lost it is BLANK.
  EXPECT_EQ(Garble(0b00001, 2), 0b00011);
  EXPECT_EQ(Garble(0b00001, 1), kCodeBlank);
}

RC_GTEST_PROP(Ita2, WhateverASetCarriesIsDecodedAsItWas, ()) {
  const auto set = *rc::gen::element(CharacterSet::kIta2, CharacterSet::kIta2Us);
  std::string carried = "\r\n";
  for (char c = ' '; c < '\x7f'; ++c) {
    if (Carries(set, c)) carried += c;
  }
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(carried));
  const auto codes = EncodeIta2(text, set);
  RC_ASSERT(codes.has_value());
  RC_ASSERT(Decode(*codes, set) == text);
}

}  // namespace
}  // namespace torntape::cable
