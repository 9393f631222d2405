#include "shell/queue_report.h"

#include <string_view>

#include <fmt/format.h>

namespace torntape::shell {
namespace {

constexpr std::array<std::string_view, cable::kLaneCount> kLaneNames = {
    "Y or W", "FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE"};

}  // namespace

LaneCounts QueuedOf(const channel::Custodian& custodian) {
  LaneCounts counts{};
  for (std::size_t i = 0; i < custodian.channel_count(); ++i) {
    const auto& outgoing = custodian.outgoing(static_cast<channel::ChannelIndex>(i));
    for (std::size_t lane = 0; lane < counts.size(); ++lane) {
      counts[lane] += outgoing.waiting_in(lane);
    }
  }
  return counts;
}

std::vector<std::string> DescribeQueues(const channel::Custodian& custodian) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < custodian.channel_count(); ++i) {
    const auto index = static_cast<channel::ChannelIndex>(i);
    const auto& outgoing = custodian.outgoing(index);
    std::string counts;
    for (std::size_t lane = 0; lane < kLaneNames.size(); ++lane) {
      if (outgoing.waiting_in(lane) == 0) continue;
      counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", outgoing.waiting_in(lane),
                            kLaneNames[lane]);
    }
    if (!counts.empty()) counts += " waiting";
    if (outgoing.under_way() > 0) {
      counts += fmt::format("{}{} sent and not receipted", counts.empty() ? "" : ", ",
                            outgoing.under_way());
    }
    if (counts.empty()) continue;
    lines.push_back(fmt::format("{} to {}: {}", outgoing.designator().ToString(),
                                custodian.config_of(index).peer.ToString(), counts));
  }
  return lines;
}

}  // namespace torntape::shell
