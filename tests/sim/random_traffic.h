#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/prng.h"
#include "network/directory.h"
#include "tests/sim/random_plan.h"

namespace torntape::sim::testing {

// Writes cables of random urgency, length and addressees. All outlives it.
class RandomTraffic {
 public:
  RandomTraffic(const RandomPlan& plan, const network::Directory& directory, Prng& prng)
      : plan_(plan),
        directory_(directory),
        prng_(prng),
        wide_(Prng(plan.seed).Split("wide traffic")),
        serials_(directory.network().stations.size()) {}

  // As text. REQUIRES: `from` is a post.
  std::string Make(cable::RoutingIndicator from);

 private:
  const network::Network& network() const { return directory_.network(); }
  std::string AddressLines(std::string_view keyword,
                           const std::vector<cable::RoutingIndicator>& called);
  std::string AnyName();
  std::string LongText(std::uint32_t serial);

  const RandomPlan& plan_;
  const network::Directory& directory_;
  Prng& prng_;
  Prng wide_;                           // for what came later, see Mix
  std::vector<std::uint32_t> serials_;  // of each station
};

}  // namespace torntape::sim::testing
