#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/pen.h"

namespace torntape {

// Writes the small records that cores hand to a store: variable-length integers (LEB128) and
// counted strings, appended to a string that the caller owns and reuses. One that is not `wanted`
// writes nothing, at next to no cost.
class ByteWriter {
 public:
  explicit ByteWriter(std::string& out, bool wanted = true) : out_(out), wanted_(wanted) {}
  void Byte(std::uint8_t value) {
    if (wanted_) out_.push_back(static_cast<char>(value));
  }
  void Varint(std::uint64_t value) {
    if (!wanted_) return;
    if (value < 0x80) return Byte(static_cast<std::uint8_t>(value));  // most are
    LongVarint(value);
  }
  // Eight bytes, the lowest first: for words that are mostly large, such as digests.
  void Fixed64(std::uint64_t value) {
    if (wanted_) AppendFixed64(value);
  }
  void Text(std::string_view text) {
    Varint(text.size());
    if (wanted_) out_.append(text);
  }
  // What `write` writes with the pen that it is given: at most so many bytes. Many small values
  // cost much less so than one by one.
  template <typename Write>
  void AtMost(std::size_t most, const Write& write) {
    if (!wanted_) return;
    const std::size_t begin = out_.size();
    out_.resize(begin + most);
    Pen pen(out_.data() + begin);
    write(pen);
    out_.resize(static_cast<std::size_t>(pen.at() - out_.data()));
  }

 private:
  void LongVarint(std::uint64_t value);
  void AppendFixed64(std::uint64_t value);

  std::string& out_;
  bool wanted_;
};

// Reads them back. After the first fault every read gives zero or nothing, and ok() stays false, so
// a reader checks once at its end. Views point into the bytes read, which must outlive them.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}
  std::uint8_t Byte() {
    if (bytes_.empty()) {
      Fail();
      return 0;
    }
    const auto value = static_cast<std::uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    return value;
  }
  std::uint64_t Varint() {
    if (bytes_.empty() || (bytes_.front() & 0x80) != 0) return LongVarint();
    return Byte();  // most are
  }
  std::uint64_t Fixed64() {
    if (bytes_.size() < 8) {
      Fail();
      return 0;
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      value |= std::uint64_t{static_cast<std::uint8_t>(bytes_[i])} << (8 * i);
    }
    bytes_.remove_prefix(8);
    return value;
  }
  std::string_view Text();
  // A varint that must not exceed `limit`: counts, enumerations, sizes.
  std::uint64_t Bounded(std::uint64_t limit);
  bool ok() const { return ok_; }
  bool AtEnd() const { return bytes_.empty(); }
  std::string_view rest() const { return bytes_; }
  void Fail() {
    ok_ = false;
    bytes_ = {};
  }

 private:
  std::uint64_t LongVarint();

  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace torntape
