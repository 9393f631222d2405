#pragma once

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "cable/cable.h"
#include "network/directory.h"
#include "nodes/core/post.h"
#include "sim/checker.h"
#include "sim/virtual_world.h"
#include "tests/network/four_relays.h"

namespace torntape::sim::testing {

using network::testing::Ri;

inline std::string TextOfFile(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The network of spec 4.6, ready to use, with one circuit for all links.
inline network::Network FourRelaysComplete(const network::Circuit& circuit = {}) {
  network::Network network = network::testing::FourRelays();
  for (network::Link& link : network.links) link.circuit = circuit;
  const bool complete = network::CompleteChannels(network);
  TORNTAPE_ASSERT(complete);
  network::CompleteRoutes(network);
  return network;
}

// A short cable from `from`. `to` and `info` are routing indicators, each with an address line
// "INDICATOR/NAME" of its own, by the directory.
struct Draft {
  std::string from = "RYKABD";
  int serial = 1;
  std::string precedence = "P";  // of format line 5: "P", or "O R"
  std::vector<std::string> to = {};
  std::vector<std::string> info = {};
  std::string classification = "UNCLAS";
  std::string text = "THE HERRING ARE LATE THIS YEAR.";
};

inline std::string WriteDraft(const network::Directory& directory, const Draft& draft) {
  const auto name_of = [&](const std::string& indicator) {
    if (const auto* collective = directory.FindCollective(Ri(indicator))) return collective->name;
    const auto served = directory.ServedBy(Ri(indicator));
    return served.empty() ? std::string("NOBODY KNOWN")
                          : AddresseeOf(directory.network(), served.front()).name;
  };
  const auto lines = [&](std::string_view keyword, const std::vector<std::string>& indicators) {
    std::string out;
    for (const std::string& each : indicators) {
      out += fmt::format("{}{}/{} 0001\n", out.empty() ? fmt::format("{} ", keyword) : "", each,
                         name_of(each));
    }
    return out;
  };
  std::string called;
  for (const auto* list : {&draft.to, &draft.info}) {
    for (const std::string& each : *list) called += " " + each;
  }
  const bool secret = draft.classification != "UNCLAS";
  return fmt::format(
      "VZCZC{}A{:04}\n{}{}{}\nDE {} #{:04} 1341042\nZNR UUUUU ZZH\n{} 141030Z MAY 31\nFM "
      "{}\n{}{}BT\n"
      "{}\n\nSUBJECT: HERRING\n\n{}\nBT\n#{:04}\nNNNN\n",
      draft.from.substr(4, 2), draft.serial, draft.precedence[0], draft.precedence[0], called,
      draft.from, draft.serial, draft.precedence, name_of(draft.from), lines("TO", draft.to),
      lines("INFO", draft.info), secret ? draft.classification : "UNCLAS BRINDLEMOOR 000001",
      draft.text, draft.serial);
}

// A world under the checker, whose events are kept as lines.
class TestWorld final : public WorldListener {
 public:
  explicit TestWorld(network::Network described, bool restartable = false)
      : network(std::move(described)),
        directory(network),
        checker(directory, {.restarts = restartable}),
        world(directory, *this,
              {.begin = FromCalendar(2031, 5, 14, 10, 42), .restartable = restartable}) {
    world.Start();
  }

  void OnEvent(const cable::Event& event) override {
    lines.push_back(FormatInstant(event.at) + " " + cable::DescribeEvent(event));
    if (event.kind == cable::EventKind::kSent) {
      copies.push_back(fmt::format("{} -> {}  {}", event.station.ToString(), event.peer.ToString(),
                                   cable::FormatRoutingLine(event.precedence, event.called)));
    }
    if (event.kind == cable::EventKind::kDelivered) {
      deliveries.push_back(fmt::format("{} {} {}", AddresseeOf(network, event.addressee).name,
                                       cable::NameOf(event.role),
                                       cable::FormatRoutingLine(event.precedence, event.called)));
    }
    checker.OnEvent(event);
  }
  void OnDeliveredBody(const DeliveredBody& body) override { checker.OnDeliveredBody(body); }
  void OnHandedOver(const nodes::HandedOver& handed) override {
    if (!handed.deliveries.empty()) texts.push_back(cable::WriteTransmission(handed.transmission));
  }
  void OnStopped(cable::RoutingIndicator station) override { checker.OnStopped(station); }
  void OnRestarted(cable::RoutingIndicator station, bool store_lost) override {
    checker.OnRestarted(station, store_lost);
  }
  void OnMisnumbered(cable::RoutingIndicator from, cable::RoutingIndicator to,
                     std::uint16_t skip) override {
    checker.OnMisnumbered(from, to, skip);
  }

  Result<void> File(const std::string& text) {
    const cable::ReadResult read = cable::ReadCable(text);
    if (!read.cable) return Failure(RenderDiagnostics(read.diagnostics, "cable", text));
    checker.Expect(*read.cable);
    return world.File(read.cable->transmission.heading->identification.calling, *read.cable);
  }
  Result<void> File(const Draft& draft) { return File(WriteDraft(directory, draft)); }
  void Crash(std::string_view station) { world.Crash(Ri(station)); }
  void Restart(std::string_view station, VirtualWorld::Store store) {
    world.Restart(Ri(station), store);
  }
  void Advance(Duration span) { world.AdvanceTo(world.now() + span); }
  // Runs until nothing happens any more, and calls in what is owed. What was broken, as lines.
  std::string Finish(Duration limit = std::chrono::hours(24)) {
    const bool idle = world.RunUntilIdle(world.now() + limit);
    checker.Finish(idle && world.outstanding() == 0);
    return Broken();
  }
  std::string Broken() const {
    std::string out;
    for (const BrokenPromise& promise : checker.promises().broken()) {
      out +=
          fmt::format("[{}] {} {}: {}\n", promise.law, promise.place, promise.cable, promise.what);
      for (const std::string& line : promise.events) out += "    " + line + "\n";
    }
    return out;
  }
  std::size_t CountLines(std::string_view part) const {
    std::size_t count = 0;
    for (const std::string& line : lines) count += line.find(part) != std::string::npos ? 1U : 0U;
    return count;
  }
  std::size_t LinkBetween(std::string_view first, std::string_view second) const {
    for (std::size_t i = 0; i < network.links.size(); ++i) {
      const network::Link& link = network.links[i];
      if (link.first == Ri(first) && link.second == Ri(second)) return i;
      if (link.first == Ri(second) && link.second == Ri(first)) return i;
    }
    TORNTAPE_ASSERT(false);
    return 0;
  }

  network::Network network;
  network::Directory directory;
  Checker checker;
  std::vector<std::string> lines;
  std::vector<std::string> copies;
  std::vector<std::string> deliveries;
  std::vector<std::string> texts;  // as the posts hand them over
  VirtualWorld world;
};

}  // namespace torntape::sim::testing
