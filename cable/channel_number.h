#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace torntape::cable {

// Three letters that name one direction of one channel (spec 1.4; ACP 127 ¶112).
class ChannelDesignator {
 public:
  constexpr ChannelDesignator() = default;  // "none"
  static std::optional<ChannelDesignator> Parse(std::string_view letters);
  static ChannelDesignator Of(std::string_view letters);  // REQUIRES: `letters` parses
  constexpr bool none() const { return packed_ == 0; }
  std::string ToString() const;
  constexpr std::uint32_t packed() const { return packed_; }
  static std::optional<ChannelDesignator> FromPacked(std::uint32_t packed);
  friend constexpr auto operator<=>(ChannelDesignator, ChannelDesignator) = default;

 private:
  std::uint32_t packed_ = 0;
};

// Names one transmission on one channel: designator and channel serial, printed with three or four
// digits as the channel has it. "BDA0417".
struct ChannelNumber {
  ChannelDesignator designator;
  std::uint16_t serial = 0;  // from 1; 0 is "no number"
  std::uint8_t digits = 3;   // 3 or 4: how many are printed, and where the cycle ends

  constexpr bool none() const { return designator.none(); }
  std::string ToString() const;
  static std::optional<ChannelNumber> Parse(std::string_view text);
  friend constexpr auto operator<=>(const ChannelNumber&, const ChannelNumber&) = default;
};

// 999 or 9999: after it comes 001 again (spec 5.2).
constexpr std::uint16_t CycleOf(std::uint8_t digits) { return digits == 4 ? 9999 : 999; }

}  // namespace torntape::cable
