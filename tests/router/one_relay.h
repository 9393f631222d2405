#pragma once

#include <gtest/gtest.h>

#include "tests/network/four_relays.h"

namespace torntape::testing {

// The least network that a cable can pass through: RYKA between its posts RYKABD and RYKACS.
inline network::Network OneRelay() {
  network::Network network;
  network.name = "One relay";
  network::testing::AddRelay(network, "RYKA");
  network::testing::AddPost(network, "RYKA", "RYKABD", "BRINDLEMOOR");
  network::testing::AddPost(network, "RYKA", "RYKACS", "CALDERSEND");
  EXPECT_TRUE(network::CompleteChannels(network));
  network::CompleteRoutes(network);
  return network;
}

}  // namespace torntape::testing
