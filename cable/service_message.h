#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "cable/body_view.h"
#include "cable/channel_number.h"
#include "cable/message_identification.h"
#include "cable/operating_signals.h"

// Service messages taken apart (spec 7): what stations write to stations, as operating signals with
// their arguments. Views point into the text that the body points into.
namespace torntape::cable {

// What a group, or a few of them, can be told to be.
enum class ArgumentKind : std::uint8_t {
  kMessageIdentification,  // "RYKABD 0417 1341042", "RYKABD 126B", "RYKABDA0245"
  kChannelNumber,          // "BDA043"
  kRoutingIndicator,       // "RYMCFR"
  kPrecedence,             // "PP", or "Z" in a receipt
  kTime,                   // "141421Z"
  kSecurity,               // "UUUUU"
  kWords,                  // free words, as many as follow each other
};

struct ServiceArgument {
  ArgumentKind kind = ArgumentKind::kWords;
  std::string_view text;  // as printed, on one line
  MessageIdentification identification;
  ChannelNumber number;
  RoutingIndicator indicator;
  std::optional<Precedence> precedence;
};

// A signal or prosign and what stands behind it, up to the next one. What stands ahead of the first
// signal ("RYKABD 417 1341042 ZES2") is an item without one.
struct ServiceItem {
  std::string_view signal;  // "ZDK", "R", "IMI"; empty: see above
  bool question = false;    // INT before it
  const OperatingSignal* meaning =
      nullptr;  // the row of spec 8; null for prosigns and unknown ones
  std::vector<ServiceArgument> arguments;
};

// What becomes of the message that it is about, where its last words say so (spec 7.2).
enum class Verdict : std::uint8_t { kNone, kRejected, kAccepted };

struct ServiceMessage {
  std::vector<ServiceItem> items;
  Verdict verdict = Verdict::kNone;  // REJ or ACC at the end
  bool cite_in_reply = false;        // COSIR
  // A rerun (spec 1.4): from this line of the text on stands the message that is sent again, from
  // its routing line to its end; it is delivered as that message.
  std::optional<std::size_t> enclosed;
};
// What is longer is read up to here.
inline constexpr std::size_t kServiceGroupsMax = 1024;

// Nothing if the body is that of no service message.
std::optional<ServiceMessage> ReadServiceMessage(const BodyView& body);

}  // namespace torntape::cable
