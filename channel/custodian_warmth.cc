// The custodian's memory: what only waits is let go of when there is much of it, and comes back
// from the store before its turn.
#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "base/bytes.h"
#include "channel/custodian.h"
#include "channel/record.h"

namespace torntape::channel {
namespace {

// So much of what waits is read back ahead of its turn: enough for a turn of a busy channel.
constexpr std::uint32_t kReadAheadCopies = 128;
constexpr std::uint64_t kReadAheadBytes = 256u << 10;

}  // namespace

// After the flush, so that what leaves at once is never read back.
void Custodian::CoolHoldings() {
  for (const CablePlace place : to_cool_) {
    if (!held_.TooHot()) break;
    held_.Cool(place);
  }
  to_cool_.clear();
}

// True if all of the cable is at hand; else it has been asked for.
bool Custodian::NeedBody(CablePlace place) {
  if (held_.HasBody(place)) return true;
  AskForBody(place);
  return false;
}

void Custodian::AskForBody(CablePlace place) {
  const std::uint64_t id = held_[place].id;
  if (!bodies_asked_.emplace(id, place).second) return;
  store_requests_.push_back({StoreRequest::Kind::kRead, id, 0, 0, {}});
}

// What leaves next from a channel is asked for together, or each turn would send one. No more than
// the channel may have under way twice over, and where memory is short only of what can leave now:
// thousands of channels may have a backlog.
void Custodian::ReadAhead(const Channel& channel) {
  if (!channel.outgoing.open()) return;
  if (held_.TooHot() && channel.outgoing.Next() == kNoCopy) return;
  const std::uint64_t most = std::min(kReadAheadBytes, 2 * channel.window.bytes());
  std::uint32_t copies = 0;
  std::uint64_t bytes = 0;
  for (std::size_t lane = 0; lane < cable::kLaneCount; ++lane) {
    const std::size_t waiting = channel.outgoing.waiting_in(lane);
    for (std::size_t i = 0; i < waiting; ++i) {
      const CablePlace place = held_.copy(channel.outgoing.waiting_at(lane, i)).cable;
      bytes += held_[place].body_bytes;
      if (++copies > kReadAheadCopies || bytes > most) return;
      NeedBody(place);
    }
  }
}

// It will not leave soon.
void Custodian::CoolReadAhead(const Channel& channel) {
  std::uint32_t copies = 0;
  for (std::size_t lane = 0; lane < cable::kLaneCount; ++lane) {
    const std::size_t waiting = channel.outgoing.waiting_in(lane);
    for (std::size_t i = 0; i < waiting && copies < kReadAheadCopies; ++i, ++copies) {
      to_cool_.push_back(held_.copy(channel.outgoing.waiting_at(lane, i)).cable);
    }
  }
}

void Custodian::HandleBody(std::uint64_t id, std::string_view record, SharedBytes body) {
  const auto found = bodies_asked_.find(id);
  if (found == bodies_asked_.end()) return;  // settled meanwhile
  // A store that lost what it owes has broken its promise.
  TORNTAPE_ASSERT(body.present());
  const CablePlace place = found->second;
  bodies_asked_.erase(found);
  if (!held_.IsWarm(place)) {
    const bool warmed = WarmFromRecord(place, record);
    TORNTAPE_ASSERT(warmed);
  }
  held_.SetBody(place, std::move(body));
  MarkChoosingCopiesOf(place);
  for (const ChannelIndex index : to_flush_) Flush(index);
  FlushDeliveries();
}

void Custodian::MarkChoosingCopiesOf(CablePlace place) {
  for (CopyPlace at = held_[place].first_copy; at != kNoCopy; at = held_.copy(at).next) {
    const ChannelIndex channel = held_.copy(at).channel;
    if (channels_[AsSize(channel)].outgoing.Next() != kNoCopy) MarkChoosing(channel);
  }
}

// ---------------------------------------------------------------- details from a record

bool Custodian::WarmFromRecord(CablePlace place, std::string_view record) {
  ByteReader reader(record);
  const auto kind = static_cast<RecordKind>(reader.Byte());
  if (kind == RecordKind::kTaken) {
    auto taken = ReadTaken(reader);
    if (!taken || taken->cable != held_[place].id) return false;
    cable::Transmission& transmission = taken->transmission;
    if (taken->from) AddToTrace(transmission.trace, transmission.number);
    held_.Warm(place, {std::move(transmission.heading),
                       {},
                       std::move(transmission.trace),
                       std::move(transmission.pilots)});
    WarmCopies(place, taken->copies);
    return true;
  }
  if (kind != RecordKind::kRenewed) return false;
  auto renewed = ReadRenewed(reader);
  if (!renewed || renewed->cable != held_[place].id) return false;
  cable::Transmission& transmission = renewed->transmission;
  held_.Warm(place, {std::move(transmission.heading),
                     {},
                     std::move(transmission.trace),
                     std::move(transmission.pilots)});
  WarmCopies(place, renewed->copies);
  return true;
}

void Custodian::WarmCopies(CablePlace place, std::span<TakenCopy> copies) {
  for (CopyPlace at = held_[place].first_copy; at != kNoCopy; at = held_.copy(at).next) {
    const std::uint32_t ordinal = held_.copy(at).ordinal;
    TORNTAPE_ASSERT(ordinal < copies.size());  // or it would not have been cooled
    held_.WarmCopy(at, {std::move(copies[ordinal].called), copies[ordinal].rerouted_from});
  }
}

void Custodian::WarmCopies(CablePlace place, std::span<RenewedCopy> copies) {
  for (CopyPlace at = held_[place].first_copy; at != kNoCopy; at = held_.copy(at).next) {
    const std::uint32_t ordinal = held_.copy(at).ordinal;
    const auto told =
        std::find_if(copies.begin(), copies.end(),
                     [ordinal](const RenewedCopy& copy) { return copy.ordinal == ordinal; });
    TORNTAPE_ASSERT(told != copies.end());
    held_.WarmCopy(at, {std::move(told->called), told->rerouted_from});
  }
}

}  // namespace torntape::channel
