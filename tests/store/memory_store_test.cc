#include "store/memory_store.h"

#include <gtest/gtest.h>

namespace torntape::store {
namespace {

class Log final : public StoreListener {
 public:
  void Committed(Ticket ticket) override {
    committed.push_back(static_cast<std::uint64_t>(ticket));
  }
  void BodyRead(BodyKey key, std::string_view, SharedBytes body) override {
    read.emplace_back(static_cast<std::uint64_t>(key),
                      body.present() ? std::string(body.view()) : "absent");
  }
  std::vector<std::uint64_t> committed;
  std::vector<std::pair<std::uint64_t, std::string>> read;
};

class Records final : public RecoveryListener {
 public:
  void Recovered(std::string_view record) override { records.emplace_back(record); }
  std::vector<std::string> records;
};

class MemoryStoreTest : public ::testing::Test {
 protected:
  MemoryStoreTest() { store_.SetListener(log_); }

  Ticket Append(std::string_view record, std::uint64_t key = 0, const char* body = "") {
    return store_.Append(record, BodyKey{key}, key == 0 ? SharedBytes() : SharedBytes(body));
  }
  std::string Read(std::uint64_t key) {
    store_.Read(BodyKey{key});
    EXPECT_EQ(log_.read.back().first, key);
    return log_.read.back().second;
  }
  std::vector<std::string> Recover() {
    Records records;
    store_.Recover(records);
    return records.records;
  }

  MemoryStore store_{{.epoch = 7, .records = MemoryStore::Records::kKeep, .bytes_max = 100}};
  Log log_;
};

TEST_F(MemoryStoreTest, CountsTicketsFromOneAndCommitsAllBefore) {
  EXPECT_EQ(Append("a"), Ticket{1});
  EXPECT_EQ(Append("b"), Ticket{2});
  EXPECT_TRUE(log_.committed.empty());
  store_.Commit();
  EXPECT_EQ(log_.committed, std::vector<std::uint64_t>{2});
  EXPECT_EQ(store_.commit_count(), 1u);
  EXPECT_EQ(store_.epoch(), 7u);
}

TEST_F(MemoryStoreTest, ABodyIsReadFromTheMomentItIsAppended) {
  Append("a", 5, "body");
  EXPECT_EQ(Read(5), "body");
  EXPECT_EQ(Read(6), "absent");
}

TEST_F(MemoryStoreTest, AnEmptyBodyIsABody) {
  Append("a", 5, "");
  EXPECT_EQ(Read(5), "");
}

TEST_F(MemoryStoreTest, AReleaseTakesEffectWithTheNextCommit) {
  Append("a", 5, "body");
  store_.Commit();
  store_.Release(BodyKey{5});
  EXPECT_EQ(Read(5), "body") << "the record that settles it is not safe yet";
  EXPECT_EQ(store_.body_count(), 1u);
  store_.Commit();
  EXPECT_EQ(Read(5), "absent");
  EXPECT_EQ(store_.body_count(), 0u);
}

TEST_F(MemoryStoreTest, RoomIsWhatBodiesLeave) {
  EXPECT_EQ(store_.Room(), 100u);
  Append("a", 1, "0123456789");
  EXPECT_EQ(store_.Room(), 90u);
  store_.Release(BodyKey{1});
  store_.Commit();
  EXPECT_EQ(store_.Room(), 100u);
  Append("b", 2, std::string(150, 'x').c_str());
  EXPECT_EQ(store_.Room(), 0u) << "what must come in comes in; senders wait";
}

TEST_F(MemoryStoreTest, ACrashTakesWhatWasNotCommitted) {
  Append("a", 1, "one");
  store_.Commit();
  Append("b", 2, "two");
  store_.Release(BodyKey{1});
  store_.LoseUncommitted();
  EXPECT_EQ(Recover(), std::vector<std::string>{"a"});
  EXPECT_EQ(Read(1), "one") << "its release was not safe";
  EXPECT_EQ(Read(2), "absent");
  EXPECT_EQ(Append("c", 2, "again"), Ticket{2}) << "keys and tickets go on from what is safe";
  store_.Commit();
  EXPECT_EQ(Recover(), (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(Read(1), "one");
}

// The first body stays, as one that is set aside does; a thousand pass behind it. Keys leave a gap
// where a station has recovered.
TEST_F(MemoryStoreTest, OneThatStaysDoesNotHinderThoseThatPass) {
  Append("a", 1, "stays");
  for (std::uint64_t key = 10; key < 1010; ++key) {
    Append("b", key, std::to_string(key).c_str());
    EXPECT_EQ(Read(key), std::to_string(key));
    if (key % 5 == 0) continue;  // every fifth stays as well
    store_.Release(BodyKey{key});
    store_.Commit();
    EXPECT_EQ(Read(key), "absent");
  }
  EXPECT_EQ(store_.body_count(), 201u);
  EXPECT_EQ(Read(1), "stays");
  EXPECT_EQ(Read(5), "absent");
  for (std::uint64_t key = 10; key < 1010; key += 5) EXPECT_EQ(Read(key), std::to_string(key));
  EXPECT_EQ(Read(2000), "absent");
}

TEST_F(MemoryStoreTest, KeepsNoRecordsUnlessAsked) {
  MemoryStore store({});
  store.SetListener(log_);
  store.Append("a", BodyKey{1}, SharedBytes("one"));
  store.Commit();
  Records records;
  store.Recover(records);
  EXPECT_TRUE(records.records.empty());
}

}  // namespace
}  // namespace torntape::store
