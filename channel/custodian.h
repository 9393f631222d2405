#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/shared_bytes.h"
#include "cable/event.h"
#include "cable/transmission.h"
#include "channel/holdings.h"
#include "channel/incoming_channel.h"
#include "channel/outgoing_channel.h"
#include "channel/ring.h"
#include "channel/seen_set.h"
#include "channel/send_window.h"
#include "network/network.h"

namespace torntape::channel {

// One channel as one of its two stations is configured for it.
struct ChannelConfig {
  LinkIndex link{};
  cable::RoutingIndicator peer;
  cable::ChannelDesignator outgoing;
  cable::ChannelDesignator incoming;
  std::uint8_t digits = 4;
  std::uint64_t window_bytes = std::uint64_t{64} << 10;   // granted to the sender, ordinary purse
  std::uint64_t reserve_bytes = std::uint64_t{32} << 10;  // and its reserve for Y, W and Z
  // A slow circuit: choose the next transmission when HandleCircuitFree says so, as late as can be.
  bool one_at_a_time = false;
};

// Faults that a test puts into a station on purpose, to see that a checker catches them. All off
// outside of tests.
struct PlantedFaults {
  bool lose_copy = false;              // of several copies the last is forgotten
  bool receipt_before_commit = false;  // said as soon as it has come
  bool keep_precedence = false;        // copies for INFO addressees are not lowered
  bool invert_queue = false;           // the least urgent leaves first
  bool pass_duplicates = false;        // what was here before goes on again
  bool ignore_clearance = false;       // any circuit carries any classification
};

struct CustodyConfig {
  cable::RoutingIndicator station;
  std::uint64_t store_epoch = 0;        // of the store that keeps this station's custody
  std::vector<ChannelConfig> channels;  // those of one link stand together, in the link's order
  std::size_t link_count = 0;
  SeenSet::Limits seen;
  std::uint64_t hot_bytes_max = 64u << 20;  // kept in memory of what waits (channel/holdings.h)
  network::Preemption preemption = network::Preemption::kAcp127;
  PlantedFaults planted;
  // False: the store keeps no records, so nothing is written into them.
  bool records_wanted = true;
};

// What a transmission costs of a purse: the same number at both ends of a channel.
std::uint64_t CreditCost(std::uint64_t body_bytes, std::size_t called);
std::uint64_t CreditCost(const cable::Transmission& transmission);

// What the peer says of itself and of each channel of a link when the two meet (design, "Custody").
struct PeerState {
  std::uint64_t store_epoch = 0;
  struct Channel {
    std::uint64_t committed_count = 0;  // of what this station sent: the last that it committed
    std::uint64_t sent_count = 0;       // of what this station receives
  };
  std::vector<Channel> channels;  // in the order of the link
};
// What this station says of a channel.
struct OwnState {
  std::uint64_t committed_count = 0;
  std::uint16_t committed_serial = 0;
  std::uint64_t sent_count = 0;
  std::uint16_t next_serial = 1;
};

// One copy that a cable needs: which channel it leaves on, and format line 2 of it.
struct CopyPlan {
  ChannelIndex channel{};
  cable::Precedence precedence = cable::Precedence::kRoutine;
  cable::CalledList called;
  // It goes behind a ZOV pilot, which encloses a routing line that called this one (spec 4.9).
  cable::RoutingIndicator rerouted_from;
};

// A branch that cannot go on, and why; it is kept for a supervisor (spec 4.8 to 4.10, 5.10).
struct SetAside {
  cable::Called called;
  cable::Reason reason = cable::Reason::kNone;
};

// A cable at the intercept position, with those of its branches that wait there.
struct AsideCable {
  std::uint64_t cable = 0;  // say it again in LetGo
  Ref<const cable::Heading> heading;
  cable::Precedence precedence = cable::Precedence::kRoutine;  // format line 2 as it came
  std::vector<SetAside> branches;
  std::uint32_t place = 0;         // the custodian's own: where it stands,
  std::uint32_t next_ordinal = 0;  // and what the next of its copies is
};

// A cable that a station takes into custody, with all that was decided for it.
struct Intake {
  std::optional<ChannelIndex> from;                   // nothing: filed here
  std::uint64_t count = 0;                            // of the transmission it came in, with `from`
  const cable::Transmission* transmission = nullptr;  // as it came, or as it was filed
  std::span<const CopyPlan> copies;
  std::span<const Digest> identities;  // new ones, to be known as seen from now on
  bool deliver_here = false;           // hand it to DeliveryDue once it is committed
  // Kept for a supervisor: custody stays here.
  std::span<const SetAside> set_aside;
  // It asks the sender of this channel about all numbers that are open there now.
  std::optional<ChannelIndex> asks_about;
};

// How a number stands to those that came before it on its channel.
struct Received {
  std::uint64_t count = 0;
  bool used_before = false;
  IncomingChannel::Comparison comparison = IncomingChannel::Comparison::kUnknown;
};

// What leaves for a channel. It has been committed that it is sent under this number.
struct Departure {
  ChannelIndex channel{};
  cable::Transmission transmission;
};
// A cable of this station's own, committed and to be handed over now.
struct DeliveryDue {
  std::uint64_t cable = 0;  // say it again in HandedOver
  cable::Transmission transmission;
};
// "All up to `count` is committed here."
struct ReceiptDue {
  ChannelIndex channel{};
  std::uint64_t count = 0;
  std::uint16_t serial = 0;
};
struct CreditDue {
  ChannelIndex channel{};
  std::uint64_t ordinary_bytes = 0;
  std::uint64_t reserve_bytes = 0;
};
// What the store is asked for, in order.
struct StoreRequest {
  // kAppendRenewed brings no body: the store has it. kAppendStanding: see TellStanding.
  enum class Kind : std::uint8_t { kAppend, kAppendRenewed, kAppendStanding, kRead, kRelease };
  Kind kind = Kind::kAppend;
  std::uint64_t cable = 0;       // the key of a body; with kAppend 0 if the record brings none
  std::size_t record_begin = 0;  // kAppend...: in Custodian::record_bytes()
  std::size_t record_size = 0;
  SharedBytes body;
};

struct TakenCopy;    // channel/record.h
struct SentCopy;     // channel/record.h
struct RenewedCopy;  // channel/record.h

// Custody of cables at one station, whatever its kind (design, "Custody"): continuity of numbers,
// what must be committed before what may be said, queues, receipts, resumption after a broken
// connection, and recovery after a crash. What is to become of a cable, its owner decides: the
// switch by routing, the post by its addressees.
//
// The order in a turn, which every shell and world keeps (store/keeper.h):
//   1. any number of inputs;
//   2. EndTurn: what will be sent is chosen, so that "sent" rides in the same flush;
//   3. the store takes store_requests(), commits, and HandleCommitted says up to which append;
//   4. departures, receipts, credit and deliveries are taken and the outputs cleared.
//
// No I/O, no clock, not thread-safe. The listener outlives it.
class Custodian {
 public:
  Custodian(const CustodyConfig& config, cable::EventListener& listener);

  // ---- connections
  // Only what is committed: a station that crashes now comes back with at least these counts.
  OwnState StateOf(ChannelIndex channel) const;
  std::uint64_t KnownPeerEpoch(LinkIndex link) const { return links_[AsSize(link)].peer_epoch; }
  // The two sides have met: settles what was under way, opens the channels, and grants credit once
  // the meeting is committed: nothing may come in that a crash would then attribute to an earlier
  // life of the peer.
  // REQUIRES: peer.channels has one entry a channel of the link.
  void LinkUp(Instant now, LinkIndex link, const PeerState& peer);
  void LinkDown(Instant now, LinkIndex link, cable::Reason reason);
  bool IsUp(LinkIndex link) const { return links_[AsSize(link)].up; }
  std::span<const ChannelIndex> ChannelsOf(LinkIndex link) const {
    return links_[AsSize(link)].channels;
  }

  // ---- what comes in
  // Takes the number of a transmission; open numbers are told as events. Nothing if the number is
  // not of this channel: the peer broke the contract, and the link must be closed.
  std::optional<Received> Receive(Instant now, ChannelIndex channel,
                                  const cable::Transmission& transmission);
  // The sender broke off the transmission that it had begun under `number`: counted, and no more
  // (spec 3.3). False as with Receive.
  bool HandleCancelled(Instant now, ChannelIndex channel, cable::ChannelNumber number);
  // A transmission came under `number` that is not as it was sent: counted, and open like one that
  // never came, so that the sender is asked and no receipt passes it (spec 5.5). False as with
  // Receive.
  bool HandleGarbled(Instant now, ChannelIndex channel, cable::ChannelNumber number);
  // Takes a cable into custody. With no copies and no delivery it is settled as soon as committed:
  // a duplicate, a service message for this station, or an intercept.
  void Take(Instant now, const Intake& intake);
  // False if nothing was ever sent under `count`: the peer broke the contract. What it says of the
  // numbers before is taken all the same.
  bool HandleReceipt(Instant now, ChannelIndex channel, std::uint64_t count);
  void HandleCredit(ChannelIndex channel, std::uint64_t ordinary_bytes,
                    std::uint64_t reserve_bytes);
  // The circuit of a channel that takes one transmission at a time can take the next.
  void HandleCircuitFree(ChannelIndex channel);
  // The next number of this channel will be so many ahead of the one that is due: a wrong number.
  void Misnumber(ChannelIndex channel, std::uint16_t skipped);

  // ---- open numbers (spec 5.2, 5.3)
  // The numbers of a channel that are open, and the last that came. Nothing while a question about
  // them is on its way, unless it must be asked `again`: one at a time, so that a storm of gaps is
  // no storm of questions.
  struct OpenToAsk {
    std::vector<cable::ChannelNumber> numbers;
    cable::ChannelNumber last_received;
  };
  OpenToAsk FindOpenToAsk(ChannelIndex channel, bool again) const;
  // A question about this channel waits in a queue still.
  bool HasQuestionWaiting(ChannelIndex channel) const;
  // The peer says that all up to `number` came: what was under way up to it, and was not taken out
  // by Rerun, is receipted.
  void HandleLastReceived(Instant now, LinkIndex link, cable::ChannelNumber number);
  // The peer says that `number` never came. If it is under way, it goes back to the head of its
  // lane, to leave whole under a new number, and true is answered; else nothing is owed under it.
  bool Rerun(Instant now, LinkIndex link, cable::ChannelNumber number);

  // ---- pre-emption on slow circuits (spec 3.3)
  // Channels on whose circuits less urgent things are than what waits. After each turn.
  std::vector<ChannelIndex> TakeInterruptionsWanted();
  // What is on the circuit has so much line time left, and breaking it off costs so much. If the
  // rules say so its number is burnt and it goes back to the head of its lane; then the circuit
  // must be stopped, and HandleCircuitFree follows when the end of the cancelled transmission has
  // left. The number that was broken off, or nothing.
  std::optional<cable::ChannelNumber> Interrupt(Instant now, ChannelIndex channel,
                                                Duration remaining, Duration cancel_cost);

  // ---- the intercept position
  const std::map<std::uint64_t, AsideCable>& aside() const { return aside_; }
  // A supervisor decides over the branches of an aside cable that `called` names: they go on in
  // `copies`, or, with none, they are given up. REQUIRES: aside().contains(cable).
  struct LettingGo {
    std::span<const cable::RoutingIndicator> called;
    std::span<const CopyPlan> copies;
  };
  void LetGo(Instant now, std::uint64_t cable, const LettingGo& letting_go);

  // The owner has handed the delivery to its addressees; custody ends.
  // `identities` are those of the addressees who have it now: they are known as seen from here on.
  void HandedOver(Instant now, std::uint64_t cable, std::span<const Digest> identities);

  // ---- the turn
  void EndTurn(Instant now);
  std::span<const StoreRequest> store_requests() const { return store_requests_; }
  std::string_view record_bytes() const { return record_bytes_; }
  void ClearStoreRequests();
  // Hands them over, and their records, in exchange for the room of the last ones.
  void TakeStoreRequests(std::vector<StoreRequest>& requests, std::string& records);
  // `appends` of this custodian, counted from its start, are safe.
  void HandleCommitted(Instant now, std::uint64_t appends);
  // What kRead asked for: the body, and the newest record that told of the cable.
  void HandleBody(std::uint64_t cable, std::string_view record, SharedBytes body);

  std::span<Departure> departures() { return departures_; }
  std::span<DeliveryDue> deliveries() { return deliveries_; }
  std::span<const ReceiptDue> receipts() const { return receipts_; }
  std::span<const CreditDue> credits() const { return credits_; }
  void ClearOutputs();                             // all but deliveries
  void ClearDeliveries() { deliveries_.clear(); }  // by who hands them over

  // A full store holds back ordinary credit; the reserve stays.
  void HoldIntake(bool held);
  bool intake_held() const { return intake_held_; }

  // ---- renewal: tells again what still matters of old records, so that the store can let go of
  // them (store/store.h, RenewalWish). Behind EndTurn.
  // Asks for those of the cables `ids` of which too little is in memory to be told again.
  void PrepareRenewal(std::span<const std::uint64_t> ids);
  // The cables among `ids`, ascending, that are in custody; not those whose delivery is under way,
  // which will be settled soon, nor those that a slow store has not given back yet.
  void RenewCables(std::span<const std::uint64_t> ids);
  // The identities that were last told before the standing of this number.
  void RenewSeen(std::uint64_t before);
  // The numbers of all channels and what is known of each peer, told under this number.
  void TellStanding(std::uint64_t number);

  // ---- recovery: every committed record, oldest first, then FinishRecovery. Before anything else.
  // False: the record is not one of ours, or something of it does not fit those before it; what
  // does not fit is left out.
  bool Recover(std::string_view record);
  // Asks the store for what is not in memory and must be. REQUIRES: it answers before any input.
  void FinishRecovery();
  // What was recovered is of a station with other channels: nothing of it can be taken.
  bool recovered_other_channels() const { return recovered_other_channels_; }

  // ---- facts
  SeenSet& seen() { return seen_; }
  const SeenSet& seen() const { return seen_; }
  // Cables of which a copy, a delivery or the commit is not settled: zero when nothing is owed.
  // What only a supervisor is owed is not counted; set_aside() counts all that are set aside.
  std::uint64_t outstanding() const;
  std::uint64_t set_aside() const { return set_aside_; }
  // Somebody waits for a commit. If not, what was appended may ride with the next turn's.
  bool commit_wanted() const;
  // The highest serial that a service message of this station had, as far as it remembers.
  std::uint16_t service_serial() const { return service_serial_; }
  // What can leave has come, from the store perhaps, and was not chosen yet.
  bool choice_wanted() const { return !to_choose_.empty(); }
  // There is something to choose, to break off, to tell or to commit. If not, a turn may wait for
  // the next input: nothing that it would do is seen outside before then.
  bool turn_wanted() const {
    return choice_wanted() || !to_interrupt_.empty() || !to_tell_.empty() || commit_wanted();
  }
  std::uint64_t transmissions_sent() const { return transmissions_sent_; }
  std::uint64_t transmissions_committed() const { return transmissions_committed_; }
  const OutgoingChannel& outgoing(ChannelIndex channel) const {
    return channels_[AsSize(channel)].outgoing;
  }
  const ChannelConfig& config_of(ChannelIndex channel) const {
    return config_.channels[AsSize(channel)];
  }
  const CustodyConfig& config() const { return config_; }
  std::size_t channel_count() const { return channels_.size(); }
  cable::EventListener& listener() { return listener_; }

 private:
  using CableSlot = Holdings::Cable;
  using CopySlot = Holdings::Copy;
  struct LinkState {
    bool up = false;
    std::uint64_t peer_epoch = 0;
    std::uint64_t met_append = 0;  // credit is told when this is committed
    cable::RoutingIndicator peer;
    std::vector<ChannelIndex> channels;
  };
  struct Channel {
    explicit Channel(const ChannelConfig& config)
        : outgoing(config.outgoing, config.digits, config.one_at_a_time),
          incoming(config.incoming, config.digits) {}
    OutgoingChannel outgoing;
    IncomingChannel incoming;
    std::uint64_t connection = 0;  // how often it was opened: what an earlier one chose is void
    bool in_choosing = false;      // stands in to_choose_
    bool in_flushing = false;      // stands in to_flush_
    bool in_telling = false;       // stands in to_tell_
    bool in_interrupting = false;  // stands in to_interrupt_
    // The cables that ask the sender about open numbers, and up to which; nearly always none.
    struct Asking {
      std::uint64_t cable = 0;
      std::uint64_t up_to = 0;
      bool sent = false;
    };
    std::vector<Asking> asking;
    CopyPlace marked = kNoCopy;  // with Preemption::kMarkingOnly: told already of this one
    struct Chosen {
      std::uint64_t count = 0;
      CopyPlace copy = kNoCopy;
      std::uint64_t append = 0;  // may leave when this is committed
    };
    Ring<Chosen> chosen;
    SendWindow window;                   // where the circuit does not take one at a time
    std::uint64_t last_sent_append = 0;  // of the newest number that was given
    std::uint64_t departed_count = 0;    // what has a higher number has never left
  };
  // Waits for its append to be committed.
  struct Pending {
    std::uint64_t append = 0;
    CablePlace cable = 0;
    std::optional<ChannelIndex> from;
    std::uint64_t count = 0;
    std::uint64_t cost = 0;
    std::uint64_t connection = 0;
    cable::Precedence precedence = cable::Precedence::kRoutine;
    bool deliver_here = false;
    cable::CalledList called;
    cable::ChannelNumber number;
  };
  struct WaitingDelivery {
    CablePlace cable = 0;
    cable::Precedence precedence = cable::Precedence::kRoutine;
    cable::CalledList called;
    cable::ChannelNumber number;
    // It may have been handed over before this station ended: it goes behind a ZFD pilot.
    bool suspected = false;
  };

  void Tell(const cable::Event& event) { listener_.OnEvent(event); }
  // Asked before an event that every cable has is put together.
  bool Wanted(cable::EventKind kind) const { return listener_.Wants(kind); }
  void TellReceived(Instant now, ChannelIndex channel, const cable::Transmission& transmission,
                    bool used_before);
  // Newest first; of a trace that is full the oldest number goes.
  static void AddToTrace(cable::Trace& trace, cable::ChannelNumber number);
  // REQUIRES, both: the cable is warm.
  cable::Event EventOf(Instant now, cable::EventKind kind, CablePlace cable) const;
  cable::Event EventOf(Instant now, cable::EventKind kind, const CopySlot& copy) const;
  // The first of `copies` is the cable's copy number `ordinal`. `decided_late`: by a supervisor.
  void AddCopies(Instant now, CablePlace place, std::uint32_t ordinal, bool decided_late,
                 std::span<const CopyPlan> copies);
  void Choose(Instant now, ChannelIndex channel);
  void MeasureFreed(Instant now, ChannelIndex index);
  void RecordSent(ChannelIndex index, std::uint64_t count, const CopySlot& copy, bool first);
  void Flush(ChannelIndex channel);
  void FlushDeliveries();
  void Burn(Instant now, ChannelIndex channel, const OutgoingChannel::UnderWay& under_way,
            cable::Reason reason);
  void WantInterruption(ChannelIndex channel);
  void RecordTaken(Instant now, const Intake& intake, std::uint64_t cable);
  void KeepAside(CablePlace place, const cable::Transmission& transmission,
                 std::span<const SetAside> branches);
  void LetGoBranches(std::uint64_t cable, std::span<const cable::RoutingIndicator> called);
  void NoteServiceSerial(const cable::Heading& heading);
  void NoteQuestionSent(CablePlace place);
  void TellOpen(Instant now, ChannelIndex channel, std::uint64_t first, std::uint64_t last,
                cable::Reason reason = cable::Reason::kNone);
  void EndAsking(CablePlace place);
  bool MayInterrupt(const Channel& channel) const;
  void SettleCommitted(Instant now, const Pending& pending);
  void SettleCopy(CopyPlace place);
  void SettleOne(CablePlace place);
  void PutBackUnderWay(Instant now, ChannelIndex channel, bool suspected);
  bool NeedBody(CablePlace place);
  void AskForBody(CablePlace place);
  void ReadAhead(const Channel& channel);
  void CoolReadAhead(const Channel& channel);
  void ForgetChosen(Channel& channel);
  void ChooseOrRest(ChannelIndex index);
  bool WarmFromRecord(CablePlace place, std::string_view record);
  void WarmCopies(CablePlace place, std::span<TakenCopy> copies);
  void WarmCopies(CablePlace place, std::span<RenewedCopy> copies);
  void MarkChoosingCopiesOf(CablePlace place);
  void CoolHoldings();
  void DropOutputs(LinkIndex link);
  void EncloseInPilot(cable::Transmission& transmission, std::string_view signal,
                      cable::ChannelNumber had, std::span<const cable::Called> called) const;
  cable::Transmission Compose(const CopySlot& copy, cable::ChannelNumber number) const;
  // Under which it was sent before; none if it was not.
  cable::ChannelNumber LastNumberOf(const CopySlot& copy) const;
  std::uint64_t CostOf(const CopySlot& copy) const;
  void MarkChoosing(ChannelIndex channel);
  void MarkFlushing(ChannelIndex channel);
  void MarkTelling(ChannelIndex channel);
  void CollectTellings();
  bool RecoverTaken(ByteReader& reader);
  bool RecoverSent(ByteReader& reader);
  bool RecoverSentCopy(std::size_t channel, const SentCopy& sent);
  bool RecoverMet(ByteReader& reader);
  bool RecoverHandedOver(ByteReader& reader);
  bool RecoverReceipted(ByteReader& reader);
  bool RecoverBurnt(ByteReader& reader);
  bool RecoverOpen(ByteReader& reader);
  bool RecoverLetGo(ByteReader& reader);
  bool HasChannelsOf(std::span<const TakenCopy> copies) const;
  void RecoverCopies(CablePlace place, std::uint32_t ordinal, bool decided_late,
                     std::span<TakenCopy> copies);
  void RecoverPutBack(ChannelIndex channel, bool suspected);
  bool RecoverStanding(ByteReader& reader);
  bool RecoverRenewed(ByteReader& reader);
  bool RecoverSeen(ByteReader& reader);
  // A copy as it stands, with the number under which it is under way, or 0.
  struct CopyState {
    CopyPlace copy = kNoCopy;
    std::uint64_t count = 0;
  };
  std::vector<CopyState> CopiesOf(CablePlace place) const;
  void WriteRenewed(CablePlace place, std::span<const CopyState> copies);
  void SortRecovered();
  void AppendRecord(std::size_t begin, std::uint64_t cable, const SharedBytes& body,
                    StoreRequest::Kind kind = StoreRequest::Kind::kAppend);

  CustodyConfig config_;
  cable::EventListener& listener_;
  SeenSet seen_;
  std::vector<Channel> channels_;
  std::vector<LinkState> links_;
  Holdings held_;
  std::uint64_t last_cable_ = 0;
  std::uint64_t appends_ = 0;
  std::uint64_t committed_appends_ = 0;
  std::uint64_t handed_over_append_ = 0;  // the last record of something handed over
  std::uint64_t set_aside_ = 0;
  std::uint64_t at_rest_ = 0;     // cables of which only the supervisor is owed
  std::uint64_t met_append_ = 0;  // of the newest meeting
  std::uint64_t transmissions_sent_ = 0;
  std::uint64_t transmissions_committed_ = 0;
  Ring<Pending> pending_;
  Ring<WaitingDelivery> waiting_deliveries_;
  std::map<std::uint64_t, CablePlace> bodies_asked_;  // by cable id
  std::map<std::uint64_t, CablePlace> handing_over_;  // by cable id; until HandedOver
  std::map<std::uint64_t, AsideCable> aside_;         // by cable id
  std::uint16_t service_serial_ = 0;
  std::vector<ChannelIndex> to_interrupt_;  // each channel at most once
  std::vector<ChannelIndex> to_choose_;     // each channel at most once, see its in_... marks
  bool recovered_standing_ = false;  // what was settled before it need not have been recovered
  bool recovered_renewed_ = false;
  bool recovered_other_channels_ = false;
  std::vector<ChannelIndex> to_flush_;
  std::vector<ChannelIndex> to_tell_;
  std::vector<CablePlace> to_cool_;  // what this turn needs no more
  std::vector<StoreRequest> store_requests_;
  std::string record_bytes_;
  std::vector<Departure> departures_;
  std::vector<DeliveryDue> deliveries_;
  std::vector<ReceiptDue> receipts_;
  std::vector<CreditDue> credits_;
  bool intake_held_ = false;
};

}  // namespace torntape::channel
