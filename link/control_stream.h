#pragma once

#include <string>
#include <string_view>

#include "link/control_session.h"
#include "link/stream.h"

namespace torntape::link {

// A stream of control frames: what stands behind a ControlSession. Only link/ uses it.
class ControlStream final : public Stream {
 public:
  explicit ControlStream(Socket socket);

  void Start(ControlSession& session, ControlHandler& handler);
  // The session is gone.
  void Detach();
  void Send(const proto::ControlFrame& frame);
  void Finish();

 private:
  bool HandlePayload(std::string_view payload) override;
  void HandleTurnEnd() override;
  void HandleWritable() override {}
  void HandleSilence() override {}
  void HandleBreak(proto::RejectReason /*reason*/, const std::string& /*text*/,
                   Closed& /*closed*/) override {}
  void HandleClosed(const Closed& closed) override;

  ControlSession* session_ = nullptr;
  ControlHandler* handler_ = nullptr;
};

}  // namespace torntape::link
