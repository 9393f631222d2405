#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "network/network.h"

namespace torntape::sim::testing {

// What is drawn from. A list of seeds that once broke a law is worth something only as long as each
// of them means the same world, so what came later is a mix of its own.
enum class Mix : std::uint8_t {
  kFirst,
  // And: telegraph circuits, jitter and loss; special categories; collectives nested for action and
  // in each other; posts with two relays; networks that pass more or fewer times and do not lower;
  // XMT, ZEN, names without an indicator, ZFG; supervisors who withdraw; the same cable filed
  // again; long cables, cut into sections and held by posts; circuits that garble.
  kWide,
};

// What a seed makes of a world: how large it is and what may go wrong in it. Printed in full when a
// law is broken.
struct RandomPlan {
  explicit RandomPlan(std::uint64_t of_seed, Mix of_mix = Mix::kFirst);
  std::string ToString() const;

  std::uint64_t seed = 0;
  Mix mix = Mix::kFirst;
  std::size_t relays = 0;
  std::size_t posts_each_max = 0;
  std::size_t more_trunks = 0;
  std::size_t collectives = 0;
  std::size_t cables = 0;
  std::uint64_t pause_ms_max = 0;   // between two cables
  std::uint64_t fault_percent = 0;  // of a fault after each cable
  bool stores_lost = false;         // restarts may come without the store
  network::Preemption preemption = network::Preemption::kAcp127;
  bool slow_disks = false;
};

}  // namespace torntape::sim::testing
