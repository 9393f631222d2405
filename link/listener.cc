#include "link/listener.h"

#include <algorithm>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "link/connect.h"
#include "link/link_stream.h"

namespace torntape::link {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

namespace {

// Over connections_max, so many more are told so; over these, they are just closed.
constexpr std::size_t kTurnedAwayMax = 64;
constexpr auto kPauseFirst = std::chrono::milliseconds(20);
constexpr auto kPauseLongest = std::chrono::milliseconds(1000);

}  // namespace

// Lives as long as an accept or a pause of it is under way.
class Listener::Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  Acceptor(boost::asio::io_context& io, ListenOptions options, OnSession on_session,
           OnWarning on_warning)
      : acceptor_(io),
        pause_(io),
        options_(std::move(options)),
        on_session_(std::move(on_session)),
        on_warning_(std::move(on_warning)) {}

  Result<void> Open();
  void Accept();
  void Stop();
  std::uint16_t port() const { return endpoint_.port(); }
  std::string address() const { return FormatEndpoint(endpoint_); }
  std::size_t connections() const { return static_cast<std::size_t>(seats_.use_count()) - 1; }

 private:
  void OnAccepted(const ErrorCode& error, tcp::socket socket);
  void Pause(const ErrorCode& error);

  tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  ListenOptions options_;
  OnSession on_session_;
  OnWarning on_warning_;
  tcp::endpoint endpoint_;
  // Each open connection holds a reference; their number is how many there are.
  std::shared_ptr<int> seats_ = std::make_shared<int>(0);
  bool stopped_ = false;
  std::chrono::milliseconds pause_next_ = kPauseFirst;
  bool warned_ = false;
};

Result<void> Listener::Acceptor::Open() {
  ErrorCode error;
  const auto address = boost::asio::ip::make_address(options_.address, error);
  if (error) {
    return Failure(
        fmt::format("\"{}\" is no address to listen on; write one in numbers, such as "
                    "127.0.0.1",
                    options_.address));
  }
  const tcp::endpoint wanted(address, options_.port);
  const auto failed = [&](std::string_view what) {
    return Failure(fmt::format("cannot {} {}: {}{}", what, FormatEndpoint(wanted), error.message(),
                               error == boost::asio::error::address_in_use
                                   ? "; port 0 lets the system choose a free one"
                                   : ""));
  };
  acceptor_.open(wanted.protocol(), error);
  if (error) return failed("open a socket for");
  acceptor_.set_option(boost::asio::socket_base::reuse_address(true), error);
  acceptor_.bind(wanted, error);
  if (error) return failed("listen on");
  acceptor_.listen(boost::asio::socket_base::max_listen_connections, error);
  if (error) return failed("listen on");
  endpoint_ = acceptor_.local_endpoint(error);
  if (error) return failed("listen on");
  if (!address.is_loopback()) {
    on_warning_(
        fmt::format("listening on {}: whoever reaches this address may connect, and "
                    "nothing is encrypted",
                    FormatEndpoint(endpoint_)));
  }
  return {};
}

void Listener::Acceptor::Accept() {
  acceptor_.async_accept([self = shared_from_this()](const ErrorCode& error, tcp::socket socket) {
    self->OnAccepted(error, std::move(socket));
  });
}

void Listener::Acceptor::Stop() {
  stopped_ = true;
  ErrorCode ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

void Listener::Acceptor::OnAccepted(const ErrorCode& error, tcp::socket socket) {
  if (stopped_) return;
  // The peer was gone before we got to it: nothing to do with us.
  if (error == boost::asio::error::connection_aborted) return Accept();
  if (error) return Pause(error);
  pause_next_ = kPauseFirst;
  warned_ = false;
  const std::size_t before = connections();
  if (before < options_.connections_max) {
    on_session_(
        std::make_unique<Session>(MakeLinkStream(std::move(socket), options_.session, seats_)));
  } else if (before < options_.connections_max + kTurnedAwayMax) {
    MakeLinkStream(std::move(socket), options_.session, seats_)
        ->Reject(proto::RejectReason::kBusy,
                 fmt::format("{} connections are open already; try again later",
                             options_.connections_max));
  }
  if (!stopped_) Accept();
}

// Out of descriptors or memory, most likely: accepting again at once would spin.
void Listener::Acceptor::Pause(const ErrorCode& error) {
  if (!warned_) {
    warned_ = true;
    on_warning_(fmt::format("cannot take connections on {}: {}; trying again",
                            FormatEndpoint(endpoint_), error.message()));
  }
  pause_.expires_after(pause_next_);
  pause_next_ = std::min(pause_next_ * 2, std::chrono::milliseconds(kPauseLongest));
  pause_.async_wait([self = shared_from_this()](const ErrorCode& cancelled) {
    if (!cancelled && !self->stopped_) self->Accept();
  });
}

Result<std::unique_ptr<Listener>> Listener::Open(boost::asio::io_context& io, ListenOptions options,
                                                 OnSession on_session, OnWarning on_warning) {
  auto acceptor = std::make_shared<Acceptor>(io, std::move(options), std::move(on_session),
                                             std::move(on_warning));
  if (Result<void> opened = acceptor->Open(); !opened) {
    return tl::unexpected<Error>(opened.error());
  }
  acceptor->Accept();
  return std::unique_ptr<Listener>(new Listener(std::move(acceptor)));
}

Listener::Listener(std::shared_ptr<Acceptor> acceptor) : acceptor_(std::move(acceptor)) {}
Listener::~Listener() { acceptor_->Stop(); }

std::uint16_t Listener::port() const { return acceptor_->port(); }
std::string Listener::address() const { return acceptor_->address(); }
std::size_t Listener::connections() const { return acceptor_->connections(); }

}  // namespace torntape::link
