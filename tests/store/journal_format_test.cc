#include "store/journal_format.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace torntape::store {
namespace {

constexpr std::uint64_t kEpoch = 0x1122334455667788;

std::string Hex(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text += fmt::format("{:02x}", static_cast<std::uint8_t>(bytes[i]));
    text += i % 16 == 15 || i + 1 == bytes.size() ? "\n" : i % 8 == 7 ? "  " : " ";
  }
  return text;
}

Frame SampleFrame() {
  Frame frame;
  frame.sequence = FirstOfRun(1) + 1;
  frame.unflushed = 1;
  frame.kind = FrameKind::kRecord;
  frame.key = 7;
  frame.record = "RECORD";
  frame.body = "BODY\n";
  return frame;
}

// docs/journal.md shows these very bytes.
TEST(JournalFormat, IsWhatItsPageShows) {
  std::string header;
  AppendSegmentHeader({kEpoch, 1, FirstOfRun(1) - 1, 1}, header);
  EXPECT_EQ(Hex(header),
            "54 4f 52 4e 54 41 50 45  28 a8 03 c2 e4 76 7a df\n"
            "01 00 00 00 00 00 00 00  88 77 66 55 44 33 22 11\n"
            "01 00 00 00 00 00 00 00  00 00 00 00 01 00 00 00\n"
            "01 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00\n");
  std::string frame;
  AppendFrame(SampleFrame(), kEpoch, frame);
  EXPECT_EQ(Hex(frame),
            "0b d2 81 ad 77 d6 21 82  02 00 00 00 01 00 00 00\n"
            "07 00 00 00 00 00 00 00  06 00 00 00 05 00 00 00\n"
            "01 00 00 00 01 c3 56 a8  52 45 43 4f 52 44 42 4f\n"
            "44 59 0a 00 00 00 00 00\n");
  EXPECT_EQ(WriteStoreIdentity({kEpoch, "RYKA"}),
            "torntape-store 1\nepoch 1122334455667788\nowner RYKA\n");
}

TEST(JournalFormat, ReadsWhatItWrites) {
  const SegmentHeader header{kEpoch, 42, FirstOfRun(3) + 17, 40};
  std::string bytes;
  AppendSegmentHeader(header, bytes);
  EXPECT_EQ(ReadSegmentHeader(bytes), header);
  EXPECT_EQ(bytes.size(), kSegmentHeaderBytes);

  AppendFrame(SampleFrame(), kEpoch, bytes);
  const auto frame = ReadFrame(std::string_view(bytes).substr(kSegmentHeaderBytes), kEpoch);
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->sequence, FirstOfRun(1) + 1);
  EXPECT_EQ(frame->flushed(), FirstOfRun(1) - 1);
  EXPECT_EQ(frame->key, 7u);
  EXPECT_EQ(frame->record, "RECORD");
  EXPECT_EQ(frame->body, "BODY\n");
}

TEST(JournalFormat, EveryBitOfAFrameCounts) {
  std::string bytes;
  AppendFrame(SampleFrame(), kEpoch, bytes);
  ASSERT_EQ(bytes.size(), FrameBytes(6, 5));
  const std::size_t summed = kFrameHeadBytes + 6 + 5;
  for (std::size_t bit = 0; bit < summed * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(ReadFrame(damaged, kEpoch).has_value()) << "bit " << bit;
  }
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(ReadFrame(std::string_view(bytes).substr(0, size), kEpoch).has_value()) << size;
  }
  EXPECT_FALSE(ReadFrame(bytes, kEpoch + 1).has_value()) << "a record of another store";
}

TEST(JournalFormat, EveryBitOfAHeaderCounts) {
  std::string bytes;
  AppendSegmentHeader({kEpoch, 1, FirstOfRun(1) - 1, 1}, bytes);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(ReadSegmentHeader(damaged).has_value()) << "bit " << bit;
  }
}

TEST(JournalFormat, ARunGoesOnWhereTheOneBeforeEnded) {
  EXPECT_TRUE(Follows(FirstOfRun(1), FirstOfRun(1) + 1));
  EXPECT_TRUE(Follows(FirstOfRun(1) + 5, FirstOfRun(2)));
  EXPECT_TRUE(Follows(FirstOfRun(1) + 5, FirstOfRun(4))) << "runs that wrote nothing";
  EXPECT_FALSE(Follows(FirstOfRun(1) + 5, FirstOfRun(1) + 7));
  EXPECT_FALSE(Follows(FirstOfRun(1) + 5, FirstOfRun(2) + 1));
  EXPECT_FALSE(Follows(FirstOfRun(2), FirstOfRun(1) + 6)) << "what an earlier run left behind";
}

TEST(JournalFormat, NamesSegmentsByNumber) {
  EXPECT_EQ(SegmentName(42), "0000000042.journal");
  EXPECT_EQ(SegmentNumber("0000000042.journal"), 42u);
  EXPECT_EQ(SegmentNumber(SegmentName(12'345'678'901)), 12'345'678'901u);
  for (const char* name : {"next", "lock", "42.journal", "000000004x.journal", "0000000042"}) {
    EXPECT_FALSE(SegmentNumber(name).has_value()) << name;
  }
}

TEST(JournalFormat, RefusesWhatIsNoIdentity) {
  std::uint32_t version = 0;
  const StoreIdentity identity{kEpoch, "RYKA"};
  EXPECT_EQ(ReadStoreIdentity(WriteStoreIdentity(identity), version), identity);
  EXPECT_EQ(version, kJournalVersion);
  EXPECT_FALSE(ReadStoreIdentity("torntape-store 2\nepoch 01\nowner RYKA\n", version).has_value());
  EXPECT_EQ(version, 2u);
  for (const char* text :
       {"", "torntape-store 1\n", "torntape-store 1\nepoch xx\nowner RYKA\n",
        "torntape-store 1\nepoch 00\nowner RYKA\n", "torntape-store 1\nepoch 01\nowner \n",
        "torntape-store 1\nepoch 01\nowner RYKA", "torntape-store 1\nepoch 01\nowner RYKA\nmore\n",
        "torntape-stored 1\nepoch 01\nowner RYKA\n"}) {
    EXPECT_FALSE(ReadStoreIdentity(text, version).has_value()) << text;
  }
}

}  // namespace
}  // namespace torntape::store
