#include "sim/virtual_run.h"

#include <chrono>

#include <fmt/format.h>

#include "sim/traffic.h"
#include "sim/virtual_world.h"

namespace torntape::sim {
namespace {

// Tells how far it is, and asks whether to go on, a few times a second of the reader's time.
class Pace {
 public:
  Pace(const Scenario& scenario, const Observer& observer, ProgressListener& listener)
      : observer_(observer), listener_(listener) {
    progress_.phase = Progress::Phase::kRunning;
    progress_.stations = scenario.network.stations.size();
    progress_.stations_ready = progress_.stations;
    progress_.cables_total = CablesIn(scenario);
  }

  // False: somebody wants it to stop.
  bool Step(Instant now) {
    constexpr std::uint32_t kStepsBetweenLooks = 1024;
    if (++steps_ % kStepsBetweenLooks != 0) return true;
    const auto real = std::chrono::steady_clock::now();
    if (real - told_at_ < std::chrono::milliseconds(100)) return true;
    told_at_ = real;
    Tell(now);
    return !listener_.StopWanted();
  }
  void Enter(Progress::Phase phase, Instant now) {
    progress_.phase = phase;
    Tell(now);
  }

 private:
  void Tell(Instant now) {
    progress_.now = now;
    observer_.AddTo(progress_);
    listener_.OnProgress(progress_);
  }

  const Observer& observer_;
  ProgressListener& listener_;
  Progress progress_;
  std::uint32_t steps_ = 0;
  std::chrono::steady_clock::time_point told_at_ = std::chrono::steady_clock::now();
};

tl::unexpected<Error> Stopped() { return Failure("stopped before its end, as was asked"); }

}  // namespace

Result<RunEnd> RunVirtual(const Scenario& scenario, const network::Directory& directory,
                          std::uint64_t seed, Observer& observer, ProgressListener& listener) {
  VirtualWorld world(directory, observer, {.begin = scenario.start});
  TrafficSource traffic(scenario, directory, seed);
  Pace pace(scenario, observer, listener);
  const Instant limit = scenario.start + scenario.limit;
  pace.Enter(Progress::Phase::kRunning, scenario.start);
  world.Start();

  while (std::optional<FilingPlan> plan = traffic.Next()) {
    if (plan->at > limit) break;
    for (auto next = world.NextAt(); next && *next < plan->at; next = world.NextAt()) {
      world.RunInstant();
      if (!pace.Step(world.now())) return Stopped();
    }
    world.AdvanceTo(plan->at);
    const cable::ReadResult read = cable::ReadCable(plan->text);
    if (!read.cable) {
      return Failure(RenderDiagnostics(read.diagnostics, plan->source, plan->text));
    }
    observer.Expect(*read.cable, plan->at, plan->source, plan->cable);
    const auto filed = world.File(plan->from, *read.cable);
    if (!filed) {
      observer.Refuse(*read.cable, filed.error().message);
      listener.OnNotice(fmt::format("{}: {} refused it: {}", plan->source, plan->from.ToString(),
                                    filed.error().message));
    }
  }

  pace.Enter(Progress::Phase::kDraining, world.now());
  for (auto next = world.NextAt(); next && *next <= limit; next = world.NextAt()) {
    world.RunInstant();
    if (!pace.Step(world.now())) return Stopped();
  }
  const bool idle = !world.NextAt().has_value();
  pace.Enter(Progress::Phase::kStopping, world.now());
  return RunEnd{world.now(), idle && world.outstanding() == 0};
}

}  // namespace torntape::sim
