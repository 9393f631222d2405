#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "link/listener.h"
#include "link/station_links.h"
#include "link/timer.h"
#include "link/watchers.h"
#include "network/directory.h"
#include "proto/control.h"
#include "shell/clock.h"
#include "shell/endpoint.h"
#include "shell/event_fanout.h"
#include "shell/link_traffic.h"
#include "shell/log.h"
#include "shell/turn.h"
#include "store/store.h"

namespace boost::asio {
class io_context;
}

namespace torntape::shell {

struct StationOptions {
  Endpoint listen;                        // port 0: the system gives one
  std::map<std::string, Endpoint> peers;  // by link: where those are that this station dials
  // Room in the store below which ordinary credit is held back; what is under way still fits.
  std::uint64_t store_room_min = 64u << 20;
  link::StationLinks::Options links;
};

// What differs between a relay and a post, for the shell around both.
class StationOwner {
 public:
  virtual ~StationOwner() = default;
  // A turn has ended and what it gave is on its way: the time to take what was handed over.
  virtual void OnTurn() {}
  // So much waits to be taken from this station that no more should come. Asked at every turn.
  virtual bool IsFull() const { return false; }
  // The parent of a live run wants a cable filed.
  virtual void File(const proto::FileCable& cable) = 0;
  virtual void AddTo(proto::Status& status) const = 0;
  // All connections have ended, after Stop.
  virtual void OnEnded() = 0;
};

// The process around a station's core: sockets, store, clock, watchers (docs/decisions/0010). It
// decides nothing about cables. One station, one thread.
//
// Lifetime: everything given to the constructor outlives it.
class Station final : private link::StationLinksHandler {
 public:
  struct Parts {
    boost::asio::io_context& io;
    const Clock& clock;
    const network::Directory& directory;
    channel::StationCore& core;
    store::Store& store;
    EventFanout& events;  // the core's listener
    Log& log;
    StationOwner& owner;
  };
  Station(const Parts& parts, const StationOptions& options);
  ~Station() override;
  Station(const Station&) = delete;
  Station& operator=(const Station&) = delete;

  // Recovers, listens, and dials the peers whose places are known. REQUIRES: once.
  Result<void> Start();
  // Where it takes connections. REQUIRES: started.
  Endpoint endpoint() const;
  // The peer of a link takes connections there; may be said again when it has moved. The error says
  // why this station does not dial it.
  Result<void> DialPeer(const std::string& link, const Endpoint& peer);

  // Finishes the turn, says what stays queued, and ends all connections in good order; then
  // StationOwner::OnEnded.
  void Stop(const std::string& why);
  bool stopping() const { return stopping_; }

  Turn& turn() { return turn_; }
  std::size_t links_up() const { return links_.up_count(); }
  std::size_t link_count() const { return links_.directory().links.size(); }
  // Told whenever a link goes up or down.
  void SetOnLinksChanged(std::function<void()> call) { on_links_changed_ = std::move(call); }
  // While it answers true, this station takes no more from its peers than it must.
  void SetIsCongested(std::function<bool()> call) { is_congested_ = std::move(call); }

 private:
  link::LinkState StateOf(std::size_t link) override;
  void OnLinkUp(std::size_t link, const link::LinkState& peer) override;
  std::optional<proto::Reject> OnFrame(std::size_t link, proto::Frame&& frame) override;
  void OnTurnEnd() override;
  void OnWritable(std::size_t link) override {
    traffic_.OnWritable(static_cast<channel::LinkIndex>(link));
  }
  void OnLinkDown(std::size_t link, const link::Closed& closed) override;
  void OnWatcher(std::unique_ptr<link::Session> session) override;
  void OnNote(const std::string& text) override { log_.Note(text); }
  void OnWarning(const std::string& text) override { log_.Warning(text); }

  Result<void> Recover();
  void SendOutputs();
  void HoldWhileFull();
  void TellOfLoss(channel::LinkIndex link, const std::string& station);
  void TellWhatStays();
  void EndWatchers();
  const std::string& NameOf(std::size_t link) const { return links_.directory().links[link].name; }

  store::Store& store_;
  Log& log_;
  StationOwner& owner_;
  StationOptions options_;
  Turn turn_;
  link::StationLinks links_;
  LinkTraffic traffic_;
  link::Watchers watchers_;
  EventFanout& events_;
  std::function<void()> on_links_changed_;
  std::function<bool()> is_congested_;
  link::Timer hold_timer_;
  link::Timer end_timer_;
  int end_looks_ = 0;
  bool no_room_ = false;  // in the store
  bool stopping_ = false;
};

}  // namespace torntape::shell
