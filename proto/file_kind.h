#pragma once

#include <cstdint>
#include <string_view>

namespace torntape::proto {

// What a file of configuration is, by the keys at its top: each kind has some that no other has.
enum class FileKind : std::uint8_t { kUnknown, kNetwork, kScenario, kStation, kPreset };
std::string_view NameOf(FileKind kind);  // "network", "scenario", ...

// Looks at the text only as far as it must, and says nothing about whether it is right.
FileKind KindOfFile(std::string_view yaml);

}  // namespace torntape::proto
