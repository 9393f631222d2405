#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace torntape::cable {

// What a switch does about an operating signal that it meets (spec 8).
enum class SignalHandling : std::uint8_t {
  kAct,         // the switch acts on it
  kCarry,       // passed on unchanged, without a further thought
  kLog,         // noted
  kSupervisor,  // shown to a person
};

// One row of spec 8. Meanings are in our own words; the text of ACP 131 was not available.
struct OperatingSignal {
  std::string_view name;     // "ZDK"; with its digit where the digit chooses the meaning: "ZEQ4"
  std::string_view meaning;  // one phrase, lower case, no full stop
  std::string_view where;    // where it is found: "pilot", "FL4", "SVC", ...
  SignalHandling handling;
};

// All rows, in order of name.
std::span<const OperatingSignal> AllOperatingSignals();

// Z or Q, two letters, and perhaps a digit.
bool IsOperatingSignal(std::string_view group);

// The row for a group as it stands in a cable: "ZEQ4" by itself, "ZBZ3" by "ZBZ". Null if none.
const OperatingSignal* FindOperatingSignal(std::string_view group);

// ZYA to ZZZ: what they mean is for nations and services to say. Carried, never acted on.
bool IsReservedSignal(std::string_view group);

}  // namespace torntape::cable
