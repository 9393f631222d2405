#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/prng.h"
#include "base/result.h"
#include "link/dialler.h"
#include "link/handshake.h"
#include "link/listener.h"
#include "link/session.h"

namespace boost::asio {
class io_context;
}

namespace torntape::link {

// What a station's shell does with its links. Calls come from the io_context only, never from
// within a method of StationLinks.
class StationLinksHandler {
 public:
  virtual ~StationLinksHandler() = default;
  // What this side says of a link's channels and its store, now.
  virtual LinkState StateOf(std::size_t link) = 0;
  // The handshake is done; `peer` is what the other side said.
  virtual void OnLinkUp(std::size_t link, const LinkState& peer) = 0;
  // A transmission, receipt or credit on a channel that the link has. A reject closes the link.
  virtual std::optional<proto::Reject> OnFrame(std::size_t link, proto::Frame&& frame) = 0;
  // Everything that had come over all links has been handed on: decide, commit, send.
  virtual void OnTurnEnd() = 0;
  // May send on this link again.
  virtual void OnWritable(std::size_t link) = 0;
  virtual void OnLinkDown(std::size_t link, const Closed& closed) = 0;
  // Somebody wants to watch: hand it to Watchers, or let it go.
  virtual void OnWatcher(std::unique_ptr<Session> session) = 0;
  // Something a person may want to know: a failed try.
  virtual void OnNote(const std::string& text) = 0;
  // Something a person should know: bound beyond loopback, a stranger turned away.
  virtual void OnWarning(const std::string& text) { OnNote(text); }
};

// All the links of one station over sockets: listens, dials, shakes hands, dials again. What the
// frames mean is the handler's business.
class StationLinks {
 public:
  struct Options {
    SessionOptions session;
    std::chrono::nanoseconds dial_wait_first = std::chrono::milliseconds(50);
    std::chrono::nanoseconds dial_wait_longest = std::chrono::seconds(5);
  };

  // REQUIRES: `handler` outlives it.
  StationLinks(boost::asio::io_context& io, PeerDirectory directory, const Options& options,
               Prng prng, StationLinksHandler& handler);
  // Drops all connections at once; see Close.
  ~StationLinks();
  StationLinks(const StationLinks&) = delete;
  StationLinks& operator=(const StationLinks&) = delete;

  // For peers that dial, and for watchers. `options.session` is that of this object.
  Result<void> Listen(ListenOptions options);
  std::uint16_t port() const;
  // Dials the peer of a link until it is up, and again whenever it goes down. Said again when the
  // peer has moved.
  // `look_up` may be empty (DialOptions).
  using LookUp = std::function<std::optional<DialOptions::Place>()>;
  void Dial(std::size_t link, const std::string& address, std::uint16_t port, LookUp look_up = {});

  const PeerDirectory& directory() const { return directory_; }
  bool up(std::size_t link) const;
  std::size_t up_count() const;
  // While down, these do nothing.
  void Send(std::size_t link, const proto::TransmissionFrame& frame);
  void Send(std::size_t link, const proto::Receipt& receipt);
  void Send(std::size_t link, const proto::Credit& credit);
  bool writable(std::size_t link) const;

  // Stops listening and dialling, and closes every link in good order. `done` is called when all
  // are closed.
  void Close(const std::string& detail, std::function<void()> done);

 private:
  class Connection;  // before and after its handshake
  struct Line;       // a link of the directory, and its connection if it is up

  void Adopt(std::unique_ptr<Session> session, std::optional<std::size_t> link);
  bool HandleFrame(Connection& connection, proto::Frame&& frame);
  bool HandleWelcome(Connection& connection);
  bool MayTakeOver(Connection& newer);
  void GiveWay(Connection& old, Connection& newer);
  bool HandleWatcher(Connection& connection);
  void HandleUp(Connection& connection);
  void HandleClosed(Connection& connection, const Closed& closed);
  void QueueTurnEnd();
  void FinishIfDone();

  boost::asio::io_context& io_;
  const PeerDirectory directory_;
  const Options options_;
  Prng prng_;
  StationLinksHandler& handler_;
  std::unique_ptr<Listener> listener_;
  std::vector<Line> lines_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::shared_ptr<StationLinks*> self_ = std::make_shared<StationLinks*>(this);
  bool turn_end_queued_ = false;
  bool closing_ = false;
  std::function<void()> done_;
};

}  // namespace torntape::link
