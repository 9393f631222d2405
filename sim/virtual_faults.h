#pragma once

#include "sim/fault_target.h"
#include "sim/intercept_desk.h"
#include "sim/scenario.h"
#include "sim/virtual_world.h"

namespace torntape::sim {

// Faults of a scenario, and what its operators do, as they happen to a world of virtual time, which
// tells whoever looks at the run. What this kind of world has no way to do, `Can` says, and the
// scenario is refused before it runs.
template <typename World>
class WorldFaults final : public FaultTarget, public InterceptPositions {
 public:
  explicit WorldFaults(World& world) : world_(world) {}

  static constexpr bool Can(FaultKind kind) {
    using cable::RoutingIndicator;
    switch (kind) {
      case FaultKind::kSlow:
        return requires(World& world) { world.SlowLink(std::size_t{}, std::uint32_t{}); };
      case FaultKind::kGarble:
        return requires(World& world) { world.GarbleLink(std::size_t{}, std::uint32_t{}); };
      case FaultKind::kLosePower:
        return requires(World& world) { world.LosePower(RoutingIndicator{}); };
      case FaultKind::kFillDisk:
        return requires(World& world) { world.FillDisk(RoutingIndicator{}, true); };
      case FaultKind::kSlowDisk:
        return requires(World& world) { world.SlowDisk(RoutingIndicator{}, Duration{}); };
      case FaultKind::kSkewClock:
        return requires(World& world) { world.SkewClock(RoutingIndicator{}, Duration{}); };
      case FaultKind::kWrongRoute:
        return requires(World& world) {
          world.CorruptRoute(RoutingIndicator{}, RoutingIndicator{}, std::size_t{});
        };
      case FaultKind::kWrongNumber:
        return requires(World& world) {
          world.Misnumber(std::size_t{}, std::size_t{}, std::uint16_t{});
        };
      default:
        return true;
    }
  }
  static constexpr bool kHasSupervisors =
      requires(World& world) { world.AsideAt(cable::RoutingIndicator{}); };

  void CutLink(std::size_t link) override { world_.CutLink(link); }
  void RestoreLink(std::size_t link) override { world_.RestoreLink(link); }
  void SlowLink(std::size_t link, std::uint32_t percent) override {
    if constexpr (Can(FaultKind::kSlow)) world_.SlowLink(link, percent);
  }
  void GarbleLink(std::size_t link, std::uint32_t per_million) override {
    if constexpr (Can(FaultKind::kGarble)) world_.GarbleLink(link, per_million);
  }
  void Crash(cable::RoutingIndicator station) override { world_.Crash(station); }
  void LosePower(cable::RoutingIndicator station) override {
    if constexpr (Can(FaultKind::kLosePower)) world_.LosePower(station);
  }
  void Restart(cable::RoutingIndicator station, bool store_lost) override {
    world_.Restart(station, store_lost ? World::Store::kLost : World::Store::kKept);
  }
  void FillDisk(cable::RoutingIndicator station, bool full) override {
    if constexpr (Can(FaultKind::kFillDisk)) world_.FillDisk(station, full);
  }
  void SlowDisk(cable::RoutingIndicator station, Duration flush) override {
    if constexpr (Can(FaultKind::kSlowDisk)) world_.SlowDisk(station, flush);
  }
  void SkewClock(cable::RoutingIndicator station, Duration ahead) override {
    if constexpr (Can(FaultKind::kSkewClock)) world_.SkewClock(station, ahead);
  }
  void CorruptRoute(cable::RoutingIndicator relay, cable::RoutingIndicator prefix,
                    std::size_t link) override {
    if constexpr (Can(FaultKind::kWrongRoute)) world_.CorruptRoute(relay, prefix, link);
  }
  void RepairRoutes(cable::RoutingIndicator relay) override {
    if constexpr (Can(FaultKind::kWrongRoute)) world_.RepairRoutes(relay);
  }
  void Misnumber(std::size_t link, std::size_t end, std::uint16_t skip) override {
    if constexpr (Can(FaultKind::kWrongNumber)) world_.Misnumber(link, end, skip);
  }

  std::vector<Aside> AsideAt(cable::RoutingIndicator relay) override {
    std::vector<Aside> found;
    if constexpr (kHasSupervisors) {
      const auto* aside = world_.AsideAt(relay);
      if (aside == nullptr) return found;
      for (const auto& [number, cable] : *aside) {
        found.push_back({number, {}});
        for (const auto& branch : cable.branches) {
          found.back().branches.push_back(branch.called.indicator);
        }
      }
    }
    return found;
  }
  bool Release(cable::RoutingIndicator relay, std::uint64_t cable) override {
    if constexpr (kHasSupervisors) return world_.Release(relay, cable).has_value();
    return false;
  }
  bool Reroute(cable::RoutingIndicator relay, std::uint64_t cable, cable::RoutingIndicator branch,
               cable::RoutingIndicator to) override {
    if constexpr (kHasSupervisors) return world_.Reroute(relay, cable, branch, to).has_value();
    return false;
  }
  bool Withdraw(cable::RoutingIndicator relay, std::uint64_t cable) override {
    if constexpr (kHasSupervisors) return world_.Withdraw(relay, cable).has_value();
    return false;
  }

 private:
  World& world_;
};

using VirtualFaults = WorldFaults<VirtualWorld>;

}  // namespace torntape::sim
