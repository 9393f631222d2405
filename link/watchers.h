#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "cable/event.h"
#include "link/session.h"

namespace boost::asio {
class io_context;
}

namespace torntape::link {

// Those who watch a station: each gets its events in batches, as they happen. Watching must not
// slow the station down or fill its memory: who is too slow misses events, and the next batch says
// how many. Costs nothing while nobody watches.
class Watchers : public cable::EventListener {
 public:
  explicit Watchers(boost::asio::io_context& io);
  ~Watchers() override;

  // REQUIRES: the session's Hello asked to watch.
  void Adopt(std::unique_ptr<Session> session);
  void OnEvent(const cable::Event& event) override;
  bool Wants(cable::EventKind) const override { return !watchers_.empty(); }

  bool empty() const { return watchers_.empty(); }
  std::size_t size() const { return watchers_.size(); }
  // Tells all of them why, and closes.
  void Close(const std::string& detail);

 private:
  class Watcher;
  void QueueBatch();
  void SendBatch();
  void Remove(const Watcher& watcher);

  boost::asio::io_context& io_;
  std::vector<std::unique_ptr<Watcher>> watchers_;
  std::vector<proto::KeptEvent> batch_;  // that happened since the last batch was sent
  // Lets a batch that was queued find out that this object is gone.
  std::shared_ptr<Watchers*> self_ = std::make_shared<Watchers*>(this);
  bool batch_queued_ = false;
};

}  // namespace torntape::link
