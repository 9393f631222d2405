#include "link/link_stream.h"

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/printable.h"

namespace torntape::link {

using proto::Frame;
using proto::RejectReason;

LinkStream::LinkStream(Socket socket, const SessionOptions& options, std::string peer_address,
                       std::shared_ptr<void> seat)
    : Stream(std::move(socket), options, proto::kFrameBytesMax, std::move(seat)),
      peer_address_(std::move(peer_address)) {}

void LinkStream::Start(Session& session, SessionHandler& handler) {
  session_ = &session;
  handler_ = &handler;
  Begin();
}

void LinkStream::Detach() {
  session_ = nullptr;
  handler_ = nullptr;
  Abandon();
}

void LinkStream::Send(const Frame& frame) {
  if (const auto* transmission = std::get_if<proto::TransmissionFrame>(&frame)) {
    return Send(*transmission);
  }
  if (!open()) return;
  proto::AppendFrame(frame, outbound().head());
  QueueWrite();
}

void LinkStream::Send(const proto::TransmissionFrame& frame) {
  if (!open()) return;
  proto::AppendTransmissionHead(frame, outbound().head());
  outbound().AddBody(frame.transmission.body);
  QueueWrite();
}

void LinkStream::Reject(RejectReason reason, std::string detail) {
  if (!open()) return;
  const proto::Reject reject{reason, std::move(detail)};
  proto::AppendFrame(reject, outbound().head());
  End({CloseCause::kOurs, reject, reject.detail});
}

bool LinkStream::HandlePayload(std::string_view payload) {
  decoded_.push_back(proto::DecodeFrame(payload));
  const bool goes_on = decoded_.back().has_value() && decoded_.size() < kDecodedMax;
  return goes_on || HandOnDecoded();
}

bool LinkStream::HandOnDecoded() {
  bool goes_on = true;
  for (std::size_t i = 0; i < decoded_.size() && goes_on && open(); ++i) {
    goes_on = HandleDecoded(decoded_[i]);
  }
  decoded_.clear();
  return goes_on;
}

bool LinkStream::HandleDecoded(Result<Frame>& frame) {
  if (!frame) {
    Break(CloseCause::kBroken, RejectReason::kMalformedFrame, frame.error().message);
    return false;
  }
  if (const auto* ping = std::get_if<proto::Ping>(&*frame)) {
    // If much is queued already, that proves life as well as a pong would.
    if (writable()) Send(proto::Pong{ping->token});
    return true;
  }
  if (std::holds_alternative<proto::Pong>(*frame)) return true;
  if (auto* reject = std::get_if<proto::Reject>(&*frame)) {
    std::string text = fmt::format("the other side closed: {}", NameOf(reject->reason));
    if (!reject->detail.empty()) text += ": " + Printable(reject->detail, 400);
    outbound().DropUnbegun();  // it listens no more
    End({CloseCause::kTheirReject, std::move(*reject), std::move(text)});
    return false;
  }
  const std::string_view name = NameOf(*frame);
  if (handler_->OnFrame(*session_, std::move(*frame))) return true;
  Break(CloseCause::kBroken, RejectReason::kUnexpectedFrame,
        fmt::format("a {} frame is not expected here", name));
  return false;
}

void LinkStream::HandleTurnEnd() { handler_->OnTurnEnd(*session_); }

void LinkStream::HandleWritable() {
  if (handler_ != nullptr) handler_->OnWritable(*session_);
}

void LinkStream::HandleSilence() { Send(proto::Ping{++pings_}); }

void LinkStream::HandleBreak(RejectReason reason, const std::string& text, Closed& closed) {
  closed.reject = {reason, text};
  proto::AppendFrame(closed.reject, outbound().head());
}

void LinkStream::HandleClosed(const Closed& closed) {
  if (handler_ == nullptr) return;
  // Let go first: the handler may destroy the session, or start the next one.
  SessionHandler& handler = *std::exchange(handler_, nullptr);
  handler.OnClosed(*std::exchange(session_, nullptr), closed);
}

}  // namespace torntape::link
