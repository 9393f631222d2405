#pragma once

#include <cstddef>
#include <cstdint>

#include "base/instant.h"
#include "cable/routing_indicator.h"

namespace torntape::sim {

// A world to which faults happen, as sim/fault_driver.h needs it. Links are places in the network.
class FaultTarget {
 public:
  virtual ~FaultTarget() = default;
  virtual void CutLink(std::size_t link) = 0;
  virtual void RestoreLink(std::size_t link) = 0;
  virtual void SlowLink(std::size_t link, std::uint32_t percent) = 0;  // 100: as fast as it is
  virtual void GarbleLink(std::size_t link, std::uint32_t per_million) = 0;
  virtual void Crash(cable::RoutingIndicator station) = 0;
  virtual void LosePower(cable::RoutingIndicator station) = 0;
  virtual void Restart(cable::RoutingIndicator station, bool store_lost) = 0;
  virtual void FillDisk(cable::RoutingIndicator station, bool full) = 0;
  virtual void SlowDisk(cable::RoutingIndicator station, Duration flush) = 0;   // zero: no more
  virtual void SkewClock(cable::RoutingIndicator station, Duration ahead) = 0;  // zero: no more
  virtual void CorruptRoute(cable::RoutingIndicator relay, cable::RoutingIndicator prefix,
                            std::size_t link) = 0;
  virtual void RepairRoutes(cable::RoutingIndicator relay) = 0;
  virtual void Misnumber(std::size_t link, std::size_t end, std::uint16_t skip) = 0;
};

}  // namespace torntape::sim
