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

Circuit::Passage Circuit::Send(Instant now, std::uint64_t characters) {
  constexpr std::uint64_t kBitsPerCharacter = 8;
  constexpr std::uint64_t kNanosecondsPerSecond = 1'000'000'000;
  Instant begins = std::max(now, free_at_);
  if (bits_per_second_ > 0) {
    // At most some 4 MiB and change: the product stays far below 2^64. Rounded up.
    const std::uint64_t bits = characters * kBitsPerCharacter;
    const std::uint64_t nanoseconds =
        (bits * kNanosecondsPerSecond + bits_per_second_ - 1) / bits_per_second_;
    begins += Duration(static_cast<std::int64_t>(nanoseconds));
  }
  free_at_ = begins;
  return {begins, begins + delay_};
}

}  // namespace torntape::sim
