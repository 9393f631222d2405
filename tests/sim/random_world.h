#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/prng.h"
#include "sim/checker.h"
#include "sim/virtual_world.h"
#include "tests/sim/random_plan.h"
#include "tests/sim/random_traffic.h"

namespace torntape::sim::testing {

// A small network made from one seed, random traffic in it, and every fault that a world knows;
// then all is healed, and supervisors let go what is set aside.
//
// Safety is the checker's; liveness is that the network drains in bounded virtual time after the
// healing.
class RandomWorld final : public WorldListener {
 public:
  explicit RandomWorld(std::uint64_t seed, Mix mix = Mix::kFirst,
                       const channel::PlantedFaults& planted = {});

  // Everything, from the first cable to the last word of the checker. Empty: no law was broken.
  std::string Run();

  const RandomPlan& plan() const { return plan_; }
  const Checker& checker() const { return checker_; }
  std::uint64_t faults() const { return faults_; }
  // What went wrong and what the stations said of it, each by its name ("cut", "intercepted:
  // loop"), and how often.
  std::map<std::string, std::uint64_t> seen() const;

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
  void FileOne();
  void FileAgain();
  void File(std::size_t place, const std::string& text);
  void Expect(const cable::Cable& cable);
  void Fault();
  void LinkFault();
  void GarbleFault();
  void StationFault();
  void TableFault();
  void Supervise(cable::RoutingIndicator relay);
  void Heal();
  void ReleaseAll();
  bool Drain();
  std::size_t AnyRelay() { return prng_.Below(plan_.relays); }
  // Notes a fault: its kind, and all of it for people.
  void Tell(const std::string& kind, const std::string& rest) {
    ++fault_counts_[kind];
    told_.push_back(kind + rest);
  }

  RandomPlan plan_;
  Prng prng_;
  Prng wide_;  // for what came later, see Mix
  network::Network network_;
  network::Directory directory_;
  RandomTraffic traffic_;
  Checker checker_;
  VirtualWorld world_;
  std::vector<std::string> told_;  // the faults, for people
  std::vector<bool> stopped_;
  struct Filed {
    std::size_t place = 0;
    std::string text;
  };
  std::vector<Filed> filed_;
  std::uint64_t faults_ = 0;
  std::map<std::string, std::uint64_t> fault_counts_;
  std::array<std::array<std::uint64_t, cable::kReasonCount>, cable::kEventKindCount>
      event_counts_{};
};

}  // namespace torntape::sim::testing
