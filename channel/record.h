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

namespace torntape::channel {

// What a station's custody writes into its store, so that it can go on after a crash exactly where
// it stood. The store takes the bytes as they are. The first byte is the kind.
enum class RecordKind : std::uint8_t {
  kTaken = 1,       // a cable, where it came from, and the copies it needs
  kSent = 2,        // a copy was given a number
  kReceipted = 3,   // all numbers up to one are the peer's
  kPutBack = 4,     // what was under way went back to the heads of its queues
  kMet = 5,         // a link's peer was met: its store's epoch, and whether it lost its state
  kHandedOver = 6,  // the addressees of this station have it
};

struct TakenCopy {
  std::uint16_t channel = 0;
  cable::Precedence precedence = cable::Precedence::kRoutine;
  cable::CalledList called;
};
struct TakenRecord {
  std::uint64_t cable = 0;
  std::int64_t at_ns = 0;
  std::optional<std::uint16_t> from;
  std::uint64_t count = 0;
  bool deliver_here = false;
  bool set_aside = false;
  std::uint64_t body_bytes = 0;
  cable::Transmission transmission;  // without body
  std::vector<TakenCopy> copies;
  std::vector<Digest> identities;
};

void WriteTransmission(ByteWriter& writer, const cable::Transmission& transmission);
// Everything but the body, within the limits of cable/transmission.h; the reader fails otherwise.
cable::Transmission ReadTransmission(ByteReader& reader);

void WriteCalled(ByteWriter& writer, std::span<const cable::Called> called);
cable::CalledList ReadCalled(ByteReader& reader);

void WriteIdentities(ByteWriter& writer, std::span<const Digest> identities);
std::vector<Digest> ReadIdentities(ByteReader& reader);

// The rest of a kTaken record, behind its kind.
std::optional<TakenRecord> ReadTaken(ByteReader& reader);

}  // namespace torntape::channel
