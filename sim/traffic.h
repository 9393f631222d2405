#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/prng.h"
#include "network/directory.h"
#include "sim/made_up_cable.h"
#include "sim/rate_curve.h"
#include "sim/scenario.h"

namespace torntape::sim {

// A cable that somebody brings to a post.
struct FilingPlan {
  Instant at;
  network::RoutingIndicator from;    // the post
  std::string source;                // the file it stands in, or the burst of traffic
  std::string text;                  // `state` profile; reads without fault
  std::optional<std::size_t> cable;  // place in Scenario::cables; nothing if it was made up
};

// Gives what a scenario files, one by one, in order of time: cables from files first at one
// instant, then bursts in their order, then replays. Cables are made up when they are asked for, so
// that ten million of them need no memory. The same scenario and seed give the same cables on every
// machine.
//
// Lifetime: scenario and directory must outlive it.
class TrafficSource {
 public:
  // `directory` is that of the scenario's network.
  TrafficSource(const Scenario& scenario, const network::Directory& directory, std::uint64_t seed);

  // Nothing when all have been given.
  std::optional<FilingPlan> Next();

 private:
  // One burst on its way, or one replay; the cables from files are a stream of their own.
  struct Stream {
    const TrafficBurst* burst = nullptr;
    const Replay* replay = nullptr;
    Prng prng;
    std::optional<RateCurve> curve{};  // of a burst
    std::uint64_t weight = 0;          // of the burst: in all; by rate, up to the next cable
    std::uint64_t given = 0;
    Instant next_at{};  // of the cable that comes next
    // A cable that goes in sections, and how many of them have been given.
    std::optional<MadeUpCable> in_sections{};
    std::uint16_t serial = 0;  // of that cable
  };
  // The earliest stream comes first, ties by their order.
  struct Turn {
    Instant at;
    std::size_t stream = 0;  // 0: the files; burst i is i + 1; replays follow
    friend bool operator>(const Turn& a, const Turn& b) {
      return a.at != b.at ? a.at > b.at : a.stream > b.stream;
    }
  };
  // The numbers that a post has given out.
  struct Series {
    std::uint16_t serial = 0;
    std::uint16_t channel_serial = 0;
    std::set<std::uint16_t> taken;  // serials of cables from files
  };

  FilingPlan TakeFile();
  FilingPlan TakeMadeUp(Stream& stream);
  MadeUpCable DrawNext(Stream& stream);
  void Schedule(std::size_t stream);
  // When the next cable of a stream comes; nothing if there is none.
  std::optional<Instant> NextOf(Stream& stream) const;
  std::uint16_t NextSerial(Series& series);
  std::string ChannelNumberOf(network::RoutingIndicator post, Series& series) const;

  const Scenario& scenario_;
  const network::Directory& directory_;
  std::vector<std::size_t> files_;  // places in Scenario::cables, in order of time
  std::size_t files_given_ = 0;
  std::vector<Stream> streams_;
  std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns_;
  std::map<network::RoutingIndicator, Series> series_;
};

}  // namespace torntape::sim
