// The custodian's recovery: the same state again, from the records that were committed.
#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "channel/custodian.h"
#include "channel/record.h"

namespace torntape::channel {

bool Custodian::Recover(std::string_view record) {
  ByteReader reader(record);
  const std::uint8_t kind = reader.Byte();
  switch (static_cast<RecordKind>(kind)) {
    case RecordKind::kTaken:
      return RecoverTaken(reader);
    case RecordKind::kSent:
      return RecoverSent(reader);
    case RecordKind::kMet:
      return RecoverMet(reader);
    case RecordKind::kReceipted:
      return RecoverReceipted(reader);
    case RecordKind::kBurnt:
      return RecoverBurnt(reader);
    case RecordKind::kOpen:
      return RecoverOpen(reader);
    case RecordKind::kLetGo:
      return RecoverLetGo(reader);
    case RecordKind::kPutBack: {
      const std::uint64_t index = reader.Bounded(0xffff);
      const bool suspected = reader.Bounded(1) == 1;
      if (!reader.ok() || !reader.AtEnd() || index >= channels_.size()) return false;
      RecoverPutBack(static_cast<ChannelIndex>(index), suspected);
      return true;
    }
    case RecordKind::kHandedOver:
      return RecoverHandedOver(reader);
    case RecordKind::kStanding:
      return RecoverStanding(reader);
    case RecordKind::kRenewed:
      return RecoverRenewed(reader);
    case RecordKind::kSeen:
      return RecoverSeen(reader);
  }
  return false;
}

bool Custodian::RecoverReceipted(ByteReader& reader) {
  const std::uint64_t index = reader.Bounded(0xffff);
  const std::uint64_t count = reader.Varint();
  if (!reader.ok() || !reader.AtEnd() || index >= channels_.size()) return false;
  while (const auto receipted = channels_[index].outgoing.PopReceipted(count)) {
    EndAsking(held_.copy(receipted->copy).cable);
    SettleCopy(receipted->copy);
  }
  to_cool_.clear();  // FinishRecovery looks at all of them
  return true;
}

bool Custodian::RecoverBurnt(ByteReader& reader) {
  const std::uint64_t index = reader.Bounded(0xffff);
  const std::uint64_t count = reader.Varint();
  if (!reader.ok() || !reader.AtEnd() || index >= channels_.size()) return false;
  OutgoingChannel& outgoing = channels_[index].outgoing;
  const auto burnt = outgoing.TakeUnderWay(count);
  if (!burnt) return recovered_standing_;
  CopySlot& copy = held_.copy(burnt->copy);
  copy.last_serial = outgoing.NumberOf(count).serial;
  copy.under_way = false;
  outgoing.PushFront(copy.precedence, burnt->copy);
  return true;
}

bool Custodian::RecoverOpen(ByteReader& reader) {
  const std::uint64_t index = reader.Bounded(0xffff);
  const std::uint64_t first = reader.Varint();
  const std::uint64_t last = reader.Varint();
  if (!reader.ok() || !reader.AtEnd() || index >= channels_.size()) return false;
  if (first == 0 || first > last) return false;
  channels_[index].incoming.RestoreOpen(first, last);
  return true;
}

// True if all copies are for channels that this station has.
bool Custodian::HasChannelsOf(std::span<const TakenCopy> copies) const {
  return std::all_of(copies.begin(), copies.end(),
                     [this](const TakenCopy& copy) { return copy.channel < channels_.size(); });
}

void Custodian::RecoverCopies(CablePlace place, std::uint32_t ordinal, bool decided_late,
                              std::span<TakenCopy> copies) {
  for (TakenCopy& taken : copies) {
    CopySlot copy;
    copy.cable = place;
    copy.ordinal = ordinal++;
    copy.channel = static_cast<ChannelIndex>(taken.channel);
    copy.precedence = taken.precedence;
    copy.decided_late = decided_late;
    const CopyPlace at = held_.AddCopy(copy, {std::move(taken.called), taken.rerouted_from});
    channels_[taken.channel].outgoing.PushBack(copy.precedence, at);
  }
}

bool Custodian::RecoverLetGo(ByteReader& reader) {
  auto record = ReadLetGo(reader);
  if (!record || !HasChannelsOf(record->copies)) return false;
  const auto found = aside_.find(record->cable);
  if (found == aside_.end()) return recovered_standing_;
  const CablePlace place = found->second.place;
  const std::uint32_t ordinal = found->second.next_ordinal;
  const auto count = static_cast<std::uint32_t>(record->copies.size());
  found->second.next_ordinal += count;
  held_[place].owed += count;
  RecoverCopies(place, ordinal, true, record->copies);
  LetGoBranches(record->cable, record->called);
  return true;
}

bool Custodian::RecoverTaken(ByteReader& reader) {
  auto taken = ReadTaken(reader);
  if (!taken || held_.Find(taken->cable)) return false;
  if (taken->from && *taken->from >= channels_.size()) return false;
  if (taken->asks_about && *taken->asks_about >= channels_.size()) return false;
  if (!HasChannelsOf(taken->copies)) return false;
  cable::Trace trace = taken->transmission.trace;
  if (taken->from) AddToTrace(trace, taken->transmission.number);
  const CablePlace place = held_.AddCable(
      taken->cable, taken->body_bytes,
      {taken->transmission.heading, {}, std::move(trace), taken->transmission.pilots});
  CableSlot& cable = held_[place];
  // One is owed for the recovery itself, so that nothing is let go before all records are read.
  const auto copy_count = static_cast<std::uint32_t>(taken->copies.size());
  cable.owed = 1u + (taken->deliver_here ? 1u : 0u) + copy_count;
  if (!taken->set_aside.empty()) {
    KeepAside(place, taken->transmission, taken->set_aside);
    aside_[cable.id].next_ordinal = copy_count;
  }
  if (taken->asks_about) {
    cable.asks = true;
    Channel& asked = channels_[*taken->asks_about];
    asked.asking.push_back({cable.id, asked.incoming.received_count()});
  }
  last_cable_ = std::max(last_cable_, cable.id);
  if (taken->from) {
    channels_[*taken->from].incoming.RestoreCommitted(taken->count);
  } else {
    NoteServiceSerial(*taken->transmission.heading);
  }
  RecoverCopies(place, 0, false, taken->copies);
  for (const Digest& identity : taken->identities) {
    seen_.Add(InstantFromNanoseconds(taken->at_ns), identity);
  }
  if (taken->deliver_here) {
    waiting_deliveries_.push_back({place, taken->transmission.precedence,
                                   taken->transmission.called, taken->transmission.number, true});
  }
  if (held_.TooHot()) held_.Cool(place, 1);
  return true;
}

bool Custodian::RecoverSent(ByteReader& reader) {
  const auto record = ReadSent(reader);
  if (!record || record->channel >= channels_.size()) return false;
  bool all = true;
  for (const SentCopy& sent : record->copies) all &= RecoverSentCopy(record->channel, sent);
  return all;
}

bool Custodian::RecoverSentCopy(std::size_t channel, const SentCopy& sent) {
  const auto cable = held_.Find(sent.cable);
  OutgoingChannel& outgoing = channels_[channel].outgoing;
  if (!cable) {
    // Settled or told again later, and what told it first was let go of; its number stays used.
    if (recovered_standing_) outgoing.Restore(sent.count);
    return recovered_standing_;
  }
  // The copy stands at the head of its lane, as it was chosen from there.
  const CopyPlace place = outgoing.TakeWaiting([&](CopyPlace candidate) {
    const CopySlot& copy = held_.copy(candidate);
    return copy.cable == *cable && copy.ordinal == sent.ordinal;
  });
  if (place == kNoCopy) return false;
  outgoing.Restore(sent.count);
  held_.copy(place).under_way = true;
  outgoing.RestoreUnderWay({sent.count, place, 0});  // purses begin anew when the two meet
  return true;
}

bool Custodian::RecoverMet(ByteReader& reader) {
  const std::uint64_t index = reader.Bounded(0xffff);
  const std::uint64_t epoch = reader.Fixed64();
  const bool lost = reader.Bounded(1) == 1;
  if (!reader.ok() || !reader.AtEnd() || index >= links_.size()) return false;
  links_[index].peer_epoch = epoch;
  for (const ChannelIndex at : links_[index].channels) {
    Channel& channel = channels_[AsSize(at)];
    channel.asking.clear();
    lost ? channel.incoming.Forget() : channel.incoming.RestoreMeeting();
  }
  return true;
}

bool Custodian::RecoverHandedOver(ByteReader& reader) {
  const auto found = held_.Find(reader.Varint());
  const Instant at = InstantFromNanoseconds(static_cast<std::int64_t>(reader.Varint()));
  const std::vector<Digest> identities = ReadIdentities(reader);
  if (!reader.ok() || !reader.AtEnd()) return false;
  if (!found) {
    for (const Digest& identity : identities) seen_.Add(at, identity);
    return recovered_standing_;
  }
  // Nearly always the oldest that waits: deliveries are handed over in the order of their commits.
  std::size_t at_waiting = 0;
  while (at_waiting < waiting_deliveries_.size() &&
         waiting_deliveries_[at_waiting].cable != *found) {
    ++at_waiting;
  }
  if (at_waiting == waiting_deliveries_.size()) return false;
  waiting_deliveries_.Take(at_waiting);
  for (const Digest& identity : identities) seen_.Add(at, identity);
  SettleOne(*found);
  return true;
}

void Custodian::RecoverPutBack(ChannelIndex index, bool suspected) {
  OutgoingChannel& outgoing = channels_[AsSize(index)].outgoing;
  while (const auto newest = outgoing.PopNewest()) {
    CopySlot& copy = held_.copy(newest->copy);
    copy.last_serial = outgoing.NumberOf(newest->count).serial;
    copy.under_way = false;
    copy.suspected = copy.suspected || suspected;
    outgoing.PushFront(copy.precedence, newest->copy);
  }
}

void Custodian::FinishRecovery() {
  for (CablePlace place = 0; place < held_.end(); ++place) {
    if (held_[place].id == 0) continue;
    SettleOne(place);
    if (held_.TooHot()) held_.Cool(place);
    to_cool_.clear();
  }
  held_.FinishRecovery();
  if (recovered_renewed_) SortRecovered();
  for (std::size_t i = 0; i < waiting_deliveries_.size(); ++i) {
    NeedBody(waiting_deliveries_[i].cable);
  }
  for (Channel& channel : channels_) {
    // Whatever was given a number may have left.
    channel.departed_count = channel.outgoing.sent_count();
    // What becomes of them is told when the two meet.
    for (std::size_t i = 0; i < channel.outgoing.under_way(); ++i) {
      const CablePlace cable = held_.copy(channel.outgoing.under_way_at(i).copy).cable;
      if (!held_.IsWarm(cable)) AskForBody(cable);
    }
  }
}

}  // namespace torntape::channel
