#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cable/event.h"
#include "cable/transmission.h"

// The frames of a link as plain values, and the codec that needs no sockets. The contract is
// proto/torntape/v1/link.proto; generated classes stay in this folder's .cc files.
namespace torntape::proto {

inline constexpr std::uint32_t kProtocolVersion = 1;
// Length prefix: four bytes, big-endian, of what follows it.
inline constexpr std::size_t kFramePrefixBytes = 4;
// The largest body, and room for the longest procedure before it: 500 called indicators, three
// pilots of three lines, lines 3 and 4.
inline constexpr std::size_t kFrameBytesMax = cable::kBodyBytesMax + (128u << 10);
static_assert(cable::kCalledMax * 16 + (cable::kPilotsMax * 3 + 2) * cable::kLineBytesMax <
              (128u << 10));
inline constexpr std::size_t kChannelsPerLinkMax = 64;
// Events in one batch; the codec makes several batches of more.
inline constexpr std::size_t kEventsPerBatchMax = 4096;
inline constexpr std::size_t kEventBatchBytesMax = 1u << 20;
// Of every other frame but a transmission; so little is read before a peer has said who it is.
inline constexpr std::size_t kColdFrameBytesMax = 64u << 10;
inline constexpr std::size_t kRejectDetailBytesMax = 1024;

// What one side of a link says of one channel when they meet (design, "Custody").
struct ChannelState {
  cable::ChannelDesignator incoming;   // of the direction in which this side receives
  std::uint64_t committed_count = 0;   // how many transmissions of it this side has committed
  std::uint16_t committed_serial = 0;  // the last serial among them; 0: none yet
  cable::ChannelDesignator outgoing;   // of the direction in which this side sends
  std::uint64_t sent_count = 0;        // how many numbers this side has given out
  std::uint16_t next_serial = 1;       // the number that this side will give next
  friend bool operator==(const ChannelState&, const ChannelState&) = default;
};

// Who opens a connection: a station for traffic, or somebody who only wants to watch.
struct Hello {
  std::uint32_t protocol_version = kProtocolVersion;
  bool watching = false;  // wants events, is no station; the rest is then empty
  std::string network;    // the network's name: two networks never mix
  std::string link;       // the link's name
  cable::RoutingIndicator station;
  std::uint64_t store_epoch = 0;  // of this side's store: another one means its state was lost
  std::uint64_t peer_epoch = 0;   // what this side last knew of the other's; 0: never met
  std::vector<ChannelState> channels;
  friend bool operator==(const Hello&, const Hello&) = default;
};

// The answer to Hello, the same facts of the other side.
struct Welcome {
  cable::RoutingIndicator station;
  std::uint64_t store_epoch = 0;
  std::uint64_t peer_epoch = 0;
  std::vector<ChannelState> channels;
  friend bool operator==(const Welcome&, const Welcome&) = default;
};

// A transmission on a channel of this link.
struct TransmissionFrame {
  std::uint16_t channel = 0;  // place in the link's list of channels
  cable::Transmission transmission;
};

// On this channel, all transmissions up to the `count`th of this channel's life are committed
// (design decision 5). Cumulative; `serial` is the channel serial of the last, for people.
struct Receipt {
  std::uint16_t channel = 0;
  std::uint64_t count = 0;
  std::uint16_t serial = 0;
  friend bool operator==(const Receipt&, const Receipt&) = default;
};

// The other side may send until it has sent so many bytes of bodies and headings since the
// connection began, in each purse (design decision 9). Cumulative, never lowered.
struct Credit {
  std::uint16_t channel = 0;
  std::uint64_t ordinary_bytes = 0;
  std::uint64_t reserve_bytes = 0;
  friend bool operator==(const Credit&, const Credit&) = default;
};

// Why this side closes. After it nothing follows.
enum class RejectReason : std::uint8_t {
  kClosing,  // this station ends in good order
  kWrongVersion,
  kUnknownNetwork,
  kUnknownLink,
  kUnknownStation,
  kAlreadyConnected,
  kChannelMismatch,
  kFrameTooLarge,
  kMalformedFrame,
  kUnexpectedFrame,
  kDeadline,
  kCreditExceeded,
  kWrongChannel,
  kBusy,  // too many connections
};
inline constexpr std::size_t kRejectReasonCount = 14;
// "closing", "wrong version", ...
std::string_view NameOf(RejectReason reason);

struct Reject {
  RejectReason reason = RejectReason::kClosing;
  std::string detail;  // for a person: what was wrong and what to do
  friend bool operator==(const Reject&, const Reject&) = default;
};

struct Ping {
  std::uint64_t token = 0;
  friend bool operator==(const Ping&, const Ping&) = default;
};
struct Pong {
  std::uint64_t token = 0;
  friend bool operator==(const Pong&, const Pong&) = default;
};

// An event with what it borrows kept beside it, for wires, files and watchers.
struct KeptEvent {
  cable::Event event;  // its spans are empty
  cable::CalledList called;
  cable::Trace trace;
};
KeptEvent Keep(const cable::Event& event);
// The event again, borrowing its lists from `kept`, which must outlive it.
cable::Event ViewOf(const KeptEvent& kept);

struct EventBatch {
  std::vector<KeptEvent> events;
  std::uint64_t missed = 0;  // how many were left out before these, as the watcher was too slow
};

using Frame = std::variant<Hello, Welcome, TransmissionFrame, Receipt, Credit, Reject, Ping, Pong,
                           EventBatch>;
// "hello", "transmission", ...
std::string_view NameOf(const Frame& frame);

}  // namespace torntape::proto
