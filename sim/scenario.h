#pragma once

#include "proto/scenario.h"
#include "proto/scenario_reader.h"

// Scenarios are read where generated classes may be used, in proto/; here are their names for sim/.
namespace torntape::sim {

using proto::CablesIn;
using proto::CountRange;
using proto::Expectations;
using proto::ExpectedCopy;
using proto::ExpectedCount;
using proto::ExpectedDelivery;
using proto::ExpectedLaw;
using proto::LoadedScenario;
using proto::LoadScenario;
using proto::NameOf;
using proto::Scenario;
using proto::ScenarioCable;
using proto::TrafficBurst;

}  // namespace torntape::sim
