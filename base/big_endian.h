#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace torntape {

// Words as they lie in packed letters and in digests: the highest byte first. One instruction each,
// where a loop over the bytes is thirty.
inline std::uint64_t HighestFirst(std::uint64_t word) {
  return std::endian::native == std::endian::little ? __builtin_bswap64(word) : word;
}
inline std::uint64_t LoadHighestFirst(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return HighestFirst(word);
}
inline void StoreHighestFirst(std::uint64_t word, char* at) {
  word = HighestFirst(word);
  std::memcpy(at, &word, sizeof word);
}

}  // namespace torntape
