// How many cables a second a world of virtual time carries over five hops: a post, four relays and
// a post in a row, joined by circuits that are nine tenths busy, with four precedences. All
// stations are the real cores. The peer is net5 of ns3_peer.cc, the same chain of UDP datagrams.
//
//   chain_bench [CABLES] [LISTENER]   LISTENER: none, count or checker (default none)
//
// Prints one line of JSON. The time is that of the process, from the first cable filed to the last
// one delivered; making the cables up is part of it, as making the packets up is for the peer.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/prng.h"
#include "cable/cable.h"
#include "network/directory.h"
#include "network/network.h"
#include "sim/checker.h"
#include "sim/circuit.h"
#include "sim/virtual_world.h"

namespace torntape::sim {
namespace {

using cable::RoutingIndicator;

constexpr std::size_t kBodyBytes = 2048;
constexpr std::size_t kBodies = 64;  // different ones, used in turn
constexpr std::size_t kPrecedences = 4;

double ProcessSeconds() {
  std::timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

network::Network MakeChain(std::uint64_t bits_per_second) {
  network::Network network;
  network.name = "chain";
  const char* const indicators[] = {"RYAABD", "RYAA", "RYBB", "RYCC", "RYDD", "RYDDEL"};
  for (const char* const indicator : indicators) {
    const bool relay = std::string_view(indicator).size() == 4;
    network.stations.push_back(
        {RoutingIndicator::Of(indicator),
         relay ? network::StationRole::kMajorRelay : network::StationRole::kTributary, indicator});
  }
  for (std::size_t i = 0; i + 1 < network.stations.size(); ++i) {
    network::Link link;
    link.name = fmt::format("hop {}", i + 1);
    link.first = network.stations[i].indicator;
    link.second = network.stations[i + 1].indicator;
    link.circuit = {bits_per_second, std::chrono::milliseconds(100)};
    network.links.push_back(link);
  }
  network.addressees = {{"BRINDLEMOOR", RoutingIndicator::Of("RYAABD")},
                        {"ELSINGTON", RoutingIndicator::Of("RYDDEL")}};
  if (!network::CompleteChannels(network)) std::abort();
  network::CompleteRoutes(network);
  return network;
}

// Cables that differ in identification and precedence, and share a few bodies.
class CableMaker {
 public:
  CableMaker() {
    const std::size_t around = Read(0, "A").transmission.body.size() - 1;
    for (std::size_t i = 0; i < kBodies; ++i) {
      std::string text;
      while (text.size() < kBodyBytes - around) {
        text += text.size() % 64 == 63 ? '\n' : static_cast<char>('A' + (text.size() * 7 + i) % 26);
      }
      cables_.push_back(Read(i % kPrecedences, text));
    }
  }

  std::uint64_t CharactersOfOne() const { return CharactersOf(cables_.front().transmission); }

  const cable::Cable& Make(Instant at, std::size_t precedence) {
    ++made_;
    const std::size_t row = made_ % (kBodies / kPrecedences);
    cable::Cable& cable = cables_[row * kPrecedences + precedence];
    const CalendarTime time = ToCalendar(at);
    auto heading = MakeRef<cable::Heading>(*cable.transmission.heading);
    heading->identification.serial = static_cast<std::uint16_t>(made_ % 9999 + 1);
    heading->identification.filing = {
        cable::FilingTime::Form::kDayOfYear, static_cast<std::uint16_t>(time.day_of_year),
        static_cast<std::uint8_t>(time.hour), static_cast<std::uint8_t>(time.minute)};
    WriteDigits(time.minute, 2, heading->calling_line, 23);
    WriteDigits(time.hour, 2, heading->calling_line, 21);
    WriteDigits(time.day_of_year, 3, heading->calling_line, 19);
    WriteDigits(heading->identification.serial, 4, heading->calling_line, 15);
    cable.transmission.heading = heading;
    return cable;
  }

 private:
  // Writes `number` into `line` so that it ends before `end`: "DE RYAABD #0417 1341042".
  static void WriteDigits(int number, int digits, std::string& line, std::size_t end) {
    for (; digits > 0; --digits, number /= 10) line[--end] = static_cast<char>('0' + number % 10);
  }
  static cable::Cable Read(std::size_t precedence, std::string_view text) {
    constexpr std::string_view kProsigns = "ZOPR";
    const std::string source = fmt::format(
        "VZCZCBDA0001\n{0}{0} RYDDEL\nDE RYAABD #0001 1341042\nZNR UUUUU\n{0} 141042Z MAY 31\n"
        "FM BRINDLEMOOR\nTO RYDDEL/ELSINGTON\nBT\nUNCLAS\n{1}\nBT\n#0001\nNNNN\n",
        kProsigns[precedence % kPrecedences], text);
    cable::ReadResult read = cable::ReadCable(source);
    if (!read.cable) {
      std::fputs(RenderDiagnostics(read.diagnostics, "cable", source).c_str(), stderr);
      std::exit(2);
    }
    read.cable->lines.clear();  // they point into `source`
    return std::move(*read.cable);
  }

  std::vector<cable::Cable> cables_;  // their precedences in turn
  std::uint64_t made_ = 0;
};

class Count final : public WorldListener {
 public:
  void OnEvent(const cable::Event& event) override {
    delivered_ += event.kind == cable::EventKind::kDelivered ? 1 : 0;
    if (checker != nullptr) checker->OnEvent(event);
  }
  void OnDeliveredBody(const DeliveredBody& body) override {
    if (checker != nullptr) checker->OnDeliveredBody(body);
  }
  bool wants_bodies() const override { return checker != nullptr; }
  std::uint64_t delivered() const { return delivered_; }
  Checker* checker = nullptr;

 private:
  std::uint64_t delivered_ = 0;
};

int Run(std::uint64_t cables, bool checked) {
  CableMaker maker;
  constexpr std::uint64_t kBitsPerCharacter = 8;
  const network::Network network = MakeChain(maker.CharactersOfOne() * kBitsPerCharacter);
  const network::Directory directory(network);
  Checker checker(directory);
  Count count;
  if (checked) count.checker = &checker;
  VirtualWorld world(directory, count, {.begin = FromCalendar(2031, 5, 14)});
  world.Start();
  Prng prng(1);
  const RoutingIndicator from = network.stations.front().indicator;
  constexpr std::int64_t kMeanBetween = 1'111'111'111;  // ns, for a service of a second

  const double begin = ProcessSeconds();
  Instant at = world.now();
  for (std::uint64_t i = 0; i < cables; ++i) {
    at += Duration(prng.Exponential(kMeanBetween));
    world.AdvanceTo(at);
    const cable::Cable& cable = maker.Make(at, prng.Below(kPrecedences));
    if (checked) checker.Expect(cable);
    const auto filed = world.File(from, cable);
    if (!filed) {
      std::fprintf(stderr, "%s\n", filed.error().message.c_str());
      return 2;
    }
  }
  world.RunUntilIdle(at + std::chrono::hours(24));
  const double seconds = ProcessSeconds() - begin;
  if (checked) checker.Finish(true);
  const bool kept = count.delivered() == cables && checker.promises().total() == 0;
  fmt::print(
      "{{\"engine\":\"torntape\",\"model\":\"chain5\",\"checker\":{},\"cables\":{},"
      "\"msgs_per_s\":{:.0f},\"events_per_s\":{:.0f},\"us_per_msg\":{:.3f},\"kept\":{}}}\n",
      checked, cables, static_cast<double>(cables) / seconds,
      static_cast<double>(world.events_handled()) / seconds,
      seconds * 1e6 / static_cast<double>(cables), kept);
  return kept ? 0 : 1;
}

}  // namespace
}  // namespace torntape::sim

int main(int argc, char** argv) {
  const std::uint64_t cables = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 200'000;
  const bool checked = argc > 2 && std::string_view(argv[2]) == "checker";
  return torntape::sim::Run(cables, checked);
}
