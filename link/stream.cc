#include "link/stream.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "base/assert.h"

namespace torntape::link {
namespace {

using ErrorCode = boost::system::error_code;

constexpr std::size_t kPiecesMax = 1024;  // of one write: what Linux takes

double Seconds(SessionOptions::Span span) { return std::chrono::duration<double>(span).count(); }

}  // namespace

Stream::Stream(Socket socket, const SessionOptions& options, std::size_t frame_bytes_max,
               std::shared_ptr<void> seat)
    : socket_(std::move(socket)),
      timer_(socket_.get_executor()),
      options_(options),
      seat_(std::move(seat)),
      reader_(frame_bytes_max),
      began_(Clock::now()),
      heard_(began_) {}

Stream::~Stream() = default;

void Stream::Begin() {
  TORNTAPE_ASSERT(!reading_);
  began_ = heard_ = Clock::now();
  Read();
  ArmTimer();
}

void Stream::Abandon() {
  abandoned_ = true;
  if (state_ != State::kClosed) Close();
}

void Stream::Established() {
  established_ = true;
  heard_ = Clock::now();
  ArmTimer();
}

void Stream::QueueWrite() {
  if (!writable()) was_unwritable_ = true;
  if (in_turn_ || write_posted_ || state_ == State::kClosed) return;
  write_posted_ = true;
  boost::asio::post(socket_.get_executor(), [self = shared_from_this()] {
    self->write_posted_ = false;
    self->CheckQueue();
    self->Write();
  });
}

void Stream::CheckQueue() {
  if (state_ != State::kOpen || outbound_.size() <= options_.queued_bytes_max) return;
  CloseBecause(CloseCause::kDeadline, fmt::format("{} bytes wait for the peer, more than {}",
                                                  outbound_.size(), options_.queued_bytes_max));
}

void Stream::End(Closed closed) {
  if (state_ != State::kOpen) return;
  state_ = State::kEnding;
  closed_ = std::move(closed);
  ending_since_ = Clock::now();
  if (!reading_) Read();
  QueueWrite();
  ArmTimer();
}

void Stream::Break(CloseCause cause, proto::RejectReason reason, std::string text) {
  if (state_ != State::kOpen) return;
  Closed closed{cause, {}, std::move(text)};
  HandleBreak(reason, closed.text, closed);
  End(std::move(closed));
}

void Stream::Close() {
  state_ = State::kClosed;
  timer_.cancel();
  ErrorCode ignored;
  socket_.close(ignored);
  seat_.reset();
  if (!abandoned_) HandleClosed(closed_);
}

void Stream::CloseBecause(CloseCause cause, std::string text) {
  closed_ = {cause, {}, std::move(text)};
  Close();
}

// Reading.

void Stream::Read() {
  reading_ = true;
  char* const room = reader_.Prepare(read_size_.bytes());
  socket_.async_read_some(boost::asio::buffer(room, reader_.room()),
                          [self = shared_from_this()](const ErrorCode& error, std::size_t size) {
                            self->OnRead(error, size);
                          });
}

void Stream::OnRead(const ErrorCode& error, std::size_t size) {
  if (state_ == State::kClosed) return;
  if (error) return OnInputEnd(error);
  if (state_ == State::kOpen) {
    read_size_.Came(size, reader_.room());
    heard_ = Clock::now();
    ++reads_;
    pinged_ = false;
    reader_.Commit(size);
    HandOn();
    if (state_ == State::kClosed) return;
    CheckQueue();
    Write();
  }
  if (state_ != State::kClosed) Read();
}

void Stream::HandOn() {
  in_turn_ = true;
  while (state_ == State::kOpen) {
    const std::optional<std::string_view> payload = reader_.Next();
    if (!payload) HandlePayloadsEnd();
    if (!payload || !HandlePayload(*payload)) break;
  }
  if (state_ == State::kOpen && reader_.failure()) {
    Break(CloseCause::kBroken, proto::RejectReason::kFrameTooLarge, reader_.failure()->message);
  }
  if (state_ == State::kOpen) HandleTurnEnd();
  in_turn_ = false;
}

void Stream::OnInputEnd(const ErrorCode& error) {
  if (state_ == State::kEnding) return Close();
  if (error != boost::asio::error::eof) {
    return CloseBecause(CloseCause::kNetwork, "the connection failed: " + error.message());
  }
  const std::size_t torn = reader_.torn_bytes();
  CloseBecause(CloseCause::kTheirs,
               torn == 0 ? std::string("the other side closed the connection")
                         : fmt::format("the other side closed the connection in the middle of a "
                                       "frame, {} bytes into it",
                                       torn));
}

// Writing.

// As much as the socket takes, each time with one gathered write: Asio's own gathers 64 pieces,
// which are 32 cables, where a turn may have hundreds.
void Stream::Write() {
  while (!writing_ && state_ != State::kClosed) {
    if (outbound_.Next().empty()) {
      if (state_ == State::kEnding && !output_ended_) {
        output_ended_ = true;
        ErrorCode ignored;
        socket_.shutdown(Socket::shutdown_send, ignored);
      }
      return;
    }
    ErrorCode error;
    outbound_.Consume(WriteSome(error));
    if (was_unwritable_ && writable() && state_ == State::kOpen) TellWritable();
    if (error) return AwaitRoom();
  }
}

std::size_t Stream::WriteSome(ErrorCode& error) {
  std::array<iovec, kPiecesMax> pieces;
  std::size_t count = 0;
  for (const boost::asio::const_buffer& buffer : outbound_.Next()) {
    if (count == pieces.size()) break;
    // sendmsg does not write to what it is given.
    pieces[count++] = {const_cast<void*>(buffer.data()), buffer.size()};
  }
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = count;
  for (;;) {
    const ssize_t gone = ::sendmsg(socket_.native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (gone >= 0) return static_cast<std::size_t>(gone);
    if (errno == EINTR) continue;
    error = ErrorCode(errno, boost::system::system_category());
    return 0;
  }
}

// Also for an error that is more than "not now": it is told from the io_context, not from within
// whatever called Write.
void Stream::AwaitRoom() {
  writing_ = true;
  write_since_ = Clock::now();
  write_untaken_ = Untaken();
  ArmTimer();
  socket_.async_wait(Socket::wait_write,
                     [self = shared_from_this()](const ErrorCode& error) { self->OnRoom(error); });
}

std::size_t Stream::Untaken() {
  int bytes = 0;
  ::ioctl(socket_.native_handle(), SIOCOUTQ, &bytes);  // of one that is broken OnRoom is told
  return static_cast<std::size_t>(bytes);
}

void Stream::OnRoom(const ErrorCode& waited) {
  writing_ = false;
  if (state_ == State::kClosed) return;
  ErrorCode error = waited;
  if (!error) outbound_.Consume(WriteSome(error));
  if (error == boost::asio::error::would_block) return AwaitRoom();
  if (error) {
    // While ending, the peer may well be gone already; that is no news.
    if (state_ == State::kEnding) return Close();
    return CloseBecause(CloseCause::kNetwork, "the connection failed: " + error.message());
  }
  if (was_unwritable_ && writable() && state_ == State::kOpen) TellWritable();
  Write();
}

void Stream::TellWritable() {
  was_unwritable_ = false;
  boost::asio::post(socket_.get_executor(), [self = shared_from_this()] {
    if (self->state_ != State::kOpen) return;
    self->in_turn_ = true;
    self->HandleWritable();
    self->in_turn_ = false;
    self->CheckQueue();
    self->Write();
  });
}

// Deadlines. One timer for all of them, armed for the earliest; it is let run when a deadline moves
// back, which is what happens at every read, and looks again when it fires.

Stream::Clock::time_point Stream::NextDeadline() const {
  if (state_ == State::kEnding) return ending_since_ + options_.close_deadline;
  Clock::time_point next = Clock::time_point::max();
  if (writing_) next = std::min(next, write_since_ + options_.write_deadline);
  if (!established_) return std::min(next, began_ + options_.handshake_deadline);
  if (options_.ping_after == SessionOptions::Span::zero()) return next;
  return std::min(next, pinged_ ? ping_at_ + options_.pong_deadline : heard_ + options_.ping_after);
}

void Stream::ArmTimer() {
  if (state_ == State::kClosed) return;
  const Clock::time_point next = NextDeadline();
  if (next >= timer_due_) return;
  timer_due_ = next;
  timer_.expires_at(next);
  timer_.async_wait([self = shared_from_this()](const ErrorCode& error) {
    if (!error) self->OnTimer();
  });
}

void Stream::OnTimer() {
  timer_due_ = Clock::time_point::max();
  if (state_ == State::kClosed) return;
  CheckDeadlines(Clock::now());
  ArmTimer();
}

void Stream::CheckDeadlines(Clock::time_point now) {
  if (now < NextDeadline()) return;
  if (state_ == State::kEnding) return Close();
  if (writing_ && now >= write_since_ + options_.write_deadline) {
    // The socket says that it has room when half of what it may hold unsent is gone
    // (TCP_NOTSENT_LOWAT), which over a slow line takes longer than the deadline.
    const std::size_t untaken = Untaken();
    if (untaken < std::exchange(write_untaken_, untaken)) {
      write_since_ = now;
      return;
    }
    return CloseBecause(CloseCause::kDeadline, fmt::format("the other side took nothing for {:g} s",
                                                           Seconds(options_.write_deadline)));
  }
  if (!established_) {
    return Break(CloseCause::kDeadline, proto::RejectReason::kDeadline,
                 fmt::format("no handshake within {:g} s", Seconds(options_.handshake_deadline)));
  }
  ErrorCode ignored;
  if (pinged_ && socket_.available(ignored) > 0) {
    // It did come: this process was kept from running, not the peer from speaking.
    ping_at_ = now;
    return;
  }
  if (pinged_) {
    return Break(CloseCause::kDeadline, proto::RejectReason::kDeadline,
                 fmt::format("nothing heard for {:g} s",
                             Seconds(options_.ping_after + options_.pong_deadline)));
  }
  pinged_ = true;
  ping_at_ = now;
  HandleSilence();
}

}  // namespace torntape::link
