#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace torntape::cable {

// The name under which a station, or a collective, is called in format line 2: four to eight
// letters, as spec 4.1 reads them (ACP 127 has up to seven, State practice up to eight). One
// machine word, the first letter in the highest byte, so that comparing words compares letters.
class RoutingIndicator {
 public:
  static constexpr std::size_t kSizeMin = 4;
  static constexpr std::size_t kSizeMax = 8;

  constexpr RoutingIndicator() = default;  // "none"
  static std::optional<RoutingIndicator> Parse(std::string_view letters);
  // REQUIRES: `letters` parses. For literals in tests and tables.
  static RoutingIndicator Of(std::string_view letters);
  // The inverse of packed(). Nothing unless the word packs four to eight letters.
  static std::optional<RoutingIndicator> FromPacked(std::uint64_t packed);

  constexpr bool none() const { return packed_ == 0; }
  std::size_t size() const;
  // True if these letters begin with all of `prefix` (a station begins with itself).
  bool HasPrefix(RoutingIndicator prefix) const;
  std::string ToString() const;
  void AppendTo(std::string& out) const;
  constexpr std::uint64_t packed() const { return packed_; }

  friend constexpr auto operator<=>(RoutingIndicator, RoutingIndicator) = default;

 private:
  std::uint64_t packed_ = 0;
};

}  // namespace torntape::cable

template <>
struct std::hash<torntape::cable::RoutingIndicator> {
  std::size_t operator()(torntape::cable::RoutingIndicator ri) const noexcept {
    return static_cast<std::size_t>(ri.packed() * 0x9e3779b97f4a7c15ULL >> 17);
  }
};
