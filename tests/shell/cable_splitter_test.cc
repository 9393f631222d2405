#include "nodes/shell/cable_splitter.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace torntape::nodes {
namespace {

// The pieces of a stream that comes in parts of `part` bytes, one a line: "1@3:VZCZC...|NNNN|".
std::string Split(const std::string& stream, std::size_t part, std::size_t bytes_max = 1000) {
  CableSplitter splitter(bytes_max);
  std::vector<CableSplitter::Piece> pieces;
  for (std::size_t at = 0; at < stream.size(); at += part) {
    splitter.Feed(std::string_view(stream).substr(at, part));
    while (auto piece = splitter.Next()) pieces.push_back(*piece);
  }
  if (auto rest = splitter.Rest()) pieces.push_back(*rest);
  std::string all;
  for (CableSplitter::Piece& piece : pieces) {
    for (char& c : piece.text) c = c == '\n' ? '|' : c == '\r' ? '<' : c;
    all += std::to_string(piece.ordinal) + "@" + std::to_string(piece.first_line) + ":" +
           (piece.too_long ? "too long" : piece.text) + "\n";
  }
  return all;
}

struct Case {
  const char* name;
  const char* stream;
  const char* wanted;
};

class CableSplitterTable : public ::testing::TestWithParam<Case> {};

TEST_P(CableSplitterTable, Splits) {
  const std::string stream = GetParam().stream;
  for (std::size_t part = 1; part <= stream.size() + 1; ++part) {
    EXPECT_EQ(Split(stream, part), GetParam().wanted) << "in parts of " << part;
  }
}

const Case kCases[] = {
    {"Nothing", "", ""},
    {"BlankLines", "\n\r\n  \n", ""},
    {"One", "A\nB\nNNNN\n", "1@1:A|B|NNNN|\n"},
    {"Two", "A\nNNNN\nB\nNNNN\n", "1@1:A|NNNN|\n2@3:B|NNNN|\n"},
    {"BlankLinesBetween", "A\nNNNN\n\n\n\nB\nNNNN\n\n", "1@1:A|NNNN|\n2@6:B|NNNN|\n"},
    {"BlankLinesWithin", "\n\nA\n\n\nNNNN\n", "1@3:A|||NNNN|\n"},
    {"CarriageReturns", "A\r\r\nNNNN\r\r\nB\r\nNNNN\r\n", "1@1:A<<|NNNN<<|\n2@3:B<|NNNN<|\n"},
    {"NoLineEndAtTheEnd", "A\nNNNN", "1@1:A|NNNN\n"},
    {"NoEndOfMessage", "A\nNNNN\nB\n", "1@1:A|NNNN|\n2@3:B|\n"},
    {"NotAnEnd", "A NNNN\nNNNNN\nNNNN\n", "1@1:A NNNN|NNNNN|NNNN|\n"},
    {"EndWithSpaces", "A\nNNNN  \nB\nNNNN\n", "1@1:A|NNNN  |\n2@3:B|NNNN|\n"},
};
INSTANTIATE_TEST_SUITE_P(Streams, CableSplitterTable, ::testing::ValuesIn(kCases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(CableSplitter, OneThatIsTooLongCostsOnlyItself) {
  const std::string longer = std::string(40, 'X') + "\n" + std::string(200, 'Y');
  const std::string stream = "A\nNNNN\n" + longer + "\nNNNN\nB\nNNNN\n";
  EXPECT_EQ(Split(stream, 16, 64), "1@1:A|NNNN|\n2@3:too long\n3@6:B|NNNN|\n");
}

TEST(CableSplitter, OneThatNeverEndsTakesNoMemory) {
  CableSplitter splitter(64);
  std::size_t pieces = 0;
  for (int i = 0; i < 1000; ++i) {
    splitter.Feed(std::string(10'000, 'N'));
    while (splitter.Next()) ++pieces;
  }
  EXPECT_EQ(pieces, 1u);
  EXPECT_FALSE(splitter.Rest());
}

}  // namespace
}  // namespace torntape::nodes
