// The custodian's turn: choosing what leaves, and what may follow once it is committed.
#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/assert.h"
#include "channel/custodian.h"
#include "channel/record.h"

namespace torntape::channel {

using cable::Event;
using cable::EventKind;
using cable::Reason;

void Custodian::EndTurn(Instant now) {
  for (const ChannelIndex index : to_choose_) {
    channels_[AsSize(index)].in_choosing = false;
    Choose(now, index);
  }
  to_choose_.clear();
  CollectTellings();
}

void Custodian::Choose(Instant now, ChannelIndex index) {
  Channel& channel = channels_[AsSize(index)];
  const auto next = [&] {
    return config_.planted.invert_queue ? channel.outgoing.LeastUrgent() : channel.outgoing.Next();
  };
  MeasureFreed(now, index);
  const std::size_t begin = record_bytes_.size();
  bool any = false;
  for (CopyPlace place = next(); place != kNoCopy; place = next()) {
    CopySlot& copy = held_.copy(place);
    if (!NeedBody(copy.cable)) break;  // nothing may overtake it meanwhile
    const std::uint32_t overtaken = channel.outgoing.WaitingAbove(copy.precedence);
    const auto started = channel.outgoing.Start(copy.precedence, place, CostOf(copy));
    copy.under_way = copy.chosen = true;

    RecordSent(index, started.count, copy, !std::exchange(any, true));
    ++transmissions_sent_;
    if (held_[copy.cable].asks) NoteQuestionSent(copy.cable);
    if (Wanted(EventKind::kSent)) {
      Event event = EventOf(now, EventKind::kSent, copy);
      event.number = started.number;
      event.overtaken = overtaken;
      event.queue_depth = static_cast<std::uint32_t>(channel.outgoing.waiting());
      event.reason = copy.suspected ? Reason::kSuspectedDuplicate : Reason::kNone;
      Tell(event);
    }
    channel.chosen.push_back({started.count, place, appends_ + 1});
    MarkFlushing(index);
    channel.marked = kNoCopy;
    if (channel.outgoing.waiting() > 0 && !cable::IsUrgent(copy.precedence)) {
      channel.window.HandleSent(now, channel.outgoing.ordinary_spent());
    }
  }
  if (any) {
    AppendRecord(begin, 0, {});
    channel.last_sent_append = appends_;
  }
  if (held_.AnyWithoutBody()) ReadAhead(channel);
  WantInterruption(index);
}

// What leaves from a channel in one turn is one record: a record costs more than what it says.
void Custodian::RecordSent(ChannelIndex index, std::uint64_t count, const CopySlot& copy,
                           bool first) {
  ByteWriter writer(record_bytes_, config_.records_wanted);
  if (first) {
    writer.Byte(static_cast<std::uint8_t>(RecordKind::kSent));
    writer.Varint(AsSize(index));
  }
  writer.Varint(count);
  writer.Varint(held_[copy.cable].id);
  writer.Varint(copy.ordinal);
}

// A slow circuit binds as late as can be already.
void Custodian::MeasureFreed(Instant now, ChannelIndex index) {
  if (config_of(index).one_at_a_time) return;
  Channel& channel = channels_[AsSize(index)];
  OutgoingChannel& outgoing = channel.outgoing;
  channel.window.HandleFreed(now, outgoing.ordinary_spent() - outgoing.ordinary_out());
  outgoing.LimitOrdinary(channel.window.bytes());
}

// What was handed over is committed at once, or it would be handed over again after a crash.
bool Custodian::commit_wanted() const {
  if (committed_appends_ < handed_over_append_) return true;
  if (committed_appends_ == appends_) return false;
  if (!pending_.empty() || met_append_ > committed_appends_) return true;
  return std::any_of(to_flush_.begin(), to_flush_.end(), [this](ChannelIndex index) {
    const Channel& channel = channels_[AsSize(index)];
    return !channel.chosen.empty() && channel.chosen.back().append > committed_appends_;
  });
}

void Custodian::HandleCommitted(Instant now, std::uint64_t appends) {
  TORNTAPE_ASSERT(appends >= committed_appends_);
  TORNTAPE_ASSERT(appends <= appends_);
  committed_appends_ = appends;
  while (!pending_.empty() && pending_.front().append <= appends) {
    SettleCommitted(now, pending_.pop_front());
  }
  std::erase_if(to_flush_, [this](ChannelIndex index) {
    Flush(index);
    Channel& channel = channels_[AsSize(index)];
    channel.in_flushing = !channel.chosen.empty();
    return !channel.in_flushing;
  });
  FlushDeliveries();
  CoolHoldings();
  CollectTellings();
}

void Custodian::SettleCommitted(Instant now, const Pending& pending) {
  if (pending.from) {
    Channel& channel = channels_[AsSize(*pending.from)];
    // What an earlier connection brought is settled by what was said when the two met again.
    if (pending.connection == channel.connection) {
      channel.incoming.Commit(pending.count, pending.precedence, pending.cost);
      MarkTelling(*pending.from);
    }
    ++transmissions_committed_;
  }
  if (Wanted(EventKind::kCommitted)) {
    Event event = EventOf(now, EventKind::kCommitted, pending.cable);
    event.number = pending.number;
    event.precedence = pending.precedence;
    event.called = pending.called.span();
    if (pending.from) event.peer = config_of(*pending.from).peer;
    Tell(event);
  }
  if (pending.deliver_here) {
    waiting_deliveries_.push_back(
        WaitingDelivery{pending.cable, pending.precedence, pending.called, pending.number, false});
    NeedBody(pending.cable);
  }
  SettleOne(pending.cable);
}

void Custodian::Flush(ChannelIndex index) {
  Channel& channel = channels_[AsSize(index)];
  while (!channel.chosen.empty()) {
    const Channel::Chosen next = channel.chosen.front();
    if (next.append > committed_appends_) return;
    CopySlot& copy = held_.copy(next.copy);
    if (!NeedBody(copy.cable)) return;
    departures_.push_back({index, Compose(copy, channel.outgoing.NumberOf(next.count))});
    copy.chosen = false;
    channel.departed_count = next.count;
    WantInterruption(index);
    if (held_.TooHot()) to_cool_.push_back(copy.cable);
    channel.chosen.pop_front();
  }
}

void Custodian::FlushDeliveries() {
  while (!waiting_deliveries_.empty()) {
    const WaitingDelivery& next = waiting_deliveries_.front();
    if (!NeedBody(next.cable)) return;
    const Holdings::CableDetail& cable = held_.detail(next.cable);
    DeliveryDue due;
    due.cable = held_[next.cable].id;
    due.transmission = {next.number,  cable.trace,   next.precedence, next.called,
                        cable.pilots, cable.heading, cable.body};
    if (next.suspected && !cable::IsSuspectedDuplicate(due.transmission)) {
      EncloseInPilot(due.transmission, "ZFD", next.number, next.called.span());
    }
    handing_over_.emplace(due.cable, next.cable);
    deliveries_.push_back(std::move(due));
    waiting_deliveries_.pop_front();
  }
}

// Puts a pilot ahead that encloses the heading that the transmission had (ACP 127 ¶426, ¶427).
void Custodian::EncloseInPilot(cable::Transmission& transmission, std::string_view signal,
                               cable::ChannelNumber had,
                               std::span<const cable::Called> called) const {
  if (transmission.pilots.size() >= cable::kPilotsMax) return;
  transmission.pilots.insert(
      transmission.pilots.begin(),
      {fmt::format("{} {}", signal, config_.station.ToString()), had.ToString(),
       cable::WriteRoutingLine(transmission.precedence, called)});
}

cable::ChannelNumber Custodian::LastNumberOf(const CopySlot& copy) const {
  if (copy.last_serial == 0) return {};
  const ChannelConfig& config = config_of(copy.channel);
  return {config.outgoing, copy.last_serial, config.digits};
}

cable::Transmission Custodian::Compose(const CopySlot& copy, cable::ChannelNumber number) const {
  const Holdings::CableDetail& cable = held_.detail(copy.cable);
  const Holdings::CopyDetail& detail = held_.detail_of(copy);
  cable::Transmission transmission{number,       cable.trace,   copy.precedence, detail.called,
                                   cable.pilots, cable.heading, cable.body};
  if (!detail.rerouted_from.none()) {
    const cable::Called had{detail.rerouted_from, detail.called[0].role};
    EncloseInPilot(transmission, "ZOV",
                   cable.trace.empty() ? cable::ChannelNumber{} : cable.trace[0], {&had, 1});
  }
  if (copy.suspected && !cable::IsSuspectedDuplicate(transmission)) {
    EncloseInPilot(transmission, "ZFD", LastNumberOf(copy), detail.called.span());
  }
  return transmission;
}

std::uint64_t Custodian::CostOf(const CopySlot& copy) const {
  return CreditCost(held_[copy.cable].body_bytes, held_.detail_of(copy).called.size());
}

void Custodian::CollectTellings() {
  std::erase_if(to_tell_, [this](ChannelIndex index) {
    Channel& channel = channels_[AsSize(index)];
    const bool meeting = links_[AsSize(config_of(index).link)].met_append > committed_appends_;
    channel.in_telling = meeting && channel.outgoing.open();
    if (channel.in_telling) return false;
    if (!channel.outgoing.open()) return true;
    if (channel.incoming.receipt_due()) {
      const std::uint64_t count = channel.incoming.TakeReceipt();
      receipts_.push_back({index, count, channel.incoming.NumberOf(count).serial});
    }
    if (channel.incoming.credit_due()) {
      const auto purses = channel.incoming.TakeCredit();
      credits_.push_back({index, purses.ordinary_bytes, purses.reserve_bytes});
    }
    return true;
  });
}

void Custodian::SettleCopy(CopyPlace place) {
  const CablePlace cable = held_.copy(place).cable;
  held_.RemoveCopy(place);
  SettleOne(cable);
}

// One thing less is owed of a cable; with the last, custody ends.
void Custodian::SettleOne(CablePlace place) {
  CableSlot& cable = held_[place];
  TORNTAPE_ASSERT(cable.owed > 0);
  if (--cable.owed == 1 && cable.set_aside) {
    ++at_rest_;
    bodies_asked_.erase(cable.id);
    held_.LetGoOfBody(place);
  }
  if (cable.owed > 0) {
    if (held_.TooHot()) to_cool_.push_back(place);
    return;
  }
  if (!bodies_asked_.empty()) bodies_asked_.erase(cable.id);
  store_requests_.push_back({StoreRequest::Kind::kRelease, cable.id, 0, 0, {}});
  held_.RemoveCable(place);
}

std::uint64_t Custodian::outstanding() const { return held_.size() - at_rest_; }

void Custodian::ClearStoreRequests() {
  store_requests_.clear();
  record_bytes_.clear();
}

void Custodian::TakeStoreRequests(std::vector<StoreRequest>& requests, std::string& records) {
  requests.swap(store_requests_);
  records.swap(record_bytes_);
  ClearStoreRequests();
}

void Custodian::ClearOutputs() {
  departures_.clear();
  receipts_.clear();
  credits_.clear();
}

void Custodian::AppendRecord(std::size_t begin, std::uint64_t cable, const SharedBytes& body,
                             StoreRequest::Kind kind) {
  ++appends_;
  store_requests_.push_back({kind, cable, begin, record_bytes_.size() - begin, body});
}

void Custodian::MarkChoosing(ChannelIndex index) {
  if (std::exchange(channels_[AsSize(index)].in_choosing, true)) return;
  to_choose_.push_back(index);
}

void Custodian::MarkFlushing(ChannelIndex index) {
  if (std::exchange(channels_[AsSize(index)].in_flushing, true)) return;
  to_flush_.push_back(index);
}

void Custodian::MarkTelling(ChannelIndex index) {
  if (std::exchange(channels_[AsSize(index)].in_telling, true)) return;
  to_tell_.push_back(index);
}

Event Custodian::EventOf(Instant now, EventKind kind, CablePlace place) const {
  const cable::Heading& heading = *held_.detail(place).heading;
  Event event;
  event.at = now;
  event.kind = kind;
  event.station = config_.station;
  event.identification = heading.identification;
  event.digest = heading.body_digest.low;
  event.body_bytes = held_[place].body_bytes;
  return event;
}

Event Custodian::EventOf(Instant now, EventKind kind, const CopySlot& copy) const {
  Event event = EventOf(now, kind, copy.cable);
  event.precedence = copy.precedence;
  event.peer = config_of(copy.channel).peer;
  event.called = held_.detail_of(copy).called.span();
  event.trace = held_.detail(copy.cable).trace.span();
  return event;
}

}  // namespace torntape::channel
