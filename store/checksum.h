#pragma once

#include <cstdint>
#include <string_view>

namespace torntape::store {

// XXH3-64: tells that bytes are not those that were written. By the widest instructions that the
// processor has, as a relay sums every byte that it keeps.
std::uint64_t ChecksumOf(std::string_view bytes, std::uint64_t seed);

}  // namespace torntape::store
