#include "base/printable.h"

#include <string>

#include <gtest/gtest.h>

#include "base/json.h"

namespace torntape {
namespace {

using std::string_literals::operator""s;

TEST(Printable, PlainTextIsShownAsItIs) { EXPECT_EQ(Printable("OO RYLBDN", 20), "OO RYLBDN"); }

TEST(Printable, ControlsAreEscaped) {
  EXPECT_EQ(Printable("a\0b\tc\x07\x1b[2J\x7f"s, 60), "a\\x00b\\tc\\x07\\x1b[2J\\x7f");
}

TEST(Printable, Utf8IsShownAndItsDamageEscaped) {
  EXPECT_EQ(Printable("¶5 é", 20), "¶5 é");
  EXPECT_EQ(Printable("\xc2", 20), "\\xc2");  // cut in the middle
  EXPECT_EQ(Printable("\xc0\xaf", 20), "\\xc0\\xaf");
  EXPECT_EQ(Printable("\xe0\x80\xaf", 20), "\\xe0\\x80\\xaf");           // overlong
  EXPECT_EQ(Printable("\xed\xa0\x80", 20), "\\xed\\xa0\\x80");           // a surrogate
  EXPECT_EQ(Printable("\xf4\x90\x80\x80", 20), "\\xf4\\x90\\x80\\x80");  // beyond Unicode
}

TEST(Printable, WhatTurnsWritingRoundIsEscaped) {
  EXPECT_EQ(Printable("a\u202eb", 40), "a\\xe2\\x80\\xaeb");
  EXPECT_EQ(Printable("a\u0085b", 40), "a\\xc2\\x85b");
}

TEST(Printable, IsCutToItsColumns) {
  EXPECT_EQ(Printable("RYLBDNRYMCFR", 12), "RYLBDNRYMCFR");
  EXPECT_EQ(Printable("RYLBDNRYMCFRX", 12), "RYLBDNRYM...");
  EXPECT_EQ(Printable("\t\t\t\t", 7), "\\t\\t...");  // never within an escape
}

TEST(Printable, PiledUpMarksAreCutToo) {
  std::string marks = "e";
  for (int i = 0; i < 10'000; ++i) marks += "\u0301";
  EXPECT_LT(Printable(marks, 40).size(), 200u);
}

TEST(Printable, ColumnsOfLetters) {
  EXPECT_EQ(FirstCell("¶x").bytes, 2u);
  EXPECT_EQ(FirstCell("¶x").columns, 1);
  EXPECT_EQ(FirstCell("漢").columns, 2);
  EXPECT_EQ(FirstCell("\u0301").columns, 0);
  EXPECT_EQ(FirstCell("\t").columns, 2);
  EXPECT_EQ(FirstCell("").bytes, 0u);
}

TEST(Json, Strings) {
  std::string out;
  AppendJsonString(out, "say \"QSL\" \\ ¶\n\t\0\xff"s);
  EXPECT_EQ(out, "\"say \\\"QSL\\\" \\\\ ¶\\n\\u0009\\u0000\\ufffd\"");
}

}  // namespace
}  // namespace torntape
