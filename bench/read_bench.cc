// Reading: what it costs to read strict cables of 2 KiB into views, beside the cheapest that could
// be done with their text: finding the line ends with memchr, and keeping a view of each line in
// the same vector. And, for comparison, the whole reader.

#include <benchmark/benchmark.h>
#include <cstring>
#include <string>
#include <vector>

#include "base/assert.h"
#include "cable/cable.h"
#include "cable/view_reader.h"

namespace torntape::cable {
namespace {

constexpr std::size_t kBytes = 2048;

// A heading, lines of text up to 2 KiB, and an ending.
std::string Filled(std::string heading, const std::string& ending) {
  static constexpr const char* kLines[] = {
      "1. THE FISHERIES SECRETARY OFFERED A ROLLING QUOTA AND ASKED FOR AN\n",
      "ANSWER BEFORE THE SPRING TIDES. THE TALKS WERE HELD IN THE OLD\n",
      "CUSTOMS HOUSE.\n",
      "\n",
  };
  for (std::size_t i = 0; heading.size() + ending.size() < kBytes; ++i) heading += kLines[i % 4];
  return heading + ending;
}

std::string StateCable() {
  return Filled(
      "VZCZCBDA0417\nOO RYLBDN RYMCFR RYNDHQ RYNDZP\nDE RYKABD #0417/01 1341042\nZNY CCCCC ZZH\n"
      "O R 141030Z MAY 31\nFM EMB BRINDLEMOOR\nTO RYNDHQ/HOMEMIN HAVENMOUTH 2213\n"
      "INFO RYLBDN/EMB DUNMARROW 0119\nRYMCFR/EMB FARROWHOLM 0087\n"
      "RYNDZP/NORTHERN TRADE COLLECTIVE\nBT\n"
      "C O N F I D E N T I A L SECTION 01 OF 02 BRINDLEMOOR 000417\n\nSIPDIS\n\n"
      "TAGS: ETRD, EFIS\nSUBJECT: HERRING QUOTA TALKS OPEN IN BRINDLEMOOR\n\n",
      "BT\n#0417\nNNNN\n");
}

std::string Janap128Cable() {
  return Filled(
      "VZCZCBDA117\nOTTCZYUW RYKABDA0417 1341042-CCCC--RYLBDNA RYMCFRA RYNDHQA.\nZNY CCCCC\n"
      "O R 141030Z MAY 31\nFM EMB BRINDLEMOOR\nTO HOMEMIN HAVENMOUTH\nINFO EMB DUNMARROW\n"
      "EMB FARROWHOLM\nBT\nC O N F I D E N T I A L\nSUBJECT: HERRING QUOTA TALKS OPEN\n",
      "BT\n#0417\nNNNN\n");
}

void SplitWithMemchr(std::string_view text, std::vector<LineOfText>& lines) {
  lines.clear();
  const char* at = text.data();
  const char* const end = at + text.size();
  int number = 0;
  while (at < end) {
    const auto* feed =
        static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    const char* const stop = feed == nullptr ? end : feed;
    lines.push_back({++number, 0, {at, static_cast<std::size_t>(stop - at)}});
    at = stop + 1;
  }
}

void BareLineSplit(benchmark::State& state, const std::string& text) {
  std::vector<LineOfText> lines;
  for (auto _ : state) {
    SplitWithMemchr(text, lines);
    benchmark::DoNotOptimize(lines.data());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void StrictView(benchmark::State& state, const std::string& text) {
  CableView view;
  TORNTAPE_ASSERT(ReadView(text, view));
  for (auto _ : state) {
    benchmark::DoNotOptimize(ReadView(text, view));
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void WholeReader(benchmark::State& state, const std::string& text) {
  for (auto _ : state) {
    ReadResult read = ReadCable(text);
    TORNTAPE_ASSERT(read.cable.has_value());
    benchmark::DoNotOptimize(read);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

BENCHMARK_CAPTURE(BareLineSplit, state, StateCable());
BENCHMARK_CAPTURE(StrictView, state, StateCable());
BENCHMARK_CAPTURE(WholeReader, state, StateCable());
BENCHMARK_CAPTURE(BareLineSplit, janap128, Janap128Cable());
BENCHMARK_CAPTURE(StrictView, janap128, Janap128Cable());
BENCHMARK_CAPTURE(WholeReader, janap128, Janap128Cable());

}  // namespace
}  // namespace torntape::cable

BENCHMARK_MAIN();
