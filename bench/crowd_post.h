#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "bench/crowd_channel.h"

namespace torntape::bench {

// A post on real links. Once connected it stays so, and dials again by itself, until it is told to
// go.
class CrowdPost {
 public:
  CrowdPost(const Crowd& crowd, cable::RoutingIndicator station);
  ~CrowdPost();
  CrowdPost(const CrowdPost&) = delete;
  CrowdPost& operator=(const CrowdPost&) = delete;

  cable::RoutingIndicator station() const { return channel_.station(); }
  bool up() const;
  void Connect();
  // Lets the connection go without a word.
  void Drop();
  // Connects anew while the relay still takes the last connection for open.
  void TakeOver();
  void Submit(CrowdCable cable);
  std::size_t unreceipted() const { return channel_.unreceipted(); }

  // Told when it is up, with the milliseconds since Connect or TakeOver.
  void SetOnUp(std::function<void(double ms)> call) { on_up_ = std::move(call); }
  // Told when a connection ends that it did not end itself.
  void SetOnDown(std::function<void(const std::string& why)> call) { on_down_ = std::move(call); }

 private:
  class Connection;

  const Crowd& crowd_;
  CrowdChannel channel_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Connection> former_;  // given up by TakeOver, and not yet closed by the relay
  std::uint64_t connections_ = 0;
  std::function<void(double)> on_up_;
  std::function<void(const std::string&)> on_down_;
};

}  // namespace torntape::bench
