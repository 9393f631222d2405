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
using proto::ExpectedQueue;
using proto::ExpectedSpeed;
using proto::FaultCondition;
using proto::FaultKind;
using proto::LoadedScenario;
using proto::LoadScenario;
using proto::NameOf;
using proto::Operator;
using proto::RandomFaults;
using proto::Replay;
using proto::ReplayedCable;
using proto::Scenario;
using proto::ScenarioCable;
using proto::ScenarioFault;
using proto::Surge;
using proto::TrafficBurst;

}  // namespace torntape::sim
