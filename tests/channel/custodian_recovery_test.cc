// Goal: a custodian that is brought back from any prefix of its records owes what it owed.
// Method: a scripted run, kept in a store that forgets nothing; then every prefix, every damage.
#include <chrono>

#include <gtest/gtest.h>

#include "tests/channel/pair.h"

namespace torntape::channel {
namespace {

using cable::Precedence;
using testing::MakeCable;
using testing::Pair;

constexpr ChannelIndex kFirst{0};

// All that two custodians can be compared by from outside.
struct Facts {
  std::uint64_t outstanding = 0;
  std::uint64_t set_aside = 0;
  std::uint64_t committed_count = 0;
  std::uint64_t sent_count = 0;
  std::uint64_t peer_epoch = 0;
  std::size_t under_way = 0;
  std::size_t seen = 0;
  std::vector<std::size_t> waiting;
  friend bool operator==(const Facts&, const Facts&) = default;
};

Facts FactsOf(Custodian& custodian) {
  Facts facts{custodian.outstanding(),
              custodian.set_aside(),
              custodian.StateOf(kFirst).committed_count,
              custodian.StateOf(kFirst).sent_count,
              custodian.KnownPeerEpoch(LinkIndex{0}),
              custodian.outgoing(kFirst).under_way(),
              custodian.seen().size(),
              {}};
  for (std::size_t lane = 0; lane < cable::kLaneCount; ++lane) {
    facts.waiting.push_back(custodian.outgoing(kFirst).waiting_in(lane));
  }
  return facts;
}

void PrintTo(const Facts& facts, std::ostream* out) {
  *out << "outstanding " << facts.outstanding << " set aside " << facts.set_aside << " committed "
       << facts.committed_count << " sent " << facts.sent_count << " epoch " << facts.peer_epoch
       << " under way " << facts.under_way << " seen " << facts.seen << " waiting";
  for (const std::size_t waiting : facts.waiting) *out << ' ' << waiting;
}

// Traffic both ways, cuts, a peer that loses its state, cables set aside. Ends every step with all
// committed, and tells how many records there were then and what the station at `end` owed.
class Script {
 public:
  explicit Script(std::size_t end) : end_(end) {
    pair.end(end).store->KeepReleased();
    Run();
  }

  Pair pair{Pair::Options{.window_bytes = 400, .reserve_bytes = 400}};
  std::vector<std::pair<std::size_t, Facts>> marks;

 private:
  void Mark() {
    pair.CommitAll(0);
    pair.CommitAll(1);
    marks.emplace_back(pair.end(end_).store->records().size(), FactsOf(pair.custodian(end_)));
  }
  void FileSome(std::uint16_t from, std::uint16_t to) {
    for (std::uint16_t i = from; i <= to; ++i) {
      pair.File(i % 3 == 0 ? 1 - end_ : end_,
                MakeCable(i, static_cast<Precedence>(i % cable::kPrecedenceCount)));
    }
    Mark();
  }
  void Steps(int count) {
    for (int i = 0; i < count; ++i) pair.StepFrame(static_cast<std::size_t>(i % 2));
    Mark();
  }
  void Run() {
    Mark();
    FileSome(1, 6);
    pair.Connect();
    Mark();
    for (int i = 0; i < 6; ++i) Steps(1);
    FileSome(7, 20);
    Steps(5);
    pair.CutLink();
    Mark();
    const auto cable = MakeCable(500);
    Intake intake;
    intake.transmission = &cable;
    const SetAside aside{{testing::Ri("RYXX"), cable::Role::kAction},
                         cable::Reason::kUnknownIndicator};
    intake.set_aside = {&aside, 1};
    pair.custodian(end_).Take(pair.now(), intake);
    Mark();
    pair.Connect();
    Mark();
    Steps(7);
    pair.CrashAndLose(1 - end_, 88);
    Mark();
    FileSome(21, 26);
    pair.Connect();
    Mark();
    for (int i = 0; i < 9; ++i) Steps(2);
    pair.CutLink();
    FileSome(27, 30);
  }

  std::size_t end_;
};

// A custodian of its own, from the first `count` records.
struct Recovered {
  Recovered(const testing::Pair::End& end, std::size_t count)
      : store(*end.store), core(end.config, events) {
    store.KeepRecords(count);
    keeper = std::make_unique<store::Keeper>(core, store);
    all_read = keeper->Recover(Instant{});
  }
  testing::EventLog events;
  testing::DelayedStore store;
  testing::PlainStation core;
  std::unique_ptr<store::Keeper> keeper;
  bool all_read = false;
};

TEST(CustodianRecovery, OwesWhatItOwedAfterEveryTurn) {
  for (const std::size_t end : {0u, 1u}) {
    Script script(end);
    ASSERT_GT(script.marks.size(), 20u);
    for (const auto& [count, facts] : script.marks) {
      SCOPED_TRACE("end " + std::to_string(end) + ", " + std::to_string(count) + " records");
      Recovered recovered(script.pair.end(end), count);
      EXPECT_TRUE(recovered.all_read);
      EXPECT_EQ(FactsOf(recovered.core.custodian()), facts);
    }
  }
}

// Brought back from just those records, it meets the peer of the end of the run.
TEST(CustodianRecovery, GoesOnFromEveryRecordBoundary) {
  Script script(0);
  const std::size_t all = script.pair.end(0).store->records().size();
  ASSERT_GT(all, 50u);
  for (std::size_t count = 0; count <= all; ++count) {
    SCOPED_TRACE(std::to_string(count) + " records");
    Recovered recovered(script.pair.end(0), count);
    EXPECT_TRUE(recovered.all_read);
    Custodian& custodian = recovered.core.custodian();
    PeerState peer;
    peer.store_epoch = 1000;  // a stranger, who has nothing: all that is owed must go out
    peer.channels = {{0, 0}};
    custodian.LinkUp(Instant{}, LinkIndex{0}, peer);
    custodian.HandleCredit(kFirst, 1u << 30, 1u << 30);
    std::size_t left = custodian.outgoing(kFirst).waiting();
    recovered.keeper->EndTurn(Instant{});
    EXPECT_EQ(custodian.departures().size(), left);
    for (const Departure& departure : custodian.departures()) {
      EXPECT_TRUE(departure.transmission.body.view().starts_with("BODY "));
    }
    EXPECT_TRUE(custodian.HandleReceipt(Instant{}, kFirst, custodian.StateOf(kFirst).sent_count));
    recovered.keeper->EndTurn(Instant{});
    EXPECT_EQ(custodian.outstanding(), 0u);
  }
}

// The line a sender must hold: what it had receipted from its peer, it has after any crash.
TEST(CustodianRecovery, NothingReceiptedIsLost) {
  Script script(1);
  const auto& records = script.pair.end(1).store->records();
  for (std::size_t count = 0; count <= records.size(); ++count) {
    Recovered recovered(script.pair.end(1), count);
    // Each transmission that the count of committed ones covers was delivered in an earlier life,
    // and is known as seen, or is delivered now.
    std::size_t taken = 0;
    for (std::size_t i = 0; i < count; ++i) taken += records[i][0] == 1 ? 1u : 0u;
    EXPECT_GE(taken, recovered.core.custodian().seen().size());
    EXPECT_EQ(recovered.core.custodian().deliveries().size(), 0u) << "handed over by the keeper";
  }
}

TEST(CustodianRecovery, TicketsGoOnFromThoseRecovered) {
  Pair pair;
  for (std::uint16_t i = 1; i <= 3; ++i) pair.File(0, MakeCable(i));
  pair.CommitAll(0);
  pair.Crash(0);
  pair.end(0).store->SetAtOnce(false);
  pair.File(0, MakeCable(4));
  pair.EndTurn(0);
  EXPECT_EQ(pair.custodian(0).outstanding(), 4u);
  pair.CompleteStore(0);
  EXPECT_FALSE(pair.custodian(0).commit_wanted());
  EXPECT_EQ(pair.end(0).events.Count(cable::EventKind::kCommitted), 4u);
}

TEST(CustodianRecovery, RefusesWhatIsNoRecordOfIts) {
  Script script(0);
  const auto& end = script.pair.end(0);
  const auto& records = end.store->records();
  testing::EventLog events;
  for (const std::string& record : records) {
    for (std::size_t size = 0; size < record.size(); ++size) {
      Custodian custodian(end.config, events);
      EXPECT_FALSE(custodian.Recover(std::string_view(record).substr(0, size)));
      custodian.FinishRecovery();
      EXPECT_EQ(custodian.outstanding(), 0u);
    }
  }
  Custodian custodian(end.config, events);
  EXPECT_FALSE(custodian.Recover(""));
  EXPECT_FALSE(custodian.Recover("\x07"));
  EXPECT_FALSE(custodian.Recover(std::string("\0", 1)));
  for (const std::string& record : records) {
    if (record[0] != 1) continue;
    EXPECT_TRUE(custodian.Recover(record));
    EXPECT_FALSE(custodian.Recover(record)) << "the same cable twice";
    break;
  }
}

// Any bit of any record may be wrong: it is refused or read, and what follows does not crash.
TEST(CustodianRecovery, OutlivesEveryDamagedBit) {
  Script script(0);
  const auto& end = script.pair.end(0);
  std::vector<std::string> records = end.store->records();
  std::size_t refused = 0;
  for (std::size_t damaged = 0; damaged < records.size(); ++damaged) {
    // Every bit of the short records, every eleventh of the long.
    const std::size_t stride = records[damaged].size() > 20 ? 11 : 1;
    for (std::size_t bit = 0; bit < records[damaged].size() * 8; bit += stride) {
      char& byte = records[damaged][bit / 8];
      byte = static_cast<char>(byte ^ (1 << bit % 8));
      testing::EventLog events;
      Custodian custodian(end.config, events);
      for (const std::string& record : records) refused += custodian.Recover(record) ? 0u : 1u;
      custodian.FinishRecovery();
      PeerState peer;
      peer.store_epoch = 1000;
      peer.channels = {{3, 3}};
      custodian.LinkUp(Instant{}, LinkIndex{0}, peer);
      custodian.HandleCredit(kFirst, 1u << 30, 1u << 30);
      custodian.EndTurn(Instant{});
      byte = static_cast<char>(byte ^ (1 << bit % 8));
    }
  }
  EXPECT_GT(refused, 100u);
}

}  // namespace
}  // namespace torntape::channel
