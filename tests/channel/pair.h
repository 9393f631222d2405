#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "channel/record.h"
#include "channel/service_desk.h"
#include "channel/station_core.h"
#include "store/keeper.h"
#include "tests/channel/cables.h"
#include "tests/store/delayed_store.h"

namespace torntape::testing {

// The smallest station: delivers what is new to it, and sends what it is given.
class PlainStation final : public channel::StationCore {
 public:
  PlainStation(const channel::CustodyConfig& config, cable::EventListener& listener)
      : custodian_(config, listener), service_(custodian_) {}

  bool HandleTransmission(Instant now, channel::ChannelIndex channel,
                          const cable::Transmission& transmission) override {
    const auto received = custodian_.Receive(now, channel, transmission);
    if (!received) return false;
    const Digest identity = channel::IdentityOf(transmission.heading->identification,
                                                transmission.heading->body_digest, 1);
    channel::Intake intake;
    intake.from = channel;
    intake.count = received->count;
    intake.transmission = &transmission;
    const bool service = service_.IsForHere(transmission);
    intake.deliver_here = !service && !custodian_.seen().Contains(identity);
    if (intake.deliver_here) intake.identities = {&identity, 1};
    custodian_.Take(now, intake);
    if (service) service_.Act(now, channel, transmission);
    service_.TellOfNumbers(now, channel, *received, transmission);
    return true;
  }
  bool HandleGarbled(Instant now, channel::ChannelIndex channel,
                     cable::ChannelNumber number) override {
    if (!custodian_.HandleGarbled(now, channel, number)) return false;
    service_.AskForGarbled(now, channel);
    return true;
  }
  void HandOver(Instant now) override {
    std::vector<channel::DeliveryDue> due(custodian_.deliveries().begin(),
                                          custodian_.deliveries().end());
    custodian_.ClearDeliveries();
    for (const channel::DeliveryDue& one : due) {
      delivered.push_back(one.transmission);
      custodian_.HandedOver(now, one.cable, {});
    }
  }
  channel::Custodian& custodian() override { return custodian_; }

  std::vector<cable::Transmission> delivered;

 private:
  channel::Custodian custodian_;
  channel::ServiceDesk service_;
};

// Two custodians and a virtual line between them. Each end has its store, which outlives a crash.
class Pair {
 public:
  struct Options {
    Duration latency = std::chrono::milliseconds(10);
    std::size_t channels = 1;
    std::uint64_t window_bytes = 64 * 1024;
    std::uint64_t reserve_bytes = 32 * 1024;
    std::uint64_t hot_bytes_max = 64u << 20;
    std::uint8_t digits = 4;
  };
  using Frame = std::variant<channel::Departure, channel::ReceiptDue, channel::CreditDue>;
  struct End {
    channel::CustodyConfig config;
    EventLog events;
    std::unique_ptr<DelayedStore> store;
    std::unique_ptr<PlainStation> core;
    std::unique_ptr<store::Keeper> keeper;
    std::deque<std::pair<Instant, Frame>> arriving;
    // Serials, in order, over all lives of the station. A crash takes out those of which it does
    // not remember that they were handed over: they come again.
    std::vector<std::uint16_t> delivered;
    std::vector<cable::Transmission> handed_over;  // all that was ever, whole
    std::vector<std::uint16_t> numbers;  // serials of all transmissions that left, in order
  };

  Pair() : Pair(Options{}) {}
  explicit Pair(const Options& options) : options_(options) {
    for (std::size_t end = 0; end < 2; ++end) {
      channel::CustodyConfig& config = ends_[end].config;
      config.station = Ri(end == 0 ? "RYKA" : "RYLB");
      config.link_count = 1;
      config.hot_bytes_max = options.hot_bytes_max;
      for (std::size_t i = 0; i < options.channels; ++i) {
        channel::ChannelConfig one;
        one.peer = Ri(end == 0 ? "RYLB" : "RYKA");
        const auto letter = std::string(1, static_cast<char>('A' + i));
        one.outgoing = cable::ChannelDesignator::Of((end == 0 ? "KL" : "LK") + letter);
        one.incoming = cable::ChannelDesignator::Of((end == 0 ? "LK" : "KL") + letter);
        one.digits = options.digits;
        one.window_bytes = options.window_bytes;
        one.reserve_bytes = options.reserve_bytes;
        config.channels.push_back(one);
      }
      ends_[end].store = std::make_unique<DelayedStore>(end + 1);
      Start(end);
    }
  }

  End& end(std::size_t i) { return ends_[i]; }
  channel::Custodian& custodian(std::size_t i) { return ends_[i].core->custodian(); }
  Instant now() const { return now_; }
  bool up() const { return up_; }

  void File(std::size_t from, const cable::Transmission& cable, std::size_t channel = 0) {
    const channel::CopyPlan copy{
        static_cast<channel::ChannelIndex>(channel), cable.precedence, cable.called, {}};
    channel::Intake intake;
    intake.transmission = &cable;
    intake.copies = {&copy, 1};
    custodian(from).Take(now_, intake);
  }

  // ---- the link
  channel::PeerState StateToldBy(std::size_t i) {
    channel::PeerState state;
    state.store_epoch = ends_[i].store->epoch();
    for (std::size_t c = 0; c < options_.channels; ++c) {
      const auto own = custodian(i).StateOf(static_cast<channel::ChannelIndex>(c));
      state.channels.push_back({own.committed_count, own.sent_count});
    }
    return state;
  }
  void Connect() {
    const channel::PeerState told[2] = {StateToldBy(0), StateToldBy(1)};
    up_ = true;
    for (std::size_t i = 0; i < 2; ++i) Meet(i, told[1 - i]);
  }
  // Only `who` learns that they met: the answer is lost on its way to the other.
  void ConnectHalf(std::size_t who) {
    up_ = true;
    Meet(who, StateToldBy(1 - who));
    CutLink();
  }
  void Meet(std::size_t who, const channel::PeerState& told) {
    custodian(who).LinkUp(now_, channel::LinkIndex{0}, told);
    EndTurn(who);
  }
  void CutLink() {
    up_ = false;
    for (std::size_t i = 0; i < 2; ++i) {
      ends_[i].arriving.clear();
      if (!ends_[i].core) continue;
      custodian(i).LinkDown(now_, channel::LinkIndex{0}, cable::Reason::kConnectionLost);
      EndTurn(i);
    }
  }

  // ---- stations
  void EndTurn(std::size_t i) {
    ends_[i].keeper->EndTurn(now_);
    // Nobody would wake it for that.
    EXPECT_FALSE(custodian(i).choice_wanted());
    TakeOutputs(i);
  }
  void CompleteStore(std::size_t i) {
    ends_[i].keeper->SetNow(now_);
    ends_[i].store->Complete();
    EndTurn(i);
  }
  // Commits what nobody waits for, as a shell's timer does.
  void CommitAll(std::size_t i) {
    EndTurn(i);
    ends_[i].store->Commit();
    CompleteStore(i);
  }
  void Crash(std::size_t i) {
    if (up_) CutLink();
    Kill(i);
    ends_[i].store->LoseUncommitted();
    const auto& records = ends_[i].store->records();
    ends_[i].delivered.resize(static_cast<std::size_t>(
        std::count_if(records.begin(), records.end(), [](const std::string& record) {
          return record[0] == static_cast<char>(channel::RecordKind::kHandedOver);
        })));
    Start(i);
  }
  // The store is lost too: a process with its custody in memory alone.
  void CrashAndLose(std::size_t i, std::uint64_t epoch) {
    if (up_) CutLink();
    Kill(i);
    ends_[i].store = std::make_unique<DelayedStore>(epoch);
    ends_[i].delivered.clear();
    Start(i);
  }

  // ---- time
  // Takes one frame off the line, if there is one; a turn of the station follows.
  bool StepFrame(std::size_t i) {
    if (ends_[i].arriving.empty()) return false;
    const auto [at, frame] = std::move(ends_[i].arriving.front());
    ends_[i].arriving.pop_front();
    now_ = std::max(now_, at);
    Handle(i, frame);
    EndTurn(i);
    return true;
  }
  void Advance(Duration span) {
    const Instant until = now_ + span;
    for (;;) {
      std::optional<std::size_t> next;
      for (std::size_t i = 0; i < 2; ++i) {
        if (ends_[i].arriving.empty() || ends_[i].arriving.front().first > until) continue;
        if (!next || ends_[i].arriving.front().first < ends_[*next].arriving.front().first) {
          next = i;
        }
      }
      if (!next) break;
      StepFrame(*next);
    }
    now_ = until;
  }
  // Until nothing is on the line and nothing waits for a store.
  void Drain() {
    for (int round = 0; round < 100000; ++round) {
      bool any = false;
      for (std::size_t i = 0; i < 2; ++i) {
        any = StepFrame(i) || any;
        if (ends_[i].store->asked()) {
          CompleteStore(i);
          any = true;
        }
      }
      if (!any) return;
    }
    ADD_FAILURE() << "the line never falls silent";
  }

 private:
  void Start(std::size_t i) {
    End& end = ends_[i];
    end.config.store_epoch = end.store->epoch();
    end.core = std::make_unique<PlainStation>(end.config, end.events);
    end.keeper = std::make_unique<store::Keeper>(*end.core, *end.store);
    EXPECT_TRUE(end.keeper->Recover(now_));
    TakeOutputs(i);
  }
  void Kill(std::size_t i) {
    ends_[i].keeper.reset();
    ends_[i].core.reset();
  }
  void TakeOutputs(std::size_t i) {
    End& end = ends_[i];
    channel::Custodian& custodian = end.core->custodian();
    for (const cable::Transmission& one : end.core->delivered) {
      end.delivered.push_back(one.heading->identification.serial);
      end.handed_over.push_back(one);
    }
    end.core->delivered.clear();
    auto& line = ends_[1 - i].arriving;
    const Instant at = now_ + options_.latency;
    const auto put = [&](Frame frame) {
      EXPECT_TRUE(up_) << "said to nobody";
      if (up_) line.emplace_back(at, std::move(frame));
    };
    for (const channel::ReceiptDue& due : custodian.receipts()) put(due);
    for (const channel::CreditDue& due : custodian.credits()) put(due);
    for (channel::Departure& due : custodian.departures()) {
      end.numbers.push_back(due.transmission.number.serial);
      put(std::move(due));
    }
    custodian.ClearOutputs();
  }
  void Handle(std::size_t i, const Frame& frame) {
    if (const auto* departure = std::get_if<channel::Departure>(&frame)) {
      EXPECT_TRUE(
          ends_[i].core->HandleTransmission(now_, departure->channel, departure->transmission));
    } else if (const auto* receipt = std::get_if<channel::ReceiptDue>(&frame)) {
      EXPECT_TRUE(custodian(i).HandleReceipt(now_, receipt->channel, receipt->count));
    } else {
      const auto& credit = std::get<channel::CreditDue>(frame);
      custodian(i).HandleCredit(credit.channel, credit.ordinary_bytes, credit.reserve_bytes);
    }
  }

  Options options_;
  Instant now_{};
  bool up_ = false;
  End ends_[2];
};

}  // namespace torntape::testing
