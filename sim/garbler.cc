#include "sim/garbler.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "cable/cable.h"
#include "cable/ita2.h"

namespace torntape::sim {
namespace {

constexpr cable::CharacterSet kIta2 = cable::CharacterSet::kIta2Us;

// As a teleprinter of five units can send it: capitals, and what it has no code for as "?".
std::string Fitted(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const bool control = c == '\r' || c == '\n' || c == '\x7f' || c == '\a';
    if (!control && !cable::Carries(kIta2, c)) c = '?';
  }
  return out;
}

std::string Printed(const std::vector<cable::TeleprinterCode>& codes) {
  std::string out;
  cable::Ita2Decoder(kIta2).Feed(codes, out);
  return out;
}

std::string_view LineAround(std::string_view text, std::size_t at) {
  const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;  // npos + 1 is 0
  std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  while (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// The first line in which two texts differ for somebody who reads them: carriage returns, fill
// and blanks print nothing.
std::optional<GarbledLine> FirstDifference(std::string sent, std::string came) {
  for (std::string* text : {&sent, &came}) {
    std::erase_if(*text, [](char c) { return c == '\r' || c == '\x7f' || c == '\0'; });
  }
  if (sent == came) return std::nullopt;
  const auto [in_sent, in_came] = std::mismatch(sent.begin(), sent.end(), came.begin(), came.end());
  return GarbledLine{
      std::string(LineAround(sent, static_cast<std::size_t>(in_sent - sent.begin()))),
      std::string(LineAround(came, static_cast<std::size_t>(in_came - came.begin())))};
}

}  // namespace

void Garbler::SetRate(std::uint32_t per_million) {
  if (per_million == per_million_) return;
  per_million_ = per_million;
  if (per_million_ > 0) DrawNext();
}

void Garbler::DrawNext() {
  unharmed_ = static_cast<std::uint64_t>(prng_.Exponential(1'000'000 / per_million_));
}

std::optional<GarbledLine> Garbler::Pass(const cable::Transmission& transmission,
                                         std::uint64_t characters) {
  if (per_million_ == 0) return std::nullopt;
  if (unharmed_ >= characters) {
    unharmed_ -= characters;
    return std::nullopt;
  }
  return Hit(cable::WriteTransmission(transmission, cable::LineDiscipline::kTeletype), characters);
}

std::optional<GarbledLine> Garbler::Hit(std::string_view text, std::uint64_t characters) {
  std::vector<cable::TeleprinterCode> codes;
  std::string bytes(text);
  const bool five_units = code_ == network::CircuitCode::kIta2;
  const int impulses = five_units ? cable::kImpulsesPerCode : 7;
  if (five_units) {
    codes = cable::EncodeIta2(Fitted(text), kIta2).value_or(std::vector<cable::TeleprinterCode>());
  }
  const std::string sent = five_units ? Printed(codes) : bytes;
  std::uint64_t at = unharmed_;
  while (at < characters) {
    const auto impulse = static_cast<int>(prng_.Between(1, impulses));
    if (five_units && at < codes.size()) codes[at] = cable::Garble(codes[at], impulse);
    if (!five_units && at < bytes.size()) {
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << (impulse - 1)));
    }
    DrawNext();
    at += unharmed_ + 1;
  }
  unharmed_ = at - characters;
  return FirstDifference(sent, five_units ? Printed(codes) : bytes);
}

}  // namespace torntape::sim
