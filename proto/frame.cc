#include "proto/frame.h"

#include <array>

namespace torntape::proto {

std::string_view NameOf(RejectReason reason) {
  static constexpr std::array<std::string_view, kRejectReasonCount> kNames = {
      "closing",          "wrong version",
      "unknown network",  "unknown link",
      "unknown station",  "already connected",
      "channel mismatch", "frame too large",
      "malformed frame",  "unexpected frame",
      "deadline",         "credit exceeded",
      "wrong channel",    "busy"};
  return kNames[static_cast<std::size_t>(reason)];
}

std::string_view NameOf(const Frame& frame) {
  static constexpr std::array<std::string_view, std::variant_size_v<Frame>> kNames = {
      "hello", "welcome", "transmission", "receipt", "credit", "reject", "ping", "pong", "events"};
  return kNames[frame.index()];
}

}  // namespace torntape::proto
