// Goal: a station whose custody is on disk owes after any crash what it owed, whatever the journal
// has let go of meanwhile; the custodian that lived is the referee.
// Method: a station, a peer that is played by the test, a disk in memory with segments so small
// that they are used again all the time; what happens is drawn from a seed.
#include <algorithm>
#include <chrono>
#include <deque>

#include <gtest/gtest.h>

#include "base/prng.h"
#include "store/disk_store.h"
#include "tests/channel/pair.h"
#include "tests/channel/seeds.h"
#include "tests/store/memory_folder.h"

namespace torntape::store {
namespace {

using cable::Precedence;
using channel::ChannelIndex;
using channel::Custodian;
using channel::LinkIndex;
using testing::MakeCable;
using testing::MemoryDisk;

constexpr ChannelIndex kChannel{0};
constexpr ChannelIndex kDownChannel{1};  // of a link that stays down: what is for it waits for long

// All that two stations can be compared by from outside.
struct Facts {
  std::uint64_t outstanding = 0;
  std::uint64_t set_aside = 0;
  std::uint64_t committed_count = 0;
  std::uint64_t sent_count = 0;
  std::uint64_t peer_epoch = 0;
  std::size_t seen = 0;
  // Numbers of cables by channel, in the order in which they would leave to peers who know nothing.
  std::vector<std::uint16_t> order;
  std::vector<std::uint16_t> order_down;
  friend bool operator==(const Facts&, const Facts&) = default;
};

void PrintTo(const Facts& facts, std::ostream* out) {
  *out << "outstanding " << facts.outstanding << " set aside " << facts.set_aside << " committed "
       << facts.committed_count << " sent " << facts.sent_count << " epoch " << facts.peer_epoch
       << " seen " << facts.seen << " order";
  for (const std::uint16_t serial : facts.order) *out << ' ' << serial;
  *out << " of the link that is down";
  for (const std::uint16_t serial : facts.order_down) *out << ' ' << serial;
}

channel::CustodyConfig Config() {
  channel::CustodyConfig config;
  config.station = testing::Ri("RYKA");
  config.link_count = 2;
  config.hot_bytes_max = 1000;  // so that bodies are read back
  channel::ChannelConfig one;
  one.peer = testing::Ri("RYLB");
  one.outgoing = cable::ChannelDesignator::Of("KLA");
  one.incoming = cable::ChannelDesignator::Of("LKA");
  channel::ChannelConfig down = one;
  down.link = LinkIndex{1};
  down.peer = testing::Ri("RYMC");
  down.outgoing = cable::ChannelDesignator::Of("KMA");
  down.incoming = cable::ChannelDesignator::Of("MKA");
  config.channels = {one, down};
  return config;
}

// A life of the station on a disk.
class Life {
 public:
  explicit Life(MemoryDisk& disk) {
    DiskStore::Options options;
    options.owner = "RYKA";
    options.epoch_if_new = 5;
    options.journal.segment_bytes = 4096;
    options.journal.history_bytes_max = 8192;
    options.report = [this](const Diagnostic& diagnostic, const std::string& source) {
      if (diagnostic.severity != Severity::kNote) {
        told += RenderDiagnostic(diagnostic, source, "");
      }
    };
    auto opened = DiskStore::Open(disk.Open(), options);
    EXPECT_TRUE(opened.has_value());
    store = std::move(*opened);
    channel::CustodyConfig config = Config();
    config.store_epoch = store->epoch();
    core = std::make_unique<testing::PlainStation>(config, events);
    keeper = std::make_unique<Keeper>(*core, *store);
    all_read = keeper->Recover(Instant{});
  }
  Custodian& custodian() { return core->custodian(); }
  // Ends the turn with all committed; what left and what was receipted is kept.
  void CommitAll(Instant now) {
    keeper->EndTurn(now);
    keeper->SetNow(now);
    store->Commit();
    keeper->EndTurn(now);
    store->Commit();
    for (const auto& receipt : custodian().receipts()) receipted = receipt.count;
    custodian().ClearOutputs();
  }
  // Ends it, as all cables leave to a stranger.
  Facts TakeFacts() {
    Facts facts;
    facts.outstanding = custodian().outstanding();
    facts.set_aside = custodian().set_aside();
    facts.committed_count = custodian().StateOf(kChannel).committed_count;
    facts.sent_count = custodian().StateOf(kChannel).sent_count;
    facts.peer_epoch = custodian().KnownPeerEpoch(LinkIndex{0});
    facts.seen = custodian().seen().size();
    custodian().LinkDown(Instant{}, LinkIndex{0}, cable::Reason::kConnectionLost);
    for (const ChannelIndex channel : {kChannel, kDownChannel}) {
      custodian().LinkUp(Instant{}, custodian().config_of(channel).link, {999, {{0, 0}}});
      custodian().HandleCredit(channel, 1u << 30, 1u << 30);
    }
    // What was cold is read back in parts.
    for (int turn = 0; turn < 50; ++turn) {
      keeper->EndTurn(Instant{});
      for (const channel::Departure& departure : custodian().departures()) {
        if (cable::IsServiceBody(departure.transmission.body.view())) continue;
        const std::uint16_t serial = departure.transmission.heading->identification.serial;
        EXPECT_TRUE(departure.transmission.body.view().starts_with("BODY " +
                                                                   std::to_string(serial) + "\n"));
        (departure.channel == kChannel ? facts.order : facts.order_down).push_back(serial);
      }
      custodian().ClearOutputs();
    }
    return facts;
  }

  std::string told;
  std::uint64_t receipted = 0;
  bool all_read = false;
  testing::EventLog events;
  std::unique_ptr<DiskStore> store;
  std::unique_ptr<testing::PlainStation> core;
  std::unique_ptr<Keeper> keeper;
};

// The peer and the people around the station, and what they do.
class World {
 public:
  explicit World(std::uint64_t seed) : prng_(seed) { life_ = std::make_unique<Life>(disk); }

  void Step() {
    now_ += std::chrono::seconds(1);
    const std::uint64_t what = prng_.Below(100);
    if (what < 40) {
      FileOne();
    } else if (what < 60) {
      ReceiveOne();
    } else if (what < 85) {
      ReceiptSome();
    } else if (what < 88) {
      up_ ? CutLink() : Meet();
    } else if (what < 89) {
      SetOneAside();
    } else {
      if (!up_) Meet();
      granted_ += 2000;
      life_->custodian().HandleCredit(kChannel, granted_, granted_);
    }
    if (prng_.Below(3) == 0) life_->keeper->EndTurn(now_);
    for (const auto& receipt : life_->custodian().receipts()) told_ = receipt.count;
    departed_ = Departed();
    life_->custodian().ClearOutputs();
  }
  void CommitAll() {
    life_->CommitAll(now_);
    told_ = std::max(told_, life_->receipted);
  }
  void Crash() {
    up_ = false;
    life_.reset();
    life_ = std::make_unique<Life>(disk);
    EXPECT_EQ(life_->told, "");
    EXPECT_TRUE(life_->all_read);
  }
  Life& life() { return *life_; }
  std::uint64_t told() const { return told_; }

  MemoryDisk disk;

 private:
  std::uint64_t Departed() const {
    std::uint64_t departed = departed_;
    for (const auto& departure : life_->custodian().departures()) {
      departed = std::max<std::uint64_t>(departed, departure.transmission.number.serial);
    }
    return departed;
  }
  void FileOne() {
    const auto cable =
        MakeCable(++serial_, static_cast<Precedence>(prng_.Below(cable::kPrecedenceCount)),
                  20 + prng_.Below(400));
    const bool for_long = prng_.Below(20) == 0;
    channel::CopyPlan copies[2];
    copies[0].channel = kChannel;
    copies[0].precedence = cable.precedence;
    copies[1].channel = for_long ? kDownChannel : kChannel;
    for (channel::CopyPlan& copy : copies) copy.called = cable.called;
    channel::Intake intake;
    intake.transmission = &cable;
    intake.copies = std::span(copies).first(for_long ? 2 : 1 + prng_.Below(2));
    const Digest identity = DigestOf("filed " + std::to_string(serial_));
    intake.identities = {&identity, 1};
    life_->custodian().Take(now_, intake);
  }
  void SetOneAside() {
    const auto cable = MakeCable(++serial_);
    channel::Intake intake;
    intake.transmission = &cable;
    const channel::SetAside branch{{cable::RoutingIndicator::Of("RYXX"), cable::Role::kAction},
                                   cable::Reason::kUnknownIndicator};
    intake.set_aside = {&branch, 1};
    life_->custodian().Take(now_, intake);
  }
  void ReceiveOne() {
    if (!up_) return;
    auto cable = MakeCable(++serial_, Precedence::kRoutine, 20 + prng_.Below(200));
    if (prng_.Below(20) == 0) ++peer_sent_;  // a number that never comes
    cable.number = {cable::ChannelDesignator::Of("LKA"), static_cast<std::uint16_t>(++peer_sent_),
                    4};
    EXPECT_TRUE(life_->core->HandleTransmission(now_, kChannel, cable));
  }
  void ReceiptSome() {
    if (!up_) return;
    peer_committed_ += prng_.Below(9);
    peer_committed_ = std::min(peer_committed_, departed_);
    EXPECT_TRUE(life_->custodian().HandleReceipt(now_, kChannel, peer_committed_));
  }
  void Meet() {
    CommitAll();
    if (prng_.Below(10) == 0) {  // it has lost what it held
      ++peer_epoch_;
      peer_committed_ = 0;
      peer_sent_ = 0;
      told_ = 0;
    }
    const auto own = life_->custodian().StateOf(kChannel);
    peer_committed_ = std::min(peer_committed_, own.sent_count);
    peer_sent_ = std::max(peer_sent_, own.committed_count);
    life_->custodian().LinkUp(now_, LinkIndex{0}, {peer_epoch_, {{peer_committed_, peer_sent_}}});
    granted_ = 2000;
    life_->custodian().HandleCredit(kChannel, granted_, granted_);
    departed_ = own.sent_count;
    up_ = true;
  }
  void CutLink() {
    life_->custodian().LinkDown(now_, LinkIndex{0}, cable::Reason::kConnectionLost);
    up_ = false;
  }

  Prng prng_;
  Instant now_{};
  std::unique_ptr<Life> life_;
  bool up_ = false;
  std::uint16_t serial_ = 0;
  std::uint64_t granted_ = 0;
  std::uint64_t told_ = 0;  // up to where the station has receipted to the peer
  std::uint64_t departed_ = 0;
  std::uint64_t peer_epoch_ = 100;
  std::uint64_t peer_committed_ = 0;
  std::uint64_t peer_sent_ = 0;
};

TEST(DiskCustody, OwesAfterAnyCrashWhatItOwed) {
  std::uint64_t segments = 0;
  std::size_t crashes = 0;
  std::size_t renewed = 0;
  const std::uint64_t first = testing::SeedOr(1);
  for (std::uint64_t seed = first; seed < first + testing::SeedCount(4); ++seed) {
    SCOPED_TRACE(testing::RerunLine(seed, "store_test"));
    World world(seed);
    Prng prng(seed + 1000);
    for (int step = 0; step < 1000 && !::testing::Test::HasFailure(); ++step) {
      world.Step();
      if (prng.Below(25) != 0) continue;
      world.CommitAll();
      MemoryDisk disk = world.disk;
      disk.LosePower();  // takes nothing of what was committed
      Life again(disk);
      EXPECT_EQ(again.told, "");
      EXPECT_TRUE(again.all_read);
      if (prng.Below(4) == 0) {
        segments += world.life().store->journal().segments_begun();
        MemoryDisk before = world.disk;
        renewed += world.life().core->custodian().outgoing(kDownChannel).waiting() > 5 ? 1u : 0u;
        const Facts facts = world.life().TakeFacts();
        EXPECT_EQ(again.TakeFacts(), facts) << "step " << step;
        world.disk = before;
        world.Crash();
        ++crashes;
      }
    }
  }
  EXPECT_GT(crashes, 20u);
  EXPECT_GT(renewed, 10u) << "cables must have waited for long";
  EXPECT_GT(segments, 100u) << "segments must have been let go of";
}

}  // namespace
}  // namespace torntape::store
