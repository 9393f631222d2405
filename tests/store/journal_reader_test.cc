// Goal: whatever a crash or a disk does to a segment, what is sound is found, what was promised and
// is gone is told, and what was never promised is not.
// Method: small segments written record by record, and damaged in every place.
#include "store/journal_reader.h"

#include <gtest/gtest.h>

namespace torntape::store {
namespace {

using Kind = JournalFault::Kind;
constexpr std::uint64_t kEpoch = 77;
constexpr std::uint64_t kNumber = 3;

class SegmentTest : public ::testing::Test {
 protected:
  SegmentTest() { AppendSegmentHeader({kEpoch, kNumber, last_, 1}, bytes_); }

  // Appends a record to the turn.
  void Write(std::string_view record, std::string_view body = {}) {
    Frame frame;
    frame.sequence = ++last_;
    frame.unflushed = static_cast<std::uint32_t>(last_ - 1 - flushed_);
    frame.key = body.empty() ? 0 : last_;
    frame.record = record;
    frame.body = body;
    begins_.push_back(bytes_.size());
    AppendFrame(frame, kEpoch, bytes_);
  }
  void Flush() { flushed_ = last_; }
  void Run(std::uint64_t run) { last_ = flushed_ = FirstOfRun(run) - 1; }

  SegmentContents Read(std::string_view bytes, Sequence promised = 0) const {
    return ReadSegment(bytes, {kEpoch, kNumber, FirstOfRun(1) - 1, promised});
  }
  // "a b !damaged@120+56 x1 c": the records found and the faults told, by place.
  std::string Summarize(const SegmentContents& contents) const {
    std::string text;
    std::size_t fault = 0;
    const auto tell = [&](std::uint64_t up_to) {
      for (; fault < contents.faults.size() && contents.faults[fault].offset <= up_to; ++fault) {
        const JournalFault& one = contents.faults[fault];
        const char* names[] = {"torn", "damaged", "lost", "header", "other", "missing"};
        text += std::string("!") + names[static_cast<int>(one.kind)];
        if (one.record_count > 0) text += "x" + std::to_string(one.record_count);
        text += " ";
      }
    };
    for (const auto& piece : contents.pieces) {
      tell(piece.offset);
      text += std::string(piece.frame.record) + " ";
    }
    tell(~std::uint64_t{0});
    return text.empty() ? text : text.substr(0, text.size() - 1);
  }
  std::string Summarize(Sequence promised = 0) const { return Summarize(Read(bytes_, promised)); }

  std::string bytes_;
  std::vector<std::size_t> begins_;
  Sequence last_ = FirstOfRun(1) - 1;
  Sequence flushed_ = FirstOfRun(1) - 1;
};

TEST_F(SegmentTest, FindsAllThatIsSound) {
  Write("a");
  Write("b", "BODY");
  Flush();
  Write("c");
  const SegmentContents contents = Read(bytes_);
  EXPECT_EQ(Summarize(contents), "a b c");
  EXPECT_EQ(contents.pieces[1].frame.body, "BODY");
  EXPECT_EQ(contents.end, bytes_.size());
  EXPECT_EQ(contents.last, last_);
}

TEST_F(SegmentTest, AnEmptyOneIsNoFault) {
  EXPECT_EQ(Summarize(), "");
  bytes_.resize(4096);
  EXPECT_EQ(Summarize(), "");
  bytes_.assign(4096, '\0');
  EXPECT_EQ(Summarize(), "") << "begun, and not even its head was written";
}

// A crash cuts the last turn off at any byte: all before it is there, and nothing of it is told as
// damage, as nobody was promised any of it.
TEST_F(SegmentTest, ATornTailAtEveryByte) {
  Write("a");
  Write("b", "BODY");
  Flush();
  const std::size_t flushed = bytes_.size();
  Write("c", "SOME MORE");
  Write("d");
  Write("e", "AND MORE");
  for (std::size_t size = flushed; size < bytes_.size(); ++size) {
    for (const bool zeros : {false, true}) {
      std::string torn = bytes_.substr(0, size);
      if (zeros) torn.resize(bytes_.size() + 512);
      const SegmentContents contents = Read(torn);
      const std::string found = Summarize(contents);
      EXPECT_TRUE(found.starts_with("a b")) << found;
      EXPECT_EQ(found.find("damaged"), std::string::npos) << found << " at byte " << size;
      EXPECT_EQ(found.find("lost"), std::string::npos) << found;
      EXPECT_GE(contents.end, flushed);
      EXPECT_LT(contents.end, size + kFrameAlignment) << "but for what fills up to a multiple";
    }
  }
}

// The sectors of one turn reach the disk in any order.
TEST_F(SegmentTest, ATurnOfWhichOnlyTheEndArrivedIsNotTaken) {
  Write("a");
  Flush();
  Write("b");
  Write("c");
  std::fill_n(bytes_.begin() + static_cast<std::ptrdiff_t>(begins_[1]), 40, '\0');
  const SegmentContents contents = Read(bytes_);
  EXPECT_EQ(Summarize(contents), "a !torn");
  EXPECT_EQ(contents.end, begins_[1]);
}

TEST_F(SegmentTest, EveryFlippedBitOfAFlushedRecordIsTold) {
  Write("a");
  Write("b", "BODY OF B");
  Write("c");
  Flush();
  Write("d");
  const std::size_t begin = begins_[1];
  const std::size_t summed = kFrameHeadBytes + 1 + 9;
  for (std::size_t bit = begin * 8; bit < (begin + summed) * 8; ++bit) {
    std::string damaged = bytes_;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    const SegmentContents contents = Read(damaged);
    EXPECT_EQ(Summarize(contents), "a !damagedx1 c d") << "bit " << bit;
    EXPECT_EQ(contents.faults[0].offset, begin);
    EXPECT_EQ(contents.faults[0].first_record, FirstOfRun(1) + 1);
    EXPECT_EQ(contents.faults[0].bytes, begins_[2] - begin);
  }
}

// Without a later turn nobody can know that it had been flushed, unless the next segment says so.
TEST_F(SegmentTest, TheNextSegmentTellsWhatWasPromised) {
  Write("a");
  Write("b");
  bytes_[begins_[1]] ^= 1;
  EXPECT_EQ(Summarize(), "a !torn");
  EXPECT_EQ(Summarize(/*promised=*/last_), "a !damagedx1");
  bytes_.resize(begins_[1]);
  EXPECT_EQ(Summarize(), "a");
  EXPECT_EQ(Summarize(last_), "a !damagedx1");
}

TEST_F(SegmentTest, BytesThatWereTakenOutAreMissed) {
  for (const char* record : {"a", "b", "c"}) Write(record);
  Flush();
  Write("d");
  bytes_.erase(begins_[1], begins_[2] - begins_[1]);
  EXPECT_EQ(Summarize(), "a !lostx1 c d");
}

// A segment that is used again holds its earlier life behind its end.
TEST_F(SegmentTest, StaleRecordsAreNeverTaken) {
  const std::string fresh = bytes_;
  for (int i = 0; i < 20; ++i) Write("stale", "OLD BODY");
  Flush();
  const std::string stale = bytes_.substr(kSegmentHeaderBytes);
  last_ += 1000;
  flushed_ = last_;
  bytes_.clear();
  AppendSegmentHeader({kEpoch, kNumber, last_, 1}, bytes_);
  Write("a");
  Write("b", "LONGER THAN THE OLD ONES");
  for (std::size_t cut = kSegmentHeaderBytes; cut <= bytes_.size(); ++cut) {
    const std::string again = bytes_.substr(0, cut) + stale.substr(cut - kSegmentHeaderBytes);
    EXPECT_EQ(Summarize(Read(again)).find("stale"), std::string::npos) << cut;
  }
}

// A run that was cut off left records behind the place where the next one went on.
TEST_F(SegmentTest, WhatAnEarlierRunLeftBehindIsNotTaken) {
  Write("a");
  Flush();
  const std::size_t end = bytes_.size();
  Write("torn");
  Write("left");
  Write("left");
  const std::string before = bytes_;
  bytes_.resize(end);
  Run(2);
  Write("b");
  Flush();
  Write("c");
  // Of the same length as what it replaces, so that the rest of run 1 stands right behind.
  const std::string now = bytes_ + before.substr(bytes_.size());
  const SegmentContents contents = Read(now);
  EXPECT_EQ(Summarize(contents), "a b c");
  EXPECT_EQ(contents.end, bytes_.size());
}

TEST_F(SegmentTest, ADamagedHeadIsDoneWithout) {
  Write("a");
  Write("b");
  bytes_[20] ^= 1;
  EXPECT_EQ(Summarize(), "!header a b");
}

TEST_F(SegmentTest, AnotherStoresSegmentIsRefused) {
  Write("a");
  const SegmentContents contents = ReadSegment(bytes_, {kEpoch + 1, kNumber, FirstOfRun(1) - 1, 0});
  EXPECT_EQ(Summarize(contents), "!other");
}

}  // namespace
}  // namespace torntape::store
