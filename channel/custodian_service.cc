// The custodian where the straight way ends: open numbers, reruns, pre-emption, and what is set
// aside for a supervisor.
#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "cable/service_report.h"
#include "channel/custodian.h"
#include "channel/preemption.h"
#include "channel/record.h"

namespace torntape::channel {

using cable::Event;
using cable::EventKind;
using cable::Reason;

namespace {

// No gap is longer: of more than half a cycle nobody can tell which way it goes.
constexpr std::uint64_t kOpenNumbersMax = 5000;

}  // namespace

// ---------------------------------------------------------------- open numbers

bool Custodian::HandleCancelled(Instant now, ChannelIndex index, cable::ChannelNumber number) {
  IncomingChannel& incoming = channels_[AsSize(index)].incoming;
  const auto arrival = incoming.Cancel(number);
  if (arrival.continuity == IncomingChannel::Continuity::kForeign) return false;
  if (arrival.continuity == IncomingChannel::Continuity::kAhead) {
    TellOpen(now, index, arrival.first_open, arrival.count - 1);
  }
  Event event;
  event.at = now;
  event.kind = EventKind::kCancelled;
  event.reason = Reason::kPreempted;
  event.station = config_.station;
  event.peer = config_of(index).peer;
  event.number = number;
  Tell(event);
  return true;
}

bool Custodian::HandleGarbled(Instant now, ChannelIndex index, cable::ChannelNumber number) {
  const auto arrival = channels_[AsSize(index)].incoming.Garble(number);
  if (arrival.continuity == IncomingChannel::Continuity::kForeign) return false;
  if (arrival.continuity == IncomingChannel::Continuity::kAhead) {
    TellOpen(now, index, arrival.first_open, arrival.count - 1);
  }
  if (arrival.continuity != IncomingChannel::Continuity::kUsedBefore) {
    TellOpen(now, index, arrival.count, arrival.count, Reason::kGarbled);
  }
  return true;
}

void Custodian::TellOpen(Instant now, ChannelIndex index, std::uint64_t first, std::uint64_t last,
                         Reason reason) {
  const std::size_t begin = record_bytes_.size();
  ByteWriter writer(record_bytes_, config_.records_wanted);
  writer.Byte(static_cast<std::uint8_t>(RecordKind::kOpen));
  writer.Varint(AsSize(index));
  writer.Varint(first);
  writer.Varint(last);
  AppendRecord(begin, 0, {});
  Event event;
  event.at = now;
  event.kind = EventKind::kOpenNumber;
  event.reason = reason;
  event.station = config_.station;
  event.peer = config_of(index).peer;
  for (std::uint64_t open = first; open <= last; ++open) {
    event.number = channels_[AsSize(index)].incoming.NumberOf(open);
    Tell(event);
  }
}

Custodian::OpenToAsk Custodian::FindOpenToAsk(ChannelIndex index, bool again) const {
  const Channel& channel = channels_[AsSize(index)];
  OpenToAsk open_to_ask;
  if (!channel.asking.empty() && !again) return open_to_ask;
  for (const IncomingChannel::OpenNumbers& open : channel.incoming.open_numbers()) {
    for (std::uint64_t count = open.first; count <= open.last; ++count) {
      // Of a second such gap nothing is asked yet, and nothing closed: not before they meet again.
      if (open_to_ask.numbers.size() >= kOpenNumbersMax) return {};
      open_to_ask.numbers.push_back(channel.incoming.NumberOf(count));
    }
  }
  open_to_ask.last_received = channel.incoming.NumberOf(channel.incoming.received_count());
  return open_to_ask;
}

bool Custodian::HasQuestionWaiting(ChannelIndex index) const {
  const auto& asking = channels_[AsSize(index)].asking;
  return std::any_of(asking.begin(), asking.end(), [](const auto& one) { return !one.sent; });
}

void Custodian::NoteQuestionSent(CablePlace place) {
  for (Channel& channel : channels_) {
    for (auto& one : channel.asking) one.sent = one.sent || one.cable == held_[place].id;
  }
}

void Custodian::HandleLastReceived(Instant now, LinkIndex link, cable::ChannelNumber number) {
  for (const ChannelIndex index : ChannelsOf(link)) {
    const OutgoingChannel& outgoing = channels_[AsSize(index)].outgoing;
    if (outgoing.designator() == number.designator) {
      HandleReceipt(now, index, outgoing.CountOf(number.serial));
    }
  }
}

// The peer has committed the question, and with it what it made of it: what was under way under
// these numbers is at the head of a queue again, and a receipt may pass them.
void Custodian::EndAsking(CablePlace place) {
  const CableSlot& cable = held_[place];
  if (!cable.asks) return;
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    Channel& channel = channels_[i];
    const auto asking = std::find_if(channel.asking.begin(), channel.asking.end(),
                                     [&](const auto& one) { return one.cable == cable.id; });
    if (asking == channel.asking.end()) continue;
    channel.incoming.CloseUpTo(asking->up_to);
    channel.asking.erase(asking);
    MarkTelling(static_cast<ChannelIndex>(i));
  }
}

bool Custodian::Rerun(Instant now, LinkIndex link, cable::ChannelNumber number) {
  for (const ChannelIndex index : ChannelsOf(link)) {
    Channel& channel = channels_[AsSize(index)];
    if (channel.outgoing.designator() != number.designator) continue;
    const std::uint64_t count = channel.outgoing.CountOf(number.serial);
    if (count == 0 || count > channel.departed_count) return false;
    const auto taken = channel.outgoing.TakeUnderWay(count);
    if (!taken) return false;
    Burn(now, index, *taken, Reason::kRerun);
    MarkChoosing(index);
    return true;
  }
  return false;
}

// One number is used up; its copy leaves whole under a new one, before all others of its lane.
void Custodian::Burn(Instant now, ChannelIndex index, const OutgoingChannel::UnderWay& under_way,
                     Reason reason) {
  Channel& channel = channels_[AsSize(index)];
  const std::size_t begin = record_bytes_.size();
  ByteWriter writer(record_bytes_, config_.records_wanted);
  writer.Byte(static_cast<std::uint8_t>(RecordKind::kBurnt));
  writer.Varint(AsSize(index));
  writer.Varint(under_way.count);
  AppendRecord(begin, 0, {});
  CopySlot& copy = held_.copy(under_way.copy);
  copy.last_serial = channel.outgoing.NumberOf(under_way.count).serial;
  copy.under_way = false;
  channel.outgoing.Refund(copy.precedence, under_way.cost);
  channel.outgoing.PushFront(copy.precedence, under_way.copy);
  Event event = EventOf(now, EventKind::kBurnt, copy);
  event.number = LastNumberOf(copy);
  event.reason = reason;
  Tell(event);
}

void Custodian::Misnumber(ChannelIndex channel, std::uint16_t skipped) {
  channels_[AsSize(channel)].outgoing.SkipNumbers(skipped);
}

// ---------------------------------------------------------------- pre-emption

// True if what waits is more urgent than what is on the circuit, and could take its place.
bool Custodian::MayInterrupt(const Channel& channel) const {
  if (config_.preemption == network::Preemption::kOff || !channel.outgoing.circuit_busy()) {
    return false;
  }
  const CopyPlace next = channel.outgoing.NextOnceFree();
  const auto current = channel.outgoing.newest_under_way();
  // What has not left yet cannot be broken off: its turn to be looked at comes when it leaves.
  if (next == kNoCopy || !current || current->count > channel.departed_count) return false;
  return next != channel.marked &&
         cable::IsHigher(held_.copy(next).precedence, held_.copy(current->copy).precedence);
}

void Custodian::WantInterruption(ChannelIndex index) {
  Channel& channel = channels_[AsSize(index)];
  if (!MayInterrupt(channel) || std::exchange(channel.in_interrupting, true)) return;
  to_interrupt_.push_back(index);
}

std::vector<ChannelIndex> Custodian::TakeInterruptionsWanted() {
  for (const ChannelIndex index : to_interrupt_) channels_[AsSize(index)].in_interrupting = false;
  return std::exchange(to_interrupt_, {});
}

std::optional<cable::ChannelNumber> Custodian::Interrupt(Instant now, ChannelIndex index,
                                                         Duration remaining, Duration cancel_cost) {
  Channel& channel = channels_[AsSize(index)];
  if (!MayInterrupt(channel)) return std::nullopt;
  const CopyPlace next = channel.outgoing.NextOnceFree();
  const auto current = *channel.outgoing.newest_under_way();
  const CopySlot& copy = held_.copy(current.copy);
  if (!Interrupts(held_.copy(next).precedence, copy.precedence, {remaining, cancel_cost})) {
    return std::nullopt;
  }
  Event event = EventOf(now, EventKind::kPreempted, copy);
  event.number = channel.outgoing.NumberOf(current.count);
  if (config_.preemption == network::Preemption::kMarkingOnly) {
    event.reason = Reason::kMarkingOnly;
    Tell(event);
    channel.marked = next;
    return std::nullopt;
  }
  Tell(event);
  const auto taken = channel.outgoing.TakeUnderWay(current.count);
  TORNTAPE_ASSERT(taken.has_value());
  Burn(now, index, *taken, Reason::kPreempted);
  return event.number;
}

// ---------------------------------------------------------------- the intercept position

void Custodian::KeepAside(CablePlace place, const cable::Transmission& transmission,
                          std::span<const SetAside> branches) {
  CableSlot& cable = held_[place];
  cable.set_aside = true;
  ++cable.owed;
  ++set_aside_;
  AsideCable aside;
  aside.cable = cable.id;
  aside.heading = transmission.heading;
  aside.precedence = transmission.precedence;
  aside.branches.assign(branches.begin(), branches.end());
  aside.place = place;
  aside_.emplace(cable.id, std::move(aside));
}

void Custodian::LetGo(Instant now, std::uint64_t id, const LettingGo& letting_go) {
  const auto found = aside_.find(id);
  TORNTAPE_ASSERT(found != aside_.end());
  const CablePlace place = found->second.place;
  const std::uint32_t ordinal = found->second.next_ordinal;
  const std::size_t begin = record_bytes_.size();
  ByteWriter writer(record_bytes_, config_.records_wanted);
  WriteLetGo(writer, id, letting_go);
  AppendRecord(begin, 0, {});
  for (const SetAside& branch : found->second.branches) {
    if (std::find(letting_go.called.begin(), letting_go.called.end(), branch.called.indicator) ==
        letting_go.called.end()) {
      continue;
    }
    Event event = EventOf(now, EventKind::kReleased, place);
    event.precedence = found->second.precedence;
    event.subject = branch.called.indicator;
    event.role = branch.called.role;
    event.reason = letting_go.copies.empty()                        ? Reason::kWithdrawn
                   : letting_go.copies.front().rerouted_from.none() ? Reason::kNone
                                                                    : Reason::kRerouted;
    Tell(event);
  }
  if (held_[place].owed == 1) --at_rest_;
  found->second.next_ordinal += static_cast<std::uint32_t>(letting_go.copies.size());
  AddCopies(now, place, ordinal, true, letting_go.copies);
  LetGoBranches(id, letting_go.called);
}

// Takes branches out; with the last one the supervisor is owed nothing any more.
void Custodian::LetGoBranches(std::uint64_t id, std::span<const cable::RoutingIndicator> called) {
  const auto found = aside_.find(id);
  std::erase_if(found->second.branches, [called](const SetAside& branch) {
    return std::find(called.begin(), called.end(), branch.called.indicator) != called.end();
  });
  const CablePlace place = found->second.place;
  if (!found->second.branches.empty()) {
    if (held_[place].owed == 1) ++at_rest_;
    return;
  }
  aside_.erase(found);
  held_[place].set_aside = false;
  --set_aside_;
  SettleOne(place);
}

// Serials of service messages go on after a restart.
void Custodian::NoteServiceSerial(const cable::Heading& heading) {
  const cable::MessageIdentification& id = heading.identification;
  if (id.calling == config_.station && id.serial_digits == cable::kServiceSerialDigits) {
    service_serial_ = id.serial;
  }
}

}  // namespace torntape::channel
