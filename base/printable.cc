#include "base/printable.h"

#include <array>
#include <cstdint>

namespace torntape {
namespace {

using Codepoint = std::uint32_t;

struct Range {
  Codepoint first;
  Codepoint last;
};

// Characters that take no column of their own: combining marks, joiners, variation selectors.
constexpr std::array<Range, 6> kZeroWidth = {{{0x0300, 0x036f},
                                              {0x1ab0, 0x1aff},
                                              {0x1dc0, 0x1dff},
                                              {0x20d0, 0x20ff},
                                              {0xfe00, 0xfe0f},
                                              {0xfe20, 0xfe2f}}};
// Characters that take two: East Asian letters and pictures.
constexpr std::array<Range, 10> kWide = {{{0x1100, 0x115f},
                                          {0x2e80, 0x303e},
                                          {0x3041, 0xa4cf},
                                          {0xac00, 0xd7a3},
                                          {0xf900, 0xfaff},
                                          {0xfe30, 0xfe6f},
                                          {0xff00, 0xff60},
                                          {0xffe0, 0xffe6},
                                          {0x1f300, 0x1f64f},
                                          {0x20000, 0x3fffd}}};
// Controls, invisible characters, and those that turn the direction of writing round.
constexpr std::array<Range, 8> kNotShown = {{{0x0000, 0x001f},
                                             {0x007f, 0x009f},
                                             {0x00ad, 0x00ad},
                                             {0x200b, 0x200f},
                                             {0x2028, 0x202e},
                                             {0x2060, 0x206f},
                                             {0xfeff, 0xfeff},
                                             {0xe0000, 0xe0fff}}};

template <std::size_t kCount>
bool IsIn(Codepoint c, const std::array<Range, kCount>& ranges) {
  for (const Range& range : ranges) {
    if (c >= range.first && c <= range.last) return true;
  }
  return false;
}

unsigned ByteAt(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

// Bytes of the UTF-8 sequence that `lead` begins; 0 if it begins none.
std::size_t SequenceLength(unsigned lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}

// Reads one well-formed sequence. Returns its length, or 0.
std::size_t Decode(std::string_view text, Codepoint& c) {
  const unsigned lead = ByteAt(text, 0);
  const std::size_t length = SequenceLength(lead);
  if (length == 0 || length > text.size()) return 0;
  c = length == 1 ? lead : lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const unsigned byte = ByteAt(text, i);
    if ((byte & 0xc0) != 0x80) return 0;
    c = c << 6 | (byte & 0x3f);
  }
  static constexpr std::array<Codepoint, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = c >= 0xd800 && c <= 0xdfff;
  return c < kSmallest[length] || c > 0x10ffff || surrogate ? 0 : length;
}

}  // namespace

PrintableCell FirstCell(std::string_view text) {
  if (text.empty()) return {};
  if (text.front() >= ' ' && text.front() <= '~') return {1, 1, false};  // nearly always
  Codepoint c = 0;
  const std::size_t length = Decode(text, c);
  if (length == 0) return {1, 4, true};
  if (c == '\t') return {1, 2, true};
  if (IsIn(c, kNotShown)) return {length, static_cast<int>(length) * 4, true};
  return {length, IsIn(c, kZeroWidth) ? 0 : IsIn(c, kWide) ? 2 : 1, false};
}

void AppendCell(std::string& out, std::string_view text, const PrintableCell& cell) {
  const std::string_view bytes = text.substr(0, cell.bytes);
  if (!cell.escaped) {
    out.append(bytes);
    return;
  }
  static constexpr std::string_view kHex = "0123456789abcdef";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\t') {
      out.append("\\t");
      continue;
    }
    out.append("\\x");
    out.push_back(kHex[ByteAt(bytes, i) >> 4]);
    out.push_back(kHex[ByteAt(bytes, i) & 15]);
  }
}

std::string Printable(std::string_view text, std::size_t columns_max) {
  static constexpr std::string_view kCut = "...";
  // Each character adds at most four bytes a column, but marks without a column could pile up.
  const std::size_t bytes_max = columns_max * 4;
  std::string out;
  std::size_t columns = 0;
  std::size_t fits_with_cut = 0;  // size of `out` up to which "..." still has room
  while (!text.empty()) {
    const PrintableCell cell = FirstCell(text);
    columns += static_cast<std::size_t>(cell.columns);
    if (columns > columns_max || out.size() + 4 > bytes_max) {
      out.resize(fits_with_cut);
      out.append(kCut);
      return out;
    }
    AppendCell(out, text, cell);
    if (columns + kCut.size() <= columns_max) fits_with_cut = out.size();
    text.remove_prefix(cell.bytes);
  }
  return out;
}

}  // namespace torntape
