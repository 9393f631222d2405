#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace torntape::proto {

// One value of a YAML text, with its place. Scalars keep the text that was written: `0417` stays
// "0417" and `NO` stays "NO", for only the field that a value fills knows what it means.
struct YamlValue {
  enum class Kind : std::uint8_t {
    kNothing,  // no value was given
    kText,     // a scalar
    kList,     // `items` are its elements
    kKeys,     // `items` are key and value in turn; each key is kText, and none stands twice
    kFaulty,   // what stood here was refused, and has been reported
  };
  Kind kind = Kind::kNothing;
  bool quoted = false;  // a scalar in quotes or a block: "" is then a value
  SourceSpan where;     // of a scalar its first line; of a list or keys, where they begin
  std::string text;
  std::vector<YamlValue> items;
};

// What is read of a file from a stranger. REQUIRES: depth_max below 400, where yaml-cpp stops.
struct YamlLimits {
  std::size_t bytes_max = 64U << 20;
  std::size_t depth_max = 64;
  std::size_t values_max = 2'000'000;
};

// Reads one YAML document. Of YAML it takes lists, keys, scalars and comments; anchors, aliases,
// tags, merge keys, keys that are no words and further documents are refused, each with its place.
// Everything wrong is reported that can be found; nothing is returned if the rest could not be
// understood. The root is never kFaulty or kNothing.
std::optional<YamlValue> ParseYaml(std::string_view text, const YamlLimits& limits,
                                   Diagnostics& diagnostics);

// "a list", "a group of keys", "a single value", "nothing": for messages.
std::string_view ShapeOf(const YamlValue& value);

}  // namespace torntape::proto
