#include "store/checksum.h"

#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
#include <xxh_x86dispatch.h>  // and what it calls is XXH3_64bits_withSeed by another name
#else
#include <xxhash.h>
#endif

namespace torntape::store {

std::uint64_t ChecksumOf(std::string_view bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

}  // namespace torntape::store
