// The stream reader (spec 5.8): every stream of the table is fed in portions of every size, so that
// nothing can depend on where a portion ends.

#include "cable/stream_reader.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/cable/cable_testing.h"

namespace torntape::cable::testing {
namespace {

std::string Shown(const StreamPiece& piece) {
  std::string text = piece.text;
  for (char& c : text) c = c == '\n' ? '|' : c == '\r' ? '<' : c;
  static constexpr const char* kCancellations[] = {"", " E", " ZXB", " ZPH"};
  return fmt::format("{}@{} {}{}:{}\n", piece.ordinal, piece.first_line, NameOf(piece.kind),
                     kCancellations[static_cast<int>(piece.cancellation)],
                     piece.kind == PieceKind::kTooLong ? "" : text);
}

// The pieces of a stream that comes in portions of `portion` bytes, one a line:
// "1@3 message:VZCZC...|NNNN|".
std::string Split(const std::string& stream, std::size_t portion,
                  const StreamReader::Options& options) {
  StreamReader reader(options);
  std::string all;
  for (std::size_t at = 0; at < stream.size(); at += portion) {
    reader.Feed(std::string_view(stream).substr(at, portion));
    while (const auto piece = reader.Next()) all += Shown(*piece);
  }
  while (const auto piece = reader.Rest()) all += Shown(*piece);
  return all;
}

struct Case {
  const char* name;
  std::string stream;
  const char* wanted;
  bool odd_ends = false;
};

void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

class StreamTable : public ::testing::TestWithParam<Case> {};

TEST_P(StreamTable, Splits) {
  const Case& row = GetParam();
  for (std::size_t portion = 1; portion <= row.stream.size() + 1; ++portion) {
    ASSERT_EQ(Split(row.stream, portion, {1000, row.odd_ends}), row.wanted)
        << "in portions of " << portion;
  }
}

std::string WithNul(std::string text, char in_place_of) {
  for (char& c : text) c = c == in_place_of ? '\0' : c;
  return text;
}

const Case kFrames[] = {
    {"Nothing", "", ""},
    {"BlankLines", "\n\r\n  \n", ""},
    {"One", "VZCZCA\nB\nNNNN\n", "1@1 message:VZCZCA|B|NNNN|\n"},
    {"Two", "VZCZCA\nNNNN\nVZCZCB\nNNNN\n", "1@1 message:VZCZCA|NNNN|\n2@3 message:VZCZCB|NNNN|\n"},
    {"BlankLinesBetween", "VZCZCA\nNNNN\n\n\n\nVZCZCB\nNNNN\n\n",
     "1@1 message:VZCZCA|NNNN|\n2@6 message:VZCZCB|NNNN|\n"},
    {"BlankLinesWithin", "\n\nVZCZCA\n\n\nNNNN\n", "1@3 message:VZCZCA|||NNNN|\n"},
    {"CarriageReturns", "VZCZCA\r\r\nNNNN\r\r\nVZCZCB\r\nNNNN\r\n",
     "1@1 message:VZCZCA<<|NNNN<<|\n2@3 message:VZCZCB<|NNNN<|\n"},
    {"LineFeedFirst", "VZCZCA\n\rB\n\rNNNN\n\r", "1@1 message:VZCZCA|B|NNNN|\n"},
    {"NoLineEndAtTheEnd", "VZCZCA\nNNNN", "1@1 message:VZCZCA|NNNN\n"},
    {"NotAnEnd", "VZCZCA NNNN\nNNNNN\nNNNN\n", "1@1 message:VZCZCA NNNN|NNNNN|NNNN|\n"},
    {"EndWithSpaces", "VZCZCA\nNNNN  \nVZCZCB\nNNNN\n",
     "1@1 message:VZCZCA|NNNN  |\n2@3 message:VZCZCB|NNNN|\n"},
    {"Fillers", WithNul("~~VZC~ZCA\n~B\nNN~NN\x7f\x7f\n\x01VZCZCC\nNNNN\n\x03", '~'),
     "1@1 message:VZCZCA|B|NNNN|\n2@4 message:VZCZCC|NNNN|\n"},
    {"OtherHeadings",
     "OO RYLBDN\nDE RYKABD\nX\nNNNN\nOTTCZYUW RYKABDA0417 1341042-CCCC--R.\nNNNN\n",
     "1@1 message:OO RYLBDN|DE RYKABD|X|NNNN|\n"
     "2@5 message:OTTCZYUW RYKABDA0417 1341042-CCCC--R.|NNNN|\n"},
};
INSTANTIATE_TEST_SUITE_P(Frames, StreamTable, ::testing::ValuesIn(kFrames),
                         [](const auto& row) { return std::string(row.param.name); });

// The rows of spec 5.8.
const Case kDamage[] = {
    {"NextBeginsInside", "VZCZCA\nB\nVZCZCC\nNNNN\n",
     "1@1 incomplete message:VZCZCA|B|\n2@3 message:VZCZCC|NNNN|\n"},
    {"NextBeginsOnTheLastLine", "VZCZCA\nB\nNNNNVZCZCC\nNNNN\n",
     "1@1 message:VZCZCA|B|NNNN\n2@3 message:VZCZCC|NNNN|\n"},
    {"NextBeginsInTheMiddle", "VZCZCA\nB ZCZCC\nNNNN\n",
     "1@1 incomplete message:VZCZCA|B \n2@2 message:ZCZCC|NNNN|\n"},
    {"StreamEnds", "VZCZCA\nB\n", "1@1 incomplete message:VZCZCA|B|\n"},
    {"NoiseBetween", "VZCZCA\nNNNN\nQSL?\nVZCZCB\nNNNN\nBYE\n",
     "1@1 message:VZCZCA|NNNN|\n2@3 noise:QSL?|\n3@4 message:VZCZCB|NNNN|\n4@6 noise:BYE|\n"},
    {"OrphanTail", "B\n#0417\nNNNN\nVZCZCA\nNNNN\n",
     "1@1 orphan tail:B|#0417|NNNN|\n2@4 message:VZCZCA|NNNN|\n"},
    {"EndTwice", "VZCZCA\nNNNN\n\nNNNN\n", "1@1 message:VZCZCA|NNNN|\n2@4 orphan tail:NNNN|\n"},
    {"CancelledByErrorSigns", "VZCZCA\nE E E E E E E E AR\nNNNN\n",
     "1@1 cancelled message E:VZCZCA|E E E E E E E E AR|NNNN|\n"},
    {"CancelledAskForCopy", "VZCZCA\nZXB ZXB\nNNNN\n",
     "1@1 cancelled message ZXB:VZCZCA|ZXB ZXB|NNNN|\n"},
    {"CancelledRerunFollows", "VZCZCA\nZPH\n\nNNNN\n",
     "1@1 cancelled message ZPH:VZCZCA|ZPH||NNNN|\n"},
    {"ErrorSignsInTheText", "VZCZCA\nE E E E E E E E AR\nB\nNNNN\n",
     "1@1 message:VZCZCA|E E E E E E E E AR|B|NNNN|\n"},
    {"ShiftSlip", "CZCZCA\nB\nNNN\nVZCZCC\nNNNN\n",
     "1@1 noise:C\n2@1 incomplete message:ZCZCA|B|NNN|\n3@4 message:VZCZCC|NNNN|\n"},
    {"OddEnds", "VZCZCA\nNNN\nVZCZCB\nNNNNN\nVZCZCC\nNNNN//\nX\n",
     "1@1 message:VZCZCA|NNN|\n2@3 message:VZCZCB|NNNNN|\n3@5 message:VZCZCC|NNNN//|\n"
     "4@7 noise:X|\n",
     true},
    {"NoEndBetweenRoutingLines",
     "PTTCZYUW RYKABDA0417 1341042-CCCC--RYLBDNA.\nBT\nA\nBT\n#0417\n"
     "RTTCZYUW RYKABDA0418 1341043-CCCC--RYLBDNA.\nNNNN\n",
     "1@1 incomplete message:PTTCZYUW RYKABDA0417 1341042-CCCC--RYLBDNA.|BT|A|BT|#0417|\n"
     "2@6 message:RTTCZYUW RYKABDA0418 1341043-CCCC--RYLBDNA.|NNNN|\n"},
    {"RoutingLineQuoted",
     "VZCZCA\nBT\nUNCLAS SVC\nRTTCZYUW RYKABDA0418 1341043-CCCC--RYLBDNA.\nBT\nNNNN\n",
     "1@1 message:VZCZCA|BT|UNCLAS SVC|RTTCZYUW RYKABDA0418 1341043-CCCC--RYLBDNA.|BT|NNNN|\n"},
};
INSTANTIATE_TEST_SUITE_P(Damage, StreamTable, ::testing::ValuesIn(kDamage),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(StreamReader, OneThatIsTooLongCostsOnlyItself) {
  const std::string longer = "VZCZC" + std::string(40, 'X') + "\n" + std::string(200, 'Y');
  const std::string stream = "VZCZCA\nNNNN\n" + longer + "\nNNNN\nVZCZCB\nNNNN\n";
  const std::string wanted =
      "1@1 message:VZCZCA|NNNN|\n2@3 too long message:\n3@6 message:VZCZCB|NNNN|\n";
  EXPECT_EQ(Split(stream, 16, {64, false}), wanted);
  EXPECT_EQ(Split(stream, stream.size(), {64, false}), wanted);
}

TEST(StreamReader, OneThatIsTooLongAndNeverEndsGivesWayToTheNext) {
  const std::string stream = "VZCZC" + std::string(200, 'X') + "\nVZCZCB\nNNNN\n";
  EXPECT_EQ(Split(stream, 16, {64, false}), "1@1 too long message:\n2@2 message:VZCZCB|NNNN|\n");
}

TEST(StreamReader, OneThatNeverEndsTakesNoMemory) {
  StreamReader reader({64, false});
  std::size_t pieces = 0;
  for (int i = 0; i < 200; ++i) {
    reader.Feed(std::string(10'000, 'N'));
    while (reader.Next()) ++pieces;
  }
  EXPECT_EQ(pieces, 1u);
  EXPECT_FALSE(reader.Rest());
}

// Many short messages in one portion: were the rest moved for each, this would take minutes.
TEST(StreamReader, ManyMessagesAtOnceAreReadInLinearTime) {
  std::string stream;
  for (int i = 0; i < 20'000; ++i) stream += "VZCZCBDA0001\nRR RYLBDN\nNNNN\n";
  StreamReader reader({});
  reader.Feed(stream);
  std::size_t pieces = 0;
  while (reader.Next()) ++pieces;
  EXPECT_EQ(pieces, 20'000u);
}

}  // namespace
}  // namespace torntape::cable::testing
