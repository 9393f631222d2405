#include "store/keeper.h"

#include <gtest/gtest.h>

#include "store/memory_store.h"
#include "tests/channel/pair.h"

namespace torntape::store {
namespace {

using channel::ChannelIndex;
using channel::LinkIndex;
using testing::MakeCable;

// Writes down the order in which a store is spoken to, and keeps what it is given.
class Diary final : public Store {
 public:
  explicit Diary(MemoryStore& store) : store_(store) {}
  void SetListener(StoreListener& listener) override { store_.SetListener(listener); }
  Ticket Append(std::string_view record, BodyKey key, const SharedBytes& body) override {
    lines.push_back("append " + std::to_string(static_cast<int>(record[0])));
    return store_.Append(record, key, body);
  }
  void Commit() override {
    lines.emplace_back("commit");
    store_.Commit();
  }
  void Read(BodyKey key) override {
    lines.push_back("read " + std::to_string(static_cast<std::uint64_t>(key)));
    store_.Read(key);
  }
  void Release(BodyKey key) override {
    lines.push_back("release " + std::to_string(static_cast<std::uint64_t>(key)));
    store_.Release(key);
  }
  std::uint64_t Room() const override { return store_.Room(); }
  void Recover(RecoveryListener& listener) override { store_.Recover(listener); }
  std::uint64_t epoch() const override { return store_.epoch(); }

  std::vector<std::string> Take() { return std::exchange(lines, {}); }
  std::vector<std::string> lines;

 private:
  MemoryStore& store_;
};

class KeeperTest : public ::testing::Test {
 protected:
  KeeperTest() {
    config_.station = testing::Ri("RYKA");
    config_.link_count = 1;
    channel::ChannelConfig one;
    one.peer = testing::Ri("RYLB");
    one.outgoing = cable::ChannelDesignator::Of("KLA");
    one.incoming = cable::ChannelDesignator::Of("LKA");
    config_.channels = {one};
  }
  void Start() {
    core_ = std::make_unique<testing::PlainStation>(config_, events_);
    keeper_ = std::make_unique<Keeper>(*core_, diary_);
    EXPECT_TRUE(keeper_->Recover(Instant{}));
    diary_.Take();
  }
  void Meet() {
    channel::PeerState peer;
    peer.store_epoch = 9;
    peer.channels = {{0, 0}};
    custodian().LinkUp(Instant{}, LinkIndex{0}, peer);
    custodian().HandleCredit(ChannelIndex{0}, 1 << 20, 1 << 20);
    keeper_->EndTurn(Instant{});
    diary_.Take();
    custodian().ClearOutputs();
  }
  void File(std::uint16_t serial) {
    const auto cable = MakeCable(serial);
    const channel::CopyPlan copy{ChannelIndex{0}, cable.precedence, cable.called, {}};
    channel::Intake intake;
    intake.transmission = &cable;
    intake.copies = {&copy, 1};
    custodian().Take(Instant{}, intake);
  }
  channel::Custodian& custodian() { return core_->custodian(); }

  channel::CustodyConfig config_;
  testing::EventLog events_;
  MemoryStore memory_{{.records = MemoryStore::Records::kKeep}};
  Diary diary_{memory_};
  std::unique_ptr<testing::PlainStation> core_;
  std::unique_ptr<Keeper> keeper_;
};

using Lines = std::vector<std::string>;

TEST_F(KeeperTest, KeepsTheOrderOfATurn) {
  Start();
  Meet();
  File(1);
  File(2);
  keeper_->EndTurn(Instant{});
  // Taken, taken, and what will be sent, in one flush; only then it may leave.
  EXPECT_EQ(diary_.Take(), (Lines{"append 1", "append 1", "append 2", "commit"}));
  EXPECT_EQ(custodian().departures().size(), 2u);
  custodian().ClearOutputs();
  EXPECT_TRUE(custodian().HandleReceipt(Instant{}, ChannelIndex{0}, 2));
  keeper_->EndTurn(Instant{});
  EXPECT_EQ(diary_.Take(), (Lines{"append 3", "release 1", "release 2"}))
      << "the record before what it releases, and no flush, as nobody waits for it";
  EXPECT_EQ(memory_.body_count(), 2u);
  memory_.Commit();
  EXPECT_EQ(memory_.body_count(), 0u);
}

TEST_F(KeeperTest, ATurnWithoutNewsAsksForNothing) {
  Start();
  Meet();
  keeper_->EndTurn(Instant{});
  EXPECT_EQ(diary_.Take(), Lines{});
}

TEST_F(KeeperTest, DeliversAndRemembersItInTheSameTurn) {
  Start();
  Meet();
  cable::Transmission one = MakeCable(1);
  one.number = {cable::ChannelDesignator::Of("LKA"), 1, 4};
  ASSERT_TRUE(core_->HandleTransmission(Instant{}, ChannelIndex{0}, one));
  keeper_->EndTurn(Instant{});
  EXPECT_EQ(diary_.Take(), (Lines{"append 1", "commit", "append 6", "release 1", "commit"}))
      << "that it was handed over is safe at once too, or a crash would hand it over again";
  EXPECT_EQ(core_->delivered.size(), 1u);
  EXPECT_EQ(custodian().receipts().size(), 1u);
}

TEST_F(KeeperTest, ReadsAreAnsweredFromWithinTheTurn) {
  config_.hot_bytes_max = 0;
  Start();
  for (std::uint16_t i = 1; i <= 3; ++i) File(i);
  keeper_->EndTurn(Instant{});
  EXPECT_EQ(diary_.Take(), (Lines{"append 1", "append 1", "append 1", "commit"}));
  channel::PeerState peer;
  peer.store_epoch = 9;
  peer.channels = {{0, 0}};
  custodian().LinkUp(Instant{}, LinkIndex{0}, peer);
  custodian().HandleCredit(ChannelIndex{0}, 1 << 20, 1 << 20);
  keeper_->EndTurn(Instant{});
  EXPECT_EQ(diary_.Take(), (Lines{"append 5", "read 1", "read 2", "read 3", "append 2", "commit"}))
      << "read before they are given numbers, and sent in the same turn";
  ASSERT_EQ(custodian().departures().size(), 3u);
  EXPECT_EQ(custodian().departures()[2].transmission.body.view().substr(0, 6), "BODY 3");
}

TEST_F(KeeperTest, CountsTheTicketsOfItsOwnRun) {
  Start();
  File(1);
  File(2);
  keeper_->EndTurn(Instant{});
  keeper_.reset();
  core_.reset();
  memory_.LoseUncommitted();
  Start();  // two records recovered: this run's first ticket is 3
  EXPECT_EQ(custodian().outstanding(), 2u);
  memory_.Commit();  // tells ticket 2, which is not of this run
  File(3);
  EXPECT_TRUE(custodian().commit_wanted());
  keeper_->EndTurn(Instant{});
  EXPECT_FALSE(custodian().commit_wanted());
  EXPECT_EQ(custodian().outstanding(), 3u);
}

TEST_F(KeeperTest, SaysWhenARecordCannotBeRead) {
  class Nobody final : public StoreListener {
    void Committed(Ticket) override {}
    void BodyRead(BodyKey, std::string_view, SharedBytes) override {}
  } nobody;
  memory_.SetListener(nobody);
  memory_.Append("\x2a is no record", BodyKey::kNone, {});
  memory_.Commit();
  core_ = std::make_unique<testing::PlainStation>(config_, events_);
  keeper_ = std::make_unique<Keeper>(*core_, diary_);
  EXPECT_FALSE(keeper_->Recover(Instant{}));
}

}  // namespace
}  // namespace torntape::store
