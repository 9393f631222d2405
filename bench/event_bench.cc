// The event set of a world alone, on the hold model: N events are pending, and each that is taken
// schedules its successor after an exponential span. The peer is "hold" of ns3_peer.cc.
//
//   event_bench [EVENTS]
//
// Prints one line of JSON a case; the time is that of the process.
#include <cstdint>
#include <cstdlib>
#include <ctime>

#include <fmt/format.h>

#include "base/prng.h"
#include "sim/event_queue.h"

namespace torntape::sim {
namespace {

double ProcessSeconds() {
  std::timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

void Hold(std::uint32_t pending, std::uint64_t events) {
  constexpr std::int64_t kMean = 1'000'000'000;
  Prng prng(1);
  EventQueue queue;
  for (std::uint32_t i = 0; i < pending; ++i) {
    queue.Schedule(InstantFromNanoseconds(prng.Exponential(kMean)), 0, i);
  }
  std::uint64_t sum = 0;  // so that nothing is optimised away
  const double begin = ProcessSeconds();
  for (std::uint64_t i = 0; i < events; ++i) {
    const EventQueue::Scheduled taken = queue.Take();
    sum += taken.place;
    queue.Schedule(taken.at + Duration(prng.Exponential(kMean)), 0, taken.place);
  }
  const double seconds = ProcessSeconds() - begin;
  fmt::print(
      "{{\"engine\":\"torntape\",\"model\":\"hold\",\"pending\":{},\"events_per_s\":{:.0f},"
      "\"sum\":{}}}\n",
      pending, static_cast<double>(events) / seconds, sum);
}

}  // namespace
}  // namespace torntape::sim

int main(int argc, char** argv) {
  const std::uint64_t events = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 3'000'000;
  for (const std::uint32_t pending : {100U, 10'000U, 1'000'000U}) {
    torntape::sim::Hold(pending, events);
  }
}
