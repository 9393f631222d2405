#include "cable/routing_indicator.h"

#include <bit>

#include "base/assert.h"

namespace torntape::cable {

std::optional<RoutingIndicator> RoutingIndicator::Parse(std::string_view letters) {
  if (letters.size() < kSizeMin || letters.size() > kSizeMax) return std::nullopt;
  RoutingIndicator parsed;
  int shift = 56;
  for (const char letter : letters) {
    if (letter < 'A' || letter > 'Z') return std::nullopt;
    parsed.packed_ |= static_cast<std::uint64_t>(letter) << shift;
    shift -= 8;
  }
  return parsed;
}

RoutingIndicator RoutingIndicator::Of(std::string_view letters) {
  const std::optional<RoutingIndicator> parsed = Parse(letters);
  TORNTAPE_ASSERT(parsed.has_value());
  return *parsed;
}

std::optional<RoutingIndicator> RoutingIndicator::FromPacked(std::uint64_t packed) {
  RoutingIndicator unpacked;
  unpacked.packed_ = packed;
  // Every byte in use is printed, so a gap or a stray bit makes letters that do not parse.
  return Parse(unpacked.ToString());
}

std::size_t RoutingIndicator::size() const {
  return 8 - static_cast<std::size_t>(std::countr_zero(packed_)) / 8;
}

bool RoutingIndicator::HasPrefix(RoutingIndicator prefix) const {
  if (prefix.none()) return true;
  const std::size_t unused_bits = (8 - prefix.size()) * 8;
  return ((packed_ ^ prefix.packed_) >> unused_bits) == 0;
}

std::string RoutingIndicator::ToString() const {
  std::string letters;
  AppendTo(letters);
  return letters;
}

void RoutingIndicator::AppendTo(std::string& out) const {
  for (std::uint64_t rest = packed_; rest != 0; rest <<= 8) {
    out.push_back(static_cast<char>(rest >> 56));
  }
}

}  // namespace torntape::cable
