#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/instant.h"
#include "network/network.h"

// What goes wrong in a scenario, as plain values (proto/torntape/v1/scenario.proto tells what each
// means to people).
namespace torntape::proto {

// Begins a fault: it happens once, `after` the condition came true for the first time.
struct FaultCondition {
  enum class Of : std::uint8_t { kQueue, kCable, kFiled, kDelivered };
  Of of = Of::kFiled;
  network::RoutingIndicator from;  // kQueue; kCable: the station that it reaches
  network::RoutingIndicator to;    // kQueue
  std::size_t cable = 0;           // kCable: place in Scenario::cables
  std::uint64_t count = 0;         // kQueue: exceeded; kFiled, kDelivered: reached
  Duration after{};
};

enum class FaultKind : std::uint8_t {
  kCut,
  kRestore,
  kSlow,
  kCrash,
  kLosePower,
  kRestart,
  kFillDisk,
  kSlowDisk,
  kWrongRoute,
  kWrongNumber,
  kSkewClock,
  kGarble,
};
inline constexpr std::size_t kFaultKindCount = 12;
std::string_view NameOf(FaultKind kind);  // "cut", "lose_power": the key in the file

struct ScenarioFault {
  std::string name;
  FaultKind kind = FaultKind::kCut;
  Duration at{};                       // from the start
  std::optional<FaultCondition> when;  // in place of `at`
  std::optional<Duration> lasts;       // above zero; nothing: for good
  std::size_t link = 0;                // place in Network::links; kCut, kRestore, kSlow, ...
  network::RoutingIndicator station;   // kCrash, ...; the relay of kWrongRoute
  network::RoutingIndicator prefix;    // kWrongRoute
  std::size_t end = 0;                 // kWrongNumber: of the link, which gives the number
  std::uint32_t amount = 0;  // kSlow: percent; kWrongNumber: how many are skipped; kGarble
  Duration span{};           // kSlowDisk: of a flush; kSkewClock: ahead, or below zero
  bool store_lost = false;   // kCrash, kLosePower, kRestart
  SourceSpan where;          // its entry in the scenario's file
};

// Faults of one kind that come by chance.
struct RandomFaults {
  std::string name;
  FaultKind kind = FaultKind::kCut;
  std::uint64_t per_hour_thousandths = 0;  // above 0
  Duration at{};
  Duration over{};  // above zero
  Duration lasts_least = std::chrono::minutes(1);
  Duration lasts_most = std::chrono::minutes(10);
  std::vector<std::size_t> links;                   // places in Network::links
  std::vector<network::RoutingIndicator> stations;  // of the two lists, the one that is meant
  std::uint32_t store_lost_percent = 0;
  SourceSpan where;
};

// Who deals with what is set aside at some relays.
struct Operator {
  enum class Does : std::uint8_t { kRelease, kReroute, kWithdraw };
  std::vector<network::RoutingIndicator> relays;  // no relay has two operators
  Duration reaction_least = std::chrono::minutes(1);
  Duration reaction_most = std::chrono::minutes(10);
  Does does = Does::kRelease;
  network::RoutingIndicator to;  // kReroute
  std::uint32_t error_percent = 0;
  SourceSpan where;
};

}  // namespace torntape::proto
