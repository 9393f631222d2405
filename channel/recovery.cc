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
    EndAsking(copies_[receipted->copy].cable);
    SettleCopy(receipted->copy);
  }
  return true;
}

bool Custodian::RecoverBurnt(ByteReader& reader) {
  const std::uint64_t index = reader.Bounded(0xffff);
  const std::uint64_t count = reader.Varint();
  if (!reader.ok() || !reader.AtEnd() || index >= channels_.size()) return false;
  OutgoingChannel& outgoing = channels_[index].outgoing;
  const auto burnt = outgoing.TakeUnderWay(count);
  if (!burnt) return recovered_standing_;
  CopySlot& copy = copies_[burnt->copy];
  copy.last_number = outgoing.NumberOf(count);
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

void Custodian::RecoverCopies(CablePlace place, std::uint32_t ordinal,
                              std::span<TakenCopy> copies) {
  for (TakenCopy& copy : copies) {
    const CopyPlace copy_place = copies_.Add(CopySlot{place,
                                                      ordinal++,
                                                      copy.precedence,
                                                      false,
                                                      copy.rerouted_from,
                                                      {},
                                                      std::move(copy.called),
                                                      static_cast<ChannelIndex>(copy.channel)});
    channels_[copy.channel].outgoing.PushBack(copy.precedence, copy_place);
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
  cables_[place].owed += count;
  RecoverCopies(place, ordinal, record->copies);
  LetGoBranches(record->cable, record->called);
  return true;
}

bool Custodian::RecoverTaken(ByteReader& reader) {
  auto taken = ReadTaken(reader);
  if (!taken || recovered_.contains(taken->cable)) return false;
  if (taken->from && *taken->from >= channels_.size()) return false;
  if (taken->asks_about && *taken->asks_about >= channels_.size()) return false;
  if (!HasChannelsOf(taken->copies)) return false;
  const CablePlace place = cables_.Add({});
  CableSlot& cable = cables_[place];
  cable.id = taken->cable;
  cable.heading = taken->transmission.heading;
  cable.body_bytes = taken->body_bytes;
  cable.trace = taken->transmission.trace;
  cable.pilots = taken->transmission.pilots;
  // One is owed for the recovery itself, so that nothing is let go before all records are read.
  const auto copy_count = static_cast<std::uint32_t>(taken->copies.size());
  cable.owed = 1u + (taken->deliver_here ? 1u : 0u) + copy_count;
  if (!taken->set_aside.empty()) {
    KeepAside(place, taken->transmission, taken->set_aside);
    aside_[cable.id].next_ordinal = copy_count;
  }
  cable.asks = taken->asks_about.has_value();
  if (taken->asks_about) {
    Channel& asked = channels_[*taken->asks_about];
    asked.asking.push_back({cable.id, asked.incoming.received_count()});
  }
  last_cable_ = std::max(last_cable_, cable.id);
  if (taken->from) {
    AddToTrace(cable.trace, taken->transmission.number);
    channels_[*taken->from].incoming.RestoreCommitted(taken->count);
  } else {
    NoteServiceSerial(*taken->transmission.heading);
  }
  RecoverCopies(place, 0, taken->copies);
  for (const Digest& identity : taken->identities) {
    seen_.Add(InstantFromNanoseconds(taken->at_ns), identity);
  }
  if (taken->deliver_here) {
    waiting_deliveries_.push_back({place, taken->transmission.precedence,
                                   taken->transmission.called, taken->transmission.number, true});
  }
  recovered_.emplace(cable.id, place);
  return true;
}

bool Custodian::RecoverSent(ByteReader& reader) {
  const std::uint64_t index = reader.Bounded(0xffff);
  const std::uint64_t count = reader.Varint();
  const std::uint64_t id = reader.Varint();
  const std::uint64_t ordinal = reader.Bounded(0xffffffff);
  if (!reader.ok() || !reader.AtEnd() || index >= channels_.size()) return false;
  const auto found = recovered_.find(id);
  OutgoingChannel& outgoing = channels_[index].outgoing;
  if (found == recovered_.end()) {
    // Settled or told again later, and what told it first was let go of; its number stays used.
    if (recovered_standing_) outgoing.Restore(count);
    return recovered_standing_;
  }
  // The copy stands at the head of its lane, as it was chosen from there.
  const CopyPlace place = outgoing.TakeWaiting([&](CopyPlace candidate) {
    const CopySlot& copy = copies_[candidate];
    return copy.cable == found->second && copy.ordinal == ordinal;
  });
  if (place == kNoCopy) return false;
  outgoing.Restore(count);
  outgoing.RestoreUnderWay({count, place, CostOf(copies_[place])});
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
  const auto found = recovered_.find(reader.Varint());
  const Instant at = InstantFromNanoseconds(static_cast<std::int64_t>(reader.Varint()));
  const std::vector<Digest> identities = ReadIdentities(reader);
  if (!reader.ok() || !reader.AtEnd()) return false;
  if (found == recovered_.end()) {
    for (const Digest& identity : identities) seen_.Add(at, identity);
    return recovered_standing_;
  }
  // Nearly always the oldest that waits: deliveries are handed over in the order of their commits.
  std::size_t at_waiting = 0;
  while (at_waiting < waiting_deliveries_.size() &&
         waiting_deliveries_[at_waiting].cable != found->second) {
    ++at_waiting;
  }
  if (at_waiting == waiting_deliveries_.size()) return false;
  waiting_deliveries_.Take(at_waiting);
  for (const Digest& identity : identities) seen_.Add(at, identity);
  SettleOne(found->second);
  return true;
}

void Custodian::RecoverPutBack(ChannelIndex index, bool suspected) {
  OutgoingChannel& outgoing = channels_[AsSize(index)].outgoing;
  while (const auto newest = outgoing.PopNewest()) {
    CopySlot& copy = copies_[newest->copy];
    copy.last_number = outgoing.NumberOf(newest->count);
    copy.suspected = copy.suspected || suspected;
    outgoing.PushFront(copy.precedence, newest->copy);
  }
}

void Custodian::FinishRecovery() {
  for (const auto& [id, place] : recovered_) SettleOne(place);
  recovered_.clear();
  if (recovered_renewed_) SortRecovered();
  for (std::size_t i = 0; i < waiting_deliveries_.size(); ++i) {
    NeedBody(waiting_deliveries_[i].cable);
  }
  // Whatever was given a number may have left.
  for (Channel& channel : channels_) channel.departed_count = channel.outgoing.sent_count();
}

}  // namespace torntape::channel
