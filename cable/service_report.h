#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cable/channel_number.h"
#include "cable/message_identification.h"
#include "cable/routing_indicator.h"

namespace torntape::cable {

// What a station says to another in a service message of its own (spec 7.2). The names are those of
// the catalogue.
enum class ServiceKind : std::uint8_t {
  kOpenNumber,        // SV-OPN, ZFX: these numbers never came
  kTwoUnderOne,       // SV-TWN, ZFQ: two messages came under one number
  kDuplicate,         // SV-DUP: the same message twice, and nothing that says why
  kUnknownIndicator,  // SV-INV
  kNotApproved,       // SV-SEC
  kSpecialCategory,   // SV-SRC
  kNotProtected,      // SV-MNP, ZEQ4: cannot be brought further, and nobody here looks after it
  kSectionMissing,    // INT ZDK with the section that did not come in time (spec 6)
  kOther,             // whatever else stations say to each other
};

struct ServiceReport {
  ServiceKind kind = ServiceKind::kOther;
  std::vector<ChannelNumber> numbers;  // as the kind asks for them
  ChannelNumber last_received;         // kOpenNumber, ZID: all up to it came, but for `numbers`
  MessageIdentification about;         // not with kOpenNumber
  std::vector<RoutingIndicator> indicators;  // the branches that are spoken of
  bool rejected = false;                     // REJ: no branch went on; else ACC
  std::string words;                         // kSectionMissing: the request
};

// Service messages of stations are numbered in a series of their own, in three digits.
inline constexpr std::uint8_t kServiceSerialDigits = 3;
inline constexpr std::uint16_t kServiceSerialMax = 999;

// Format lines 5 to 15 of it: what stands between adjacent stations alone is abbreviated, without
// BT (ACP 127 ¶404; spec 7.1).
std::string WriteServiceBody(const ServiceReport& message);

// True if this is the body of a service message, whoever wrote it: it begins with an operating
// signal, or its text with the class word and SVC. Looks at the first words alone.
bool IsServiceBody(std::string_view body);

// Reads what a station must act on or tell apart. Nothing if it is no service message, or what it
// says is garbled. `about` and `indicators` are for people, and are not read.
std::optional<ServiceReport> ReadServiceBody(std::string_view body);

}  // namespace torntape::cable
