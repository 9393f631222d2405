// Goal: the simulated disk loses what a real one may lose, and nothing else. Method: records are
// appended, written and flushed in known states, power is lost many times by many seeds, and what
// is recovered is held against what was flushed and what was written.
#include "store/simulated_store.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace torntape::store {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

const Instant kNow = FromCalendar(2031, 5, 14);

class Heard final : public StoreListener, public RecoveryListener {
 public:
  void Committed(Ticket ticket) override { committed = static_cast<std::uint64_t>(ticket); }
  void BodyRead(BodyKey key, std::string_view, SharedBytes body) override {
    bodies.push_back(
        fmt::format("{}:{}", static_cast<std::uint64_t>(key), std::string(body.view())));
  }
  void Recovered(std::string_view record) override { records.emplace_back(record); }

  std::uint64_t committed = 0;
  std::vector<std::string> bodies;
  std::vector<std::string> records;
};

class SimulatedStoreTest : public ::testing::Test {
 protected:
  SimulatedStoreTest() {
    store_.SetListener(heard_);
    store_.SetNow(kNow);
  }
  // Appends records "from" to "to", each with a body of its own of so many bytes.
  void Append(std::uint64_t from, std::uint64_t to, std::size_t body_bytes = 0) {
    for (std::uint64_t i = from; i <= to; ++i) {
      const SharedBytes body(std::string(body_bytes, static_cast<char>('a' + i % 26)));
      store_.Append(std::to_string(i), body_bytes > 0 ? static_cast<BodyKey>(i) : BodyKey::kNone,
                    body);
    }
  }
  std::vector<std::string> Recover() {
    heard_.records.clear();
    store_.Recover(heard_);
    return heard_.records;
  }
  static std::vector<std::string> UpTo(std::uint64_t last) {
    std::vector<std::string> names;
    for (std::uint64_t i = 1; i <= last; ++i) names.push_back(std::to_string(i));
    return names;
  }

  SimulatedStore store_{SimulatedStore::Options{}};
  Heard heard_;
};

TEST_F(SimulatedStoreTest, AFastDiskCommitsAtOnce) {
  Append(1, 3);
  EXPECT_EQ(heard_.committed, 0U);
  store_.Commit();
  EXPECT_EQ(heard_.committed, 3U);
  EXPECT_FALSE(store_.DueAt());
  EXPECT_EQ(store_.flush_count(), 1U);
}

TEST_F(SimulatedStoreTest, ASlowDiskCommitsWhenItsFlushIsDoneAndOneRunsAtATime) {
  store_.SetFlushTime(50ms);
  Append(1, 2);
  store_.Commit();
  EXPECT_EQ(store_.DueAt(), kNow + 50ms);
  Append(3, 4);
  store_.Commit();
  EXPECT_EQ(store_.DueAt(), kNow + 50ms) << "the second flush waits for the first";
  store_.SetNow(kNow + 49ms);
  store_.CompleteDue();
  EXPECT_EQ(heard_.committed, 0U);
  store_.SetNow(kNow + 50ms);
  store_.CompleteDue();
  EXPECT_EQ(heard_.committed, 2U) << "what was written while it ran is not of it";
  ASSERT_EQ(store_.DueAt(), kNow + 100ms);
  store_.SetNow(kNow + 100ms);
  store_.CompleteDue();
  EXPECT_EQ(heard_.committed, 4U);
  EXPECT_EQ(store_.flush_count(), 2U);
}

TEST_F(SimulatedStoreTest, AProcessThatEndsLosesWhatItHadOnlyAppended) {
  store_.SetFlushTime(50ms);
  Append(1, 2);
  store_.Commit();
  Append(3, 5);
  store_.EndProcess();
  EXPECT_EQ(Recover(), UpTo(2)) << "what was written the system keeps, flushed or not";
}

TEST_F(SimulatedStoreTest, BodiesComeWithTheirRecordsAndGoWithThem) {
  Append(1, 2, 10);
  store_.Commit();
  Append(3, 3, 10);
  EXPECT_EQ(store_.body_count(), 3U);
  store_.EndProcess();
  EXPECT_EQ(store_.body_count(), 2U);
  store_.Read(static_cast<BodyKey>(2));
  store_.Read(static_cast<BodyKey>(3));
  EXPECT_EQ(heard_.bodies, (std::vector<std::string>{"2:cccccccccc", "3:"}));
}

TEST_F(SimulatedStoreTest, AReleasedBodyGoesWhenThatIsFlushed) {
  store_.SetFlushTime(50ms);
  Append(1, 1, 10);
  store_.Commit();
  store_.SetNow(kNow + 50ms);
  store_.CompleteDue();
  Append(2, 2);
  store_.Release(static_cast<BodyKey>(1));
  store_.Commit();
  EXPECT_EQ(store_.body_count(), 1U) << "a power cut may still bring it back";
  store_.SetNow(kNow + 100ms);
  store_.CompleteDue();
  EXPECT_EQ(store_.body_count(), 0U);
}

TEST_F(SimulatedStoreTest, AFullDiskHasNoRoomAndTakesWhatIsAppended) {
  EXPECT_GT(store_.Room(), 0U);
  store_.SetFull(true);
  EXPECT_EQ(store_.Room(), 0U);
  Append(1, 1);
  store_.Commit();
  EXPECT_EQ(heard_.committed, 1U);
  store_.SetFull(false);
  EXPECT_GT(store_.Room(), 0U);
}

// ---------------------------------------------------------------- power

// What was flushed is there, each time; of what was only written a beginning, of every length that
// is possible. Records are of several sectors, so that some are torn and some are holes.
TEST_F(SimulatedStoreTest, APowerCutKeepsWhatWasFlushedAndABeginningOfTheRest) {
  constexpr std::uint64_t kFlushed = 3;
  constexpr std::uint64_t kWritten = 8;
  std::vector<int> kept(kWritten + 1);
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    SimulatedStore store{SimulatedStore::Options{}};
    Heard heard;
    store.SetListener(heard);
    store.SetNow(kNow);
    const auto append = [&store](std::uint64_t from, std::uint64_t to) {
      for (std::uint64_t i = from; i <= to; ++i) {
        store.Append(std::to_string(i), static_cast<BodyKey>(i),
                     SharedBytes(std::string(300 * i, 'x')));
      }
    };
    append(1, kFlushed);
    store.Commit();
    store.SetFlushTime(1s);
    append(kFlushed + 1, kWritten);
    store.Commit();
    append(kWritten + 1, kWritten + 2);  // only appended
    Prng prng(seed);
    store.LosePower(prng);
    store.Recover(heard);
    ASSERT_GE(heard.records.size(), kFlushed) << "seed " << seed;
    ASSERT_LE(heard.records.size(), kWritten) << "seed " << seed;
    EXPECT_EQ(heard.records, UpTo(heard.records.size())) << "seed " << seed;
    EXPECT_EQ(store.body_count(), heard.records.size()) << "seed " << seed;
    ++kept[heard.records.size()];
  }
  // All of it is left once in sixteen thousand cuts.
  for (std::uint64_t count = kFlushed; count < kWritten; ++count) {
    EXPECT_GT(kept[count], 0) << "never were just " << count << " records left";
  }
  // Half of all cuts lose sectors anywhere, and then the first of five is often gone.
  EXPECT_GT(kept[kFlushed], 100);
}

TEST_F(SimulatedStoreTest, TheSameSeedLosesTheSame) {
  const auto left = [](std::uint64_t seed) {
    SimulatedStore store{SimulatedStore::Options{}};
    Heard heard;
    store.SetListener(heard);
    store.SetFlushTime(1s);
    for (int i = 0; i < 20; ++i) store.Append(std::string(100, 'r'), BodyKey::kNone, SharedBytes());
    store.Commit();
    Prng prng(seed);
    store.LosePower(prng);
    return store.record_count();
  };
  for (std::uint64_t seed = 1; seed <= 20; ++seed) EXPECT_EQ(left(seed), left(seed));
}

TEST_F(SimulatedStoreTest, WhatWasRecoveredIsSafeFromTheNextPowerCut) {
  store_.SetFlushTime(50ms);
  Append(1, 4);
  store_.Commit();
  store_.EndProcess();
  ASSERT_EQ(Recover().size(), 4U);
  Prng prng(1);
  store_.LosePower(prng);
  EXPECT_EQ(Recover(), UpTo(4)) << "the station may have acted on it";
}

// Of an image whose records were written out of order, only the beginning counts.
TEST(WholeRecordsIn, StopsAtTheFirstHole) {
  const std::string nothing(4096, '\0');
  EXPECT_EQ(WholeRecordsIn(nothing, 1), 0U);
  EXPECT_EQ(WholeRecordsIn("", 1), 0U);
  EXPECT_EQ(WholeRecordsIn("short", 1), 0U);
}

}  // namespace
}  // namespace torntape::store
