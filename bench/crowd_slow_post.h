#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/ip/tcp.hpp>

#include "bench/crowd_channel.h"
#include "proto/codec.h"
#include "proto/frame_reader.h"

namespace torntape::bench {

// A post that shakes hands and then reads a few bytes a second, or nothing ever again. A Session
// reads as fast as it can, so this one has a socket of its own. One that reads slowly still speaks,
// as a post on a bad line does, so that the relay knows it lives; one that reads nothing is silent
// too, so the relay gives it up, and after a while it comes back as if nothing had been.
class CrowdSlowPost {
 public:
  struct Options {
    std::size_t bytes_per_second = 0;  // 0: nothing after the handshake
    // Of the socket. A small one makes the relay's writes wait; 0: what the system gives.
    int receive_bytes = 0;
    // The credit it grants at first. A large one lets the relay send all that it has.
    std::uint64_t window_bytes = 64u << 10;
  };
  CrowdSlowPost(const Crowd& crowd, cable::RoutingIndicator station, const Options& options);
  CrowdSlowPost(const CrowdSlowPost&) = delete;
  CrowdSlowPost& operator=(const CrowdSlowPost&) = delete;

  cable::RoutingIndicator station() const { return channel_.station(); }
  bool up() const { return state_ == State::kUp; }
  // Several times a second.
  void Tick();
  // Reads all there is from now on.
  void BecomeHealthy() { options_.bytes_per_second = kAll; }
  // How often the relay ended the connection where this side saw it.
  std::uint64_t closed_by_relay() const { return closed_by_relay_; }
  std::uint64_t connects() const { return connects_; }

 private:
  static constexpr std::size_t kAll = 64u << 20;
  enum class State { kAway, kConnecting, kGreeting, kUp };

  void Connect();
  void OnConnected();
  void Close();
  bool stuck() const { return state_ == State::kUp && options_.bytes_per_second == 0; }
  bool RelayHasGone();
  void Read(std::size_t bytes);
  void HandOn();
  void Handle(const proto::Frame& frame);
  void Say(const proto::Frame& frame) { proto::AppendFrame(frame, unsent_); }
  void Write();

  const Crowd& crowd_;
  CrowdChannel channel_;
  Options options_;
  boost::asio::ip::tcp::socket socket_;
  State state_ = State::kAway;
  proto::FrameReader reader_;
  std::string unsent_;
  double since_us_ = 0;  // in this state
  double read_us_ = 0;   // what may be read is reckoned up to here
  double spoke_us_ = 0;
  std::uint64_t pings_ = 0;
  std::uint64_t connects_ = 0;
  std::uint64_t closed_by_relay_ = 0;
};

}  // namespace torntape::bench
