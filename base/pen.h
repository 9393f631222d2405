#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace torntape {

// Writes into room that was made before, large enough for all of it: nothing is looked at byte by
// byte but the values themselves. For what every cable costs (ByteWriter::AtMost).
class Pen {
 public:
  // The most that a variable-length integer (LEB128) of so many bits takes.
  static constexpr std::size_t VarintMost(std::size_t bits) { return (bits + 6) / 7; }
  static constexpr std::size_t kVarintMost = 10;  // of any

  explicit Pen(char* at) : at_(at) {}

  void Byte(std::uint8_t value) { *at_++ = static_cast<char>(value); }
  void Varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) Byte(static_cast<std::uint8_t>(value | 0x80));
    Byte(static_cast<std::uint8_t>(value));
  }
  // Eight bytes, the lowest first.
  void Fixed64(std::uint64_t value) {
    if constexpr (std::endian::native == std::endian::little) {
      std::memcpy(at_, &value, sizeof value);
    } else {
      for (int i = 0; i < 8; ++i) at_[i] = static_cast<char>(value >> (8 * i));
    }
    at_ += sizeof value;
  }
  void Bytes(std::string_view bytes) {
    if (!bytes.empty()) std::memcpy(at_, bytes.data(), bytes.size());
    at_ += bytes.size();
  }
  void Text(std::string_view text) {
    Varint(text.size());
    Bytes(text);
  }
  // Behind what was written.
  char* at() const { return at_; }

 private:
  char* at_;
};

}  // namespace torntape
