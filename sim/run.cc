#include "sim/run.h"

#include <chrono>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "proto/files.h"
#include "sim/live_run.h"
#include "sim/observer.h"
#include "sim/scenario.h"
#include "sim/virtual_run.h"

namespace torntape::sim {
namespace {

// A word as a shell takes it.
std::string Shell(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_=.,:/-+%";
  if (word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string RerunLine(const RunOptions& options, std::uint64_t seed) {
  std::string line = fmt::format("torntape run {} --seed {}", options.scenario, seed);
  for (const std::string& setting : options.settings) line += " --set " + Shell(setting);
  if (options.clock == Clock::kLive) line += fmt::format(" --clock live --speed {}", options.speed);
  return line;
}

Result<Scenario> Load(const RunOptions& options, ProgressListener& progress) {
  Progress reading;
  reading.phase = Progress::Phase::kReading;
  progress.OnProgress(reading);
  const auto reader = proto::MakeDiskFileReader();
  LoadedScenario loaded = LoadScenario(options.scenario, *reader, options.settings);
  std::string found = proto::RenderDiagnostics(loaded.files);
  while (found.ends_with('\n')) found.pop_back();
  if (!loaded.scenario) return Failure(std::move(found));
  if (!found.empty()) progress.OnNotice(found);
  return std::move(*loaded.scenario);
}

// The stations of a live run read the network's file themselves.
Result<void> CanSet(const RunOptions& options) {
  for (const std::string& setting : options.settings) {
    if (options.clock == Clock::kVirtual || !setting.starts_with("network.")) continue;
    return Failure(
        fmt::format("the live clock cannot take --set {}: its stations read the file\n"
                    "  hint: run it with --clock virtual, or write another network file",
                    Shell(setting)));
  }
  return {};
}

}  // namespace

std::string_view NameOf(Clock clock) { return clock == Clock::kVirtual ? "virtual" : "live"; }

std::string_view NameOf(Outcome outcome) {
  if (outcome == Outcome::kInterrupted) return "interrupted";
  return outcome == Outcome::kKept ? "kept" : "broken";
}

std::string_view NameOf(Progress::Phase phase) {
  switch (phase) {
    case Progress::Phase::kReading:
      return "reading";
    case Progress::Phase::kStarting:
      return "starting";
    case Progress::Phase::kRunning:
      return "running";
    case Progress::Phase::kDraining:
      return "draining";
    case Progress::Phase::kStopping:
      return "stopping";
  }
  return {};
}

Result<RunReport> RunScenario(const RunOptions& options, ProgressListener& progress) {
  const auto began = std::chrono::steady_clock::now();
  const Result<Scenario> scenario = Load(options, progress);
  if (!scenario) return tl::unexpected(scenario.error());
  if (auto can = CanSet(options); !can) return tl::unexpected(can.error());
  const network::Directory directory(scenario->network);
  const std::uint64_t seed = options.seed.value_or(scenario->seed);

  auto observer = Observer::Make(
      *scenario, directory,
      {.in_order = options.clock == Clock::kVirtual,
       .restarts = !scenario->faults.empty() || !scenario->random_faults.empty(),
       .events_file = options.events_file,
       .begin = options.clock == Clock::kVirtual ? std::optional(scenario->start) : std::nullopt});
  if (!observer) return tl::unexpected(observer.error());
  RunReport report;
  report.scenario = scenario->name;
  report.scenario_path = options.scenario;
  report.network = scenario->network.name;
  report.clock = options.clock;
  report.seed = seed;
  report.rerun = RerunLine(options, seed);
  report.begin = scenario->start;
  const Result<RunEnd> end =
      options.clock == Clock::kVirtual
          ? RunVirtual(*scenario, directory, seed, **observer, progress)
          : RunLive(*scenario, directory, seed, options, **observer, progress, report.begin);
  if (!end) return tl::unexpected(end.error());
  report.end = end->at;
  report.faults = end->faults;
  report.faults_total = end->faults_total;
  report.operators = end->operators;
  const Result<void> finished = (*observer)->Finish(end->drained, end->interrupted, report);
  if (!finished) return tl::unexpected(finished.error());
  report.took = std::chrono::steady_clock::now() - began;
  return report;
}

}  // namespace torntape::sim
