#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/digest.h"
#include "cable/transmission.h"
#include "channel/custodian.h"

namespace torntape::channel {

// What a station's custody writes into its store, so that it can go on after a crash exactly where
// it stood. The store takes the bytes as they are. The first byte is the kind.
enum class RecordKind : std::uint8_t {
  kTaken = 1,       // a cable, where it came from, and the copies it needs
  kSent = 2,        // copies of one channel were given numbers
  kReceipted = 3,   // all numbers up to one are the peer's
  kPutBack = 4,     // what was under way went back to the heads of its queues
  kMet = 5,         // a link's peer was met: its store's epoch, and whether it lost its state
  kHandedOver = 6,  // the addressees of this station have it
  kBurnt = 7,       // one number is burnt, its copy went back to the head of its lane
  kOpen = 8,        // numbers of a channel never came
  kLetGo = 9,       // a supervisor decided over branches that were set aside
  // Told again, so that the store need not keep what told it first (channel/renewal.cc).
  kStanding = 64,  // the numbers of all channels, and what is known of each peer
  kRenewed = 65,   // a cable and its copies as they stand now
  kSeen = 66,      // identities that are known as seen
};

struct TakenCopy {
  std::uint16_t channel = 0;
  cable::Precedence precedence = cable::Precedence::kRoutine;
  cable::CalledList called;
  cable::RoutingIndicator rerouted_from;
};
struct TakenRecord {
  std::uint64_t cable = 0;
  std::int64_t at_ns = 0;
  std::optional<std::uint16_t> from;
  std::uint64_t count = 0;
  bool deliver_here = false;
  std::optional<std::uint16_t> asks_about;
  std::uint64_t body_bytes = 0;
  cable::Transmission transmission;  // without body
  std::vector<TakenCopy> copies;
  std::vector<Digest> identities;
  std::vector<SetAside> set_aside;
};
// One of the copies of a kSent record.
struct SentCopy {
  std::uint64_t count = 0;  // the place of its number in the life of the channel
  std::uint64_t cable = 0;
  std::uint32_t ordinal = 0;
};
struct SentRecord {
  std::uint16_t channel = 0;
  std::vector<SentCopy> copies;  // at least one
};
struct LetGoRecord {
  std::uint64_t cable = 0;
  std::vector<cable::RoutingIndicator> called;
  std::vector<TakenCopy> copies;
};
// What is not of one cable. It tells enough of the channels to read the other records without the
// network that the station was configured by.
struct StandingRecord {
  struct Channel {
    std::uint16_t link = 0;
    cable::RoutingIndicator peer;
    cable::ChannelDesignator outgoing;
    cable::ChannelDesignator incoming;
    std::uint8_t digits = 4;
    std::uint64_t sent_count = 0;
    std::uint64_t committed_count = 0;  // of what came in
    std::vector<IncomingChannel::OpenNumbers> open;
  };
  std::uint64_t number = 0;
  std::uint64_t last_cable = 0;
  std::vector<Channel> channels;
  std::vector<std::uint64_t> peer_epochs;  // by link
};

// A copy as it stands, in a kRenewed record.
struct RenewedCopy {
  std::uint32_t ordinal = 0;
  std::uint16_t channel = 0;
  cable::Precedence precedence = cable::Precedence::kRoutine;
  bool suspected = false;
  cable::ChannelNumber last_number;
  std::uint64_t count = 0;  // under which it is under way; 0: it waits
  cable::CalledList called;
  cable::RoutingIndicator rerouted_from;
};
struct RenewedRecord {
  std::uint64_t cable = 0;
  std::uint64_t body_bytes = 0;
  cable::Transmission transmission;  // without body and number; of line 2 the precedence alone
  std::vector<SetAside> set_aside;
  std::uint32_t next_ordinal = 0;  // with set_aside: of a copy that a supervisor makes
  std::vector<RenewedCopy> copies;
};

void WriteNumber(ByteWriter& writer, const cable::ChannelNumber& number);
void WriteTransmission(ByteWriter& writer, const cable::Transmission& transmission);
// Everything but the body, within the limits of cable/transmission.h; the reader fails otherwise.
// REQUIRES: `into` is as made by default.
void ReadTransmission(ByteReader& reader, cable::Transmission& into);

void WriteCalled(ByteWriter& writer, std::span<const cable::Called> called);
cable::CalledList ReadCalled(ByteReader& reader);

void WriteIdentities(ByteWriter& writer, std::span<const Digest> identities);
std::vector<Digest> ReadIdentities(ByteReader& reader);

void WriteSetAside(ByteWriter& writer, std::span<const SetAside> set_aside);
void WriteCopies(ByteWriter& writer, std::span<const CopyPlan> copies);

// The rest of a kTaken record, behind its kind.
std::optional<TakenRecord> ReadTaken(ByteReader& reader);
// The rest of a kSent record, behind its kind.
std::optional<SentRecord> ReadSent(ByteReader& reader);
void WriteStanding(ByteWriter& writer, const StandingRecord& record);
// The rest of a kStanding record, behind its kind.
std::optional<StandingRecord> ReadStanding(ByteReader& reader);
// The rest of a kRenewed record, behind its kind.
std::optional<RenewedRecord> ReadRenewed(ByteReader& reader);

void WriteLetGo(ByteWriter& writer, std::uint64_t cable, const Custodian::LettingGo& letting_go);
// The rest of a kLetGo record, behind its kind.
std::optional<LetGoRecord> ReadLetGo(ByteReader& reader);

}  // namespace torntape::channel
