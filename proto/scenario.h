#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/instant.h"
#include "cable/precedence.h"
#include "cable/transmission.h"
#include "network/network.h"
#include "proto/scenario_fault.h"

// A scenario as plain values (proto/torntape/v1/scenario.proto tells what each means to people). It
// is checked where it is read (proto/scenario_reader.h); a run relies on what the comments promise.
namespace torntape::proto {

// One cable that stands in a file, and where it is filed.
struct ScenarioCable {
  std::string name;                // unique in the scenario
  std::string source;              // the file
  std::string text;                // reads without error (cable/cable.h)
  network::RoutingIndicator from;  // a post
  Duration at{};                   // from the start, not negative
  SourceSpan where;                // its entry in the scenario's file
};

// What numbers are drawn from: from `least` to `most`, each as often; or, with quantiles, each of
// the steps between two of them as often, and each number within a step.
struct CountRange {
  std::uint64_t least = 0;
  std::uint64_t most = 0;                  // not below `least`
  std::vector<std::uint64_t> quantiles{};  // none, or two and more, rising from `least` to `most`
};

// For some time, so many thousandths of what is filed otherwise.
struct Surge {
  Duration at{};     // from the start, not negative
  Duration lasts{};  // above zero
  std::uint32_t per_mille = 1000;
};

// Cables that are made up (sim/traffic.h).
struct TrafficBurst {
  std::string name;
  Duration at{};
  Duration over{};
  std::vector<network::RoutingIndicator> from;  // posts; at least one
  std::uint64_t cables = 0;                     // in all; 0: by rate
  // By rate: so many thousandths of a cable an hour, each independent of the others; `over` is
  // above zero then.
  std::uint64_t per_hour_thousandths = 0;
  std::vector<std::uint32_t> by_hour;                           // shares of 24 hours; or none
  std::vector<Surge> surges;                                    // by `at`
  std::array<std::uint32_t, cable::kPrecedenceCount> shares{};  // by precedence; not all zero
  // By classification; all zero: all are unclassified.
  std::array<std::uint32_t, 6> classification_shares{};
  std::vector<network::AddresseeId> addressees;  // who may be addressed; at least one
  CountRange action{1, 1};
  CountRange info{0, 0};
  std::uint32_t dual_percent = 0;
  std::uint32_t collective_percent = 0;
  CountRange text_bytes{200, 2000};
  std::uint64_t section_bytes = 0;  // a longer text goes in sections; 0: it does not
};

// A cable that was filed at another time, to be made up anew.
struct ReplayedCable {
  Duration at{};  // from the start
  network::RoutingIndicator from;
  cable::Precedence precedence = cable::Precedence::kRoutine;
  std::vector<network::AddresseeId> action;
  std::vector<network::AddresseeId> info;
  std::optional<std::size_t> collective;  // place in Network::collectives, named in INFO
  std::uint64_t body_bytes = 0;           // of format lines 5 to 15
};

// A replay of an events file. Archives of text become cables of the scenario.
struct Replay {
  std::string name;
  std::vector<ReplayedCable> cables;  // in order of time
};

// Each expectation keeps its place in the scenario's file, so that a broken one can be shown.
struct ExpectedCopy {
  std::size_t cable = 0;  // place in Scenario::cables
  network::RoutingIndicator from;
  network::RoutingIndicator to;
  std::string line_2;  // as cable::FormatRoutingLine writes it
  SourceSpan where;
};

struct ExpectedDelivery {
  std::size_t cable = 0;  // place in Scenario::cables
  network::AddresseeId addressee = network::AddresseeId::kNone;
  cable::Role role = cable::Role::kAction;
  std::string line_2;
  SourceSpan where;
};

struct ExpectedCount {
  enum class Of : std::uint8_t {
    kFiled,
    kRefused,
    kDelivered,
    kTransmissions,
    kIntercepted,
    kDuplicatesDropped,
    kOpenNumbers,
    kBurnt,
    kGarbled,
    kUndelivered,
  };
  Of of = Of::kFiled;
  std::uint64_t count = 0;
  SourceSpan where;
};
// "filed", "duplicates_dropped": the key in the file.
std::string_view NameOf(ExpectedCount::Of of);

// A law that the scenario names. All are checked in every run.
struct ExpectedLaw {
  enum class Law : std::uint8_t {
    kDeliveredOnce,
    kAllDelivered,
    kOrderByPrecedence,
    kBodiesIdentical,
    kExplained,
  };
  Law law = Law::kDeliveredOnce;
  SourceSpan where;
};
std::string_view NameOf(ExpectedLaw::Law law);  // "delivered_once"

// A span from filing to delivery that must not be exceeded.
struct ExpectedSpeed {
  enum class Of : std::uint8_t { kMedian, kP99, kMost };
  cable::Precedence precedence = cable::Precedence::kRoutine;
  Of of = Of::kP99;
  Duration within{};
  SourceSpan where;
};
std::string_view NameOf(ExpectedSpeed::Of of);  // "median", "p99", "most"

// How many copies may wait at `from` for `to` at any time; without stations, anywhere.
struct ExpectedQueue {
  network::RoutingIndicator from;
  network::RoutingIndicator to;
  std::uint64_t at_most = 0;
  SourceSpan where;
};

struct Expectations {
  std::vector<ExpectedCopy> copies;
  bool copies_exactly = false;  // of Scenario::cables no other copies may be sent
  std::vector<ExpectedDelivery> deliveries;
  bool deliveries_exactly = false;
  std::vector<ExpectedCount> counts;
  std::vector<ExpectedLaw> laws;
  std::vector<ExpectedSpeed> speeds;
  std::vector<ExpectedQueue> queues;
};

struct Scenario {
  std::string name;
  std::string about;
  std::string path;          // of its file
  std::string network_path;  // of the network's file
  network::Network network;
  Instant start;
  std::uint64_t seed = 1;
  Duration limit{};  // above zero
  std::vector<ScenarioCable> cables;
  std::vector<TrafficBurst> traffic;
  std::vector<Replay> replays;
  std::vector<ScenarioFault> faults;
  std::vector<RandomFaults> random_faults;
  std::vector<Operator> operators;
  Expectations expect;
};

// As many cables as one scenario may file.
inline constexpr std::uint64_t kCablesMax = 20'000'000;

// How many cables the scenario files; with those that come by rate, about how many.
std::uint64_t CablesIn(const Scenario& scenario);

}  // namespace torntape::proto
