// What a cable costs in a large network, and how much memory the whole run takes: a scenario from
// its file to its report, under the checker and without events, as `torntape run` does it.
//
//   bench/make_network.py --cables 1000000 DIRECTORY
//   scale_bench DIRECTORY/scenario.yaml
//
// Prints one line of JSON. The time is that of the process, split at the moment when the network
// stands and the first cable is filed.
#include <cstdio>
#include <ctime>
#include <string>
#include <sys/resource.h>

#include <fmt/format.h>

#include "sim/run.h"

namespace torntape::sim {
namespace {

double ProcessSeconds() {
  std::timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double PeakMebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

class Split final : public ProgressListener {
 public:
  void OnProgress(const Progress& progress) override {
    if (progress.phase != Progress::Phase::kReading && begun_ == 0) {
      begun_ = ProcessSeconds();
      mebibytes_ = PeakMebibytes();
    }
  }
  void OnNotice(std::string_view line) override {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
  }
  double begun() const { return begun_; }
  double mebibytes() const { return mebibytes_; }

 private:
  double begun_ = 0;
  double mebibytes_ = 0;
};

int Run(const std::string& scenario) {
  RunOptions options;
  options.scenario = scenario;
  Split split;
  const Result<RunReport> report = RunScenario(options, split);
  if (!report) {
    std::fprintf(stderr, "%s\n", report.error().message.c_str());
    return 2;
  }
  const double seconds = ProcessSeconds() - split.begun();
  const auto cables = static_cast<double>(report->counts.cables_filed);
  const bool kept = report->outcome == Outcome::kKept;
  fmt::print(
      "{{\"cables\":{},\"deliveries\":{},\"transmissions\":{},\"setup_s\":{:.2f},\"run_s\":{:.2f},"
      "\"us_per_cable\":{:.2f},\"us_per_transmission\":{:.3f},\"setup_mib\":{:.0f},"
      "\"peak_mib\":{:.0f},\"kept\":{}}}\n",
      report->counts.cables_filed, report->counts.deliveries, report->counts.transmissions,
      split.begun(), seconds, seconds * 1e6 / cables,
      seconds * 1e6 / static_cast<double>(report->counts.transmissions), split.mebibytes(),
      PeakMebibytes(), kept);
  return kept ? 0 : 1;
}

}  // namespace
}  // namespace torntape::sim

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: scale_bench SCENARIO\n", stderr);
    return 2;
  }
  return torntape::sim::Run(argv[1]);
}
