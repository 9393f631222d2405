#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace torntape::proto {

// The kinds of files that a schema describes: "network", "scenario", "station", "preset".
std::vector<std::string_view> SchemaNames();

// The JSON Schema (draft 2020-12) of a kind of file, for editors that check and complete YAML: made
// from the same descriptors as the reader uses, and described with the comments of the contracts.
// Ends with a line end. Empty: there is no such kind.
std::string SchemaOf(std::string_view name);

}  // namespace torntape::proto
