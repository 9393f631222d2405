// The custodian tells again what still matters of old records, so that a store can let go of them;
// and recovers from that. The store lets go from the oldest record on, and only of what is settled
// or was told again behind it. So recovery, whatever it begins with, finds a standing first, may
// find traces of cables that it was never told of, and may learn of a cable twice, the second time
// as it stands then by all that it has found in between.
#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "channel/custodian.h"
#include "channel/record.h"

namespace torntape::channel {
namespace {

constexpr std::size_t kSeenInRecord = 4096;

}  // namespace

// ---------------------------------------------------------------- standing

void Custodian::TellStanding(std::uint64_t number) {
  StandingRecord standing;
  standing.number = number;
  standing.last_cable = last_cable_;
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    const ChannelConfig& config = config_.channels[i];
    standing.channels.push_back({static_cast<std::uint16_t>(config.link),
                                 config.peer,
                                 config.outgoing,
                                 config.incoming,
                                 config.digits,
                                 channels_[i].outgoing.sent_count(),
                                 channels_[i].incoming.committed_count(),
                                 {}});
    const auto open = channels_[i].incoming.open_numbers();
    standing.channels.back().open.assign(open.begin(), open.end());
  }
  // What was taken stands before this record, so it is committed where this one is.
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    const Pending& pending = pending_[i];
    if (!pending.from || pending.connection != channels_[AsSize(*pending.from)].connection)
      continue;
    std::uint64_t& count = standing.channels[AsSize(*pending.from)].committed_count;
    count = std::max(count, pending.count);
  }
  for (const LinkState& link : links_) standing.peer_epochs.push_back(link.peer_epoch);
  const std::size_t begin = record_bytes_.size();
  ByteWriter writer(record_bytes_);
  WriteStanding(writer, standing);
  AppendRecord(begin, 0, {}, StoreRequest::Kind::kAppendStanding);
  seen_.SetTelling(static_cast<std::uint32_t>(number));
}

bool Custodian::RecoverStanding(ByteReader& reader) {
  const auto standing = ReadStanding(reader);
  if (!standing) return false;
  bool same = standing->channels.size() == channels_.size() &&
              standing->peer_epochs.size() == links_.size();
  for (std::size_t i = 0; same && i < channels_.size(); ++i) {
    const StandingRecord::Channel& told = standing->channels[i];
    const ChannelConfig& config = config_.channels[i];
    same = told.outgoing == config.outgoing && told.incoming == config.incoming &&
           told.peer == config.peer && told.digits == config.digits &&
           told.link == static_cast<std::uint16_t>(config.link);
  }
  if (!same) {
    recovered_other_channels_ = true;
    return false;
  }
  recovered_standing_ = true;
  last_cable_ = std::max(last_cable_, standing->last_cable);
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    channels_[i].outgoing.Restore(standing->channels[i].sent_count);
    channels_[i].incoming.Restore(standing->channels[i].committed_count);
    for (const IncomingChannel::OpenNumbers& open : standing->channels[i].open) {
      channels_[i].incoming.RestoreOpen(open.first, open.last);
    }
  }
  for (std::size_t i = 0; i < links_.size(); ++i) links_[i].peer_epoch = standing->peer_epochs[i];
  seen_.SetTelling(static_cast<std::uint32_t>(standing->number));
  return true;
}

// ---------------------------------------------------------------- identities

void Custodian::RenewSeen(std::uint64_t before) {
  const std::vector<SeenSet::Known> known = seen_.TellAgain(static_cast<std::uint32_t>(before));
  for (std::size_t i = 0; i < known.size(); i += kSeenInRecord) {
    const std::size_t size = std::min(kSeenInRecord, known.size() - i);
    const std::size_t begin = record_bytes_.size();
    ByteWriter writer(record_bytes_);
    writer.AtMost(1 + Pen::kVarintMost + size * 3 * 8, [&](Pen& pen) {
      pen.Byte(static_cast<std::uint8_t>(RecordKind::kSeen));
      pen.Varint(size);
      for (const SeenSet::Known& one : std::span(known).subspan(i, size)) {
        pen.Fixed64(static_cast<std::uint64_t>(ToNanoseconds(one.at)));
        pen.Fixed64(one.identity.high);
        pen.Fixed64(one.identity.low);
      }
    });
    AppendRecord(begin, 0, {});
  }
}

bool Custodian::RecoverSeen(ByteReader& reader) {
  const std::uint64_t size = reader.Bounded(kSeenInRecord);
  std::vector<SeenSet::Known> known;
  for (std::uint64_t i = 0; i < size && reader.ok(); ++i) {
    const auto at = InstantFromNanoseconds(static_cast<std::int64_t>(reader.Fixed64()));
    const std::uint64_t high = reader.Fixed64();
    known.push_back({at, {high, reader.Fixed64()}});
  }
  if (!reader.ok() || !reader.AtEnd()) return false;
  // Behind younger ones, so they are remembered a little longer than by their age alone.
  for (const SeenSet::Known& one : known) seen_.Add(one.at, one.identity);
  return true;
}

// ---------------------------------------------------------------- cables

void Custodian::PrepareRenewal(std::span<const std::uint64_t> ids) {
  for (const std::uint64_t id : ids) {
    const auto place = held_.Find(id);
    if (place && !held_.IsWarm(*place)) AskForBody(*place);
  }
}

void Custodian::RenewCables(std::span<const std::uint64_t> ids) {
  for (const std::uint64_t id : ids) {
    const auto place = held_.Find(id);
    if (!place || !held_.IsWarm(*place)) continue;
    const std::vector<CopyState> copies = CopiesOf(*place);
    // Something else is owed: its commit or a delivery.
    const CableSlot& cable = held_[*place];
    if (cable.owed != copies.size() + (cable.set_aside ? 1u : 0u)) continue;
    WriteRenewed(*place, copies);
    if (held_.TooHot()) to_cool_.push_back(*place);
  }
}

std::vector<Custodian::CopyState> Custodian::CopiesOf(CablePlace place) const {
  std::vector<CopyState> copies;
  for (CopyPlace at = held_[place].first_copy; at != kNoCopy; at = held_.copy(at).next) {
    const CopySlot& copy = held_.copy(at);
    copies.push_back({at, 0});
    if (!copy.under_way) continue;
    const OutgoingChannel& outgoing = channels_[AsSize(copy.channel)].outgoing;
    for (std::size_t i = 0; i < outgoing.under_way(); ++i) {
      if (outgoing.under_way_at(i).copy == at) copies.back().count = outgoing.under_way_at(i).count;
    }
  }
  std::reverse(copies.begin(), copies.end());  // as they were made
  return copies;
}

void Custodian::WriteRenewed(CablePlace place, std::span<const CopyState> copies) {
  const CableSlot& cable = held_[place];
  const Holdings::CableDetail& detail = held_.detail(place);
  const std::size_t begin = record_bytes_.size();
  ByteWriter writer(record_bytes_);
  writer.Byte(static_cast<std::uint8_t>(RecordKind::kRenewed));
  writer.Varint(cable.id);
  writer.Varint(cable.body_bytes);
  const auto aside = aside_.find(cable.id);
  const AsideCable none;
  const AsideCable& kept = aside == aside_.end() ? none : aside->second;
  // Its number stands at the head of the trace, and its line 2 in the copies.
  WriteTransmission(writer,
                    {{}, detail.trace, kept.precedence, {}, detail.pilots, detail.heading, {}});
  WriteSetAside(writer, kept.branches);
  writer.Varint(kept.next_ordinal);
  writer.Varint(copies.size());
  for (const CopyState& state : copies) {
    const CopySlot& copy = held_.copy(state.copy);
    const Holdings::CopyDetail& copy_detail = held_.detail_of(copy);
    writer.Varint(copy.ordinal);
    writer.Varint(AsSize(copy.channel));
    writer.Byte(static_cast<std::uint8_t>(copy.precedence));
    writer.Byte(copy.suspected ? 1 : 0);
    WriteNumber(writer, LastNumberOf(copy));
    writer.Varint(state.count);
    WriteCalled(writer, copy_detail.called.span());
    writer.Byte(copy_detail.rerouted_from.none() ? 0 : 1);
    if (!copy_detail.rerouted_from.none()) writer.Fixed64(copy_detail.rerouted_from.packed());
  }
  AppendRecord(begin, cable.id, {}, StoreRequest::Kind::kAppendRenewed);
}

bool Custodian::RecoverRenewed(ByteReader& reader) {
  auto renewed = ReadRenewed(reader);
  if (!renewed) return false;
  const auto known = [this](const RenewedCopy& copy) { return copy.channel < channels_.size(); };
  if (!std::all_of(renewed->copies.begin(), renewed->copies.end(), known)) return false;
  // Known already, and by all that came since it stands as this record says.
  if (held_.Find(renewed->cable)) return true;
  const CablePlace place = held_.AddCable(renewed->cable, renewed->body_bytes,
                                          {renewed->transmission.heading,
                                           {},
                                           renewed->transmission.trace,
                                           std::move(renewed->transmission.pilots)});
  CableSlot& cable = held_[place];
  // One is owed for the recovery itself, as in RecoverTaken.
  cable.owed = 1u + static_cast<std::uint32_t>(renewed->copies.size());
  if (!renewed->set_aside.empty()) {
    KeepAside(place, renewed->transmission, renewed->set_aside);
    aside_[cable.id].next_ordinal = renewed->next_ordinal;
  }
  NoteServiceSerial(*renewed->transmission.heading);
  last_cable_ = std::max(last_cable_, cable.id);
  for (RenewedCopy& told : renewed->copies) {
    OutgoingChannel& outgoing = channels_[told.channel].outgoing;
    CopySlot copy;
    copy.cable = place;
    copy.ordinal = told.ordinal;
    copy.channel = static_cast<ChannelIndex>(told.channel);
    copy.last_serial = told.last_number.serial;
    copy.precedence = told.precedence;
    copy.suspected = told.suspected;
    copy.under_way = told.count != 0;
    const CopyPlace at = held_.AddCopy(copy, {std::move(told.called), told.rerouted_from});
    if (told.count == 0) {
      outgoing.PushBack(told.precedence, at);
    } else {
      outgoing.RestoreUnderWay({told.count, at, 0});
    }
  }
  if (held_.TooHot()) held_.Cool(place, 1);
  recovered_renewed_ = true;
  return true;
}

// Cables that were told again were found behind younger ones.
void Custodian::SortRecovered() {
  for (Channel& channel : channels_) {
    channel.outgoing.SortWaiting([this](CopyPlace a, CopyPlace b) {
      const CopySlot& first = held_.copy(a);
      const CopySlot& second = held_.copy(b);
      if (first.cable == second.cable) return first.ordinal < second.ordinal;
      return held_[first.cable].id < held_[second.cable].id;
    });
  }
}

}  // namespace torntape::channel
