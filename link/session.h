#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "proto/frame.h"

namespace torntape::link {

class LinkStream;
class Session;

// How a connection ended, for who must decide what to do next.
enum class CloseCause : std::uint8_t {
  kOurs,         // this side closed in good order, by Close() or Reject()
  kTheirs,       // the other side ended its stream
  kTheirReject,  // the other side said Reject; `reject` holds it
  kBroken,       // what came broke the rules; `reject` is what this side answered
  kDeadline,     // silence, or a write that got nowhere
  kNetwork,      // the connection failed
};
std::string_view NameOf(CloseCause cause);

struct Closed {
  CloseCause cause = CloseCause::kOurs;
  proto::Reject reject;  // with kTheirReject and kBroken
  std::string text;      // for a person: what happened
};

// Takes what a session has. Calls come from the io_context only, never from within a method of the
// session; a handler may destroy the session in any of them.
class SessionHandler {
 public:
  virtual ~SessionHandler() = default;
  // One whole, checked frame. Pings, pongs and rejects stay with the session. False refuses it:
  // no further frame is handed on, and unless the handler has said Reject itself, the session
  // closes with kUnexpectedFrame.
  virtual bool OnFrame(Session& session, proto::Frame&& frame) = 0;
  // All whole frames of one read have been handed on: the time to decide, commit and send.
  virtual void OnTurnEnd(Session& session) = 0;
  // writable() was false and is true again.
  virtual void OnWritable(Session& session) = 0;
  // The connection is gone. Once, and the last call.
  virtual void OnClosed(Session& session, const Closed& closed) = 0;
};

// Deadlines and bounds of a session. Times are of the steady clock.
struct SessionOptions {
  using Span = std::chrono::nanoseconds;
  Span handshake_deadline = std::chrono::seconds(5);  // until Established()
  Span ping_after = std::chrono::seconds(15);         // of silence; then a ping is sent
  Span pong_deadline = std::chrono::seconds(15);      // of silence behind the ping; then closed
  Span write_deadline = std::chrono::seconds(30);     // in which a write must move one byte
  Span close_deadline = std::chrono::seconds(2);      // for the peer to hear our Reject and close
  // Bytes queued and unwritten at which writable() turns false. Small, for what is queued here can
  // no longer be overtaken (design, "Urgency").
  std::size_t write_ahead_bytes_max = 64u << 10;
  int unsent_bytes_max = 32 << 10;  // TCP_NOTSENT_LOWAT: the same for the kernel's buffer
  // Bytes queued over which the connection is given up: its user did not heed writable().
  std::size_t queued_bytes_max = 64u << 20;
};

// One connection to a peer: frames in, frames out. It knows sockets and nothing about cables: the
// handshake (link/handshake.h), receipts and credit are the business of who uses it.
//
// Made by Listener and Dialler. Owned by its user; destroying it drops the connection at once,
// without a word, and no call follows. Not thread-safe: lives on its io_context's one thread.
class Session {
 public:
  explicit Session(std::shared_ptr<LinkStream> stream);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Starts reading. REQUIRES: called once; `handler` outlives the session or its OnClosed.
  void Start(SessionHandler& handler);
  // Hands calls to another handler from now on, as when a handshake is done.
  void SetHandler(SessionHandler& handler);

  // Queues a frame. All that is queued in one turn leaves in one gathered write at the end of it; a
  // transmission's body is not copied. After Reject or the end it is quietly dropped.
  void Send(const proto::Frame& frame);
  void Send(const proto::TransmissionFrame& frame);
  // Writes what is queued now, before the turn ends.
  void Flush();
  // False while more than write_ahead_bytes_max are queued: hold back, OnWritable will tell.
  bool writable() const;
  std::size_t queued_bytes() const;
  // Rises whenever anything is heard: for those who ask whether the peer is alive.
  std::uint64_t reads() const;

  // The handshake is done: its deadline ends, and pings begin.
  void Established();

  // Says why, writes what is queued, ends the stream, waits for the peer to do the same up to
  // close_deadline, and closes. OnClosed follows.
  void Reject(proto::RejectReason reason, std::string detail);
  // Reject with kClosing.
  void Close(std::string detail);

  // "127.0.0.1:40312", the other side's.
  const std::string& peer_address() const;

 private:
  std::shared_ptr<LinkStream> stream_;
};

}  // namespace torntape::link
