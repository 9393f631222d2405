#include "bench/crowd_options.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "bench/load.h"

namespace torntape::bench {

CrowdOptions ParseCrowdOptions(int argc, char** argv) {
  CrowdOptions options;
  const std::pair<std::string_view, std::uint64_t*> numbers[] = {
      {"port", &options.port},
      {"seconds", &options.seconds},
      {"report_every", &options.report_every},
      {"fill", &options.fill},
      {"cables_per_second", &options.cables_per_second},
      {"bytes", &options.bytes},
      {"connects_per_minute", &options.connects_per_minute},
      {"half_open", &options.half_open},
      {"slow", &options.slow},
      {"stuck", &options.stuck},
      {"returning", &options.returning},
      {"slow_rate", &options.slow_rate},
      {"slow_backlog", &options.slow_backlog},
      {"stuck_backlog", &options.stuck_backlog},
      {"seed", &options.seed}};
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const std::size_t equals = std::min(argument.find('='), argument.size());
    const std::string_view name = argument.substr(0, equals);
    const std::string_view value = argument.substr(std::min(equals + 1, argument.size()));
    if (name == "network") {
      options.network = value;
      continue;
    }
    const auto* const found = std::find_if(std::begin(numbers), std::end(numbers),
                                           [&](const auto& each) { return each.first == name; });
    if (found == std::end(numbers)) Die(fmt::format("crowd_load: there is no option {}", name));
    const auto [end, error] =
        std::from_chars(value.data(), value.data() + value.size(), *found->second);
    if (error != std::errc{} || end != value.data() + value.size()) {
      Die(fmt::format("crowd_load: {} is no number", argument));
    }
  }
  return options;
}

}  // namespace torntape::bench
