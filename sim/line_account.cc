#include "sim/line_account.h"

#include <algorithm>

#include <fmt/format.h>

namespace torntape::sim {

using cable::Event;
using cable::EventKind;
using cable::Precedence;
using cable::RoutingIndicator;

namespace {

constexpr std::string_view kLine2 = "no indicator lost or doubled";

}  // namespace

void LineAccount::Handle(const Event& event, const CableLedger::Facts* facts, Promises& promises) {
  switch (event.kind) {
    case EventKind::kReceived:
    case EventKind::kFiled:
      Close(promises);
      if (is_relay_ || event.kind == EventKind::kFiled) Open(event);
      came_ = MarkOf(event);
      return;
    case EventKind::kServiceMessage:
      Close(promises);
      if (!event.identification.calling.none()) Open(event);
      return;
    case EventKind::kReleased:
      // What a supervisor lets go on is on the account like what is called. All branches of one
      // decision are told before its copies.
      if (!open_ || MarkOf(event) != cable_ || !released_ || any_queued_) {
        Close(promises);
        Open(event);
        released_ = true;
      }
      HandleReleased(event);
      return;
    case EventKind::kServiceReceived:
    case EventKind::kExpanded:
    case EventKind::kQueued:
    case EventKind::kDuplicateDropped:
    case EventKind::kIntercepted:
      if (open_ && MarkOf(event) == cable_) break;
      Close(promises);
      // What is missent a post returns as it came.
      if (event.kind == EventKind::kQueued && (is_relay_ || MarkOf(event) != came_)) {
        promises.BreakAt(kLine2, event, "a copy of something that did not just come in");
      }
      return;
    default:
      Close(promises);
      return;
  }
  if (event.kind == EventKind::kExpanded) return HandleExpanded(event, promises);
  if (event.kind == EventKind::kQueued) return HandleQueued(event, facts, promises);
  // A group of line 2 that nobody could read was called by no name.
  if (event.kind == EventKind::kIntercepted && event.subject.none()) return;
  Due* due = Find(event.subject);
  if (due == nullptr) {
    promises.BreakAt(kLine2, event, fmt::format("{} was not called", event.subject.ToString()));
    return;
  }
  // A service message that a station reads speaks twice at most, of the message and the answer.
  if (event.kind == EventKind::kServiceReceived) {
    due->dropped = 1;
    return;
  }
  ++(event.kind == EventKind::kIntercepted ? due->placed : due->dropped);
}

void LineAccount::HandleReleased(const Event& event) {
  if (Due* due = Find(event.subject); due == nullptr) due_.push_back({event.subject});
  Due* due = Find(event.subject);
  if (event.reason == cable::Reason::kWithdrawn) due->dropped = 1;
  due->rerouted = event.reason == cable::Reason::kRerouted;
}

void LineAccount::Open(const Event& event) {
  open_ = true;
  filed_ = event.kind == EventKind::kFiled || event.kind == EventKind::kServiceMessage;
  released_ = false;
  any_queued_ = false;
  opened_by_ = event;
  opened_by_.called = {};
  opened_by_.trace = {};
  cable_ = MarkOf(event);
  due_.clear();
  for (const cable::Called& called : event.called) {
    if (Find(called.indicator) == nullptr) due_.push_back({called.indicator});
  }
}

void LineAccount::HandleExpanded(const Event& event, Promises& promises) {
  Due* collective = Find(event.subject);
  if (collective == nullptr) {
    promises.BreakAt(kLine2, event, fmt::format("{} was not called", event.subject.ToString()));
  } else {
    collective->replaced = true;
  }
  for (const cable::Called& called : event.called) {
    if (Find(called.indicator) == nullptr) due_.push_back({called.indicator});
  }
}

void LineAccount::HandleQueued(const Event& event, const CableLedger::Facts* facts,
                               Promises& promises) {
  any_queued_ = true;
  for (const cable::Called& called : event.called) {
    Due* due = Find(called.indicator);
    if (due == nullptr && released_) due = FindRerouted();
    if (due == nullptr) {
      promises.BreakAt(
          kLine2, event,
          fmt::format("{} stands in the copy and was not called", called.indicator.ToString()));
    } else {
      ++due->placed;
    }
  }
  if (facts != nullptr) CheckPrecedence(event, *facts, promises);
}

void LineAccount::CheckPrecedence(const Event& event, const CableLedger::Facts& facts,
                                  Promises& promises) {
  const Precedence came = opened_by_.precedence;
  Precedence due = came;
  const bool dual = facts.info_precedence && cable::IsHigher(came, *facts.info_precedence);
  // FLASH with a lower precedence for information leaves its originator in two transmissions.
  if (dual && filed_ && cable::IsUrgent(event.precedence)) {
    for (const cable::Called& called : event.called) {
      if (!facts.IsOnlyInfo({&called, 1})) continue;
      promises.BreakAt(
          kPrecedence, event,
          fmt::format("{} is only informed, and was to be sent it as {}",
                      called.indicator.ToString(), cable::NameOf(*facts.info_precedence)));
      return;
    }
  }
  // Relays may be told not to lower; that splitting stays.
  const bool lowers = lower_info_copies_ || (filed_ && cable::IsUrgent(came));
  if (dual && lowers && facts.IsOnlyInfo(event.called)) due = *facts.info_precedence;
  if (event.precedence == due) return;
  // What an originator split off as INFO may reach somebody who must act through a collective.
  const bool raised = facts.info_precedence && came == *facts.info_precedence &&
                      event.precedence == facts.action_precedence &&
                      !facts.IsOnlyInfo(event.called);
  if (raised) return;
  // An originator sends one transmission but for FLASH, and may leave the lowering to relays.
  if (filed_ && event.precedence == came && !cable::IsUrgent(came)) return;
  promises.BreakAt(kPrecedence, event,
                   fmt::format("{} came as {} and was to go on as {}",
                               cable::FormatRoutingLine(event.precedence, event.called),
                               cable::NameOf(came), cable::NameOf(due)));
}

void LineAccount::Close(Promises& promises) {
  if (!open_) return;
  open_ = false;
  for (const Due& due : due_) {
    std::string_view fault;
    if (due.replaced) {
      if (due.placed > 0) fault = "{} was expanded, and sent on as well";
    } else if (due.placed > 1) {
      fault = "{} stands in more than one copy";
    } else if (due.placed == 0 && due.dropped == 0) {
      if (!is_relay_ && due.indicator == station_) continue;  // delivered here
      fault = "{} was called, and nothing became of it";
    }
    if (fault.empty()) continue;
    promises.Break(kLine2, PlaceOf(opened_by_), &opened_by_.identification,
                   fmt::format(fmt::runtime(fault), due.indicator.ToString()), cable_);
  }
}

LineAccount::Due* LineAccount::FindRerouted() {
  const auto found =
      std::find_if(due_.begin(), due_.end(), [](const Due& due) { return due.rerouted; });
  return found == due_.end() ? nullptr : &*found;
}

LineAccount::Due* LineAccount::Find(RoutingIndicator indicator) {
  const auto found = std::find_if(due_.begin(), due_.end(),
                                  [&](const Due& due) { return due.indicator == indicator; });
  return found == due_.end() ? nullptr : &*found;
}

}  // namespace torntape::sim
