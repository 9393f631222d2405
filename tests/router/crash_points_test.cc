// Goal: wherever a relay is cut off, nothing that it receipted is lost, nothing reaches an
// addressee twice without ZFD, and the numbers go on. Method: one scripted run, again and again:
// cut off behind each turn's commit with nothing of the turn said, and in the middle of writing at
// every single byte, once as a process that ends (what was written stays) and once as a loss of
// power (what was not flushed goes). The two posts are played by the test; the relay, its switch
// and its journal are the real ones.
#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "router/core/switch.h"
#include "store/disk_store.h"
#include "store/keeper.h"
#include "tests/channel/cables.h"
#include "tests/router/one_relay.h"
#include "tests/store/memory_folder.h"

namespace torntape::router {
namespace {

using cable::Precedence;
using channel::ChannelIndex;
using channel::LinkIndex;
using testing::MemoryDisk;
using testing::Ri;

constexpr LinkIndex kInlet{0};
constexpr LinkIndex kOutlet{1};
constexpr std::uint16_t kCables = 6;
constexpr int kTurnsMax = 60;

// The relay between two ends of its life.
class Life {
 public:
  Life(const network::Directory& directory, MemoryDisk& disk, std::string& told) {
    store::DiskStore::Options options;
    options.owner = "RYKA";
    options.epoch_if_new = 5;
    options.journal.segment_bytes = 2048;  // so that segments end in the midst of it
    options.journal.history_bytes_max = 4096;
    options.report = [&told, &disk](const Diagnostic& diagnostic, const std::string& source) {
      if (disk.fail_writes) return;  // what a process says that has ended
      if (diagnostic.severity == Severity::kError) told += RenderDiagnostic(diagnostic, source, "");
    };
    auto opened = store::DiskStore::Open(disk.Open(), options);
    if (!opened) return;  // cut off while the store was made
    store = std::move(*opened);
    core = std::make_unique<Switch>(
        directory, Ri("RYKA"),
        channel::CustodyConfigFor(directory.network(), Ri("RYKA"), store->epoch()), events);
    keeper = std::make_unique<store::Keeper>(*core, *store);
    EXPECT_TRUE(keeper->Recover({}));
  }
  channel::Custodian& custodian() const { return core->custodian(); }
  ChannelIndex ChannelOf(LinkIndex link) const { return custodian().ChannelsOf(link).front(); }

  testing::EventLog events;
  std::unique_ptr<store::DiskStore> store;
  std::unique_ptr<Switch> core;
  std::unique_ptr<store::Keeper> keeper;
};

class ScriptedRun {
 public:
  ScriptedRun() : network_(testing::OneRelay()), directory_(network_) {
    for (std::uint16_t serial = 1; serial <= kCables; ++serial) unsent_.push_back(serial);
  }

  MemoryDisk disk;
  int cut_behind_turn = -1;
  bool loses_power = false;

  void Run() {
    Restart();
    for (turn_ = 0; turn_ < kTurnsMax; ++turn_) {
      // Bursts and pauses, so that turns differ in what they hold.
      for (int i = 0; i < turn_ % 3 && !unsent_.empty(); ++i) SendOne();
      life_->keeper->EndTurn({});
      if (life_->store->failed() || turn_ == cut_behind_turn) {
        ++cuts;
        Restart();
        continue;
      }
      TakeOutputs();
      if (unsent_.empty() && under_way_.empty() && life_->custodian().outstanding() == 0) return;
    }
    ADD_FAILURE() << "it does not come to an end";
  }

  void ExpectAllThereOnce() const {
    std::vector<std::uint16_t> once = delivered;
    std::sort(once.begin(), once.end());
    for (std::uint16_t serial = 1; serial <= kCables; ++serial) {
      EXPECT_EQ(std::count(once.begin(), once.end(), serial), 1) << "cable " << serial;
    }
    EXPECT_EQ(told, "") << "a crash is no damage";
  }

  std::vector<std::uint16_t> delivered;
  std::string told;
  int cuts = 0;
  int turns() const { return turn_; }

 private:
  // The process is gone; its disk is there, and another one begins on it.
  void Restart() {
    const bool again = life_ != nullptr;
    life_.reset();
    disk.fail_writes = false;
    if (again) disk.bytes_until_crash.reset();
    if (again && loses_power) disk.LosePower();
    life_ = std::make_unique<Life>(directory_, disk, told);
    if (life_->store && !life_->store->failed()) return Meet();
    ASSERT_FALSE(again) << "it does not come up again";
    ++cuts;  // at its very beginning
    Restart();
  }

  void Meet() {
    const channel::OwnState from = life_->custodian().StateOf(life_->ChannelOf(kInlet));
    while (!under_way_.empty() && under_way_.front().count <= from.committed_count) {
      under_way_.pop_front();
    }
    EXPECT_GE(from.committed_count, receipted_) << "receipted, and lost";
    for (; !under_way_.empty(); under_way_.pop_back()) unsent_.push_front(under_way_.back().serial);
    channel::PeerState inlet;
    inlet.store_epoch = 8;
    inlet.channels = {{0, sent_}};
    life_->custodian().LinkUp({}, kInlet, inlet);

    const channel::OwnState to = life_->custodian().StateOf(life_->ChannelOf(kOutlet));
    EXPECT_GE(to.sent_count, received_) << "numbers begin anew";
    channel::PeerState outlet;
    outlet.store_epoch = 9;
    outlet.channels = {{committed_, 0}};
    received_ = to.sent_count;
    life_->custodian().LinkUp({}, kOutlet, outlet);
    life_->custodian().HandleCredit(life_->ChannelOf(kOutlet), 1u << 20, 1u << 20);
  }

  void SendOne() {
    const std::uint16_t serial = unsent_.front();
    unsent_.pop_front();
    const Precedence precedence = serial % 3 == 0 ? Precedence::kFlash : Precedence::kRoutine;
    cable::Transmission transmission = testing::MakeCable(serial, precedence, 12);
    transmission.called.clear();
    transmission.called.push_back({Ri("RYKACS"), cable::Role::kAction});
    const channel::ChannelConfig& config = life_->custodian().config_of(life_->ChannelOf(kInlet));
    transmission.number = {config.incoming, static_cast<std::uint16_t>(++sent_), config.digits};
    under_way_.push_back({sent_, serial});
    EXPECT_TRUE(life_->core->HandleTransmission({}, life_->ChannelOf(kInlet), transmission));
  }

  void TakeOutputs() {
    channel::Custodian& custodian = life_->custodian();
    for (const channel::ReceiptDue& due : custodian.receipts()) {
      if (custodian.config_of(due.channel).link != kInlet) continue;
      receipted_ = due.count;
      while (!under_way_.empty() && under_way_.front().count <= due.count) under_way_.pop_front();
    }
    bool came = false;
    for (const channel::Departure& due : custodian.departures()) {
      if (custodian.config_of(due.channel).link != kOutlet) continue;
      ++received_;
      EXPECT_EQ(due.transmission.number.serial, received_) << "numbers do not go on";
      committed_ = received_;
      came = true;
      const std::uint16_t serial = due.transmission.heading->identification.serial;
      const bool known = std::count(delivered.begin(), delivered.end(), serial) > 0;
      EXPECT_TRUE(!known || cable::IsSuspectedDuplicate(due.transmission))
          << "cable " << serial << " came twice";
      if (!known) delivered.push_back(serial);
    }
    custodian.ClearOutputs();
    if (came) {
      EXPECT_TRUE(custodian.HandleReceipt({}, life_->ChannelOf(kOutlet), committed_));
    }
    if (turn_ % 4 == 3) life_->store->Commit();  // as a station does that has nothing to do
  }

  network::Network network_;
  network::Directory directory_;
  std::unique_ptr<Life> life_;
  int turn_ = 0;

  struct UnderWay {
    std::uint64_t count = 0;
    std::uint16_t serial = 0;
  };
  std::deque<std::uint16_t> unsent_;
  std::deque<UnderWay> under_way_;
  std::uint64_t sent_ = 0;       // by the inlet
  std::uint64_t receipted_ = 0;  // to it
  std::uint64_t received_ = 0;   // by the outlet
  std::uint64_t committed_ = 0;
};

TEST(CrashPoints, WithoutOneAllArrives) {
  ScriptedRun run;
  run.Run();
  run.ExpectAllThereOnce();
  EXPECT_EQ(run.cuts, 0);
}

TEST(CrashPoints, BehindEachCommit) {
  ScriptedRun whole;
  whole.Run();
  for (const bool loses_power : {false, true}) {
    for (int turn = 0; turn <= whole.turns() && !::testing::Test::HasFailure(); ++turn) {
      SCOPED_TRACE(fmt::format("cut behind turn {}{}", turn, loses_power ? ", power lost" : ""));
      ScriptedRun run;
      run.cut_behind_turn = turn;
      run.loses_power = loses_power;
      run.Run();
      run.ExpectAllThereOnce();
      EXPECT_EQ(run.cuts, 1);
    }
  }
}

TEST(CrashPoints, AtEveryByte) {
  constexpr std::uint64_t kAll = std::uint64_t{1} << 40;
  ScriptedRun whole;
  whole.disk.bytes_until_crash = kAll;
  whole.Run();
  const std::uint64_t bytes = kAll - *whole.disk.bytes_until_crash;
  std::uint64_t cuts = 0;
  for (const bool loses_power : {false, true}) {
    for (std::uint64_t at = 0; at < bytes && !::testing::Test::HasFailure(); ++at) {
      SCOPED_TRACE(fmt::format("cut at byte {}{}", at, loses_power ? ", power lost" : ""));
      ScriptedRun run;
      run.disk.bytes_until_crash = at;
      run.loses_power = loses_power;
      run.Run();
      run.ExpectAllThereOnce();
      cuts += static_cast<std::uint64_t>(run.cuts);
    }
  }
  EXPECT_GT(bytes, 1'000u);
  EXPECT_GT(cuts, bytes) << "most of these runs were cut off";
}

}  // namespace
}  // namespace torntape::router
