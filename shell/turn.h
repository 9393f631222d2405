#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "base/instant.h"
#include "channel/station_core.h"
#include "link/timer.h"
#include "shell/clock.h"
#include "store/keeper.h"
#include "store/store.h"

namespace boost::asio {
class io_context;
}

namespace torntape::shell {

// The turns of a station: any number of inputs, one decision, one commit, and then what leaves
// (channel/custodian.h tells the order, store/keeper.h keeps it). A turn ends when everything that
// was ready when its first input came has been read, so the busier a station is, the more cables
// share a commit and a write.
//
// Lifetime: io, clock, core and store outlive it. It may go while the io_context runs on.
class Turn {
 public:
  // Sends what the custodian has ready. The outputs are cleared behind it.
  using Outputs = std::function<void()>;

  Turn(boost::asio::io_context& io, const Clock& clock, channel::StationCore& core,
       store::Store& store, Outputs outputs);
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  // Brings the core back to what its store knows. REQUIRES: before any input. False if a record
  // could not be read.
  bool Recover();
  // The core was told something: the turn ends soon.
  void InputCame();
  // Ends the turn now. For what must not be said before all is settled: hellos and farewells.
  void Finish();

  Instant now() const { return clock_.Now(); }
  // The instant of all inputs that came since the last turn ended: a look at the clock each would
  // be a good part of what a cable costs.
  Instant InputNow() {
    if (!input_now_) input_now_ = now();
    return *input_now_;
  }
  channel::StationCore& core() { return core_; }
  channel::Custodian& custodian() { return core_.custodian(); }

 private:
  void CommitLater();
  void WakeLater();

  boost::asio::io_context& io_;
  const Clock& clock_;
  channel::StationCore& core_;
  store::Store& store_;
  store::Keeper keeper_;
  Outputs outputs_;
  link::Timer commit_timer_;
  link::Timer wake_timer_;
  bool due_ = false;
  std::optional<Instant> input_now_;
  bool finishing_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // watched by posted calls
};

}  // namespace torntape::shell
