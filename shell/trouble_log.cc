#include "shell/trouble_log.h"

#include <string>

#include <fmt/format.h>

namespace torntape::shell {
namespace {

// "RYKABD #0417/01 1341042 for RYXX is set aside for a supervisor: unknown indicator".
std::string DescribeIntercept(const cable::Event& event) {
  const std::string for_whom =
      event.subject.none() ? std::string() : " for " + event.subject.ToString();
  if (event.reason == cable::Reason::kNobodyHere) {
    return fmt::format("{}{} was called here, but is for nobody of this station",
                       event.identification.ToString(), for_whom);
  }
  return fmt::format("{}{} is set aside for a supervisor: {}", event.identification.ToString(),
                     for_whom, cable::NameOf(event.reason));
}

}  // namespace

bool TroubleLog::Wants(cable::EventKind kind) const {
  return kind == cable::EventKind::kIntercepted || kind == cable::EventKind::kOpenNumber;
}

void TroubleLog::OnEvent(const cable::Event& event) {
  switch (event.kind) {
    case cable::EventKind::kIntercepted:
      return log_.Warning(DescribeIntercept(event));
    case cable::EventKind::kOpenNumber:
      return log_.Warning(fmt::format("number {} from {} never came: an open number",
                                      event.number.ToString(), event.peer.ToString()));
    default:
      return;
  }
}

}  // namespace torntape::shell
