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
    writer.Byte(static_cast<std::uint8_t>(RecordKind::kSeen));
    writer.Varint(size);
    for (const SeenSet::Known& one : std::span(known).subspan(i, size)) {
      writer.Fixed64(static_cast<std::uint64_t>(ToNanoseconds(one.at)));
      writer.Fixed64(one.identity.high);
      writer.Fixed64(one.identity.low);
    }
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

std::map<Custodian::CablePlace, std::vector<Custodian::CopyState>> Custodian::FindCables(
    std::span<const std::uint64_t> ids) {
  std::map<CablePlace, std::vector<CopyState>> found;
  for (std::size_t place = 0; place < cables_.place_count(); ++place) {
    const std::uint64_t id = cables_[static_cast<CablePlace>(place)].id;
    if (id == 0 || !std::binary_search(ids.begin(), ids.end(), id)) continue;
    found[static_cast<CablePlace>(place)];
  }
  const auto note = [&](CopyPlace copy, std::uint64_t count) {
    const auto cable = found.find(copies_[copy].cable);
    if (cable != found.end()) cable->second.push_back({copy, count});
  };
  for (const Channel& channel : channels_) {
    const OutgoingChannel& outgoing = channel.outgoing;
    for (std::size_t lane = 0; lane < cable::kLaneCount; ++lane) {
      for (std::size_t i = 0; i < outgoing.waiting_in(lane); ++i) {
        note(outgoing.waiting_at(lane, i), 0);
      }
    }
    for (std::size_t i = 0; i < outgoing.under_way(); ++i) {
      note(outgoing.under_way_at(i).copy, outgoing.under_way_at(i).count);
    }
  }
  return found;
}

void Custodian::RenewCables(std::span<const std::uint64_t> ids) {
  if (ids.empty()) return;
  for (const auto& [place, copies] : FindCables(ids)) {
    const CableSlot& cable = cables_[place];
    // Something else is owed: its commit or a delivery.
    if (cable.owed != copies.size() + (cable.set_aside ? 1u : 0u)) continue;
    WriteRenewed(place, copies);
  }
}

void Custodian::WriteRenewed(CablePlace place, std::span<const CopyState> copies) {
  const CableSlot& cable = cables_[place];
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
                    {{}, cable.trace, kept.precedence, {}, cable.pilots, cable.heading, {}});
  WriteSetAside(writer, kept.branches);
  writer.Varint(kept.next_ordinal);
  writer.Varint(copies.size());
  for (const CopyState& state : copies) {
    const CopySlot& copy = copies_[state.copy];
    writer.Varint(copy.ordinal);
    writer.Varint(AsSize(copy.channel));
    writer.Byte(static_cast<std::uint8_t>(copy.precedence));
    writer.Byte(copy.suspected ? 1 : 0);
    WriteNumber(writer, copy.last_number);
    writer.Varint(state.count);
    WriteCalled(writer, copy.called.span());
    writer.Byte(copy.rerouted_from.none() ? 0 : 1);
    if (!copy.rerouted_from.none()) writer.Fixed64(copy.rerouted_from.packed());
  }
  AppendRecord(begin, cable.id, {}, StoreRequest::Kind::kAppendRenewed);
}

bool Custodian::RecoverRenewed(ByteReader& reader) {
  auto renewed = ReadRenewed(reader);
  if (!renewed) return false;
  const auto known = [this](const RenewedCopy& copy) { return copy.channel < channels_.size(); };
  if (!std::all_of(renewed->copies.begin(), renewed->copies.end(), known)) return false;
  // Known already, and by all that came since it stands as this record says.
  if (recovered_.contains(renewed->cable)) return true;
  const CablePlace place = cables_.Add({});
  CableSlot& cable = cables_[place];
  cable.id = renewed->cable;
  cable.heading = renewed->transmission.heading;
  cable.body_bytes = renewed->body_bytes;
  cable.trace = renewed->transmission.trace;
  cable.pilots = std::move(renewed->transmission.pilots);
  // One is owed for the recovery itself, as in RecoverTaken.
  cable.owed = 1u + static_cast<std::uint32_t>(renewed->copies.size());
  if (!renewed->set_aside.empty()) {
    KeepAside(place, renewed->transmission, renewed->set_aside);
    aside_[cable.id].next_ordinal = renewed->next_ordinal;
  }
  NoteServiceSerial(*cable.heading);
  last_cable_ = std::max(last_cable_, cable.id);
  for (RenewedCopy& copy : renewed->copies) {
    OutgoingChannel& outgoing = channels_[copy.channel].outgoing;
    const CopyPlace copy_place = copies_.Add(CopySlot{
        place, copy.ordinal, copy.precedence, copy.suspected, copy.rerouted_from, copy.last_number,
        std::move(copy.called), static_cast<ChannelIndex>(copy.channel)});
    if (copy.count == 0) {
      outgoing.PushBack(copy.precedence, copy_place);
    } else {
      outgoing.RestoreUnderWay({copy.count, copy_place, CostOf(copies_[copy_place])});
    }
  }
  recovered_.emplace(cable.id, place);
  recovered_renewed_ = true;
  return true;
}

// Cables that were told again were found behind younger ones.
void Custodian::SortRecovered() {
  for (Channel& channel : channels_) {
    channel.outgoing.SortWaiting([this](CopyPlace a, CopyPlace b) {
      const std::uint64_t first = cables_[copies_[a].cable].id;
      const std::uint64_t second = cables_[copies_[b].cable].id;
      return first != second ? first < second : copies_[a].ordinal < copies_[b].ordinal;
    });
  }
}

}  // namespace torntape::channel
