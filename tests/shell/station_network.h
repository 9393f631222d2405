#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "nodes/shell/post_process.h"
#include "router/shell/router_process.h"
#include "tests/network/four_relays.h"

// Stations as their processes have them, several in one io_context, on real sockets of the
// loopback. Nothing sleeps: a test runs the io_context until what it waits for is true.
namespace torntape::shell {

inline constexpr std::chrono::seconds kPatience{10};

// Keeps what a station says.
class RecordingLog final : public Log {
 public:
  void Note(std::string_view text) override { Add("note", text); }
  void Warning(std::string_view text) override { Add("warning", text); }
  void Error(std::string_view text) override { Add("error", text); }
  void BeginLastWords() override { Add("last words", "begin"); }
  bool Has(std::string_view part) const { return lines_.find(part) != std::string::npos; }
  const std::string& lines() const { return lines_; }

 private:
  void Add(std::string_view level, std::string_view text) {
    lines_ += fmt::format("{}: {}\n", level, text);
  }
  std::string lines_;
};

// The text of a cable from RYKABD for information to RYLBDN.
inline std::string CableText(int serial, std::string_view precedence = "RR",
                             std::string_view text = "NOTHING TO REPORT.",
                             std::string_view called = "RYLBDN") {
  return fmt::format(
      "VZCZCBDA{0:04}\n{1} {4}\nDE RYKABD #{0:04} 1341042\nZNR UUUUU ZZH\n{2} 141030Z MAY 31\n"
      "FM EMB BRINDLEMOOR\nTO RYLBDN/EMB DUNMARROW 0119\nBT\nUNCLAS BRINDLEMOOR 00{0:04}\n\n"
      "{3}\nBT\n#{0:04}\nNNNN\n",
      serial, precedence, precedence.substr(0, 1), text, called);
}

class StationNetwork {
 public:
  explicit StationNetwork(std::uint64_t window_bytes = network::Link().window_bytes)
      : network_(network::testing::FourRelays()) {
    for (network::Link& link : network_.links) link.window_bytes = window_bytes;
    EXPECT_TRUE(network::CompleteChannels(network_));
    network::CompleteRoutes(network_);
  }

  // Starts a station, in place of an earlier one of this name, which is dropped without a word.
  router::RouterProcess& Relay(const std::string& name, const StationCommand& command = {}) {
    stations_.erase(name);
    auto relay = std::make_unique<router::RouterProcess>(io, PlanOf(name), command, logs[name]);
    return Start(name, std::move(relay), command);
  }
  nodes::PostProcess& Post(const std::string& name, const nodes::PostOptions& options = {},
                           const StationCommand& command = {}) {
    stations_.erase(name);
    auto post =
        std::make_unique<nodes::PostProcess>(io, PlanOf(name), command, options, logs[name]);
    return Start(name, std::move(post), command);
  }
  // The folder of this station's store, from its next start on; without one it is in memory.
  void SetStore(const std::string& name, const std::string& folder) { stores_[name] = folder; }
  void Drop(const std::string& name) { stations_.erase(name); }
  Process& operator[](const std::string& name) { return *stations_.at(name); }

  bool RunUntil(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    io.restart();
    while (!done()) {
      if (std::chrono::steady_clock::now() >= end) return false;
      if (io.run_one_until(end) == 0) io.restart();
    }
    return true;
  }
  bool RunUntilUp() {
    return RunUntil([this] {
      for (const auto& [name, process] : stations_) {
        for (std::size_t i = 0; i < dialled_[name]; ++i) {
          if (process->station().links_up() < dialled_[name]) return false;
        }
      }
      return true;
    });
  }

  boost::asio::io_context io{1};
  std::map<std::string, RecordingLog> logs;

 private:
  StationPlan PlanOf(const std::string& name) {
    StationPlan plan;
    plan.network = network_;
    plan.station = cable::RoutingIndicator::Of(name);
    plan.options.listen.port = ports_[name];
    plan.store = stores_[name];
    plan.options.links.dial_wait_first = std::chrono::milliseconds(1);
    plan.options.links.dial_wait_longest = std::chrono::milliseconds(20);
    return plan;
  }

  template <typename Kind>
  Kind& Start(const std::string& name, std::unique_ptr<Kind> process,
              const StationCommand& command) {
    Kind& kind = *process;
    const auto started = kind.Start();
    EXPECT_TRUE(started.has_value()) << started.error().message;
    ports_[name] = kind.station().endpoint().port;
    stations_[name] = std::move(process);
    dialled_[name] = 0;
    if (command.control_descriptor >= 0) return kind;
    for (const network::Link& link : network_.links) {
      const std::string first = link.first.ToString();
      if (link.second.ToString() != name || !stations_.contains(first)) continue;
      EXPECT_TRUE(kind.station().DialPeer(link.name, {"127.0.0.1", ports_[first]}).has_value());
      ++dialled_[name];
    }
    return kind;
  }

  network::Network network_;
  std::map<std::string, std::uint16_t> ports_;  // kept over restarts
  std::map<std::string, std::size_t> dialled_;
  std::map<std::string, std::string> stores_;
  std::map<std::string, std::unique_ptr<Process>> stations_;
};

}  // namespace torntape::shell
