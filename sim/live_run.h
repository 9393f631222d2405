#pragma once

#include "base/result.h"
#include "sim/observer.h"
#include "sim/run.h"
#include "sim/scenario.h"
#include "sim/virtual_run.h"

namespace torntape::sim {

// Runs a scenario live: starts the program once a station, tells each where its peers are, waits
// for all links, files the cables at their times, waits until the network has drained, and ends all
// of them. `begin` becomes the instant from which the cables' times count.
//
// A network has drained when two rounds of questions, the second begun after the first was answered
// by all, find nothing outstanding anywhere and every count unchanged: then nothing was on its way
// between the questions either (the four-counter method).
//
// A station that cannot start, or a network that does not come up, is an Error with its last words;
// one that ends before it was told to is a broken promise. Nothing is left running, whatever comes.
Result<RunEnd> RunLive(const Scenario& scenario, const network::Directory& directory,
                       std::uint64_t seed, const RunOptions& options, Observer& observer,
                       ProgressListener& progress, Instant& begin);

}  // namespace torntape::sim
