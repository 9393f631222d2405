#include "router/shell/router_process.h"

#include <fmt/format.h>

namespace torntape::router {

std::unique_ptr<channel::StationCore> RouterProcess::MakeCore(
    const channel::CustodyConfig& custody) {
  return std::make_unique<Switch>(directory(), indicator(), custody, events());
}

void RouterProcess::File(const proto::FileCable& cable) {
  const std::string text = fmt::format("{} cannot be filed at {}, which is a relay", cable.source,
                                       indicator().ToString());
  log().Error(text);
  if (parent() != nullptr) parent()->Send(proto::Problem{text, false});
}

}  // namespace torntape::router
