#include "sim/circuit.h"

#include <algorithm>

namespace torntape::sim {

std::uint64_t CharactersOf(const cable::Transmission& transmission) {
  constexpr std::uint64_t kIdentification = 5 + 3 + 1;  // VZCZC, designator, line end
  constexpr std::uint64_t kRoutingLine = 2 + 1;         // precedence prosign, line end
  constexpr std::uint64_t kEndOfMessage = 5;            // NNNN
  std::uint64_t characters = kIdentification + transmission.number.digits + kRoutingLine +
                             transmission.heading->calling_line.size() + 1 +
                             transmission.heading->instruction_lines.size() +
                             transmission.body.size() + kEndOfMessage;
  for (const cable::Called& called : transmission.called) {
    characters += 1 + called.indicator.size();
  }
  for (const cable::Pilot& pilot : transmission.pilots) {
    characters += pilot.instruction.size() + 1 + pilot.enclosed_identification.size() + 1 +
                  pilot.enclosed_routing_line.size();
  }
  return characters;
}

std::uint64_t Ita2ExtraOf(std::string_view text) {
  std::uint64_t extra = 0;
  bool figures = false;
  for (const char c : text) {
    if (c == '\n') extra += 2;                         // 2 CR, 1 LF
    if (c == ' ' || c == '\n' || c == '\r') continue;  // in both cases
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (letter == figures) ++extra;
    figures = !letter;
  }
  return extra;
}

Circuit::Circuit(const network::Circuit& described, std::uint64_t seed)
    : delay_(described.delay),
      jitter_(described.jitter),
      loss_per_million_(described.loss_per_million) {
  units_per_second_ = described.bits_per_second * 100;
  if (described.baud_hundredths > 0) {
    units_per_second_ = described.baud_hundredths;
    unit_tenths_ = described.unit_tenths;
    two_cases_ = described.code == network::CircuitCode::kIta2;
  }
  if (jitter_ > Duration::zero() || loss_per_million_ > 0) prng_.emplace(seed);
}

std::uint64_t Circuit::LineCharactersOf(const cable::Transmission& transmission) const {
  const std::uint64_t characters = CharactersOf(transmission);
  if (!two_cases_) return characters;
  // Lines 1 and 2, with a number in each of them at most, have two shifts and three line ends.
  constexpr std::uint64_t kProcedureExtra = 2 + 3 * 2;
  return characters + kProcedureExtra + Ita2ExtraOf(transmission.heading->calling_line) +
         Ita2ExtraOf(transmission.heading->instruction_lines) +
         Ita2ExtraOf(transmission.body.view());
}

Duration Circuit::LineTimeOf(std::uint64_t characters) const {
  if (units_per_second_ == 0) return Duration{};
  // Characters are 4 Mi and change at most, of 15 units: the product stays below 2^63. Rounded up.
  constexpr std::uint64_t kTenBillion = 10'000'000'000;  // ns a second, by hundredths and tenths
  const std::uint64_t rate = std::max<std::uint64_t>(units_per_second_ * percent_ / 100, 1);
  const std::uint64_t units = characters * unit_tenths_ * kTenBillion;
  return Duration(static_cast<std::int64_t>((units + rate - 1) / rate));
}

Circuit::Passage Circuit::Send(Instant now, std::uint64_t characters) {
  constexpr int kRepeatsMax = 100;
  Instant begins = std::max(now, free_at_);
  const Duration line = LineTimeOf(characters);
  for (int i = 0; prng_ && i < kRepeatsMax && prng_->Chance(loss_per_million_, 1'000'000); ++i) {
    begins += line + 2 * delay_;
    busy_ += line;
  }
  busy_ += line;
  free_at_ = begins + line;
  Duration late = delay_;
  if (jitter_ > Duration::zero()) late += Duration(prng_->Between(0, jitter_.count()));
  before_arrives_at_ = last_arrives_at_;
  last_arrives_at_ = std::max(last_arrives_at_, free_at_ + late);
  return {free_at_, last_arrives_at_};
}

Circuit::Passage Circuit::Cancel(Instant now, std::uint64_t characters) {
  busy_ -= std::max(free_at_ - now, Duration{});
  free_at_ = now;
  last_arrives_at_ = before_arrives_at_;
  return Send(now, characters);
}

void Circuit::Clear() {
  free_at_ = Instant{};
  last_arrives_at_ = Instant{};
  before_arrives_at_ = Instant{};
}

}  // namespace torntape::sim
