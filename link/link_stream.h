#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "link/stream.h"
#include "proto/codec.h"

namespace torntape::link {

// A stream of link frames: what stands behind a Session. Only link/ uses it.
class LinkStream final : public Stream {
 public:
  LinkStream(Socket socket, const SessionOptions& options, std::string peer_address,
             std::shared_ptr<void> seat = nullptr);

  void Start(Session& session, SessionHandler& handler);
  void SetHandler(SessionHandler& handler) { handler_ = &handler; }
  // The session is gone.
  void Detach();

  void Send(const proto::Frame& frame);
  void Send(const proto::TransmissionFrame& frame);
  void Reject(proto::RejectReason reason, std::string detail);
  const std::string& peer_address() const { return peer_address_; }

 private:
  bool HandlePayload(std::string_view payload) override;
  void HandlePayloadsEnd() override { HandOnDecoded(); }
  void HandleTurnEnd() override;
  void HandleWritable() override;
  void HandleSilence() override;
  void HandleBreak(proto::RejectReason reason, const std::string& text, Closed& closed) override;
  void HandleClosed(const Closed& closed) override;

  // False: hand on no more of what has come.
  bool HandOnDecoded();
  bool HandleDecoded(Result<proto::Frame>& frame);

  // So many frames are decoded before the first of them is handed on: what decodes them fits into
  // the processor's cache of instructions, and what decides about them; both in turn do not.
  static constexpr std::size_t kDecodedMax = 16;

  std::string peer_address_;
  Session* session_ = nullptr;
  SessionHandler* handler_ = nullptr;
  std::uint64_t pings_ = 0;
  std::vector<Result<proto::Frame>> decoded_;  // and not handed on; empty between reads
};

}  // namespace torntape::link
