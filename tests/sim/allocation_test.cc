// Goal: in the steady state a world allocates nothing for its events. Method: operator new counts.
// The event set alone must allocate nothing at all. Of a whole world some allocations are not the
// engine's: a filed cable and the reading of a delivered one make strings, and whoever remembers
// what it has seen grows by a block for every 64. Those at the two ends are the same whatever lies
// between; so the same traffic over one relay and over three tells what a hop costs.

#include <gtest/gtest.h>

#include "base/prng.h"
#include "sim/event_queue.h"
#include "sim/virtual_world.h"
#include "tests/base/counted_allocations.h"
#include "tests/sim/test_world.h"

namespace torntape::sim {
namespace {

using network::testing::Ri;

TEST(Allocation, TheEventSetAllocatesNothingOnceItHasGrown) {
  Prng prng(1);
  EventQueue queue;
  const auto schedule = [&](Instant now) {
    queue.Schedule(now + Duration(prng.Exponential(1'000'000)), 0, 0);
  };
  for (int i = 0; i < 10'000; ++i) schedule(Instant{});
  const std::uint64_t before = torntape::testing::Allocations();
  ASSERT_GT(before, 0U) << "nothing is counted";
  for (int i = 0; i < 100'000; ++i) schedule(queue.Take().at);
  EXPECT_EQ(torntape::testing::Allocations(), before);
}

class Nobody final : public WorldListener {
 public:
  void OnEvent(const cable::Event& event) override {
    delivered += event.kind == cable::EventKind::kDelivered ? 1 : 0;
  }
  void OnDeliveredBody(const DeliveredBody&) override {}
  std::uint64_t delivered = 0;
};

// A post, so many relays in a row, and a post.
network::Network Row(std::size_t relays) {
  network::Network network;
  const char* const names[] = {"RYAA", "RYBB", "RYCC", "RYDD"};
  network.stations.push_back({Ri("RYZZBD"), network::StationRole::kTributary, "from"});
  for (std::size_t i = 0; i < relays; ++i) {
    network.stations.push_back({Ri(names[i]), network::StationRole::kMajorRelay, names[i]});
  }
  network.stations.push_back({Ri("RYZZEL"), network::StationRole::kTributary, "to"});
  for (std::size_t i = 0; i + 1 < network.stations.size(); ++i) {
    network::Link link;
    link.name = "hop " + std::to_string(i);
    link.first = network.stations[i].indicator;
    link.second = network.stations[i + 1].indicator;
    link.circuit = {9'600, std::chrono::milliseconds(20)};
    network.links.push_back(link);
  }
  network.addressees = {{"BRINDLEMOOR", Ri("RYZZBD")}, {"ELSINGTON", Ri("RYZZEL")}};
  const bool complete = network::CompleteChannels(network);
  TORNTAPE_ASSERT(complete);
  network::CompleteRoutes(network);
  return network;
}

// Allocations of a world from the 2,000th cable to the 6,000th.
std::uint64_t AllocationsOver(std::size_t relays) {
  constexpr std::uint64_t kWarm = 2'000;
  constexpr std::uint64_t kCounted = 4'000;
  const network::Network network = Row(relays);
  const network::Directory directory(network);
  Nobody nobody;
  VirtualWorld world(directory, nobody, {.begin = FromCalendar(2031, 5, 14)});
  world.Start();
  const std::string source =
      "VZCZCBDA0001\nRR RYZZEL\nDE RYZZBD #0001 1341042\nZNR UUUUU\nR 141042Z MAY 31\n"
      "FM BRINDLEMOOR\nTO RYZZEL/ELSINGTON\nBT\nUNCLAS\n\nTHE HERRING ARE LATE.\nBT\n#0001\nNNNN\n";
  cable::ReadResult read = cable::ReadCable(source);
  TORNTAPE_ASSERT(read.cable.has_value());
  std::uint64_t before = 0;
  for (std::uint64_t i = 0; i < kWarm + kCounted; ++i) {
    if (i == kWarm) before = torntape::testing::Allocations();
    auto heading = MakeRef<cable::Heading>(*read.cable->transmission.heading);
    heading->identification.serial = static_cast<std::uint16_t>(i + 1);
    read.cable->transmission.heading = heading;
    world.AdvanceTo(world.now() + std::chrono::milliseconds(200));
    const auto filed = world.File(Ri("RYZZBD"), *read.cable);
    EXPECT_TRUE(filed.has_value());
  }
  world.RunUntilIdle(world.now() + std::chrono::hours(1));
  const std::uint64_t counted = torntape::testing::Allocations() - before;
  EXPECT_EQ(nobody.delivered, kWarm + kCounted);
  return counted;
}

TEST(Allocation, AHopAllocatesNothingButWhatItRemembers) {
  constexpr std::uint64_t kBlocksOfAHop = 4'000 / 64 + 1;
  constexpr std::uint64_t kGrowths = 16;  // of the tables that find what is remembered
  const std::uint64_t one = AllocationsOver(1);
  const std::uint64_t three = AllocationsOver(3);
  // Two hops more: two transmissions and six events a cable more.
  EXPECT_LE(three, one + 2 * (kBlocksOfAHop + kGrowths));
  EXPECT_GE(three, one + 2 * (kBlocksOfAHop - 2)) << "it counts nothing, so it proves nothing";
}

}  // namespace
}  // namespace torntape::sim
