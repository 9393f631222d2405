#include "shell/watch_client.h"

#include <utility>
#include <variant>

#include "link/dialler.h"
#include "link/handshake.h"

namespace torntape::shell {

WatchClient::WatchClient(boost::asio::io_context& io, const Endpoint& station, Calls calls)
    : calls_(std::move(calls)) {
  link::DialOptions options;
  options.address = station.address;
  options.port = station.port;
  dialler_ = std::make_unique<link::Dialler>(
      io, options, Prng(1),
      [this](std::unique_ptr<link::Session> session) {
        session_ = std::move(session);
        session_->Start(*this);
        session_->Send(link::Handshake::WatchHello());
        session_->Established();  // a station answers a watcher with events alone
      },
      [this](const std::string& text, link::DialOptions::Span) { End(false, text); });
  dialler_->Start();
}

WatchClient::~WatchClient() = default;

void WatchClient::Stop() {
  if (!session_) return End(true, "stopped");
  session_->Close("has watched enough");
}

bool WatchClient::OnFrame(link::Session&, proto::Frame&& frame) {
  const auto* batch = std::get_if<proto::EventBatch>(&frame);
  if (batch == nullptr) return false;
  calls_.on_events(*batch);
  return true;
}

void WatchClient::OnClosed(link::Session&, const link::Closed& closed) {
  session_.reset();
  const bool in_order = closed.cause == link::CloseCause::kOurs ||
                        (closed.cause == link::CloseCause::kTheirReject &&
                         closed.reject.reason == proto::RejectReason::kClosing);
  End(in_order, closed.text);
}

void WatchClient::End(bool in_order, const std::string& text) {
  if (!std::exchange(ended_, true)) calls_.on_end(in_order, text);
}

}  // namespace torntape::shell
