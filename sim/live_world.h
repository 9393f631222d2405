#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "network/directory.h"
#include "proto/control.h"
#include "sim/promises.h"
#include "sim/station_process.h"
#include "sim/world_listener.h"

namespace torntape::sim {

// A network of real processes on loopback sockets, one a station, seen from their parent. It turns
// only when told to (Turn), so that whoever runs it decides about time.
//
// Lifetime: directory, listener and promises outlive it; the processes do not.
class LiveWorld {
 public:
  struct Options {
    std::string program;
    std::string network_path;
    std::string store_folder{};  // see RunOptions
  };
  using SteadyTime = std::chrono::steady_clock::time_point;
  using NoticeHandler = std::function<void(const std::string&)>;

  LiveWorld(const network::Directory& directory, WorldListener& listener, Promises& promises,
            NoticeHandler on_notice, const Options& options);

  // Starts all stations. The error says which could not be started.
  Result<void> Start();
  // Waits for what comes, at most until `until`, and handles it. The error is of a station that
  // ended before the network was up.
  Result<void> Turn(SteadyTime until);

  // All take connections and have been told of each other; all links are up.
  bool IsUp() const;
  std::size_t stations_ready() const;
  // "RYKA has 2 of 3 links up, RYLB does not listen": what keeps it from being up.
  std::string WhatIsMissing() const;

  void File(cable::RoutingIndicator post, const proto::FileCable& cable);
  // So much waits to be read by stations that filing should pause.
  bool IsCongested() const;

  // Asks all for their status; the round ends when all have answered. REQUIRES: the one before has
  // ended.
  void BeginRound();
  std::uint64_t rounds_ended() const { return rounds_ended_; }
  // The last two rounds found the network at rest, and nothing happened between them.
  bool drained() const { return quiet_rounds_ >= 2; }

  // A station ended that was not told to: it has been told as a broken promise.
  bool any_died() const { return any_died_; }

  // Ends all: in good order; after `deadline` with SIGTERM, and a little later with SIGKILL. Reads
  // what they still say. Those that had to be forced are told as broken promises.
  void Stop(std::chrono::milliseconds deadline);

 private:
  struct Station {
    const network::Station* described = nullptr;
    bool is_post = false;
    std::unique_ptr<StationProcess> process;
    std::optional<std::uint16_t> port;
    proto::Ready ready;
    std::uint64_t given = 0;              // cables handed to it
    std::optional<proto::Status> status;  // of this round
    bool told_dead = false;
  };

  std::size_t PlaceOf(cable::RoutingIndicator station) const;
  void HandleFrame(Station& station, proto::ControlFrame&& frame);
  void HandleEvents(const proto::EventBatch& batch, const Station& station);
  void HandleDelivered(const proto::Delivered& delivered, const Station& station);
  void TellPeers();
  bool RoundIsAnswered() const;
  void EndRound();
  Result<void> LookForDead();
  std::string Obituary(const Station& station) const;
  bool AllEnded();

  const network::Directory& directory_;
  WorldListener& listener_;
  Promises& promises_;
  NoticeHandler on_notice_;
  Options options_;
  std::vector<Station> stations_;  // as in the network
  bool peers_told_ = false;
  bool was_up_ = false;
  bool stopping_ = false;
  bool any_died_ = false;
  std::uint64_t round_ = 0;  // the last that was begun
  std::uint64_t rounds_ended_ = 0;
  int quiet_rounds_ = 0;
  std::vector<proto::Status> last_round_;
};

}  // namespace torntape::sim
