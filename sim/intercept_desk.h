#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/prng.h"
#include "cable/event.h"
#include "network/directory.h"
#include "sim/run.h"
#include "sim/scenario.h"

namespace torntape::sim {

// The intercept positions of a world (spec 5.10), as sim/intercept_desk.h needs them. Each call
// that changes something says whether it could be done.
class InterceptPositions {
 public:
  struct Aside {
    std::uint64_t cable = 0;                        // its number at that relay
    std::vector<cable::RoutingIndicator> branches;  // what waits there
  };
  virtual ~InterceptPositions() = default;
  virtual std::vector<Aside> AsideAt(cable::RoutingIndicator relay) = 0;
  virtual bool Release(cable::RoutingIndicator relay, std::uint64_t cable) = 0;
  virtual bool Reroute(cable::RoutingIndicator relay, std::uint64_t cable,
                       cable::RoutingIndicator branch, cable::RoutingIndicator to) = 0;
  virtual bool Withdraw(cable::RoutingIndicator relay, std::uint64_t cable) = 0;
};

// The operators of a scenario: when something is set aside, one of them looks at it after a
// reaction time and does what the scenario says, or, as often as it says, the wrong thing: sends it
// to a station that is drawn. What cannot be done is tried again, three times in all, and then
// stays.
//
// Lifetime: scenario and directory outlive it.
class InterceptDesk {
 public:
  InterceptDesk(const Scenario& scenario, const network::Directory& directory, std::uint64_t seed);

  void OnEvent(const cable::Event& event);
  // The world has finished the instant `now`: reactions to what was set aside in it begin.
  void Look(Instant now);
  std::optional<Instant> NextAt() const;
  // REQUIRES: `now` is *NextAt().
  void Act(Instant now, InterceptPositions& positions);

  // What was done, in order: the first kFaultRowsMax.
  const std::vector<FaultRow>& rows() const { return rows_; }

 private:
  struct Seat {
    const Operator* person = nullptr;
    cable::RoutingIndicator relay;
    Prng prng;
    std::uint64_t noticed = 0;  // set aside since the last look
    std::map<std::uint64_t, int> tries;
  };
  struct Turn {
    Instant at;
    std::uint64_t order = 0;
    std::size_t seat = 0;
    friend bool operator>(const Turn& a, const Turn& b) {
      return a.at != b.at ? a.at > b.at : a.order > b.order;
    }
  };

  void Plan(std::size_t seat, Instant now);
  void DealWith(std::size_t seat, const InterceptPositions::Aside& aside, Instant now,
                InterceptPositions& positions);
  cable::RoutingIndicator DrawWrong(Seat& seat) const;
  void Tell(Instant now, std::string what);

  const network::Directory& directory_;
  std::vector<Seat> seats_;
  std::map<cable::RoutingIndicator, std::size_t> seat_at_;
  std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns_;
  std::uint64_t planned_ = 0;
  std::vector<FaultRow> rows_;
};

}  // namespace torntape::sim
