#include "cable/operating_signals.h"

#include <algorithm>
#include <array>

#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr auto kAct = SignalHandling::kAct;
constexpr auto kCarry = SignalHandling::kCarry;
constexpr auto kLog = SignalHandling::kLog;
constexpr auto kSupervisor = SignalHandling::kSupervisor;

// Sorted by name: FindOperatingSignal searches by halves, and a test holds the order.
constexpr auto kSignals = std::to_array<OperatingSignal>({
    {"ZAN", "only traffic of this precedence and higher", "SVC", kAct},
    {"ZAR1", "this is my first request", "SVC", kAct},
    {"ZAR2", "this is my second request", "SVC", kAct},
    {"ZAR3", "this is my third request", "SVC", kAct},
    {"ZBR", "meaning not confirmed", "-", kCarry},
    {"ZBZ", "how well you print, from 1 bad to 5 perfect; as a question: how do I print", "SVC",
     kAct},
    {"ZDE", "message undelivered for this reason, please advise", "SVC", kSupervisor},
    {"ZDF", "message was received by this station at this time", "SVC", kSupervisor},
    {"ZDG", "accuracy doubtful: this copy goes on subject to correction", "pilot", kAct},
    {"ZDH", "send on a corrected copy of this message", "SVC", kAct},
    {"ZDK", "this repeats an earlier message; as a question: please repeat", "SVC, FL5", kAct},
    {"ZDQ", "message was relayed to this station under this number at this time", "SVC", kAct},
    {"ZDS", "notice of a correction or a mistake in a message", "SVC", kSupervisor},
    {"ZEC", "message not received; as a question: did you receive it", "SVC", kAct},
    {"ZEL", "corrected copy, prepared by this station", "pilot", kAct},
    {"ZEN", "delivered by other means, so not transmitted", "FL7, FL8", kAct},
    {"ZEQ2", "missent, and I could not protect delivery", "SVC", kAct},
    {"ZEQ3", "misrouted, and I rerouted it", "SVC", kLog},
    {"ZEQ4", "misrouted, please protect delivery", "SVC", kAct},
    {"ZEQ5", "misrouted, please protect delivery", "SVC", kAct},
    {"ZEQ6", "the delay is due to misrouting", "FL4", kCarry},
    {"ZES1", "received incomplete, please send again", "SVC", kAct},
    {"ZES2", "received garbled, please send again", "SVC", kAct},
    {"ZEX", "book message: may be split, one addressee a copy", "FL5", kAct},
    {"ZFD", "suspected duplicate, forwarded by this station", "pilot", kAct},
    {"ZFF", "tell me when this was received", "FL5", kAct},
    {"ZFG", "exact duplicate, sent on purpose: deliver it regardless", "FL5", kAct},
    {"ZFH1", "passed to you for action", "FL5, SVC", kCarry},
    {"ZFH2", "passed to you for information", "FL5, SVC", kCarry},
    {"ZFQ", "two messages came under one channel number", "SVC", kAct},
    {"ZFR", "cancel this transmission", "SVC", kAct},
    {"ZFT", "this message came without a channel number", "SVC", kLog},
    {"ZFU", "one message came under two channel numbers", "SVC", kAct},
    {"ZFV", "two channel numbers came with parts of a message between them", "SVC", kAct},
    {"ZFX", "open number: nothing came under this channel number", "SVC", kAct},
    {"ZGC", "no FLASH receipt is wanted", "FL4", kAct},
    {"ZIC", "the last channel number I sent to you", "SVC", kAct},
    {"ZID", "the last channel number I received from you", "SVC", kAct},
    {"ZKJ", "closing down; as a question: may I close", "SVC", kAct},
    {"ZNR", "may be sent in the clear over any circuit", "FL4", kAct},
    {"ZNY", "only over circuits approved for this classification", "FL4", kAct},
    {"ZNZ", "meaning not confirmed", "-", kCarry},
    {"ZOC", "stations called, relay this to the addressees you serve", "FL4", kCarry},
    {"ZOE", "give me traffic for this station; as a question: can you take it", "SVC", kAct},
    {"ZOG1", "pass the message named to this addressee for action", "SVC", kSupervisor},
    {"ZOT", "may go at the lower precedence to these stations", "FL4", kAct},
    {"ZOV", "rerouted by this station: the routing line now holds the right indicator", "pilot",
     kAct},
    {"ZPG", "printed once where ZFG is meant: treated as unknown", "-", kCarry},
    {"ZPH", "interrupted; the whole message follows unasked", "cancel", kAct},
    {"ZPW", "meaning not confirmed", "-", kCarry},
    {"ZUE", "affirmative", "SVC", kAct},
    {"ZUG", "negative", "SVC", kAct},
    {"ZUI", "your attention is drawn to what is named here", "SVC, FL4", kLog},
    {"ZUJ", "stand by", "SVC", kLog},
    {"ZVQ", "emergency traffic, allowed across any network", "FL1", kAct},
    {"ZXB", "interrupted; ask for a complete copy", "cancel", kAct},
});

const OperatingSignal* FindExactly(std::string_view name) {
  const auto row = std::lower_bound(
      kSignals.begin(), kSignals.end(), name,
      [](const OperatingSignal& signal, std::string_view wanted) { return signal.name < wanted; });
  return row != kSignals.end() && row->name == name ? &*row : nullptr;
}

}  // namespace

std::span<const OperatingSignal> AllOperatingSignals() { return kSignals; }

bool IsOperatingSignal(std::string_view group) {
  if (group.size() < 3 || group.size() > 4 || (group[0] != 'Z' && group[0] != 'Q')) return false;
  return IsAllLetters(group.substr(0, 3)) && IsAllDigits(group.substr(3));
}

const OperatingSignal* FindOperatingSignal(std::string_view group) {
  if (!IsOperatingSignal(group)) return nullptr;
  const OperatingSignal* found = FindExactly(group);
  // A digit that no row knows belongs to a signal that takes any: ZBZ1 to ZBZ5, ZFF and a kind.
  return found == nullptr && group.size() == 4 ? FindExactly(group.substr(0, 3)) : found;
}

bool IsReservedSignal(std::string_view group) {
  return IsOperatingSignal(group) && group[0] == 'Z' && group[1] >= 'Y';
}

}  // namespace torntape::cable
