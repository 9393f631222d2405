#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "link/session.h"
#include "proto/control.h"

namespace boost::asio {
class io_context;
}

namespace torntape::link {

class ControlStream;
class ControlSession;

class ControlHandler {
 public:
  virtual ~ControlHandler() = default;
  // False refuses the frame and closes the session.
  virtual bool OnControl(ControlSession& session, proto::ControlFrame&& frame) = 0;
  virtual void OnControlTurnEnd(ControlSession& session) = 0;
  // The other process is gone or has ended its stream. Once, and the last call.
  virtual void OnControlClosed(ControlSession& session, const Closed& closed) = 0;
};

// One end of the pair of sockets between the parent of a live run and a station's process. Same
// lifetime and sending rules as Session; no handshake, no pings: both ends are on one machine, and
// the end of one is seen at once by the other.
class ControlSession {
 public:
  // Takes over a connected stream socket, such as one that was inherited. The descriptor is closed
  // with the session, also if this fails.
  static Result<std::unique_ptr<ControlSession>> Adopt(boost::asio::io_context& io, int descriptor);
  explicit ControlSession(std::shared_ptr<ControlStream> stream);
  ~ControlSession();
  ControlSession(const ControlSession&) = delete;
  ControlSession& operator=(const ControlSession&) = delete;

  void Start(ControlHandler& handler);
  void Send(const proto::ControlFrame& frame);
  void Flush();
  std::size_t queued_bytes() const;
  // Writes what is queued and ends the stream; OnControlClosed follows when the other end has too.
  void Close();

 private:
  std::shared_ptr<ControlStream> stream_;
};

// A connected pair of local stream sockets: `parent` closes when the process starts another
// program, `child` is inherited by it.
struct ControlPair {
  int parent = -1;
  int child = -1;
};
Result<ControlPair> MakeControlPair();

}  // namespace torntape::link
