#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include "link/outbound.h"
#include "link/read_size.h"
#include "link/session.h"
#include "proto/frame_reader.h"

namespace torntape::link {

// One connected stream socket, framed: the part that links and the control of live runs share. One
// large read hands on all whole frames that came; what they cause to be sent leaves in one gathered
// write. Only link/ uses it; LinkStream and ControlStream say what a frame is.
//
// Lifetime: kept alive by its own pending operations, so that it can be dropped from within any of
// the calls that it makes. After Abandon it makes none.
//
// Legal moves: open -> ending -> closed, open -> closed. Open: both directions carry frames.
// Ending: last words are queued, input is discarded, waiting for the peer to end its stream.
// Closed: no socket.
class Stream : public std::enable_shared_from_this<Stream> {
 public:
  using Socket = boost::asio::generic::stream_protocol::socket;

  // `seat` is let go when the connection is closed: a listener counts its connections by them.
  Stream(Socket socket, const SessionOptions& options, std::size_t frame_bytes_max,
         std::shared_ptr<void> seat);
  virtual ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void Begin();
  // Closes at once. No virtual call follows.
  void Abandon();
  // The handshake is done: silence is watched from now on.
  void Established();
  // Writes what is queued.
  void Flush() { Write(); }

  bool open() const { return state_ == State::kOpen; }
  bool writable() const { return outbound_.size() <= options_.write_ahead_bytes_max; }
  std::size_t queued_bytes() const { return outbound_.size(); }
  std::uint64_t reads() const { return reads_; }

 protected:
  // A whole frame. False: hand on no more of them. Handing it on may be put off until
  // HandlePayloadsEnd.
  virtual bool HandlePayload(std::string_view payload) = 0;
  // No further whole frame has come for now.
  virtual void HandlePayloadsEnd() {}
  // All whole frames of one read have been handed on.
  virtual void HandleTurnEnd() = 0;
  virtual void HandleWritable() = 0;
  // Nothing was heard for ping_after.
  virtual void HandleSilence() = 0;
  // The stream is broken or a deadline has passed: queue last words, if the protocol has such, and
  // put them into `closed`.
  virtual void HandleBreak(proto::RejectReason reason, const std::string& text, Closed& closed) = 0;
  // Once, and the last.
  virtual void HandleClosed(const Closed& closed) = 0;

  // To append to; QueueWrite then has it written at the end of the turn.
  Outbound& outbound() { return outbound_; }
  void QueueWrite();

  // Ends the connection in order: last words must have been queued.
  void End(Closed closed);
  // Ends it because something is wrong: asks HandleBreak for last words.
  void Break(CloseCause cause, proto::RejectReason reason, std::string text);

 private:
  using Clock = std::chrono::steady_clock;
  enum class State { kOpen, kEnding, kClosed };

  void Read();
  void OnRead(const boost::system::error_code& error, std::size_t size);
  void HandOn();
  void OnInputEnd(const boost::system::error_code& error);
  void Write();
  // What the socket took at once, or why it took nothing.
  std::size_t WriteSome(boost::system::error_code& error);
  void AwaitRoom();
  // What was given to the socket and has not been taken by the peer.
  std::size_t Untaken();
  void OnRoom(const boost::system::error_code& error);
  void TellWritable();
  void CheckQueue();
  void Close();
  void CloseBecause(CloseCause cause, std::string text);

  Clock::time_point NextDeadline() const;
  void ArmTimer();
  void OnTimer();
  void CheckDeadlines(Clock::time_point now);

  Socket socket_;
  boost::asio::steady_timer timer_;
  SessionOptions options_;
  std::shared_ptr<void> seat_;
  proto::FrameReader reader_;
  Outbound outbound_;

  State state_ = State::kOpen;
  bool abandoned_ = false;
  bool reading_ = false;
  bool writing_ = false;
  bool in_turn_ = false;
  bool write_posted_ = false;
  bool was_unwritable_ = false;
  bool output_ended_ = false;
  ReadSize read_size_;
  Closed closed_;  // how it ends, from the moment that is known

  bool established_ = false;
  bool pinged_ = false;  // and nothing heard since
  Clock::time_point began_;
  Clock::time_point heard_;  // anything at all
  std::uint64_t reads_ = 0;  // how often
  Clock::time_point ping_at_;
  Clock::time_point write_since_;  // the write that is under way moved nothing since
  std::size_t write_untaken_ = 0;  // at that time
  Clock::time_point ending_since_;
  Clock::time_point timer_due_ = Clock::time_point::max();
};

}  // namespace torntape::link
