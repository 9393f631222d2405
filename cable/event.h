#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/instant.h"
#include "cable/transmission.h"

namespace torntape::cable {

// What can happen to a cable, a copy of it, or a link, as the station where it happened tells it.
enum class EventKind : std::uint8_t {
  kFiled,             // a post took a cable in from a person
  kRefused,           // a post or relay did not take it; reason says why
  kReceived,          // a transmission came in on `number`
  kCommitted,         // it is in the store: custody is taken
  kDuplicateDropped,  // it had been here before
  kExpanded,          // a collective (`subject`) was replaced by its members (`called`)
  kQueued,            // a copy stands in the queue of the channel towards `peer`
  kSent,              // it was given `number` and handed to the circuit
  kReceipted,         // `peer` has it; custody of this copy ends
  kBurnt,             // `number` is used up, the copy goes back to the head of its queue
  kDelivered,         // an addressee (`addressee` in the directory) has it
  kIntercepted,       // set aside for a supervisor; reason says why
  kOpenNumber,        // `number` never came
  kLinkUp,
  kLinkDown,
  kPeerLostState,    // `peer` no longer knows what it had received
  kServiceMessage,   // a station wrote one to `subject`; reason says about what
  kServiceReceived,  // it came to whom it was for; reason says what came of it
  kPreempted,        // a more urgent one wants the circuit while `number` is on it (spec 3.3)
  kCancelled,        // `number` was broken off by its sender: counted, and not forwarded
  kReleased,         // a supervisor let go on what was set aside; reason says how
};
inline constexpr std::size_t kEventKindCount = 21;

enum class Reason : std::uint8_t {
  kNone,
  kUnknownIndicator,  // INV: no route in the tables (spec 4.8)
  kBounce,            // the only way leads back (spec 4.9)
  kLoop,              // own designator found too often in the trace (spec 4.9)
  kNotApproved,       // SEC: no circuit cleared for it (spec 5.10)
  kSpecialCategory,   // SRC
  kTooLarge,          // bytes or called indicators over the limit
  kStoreFull,
  kSuspectedDuplicate,      // sent or dropped under ZFD
  kIdentificationConflict,  // same identification, other body: delivered, and said so
  kSelfAddressed,
  kNobodyHere,  // called here, but no addressee of this station is meant
  kPilotDepth,
  kConnectionLost,
  kProtocol,
  kClosed,
  kExempted,        // XMT
  kUnreadable,      // the address lines cannot be read where they must be
  kRepeatedNumber,  // a channel number that was used before
  kOpenNumber,      // ZFX: a number that never came (spec 5.3)
  kExactDuplicate,  // the same message without a mark that says why (spec 5.6)
  kRerun,           // sent again whole under a new number, because its number is open
  kNotUsed,         // nothing was under way under that number: noted, and no more
  kPreempted,       // its circuit was wanted for a more urgent one (spec 3.3)
  kMarkingOnly,     // the same, but the network only marks it
  kStormGuard,      // not written: too many service messages on that link (spec 7.1)
  kRerouted,        // sent on under a pilot ZOV
  kWithdrawn,       // a supervisor gave it up
  kServiceMessage,  // between stations: nobody's delivery
  kGarbled,         // it came, and not as it was sent (spec 5.5)
  kSections,        // sections of one cable: some are missing, or it was cut into them (spec 6)
};
inline constexpr std::size_t kReasonCount = 31;

// An addressee of the network's directory; its index there.
enum class AddresseeId : std::uint32_t { kNone = 0xffffffff };

// One happening, pushed by a core to whoever listens. Small and trivially copyable; text is made
// when it is shown. `called` is borrowed for the time of the call: who keeps an event keeps a copy
// of the list.
struct Event {
  Instant at;
  EventKind kind = EventKind::kFiled;
  Reason reason = Reason::kNone;
  Role role = Role::kAction;                     // of the addressee, with kDelivered
  Precedence precedence = Precedence::kRoutine;  // format line 2 of the copy
  AddresseeId addressee = AddresseeId::kNone;
  RoutingIndicator station;  // where it happened
  RoutingIndicator peer;     // the other end of the channel or link
  RoutingIndicator subject;  // the collective, or the one indicator spoken of
  ChannelNumber number;
  MessageIdentification identification;
  std::uint64_t digest =
      0;  // the low half of the body's digest: with the identification, the cable
  std::uint64_t body_bytes = 0;
  // kSent: how many copies of higher precedence stood in that channel's queue. Always 0, and
  // checked.
  std::uint32_t overtaken = 0;
  std::uint32_t queue_depth = 0;   // kQueued, kSent: copies left waiting in that channel
  std::span<const Called> called;  // format line 2 of the copy
  // Of a copy, and with kDelivered: the numbers under which the cable came here, newest first.
  std::span<const ChannelNumber> trace;
};
static_assert(std::is_trivially_copyable_v<Event>);

// Takes events in the order they happen at one station. Must not call back into the core.
class EventListener {
 public:
  virtual ~EventListener() = default;
  virtual void OnEvent(const Event& event) = 0;
  // False: events of this kind are of no interest now, and need not be made.
  virtual bool Wants(EventKind) const { return true; }
};

// What happened to a transmission, as far as that is the same whatever happened.
// REQUIRES: it has a heading.
Event EventOf(Instant now, EventKind kind, RoutingIndicator station,
              const Transmission& transmission);

// "sent", "duplicate dropped", ...; the same words in proto, JSON, CLI and docs.
std::string_view NameOf(EventKind kind);
std::string_view NameOf(Reason reason);
// One line for a person, without the instant:
// "RYLB -> RYLBDN LBA0003 sent RR RYLBDN  RYKABD #0417/01 1341042".
std::string DescribeEvent(const Event& event);

}  // namespace torntape::cable
