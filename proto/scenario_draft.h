#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "network/directory.h"
#include "proto/field_checks.h"
#include "proto/files.h"
#include "proto/scenario.h"

namespace torntape::v1 {
class ScenarioConfig;
class SpanRange;
}  // namespace torntape::v1

// The steps in which proto/scenario_reader.cc makes a scenario. Only it uses them.
namespace torntape::proto {

// The longest span that may stand in a scenario.
inline constexpr Duration kScenarioSpanMax = std::chrono::hours(24 * 366);

// The files that a scenario names.
class ScenarioFiles {
 public:
  virtual ~ScenarioFiles() = default;
  // The file named at `path`, each time anew; null if it cannot be had, which is reported. It stays
  // where it is.
  virtual CheckedFile* Open(const std::string& path, const std::string& named,
                            FieldChecks& checks) = 0;
};

// What the steps share. The scenario has its network; what is refused is left out of it.
struct ScenarioDraft {
  FieldChecks& checks;
  const network::Directory& directory;  // of the scenario's network
  Scenario& scenario;
  ScenarioFiles& files;

  // A station of the network; none if there is none such, which is reported.
  network::RoutingIndicator FindStation(const std::string& path, const std::string& letters);
  // The same, and it must be a post.
  network::RoutingIndicator FindPost(const std::string& path, const std::string& letters);
  // The same, and it must be a relay.
  network::RoutingIndicator FindRelay(const std::string& path, const std::string& letters);
  // The place of a link of the network.
  std::optional<std::size_t> FindLink(const std::string& path, const std::string& name);
  // The place of a cable of the scenario.
  std::optional<std::size_t> FindCable(const std::string& path, const std::string& name);
  // The same of an indicator that must be given: `entry` is what it stands in.
  network::RoutingIndicator StationIn(const std::string& entry, std::string_view key,
                                      const std::string& letters);

  // Both ends of a range of spans, over those that it has unless given; not empty.
  void ReadSpans(const std::string& path, const v1::SpanRange& config, Duration& least,
                 Duration& most);

  // Thousandths of a number that must be given, above zero and at most `most`. Zero if not.
  static std::uint64_t Thousandths(FieldChecks& checks, const std::string& path, double number,
                                   double most);
};

void ReadTraffic(const v1::ScenarioConfig& config, ScenarioDraft& draft);
// Archives of text become cables of the scenario.
void ReadReplays(const v1::ScenarioConfig& config, ScenarioDraft& draft);
// REQUIRES, of these: the scenario has its cables.
void ReadFaults(const v1::ScenarioConfig& config, ScenarioDraft& draft);
void ReadRandomFaults(const v1::ScenarioConfig& config, ScenarioDraft& draft);
void ReadOperators(const v1::ScenarioConfig& config, ScenarioDraft& draft);
void ReadBounds(const v1::ScenarioConfig& config, ScenarioDraft& draft);
void ReadExpectations(const v1::ScenarioConfig& config, ScenarioDraft& draft);

}  // namespace torntape::proto
