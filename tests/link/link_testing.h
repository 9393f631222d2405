#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "link/dialler.h"
#include "link/handshake.h"
#include "link/listener.h"
#include "link/session.h"
#include "proto/codec.h"

// What the tests of links are told with: two ends in one io_context, over real loopback sockets,
// and no sleeps: a test runs the io_context until what it waits for is true.
namespace torntape::link {

using namespace std::chrono_literals;

// Runs `io` until `done`, or gives up: a test that waits so long has failed.
inline bool RunUntil(boost::asio::io_context& io, const std::function<bool()>& done,
                     std::chrono::milliseconds deadline = 10s) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  io.restart();
  while (!done()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    if (io.run_one_until(end) == 0) return done();
  }
  return true;
}

// Runs what is ready, and nothing that must be waited for.
inline void Settle(boost::asio::io_context& io) {
  io.restart();
  while (io.poll() > 0) {
  }
}

// Keeps what a session says. `on_frame`, if set, decides what OnFrame answers.
class Recorder : public SessionHandler {
 public:
  bool OnFrame(Session& session, proto::Frame&& frame) override {
    frames.push_back(std::move(frame));
    return !on_frame || on_frame(session, frames.back());
  }
  void OnTurnEnd(Session& session) override {
    ++turns;
    if (on_turn_end) on_turn_end(session);
  }
  void OnWritable(Session& /*session*/) override { ++writables; }
  void OnClosed(Session& /*session*/, const Closed& how) override {
    ++closes;
    closed = how;
    if (on_closed) on_closed();
  }

  std::function<bool(Session&, const proto::Frame&)> on_frame;
  std::function<void(Session&)> on_turn_end;
  std::function<void()> on_closed;
  std::vector<proto::Frame> frames;
  int turns = 0;
  int writables = 0;
  int closes = 0;
  Closed closed;
};

inline DialOptions DialTo(std::uint16_t port, const SessionOptions& session = {}) {
  DialOptions options;
  options.port = port;
  options.session = session;
  return options;
}

// Two sessions that are connected with each other; neither is started.
struct SessionPair {
  explicit SessionPair(boost::asio::io_context& io, const SessionOptions& options = {}) {
    ListenOptions listen;
    listen.session = options;
    auto listener = Listener::Open(
        io, listen, [&](std::unique_ptr<Session> session) { near = std::move(session); },
        [](const std::string& text) { ADD_FAILURE() << text; });
    Dialler dialler(
        io, DialTo((*listener)->port(), options), Prng(1),
        [&](std::unique_ptr<Session> session) { far = std::move(session); },
        [](const std::string& text, auto) { ADD_FAILURE() << text; });
    dialler.Start();
    EXPECT_TRUE(RunUntil(io, [&] { return near && far; }));
  }
  std::unique_ptr<Session> near;  // that was accepted
  std::unique_ptr<Session> far;   // that dialled
};

// A peer that is not ours: sends any bytes, keeps what comes.
class RawPeer {
 public:
  RawPeer(boost::asio::io_context& io, std::uint16_t port, int receive_buffer_bytes = 0)
      : socket_(io) {
    socket_.open(boost::asio::ip::tcp::v4());
    if (receive_buffer_bytes > 0) {
      socket_.set_option(boost::asio::socket_base::receive_buffer_size(receive_buffer_bytes));
    }
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
  }
  void Send(std::string_view bytes) { boost::asio::write(socket_, boost::asio::buffer(bytes)); }
  void EndOutput() { socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send); }
  void Close() { socket_.close(); }
  // Keeps reading from now on.
  void Read() {
    socket_.async_read_some(boost::asio::buffer(chunk_),
                            [this](boost::system::error_code error, std::size_t size) {
                              if (error) {
                                ended = true;
                                return;
                              }
                              received.append(chunk_, size);
                              Read();
                            });
  }
  // Reads what there is, up to so many bytes.
  void ReadUpTo(std::size_t bytes) {
    boost::system::error_code error;
    socket_.non_blocking(true);
    const auto room = boost::asio::buffer(chunk_, std::min(bytes, sizeof chunk_));
    received.append(chunk_, socket_.read_some(room, error));
  }
  // What came, as frames.
  std::vector<proto::Frame> Frames() const {
    std::vector<proto::Frame> frames;
    proto::FrameReader reader;
    std::copy(received.begin(), received.end(), reader.Prepare(received.size()));
    reader.Commit(received.size());
    while (const auto payload = reader.Next()) {
      auto frame = proto::DecodeFrame(*payload);
      EXPECT_TRUE(frame) << frame.error().message;
      if (frame) frames.push_back(std::move(*frame));
    }
    return frames;
  }

  std::string received;
  bool ended = false;

 private:
  boost::asio::ip::tcp::socket socket_;
  char chunk_[16384] = {};
};

inline std::string Bytes(const proto::Frame& frame) {
  std::string bytes;
  proto::AppendFrame(frame, bytes);
  return bytes;
}

// Four bytes, big-endian, and the payload.
inline std::string Prefixed(std::string_view payload) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(payload.size() >> shift));
  }
  return bytes.append(payload);
}

// A transmission with a body of this size, told apart by its channel serial.
inline proto::TransmissionFrame Sample(std::uint16_t serial, std::size_t body_bytes = 100) {
  proto::TransmissionFrame frame;
  frame.transmission.number = {cable::ChannelDesignator::Of("BDA"), serial, 4};
  frame.transmission.called.push_back(
      {cable::RoutingIndicator::Of("RYLBDN"), cable::Role::kAction});
  auto heading = MakeRef<cable::Heading>();
  heading->identification.calling = cable::RoutingIndicator::Of("RYKABD");
  heading->calling_line = "DE RYKABD";
  frame.transmission.heading = heading;
  frame.transmission.body =
      SharedBytes(std::string(body_bytes, static_cast<char>('A' + serial % 26)));
  return frame;
}

// RYLB with two links: RYKA dials it over KA-LB, two channels; it dials RYMC over LB-MC.
inline PeerDirectory SampleDirectory() {
  const auto channel = [](std::string_view incoming, std::string_view outgoing) {
    return ExpectedChannel{cable::ChannelDesignator::Of(incoming),
                           cable::ChannelDesignator::Of(outgoing)};
  };
  return {"four relays",
          cable::RoutingIndicator::Of("RYLB"),
          {{"KA-LB",
            cable::RoutingIndicator::Of("RYKA"),
            true,
            {channel("ABA", "BAA"), channel("ABB", "BAB")}},
           {"LB-MC", cable::RoutingIndicator::Of("RYMC"), false, {channel("CBA", "BCA")}}}};
}

inline proto::ChannelState StateFor(const ExpectedChannel& channel) {
  proto::ChannelState state;
  state.incoming = channel.incoming;
  state.outgoing = channel.outgoing;
  return state;
}

// What RYKA says to it over KA-LB.
inline proto::Hello SampleHello() {
  proto::Hello hello;
  hello.network = "four relays";
  hello.link = "KA-LB";
  hello.station = cable::RoutingIndicator::Of("RYKA");
  hello.store_epoch = 17;
  const PeerDirectory directory = SampleDirectory();
  for (const ExpectedChannel& channel : directory.links[0].channels) {
    hello.channels.push_back(StateFor({channel.outgoing, channel.incoming}));
  }
  return hello;
}

}  // namespace torntape::link
