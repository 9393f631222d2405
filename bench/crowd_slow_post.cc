#include "bench/crowd_slow_post.h"

#include <algorithm>
#include <poll.h>
#include <variant>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>

#include "bench/load.h"
#include "proto/codec.h"

namespace torntape::bench {
namespace {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

constexpr double kSecond = 1e6;
constexpr double kAwayUs = 1 * kSecond;
constexpr double kGreetingUs = 20 * kSecond;
constexpr double kSpeakUs = 4 * kSecond;
// A relay gives a silent peer up after 30 s of silence and 2 s of waiting for it to close.
constexpr double kStuckUs = 45 * kSecond;

}  // namespace

CrowdSlowPost::CrowdSlowPost(const Crowd& crowd, cable::RoutingIndicator station,
                             const Options& options)
    : crowd_(crowd), channel_(crowd, station), options_(options), socket_(crowd.io) {}

void CrowdSlowPost::Tick() {
  const double now = NowUs();
  if (state_ == State::kAway && now - since_us_ >= kAwayUs) return Connect();
  if (state_ == State::kGreeting) {
    Read(512);
    if (state_ == State::kGreeting && now - since_us_ >= kGreetingUs) Close();
    return;
  }
  if (state_ != State::kUp) return;
  if (stuck()) {
    if (RelayHasGone()) {
      ++closed_by_relay_;
      return Close();
    }
    if (now - since_us_ >= kStuckUs) Close();
    return;
  }
  const double rate = static_cast<double>(options_.bytes_per_second);
  const auto due = static_cast<std::size_t>(rate * (now - read_us_) / kSecond);
  if (due >= 128) {
    read_us_ = now;
    Read(std::min(due, kAll));
  }
  if (state_ == State::kUp && now - spoke_us_ >= kSpeakUs) {
    spoke_us_ = now;
    Say(proto::Ping{++pings_});
  }
  if (state_ == State::kUp) Write();
}

void CrowdSlowPost::Connect() {
  ErrorCode error;
  socket_ = tcp::socket(crowd_.io);
  socket_.open(tcp::v4(), error);
  if (options_.receive_bytes > 0) {
    socket_.set_option(boost::asio::socket_base::receive_buffer_size(options_.receive_bytes),
                       error);
  }
  reader_ = proto::FrameReader();
  unsent_.clear();
  state_ = State::kConnecting;
  since_us_ = NowUs();
  ++connects_;
  socket_.async_connect(tcp::endpoint(boost::asio::ip::address_v4::loopback(), crowd_.port),
                        [this](const ErrorCode& failed) {
                          if (state_ != State::kConnecting) return;
                          failed ? Close() : OnConnected();
                        });
}

void CrowdSlowPost::OnConnected() {
  ErrorCode ignored;
  socket_.non_blocking(true, ignored);
  state_ = State::kGreeting;
  since_us_ = NowUs();
  Say(link::Handshake::ForDialler(channel_.directory(), 0).MakeHello(channel_.state()));
  Write();
}

void CrowdSlowPost::Close() {
  ErrorCode ignored;
  socket_.close(ignored);
  state_ = State::kAway;
  since_us_ = NowUs();
}

// Seen without reading: what lies before the end of the stream may never be read.
bool CrowdSlowPost::RelayHasGone() {
  pollfd one{socket_.native_handle(), POLLRDHUP, 0};
  return ::poll(&one, 1, 0) > 0 && (one.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

void CrowdSlowPost::Read(std::size_t bytes) {
  while (bytes > 0) {
    char* const room = reader_.Prepare(1);
    const std::size_t size = std::min(bytes, reader_.room());
    ErrorCode error;
    const std::size_t came = socket_.read_some(boost::asio::buffer(room, size), error);
    if (error == boost::asio::error::would_block) return;
    if (error) {
      ++closed_by_relay_;
      return Close();
    }
    bytes -= came;
    reader_.Commit(came);
    HandOn();
    if (state_ == State::kAway) return;
  }
}

void CrowdSlowPost::HandOn() {
  while (const auto payload = reader_.Next()) {
    const auto frame = proto::DecodeFrame(*payload);
    if (frame) Handle(*frame);
    if (!frame || state_ == State::kAway) break;
  }
  if (state_ == State::kAway || !channel_.receipt_due()) return;
  Say(channel_.TakeReceipt());
  Say(channel_.credit(options_.window_bytes));
  Write();
}

void CrowdSlowPost::Handle(const proto::Frame& frame) {
  if (const auto* welcome = std::get_if<proto::Welcome>(&frame)) {
    channel_.Meet({welcome->store_epoch, welcome->peer_epoch, welcome->channels});
    state_ = State::kUp;
    since_us_ = read_us_ = spoke_us_ = NowUs();
    Say(channel_.credit(options_.window_bytes));
    Write();
  } else if (const auto* came = std::get_if<proto::TransmissionFrame>(&frame)) {
    channel_.Receive(came->transmission);
  } else if (const auto* ping = std::get_if<proto::Ping>(&frame)) {
    Say(proto::Pong{ping->token});
  } else if (std::holds_alternative<proto::Reject>(frame)) {
    ++closed_by_relay_;
    Close();
  }
}

void CrowdSlowPost::Write() {
  if (unsent_.empty()) return;
  ErrorCode error;
  const std::size_t gone = socket_.write_some(boost::asio::buffer(unsent_), error);
  if (error && error != boost::asio::error::would_block) {
    ++closed_by_relay_;
    return Close();
  }
  unsent_.erase(0, gone);
}

}  // namespace torntape::bench
