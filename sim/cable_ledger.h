#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>  // lookup only: never iterated
#include <vector>

#include "base/inline_vector.h"
#include "cable/cable.h"
#include "cable/event.h"
#include "channel/slab.h"
#include "network/directory.h"
#include "sim/promises.h"
#include "sim/referee.h"
#include "sim/run.h"
#include "sim/speed_histogram.h"
#include "sim/speed_of_service.h"
#include "sim/world_listener.h"

namespace torntape::sim {

// What each cable owes to whom, and what became of it. The laws: each addressee of an accepted
// cable has it once, or it was intercepted on the way, or it still waits and is counted; no copy is
// made twice; every body is the one that was filed.
//
// A station that ends may forget the last that it told of a copy, as receipts and numbers need no
// commit of their own: after each end of its station a copy may take one step that does not fit.
// That cannot be drawn tighter from events, which do not say what was flushed.
//
// Memory: with `forget_settled`, cables of which something is open.
class CableLedger {
 public:
  struct Options {
    // A cable of which all is settled is forgotten. For streams in the order of time, from stations
    // that do not end: a word that comes late about a forgotten cable would be taken for a broken
    // promise.
    bool forget_settled = true;
    bool lower_info_copies = true;
  };
  CableLedger(const network::Directory& directory, Promises& promises, const Options& options);

  // What the checker knows of a cable beyond its events.
  struct Facts {
    cable::Classification classification = cable::Classification::kUnclassified;
    cable::Precedence action_precedence = cable::Precedence::kRoutine;
    std::optional<cable::Precedence> info_precedence;  // of dual precedence
    InlineVector<cable::Called, 4> info_only;  // stations and collectives that are only informed
    bool always_deliver = false;               // ZFG

    // True if line 2 of a copy calls nobody for action (spec 3.4).
    bool IsOnlyInfo(std::span<const cable::Called> called) const;
  };
  // True if the station `from` has told that it committed the cable of that copy.
  bool IsCommitted(std::uint64_t mark, cable::RoutingIndicator from, cable::RoutingIndicator to,
                   std::uint64_t copy) const;
  // Null for a cable that is not known, or settled and forgotten.
  const Facts* FactsOf(std::uint64_t mark) const;

  // `cable` is about to be handed to its post.
  void Expect(const cable::Cable& cable);

  void HandleFiled(const cable::Event& event);
  void HandleRefused(const cable::Event& event);
  // A station wrote one of its own: it owes nothing to addressees, and its copies count.
  void HandleServiceMessage(const cable::Event& event);
  void HandleCommitted(const cable::Event& event);
  void HandleQueued(const cable::Event& event);
  void HandleSent(const cable::Event& event);
  void HandleBurnt(const cable::Event& event);
  void HandleReceipted(const cable::Event& event);
  void HandleDelivered(const cable::Event& event);
  void HandleIntercepted(const cable::Event& event);
  // A supervisor let a branch go on, or gave it up.
  void HandleReleased(const cable::Event& event);
  void HandleBody(const DeliveredBody& body);
  // `station` ended. What it had not committed it may come back with, or not.
  void HandleStopped(cable::RoutingIndicator station);
  // What `station` held is gone with its store; what it does again is no breach.
  void HandleStoreLost(cable::RoutingIndicator station);

  // Calls in what is still owed. `drained`: nothing is on its way any more.
  void Finish(bool drained);

  std::uint64_t deliveries_owed() const { return deliveries_owed_; }
  std::uint64_t deliveries() const { return deliveries_; }  // of those owed, each counted once
  std::uint64_t queued() const { return queued_; }          // known after Finish
  std::uint64_t open_deliveries() const { return open_deliveries_; }
  std::uint64_t body_bytes_delivered() const { return body_bytes_; }
  std::vector<SpeedRow> speeds() const;

 private:
  struct Owed {
    cable::AddresseeId addressee = cable::AddresseeId::kNone;
    cable::RoutingIndicator station;
    std::uint64_t name_mark = 0;  // of one whom the directory does not hold
    Instant delivered_at;
    cable::Role role = cable::Role::kAction;
    cable::Precedence precedence = cable::Precedence::kRoutine;  // of the copy that came
    std::uint16_t delivered = 0;
    std::uint16_t bodies = 0;
    bool intercepted = false;
    bool doubtful = false;   // the station ended after the delivery, and may have forgotten it
    bool forgotten = false;  // it lost its store since
    bool lost = false;       // the station had receipted it, and lost its store
  };
  struct Copy {
    cable::RoutingIndicator from;
    cable::RoutingIndicator to;
    std::uint64_t mark = 0;     // MarkOfCopy
    cable::ChannelNumber came;  // under which its cable came to `from`
    enum class State : std::uint8_t {
      kQueued,
      kSent,
      kReceipted,
      kUncertain,  // its station ended before it had committed the cable
      kForgotten,  // settled, and its station lost its store since
      kLost,       // with the store of its station
    } state = State::kQueued;
    bool committed = false;
    bool doubtful = false;  // its station ended, and may have forgotten the last that it told
    bool rerouted = false;  // a supervisor let it go on, here or on the way to here
    bool IsOpen() const { return state == State::kQueued || state == State::kSent; }
  };
  struct CableState {
    cable::MessageIdentification identification;
    Digest digest;
    Facts facts;
    Instant filed_at;
    std::uint64_t order = 0;
    std::uint32_t expected = 0;  // times it was handed to its post without an answer yet
    std::uint32_t filings = 0;
    std::uint32_t open_copies = 0;
    std::uint32_t open_deliveries = 0;
    std::uint32_t aside = 0;              // branches that a supervisor may let go on
    std::uint32_t uncommitted = 0;        // filings
    cable::RoutingIndicator rerouted_by;  // the last station at which a supervisor let it go on
    Instant rerouted_at;
    bool uncertain = false;  // its post ended before it had committed the only filing
    InlineVector<Owed, 2> owed;
    InlineVector<Copy, 4> copies;
  };
  using Place = channel::Slab<CableState>::Place;

  CableState* Find(std::uint64_t mark, Place* place = nullptr);
  CableState* FindOrBreak(const cable::Event& event, Place& place);
  static Copy* FindCopy(CableState& state, const cable::Event& event, Copy::State wanted);
  static bool IsRerouted(const CableState& state, const cable::Event& event);
  static bool WasMade(const CableState& state, const Copy& copy);
  static Copy* Move(CableState& state, const cable::Event& event, Copy::State wanted,
                    Copy::State next);
  static Copy* FindDoubtful(CableState& state, const cable::Event& event);
  void InterceptBranch(CableState& state, cable::RoutingIndicator branch);
  void TakeRuling(const Ruling& ruling, CableState& state);
  void RecordSpeed(const CableState& state, const Owed& owed);
  void SettleOwed(CableState& state);
  void ForgetIfSettled(std::uint64_t mark, Place place);
  void FinishCable(const CableState& state, bool drained);
  std::string NameOf(const Owed& owed) const;

  const network::Directory& directory_;
  Referee referee_;
  Promises& promises_;
  Options options_;
  channel::Slab<CableState> cables_;
  std::unordered_map<std::uint64_t, Place> places_;  // by mark
  std::array<SpeedHistogram, cable::kPrecedenceCount> speeds_;
  std::uint64_t next_order_ = 0;
  std::uint64_t deliveries_owed_ = 0;
  std::uint64_t open_deliveries_ = 0;
  std::uint64_t deliveries_ = 0;
  std::uint64_t queued_ = 0;
  std::uint64_t body_bytes_ = 0;
};

}  // namespace torntape::sim
