#pragma once

#include "network/directory.h"
#include "proto/field_checks.h"
#include "proto/scenario.h"

namespace torntape::v1 {
class ScenarioConfig;
}

// The steps in which proto/scenario_reader.cc makes a scenario. Only it uses them.
namespace torntape::proto {

// What the steps share. The scenario has its network; what is refused is left out of it.
struct ScenarioDraft {
  FieldChecks& checks;
  const network::Directory& directory;  // of the scenario's network
  Scenario& scenario;

  // A station of the network; none if there is none such, which is reported.
  network::RoutingIndicator FindStation(const std::string& path, const std::string& letters);
  // The same, and it must be a post.
  network::RoutingIndicator FindPost(const std::string& path, const std::string& letters);
};

void ReadTraffic(const v1::ScenarioConfig& config, ScenarioDraft& draft);
// REQUIRES: the scenario has its cables.
void ReadExpectations(const v1::ScenarioConfig& config, ScenarioDraft& draft);

}  // namespace torntape::proto
