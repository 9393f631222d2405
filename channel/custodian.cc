#include "channel/custodian.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "base/bytes.h"
#include "channel/record.h"

namespace torntape::channel {

using cable::Event;
using cable::EventKind;
using cable::Reason;

std::uint64_t CreditCost(std::uint64_t body_bytes, std::size_t called) {
  constexpr std::uint64_t kOverhead = 64;  // of numbers and frames, so that nothing is free
  constexpr std::uint64_t kPerIndicator = 16;
  return kOverhead + body_bytes + kPerIndicator * called;
}

std::uint64_t CreditCost(const cable::Transmission& transmission) {
  return CreditCost(transmission.body.size(), transmission.called.size());
}

Custodian::Custodian(const CustodyConfig& config, cable::EventListener& listener)
    : config_(config),
      listener_(listener),
      seen_(config.seen),
      links_(config.link_count),
      held_({config.hot_bytes_max, config.records_wanted}) {
  TORNTAPE_ASSERT(config.channels.size() <= 0xffff);
  channels_.reserve(config.channels.size());
  for (std::size_t i = 0; i < config.channels.size(); ++i) {
    const ChannelConfig& channel = config_.channels[i];
    channels_.emplace_back(channel);
    LinkState& link = links_[AsSize(channel.link)];
    link.peer = channel.peer;
    link.channels.push_back(static_cast<ChannelIndex>(i));
  }
}

// ---------------------------------------------------------------- what comes in

std::optional<Received> Custodian::Receive(Instant now, ChannelIndex channel,
                                           const cable::Transmission& transmission) {
  IncomingChannel& incoming = channels_[AsSize(channel)].incoming;
  const auto arrival = incoming.Receive(transmission.number);
  if (arrival.continuity == IncomingChannel::Continuity::kForeign) return std::nullopt;
  if (arrival.continuity == IncomingChannel::Continuity::kAhead) {
    TellOpen(now, channel, arrival.first_open, arrival.count - 1);
  }
  const bool used_before = arrival.continuity == IncomingChannel::Continuity::kUsedBefore;
  if (Wanted(EventKind::kReceived)) TellReceived(now, channel, transmission, used_before);
  return Received{
      arrival.count, used_before,
      incoming.CompareAndRemember(transmission.number, transmission.heading->body_digest.low)};
}

void Custodian::TellReceived(Instant now, ChannelIndex channel,
                             const cable::Transmission& transmission, bool used_before) {
  Event event;
  event.at = now;
  event.station = config_.station;
  event.peer = config_of(channel).peer;
  event.kind = EventKind::kReceived;
  event.reason = used_before ? Reason::kRepeatedNumber : Reason::kNone;
  event.number = transmission.number;
  event.precedence = transmission.precedence;
  event.identification = transmission.heading->identification;
  event.digest = transmission.heading->body_digest.low;
  event.body_bytes = transmission.body.size();
  event.called = transmission.called.span();
  Tell(event);
}

void Custodian::Take(Instant now, const Intake& intake) {
  TORNTAPE_ASSERT(intake.transmission != nullptr);
  const cable::Transmission& transmission = *intake.transmission;
  cable::Trace trace = transmission.trace;
  if (intake.from) AddToTrace(trace, transmission.number);
  const CablePlace place = held_.AddCable(
      ++last_cable_, transmission.body.size(),
      {transmission.heading, transmission.body, std::move(trace), transmission.pilots});
  CableSlot& cable = held_[place];
  if (intake.asks_about) {
    cable.asks = true;
    Channel& asked = channels_[AsSize(*intake.asks_about)];
    asked.asking.push_back({cable.id, asked.incoming.received_count()});
  }
  RecordTaken(now, intake, cable.id);

  Pending pending;
  pending.append = appends_;
  pending.cable = place;
  pending.from = intake.from;
  pending.count = intake.count;
  pending.precedence = transmission.precedence;
  pending.cost = CreditCost(transmission);
  if (intake.from) pending.connection = channels_[AsSize(*intake.from)].connection;
  pending.deliver_here = intake.deliver_here;
  pending.called = transmission.called;
  pending.number = transmission.number;
  pending_.push_back(std::move(pending));
  // One is owed for the commit itself.
  cable.owed = 1u + (intake.deliver_here ? 1u : 0u);
  if (!intake.set_aside.empty()) KeepAside(place, transmission, intake.set_aside);
  if (aside_.contains(cable.id)) {
    aside_[cable.id].next_ordinal = static_cast<std::uint32_t>(intake.copies.size());
  }
  if (config_.planted.receipt_before_commit && intake.from) {
    channels_[AsSize(*intake.from)].incoming.Commit(intake.count, transmission.precedence, 0);
    MarkTelling(*intake.from);
  }
  AddCopies(now, place, 0, false, intake.copies);
}

void Custodian::RecordTaken(Instant now, const Intake& intake, std::uint64_t cable) {
  const cable::Transmission& transmission = *intake.transmission;
  const std::size_t begin = record_bytes_.size();
  ByteWriter writer(record_bytes_, config_.records_wanted);
  writer.AtMost(6 * Pen::kVarintMost + 2, [&](Pen& pen) {
    pen.Byte(static_cast<std::uint8_t>(RecordKind::kTaken));
    pen.Varint(cable);
    pen.Varint(static_cast<std::uint64_t>(ToNanoseconds(now)));
    pen.Varint(intake.from ? AsSize(*intake.from) + 1 : 0);
    pen.Varint(intake.count);
    pen.Byte(intake.deliver_here ? 1 : 0);
    pen.Varint(intake.asks_about ? AsSize(*intake.asks_about) + 1 : 0);
    pen.Varint(transmission.body.size());
  });
  WriteTransmission(writer, transmission);
  WriteCopies(writer, intake.copies);
  WriteIdentities(writer, intake.identities);
  WriteSetAside(writer, intake.set_aside);
  for (const Digest& identity : intake.identities) seen_.Add(now, identity);
  if (!intake.from) NoteServiceSerial(*transmission.heading);
  AppendRecord(begin, cable, transmission.body);
}

void Custodian::AddToTrace(cable::Trace& trace, cable::ChannelNumber number) {
  trace.resize_down(cable::kTraceMax - 1);
  trace.insert_front(number);
}

void Custodian::AddCopies(Instant now, CablePlace place, std::uint32_t ordinal, bool decided_late,
                          std::span<const CopyPlan> copies) {
  for (const CopyPlan& plan : copies) {
    CopySlot copy;
    copy.cable = place;
    copy.ordinal = ordinal++;
    copy.channel = plan.channel;
    copy.precedence = plan.precedence;
    copy.decided_late = decided_late;
    const CopyPlace copy_place = held_.AddCopy(copy, {plan.called, plan.rerouted_from});
    ++held_[place].owed;
    Channel& channel = channels_[AsSize(plan.channel)];
    channel.outgoing.PushBack(plan.precedence, copy_place);
    MarkChoosing(plan.channel);
    if (!Wanted(EventKind::kQueued)) continue;
    Event event = EventOf(now, EventKind::kQueued, held_.copy(copy_place));
    event.queue_depth = static_cast<std::uint32_t>(channel.outgoing.waiting());
    Tell(event);
  }
}

bool Custodian::HandleReceipt(Instant now, ChannelIndex index, std::uint64_t told) {
  Channel& channel = channels_[AsSize(index)];
  // A number that has not left cannot have come: its copy is still to be composed.
  const std::uint64_t count = std::min(told, channel.departed_count);
  const bool sent = told <= channel.departed_count;
  if (!channel.outgoing.AnyUnderWayUpTo(count)) return sent;
  const std::size_t begin = record_bytes_.size();
  ByteWriter writer(record_bytes_, config_.records_wanted);
  writer.Byte(static_cast<std::uint8_t>(RecordKind::kReceipted));
  writer.Varint(AsSize(index));
  writer.Varint(count);
  AppendRecord(begin, 0, {});
  while (const auto receipted = channel.outgoing.PopReceipted(count)) {
    const CopySlot& copy = held_.copy(receipted->copy);
    if (Wanted(EventKind::kReceipted)) {
      Event event = EventOf(now, EventKind::kReceipted, copy);
      event.number = channel.outgoing.NumberOf(receipted->count);
      Tell(event);
    }
    EndAsking(copy.cable);
    SettleCopy(receipted->copy);
  }
  ChooseOrRest(index);
  return sent;
}

void Custodian::HandleCredit(ChannelIndex index, std::uint64_t ordinary_bytes,
                             std::uint64_t reserve_bytes) {
  OutgoingChannel& outgoing = channels_[AsSize(index)].outgoing;
  outgoing.Grant(ordinary_bytes, reserve_bytes);
  ChooseOrRest(index);
  // What had come without credit may break off what is on the circuit now that it has some.
  WantInterruption(index);
}

// A line on which nothing waits says nothing of how fast it is.
void Custodian::ChooseOrRest(ChannelIndex index) {
  Channel& channel = channels_[AsSize(index)];
  if (channel.outgoing.waiting() > 0) return MarkChoosing(index);
  channel.window.HandleLull();
}

void Custodian::HandleCircuitFree(ChannelIndex index) {
  OutgoingChannel& outgoing = channels_[AsSize(index)].outgoing;
  outgoing.FreeCircuit();
  if (outgoing.Next() != kNoCopy) MarkChoosing(index);
}

void Custodian::HandedOver(Instant now, std::uint64_t id, std::span<const Digest> identities) {
  const auto found = handing_over_.find(id);
  TORNTAPE_ASSERT(found != handing_over_.end());
  const CablePlace place = found->second;
  handing_over_.erase(found);
  const std::size_t begin = record_bytes_.size();
  ByteWriter writer(record_bytes_, config_.records_wanted);
  writer.Byte(static_cast<std::uint8_t>(RecordKind::kHandedOver));
  writer.Varint(id);
  writer.Varint(static_cast<std::uint64_t>(ToNanoseconds(now)));
  WriteIdentities(writer, identities);
  for (const Digest& identity : identities) seen_.Add(now, identity);
  AppendRecord(begin, 0, {});
  handed_over_append_ = appends_;
  SettleOne(place);
}

// ---------------------------------------------------------------- connections

OwnState Custodian::StateOf(ChannelIndex index) const {
  const Channel& channel = channels_[AsSize(index)];
  const std::uint64_t committed = channel.incoming.committed_count();
  const std::uint64_t sent = channel.last_sent_append <= committed_appends_
                                 ? channel.outgoing.sent_count()
                                 : channel.departed_count;
  return {committed, channel.incoming.NumberOf(committed).serial, sent,
          channel.outgoing.next_serial()};
}

void Custodian::LinkUp(Instant now, LinkIndex index, const PeerState& peer) {
  LinkState& link = links_[AsSize(index)];
  TORNTAPE_ASSERT(peer.channels.size() == link.channels.size());
  const bool lost = link.peer_epoch != 0 && link.peer_epoch != peer.store_epoch;
  link.up = true;
  link.peer_epoch = peer.store_epoch;
  DropOutputs(index);

  Event event;
  event.at = now;
  event.kind = lost ? EventKind::kPeerLostState : EventKind::kLinkUp;
  event.station = config_.station;
  event.peer = link.peer;
  Tell(event);
  if (lost) {
    event.kind = EventKind::kLinkUp;
    Tell(event);
  }

  const std::size_t begin = record_bytes_.size();
  ByteWriter writer(record_bytes_, config_.records_wanted);
  writer.Byte(static_cast<std::uint8_t>(RecordKind::kMet));
  writer.Varint(AsSize(index));
  writer.Fixed64(peer.store_epoch);
  writer.Byte(lost ? 1 : 0);
  AppendRecord(begin, 0, {});
  met_append_ = link.met_append = appends_;

  for (std::size_t i = 0; i < link.channels.size(); ++i) {
    const ChannelIndex at = link.channels[i];
    Channel& channel = channels_[AsSize(at)];
    ++channel.connection;
    ForgetChosen(channel);
    if (!lost) HandleReceipt(now, at, peer.channels[i].committed_count);
    PutBackUnderWay(now, at, lost);
    if (lost) channel.incoming.Forget();
    const ChannelConfig& config = config_of(at);
    channel.asking.clear();
    channel.incoming.Open(peer.channels[i].sent_count, config.window_bytes, config.reserve_bytes);
    channel.incoming.HoldOrdinary(intake_held_);
    channel.outgoing.Open(0, 0);
    channel.window = {};
    MarkChoosing(at);
    MarkTelling(at);
  }
}

void Custodian::LinkDown(Instant now, LinkIndex index, Reason reason) {
  LinkState& link = links_[AsSize(index)];
  if (!link.up) return;
  link.up = false;
  DropOutputs(index);
  for (const ChannelIndex at : link.channels) {
    Channel& channel = channels_[AsSize(at)];
    channel.outgoing.Close();
    ForgetChosen(channel);
    CoolReadAhead(channel);
  }
  CoolHoldings();
  Event event;
  event.at = now;
  event.kind = EventKind::kLinkDown;
  event.reason = reason;
  event.station = config_.station;
  event.peer = link.peer;
  Tell(event);
}

void Custodian::ForgetChosen(Channel& channel) {
  for (std::size_t i = 0; i < channel.chosen.size(); ++i) {
    CopySlot& copy = held_.copy(channel.chosen[i].copy);
    copy.chosen = false;
    to_cool_.push_back(copy.cable);
  }
  channel.chosen.clear();
}

// What an earlier connection would have said must not be said on a new one: its numbers are burnt,
// and its credit was counted from another beginning.
void Custodian::DropOutputs(LinkIndex link) {
  const auto is_of_link = [&](const auto& due) { return config_of(due.channel).link == link; };
  std::erase_if(departures_, is_of_link);
  std::erase_if(receipts_, is_of_link);
  std::erase_if(credits_, is_of_link);
}

// What was under way and is not the peer's goes back to the heads of its lanes in the old order;
// the numbers are burnt (spec 3.3; design, "Custody").
void Custodian::PutBackUnderWay(Instant now, ChannelIndex index, bool suspected) {
  Channel& channel = channels_[AsSize(index)];
  if (channel.outgoing.under_way() == 0) return;
  while (const auto newest = channel.outgoing.PopNewest()) {
    CopySlot& copy = held_.copy(newest->copy);
    copy.last_serial = channel.outgoing.NumberOf(newest->count).serial;
    copy.suspected = copy.suspected || suspected;
    copy.under_way = false;
    channel.outgoing.PushFront(copy.precedence, newest->copy);
    Event event = EventOf(now, EventKind::kBurnt, copy);
    event.number = LastNumberOf(copy);
    event.reason = suspected ? Reason::kSuspectedDuplicate : Reason::kConnectionLost;
    Tell(event);
  }
  const std::size_t begin = record_bytes_.size();
  ByteWriter writer(record_bytes_, config_.records_wanted);
  writer.Byte(static_cast<std::uint8_t>(RecordKind::kPutBack));
  writer.Varint(AsSize(index));
  writer.Byte(suspected ? 1 : 0);
  AppendRecord(begin, 0, {});
}

void Custodian::HoldIntake(bool held) {
  if (held == intake_held_) return;
  intake_held_ = held;
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    channels_[i].incoming.HoldOrdinary(held);
    if (channels_[i].incoming.credit_due()) MarkTelling(static_cast<ChannelIndex>(i));
  }
}

}  // namespace torntape::channel
