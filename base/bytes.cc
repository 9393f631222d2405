#include "base/bytes.h"

#include <bit>
#include <cstring>

namespace torntape {

void ByteWriter::LongVarint(std::uint64_t value) {
  char bytes[Pen::kVarintMost];
  Pen pen(bytes);
  pen.Varint(value);
  out_.append(bytes, static_cast<std::size_t>(pen.at() - bytes));
}

void ByteWriter::AppendFixed64(std::uint64_t value) {
  char bytes[8];
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(bytes, &value, sizeof bytes);
  } else {
    for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(value >> (8 * i) & 0xff);
  }
  out_.append(bytes, sizeof bytes);
}

std::uint64_t ByteReader::LongVarint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint8_t byte = Byte();
    if (!ok_) return 0;
    const std::uint64_t bits = byte & 0x7f;
    // The tenth byte holds the 64th bit alone; more would be lost in silence.
    if (shift == 63 && bits > 1) break;
    value |= bits << shift;
    if ((byte & 0x80) == 0) return value;
  }
  Fail();
  return 0;
}

std::string_view ByteReader::Text() {
  const std::uint64_t size = Varint();
  if (!ok_ || size > bytes_.size()) {
    Fail();
    return {};
  }
  const std::string_view text = bytes_.substr(0, static_cast<std::size_t>(size));
  bytes_.remove_prefix(text.size());
  return text;
}

std::uint64_t ByteReader::Bounded(std::uint64_t limit) {
  const std::uint64_t value = Varint();
  if (value <= limit) return value;
  Fail();
  return 0;
}

}  // namespace torntape
