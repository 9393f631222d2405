#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

// The encoding of protocol buffers, as far as our hot frames need it: a writer that makes the same
// bytes as the generated classes, and a reader that copies nothing. Only proto/ uses it.
// Source: the Protocol Buffers encoding specification.
namespace torntape::proto::wire {

enum class Type : std::uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

inline constexpr std::size_t kVarintBytesMax = 10;

// Bytes that a variable-length integer takes.
constexpr std::size_t VarintSize(std::uint64_t value) {
  std::size_t size = 1;
  for (; value >= 0x80; value >>= 7) ++size;
  return size;
}

// Appends fields to a string. Fields with the default value are left out, as proto3 wants it; the
// caller writes them in the order of their numbers.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void Varint(std::uint32_t field, std::uint64_t value) {
    if (value == 0) return;
    Tag(field, Type::kVarint);
    RawVarint(value);
  }
  void Text(std::uint32_t field, std::string_view text) {
    if (text.empty()) return;
    RepeatedText(field, text);
  }
  // An element of a repeated field is written also if it is empty.
  void RepeatedText(std::uint32_t field, std::string_view text) {
    Tag(field, Type::kBytes);
    RawVarint(text.size());
    out_.append(text);
  }

  // A message inside this one: what is written between Open and Close is its content.
  [[nodiscard]] std::size_t Open(std::uint32_t field) {
    Tag(field, Type::kBytes);
    out_.push_back('\0');  // room for a length below 128; Close makes more where it must
    return out_.size();
  }
  void Close(std::size_t start) {
    std::uint64_t length = out_.size() - start;
    const std::size_t more = VarintSize(length) - 1;
    if (more > 0) out_.insert(start, more, '\0');
    for (std::size_t at = start - 1; at < start + more; ++at, length >>= 7) {
      out_[at] = static_cast<char>(length >= 0x80 ? (length | 0x80) : length);
    }
  }

  void Tag(std::uint32_t field, Type type) {
    RawVarint(std::uint64_t{field} << 3 | static_cast<std::uint64_t>(type));
  }
  void RawVarint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_.push_back(static_cast<char>(value | 0x80));
    out_.push_back(static_cast<char>(value));
  }

 private:
  std::string& out_;
};

// Steps through the fields of one message. Unknown fields cost the reader one step, and their
// content is never looked at. Views point into the bytes read.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  // Goes to the next field; false at the end and at the first fault. Inlined by force: it is most
  // of what decoding a frame costs.
  [[gnu::always_inline]] bool Next() {
    if (at_ == end_ || !ok_) return false;
    std::uint64_t tag = 0;
    if (!TakeVarint(tag)) return ok_ = false;
    type_ = static_cast<Type>(tag & 7);
    tag >>= 3;
    if (tag == 0 || tag > kFieldMax) return ok_ = false;
    field_ = static_cast<std::uint32_t>(tag);
    if (type_ == Type::kBytes) return ok_ = TakeVarint(value_) && Take(value_);
    if (type_ == Type::kVarint) return ok_ = TakeVarint(value_);
    return ok_ = TakeFixed();
  }

  std::uint32_t field() const { return field_; }
  Type type() const { return type_; }
  bool Is(Type type) const { return type_ == type; }
  std::uint64_t varint() const { return value_; }    // with kVarint
  std::string_view bytes() const { return bytes_; }  // with kBytes
  // True until something stood there that is no field: torn, over-long, of no known type.
  bool ok() const { return ok_; }

 private:
  static constexpr std::uint64_t kFieldMax = (1u << 29) - 1;

  bool TakeFixed() {
    if (type_ == Type::kFixed64) return Take(8);
    if (type_ == Type::kFixed32) return Take(4);
    return false;  // groups, which proto3 has not, and types that do not exist
  }
  [[gnu::always_inline]] bool Take(std::uint64_t size) {
    if (size > static_cast<std::uint64_t>(end_ - at_)) return false;
    bytes_ = {at_, static_cast<std::size_t>(size)};
    at_ += size;
    return true;
  }
  [[gnu::always_inline]] bool TakeVarint(std::uint64_t& value) {
    if (at_ != end_ && static_cast<unsigned char>(*at_) < 0x80) {  // nearly always one byte
      value = static_cast<unsigned char>(*at_++);
      return true;
    }
    return TakeLongVarint(value);
  }
  bool TakeLongVarint(std::uint64_t& value) {
    value = 0;
    for (int shift = 0; shift < 70 && at_ != end_; shift += 7) {
      const auto byte = static_cast<unsigned char>(*at_++);
      // The tenth byte holds the 64th bit alone.
      if (shift == 63 && byte > 1) return false;
      value |= std::uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }

  const char* at_;
  const char* end_;
  std::uint32_t field_ = 0;
  Type type_ = Type::kVarint;
  bool ok_ = true;
  std::uint64_t value_ = 0;
  std::string_view bytes_;
};

// Takes the fields of one message where they stand as every writer puts them: in the order of their
// numbers, each at most once, short. So each costs one look, and one that is not there is its
// default. Where anything else stands, AtEnd never gets true: then Reader must look closer.
class PlainFields {
 public:
  explicit PlainFields(std::string_view bytes)
      : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  std::uint64_t Varint(std::uint32_t field) {
    std::uint64_t value = 0;
    const char* const behind = Begin(field, Type::kVarint, value);
    if (behind == nullptr) return 0;
    at_ = behind;
    return value;
  }
  std::string_view Text(std::uint32_t field) {
    std::uint64_t size = 0;
    const char* const behind = Begin(field, Type::kBytes, size);
    if (behind == nullptr || size > static_cast<std::uint64_t>(end_ - behind)) return {};
    at_ = behind + size;
    return {behind, static_cast<std::size_t>(size)};
  }
  bool AtEnd() const { return at_ == end_; }

 private:
  // Behind the tag and a number of one or two bytes; null if the next field is not this one.
  const char* Begin(std::uint32_t field, Type type, std::uint64_t& number) const {
    const auto byte = [this](int i) { return static_cast<unsigned char>(at_[i]); };
    if (end_ - at_ < 2 || byte(0) != (field << 3 | static_cast<std::uint32_t>(type))) {
      return nullptr;
    }
    number = byte(1);
    if (number < 0x80) return at_ + 2;
    if (end_ - at_ < 3 || byte(2) >= 0x80) return nullptr;
    number = (number & 0x7f) | std::uint64_t{byte(2)} << 7;
    return at_ + 3;
  }

  const char* at_;
  const char* end_;
};

}  // namespace torntape::proto::wire
