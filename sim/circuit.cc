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

Duration Circuit::LineTimeOf(std::uint64_t characters) const {
  constexpr std::uint64_t kBitsPerCharacter = 8;
  constexpr std::uint64_t kNanosecondsPerSecond = 1'000'000'000;
  if (bits_per_second_ == 0) return Duration{};
  // At most some 4 MiB and change: the product stays far below 2^64. Rounded up.
  const std::uint64_t rate = std::max<std::uint64_t>(bits_per_second_ * percent_ / 100, 1);
  const std::uint64_t bits = characters * kBitsPerCharacter;
  return Duration(static_cast<std::int64_t>((bits * kNanosecondsPerSecond + rate - 1) / rate));
}

Circuit::Passage Circuit::Send(Instant now, std::uint64_t characters) {
  free_at_ = std::max(now, free_at_) + LineTimeOf(characters);
  return {free_at_, free_at_ + delay_};
}

}  // namespace torntape::sim
