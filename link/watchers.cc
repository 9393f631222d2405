#include "link/watchers.h"

#include <algorithm>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "proto/codec.h"

namespace torntape::link {

// One of them. Whatever it says after its Hello is refused.
class Watchers::Watcher : public SessionHandler {
 public:
  Watcher(Watchers& watchers, std::unique_ptr<Session> session)
      : watchers_(watchers), session_(std::move(session)) {
    session_->SetHandler(*this);
    session_->Established();
  }

  bool OnFrame(Session& /*session*/, proto::Frame&& /*frame*/) override { return false; }
  void OnTurnEnd(Session& /*session*/) override {}
  void OnWritable(Session& /*session*/) override {
    if (missed_ > 0) Send({});
  }
  void OnClosed(Session& /*session*/, const Closed& /*closed*/) override {
    watchers_.Remove(*this);  // and this object is gone
  }

  void Send(const std::vector<proto::KeptEvent>& events) {
    if (!session_->writable()) {
      missed_ += events.size();
      return;
    }
    session_->Send(proto::EventBatch{events, std::exchange(missed_, 0)});
  }
  void Close(const std::string& detail) { session_->Close(detail); }

 private:
  Watchers& watchers_;
  std::unique_ptr<Session> session_;
  std::uint64_t missed_ = 0;
};

Watchers::Watchers(boost::asio::io_context& io) : io_(io) {}
Watchers::~Watchers() { *self_ = nullptr; }

void Watchers::Adopt(std::unique_ptr<Session> session) {
  watchers_.push_back(std::make_unique<Watcher>(*this, std::move(session)));
}

void Watchers::OnEvent(const cable::Event& event) {
  if (watchers_.empty()) return;
  batch_.push_back(proto::Keep(event));
  if (batch_.size() >= proto::kEventsPerBatchMax) return SendBatch();
  QueueBatch();
}

void Watchers::QueueBatch() {
  if (batch_queued_) return;
  batch_queued_ = true;
  boost::asio::post(io_, [self = self_] {
    if (*self == nullptr) return;
    (*self)->batch_queued_ = false;
    (*self)->SendBatch();
  });
}

void Watchers::SendBatch() {
  if (batch_.empty()) return;
  for (const auto& watcher : watchers_) watcher->Send(batch_);
  batch_.clear();
}

void Watchers::Close(const std::string& detail) {
  SendBatch();
  for (const auto& watcher : watchers_) watcher->Close(detail);
}

void Watchers::Remove(const Watcher& watcher) {
  std::erase_if(watchers_, [&](const auto& each) { return each.get() == &watcher; });
}

}  // namespace torntape::link
