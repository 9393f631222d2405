// What an `expect:` section says of speed of service and of queues.
#include <array>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "proto/scenario_draft.h"
#include "proto/scenario_reader.h"
#include "torntape/v1/scenario.pb.h"

namespace torntape::proto {
namespace {

void ReadSpeed(const v1::SpeedConfig& config, const std::string& entry,
               cable::Precedence precedence, ScenarioDraft& draft) {
  if (!draft.checks.Has(entry)) return;
  using Of = ExpectedSpeed::Of;
  bool any = false;
  for (const Of of : {Of::kMedian, Of::kP99, Of::kMost}) {
    const std::string path = In(entry, NameOf(of));
    if (!draft.checks.Has(path)) continue;
    any = true;
    const std::string& text = of == Of::kMedian ? config.median()
                              : of == Of::kP99  ? config.p99()
                                                : config.most();
    const auto within = draft.checks.Span(path, text, kScenarioSpanMax);
    if (!within) continue;
    draft.scenario.expect.speeds.push_back({precedence, of, *within, draft.checks.PlaceOf(path)});
  }
  if (!any) draft.checks.Missing(entry, "p99", "p99: 10m, or median, or most");
}

void ReadSpeeds(const v1::SpeedsConfig& config, ScenarioDraft& draft) {
  const std::array<const v1::SpeedConfig*, cable::kPrecedenceCount> speeds = {
      &config.emergency_command(), &config.critic(),   &config.flash(),
      &config.immediate(),         &config.priority(), &config.routine()};
  constexpr std::array<std::string_view, cable::kPrecedenceCount> kKeys = {
      "emergency_command", "critic", "flash", "immediate", "priority", "routine"};
  for (std::size_t i = 0; i < speeds.size(); ++i) {
    ReadSpeed(*speeds[i], In("expect.speed_of_service", kKeys[i]),
              static_cast<cable::Precedence>(i), draft);
  }
}

void ReadQueue(const v1::QueueBoundConfig& config, const std::string& entry, ScenarioDraft& draft) {
  ExpectedQueue queue;
  queue.from = draft.StationIn(entry, "from", config.from());
  queue.to = draft.StationIn(entry, "to", config.to());
  queue.where = draft.checks.PlaceOf(entry);
  if (!config.has_at_most()) {
    draft.checks.Missing(entry, "at_most", "at_most: 50");
    return;
  }
  queue.at_most = config.at_most();
  if (!queue.from.none() && !queue.to.none()) draft.scenario.expect.queues.push_back(queue);
}

}  // namespace

std::string_view NameOf(ExpectedSpeed::Of of) {
  static constexpr std::array<std::string_view, 3> kNames = {"median", "p99", "most"};
  return kNames[static_cast<std::size_t>(of)];
}

void ReadBounds(const v1::ScenarioConfig& config, ScenarioDraft& draft) {
  const v1::ExpectConfig& expect = config.expect();
  ReadSpeeds(expect.speed_of_service(), draft);
  const auto queues = static_cast<std::size_t>(expect.queues_size());
  if (!draft.checks.AtMost("expect.queues", queues, kQueueBoundsMax, "bounds of queues")) return;
  for (std::size_t i = 0; i < queues; ++i) {
    ReadQueue(expect.queues(static_cast<int>(i)), At("expect.queues", i), draft);
  }
  if (!expect.has_queue_at_most()) return;
  draft.scenario.expect.queues.push_back(
      {{}, {}, expect.queue_at_most(), draft.checks.PlaceOf("expect.queue_at_most")});
}

}  // namespace torntape::proto
