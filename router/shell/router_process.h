#pragma once

#include <memory>

#include "router/core/switch.h"
#include "shell/process.h"

namespace torntape::router {

// A relay as a process of its own: `torntape router`.
class RouterProcess final : public shell::Process {
 public:
  RouterProcess(boost::asio::io_context& io, shell::StationPlan plan,
                const shell::StationCommand& command, shell::Log& log)
      : Process(io, std::move(plan), command, log) {}

 private:
  std::unique_ptr<channel::StationCore> MakeCore(const channel::CustodyConfig& custody) override;
  void File(const proto::FileCable& cable) override;
  void AddTo(proto::Status&) const override {}
};

}  // namespace torntape::router
