#include "store/disk_store.h"

#include <filesystem>
#include <map>
#include <unistd.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/store/memory_folder.h"

namespace torntape::store {
namespace {

using testing::MemoryDisk;

class Log final : public StoreListener {
 public:
  void Committed(Ticket ticket) override { committed = static_cast<std::uint64_t>(ticket); }
  void BodyRead(BodyKey key, std::string_view, SharedBytes body) override {
    read[static_cast<std::uint64_t>(key)] = body.view();
  }
  std::uint64_t committed = 0;
  std::map<std::uint64_t, std::string> read;
};

class Records final : public RecoveryListener {
 public:
  void Recovered(std::string_view record) override { text += std::string(record) + " "; }
  std::string text;
};

// A disk, and a store on it that is opened again and again.
class DiskStoreTest : public ::testing::Test {
 protected:
  DiskStoreTest() {
    options_.owner = "RYKA";
    options_.epoch_if_new = 5;
    options_.journal.segment_bytes = 4096;
    options_.journal.history_bytes_max = 4096;
    options_.report = [this](const Diagnostic& diagnostic, const std::string& source) {
      told_ += RenderDiagnostic(diagnostic, source, "");
    };
  }
  // The records that recovery gives, and what it said, as "told".
  std::string Open() {
    told_.clear();
    store_.reset();
    log_ = Log();
    auto opened = DiskStore::Open(disk_.Open(), options_);
    if (!opened) return "refused: " + opened.error().message;
    store_ = std::move(*opened);
    store_->SetListener(log_);
    Records records;
    store_->Recover(records);
    return records.text;
  }
  std::uint64_t Append(std::string_view record, std::uint64_t key = 0, std::string body = {}) {
    return static_cast<std::uint64_t>(
        store_->Append(record, BodyKey{key}, key == 0 ? SharedBytes() : SharedBytes(body)));
  }
  std::string Read(std::uint64_t key) {
    log_.read.erase(key);
    store_->Read(BodyKey{key});
    return log_.read.contains(key) ? log_.read[key] : "no answer";
  }
  // As a station's turn does it: whatever the store wishes is told again.
  void EndTurn() {
    RenewalWish wish;
    if (store_->TakeRenewalWish(wish)) {
      for (const std::uint64_t key : wish.bodies) {
        store_->AppendRenewed("again" + std::to_string(key), BodyKey{key});
      }
      if (wish.told_before != 0) Append("seen");
      if (wish.standing != 0) store_->AppendStanding("S" + std::to_string(wish.standing));
    }
    store_->Commit();
  }

  MemoryDisk disk_;
  DiskStore::Options options_;
  std::unique_ptr<DiskStore> store_;
  Log log_;
  std::string told_;
};

TEST_F(DiskStoreTest, KeepsWhatWasCommitted) {
  EXPECT_EQ(Open(), "");
  EXPECT_EQ(store_->epoch(), 5u);
  EXPECT_TRUE(store_->lasting());
  Append("one", 1, "BODY ONE");
  const auto last = Append("two");
  EXPECT_EQ(log_.committed, 0u) << "nothing is safe before the flush";
  EXPECT_EQ(Read(1), "BODY ONE") << "what is not flushed can be read";
  store_->Commit();
  EXPECT_EQ(log_.committed, last);
  EXPECT_EQ(store_->journal().flush_count(), 1u);
  store_->Commit();
  EXPECT_EQ(store_->journal().flush_count(), 1u) << "nothing to flush";

  disk_.LosePower();
  options_.epoch_if_new = 6;
  EXPECT_EQ(Open(), "one two ");
  EXPECT_EQ(store_->epoch(), 5u) << "drawn when the store was made";
  EXPECT_EQ(Read(1), "BODY ONE");
  EXPECT_EQ(store_->body_bytes(), FrameBytes(3, 8));
  EXPECT_EQ(told_, "");
  Append("three");
  store_->Commit();
  EXPECT_EQ(Open(), "one two three ");
}

TEST_F(DiskStoreTest, WhatWasNotCommittedIsGoneWithThePower) {
  Open();
  Append("one");
  store_->Commit();
  Append("two", 2, "BODY");
  disk_.LosePower();
  EXPECT_EQ(Open(), "one ");
  EXPECT_EQ(told_, "");
}

TEST_F(DiskStoreTest, ReleasedBodiesCountNoMore) {
  Open();
  Append("one", 1, "BODY ONE");
  Append("two", 2, "BODY TWO");
  store_->Commit();
  store_->Release(BodyKey{1});
  EXPECT_EQ(store_->body_bytes(), FrameBytes(3, 8));
  EXPECT_EQ(Read(2), "BODY TWO");
}

TEST_F(DiskStoreTest, ShortWritesAreFinished) {
  Open();
  disk_.write_most = 7;
  Append("one", 1, "BODY ONE");
  store_->Commit();
  disk_.LosePower();
  EXPECT_EQ(Open(), "one ");
  EXPECT_EQ(Read(1), "BODY ONE");
}

// Segments follow each other, and what nobody needs is written over: the disk does not fill.
TEST_F(DiskStoreTest, SegmentsAreUsedAgain) {
  Open();
  for (std::uint64_t i = 1; i <= 400; ++i) {
    Append("r" + std::to_string(i), i, std::string(200, 'x'));
    if (i > 3) store_->Release(BodyKey{i - 3});
    EndTurn();
    ASSERT_LE(disk_.Segments().size(), 9u);
  }
  EXPECT_GT(store_->journal().segments_begun(), 20u);
  EXPECT_LT(disk_.bytes(), 12u * 4096);
  disk_.LosePower();
  const std::string found = Open();
  EXPECT_TRUE(found.starts_with("S")) << "recovery begins with a standing: " << found;
  EXPECT_NE(found.find("r398 r399 r400 "), std::string::npos) << found;
  EXPECT_EQ(found.find("r300 "), std::string::npos) << "and with what still matters: " << found;
  EXPECT_EQ(told_, "");
  EXPECT_EQ(Read(398), std::string(200, 'x'));
}

// At its limit a station lets nothing new in, so nothing would ever fill the segment at hand. What
// has been settled makes room all the same.
TEST_F(DiskStoreTest, WhatIsSettledMakesRoomThoughNothingNewComes) {
  for (const std::uint64_t segment : {4096u, 65536u}) {
    options_.journal.segment_bytes = segment;
    options_.bytes_max = 32'768;
    disk_ = MemoryDisk();
    Open();
    std::uint64_t last = 0;
    while (store_->Room() >= 4096) {
      Append("r", ++last, std::string(200, 'x'));
      EndTurn();
    }
    ASSERT_GT(last, 100u);
    for (std::uint64_t key = 1; key < last; ++key) store_->Release(BodyKey{key});
    const std::uint64_t begun = store_->journal().segments_begun();
    for (int turn = 0; turn < 60; ++turn) EndTurn();
    EXPECT_GT(store_->Room(), options_.bytes_max / 2) << segment;
    EXPECT_LT(store_->journal().segments_begun(), begun + 8) << "and then it rests";
    EXPECT_EQ(Read(last), std::string(200, 'x'));
    disk_.LosePower();
    Open();
    EXPECT_EQ(Read(last), std::string(200, 'x'));
    EXPECT_EQ(told_, "");
  }
}

// What a station remembers goes along from segment to segment. Where that alone is more than half
// of the limit, beginning segments makes no room, and must come to rest.
TEST_F(DiskStoreTest, WhatMustBeCarriedAlongIsNotCarriedWithoutEnd) {
  options_.bytes_max = 16'384;
  Open();
  const std::string seen(6'000, 's');
  Append(seen);
  const auto turn = [&] {
    RenewalWish wish;
    if (store_->TakeRenewalWish(wish)) {
      if (wish.told_before != 0) Append(seen);
      if (wish.standing != 0) store_->AppendStanding("S");
    }
    store_->Commit();
  };
  for (std::uint64_t key = 1; store_->Room() >= 2048 && key < 100; ++key) {
    Append("r", key, std::string(200, 'x'));
    store_->Release(BodyKey{key});
    turn();
  }
  for (int i = 0; i < 30; ++i) turn();
  const std::uint64_t begun = store_->journal().segments_begun();
  const std::uint64_t flushed = store_->journal().flush_count();
  for (int i = 0; i < 100; ++i) turn();
  EXPECT_LE(store_->journal().segments_begun(), begun + 1);
  EXPECT_LE(store_->journal().flush_count(), flushed + 2);
}

// A cable that waits for long does not hold the disk: it is told again, its body with it.
TEST_F(DiskStoreTest, WhatWaitsLongIsCarriedAlong) {
  Open();
  Append("old", 1, "AN OLD BODY");
  for (std::uint64_t i = 2; i <= 400; ++i) {
    Append("r", i, std::string(200, 'x'));
    store_->Release(BodyKey{i});
    EndTurn();
  }
  EXPECT_LE(disk_.Segments().size(), 9u);
  EXPECT_EQ(Read(1), "AN OLD BODY");
  disk_.LosePower();
  EXPECT_NE(Open().find("again1 "), std::string::npos);
  EXPECT_EQ(Read(1), "AN OLD BODY");
  store_->Release(BodyKey{1});
  EXPECT_EQ(store_->body_bytes() % FrameBytes(1, 200), 0u);
}

// A backlog that fills the segments is not copied about for nothing.
TEST_F(DiskStoreTest, ALongBacklogStaysWhereItIs) {
  Open();
  for (std::uint64_t i = 1; i <= 200; ++i) {
    Append("r", i, std::string(200, 'x'));
    EndTurn();
  }
  const std::string found = Open();
  EXPECT_EQ(found.find("again"), std::string::npos) << found;
  EXPECT_EQ(store_->body_bytes(), 200 * FrameBytes(1, 200));
  EXPECT_EQ(Read(1), std::string(200, 'x'));
}

TEST_F(DiskStoreTest, ATornEndIsLeftOutAndNoted) {
  Open();
  Append("one");
  store_->Commit();
  const std::size_t end = kSegmentHeaderBytes + FrameBytes(3, 0);
  Append("two", 2, "BODY");
  store_->Commit();
  disk_.Bytes(SegmentName(1)).replace(end + 30, 30, 30, '\0');
  EXPECT_EQ(Open(), "one ");
  EXPECT_EQ(
      told_,
      "custody/0000000001.journal: note J701 TORN_TAIL: what was being written at byte 112 "
      "when the station was cut off (record 2 of run 1) is left out: nobody was told of it\n");
  Append("three");
  store_->Commit();
  EXPECT_EQ(Open(), "one three ");
  EXPECT_EQ(told_, "");
}

// Idle, a store writes that all is flushed: from then on damage is known as such.
TEST_F(DiskStoreTest, AWitnessTellsDamageFromATornEnd) {
  for (const bool witness : {false, true}) {
    disk_.files.clear();
    Open();
    Append("one");
    Append("two");
    store_->Commit();
    const std::uint64_t flushes = store_->journal().flush_count();
    if (witness) store_->Commit();
    EXPECT_EQ(store_->journal().flush_count(), flushes) << "it costs no flush";
    disk_.FlipBit(SegmentName(1), 8 * (kSegmentHeaderBytes + 41));
    EXPECT_EQ(Open(), witness ? "two " : "");
    EXPECT_EQ(told_.find("J702") != std::string::npos, witness) << told_;
    EXPECT_EQ(told_.find("J701") != std::string::npos, !witness) << told_;
  }
}

TEST_F(DiskStoreTest, DamageIsToldAndTheRestIsTaken) {
  Open();
  for (const char* record : {"one", "two", "three"}) {
    Append(record);
    store_->Commit();
  }
  disk_.FlipBit(SegmentName(1), 8 * (kSegmentHeaderBytes + FrameBytes(3, 0) + 41));
  EXPECT_EQ(Open(), "one three ");
  EXPECT_EQ(told_,
            "custody/0000000001.journal: error J702 DAMAGED_RECORD: 48 bytes from byte 112 on "
            "cannot be read: record 2 of run 1 is lost\n"
            "  hint: the disk or a copy of the file has failed; what follows is sound\n");
}

TEST_F(DiskStoreTest, AMissingSegmentIsTold) {
  Open();
  for (std::uint64_t i = 1; i <= 60; ++i) {
    Append("r" + std::to_string(i), i, std::string(200, 'x'));
    EndTurn();
  }
  ASSERT_GE(disk_.Segments().size(), 4u);
  disk_.files.erase(SegmentName(2));
  const std::string found = Open();
  EXPECT_TRUE(found.starts_with("r1 ") || found.starts_with("S1 r1 ")) << found;
  EXPECT_NE(found.find("r60 "), std::string::npos);
  EXPECT_EQ(told_,
            "custody/0000000002.journal: error J703 MISSING_SEGMENT: the file is missing, with all "
            "that was written there\n"
            "  hint: if it was moved away, end the station, put it back and start again\n");
}

TEST_F(DiskStoreTest, AFullDiskIsWaitedOut) {
  Open();
  Append("one");
  EndTurn();
  const std::uint64_t room = store_->Room();
  EXPECT_GT(room, 1u << 20);
  disk_.bytes_max = disk_.bytes();
  std::uint64_t key = 0;
  while (!store_->failed() && told_.empty() && key < 100) {
    ++key;
    Append("r" + std::to_string(key), key, std::string(500, 'x'));
    EndTurn();
  }
  EXPECT_EQ(told_,
            "custody: warning J706 STORE_FULL: cannot write: the disk is full\n"
            "  hint: senders wait until there is room; what was receipted is safe\n");
  EXPECT_EQ(store_->Room(), 0u) << "credit is withdrawn";
  EXPECT_FALSE(store_->failed());
  // What is prepared of this segment is the reserve: urgent cables go on until it is used up.
  std::uint64_t last = 0;
  while (log_.committed >= last && key < 100) {
    ++key;
    last = Append("r" + std::to_string(key), key, std::string(500, 'x'));
    EndTurn();
  }
  EXPECT_LT(log_.committed, last) << "nothing is said that is not safe";
  EndTurn();
  EXPECT_LT(log_.committed, last);
  EXPECT_EQ(testing::CountLines(told_), 2u) << "told once";

  disk_.bytes_max *= 4;
  EndTurn();
  EndTurn();
  EXPECT_GE(log_.committed, last);
  EXPECT_GT(store_->Room(), 0u);
  const std::string found = Open();
  for (std::uint64_t i = 1; i <= key; ++i) {
    EXPECT_NE(found.find(fmt::format("r{} ", i)), std::string::npos) << found;
  }
  EXPECT_EQ(told_, "");
}

// History is given up before anybody has to wait.
TEST_F(DiskStoreTest, HistoryMakesRoom) {
  options_.journal.history_bytes_max = 1u << 20;
  Open();
  for (std::uint64_t i = 1; i <= 300; ++i) {
    Append("r", i, std::string(200, 'x'));
    store_->Release(BodyKey{i});
    EndTurn();
    if (i == 150) disk_.bytes_max = disk_.bytes() + 4096;
  }
  EXPECT_EQ(told_, "");
  EXPECT_FALSE(store_->failed());
}

TEST_F(DiskStoreTest, AfterAFailedFlushNothingIsPromised) {
  for (const bool writes : {false, true}) {
    disk_.files.clear();
    Open();
    Append("one");
    store_->Commit();
    const std::uint64_t committed = log_.committed;
    (writes ? disk_.fail_writes : disk_.fail_flushes) = true;
    Append("two");
    store_->Commit();
    EXPECT_TRUE(store_->failed());
    EXPECT_EQ(store_->Room(), 0u);
    disk_.fail_flushes = disk_.fail_writes = false;
    store_->Commit();
    EXPECT_EQ(log_.committed, committed) << "not even when the disk is well again";
    EXPECT_NE(told_.find("error J707 STORE_FAILED: cannot "), std::string::npos) << told_;
    disk_.LosePower();
    EXPECT_EQ(Open(), "one ");
  }
}

TEST_F(DiskStoreTest, ABodyThatWentBadIsNotHandedOut) {
  Open();
  Append("one", 1, "BODY ONE");
  Append("two");
  store_->Commit();
  Append("three");
  store_->Commit();
  disk_.FlipBit(SegmentName(1), 8 * (kSegmentHeaderBytes + kFrameHeadBytes + 4));
  EXPECT_EQ(Read(1), "no answer");
  EXPECT_TRUE(store_->failed());
  EXPECT_NE(told_.find("error J702 DAMAGED_RECORD"), std::string::npos) << told_;
  EXPECT_EQ(Open(), "two three ") << "the next process tells what is lost, and goes on";
  EXPECT_NE(told_.find("record 1 of run 1 is lost"), std::string::npos) << told_;
}

TEST_F(DiskStoreTest, AFolderBelongsToOneStation) {
  Open();
  options_.owner = "RYLB";
  EXPECT_EQ(Open(),
            "refused: custody/torntape-store: error J705 OTHER_STORE: this is the custody of RYKA, "
            "and not of RYLB\n  hint: each station needs a folder of its own\n");
  options_.owner = "RYKA";
  disk_.Bytes("torntape-store") = "torntape-store 9\n";
  EXPECT_EQ(Open(),
            "refused: custody/torntape-store: error J708 NOT_A_STORE: version 9 of the journal; "
            "this program reads version 1\n  hint: name another folder, or an empty one\n");
  disk_.files.erase("torntape-store");
  EXPECT_EQ(Open(),
            "refused: custody has 0000000001.journal and no torntape-store: the folder is not "
            "whole");
}

TEST_F(DiskStoreTest, ASegmentOfAnotherStoreIsNotTaken) {
  Open();
  Append("one");
  store_->Commit();
  disk_.Bytes("torntape-store") = WriteStoreIdentity({99, "RYKA"});
  EXPECT_EQ(Open(), "");
  EXPECT_NE(told_.find("error J705 OTHER_STORE: the segment is of another store"),
            std::string::npos)
      << told_;
}

TEST(DiskFolder, OneProcessAtATime) {
  const std::string path = ::testing::TempDir() + "disk-folder-" + std::to_string(::getpid());
  {
    const auto one = OpenDiskFolder(path + "/deep/folder", Access::kOwn);
    ASSERT_TRUE(one.has_value()) << one.error().text;
    const auto two = OpenDiskFolder(path + "/deep/folder", Access::kOwn);
    ASSERT_FALSE(two.has_value());
    EXPECT_NE(two.error().text.find("is in use by another process"), std::string::npos);
    EXPECT_TRUE(OpenDiskFolder(path + "/deep/folder", Access::kLook).has_value());
  }
  EXPECT_TRUE(OpenDiskFolder(path + "/deep/folder", Access::kOwn).has_value());
  EXPECT_FALSE(OpenDiskFolder(path + "/none", Access::kLook).has_value());
  std::filesystem::remove_all(path);
}

TEST(DiskFolder, IsAsTheOneInMemory) {
  const std::string path = ::testing::TempDir() + "disk-store-" + std::to_string(::getpid());
  DiskStore::Options options;
  options.owner = "RYKA";
  options.epoch_if_new = 5;
  options.journal.segment_bytes = 16 * 1024;
  options.journal.history_bytes_max = 16 * 1024;
  options.report = [](const Diagnostic& diagnostic, const std::string& source) {
    ADD_FAILURE() << RenderDiagnostic(diagnostic, source, "");
  };
  Log log;
  for (int run = 0; run < 3; ++run) {
    auto store = DiskStore::Open(path, options);
    ASSERT_TRUE(store.has_value()) << store.error().message;
    (*store)->SetListener(log);
    Records records;
    (*store)->Recover(records);
    EXPECT_EQ(records.text.empty(), run == 0);
    for (std::uint64_t i = 1; i <= 200; ++i) {
      const std::uint64_t key = static_cast<std::uint64_t>(run) * 1000 + i;
      (*store)->Append("r", BodyKey{key}, SharedBytes("BODY " + std::to_string(key)));
      (*store)->Commit();
      RenewalWish wish;
      if ((*store)->TakeRenewalWish(wish) && wish.standing != 0) (*store)->AppendStanding("S");
      (*store)->Read(BodyKey{key});
      EXPECT_EQ(log.read[key], "BODY " + std::to_string(key));
      (*store)->Release(BodyKey{key});
    }
    (*store)->Commit();
  }
  std::filesystem::remove_all(path);
}

}  // namespace
}  // namespace torntape::store
