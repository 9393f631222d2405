#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

// What the floor relay and its load say to each other: four bytes of length, one of kind, and what
// the kind says. Numbers as this machine has them; both ends run on it.
namespace torntape::bench {

enum class FloorKind : char {
  kCable = 'C',      // inlet to relay: a body
  kReceipt = 'R',    // relay to inlet: how many of its cables are on disk
  kOpen = 'O',       // outlet to relay: its place among the outlets; the relay answers the same
  kDelivery = 'D',   // relay to outlet: a number and a body
  kDelivered = 'A',  // outlet to relay: the number
};

inline constexpr std::size_t kFloorPrefix = sizeof(std::uint32_t);

// Appends the head of a frame whose content has `bytes` bytes.
inline void AppendFloorHead(FloorKind kind, std::size_t bytes, std::string& out) {
  char head[kFloorPrefix + 1];
  const auto size = static_cast<std::uint32_t>(bytes + 1);
  std::memcpy(head, &size, sizeof size);
  head[kFloorPrefix] = static_cast<char>(kind);
  out.append(head, sizeof head);
}

inline void AppendFloorNumber(FloorKind kind, std::uint64_t number, std::string& out) {
  AppendFloorHead(kind, sizeof number, out);
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  out.append(bytes, sizeof bytes);
}

inline std::uint64_t FloorNumber(std::string_view content) {
  std::uint64_t number = 0;
  std::memcpy(&number, content.data(), sizeof number);
  return number;
}

// Calls `take(kind, content)` for each whole frame of `bytes`; how many bytes they were.
template <typename Take>
std::size_t TakeFloorFrames(std::string_view bytes, Take take) {
  std::size_t at = 0;
  while (bytes.size() - at > kFloorPrefix) {
    std::uint32_t size = 0;
    std::memcpy(&size, bytes.data() + at, sizeof size);
    if (bytes.size() - at < kFloorPrefix + size) break;
    const std::string_view frame = bytes.substr(at + kFloorPrefix, size);
    take(static_cast<FloorKind>(frame[0]), frame.substr(1));
    at += kFloorPrefix + size;
  }
  return at;
}

}  // namespace torntape::bench
