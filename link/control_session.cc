#include "link/control_session.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include "link/control_stream.h"

namespace torntape::link {
namespace {

SessionOptions ControlOptions() {
  SessionOptions options;
  options.ping_after = SessionOptions::Span::zero();  // the end of a process is seen at once
  // A process on a busy machine may be kept from running for long; it is not given up for that.
  options.write_deadline = std::chrono::minutes(5);
  options.queued_bytes_max = 1u << 30;
  return options;
}

}  // namespace

ControlStream::ControlStream(Socket socket)
    : Stream(std::move(socket), ControlOptions(), proto::kControlFrameBytesMax, nullptr) {}

void ControlStream::Start(ControlSession& session, ControlHandler& handler) {
  session_ = &session;
  handler_ = &handler;
  Begin();
  Established();
}

void ControlStream::Detach() {
  session_ = nullptr;
  handler_ = nullptr;
  Abandon();
}

void ControlStream::Send(const proto::ControlFrame& frame) {
  if (!open()) return;
  proto::AppendControl(frame, outbound().head());
  QueueWrite();
}

void ControlStream::Finish() { End({CloseCause::kOurs, {}, "closed"}); }

bool ControlStream::HandlePayload(std::string_view payload) {
  Result<proto::ControlFrame> frame = proto::DecodeControl(payload);
  if (!frame) {
    Break(CloseCause::kBroken, proto::RejectReason::kMalformedFrame, frame.error().message);
    return false;
  }
  if (handler_->OnControl(*session_, std::move(*frame))) return true;
  Break(CloseCause::kBroken, proto::RejectReason::kUnexpectedFrame,
        "a control frame that is not expected here");
  return false;
}

void ControlStream::HandleTurnEnd() { handler_->OnControlTurnEnd(*session_); }

void ControlStream::HandleClosed(const Closed& closed) {
  if (handler_ == nullptr) return;
  ControlHandler& handler = *std::exchange(handler_, nullptr);
  handler.OnControlClosed(*std::exchange(session_, nullptr), closed);
}

Result<std::unique_ptr<ControlSession>> ControlSession::Adopt(boost::asio::io_context& io,
                                                              int descriptor) {
  Stream::Socket socket(io);
  boost::system::error_code error;
  socket.assign(boost::asio::local::stream_protocol(), descriptor, error);
  if (error) {
    ::close(descriptor);
    return Failure("cannot talk to the process that started this one: " + error.message());
  }
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  return std::make_unique<ControlSession>(std::make_shared<ControlStream>(std::move(socket)));
}

ControlSession::ControlSession(std::shared_ptr<ControlStream> stream)
    : stream_(std::move(stream)) {}
ControlSession::~ControlSession() { stream_->Detach(); }

void ControlSession::Start(ControlHandler& handler) { stream_->Start(*this, handler); }
void ControlSession::Send(const proto::ControlFrame& frame) { stream_->Send(frame); }
void ControlSession::Flush() { stream_->Flush(); }
std::size_t ControlSession::queued_bytes() const { return stream_->queued_bytes(); }
void ControlSession::Close() { stream_->Finish(); }

Result<ControlPair> MakeControlPair() {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return Failure("cannot make a pair of sockets: " + std::generic_category().message(errno));
  }
  // Only this one is to live on in the program that is started.
  if (::fcntl(ends[1], F_SETFD, 0) != 0) {
    ::close(ends[0]);
    ::close(ends[1]);
    return Failure("cannot hand on a socket: " + std::generic_category().message(errno));
  }
  return ControlPair{ends[0], ends[1]};
}

}  // namespace torntape::link
