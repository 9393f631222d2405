#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/prng.h"
#include "sim/checker.h"
#include "sim/virtual_world.h"

namespace torntape::sim::testing {

// What a seed makes of a world: how large it is and what may go wrong in it. Printed in full when a
// law is broken.
struct RandomPlan {
  explicit RandomPlan(std::uint64_t of_seed);
  std::string ToString() const;

  std::uint64_t seed = 0;
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

// A small network made from one seed, random traffic in it, and every fault that a world knows;
// then all is healed, and supervisors let go what is set aside.
//
// Safety is the checker's; liveness is that the network drains in bounded virtual time after the
// healing.
class RandomWorld final : public WorldListener {
 public:
  explicit RandomWorld(std::uint64_t seed, const channel::PlantedFaults& planted = {});

  // Everything, from the first cable to the last word of the checker. Empty: no law was broken.
  std::string Run();

  const RandomPlan& plan() const { return plan_; }
  const Checker& checker() const { return checker_; }
  std::uint64_t faults() const { return faults_; }

  void OnEvent(const cable::Event& event) override;
  void OnDeliveredBody(const DeliveredBody& body) override { checker_.OnDeliveredBody(body); }
  void OnStopped(cable::RoutingIndicator station) override { checker_.OnStopped(station); }
  void OnRestarted(cable::RoutingIndicator station, bool store_lost) override {
    checker_.OnRestarted(station, store_lost);
  }
  void OnMisnumbered(cable::RoutingIndicator from, cable::RoutingIndicator to,
                     std::uint16_t skip) override {
    checker_.OnMisnumbered(from, to, skip);
  }

 private:
  network::Network MakeNetwork();
  void AddCollectives(network::Network& network);
  std::string MakeCable(cable::RoutingIndicator from);
  std::string AddressLines(std::string_view keyword,
                           const std::vector<cable::RoutingIndicator>& called) const;
  void FileOne();
  void Fault();
  void LinkFault();
  void StationFault();
  void TableFault();
  void Supervise(cable::RoutingIndicator relay);
  void Heal();
  void ReleaseAll();
  bool Drain();
  std::size_t AnyRelay() { return prng_.Below(plan_.relays); }

  RandomPlan plan_;
  Prng prng_;
  network::Network network_;
  network::Directory directory_;
  Checker checker_;
  VirtualWorld world_;
  std::vector<std::string> told_;  // the faults, for people
  std::vector<bool> stopped_;
  std::vector<std::uint32_t> serials_;  // of each station
  std::uint64_t faults_ = 0;
};

}  // namespace torntape::sim::testing
