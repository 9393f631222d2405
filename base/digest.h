#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace torntape {

// XXH3-128 of a body. It tells two bodies apart; it is no protection against a forger.
struct Digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend auto operator<=>(const Digest&, const Digest&) = default;
};

Digest DigestOf(std::string_view bytes);
// 32 lower-case hexadecimal digits, the high half first.
std::string FormatDigest(const Digest& digest);

}  // namespace torntape
