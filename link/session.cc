#include "link/session.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/assert.h"
#include "link/link_stream.h"

namespace torntape::link {

std::string_view NameOf(CloseCause cause) {
  static constexpr std::array<std::string_view, 6> kNames = {
      "closed here", "closed there", "rejected there", "broken", "deadline", "network"};
  return kNames[static_cast<std::size_t>(cause)];
}

Session::Session(std::shared_ptr<LinkStream> stream) : stream_(std::move(stream)) {}

Session::~Session() { stream_->Detach(); }

void Session::Start(SessionHandler& handler) { stream_->Start(*this, handler); }
void Session::SetHandler(SessionHandler& handler) { stream_->SetHandler(handler); }
void Session::Send(const proto::Frame& frame) { stream_->Send(frame); }
void Session::Send(const proto::TransmissionFrame& frame) { stream_->Send(frame); }
void Session::Flush() { stream_->Flush(); }
bool Session::writable() const { return stream_->open() && stream_->writable(); }
std::size_t Session::queued_bytes() const { return stream_->queued_bytes(); }
std::uint64_t Session::reads() const { return stream_->reads(); }
void Session::Established() { stream_->Established(); }
const std::string& Session::peer_address() const { return stream_->peer_address(); }

void Session::Reject(proto::RejectReason reason, std::string detail) {
  stream_->Reject(reason, std::move(detail));
}

void Session::Close(std::string detail) {
  stream_->Reject(proto::RejectReason::kClosing, std::move(detail));
}

}  // namespace torntape::link
