#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/diagnostic.h"

namespace torntape::proto {

// What a file of configuration is, by the keys at its top: each kind has some that no other has.
enum class FileKind : std::uint8_t { kUnknown, kNetwork, kScenario, kStation, kPreset };
std::string_view NameOf(FileKind kind);  // "network", "scenario", ...

// Looks at the keys alone, and says nothing about whether the text is right. What is no YAML, a
// cable for example, is unknown.
FileKind KindOfFile(std::string_view yaml);

// That a file is not of the kind that is wanted: another kind, or cables. Nothing if it is, or if
// it cannot be told. One complaint in place of one for each key that is not known there.
std::optional<Diagnostic> DiagnoseKind(std::string_view text, FileKind wanted);

}  // namespace torntape::proto
