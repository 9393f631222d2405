#include "cable/channel_number.h"

#include <fmt/format.h>

#include "base/assert.h"

namespace torntape::cable {
namespace {

constexpr std::size_t kDesignatorSize = 3;

}  // namespace

std::optional<ChannelDesignator> ChannelDesignator::Parse(std::string_view letters) {
  if (letters.size() != kDesignatorSize) return std::nullopt;
  ChannelDesignator parsed;
  for (const char letter : letters) {
    if (letter < 'A' || letter > 'Z') return std::nullopt;
    parsed.packed_ = parsed.packed_ << 8 | static_cast<std::uint32_t>(letter);
  }
  return parsed;
}

ChannelDesignator ChannelDesignator::Of(std::string_view letters) {
  const std::optional<ChannelDesignator> parsed = Parse(letters);
  TORNTAPE_ASSERT(parsed.has_value());
  return *parsed;
}

std::string ChannelDesignator::ToString() const {
  if (none()) return {};
  return {static_cast<char>(packed_ >> 16), static_cast<char>(packed_ >> 8 & 0xff),
          static_cast<char>(packed_ & 0xff)};
}

std::optional<ChannelDesignator> ChannelDesignator::FromPacked(std::uint32_t packed) {
  ChannelDesignator unpacked;
  unpacked.packed_ = packed;
  return Parse(unpacked.ToString()) == unpacked ? std::optional(unpacked) : std::nullopt;
}

std::string ChannelNumber::ToString() const {
  if (none()) return {};
  return fmt::format("{}{:0{}}", designator.ToString(), serial, digits);
}

std::optional<ChannelNumber> ChannelNumber::Parse(std::string_view text) {
  if (text.size() != kDesignatorSize + 3 && text.size() != kDesignatorSize + 4) return std::nullopt;
  const auto designator = ChannelDesignator::Parse(text.substr(0, kDesignatorSize));
  if (!designator) return std::nullopt;
  ChannelNumber number{*designator, 0, static_cast<std::uint8_t>(text.size() - kDesignatorSize)};
  for (const char digit : text.substr(kDesignatorSize)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number.serial = static_cast<std::uint16_t>(number.serial * 10 + (digit - '0'));
  }
  if (number.serial == 0) return std::nullopt;  // the first of a cycle is 001
  return number;
}

}  // namespace torntape::cable
