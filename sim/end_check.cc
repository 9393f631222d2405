#include "sim/end_check.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/report_draw.h"

namespace torntape::sim {

void CheckEnd(const Scenario& scenario, bool drained, const std::string& refusal,
              const RunCounts& counts, Promises& promises) {
  const auto says = [&](ExpectedCount::Of of) {
    return std::any_of(scenario.expect.counts.begin(), scenario.expect.counts.end(),
                       [of](const ExpectedCount& count) { return count.of == of; });
  };
  const auto add = [&](std::string law, std::string what) {
    promises.Add({std::move(law), scenario.path, "", std::move(what), {}});
  };
  if (!drained && counts.queued > 0 && !says(ExpectedCount::Of::kUndelivered)) {
    add("ended in time",
        fmt::format("{} still under way when its time of {} was over; a longer `limit` gives it "
                    "more, and `expect: {{undelivered: {}}}` says that it is meant",
                    Counted(counts.queued, "delivery was", "deliveries were"),
                    FormatDuration(scenario.limit), counts.deliveries_owed - counts.deliveries));
  }
  if (counts.cables_filed > 0) return;
  if (counts.cables_refused > 0 && !says(ExpectedCount::Of::kRefused)) {
    add("cables accepted", fmt::format("{} refused; the first: {}",
                                       Counted(counts.cables_refused, "cable was filed, and it was",
                                               "cables were filed, and all were"),
                                       refusal));
  }
  if (counts.cables_refused == 0 && !says(ExpectedCount::Of::kFiled)) {
    add("cables filed", CablesIn(scenario) > 0
                            ? fmt::format("no cable was filed before its time of {} was over",
                                          FormatDuration(scenario.limit))
                            : std::string("it has neither `cables` nor `traffic`, so nothing was "
                                          "shown; `expect: {filed: 0}` says that it is meant"));
  }
}

}  // namespace torntape::sim
