#include "shell/link_traffic.h"

#include <utility>
#include <variant>

#include <fmt/format.h>

namespace torntape::shell {

using channel::ChannelIndex;
using channel::LinkIndex;
using proto::Reject;
using proto::RejectReason;

LinkTraffic::LinkTraffic(Turn& turn, link::StationLinks& links)
    : turn_(turn),
      links_(links),
      ledgers_(turn.custodian().channel_count()),
      granted_(turn.custodian().channel_count()) {}

void LinkTraffic::Open(LinkIndex link) {
  const auto channels = turn_.custodian().ChannelsOf(link);
  for (const ChannelIndex channel : channels) {
    ledgers_[channel::AsSize(channel)].Open();
    granted_[channel::AsSize(channel)].Open(channels.size());
  }
}

std::optional<Reject> LinkTraffic::Handle(LinkIndex link, const proto::Frame& frame) {
  const auto channels = turn_.custodian().ChannelsOf(link);
  if (const auto* transmission = std::get_if<proto::TransmissionFrame>(&frame)) {
    return HandleTransmission(channels[transmission->channel], transmission->transmission);
  }
  if (const auto* receipt = std::get_if<proto::Receipt>(&frame)) {
    return HandleReceipt(channels[receipt->channel], *receipt);
  }
  if (const auto* credit = std::get_if<proto::Credit>(&frame)) {
    HandleCredit(channels[credit->channel], *credit);
    return std::nullopt;
  }
  return Reject{RejectReason::kUnexpectedFrame,
                fmt::format("a frame of kind \"{}\" on a link", NameOf(frame))};
}

std::optional<Reject> LinkTraffic::HandleTransmission(ChannelIndex channel,
                                                      const cable::Transmission& transmission) {
  if (!ledgers_[channel::AsSize(channel)].Take(transmission.precedence,
                                               channel::CreditCost(transmission))) {
    return Reject{RejectReason::kCreditExceeded,
                  fmt::format("{} was sent without credit", transmission.number.ToString())};
  }
  if (turn_.core().HandleTransmission(turn_.InputNow(), channel, transmission)) return std::nullopt;
  return Reject{RejectReason::kWrongChannel,
                fmt::format("{} came on the channel of {}", transmission.number.ToString(),
                            turn_.custodian().config_of(channel).incoming.ToString())};
}

std::optional<Reject> LinkTraffic::HandleReceipt(ChannelIndex channel,
                                                 const proto::Receipt& receipt) {
  const std::uint64_t sent = turn_.custodian().outgoing(channel).sent_count();
  if (receipt.count > sent) {
    return Reject{
        RejectReason::kUnexpectedFrame,
        fmt::format("a receipt for {} transmissions on {}, of which {} were sent", receipt.count,
                    turn_.custodian().config_of(channel).outgoing.ToString(), sent)};
  }
  turn_.custodian().HandleReceipt(turn_.InputNow(), channel, receipt.count);
  return std::nullopt;
}

void LinkTraffic::HandleCredit(ChannelIndex channel, const proto::Credit& credit) {
  GrantedCredit& granted = granted_[channel::AsSize(channel)];
  granted.Grant(credit.ordinary_bytes, credit.reserve_bytes);
  if (!granted.exceeds() || links_.writable(LinkOf(channel))) TellCredit(channel);
}

void LinkTraffic::TellCredit(ChannelIndex channel) {
  const GrantedCredit::Purses purses = granted_[channel::AsSize(channel)].Tell();
  turn_.custodian().HandleCredit(channel, purses.ordinary_bytes, purses.reserve_bytes);
}

void LinkTraffic::OnWritable(LinkIndex link) {
  for (const ChannelIndex channel : turn_.custodian().ChannelsOf(link)) {
    if (!granted_[channel::AsSize(channel)].withheld()) continue;
    TellCredit(channel);
    turn_.InputCame();
  }
}

std::size_t LinkTraffic::LinkOf(ChannelIndex channel) const {
  return channel::AsSize(turn_.custodian().config_of(channel).link);
}

std::uint16_t LinkTraffic::PlaceOf(ChannelIndex channel) const {
  const LinkIndex link = turn_.custodian().config_of(channel).link;
  return static_cast<std::uint16_t>(channel::AsSize(channel) -
                                    channel::AsSize(turn_.custodian().ChannelsOf(link).front()));
}

void LinkTraffic::SendOutputs() {
  channel::Custodian& custodian = turn_.custodian();
  for (const channel::ReceiptDue& due : custodian.receipts()) {
    links_.Send(LinkOf(due.channel), proto::Receipt{PlaceOf(due.channel), due.count, due.serial});
  }
  for (const channel::CreditDue& due : custodian.credits()) {
    ledgers_[channel::AsSize(due.channel)].Grant(due.ordinary_bytes, due.reserve_bytes);
    links_.Send(LinkOf(due.channel),
                proto::Credit{PlaceOf(due.channel), due.ordinary_bytes, due.reserve_bytes});
  }
  for (channel::Departure& due : custodian.departures()) {
    granted_[channel::AsSize(due.channel)].Sent(due.transmission.precedence,
                                                channel::CreditCost(due.transmission));
    links_.Send(LinkOf(due.channel),
                proto::TransmissionFrame{PlaceOf(due.channel), std::move(due.transmission)});
  }
  // What did not fill the link's queue is no reason to wait until that is written.
  for (const channel::Departure& due : custodian.departures()) {
    if (!granted_[channel::AsSize(due.channel)].withheld()) continue;
    if (links_.writable(LinkOf(due.channel))) OnWritable(custodian.config_of(due.channel).link);
  }
}

}  // namespace torntape::shell
