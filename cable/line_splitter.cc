#include "cable/line_splitter.h"

#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace torntape::cable {
namespace {

constexpr std::size_t kWidthMax = 69;
constexpr std::size_t kStartWithin = 8;  // "VZCZC" and what may stand before it

// Ends lines one after the other, and counts what is not printable against the carriage returns at
// the ends of lines.
class Lines {
 public:
  Lines(std::string_view text, std::vector<LineOfText>& lines, SplitFindings& findings)
      : text_(text), lines_(lines), findings_(findings) {
    lines_.clear();
  }

  // A line feed stands at `end`.
  void End(std::size_t end) {
    std::size_t size = end - begin_;
    while (size > 0 && text_[begin_ + size - 1] == '\r') --size;
    returns_ += end - begin_ - size;
    if (size > kWidthMax) findings_.narrow = false;
    lines_.push_back({++number_, 0, text_.substr(begin_, size)});
    begin_ = end + 1;
  }

  void Odd(std::size_t count) { odd_ += count; }

  void Finish() {
    if (begin_ < text_.size()) End(text_.size());
    if (odd_ != returns_) findings_.printable = false;
  }

 private:
  std::string_view text_;
  std::vector<LineOfText>& lines_;
  SplitFindings& findings_;
  std::size_t begin_ = 0;
  int number_ = 0;
  std::size_t odd_ = 0;      // characters that are neither printable nor line feeds
  std::size_t returns_ = 0;  // those of them that stand where they may
};

bool IsSecondStart(std::string_view text, std::size_t at) {
  return at >= kStartWithin && text.substr(at).starts_with("ZCZC");
}

// The characters from `at` on, one by one.
void ScanSlowly(std::string_view text, std::size_t at, Lines& lines, SplitFindings& findings) {
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') {
      lines.End(at);
    } else if (c < ' ' || c > '~') {
      lines.Odd(1);
    } else if (c == 'Z' && IsSecondStart(text, at)) {
      findings.second_start = true;
    }
  }
}

#if defined(__SSE2__)
// Sixteen characters at a time, as long as there are as many. Returns how many were read.
std::size_t ScanInBlocks(std::string_view text, Lines& lines, SplitFindings& findings) {
  const auto all = [](char c) { return _mm_set1_epi8(c); };
  const __m128i line_feed = all('\n');
  const __m128i below = all(' ' - 1);
  const __m128i delete_sign = all('\x7f');
  const __m128i z = all('Z');
  std::size_t at = 0;
  for (; at + 16 <= text.size(); at += 16) {
    const auto load = [&](std::size_t from) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + from));
    };
    const auto mask = [](__m128i lanes) {
      return static_cast<std::uint32_t>(_mm_movemask_epi8(lanes));
    };
    const __m128i block = load(at);
    std::uint32_t ends = mask(_mm_cmpeq_epi8(block, line_feed));
    // Compared as signed numbers, characters beyond ASCII are below the space too.
    const std::uint32_t printable =
        mask(_mm_andnot_si128(_mm_cmpeq_epi8(block, delete_sign), _mm_cmpgt_epi8(block, below)));
    const std::uint32_t odd = ~(printable | ends) & 0xffffu;
    if (odd != 0) lines.Odd(static_cast<std::size_t>(std::popcount(odd)));
    std::uint32_t starts = mask(_mm_cmpeq_epi8(block, z));
    for (; starts != 0; starts &= starts - 1) {
      const auto within = static_cast<std::size_t>(std::countr_zero(starts));
      if (IsSecondStart(text, at + within)) findings.second_start = true;
    }
    for (; ends != 0; ends &= ends - 1) {
      lines.End(at + static_cast<std::size_t>(std::countr_zero(ends)));
    }
  }
  return at;
}
#else
std::size_t ScanInBlocks(std::string_view, Lines&, SplitFindings&) { return 0; }
#endif

}  // namespace

SplitFindings SplitAndCheck(std::string_view text, std::vector<LineOfText>& lines) {
  SplitFindings findings;
  Lines ended(text, lines, findings);
  ScanSlowly(text, ScanInBlocks(text, ended, findings), ended, findings);
  ended.Finish();
  return findings;
}

}  // namespace torntape::cable
