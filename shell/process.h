#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "channel/station_core.h"
#include "link/timer.h"
#include "network/directory.h"
#include "shell/clock.h"
#include "shell/control_child.h"
#include "shell/endpoint.h"
#include "shell/event_fanout.h"
#include "shell/event_file.h"
#include "shell/log.h"
#include "shell/station.h"
#include "shell/station_plan.h"
#include "shell/trouble_log.h"
#include "store/store.h"

namespace boost::asio {
class io_context;
}

namespace torntape::shell {

// All of a station's process but its kind: router/shell and nodes/shell each add theirs. Several
// may live in one io_context, as tests have it.
//
// Lifetime: io and log outlive it. Not thread-safe.
class Process : protected StationOwner {
 public:
  ~Process() override;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Makes the core, listens, dials, and speaks to its parent if it has one.
  Result<void> Start();
  // Ends it in good order; on_end is called when nothing is left to do.
  void Stop(const std::string& why) { station_->Stop(why); }
  void SetOnEnd(std::function<void()> on_end) { on_end_ = std::move(on_end); }
  bool ended() const { return ended_; }
  // What the process shall say by its end: 0 as asked, 1 a promise was broken.
  int exit_code() const { return exit_code_; }

  Station& station() { return *station_; }
  EventFanout& events() { return events_; }

 protected:
  Process(boost::asio::io_context& io, StationPlan plan, const StationCommand& command, Log& log);

  // Called once, by Start.
  virtual std::unique_ptr<channel::StationCore> MakeCore(const channel::CustodyConfig& custody) = 0;
  // The station has started: what the kind adds begins here.
  virtual Result<void> Begin() { return {}; }
  // The turn is over: the time to take what was handed over.
  virtual void AfterTurn() {}
  // All connections have ended. Say Finished when nothing is left to do.
  virtual void Finish() { Finished(); }
  void Finished();

  // StationOwner. For those who override them.
  void OnTurn() final;
  void OnEnded() final { Finish(); }

  boost::asio::io_context& io() { return io_; }
  const network::Directory& directory() const { return directory_; }
  cable::RoutingIndicator indicator() const { return plan_.station; }
  Log& log() { return log_; }
  Instant now() const { return clock_.Now(); }
  // Bytes of bodies that this station has in custody. REQUIRES: started.
  std::uint64_t stored_bytes() const { return store_->body_bytes(); }
  // True if what is in custody outlives this process. REQUIRES: started.
  bool store_lasts() const { return store_->lasting(); }
  // The parent of a live run; null if there is none.
  ControlChild* parent() { return parent_.get(); }
  void SetExitCode(int code) { exit_code_ = code; }

 private:
  Result<void> OpenStore();
  void EndWithoutStore();
  Result<void> TellWhereItListens();

  boost::asio::io_context& io_;
  StationPlan plan_;
  StationCommand command_;
  Log& log_;
  Clock clock_;
  network::Directory directory_;
  std::unique_ptr<store::Store> store_;
  EventFanout events_;
  TroubleLog troubles_;
  std::unique_ptr<EventFile> event_file_;
  std::unique_ptr<channel::StationCore> core_;
  std::unique_ptr<Station> station_;
  std::unique_ptr<ControlChild> parent_;
  link::Timer fail_timer_;
  link::Timer end_timer_;
  std::function<void()> on_end_;
  bool ended_ = false;
  int exit_code_ = 0;
  Endpoint listens_at_;
};

// Runs a process until it ends by itself or by a signal; gives its exit code, or 2 if it could not
// start. Raises the limit of open files, and says so where it could not.
int RunProcess(boost::asio::io_context& io, Process& process, Log& log);

}  // namespace torntape::shell
