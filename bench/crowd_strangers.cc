#include "bench/crowd_strangers.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "bench/load.h"
#include "proto/codec.h"

namespace torntape::bench {
namespace {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using Kind = CrowdStrangers::Kind;

constexpr std::chrono::milliseconds kGarbageWaits{1500};
constexpr std::chrono::milliseconds kHalfHelloWaits{100};
// The relay wants a handshake within 5 s, and waits 2 s more for the other side to close.
constexpr std::chrono::milliseconds kStaysAtMost{20'000};

bool Stays(Kind kind) { return kind == Kind::kSilent || kind == Kind::kUnfinished; }

std::string Framed(const proto::Frame& frame) {
  std::string bytes;
  proto::AppendFrame(frame, bytes);
  return bytes;
}

std::vector<std::string> WrongWords() {
  proto::Hello other_network;
  other_network.network = "Quite another";
  proto::Hello other_version;
  other_version.protocol_version = 77;
  return {Framed(other_network),
          Framed(other_version),
          Framed(proto::Receipt{0, 12, 12}),
          Framed(proto::Credit{0, 1 << 20, 1 << 20}),
          std::string("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
          std::string("\xff\xff\xff\xff", 4) + std::string(200, 'X'),
          std::string(4, '\0')};
}

}  // namespace

// One connection. Kept alive by what it waits for.
class CrowdStrangers::Stranger : public std::enable_shared_from_this<Stranger> {
 public:
  Stranger(boost::asio::io_context& io, std::shared_ptr<Books> books, Kind kind, std::string words)
      : books_(std::move(books)), kind_(kind), words_(std::move(words)), socket_(io), timer_(io) {
    ++books_->open;
    if (Stays(kind_)) ++books_->staying;
  }
  ~Stranger() {
    --books_->open;
    if (Stays(kind_)) --books_->staying;
  }

  void Start(std::uint16_t port) {
    socket_.async_connect(
        tcp::endpoint(boost::asio::ip::address_v4::loopback(), port),
        [self = shared_from_this()](const ErrorCode& error) { self->OnConnected(error); });
  }

 private:
  void OnConnected(const ErrorCode& error) {
    if (error) {
      ++books_->figures.failed;
      return;
    }
    began_us_ = NowUs();
    if (kind_ == Kind::kTouch) {
      ErrorCode ignored;
      const bool reset = books_->figures.connects[0] % 2 == 0;
      if (reset) socket_.set_option(boost::asio::socket_base::linger(true, 0), ignored);
      return Close();
    }
    if (!words_.empty()) {
      boost::asio::async_write(socket_, boost::asio::buffer(words_),
                               [self = shared_from_this()](const ErrorCode&, std::size_t) {});
    }
    Read();
    timer_.expires_after(kind_ == Kind::kGarbage     ? kGarbageWaits
                         : kind_ == Kind::kHalfHello ? kHalfHelloWaits
                                                     : kStaysAtMost);
    timer_.async_wait([self = shared_from_this()](const ErrorCode& cancelled) {
      if (!cancelled) self->OnTimeOver();
    });
  }

  void Read() {
    socket_.async_read_some(boost::asio::buffer(room_),
                            [self = shared_from_this()](const ErrorCode& error, std::size_t) {
                              if (self->closed_) return;
                              error ? self->OnClosed() : self->Read();
                            });
  }

  void OnClosed() {
    if (Stays(kind_)) {
      ++books_->figures.closed_by_relay;
      books_->figures.kept_open_ms_max =
          std::max(books_->figures.kept_open_ms_max, (NowUs() - began_us_) / 1000);
    } else if (kind_ == Kind::kGarbage) {
      ++books_->figures.answered;
    }
    Close();
  }

  void OnTimeOver() {
    if (closed_) return;
    if (Stays(kind_)) {
      ++books_->figures.left_open;
    } else if (kind_ == Kind::kGarbage) {
      ++books_->figures.unanswered;
    }
    Close();
  }

  void Close() {
    closed_ = true;
    timer_.cancel();
    ErrorCode ignored;
    socket_.close(ignored);
  }

  std::shared_ptr<Books> books_;
  Kind kind_;
  std::string words_;
  tcp::socket socket_;
  boost::asio::steady_timer timer_;
  std::array<char, 512> room_{};
  double began_us_ = 0;
  bool closed_ = false;
};

CrowdStrangers::CrowdStrangers(const Crowd& crowd, std::string hello, std::uint64_t seed)
    : crowd_(crowd), half_hello_(std::move(hello)), wrong_(WrongWords()), prng_(seed) {
  half_hello_.resize(half_hello_.size() / 2);
}

void CrowdStrangers::Come(Kind kind) {
  ++books_->figures.connects[static_cast<std::size_t>(kind)];
  std::make_shared<Stranger>(crowd_.io, books_, kind, MakeWords(kind))->Start(crowd_.port);
}

std::string CrowdStrangers::MakeWords(Kind kind) {
  switch (kind) {
    case Kind::kTouch:
    case Kind::kSilent:
      return {};
    case Kind::kHalfHello:
    case Kind::kUnfinished:
      return half_hello_;
    case Kind::kGarbage:
      break;
  }
  const std::uint64_t drawn = prng_.Below(wrong_.size() + 3);
  if (drawn < wrong_.size()) return wrong_[drawn];
  std::string bytes(1 + prng_.Below(600), '\0');
  for (char& byte : bytes) byte = static_cast<char>(prng_.Next());
  return bytes;
}

}  // namespace torntape::bench
