#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/diagnostic.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/program.h"
#include "sim/run.h"

namespace torntape::cli {
namespace {

constexpr const char* kRunFooter =
    "A scenario names a network, the cables that are filed and when, and what must come of them.\n"
    "Under the virtual clock a day takes seconds, and the same scenario and seed give the same\n"
    "bytes. Under the live clock every station is a process of its own on this machine.\n"
    "\n"
    "Examples:\n"
    "  torntape run configs/scenarios/first-cable.yaml\n"
    "  torntape run configs/scenarios/first-cable.yaml --clock live --speed 10\n"
    "  torntape run configs/scenarios/flash-over-50-baud.yaml --set preemption=off\n"
    "  torntape run configs/scenarios/thousand-cables.yaml --events events.jsonl --quiet\n"
    "\n"
    "Exit: 0 all as expected, 1 a promise was broken (it says which), 2 it could not run, or was\n"
    "stopped before its end.";

struct RunOptions {
  sim::RunOptions run;
  std::string clock = "virtual";
  bool json = false;
  bool quiet = false;
};

// CLI11 takes "-1" for the largest number that there is.
std::string IsSeed(const std::string& text) {
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (digits && error == std::errc() && end == text.data() + text.size()) return {};
  return fmt::format("{} is no seed; one is a whole number from 0 to {}", Quoted(text),
                     std::numeric_limits<std::uint64_t>::max());
}

volatile std::sig_atomic_t stop_wanted = 0;

// Tells how far the run is on one line of the terminal, written over again; elsewhere it tells only
// notices.
class TerminalProgress final : public sim::ProgressListener {
 public:
  explicit TerminalProgress(bool quiet) : shown_(!quiet && ErrorIsTerminal()) {}
  ~TerminalProgress() override { Clear(); }
  TerminalProgress(const TerminalProgress&) = delete;
  TerminalProgress& operator=(const TerminalProgress&) = delete;

  void OnProgress(const sim::Progress& progress) override {
    if (!shown_) return;
    Clear();
    std::string line = fmt::format("{}: ", sim::NameOf(progress.phase));
    if (progress.phase == sim::Progress::Phase::kStarting) {
      line += fmt::format("{} of {} stations ready", progress.stations_ready, progress.stations);
    } else {
      line += fmt::format("{}  {} {} filed, {} delivered, {} owed", FormatTimeOfDay(progress.now),
                          progress.cables_filed, progress.cables_filed == 1 ? "cable" : "cables",
                          progress.deliveries, progress.outstanding);
    }
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fflush(stderr);
    drawn_ = true;
  }
  void OnNotice(std::string_view line) override {
    Clear();
    Complain(line);
  }
  bool StopWanted() override { return stop_wanted != 0; }

 private:
  void Clear() {
    if (!drawn_) return;
    std::fputs("\r\x1b[K", stderr);
    drawn_ = false;
  }

  bool shown_;
  bool drawn_ = false;
};

int Run(const RunOptions& options) {
  stop_wanted = 0;
  const auto ask_to_stop = [](int) { stop_wanted = 1; };
  std::signal(SIGINT, ask_to_stop);
  std::signal(SIGTERM, ask_to_stop);
  Result<sim::RunReport> report = Failure("");
  {
    TerminalProgress progress(options.quiet || options.json);
    report = sim::RunScenario(options.run, progress);
  }
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  if (!report) {
    Complain(report.error().message);
    return kCouldNotRun;
  }
  if (options.json) {
    Print(sim::ReportAsJson(*report) + "\n");
  } else {
    Print(sim::FormatReport(*report, {OutputTakesColour(), OutputWidth(), options.quiet}));
  }
  if (report->outcome == sim::Outcome::kInterrupted) return kCouldNotRun;
  return report->outcome == sim::Outcome::kKept ? kAsAsked : kPromiseBroken;
}

}  // namespace

void AddRunCommand(CLI::App& program, Action& action) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = program.add_subcommand(
      "run", "Run a scenario, check every promise, and show who got what, when and by which way");
  command->add_option("SCENARIO", options->run.scenario, "A scenario file (YAML)")->required();
  command
      ->add_option("--clock", options->clock,
                   "virtual: as fast as can be, in one process; live: over real sockets")
      ->check(CLI::IsMember({"virtual", "live"}))
      ->capture_default_str();
  command
      ->add_option("--speed", options->run.speed,
                   "Live: file the cables so many times faster than written")
      ->check(CLI::Range(0.001, 1e6))
      ->capture_default_str();
  command->add_option("--seed", options->run.seed, "Another seed than the scenario's")
      ->check(IsSeed, "");
  command
      ->add_option(
          "--set", options->run.settings,
          "In place of what the scenario says; for its network: network.KEY.\nMay be given "
          "several times")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_option("--events", options->run.events_file,
                      "Write every event there, one JSON object a line");
  command
      ->add_option("--store", options->run.store_folder,
                   "Live: custody on disk, a folder for each station below this one;\nelse in "
                   "memory")
      ->type_name("FOLDER");
  command->add_flag("--json", options->json, "For programs: the report as one JSON object");
  command->add_flag("--quiet", options->quiet, "The verdict and what was broken, nothing else");
  command->footer(kRunFooter);
  command->callback([&action, options] {
    options->run.clock = options->clock == "live" ? sim::Clock::kLive : sim::Clock::kVirtual;
    action = [options] { return Run(*options); };
  });
}

}  // namespace torntape::cli
