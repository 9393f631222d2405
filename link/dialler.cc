#include "link/dialler.h"

#include <algorithm>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "base/assert.h"
#include "link/connect.h"
#include "link/link_stream.h"

namespace torntape::link {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

// Lives as long as a try or a wait of it is under way.
class Dialler::Caller : public std::enable_shared_from_this<Caller> {
 public:
  Caller(boost::asio::io_context& io, DialOptions options, Prng prng, OnSession on_session,
         OnFailure on_failure)
      : socket_(io),
        timer_(io),
        options_(std::move(options)),
        prng_(prng),
        on_session_(std::move(on_session)),
        on_failure_(std::move(on_failure)) {}

  void Try();
  void WaitAndTry(const std::string& text);
  void Stop();
  void Succeeded() { failures_ = 0; }
  void SetPort(std::uint16_t port) { options_.port = port; }

 private:
  void OnConnected(const ErrorCode& error);
  void OnDeadline(const ErrorCode& cancelled);
  DialOptions::Span NextWait();

  tcp::socket socket_;
  boost::asio::steady_timer timer_;  // of the connect deadline, or of the wait between tries
  DialOptions options_;
  Prng prng_;
  OnSession on_session_;
  OnFailure on_failure_;
  tcp::endpoint endpoint_;
  bool trying_ = false;
  bool stopped_ = false;
  bool late_ = false;  // the deadline has ended the try that is under way
  int failures_ = 0;   // since the last success
};

void Dialler::Caller::Try() {
  if (stopped_) return;
  TORNTAPE_ASSERT(!trying_);
  trying_ = true;
  late_ = false;
  if (const auto place = options_.look_up ? options_.look_up() : std::nullopt) {
    options_.address = place->address;
    options_.port = place->port;
  }
  ErrorCode error;
  const auto address = boost::asio::ip::make_address(options_.address, error);
  endpoint_ = tcp::endpoint(address, options_.port);
  if (!error) socket_.open(endpoint_.protocol(), error);
  if (error) {
    // Told later, as every other outcome is, and never from within a method of ours.
    boost::asio::post(socket_.get_executor(),
                      [self = shared_from_this(), error] { self->OnConnected(error); });
    return;
  }
  timer_.expires_after(options_.connect_deadline);
  timer_.async_wait(
      [self = shared_from_this()](const ErrorCode& cancelled) { self->OnDeadline(cancelled); });
  socket_.async_connect(endpoint_, [self = shared_from_this()](const ErrorCode& failed) {
    self->OnConnected(failed);
  });
}

void Dialler::Caller::OnDeadline(const ErrorCode& cancelled) {
  if (cancelled || stopped_ || !trying_) return;
  late_ = true;
  ErrorCode ignored;
  socket_.close(ignored);  // OnConnected follows
}

void Dialler::Caller::OnConnected(const ErrorCode& error) {
  if (stopped_) return;
  trying_ = false;
  timer_.cancel();
  ErrorCode ignored;
  if (!error && !late_) {
    // Where nobody listens, the system may pick the very port that is dialled as our own and join
    // the socket with itself.
    if (socket_.local_endpoint(ignored) != socket_.remote_endpoint(ignored)) {
      auto stream = MakeLinkStream(std::move(socket_), options_.session);
      return on_session_(std::make_unique<Session>(std::move(stream)));
    }
  }
  socket_.close(ignored);
  const std::string reason = late_   ? std::string("no answer in time")
                             : error ? error.message()
                                     : std::string("nobody listens there");
  WaitAndTry(fmt::format("cannot connect to {}: {}", FormatEndpoint(endpoint_), reason));
}

void Dialler::Caller::WaitAndTry(const std::string& text) {
  if (stopped_) return;
  TORNTAPE_ASSERT(!trying_);
  const DialOptions::Span wait = NextWait();
  timer_.expires_after(wait);
  timer_.async_wait([self = shared_from_this()](const ErrorCode& cancelled) {
    if (!cancelled && !self->stopped_ && !self->trying_) self->Try();
  });
  if (!text.empty()) on_failure_(text, wait);
}

DialOptions::Span Dialler::Caller::NextWait() {
  DialOptions::Span wait = options_.wait_first;
  for (int i = 0; i < failures_ && wait < options_.wait_longest; ++i) wait *= 2;
  wait = std::min(wait, options_.wait_longest);
  ++failures_;
  return DialOptions::Span{prng_.Between(wait.count() / 2, wait.count())};
}

void Dialler::Caller::Stop() {
  stopped_ = true;
  timer_.cancel();
  ErrorCode ignored;
  socket_.close(ignored);
}

Dialler::Dialler(boost::asio::io_context& io, DialOptions options, Prng prng, OnSession on_session,
                 OnFailure on_failure)
    : caller_(std::make_shared<Caller>(io, std::move(options), prng, std::move(on_session),
                                       std::move(on_failure))) {}
Dialler::~Dialler() { caller_->Stop(); }

void Dialler::Start() { caller_->Try(); }
void Dialler::Again() { caller_->WaitAndTry({}); }
void Dialler::Succeeded() { caller_->Succeeded(); }
void Dialler::SetPort(std::uint16_t port) { caller_->SetPort(port); }

}  // namespace torntape::link
