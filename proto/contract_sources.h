#pragma once

#include <string_view>

namespace torntape::proto {

// The descriptors of all contracts, with their comments: a google.protobuf.FileDescriptorSet, in
// the order in which they include each other. The build embeds it (cmake/embed.cmake).
std::string_view ContractSources();

}  // namespace torntape::proto
