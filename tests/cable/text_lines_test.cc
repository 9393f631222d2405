#include "cable/text_lines.h"

#include <string>

#include <gtest/gtest.h>

namespace torntape::cable {
namespace {

std::string Split(std::string_view text) {
  std::string out;
  const auto lines = SplitLines(text);
  if (!lines) return "too many";
  for (const LineOfText& line : *lines) {
    out += std::to_string(line.number) + "[" + std::string(line.text) + "]";
  }
  return out;
}

TEST(TextLines, EndsOfLines) {
  EXPECT_EQ(Split(""), "");
  EXPECT_EQ(Split("A"), "1[A]");
  EXPECT_EQ(Split("A\n"), "1[A]");
  EXPECT_EQ(Split("A\nB"), "1[A]2[B]");
  EXPECT_EQ(Split("A\r\nB\r\r\n\n"), "1[A]2[B]3[]");
  EXPECT_EQ(Split("A\rB\n"), "1[A\rB]");
  EXPECT_EQ(Split("A\r\r"), "1[A]");
  EXPECT_EQ(Split("\n\r\n"), "1[]2[]");
}

TEST(TextLines, TheNumberOfLinesIsLimited) {
  EXPECT_EQ(SplitLines(std::string(kLinesMax, '\n'))->size(), kLinesMax);
  EXPECT_FALSE(SplitLines(std::string(kLinesMax + 1, '\n')));
}

std::string Groups(std::string_view text) {
  std::string out;
  for (const std::string_view group : SplitGroups(text)) out += "[" + std::string(group) + "]";
  return out;
}

TEST(TextLines, GroupsStandBetweenSpaces) {
  EXPECT_EQ(Groups(""), "");
  EXPECT_EQ(Groups("   "), "");
  EXPECT_EQ(Groups("OO RYLBDN"), "[OO][RYLBDN]");
  EXPECT_EQ(Groups("  OO   RYLBDN  "), "[OO][RYLBDN]");
  EXPECT_EQ(FirstGroup("  OO RYLBDN"), "OO");
  EXPECT_EQ(FirstGroup(" "), "");
}

TEST(TextLines, SpacingThatIsNotOneSpace) {
  EXPECT_FALSE(FindBadSpacing("OO RYLBDN"));
  EXPECT_FALSE(FindBadSpacing("OO RYLBDN   "));
  EXPECT_EQ(FindBadSpacing(" OO  RYLBDN"), " ");
  EXPECT_EQ(FindBadSpacing("OO   RYLBDN"), "   ");
}

}  // namespace
}  // namespace torntape::cable
