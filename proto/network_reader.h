#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "base/diagnostic.h"
#include "network/network.h"
#include "proto/yaml_settings.h"

namespace torntape::proto {

// How large a network may be that is read from a file.
inline constexpr std::size_t kRelaysMax = 1'000;
inline constexpr std::size_t kPostsMax = 20'000;
inline constexpr std::size_t kLinksMax = 60'000;  // their places are 16 bits wide
inline constexpr std::size_t kAddresseesMax = 200'000;
inline constexpr std::size_t kCollectivesMax = 10'000;
inline constexpr std::size_t kMembersMax = 500;    // of one collective, nested ones counted as one
inline constexpr std::size_t kNestedMax = 10'000;  // collectives listed in others, in all
inline constexpr std::size_t kMembershipsMax = 10'000'000;  // counting those by way of others
inline constexpr std::size_t kRoutesMax = 100'000;          // that a file gives
inline constexpr std::size_t kNestingMax = 4;               // collectives inside an outermost one

// Reads a network from YAML (proto/torntape/v1/network.proto tells its keys), checks all that
// network/network.h promises, and completes its links of posts, channels and routes.
// Everything wrong is reported with its place in `yaml` or in `settings`, which stand in place of
// what it says; then nothing is returned.
[[nodiscard]] std::optional<network::Network> ReadNetwork(
    std::string_view yaml, Diagnostics& diagnostics, std::span<const YamlSetting> settings = {});

}  // namespace torntape::proto
