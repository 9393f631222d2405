#include "channel/service_desk.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace torntape::channel {

using cable::Event;
using cable::EventKind;
using cable::Precedence;
using cable::Reason;
using cable::ServiceKind;
using cable::ServiceReport;
using cable::Transmission;

namespace {

Reason ReasonOf(ServiceKind kind) {
  switch (kind) {
    case ServiceKind::kOpenNumber:
      return Reason::kOpenNumber;
    case ServiceKind::kTwoUnderOne:
      return Reason::kRepeatedNumber;
    case ServiceKind::kDuplicate:
      return Reason::kExactDuplicate;
    case ServiceKind::kUnknownIndicator:
      return Reason::kUnknownIndicator;
    case ServiceKind::kNotApproved:
      return Reason::kNotApproved;
    case ServiceKind::kSpecialCategory:
      return Reason::kSpecialCategory;
    case ServiceKind::kNotProtected:
      return Reason::kBounce;
    case ServiceKind::kSectionMissing:
      return Reason::kSections;
    case ServiceKind::kOther:
      break;
  }
  return Reason::kServiceMessage;
}

}  // namespace

ServiceDesk::ServiceDesk(Custodian& custodian)
    : custodian_(custodian), minutes_(custodian.config().link_count) {}

// ---------------------------------------------------------------- what comes

bool ServiceDesk::IsForHere(const Transmission& transmission) const {
  const bool called =
      std::any_of(transmission.called.begin(), transmission.called.end(),
                  [this](const auto& one) { return one.indicator == custodian_.config().station; });
  return called && cable::IsServiceBody(transmission.body.view());
}

void ServiceDesk::Act(Instant now, ChannelIndex from, const Transmission& transmission) {
  Event event =
      cable::EventOf(now, EventKind::kServiceReceived, custodian_.config().station, transmission);
  event.peer = custodian_.config_of(from).peer;
  event.subject = custodian_.config().station;
  const auto message = cable::ReadServiceBody(transmission.body.view());
  event.reason = message ? ReasonOf(message->kind) : Reason::kUnreadable;
  custodian_.listener().OnEvent(event);
  if (!message || message->kind != ServiceKind::kOpenNumber) return;
  // Oldest last, so that the copies stand at the head of their lanes in the old order.
  bool any = false;
  for (auto number = message->numbers.rbegin(); number != message->numbers.rend(); ++number) {
    any |= custodian_.Rerun(now, custodian_.config_of(from).link, *number);
  }
  event.reason = any ? Reason::kRerun : Reason::kNotUsed;
  event.number = message->numbers.front();
  custodian_.listener().OnEvent(event);
  // All that came is receipted, whatever is open before it. And if numbers are open here too, the
  // receipt of this question waits for the answer to one of ours, which may wait for the receipt of
  // this one: asking again says that it came.
  custodian_.HandleLastReceived(now, custodian_.config_of(from).link, message->last_received);
  AskForOpenNumbers(now, from, true);
}

// ---------------------------------------------------------------- what is written

void ServiceDesk::TellOfNumbers(Instant now, ChannelIndex from, const Received& received,
                                const Transmission& transmission) {
  AskForOpenNumbers(now, from, false);
  if (!received.used_before || cable::IsServiceBody(transmission.body.view())) return;
  if (received.comparison == IncomingChannel::Comparison::kSame) {
    return TellOfDuplicate(now, from, transmission);
  }
  ServiceReport message;
  message.kind = ServiceKind::kTwoUnderOne;
  message.numbers = {transmission.number};
  WriteToSender(now, from, Precedence::kRoutine, message, Reason::kRepeatedNumber);
}

void ServiceDesk::TellOfDuplicate(Instant now, ChannelIndex from,
                                  const Transmission& transmission) {
  if (cable::IsServiceBody(transmission.body.view())) return;
  ServiceReport message;
  message.kind = ServiceKind::kDuplicate;
  message.about = transmission.heading->identification;
  message.numbers = {transmission.number};
  WriteToSender(now, from, Precedence::kRoutine, message, Reason::kExactDuplicate);
}

// Never held back by the guard: a receipt waits for the answer.
void ServiceDesk::AskForOpenNumbers(Instant now, ChannelIndex from, bool again) {
  auto open = custodian_.FindOpenToAsk(from, again);
  if (open.numbers.empty()) return;
  ServiceReport message;
  message.kind = ServiceKind::kOpenNumber;
  message.numbers = std::move(open.numbers);
  message.last_received = open.last_received;
  const CopyPlan copy{custodian_.ChannelsOf(custodian_.config_of(from).link).front(),
                      Precedence::kImmediate,
                      {{custodian_.config_of(from).peer, cable::Role::kAction}},
                      {}};
  const Transmission written =
      Compose(now, custodian_.config_of(from).peer, Precedence::kImmediate, message);
  File(now, written, {&copy, 1}, Reason::kOpenNumber, from);
}

void ServiceDesk::AskForGarbled(Instant now, ChannelIndex from) {
  if (!custodian_.HasQuestionWaiting(from)) AskForOpenNumbers(now, from, true);
}

void ServiceDesk::WriteToSender(Instant now, ChannelIndex from, Precedence precedence,
                                const ServiceReport& message, Reason reason,
                                std::optional<ChannelIndex> asks_about) {
  const LinkIndex link = custodian_.config_of(from).link;
  const cable::RoutingIndicator peer = custodian_.config_of(from).peer;
  const auto written = Write(now, link, peer, precedence, message);
  if (!written) return;
  const CopyPlan copy{
      custodian_.ChannelsOf(link).front(), precedence, {{peer, cable::Role::kAction}}, {}};
  File(now, *written, {&copy, 1}, reason, asks_about);
}

std::optional<Transmission> ServiceDesk::Write(Instant now, LinkIndex link,
                                               cable::RoutingIndicator to, Precedence precedence,
                                               const ServiceReport& message) {
  if (MayWrite(now, link)) return Compose(now, to, precedence, message);
  Event event;
  event.at = now;
  event.kind = EventKind::kServiceMessage;
  event.reason = Reason::kStormGuard;
  event.station = custodian_.config().station;
  event.subject = to;
  if (!message.numbers.empty()) event.number = message.numbers.front();
  custodian_.listener().OnEvent(event);
  return std::nullopt;
}

bool ServiceDesk::MayWrite(Instant now, LinkIndex link) {
  Minute& minute = minutes_[AsSize(link)];
  if (minute.written == 0 || now - minute.began >= std::chrono::minutes(1) || now < minute.began) {
    minute = {now, 0};
  }
  return minute.written++ < kPerMinuteMax;
}

void ServiceDesk::File(Instant now, const Transmission& written, std::span<const CopyPlan> copies,
                       Reason reason, std::optional<ChannelIndex> asks_about) {
  Event event =
      cable::EventOf(now, EventKind::kServiceMessage, custodian_.config().station, written);
  event.subject = written.called[0].indicator;
  event.reason = reason;
  custodian_.listener().OnEvent(event);
  Intake intake;
  intake.transmission = &written;
  intake.copies = copies;
  intake.asks_about = asks_about;
  custodian_.Take(now, intake);
}

Transmission ServiceDesk::Compose(Instant now, cable::RoutingIndicator to, Precedence precedence,
                                  const ServiceReport& message) {
  if (!last_serial_) last_serial_ = custodian_.service_serial();
  last_serial_ = *last_serial_ % cable::kServiceSerialMax + 1;
  const CalendarTime calendar = ToCalendar(now);
  auto heading = MakeRef<cable::Heading>();
  cable::MessageIdentification& id = heading->identification;
  id.calling = custodian_.config().station;
  id.serial = *last_serial_;
  id.serial_digits = cable::kServiceSerialDigits;
  id.filing = {
      cable::FilingTime::Form::kDayOfYear, static_cast<std::uint16_t>(calendar.day_of_year),
      static_cast<std::uint8_t>(calendar.hour), static_cast<std::uint8_t>(calendar.minute)};
  heading->calling_line =
      fmt::format("DE {} {:03} {}", id.calling.ToString(), id.serial, id.filing.ToString());
  heading->instruction_lines = "ZNR UUUUU\n";
  heading->action_precedence = precedence;
  Transmission written;
  written.precedence = precedence;
  written.called.push_back({to, cable::Role::kAction});
  written.body = SharedBytes(cable::WriteServiceBody(message));
  heading->body_digest = DigestOf(written.body.view());
  written.heading = std::move(heading);
  return written;
}

}  // namespace torntape::channel
