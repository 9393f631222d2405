#pragma once

#include <functional>
#include <memory>
#include <string>

#include "link/session.h"
#include "proto/frame.h"
#include "shell/endpoint.h"

namespace boost::asio {
class io_context;
}

namespace torntape::link {
class Dialler;
}

namespace torntape::shell {

// Follows the events of a station over a connection: what stands behind `torntape watch`.
// Not thread-safe. Lifetime: io outlives it.
class WatchClient final : public link::SessionHandler {
 public:
  struct Calls {
    std::function<void(const proto::EventBatch&)> on_events;
    // No more will come. Once. `in_order`: the station has ended, or Stop was called.
    std::function<void(bool in_order, const std::string& text)> on_end;
  };
  // Tries once.
  WatchClient(boost::asio::io_context& io, const Endpoint& station, Calls calls);
  ~WatchClient() override;

  void Stop();

  bool OnFrame(link::Session& session, proto::Frame&& frame) override;
  void OnTurnEnd(link::Session&) override {}
  void OnWritable(link::Session&) override {}
  void OnClosed(link::Session& session, const link::Closed& closed) override;

 private:
  void End(bool in_order, const std::string& text);

  Calls calls_;
  std::unique_ptr<link::Dialler> dialler_;
  std::unique_ptr<link::Session> session_;
  bool ended_ = false;
};

}  // namespace torntape::shell
