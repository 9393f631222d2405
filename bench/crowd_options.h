#pragma once

#include <cstdint>
#include <string>

namespace torntape::bench {

// Arguments of crowd_load, as name=value.
struct CrowdOptions {
  std::string network;
  std::uint64_t port = 0;
  std::uint64_t seconds = 120;
  std::uint64_t report_every = 5;  // seconds
  std::uint64_t fill = 1'000'000;  // cables, before anything is measured
  std::uint64_t cables_per_second = 300;
  std::uint64_t bytes = 2048;
  std::uint64_t connects_per_minute = 10'000;
  std::uint64_t half_open = 50;  // at any time
  // Of the posts; all others are healthy.
  std::uint64_t slow = 20;
  std::uint64_t stuck = 20;
  std::uint64_t returning = 60;
  std::uint64_t slow_rate = 400;      // bytes a second
  std::uint64_t slow_backlog = 60;    // cables that wait for each at any time
  std::uint64_t stuck_backlog = 200;  // the same
  std::uint64_t seed = 1;
};

// Ends the program where one of them cannot be understood.
CrowdOptions ParseCrowdOptions(int argc, char** argv);

}  // namespace torntape::bench
