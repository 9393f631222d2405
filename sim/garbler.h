#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/prng.h"
#include "cable/transmission.h"
#include "network/network.h"

namespace torntape::sim {

// A line of text as it was sent over a telegraph circuit, and what came.
struct GarbledLine {
  std::string sent;
  std::string came;
};

// What hits do to the characters on one direction of a telegraph circuit: so many of a million lose
// or gain one of their units, as the garble table of ACP 127 ¶141 has it. A hit on a letter makes
// another letter; on a shift, it makes the rest of a word figures; on the second carriage return,
// nothing that anybody notices.
//
// Between two hits it costs one subtraction a transmission: how many characters pass unharmed is
// drawn beforehand. The text of a transmission is made only when one of them is hit.
class Garbler {
 public:
  Garbler(network::CircuitCode code, const Prng& prng) : code_(code), prng_(prng) {}

  // So many characters of a million from now on; 0: none.
  void SetRate(std::uint32_t per_million);
  // `transmission`, which is so many characters on the circuit, passes. The first line of it that
  // was not what had been sent; nothing if all were, as far as anybody could tell.
  std::optional<GarbledLine> Pass(const cable::Transmission& transmission,
                                  std::uint64_t characters);

 private:
  void DrawNext();
  // The text of a transmission, with each character hit that is due, of so many.
  std::optional<GarbledLine> Hit(std::string_view text, std::uint64_t characters);

  network::CircuitCode code_;
  Prng prng_;
  std::uint32_t per_million_ = 0;
  std::uint64_t unharmed_ = 0;  // characters before the next that is hit
};

}  // namespace torntape::sim
