#include "proto/checks.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "base/big_endian.h"
#include "base/diagnostic.h"
#include "base/printable.h"

namespace torntape::proto {
namespace {

constexpr char kBell = '\a';

constexpr bool IsLineCharacter(char c) {
  return static_cast<unsigned char>(c - 0x20) <= 0x7e - 0x20 || c == kBell;
}

// True if all are printable ASCII; eight at a time, as each heading is looked at by every relay.
bool IsPrintable(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighest = 0x80 * kOnes;
  // A byte below 0x20 borrows its highest bit here; one of 0x7f, or above, carries into it there.
  std::uint64_t wrong = 0;
  while (text.size() >= sizeof wrong) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof word);
    wrong |= (word - 0x20 * kOnes) | (word + kOnes) | word;
    text.remove_prefix(sizeof word);
  }
  bool good = (wrong & kHighest) == 0;
  for (const char c : text) good &= static_cast<unsigned char>(c - 0x20) <= 0x7e - 0x20;
  return good;
}

bool CheckSize(std::string_view text, std::size_t size_max, std::string_view field, Fault& fault) {
  if (text.size() <= size_max) return true;
  return fault.Set(std::string(field),
                   fmt::format("{} bytes, more than {}", text.size(), size_max));
}

constexpr std::array<unsigned, 5> kSmallestSerialOver = {1, 10, 100, 1'000, 10'000};

}  // namespace

bool IsLine(std::string_view text) {
  return IsPrintable(text) || std::all_of(text.begin(), text.end(), IsLineCharacter);
}

bool IsLines(std::string_view text) {
  if (text.empty()) return true;
  if (text.back() != '\n') return false;
  return IsPrintable(text.substr(0, text.size() - 1)) ||
         std::all_of(text.begin(), text.end(),
                     [](char c) { return IsLineCharacter(c) || c == '\n'; });
}

bool IsPlainText(std::string_view text) {
  while (!text.empty()) {
    const PrintableCell cell = FirstCell(text);
    if (cell.escaped) return false;
    text.remove_prefix(cell.bytes);
  }
  return true;
}

bool CheckLine(std::string_view text, std::string_view field, Fault& fault) {
  if (!CheckSize(text, cable::kLineBytesMax, field, fault)) return false;
  if (IsLine(text)) return true;
  return fault.Set(std::string(field), Quoted(text) + " is not one printable line");
}

bool CheckLines(std::string_view text, std::string_view field, Fault& fault) {
  if (!CheckSize(text, cable::kLineBytesMax, field, fault)) return false;
  if (IsLines(text)) return true;
  return fault.Set(std::string(field), Quoted(text) + " is not printable lines, each with its end");
}

bool CheckText(std::string_view text, std::size_t size_max, std::string_view field, Fault& fault) {
  if (!CheckSize(text, size_max, field, fault)) return false;
  if (IsPlainText(text)) return true;
  return fault.Set(std::string(field), Quoted(text) + " is not printable");
}

bool CheckName(std::string_view text, std::string_view field, Fault& fault) {
  return CheckText(text, kNameBytesMax, field, fault);
}

bool CheckIdentification(const cable::MessageIdentification& identification, Fault& fault) {
  if (identification.serial >= kSmallestSerialOver[identification.serial_digits]) {
    return fault.Set("serial", fmt::format("{} has more than {} digits", identification.serial,
                                           identification.serial_digits));
  }
  const cable::FilingTime& filing = identification.filing;
  using Form = cable::FilingTime::Form;
  if (filing.form == Form::kNone) {
    if (filing == cable::FilingTime{}) return true;
    return fault.Set("filing", "a time without its form");
  }
  const unsigned day_max = filing.form == Form::kDayOfYear ? 366 : 31;
  if (filing.day < 1 || filing.day > day_max) {
    return fault.Set("filing.day", fmt::format("{} is not 1 to {}", filing.day, day_max));
  }
  return true;
}

bool ReadIndicator(std::string_view text, std::string_view field, cable::RoutingIndicator& out,
                   Fault& fault) {
  const auto parsed = cable::RoutingIndicator::Parse(text);
  if (parsed) out = *parsed;
  return parsed || fault.Set(std::string(field), Quoted(text) + " is not four to eight letters");
}

bool ReadDesignator(std::string_view text, std::string_view field, cable::ChannelDesignator& out,
                    Fault& fault) {
  const auto parsed = cable::ChannelDesignator::Parse(text);
  if (parsed) out = *parsed;
  return parsed || fault.Set(std::string(field), Quoted(text) + " is not three letters");
}

bool ReadNumber(std::string_view text, std::string_view field, cable::ChannelNumber& out,
                Fault& fault) {
  const auto parsed = cable::ChannelNumber::Parse(text);
  if (parsed) out = *parsed;
  return parsed || fault.Set(std::string(field), Quoted(text) + " is not a channel number");
}

bool ReadPrecedence(std::uint64_t number, std::string_view field, cable::Precedence& out,
                    Fault& fault) {
  if (number < 1 || number > cable::kPrecedenceCount) {
    return fault.Set(std::string(field), fmt::format("{} is no precedence", number));
  }
  out = static_cast<cable::Precedence>(number - 1);
  return true;
}

bool ReadRole(std::uint64_t number, std::string_view field, cable::Role& out, Fault& fault) {
  if (number < 1 || number > 2) {
    return fault.Set(std::string(field), fmt::format("{} is no role", number));
  }
  out = static_cast<cable::Role>(number - 1);
  return true;
}

bool ReadClassification(std::uint64_t number, std::string_view field, cable::Classification& out,
                        Fault& fault) {
  if (number < 1 || number > ContractNumber(cable::Classification::kTopSecret)) {
    return fault.Set(std::string(field), fmt::format("{} is no classification", number));
  }
  out = static_cast<cable::Classification>(number - 1);
  return true;
}

bool ReadLetter(std::string_view text, std::string_view field, char& out, Fault& fault) {
  if (text.empty()) {
    out = '\0';
    return true;
  }
  if (text.size() != 1 || text[0] < 'A' || text[0] > 'Z') {
    return fault.Set(std::string(field), Quoted(text) + " is not one letter");
  }
  out = text[0];
  return true;
}

bool ReadDigest(std::string_view bytes, std::string_view field, Digest& out, Fault& fault) {
  if (bytes.size() != 16) {
    return fault.Set(std::string(field), fmt::format("{} bytes, not 16", bytes.size()));
  }
  out = {LoadHighestFirst(bytes.data()), LoadHighestFirst(bytes.data() + 8)};
  return true;
}

std::string DigestBytes(const Digest& digest) {
  std::string bytes;
  for (const std::uint64_t half : {digest.high, digest.low}) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(half >> shift));
  }
  return bytes;
}

}  // namespace torntape::proto
