#include "sim/live_run.h"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "proto/yaml_settings.h"
#include "sim/live_world.h"
#include "sim/traffic.h"

namespace torntape::sim {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using SteadyTime = steady_clock::time_point;

constexpr milliseconds kBetweenLooks{50};   // for the terminal and for Ctrl-C
constexpr milliseconds kBetweenRounds{20};  // of questions
constexpr milliseconds kStopDeadline{10'000};

Instant SystemNow() {
  return Instant(
      std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()));
}

// One live run, phase by phase.
class LiveRun {
 public:
  LiveRun(const Scenario& scenario, const network::Directory& directory, const RunOptions& options,
          Observer& observer, ProgressListener& listener)
      : scenario_(scenario),
        options_(options),
        observer_(observer),
        listener_(listener),
        world_(directory, observer, observer.promises(),
               [&listener](const std::string& line) { listener.OnNotice(line); },
               {options.program, scenario.network_path, options.store_folder}) {
    progress_.stations = scenario.network.stations.size();
    progress_.cables_total = CablesIn(scenario);
  }

  Result<void> ComeUp() {
    Enter(Progress::Phase::kStarting);
    if (auto go_on = LookWhetherToStop(); !go_on) return go_on;
    if (auto started = world_.Start(); !started) return started;
    const SteadyTime deadline = steady_clock::now() + options_.start_deadline;
    while (!world_.IsUp()) {
      if (steady_clock::now() > deadline) {
        return Failure(fmt::format("the network did not come up within {}: {}",
                                   FormatDuration(options_.start_deadline),
                                   world_.WhatIsMissing()));
      }
      if (auto turn = Step(deadline); !turn) return turn;
    }
    return {};
  }

  // Files every cable when its time has come, which is divided by the speed.
  Result<void> FileAll(TrafficSource& traffic) {
    Enter(Progress::Phase::kRunning);
    const SteadyTime began = steady_clock::now();
    while (std::optional<FilingPlan> plan = traffic.Next()) {
      const Duration written = plan->at - scenario_.start;
      if (written > scenario_.limit) break;
      const SteadyTime due = began + Scaled(written);
      while (steady_clock::now() < due || world_.IsCongested()) {
        if (world_.any_died()) return {};
        if (auto turn = Step(due); !turn) return turn;
      }
      if (auto filed = FileOne(*plan); !filed) return filed;
    }
    return {};
  }

  // True if nothing is on its way any more.
  Result<bool> Drain() {
    Enter(Progress::Phase::kDraining);
    const SteadyTime deadline = steady_clock::now() + options_.drain_deadline;
    SteadyTime next_round = steady_clock::now();
    bool waiting = false;
    while (!world_.drained()) {
      const SteadyTime now = steady_clock::now();
      if (now > deadline || world_.any_died()) return false;
      if (!waiting && now >= next_round) {
        world_.BeginRound();
        waiting = true;
        rounds_ = world_.rounds_ended();
      }
      if (auto turn = Step(std::min(deadline, now + kBetweenRounds)); !turn) {
        return tl::unexpected(turn.error());
      }
      if (waiting && world_.rounds_ended() > rounds_) {
        waiting = false;
        next_round = steady_clock::now() + kBetweenRounds;
      }
    }
    return true;
  }

  // Somebody wanted it to stop: an error of a step says no more than that.
  bool stopped() const { return stopped_; }

  void Stop() {
    Enter(Progress::Phase::kStopping);
    world_.Stop(kStopDeadline);
  }

 private:
  Result<void> FileOne(const FilingPlan& plan) {
    const cable::ReadResult read = cable::ReadCable(plan.text);
    if (!read.cable) {
      return Failure(RenderDiagnostics(read.diagnostics, plan.source, plan.text));
    }
    observer_.Expect(*read.cable, SystemNow(), plan.source, plan.cable);
    world_.File(plan.from, {plan.source, plan.text, Duration{}});
    return {};
  }

  Duration Scaled(Duration written) const {
    return Duration(
        static_cast<std::int64_t>(static_cast<double>(written.count()) / options_.speed));
  }

  // Lets the world turn, and looks up from time to time.
  Result<void> Step(SteadyTime until) {
    const SteadyTime look = told_at_ + kBetweenLooks;
    if (auto turn = world_.Turn(std::min(until, std::max(look, steady_clock::now()))); !turn) {
      return turn;
    }
    if (steady_clock::now() < look) return {};
    Tell();
    return LookWhetherToStop();
  }

  // An error if somebody wants it to stop; what it says is seen only before the network is up.
  Result<void> LookWhetherToStop() {
    if (!listener_.StopWanted()) return {};
    stopped_ = true;
    return Failure("stopped before the network was up, as was asked");
  }

  void Enter(Progress::Phase phase) {
    progress_.phase = phase;
    Tell();
  }

  void Tell() {
    told_at_ = steady_clock::now();
    progress_.now = SystemNow();
    progress_.stations_ready = world_.stations_ready();
    observer_.AddTo(progress_);
    listener_.OnProgress(progress_);
  }

  const Scenario& scenario_;
  const RunOptions& options_;
  Observer& observer_;
  ProgressListener& listener_;
  LiveWorld world_;
  Progress progress_;
  SteadyTime told_at_;
  std::uint64_t rounds_ = 0;
  bool stopped_ = false;
};

// What only a world of virtual time can do is refused, with its place, and not left out in silence.
Result<void> CanRunLive(const Scenario& scenario) {
  const auto refuse = [&](const SourceSpan& where, std::string_view what) {
    return Failure(
        fmt::format("{}: the live clock cannot do this: {}\n"
                    "  hint: run it with --clock virtual",
                    proto::DescribePlace(scenario.path, where), what));
  };
  if (!scenario.faults.empty()) {
    const ScenarioFault& first = scenario.faults.front();
    return refuse(first.where, fmt::format("{} (the first of {} in \"faults\")", NameOf(first.kind),
                                           scenario.faults.size()));
  }
  if (!scenario.random_faults.empty()) {
    return refuse(scenario.random_faults.front().where,
                  fmt::format("\"random_faults\" ({})", scenario.random_faults.front().name));
  }
  // Its circuits are sockets: nothing is slow enough to be broken off, and nothing is garbled.
  for (const ExpectedCount& count : scenario.expect.counts) {
    if (count.of == ExpectedCount::Of::kBurnt) return refuse(count.where, "expect \"burnt\"");
    if (count.of == ExpectedCount::Of::kGarbled) return refuse(count.where, "expect \"garbled\"");
  }
  if (!scenario.operators.empty()) return refuse(scenario.operators.front().where, "operators");
  for (const network::Link& link : scenario.network.links) {
    if (link.open.empty()) continue;
    return Failure(
        fmt::format("{}: the live clock cannot close link {} by its hours\n"
                    "  hint: run it with --clock virtual",
                    scenario.network_path, link.name));
  }
  return {};
}

}  // namespace

Result<RunEnd> RunLive(const Scenario& scenario, const network::Directory& directory,
                       std::uint64_t seed, const RunOptions& options, Observer& observer,
                       ProgressListener& progress, Instant& begin) {
  if (auto can = CanRunLive(scenario); !can) return tl::unexpected(can.error());
  LiveRun run(scenario, directory, options, observer, progress);
  if (auto up = run.ComeUp(); !up) return tl::unexpected(up.error());
  begin = SystemNow();
  TrafficSource traffic(scenario, directory, seed);
  Result<void> filed = run.FileAll(traffic);
  if (!filed && !run.stopped()) return tl::unexpected(filed.error());
  Result<bool> drained = false;
  if (!run.stopped()) drained = run.Drain();
  if (!drained && !run.stopped()) return tl::unexpected(drained.error());
  RunEnd end;
  end.at = SystemNow();
  end.interrupted = run.stopped();
  end.drained = !run.stopped() && *drained;
  run.Stop();
  return end;
}

}  // namespace torntape::sim
