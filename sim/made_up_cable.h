#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/prng.h"
#include "cable/classification.h"
#include "cable/precedence.h"
#include "network/directory.h"
#include "sim/scenario.h"

namespace torntape::sim {

// What a made-up cable says, drawn by a seed.
struct MadeUpCable {
  network::RoutingIndicator from;
  cable::Precedence precedence = cable::Precedence::kRoutine;
  std::optional<cable::Precedence> info_precedence;
  cable::Classification classification = cable::Classification::kUnclassified;
  std::vector<network::AddresseeId> action;
  std::vector<network::AddresseeId> info;
  const network::Collective* collective = nullptr;              // named in INFO
  network::AddresseeId exempted = network::AddresseeId::kNone;  // XMT: a member of the collective
  std::uint64_t text_bytes = 0;                                 // of all sections together
  // The one that is written, from 1, and how many there are; 0 and 0: it does not go in sections.
  std::uint8_t section = 0;
  std::uint8_t sections = 0;
};

// Draws one cable of a burst, filed at `from`. Nobody is named twice, and nobody whom the post
// serves itself.
MadeUpCable DrawCable(const TrafficBurst& burst, const network::Directory& directory,
                      network::RoutingIndicator from, Prng& prng);

// A cable like one that was filed at another time: the same but for its text, which is as long.
MadeUpCable MadeUpLike(const ReplayedCable& cable, const network::Directory& directory);

// Writes it in the `state` profile (spec 1.13), filed at `at`. `channel_number` is that of format
// line 1, as in "BDA0417". The words of the text are drawn too.
std::string WriteMadeUp(const MadeUpCable& cable, const network::Directory& directory, Instant at,
                        std::uint16_t serial, const std::string& channel_number, Prng& prng);

}  // namespace torntape::sim
