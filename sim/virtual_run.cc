#include "sim/virtual_run.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "proto/yaml_settings.h"
#include "sim/fault_driver.h"
#include "sim/intercept_desk.h"
#include "sim/traffic.h"
#include "sim/virtual_faults.h"
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

  // After each of many small steps. False: somebody wants it to stop.
  bool Step(Instant now) {
    constexpr std::uint32_t kStepsBetweenLooks = 256;
    return ++steps_ % kStepsBetweenLooks != 0 || Look(now);
  }
  // The same after a large one.
  bool Look(Instant now) {
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

// Hands events on to all who look at the run, and to the faults that wait for one.
class Ears final : public WorldListener {
 public:
  Ears(Observer& observer, FaultDriver& faults, InterceptDesk& desk)
      : observer_(observer), faults_(faults), desk_(desk) {}
  void OnEvent(const cable::Event& event) override {
    observer_.OnEvent(event);
    faults_.OnEvent(event);
    desk_.OnEvent(event);
  }
  void OnDeliveredBody(const DeliveredBody& body) override { observer_.OnDeliveredBody(body); }
  void OnStopped(cable::RoutingIndicator station) override { observer_.OnStopped(station); }
  void OnRestarted(cable::RoutingIndicator station, bool store_lost) override {
    observer_.OnRestarted(station, store_lost);
  }
  void OnMisnumbered(cable::RoutingIndicator from, cable::RoutingIndicator to,
                     std::uint16_t skip) override {
    observer_.OnMisnumbered(from, to, skip);
  }
  void OnWrongRoute(cable::RoutingIndicator relay) override { observer_.OnWrongRoute(relay); }
  void OnGarbled(cable::RoutingIndicator from, cable::RoutingIndicator to,
                 cable::ChannelNumber number, std::string_view sent,
                 std::string_view came) override {
    observer_.OnGarbled(from, to, number, sent, came);
  }

 private:
  Observer& observer_;
  FaultDriver& faults_;
  InterceptDesk& desk_;
};

// What this kind of world cannot do is refused with its place, and not left out in silence.
Result<void> CanRunVirtual(const Scenario& scenario) {
  const auto refuse = [&](const SourceSpan& where, std::string_view what) {
    return Failure(fmt::format("{}: the virtual clock cannot do this: {}",
                               proto::DescribePlace(scenario.path, where), what));
  };
  for (const ScenarioFault& fault : scenario.faults) {
    if (!VirtualFaults::Can(fault.kind)) return refuse(fault.where, NameOf(fault.kind));
  }
  for (const RandomFaults& faults : scenario.random_faults) {
    if (!VirtualFaults::Can(faults.kind)) return refuse(faults.where, NameOf(faults.kind));
  }
  if (VirtualFaults::kHasSupervisors || scenario.operators.empty()) return {};
  return refuse(scenario.operators.front().where, "operators");
}

// One run in virtual time: what is filed, what goes wrong, and what the world does, in turn.
class VirtualRun {
 public:
  VirtualRun(const Scenario& scenario, const network::Directory& directory, std::uint64_t seed,
             Observer& observer, ProgressListener& listener)
      : scenario_(scenario),
        observer_(observer),
        listener_(listener),
        faults_(scenario, directory, seed),
        desk_(scenario, directory, seed),
        ears_(observer, faults_, desk_),
        world_(directory, ears_, OptionsFor(scenario, seed)),
        target_(world_),
        traffic_(scenario, directory, seed),
        pace_(scenario, observer, listener),
        limit_(scenario.start + scenario.limit) {}

  Result<RunEnd> Run() {
    pace_.Enter(Progress::Phase::kRunning, scenario_.start);
    world_.Start();
    bool going = true;
    while (going) {
      const std::optional<FilingPlan> plan = traffic_.Next();
      if (!plan || plan->at > limit_) break;
      going = RunUpTo(plan->at);
      if (!going) break;
      if (auto filed = File(*plan); !filed) return tl::unexpected(filed.error());
      going = pace_.Step(world_.now());
    }
    if (going) {
      pace_.Enter(Progress::Phase::kDraining, world_.now());
      going = RunToTheEnd();
    }
    return End(!going);
  }

 private:
  RunEnd End(bool interrupted) {
    const bool idle = !world_.NextAt().has_value();
    pace_.Enter(Progress::Phase::kStopping, world_.now());
    for (std::size_t link = 0; link < scenario_.network.links.size(); ++link) {
      const network::Link& described = scenario_.network.links[link];
      const auto there = world_.BusyPerMille(link, 0);
      const auto back = world_.BusyPerMille(link, 1);
      if (there) observer_.tally().SetBusy(described.first, described.second, *there);
      if (back) observer_.tally().SetBusy(described.second, described.first, *back);
    }
    const bool settled = !faults_.IsOwed() && !faults_.AnyDown();
    const bool drained = idle && settled && world_.outstanding() == 0;
    return RunEnd{world_.now(),   interrupted,        drained,
                  faults_.rows(), faults_.happened(), desk_.rows()};
  }

  template <typename Options = VirtualWorld::Options>
  static Options OptionsFor(const Scenario& scenario, std::uint64_t seed) {
    Options options;
    options.begin = scenario.start;
    options.restartable = !scenario.faults.empty() || !scenario.random_faults.empty();
    if constexpr (requires { options.seed = seed; }) options.seed = seed;
    return options;
  }

  // Lets the world and the faults go on until `at`, which then is the time. What goes wrong at `at`
  // itself does so before anything is filed. False: somebody wants it to stop.
  bool RunUpTo(Instant at) {
    for (;;) {
      const auto next = world_.NextAt();
      const auto hand = HandAt();
      if (hand && *hand <= at && (!next || *hand <= *next)) {
        Interfere(*hand);
      } else if (next && *next < at) {
        if (!Step()) return false;
      } else {
        world_.AdvanceTo(at);
        return true;
      }
    }
  }

  // The same until nothing is left to be done, or the limit is over.
  bool RunToTheEnd() {
    for (;;) {
      const auto next = world_.NextAt();
      const auto hand = HandAt();
      const bool at_rest = !next && world_.outstanding() == 0;
      if ((at_rest && !faults_.IsOwed() && !desk_.NextAt()) || (!next && !hand)) return true;
      const bool hand_first = hand && (!next || *hand <= *next);
      if ((hand_first ? *hand : *next) > limit_) return true;
      if (hand_first) {
        Interfere(*hand);
      } else if (!Step()) {
        return false;
      }
    }
  }

  // When somebody or something next lays a hand on the world: a fault, or an operator.
  std::optional<Instant> HandAt() const {
    const auto fault = faults_.NextAt();
    const auto person = desk_.NextAt();
    if (!fault || !person) return fault ? fault : person;
    return std::min(*fault, *person);
  }

  void Interfere(Instant at) {
    world_.AdvanceTo(at);
    if (faults_.NextAt() == at) faults_.Act(at, target_);
    if (desk_.NextAt() == at) desk_.Act(at, target_);
  }

  bool Step() {
    // In one instant a fast network may do the work of a day.
    constexpr std::uint64_t kEventsBetweenLooks = 10'000;
    while (!world_.RunSome(kEventsBetweenLooks)) {
      if (!pace_.Look(world_.now())) return false;
    }
    faults_.Look(world_.now());
    desk_.Look(world_.now());
    return pace_.Step(world_.now());
  }

  Result<void> File(const FilingPlan& plan) {
    const cable::ReadResult read = cable::ReadCable(plan.text);
    if (!read.cable) {
      return Failure(RenderDiagnostics(read.diagnostics, plan.source, plan.text));
    }
    observer_.Expect(*read.cable, plan.at, plan.source, plan.cable);
    const auto filed = world_.File(plan.from, *read.cable);
    faults_.Look(world_.now());
    if (filed) return {};
    observer_.Refuse(*read.cable, filed.error().message);
    listener_.OnNotice(fmt::format("{}: {} refused it: {}", plan.source, plan.from.ToString(),
                                   filed.error().message));
    return {};
  }

  const Scenario& scenario_;
  Observer& observer_;
  ProgressListener& listener_;
  FaultDriver faults_;
  InterceptDesk desk_;
  Ears ears_;
  VirtualWorld world_;
  VirtualFaults target_;
  TrafficSource traffic_;
  Pace pace_;
  const Instant limit_;
};

}  // namespace

Result<RunEnd> RunVirtual(const Scenario& scenario, const network::Directory& directory,
                          std::uint64_t seed, Observer& observer, ProgressListener& listener) {
  if (auto can = CanRunVirtual(scenario); !can) return tl::unexpected(can.error());
  return VirtualRun(scenario, directory, seed, observer, listener).Run();
}

}  // namespace torntape::sim
