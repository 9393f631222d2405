#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace torntape::cable {

// How urgent a cable is (ACP 127 ¶150; spec 3.1). In order of urgency, the most urgent first; Y and
// W stand beside each other at the top. Precedence says nothing about classification.
enum class Precedence : std::uint8_t {
  kEmergencyCommand,  // Y
  kCritic,            // W, treated as Y
  kFlash,             // Z
  kImmediate,         // O
  kPriority,          // P
  kRoutine,           // R
};
inline constexpr std::size_t kPrecedenceCount = 6;

// Queues have five lanes, lane 0 the most urgent: Y and W share it (spec 3.1, order).
inline constexpr std::size_t kLaneCount = 5;
constexpr std::size_t LaneOf(Precedence precedence) {
  return precedence == Precedence::kEmergencyCommand ? 0 : static_cast<std::size_t>(precedence) - 1;
}
constexpr bool IsHigher(Precedence a, Precedence b) { return LaneOf(a) < LaneOf(b); }
constexpr Precedence HigherOf(Precedence a, Precedence b) { return IsHigher(b, a) ? b : a; }
// Y, W and Z: they have a purse of credit of their own (design decision 9).
constexpr bool IsUrgent(Precedence precedence) { return LaneOf(precedence) <= 1; }

// 'Y', 'W', 'Z', 'O', 'P' or 'R'.
char ProsignOf(Precedence precedence);
std::optional<Precedence> PrecedenceFromProsign(char prosign);
// "FLASH", "ROUTINE", "EMERGENCY COMMAND", ...
std::string_view NameOf(Precedence precedence);

}  // namespace torntape::cable
