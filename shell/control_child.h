#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "cable/event.h"
#include "link/control_session.h"
#include "link/timer.h"
#include "proto/control.h"
#include "shell/event_fanout.h"
#include "shell/log.h"
#include "shell/station.h"

namespace boost::asio {
class io_context;
}

namespace torntape::shell {

// A station's end of the control channel to the parent that started it in a live run
// (proto/control.h): tells it the port, links, events and counts, and does what it says. A station
// whose parent is gone ends.
//
// Not thread-safe. Lifetime: what the constructor is given outlives it.
class ControlChild final : public link::ControlHandler, public cable::EventListener {
 public:
  struct Parts {
    boost::asio::io_context& io;
    Station& station;
    StationOwner& owner;
    EventFanout& events;
    Log& log;
  };
  // Takes over the descriptor that the parent left open. Tells that the station is listening.
  // REQUIRES: the station has started.
  static Result<std::unique_ptr<ControlChild>> Adopt(const Parts& parts, int descriptor);
  ~ControlChild() override;

  void Send(const proto::ControlFrame& frame) { session_->Send(frame); }
  // The turn is over: sends what happened in it.
  void OnTurn();
  // The station has ended: says so by ending the channel; `closed` is called when the parent has
  // heard it.
  void Close(std::function<void()> closed);

  void OnEvent(const cable::Event& event) override;
  bool OnControl(link::ControlSession& session, proto::ControlFrame&& frame) override;
  void OnControlTurnEnd(link::ControlSession&) override {}
  void OnControlClosed(link::ControlSession& session, const link::Closed& closed) override;

 private:
  ControlChild(const Parts& parts, std::unique_ptr<link::ControlSession> session);
  void HandlePeers(const proto::Peers& peers);
  void FileWhatIsDue();
  void TellReady();
  void TellStatus(std::uint64_t sequence);

  Station& station_;
  StationOwner& owner_;
  EventFanout& events_;
  Log& log_;
  std::unique_ptr<link::ControlSession> session_;
  std::vector<proto::KeptEvent> happened_;  // in this turn
  // Cables to be filed, by when: spans count from the first Peers frame.
  std::multimap<Duration, proto::FileCable> to_file_;
  std::optional<Instant> started_at_;
  link::Timer file_timer_;
  std::function<void()> on_closed_;
  bool closed_ = false;
};

}  // namespace torntape::shell
