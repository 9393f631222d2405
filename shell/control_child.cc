#include "shell/control_child.h"

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "shell/queue_report.h"

namespace torntape::shell {
namespace {

// So much unread by the parent, and the station takes less in.
constexpr std::size_t kUnreadBytesMax = 8u << 20;

}  // namespace

Result<std::unique_ptr<ControlChild>> ControlChild::Adopt(const Parts& parts, int descriptor) {
  auto session = link::ControlSession::Adopt(parts.io, descriptor);
  if (!session) return tl::unexpected(session.error());
  return std::unique_ptr<ControlChild>(new ControlChild(parts, std::move(*session)));
}

ControlChild::ControlChild(const Parts& parts, std::unique_ptr<link::ControlSession> session)
    : station_(parts.station),
      owner_(parts.owner),
      events_(parts.events),
      log_(parts.log),
      session_(std::move(session)),
      file_timer_(parts.io) {
  events_.Add(*this);
  station_.SetOnLinksChanged([this] { TellReady(); });
  station_.SetIsCongested([this] { return session_->queued_bytes() > kUnreadBytesMax; });
  session_->Start(*this);
  session_->Send(proto::Listening{station_.endpoint().port});
  TellReady();
}

ControlChild::~ControlChild() {
  events_.Remove(*this);
  station_.SetOnLinksChanged({});
  station_.SetIsCongested({});
}

void ControlChild::OnEvent(const cable::Event& event) { happened_.push_back(proto::Keep(event)); }

void ControlChild::OnTurn() {
  if (happened_.empty()) return;
  session_->Send(proto::EventBatch{std::exchange(happened_, {}), 0});
}

void ControlChild::Close(std::function<void()> closed) {
  if (closed_) return closed();
  OnTurn();
  on_closed_ = std::move(closed);
  session_->Close();
}

void ControlChild::TellReady() {
  session_->Send(proto::Ready{static_cast<std::uint32_t>(station_.links_up()),
                              static_cast<std::uint32_t>(station_.link_count())});
}

bool ControlChild::OnControl(link::ControlSession&, proto::ControlFrame&& frame) {
  if (const auto* peers = std::get_if<proto::Peers>(&frame)) {
    HandlePeers(*peers);
  } else if (auto* cable = std::get_if<proto::FileCable>(&frame)) {
    to_file_.emplace(cable->after, std::move(*cable));
    FileWhatIsDue();
  } else if (const auto* request = std::get_if<proto::StatusRequest>(&frame)) {
    TellStatus(request->sequence);
  } else if (std::holds_alternative<proto::Stop>(frame)) {
    station_.Stop("its parent says so");
  } else {
    return false;
  }
  return true;
}

void ControlChild::HandlePeers(const proto::Peers& peers) {
  if (!started_at_) started_at_ = station_.turn().now();
  for (const proto::Peers::Peer& peer : peers.peers) {
    const auto dialled = station_.DialPeer(peer.link, {"127.0.0.1", peer.port});
    if (dialled) continue;
    log_.Error(dialled.error().message);
    session_->Send(proto::Problem{dialled.error().message, false});
  }
  FileWhatIsDue();
}

void ControlChild::FileWhatIsDue() {
  if (!started_at_ || station_.stopping()) return;
  const Duration since = station_.turn().now() - *started_at_;
  while (!to_file_.empty() && to_file_.begin()->first <= since) {
    owner_.File(to_file_.begin()->second);
    to_file_.erase(to_file_.begin());
  }
  if (to_file_.empty()) return;
  file_timer_.After(to_file_.begin()->first - since, [this] { FileWhatIsDue(); });
}

void ControlChild::TellStatus(std::uint64_t sequence) {
  station_.turn().Finish();
  const channel::Custodian& custodian = station_.turn().custodian();
  proto::Status status;
  status.sequence = sequence;
  status.copies_outstanding = custodian.outstanding();
  status.transmissions_sent = custodian.transmissions_sent();
  status.transmissions_committed = custodian.transmissions_committed();
  status.queued = QueuedOf(custodian);
  owner_.AddTo(status);
  session_->Send(status);
}

void ControlChild::OnControlClosed(link::ControlSession&, const link::Closed& closed) {
  closed_ = true;
  if (on_closed_) return on_closed_();
  station_.Stop("its parent is gone: " + closed.text);
}

}  // namespace torntape::shell
