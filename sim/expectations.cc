#include "sim/expectations.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "proto/yaml_settings.h"

namespace torntape::sim {

using cable::Event;
using cable::EventKind;

namespace {

// What came instead of something expected, or that nothing did.
std::string Instead(std::string_view lead, const std::vector<std::string>& others) {
  return others.empty() ? std::string("nothing came instead")
                        : fmt::format("{} {}", lead, fmt::join(others, ", "));
}

std::uint64_t CountedAs(ExpectedCount::Of of, const RunCounts& counts) {
  switch (of) {
    case ExpectedCount::Of::kFiled:
      return counts.cables_filed;
    case ExpectedCount::Of::kRefused:
      return counts.cables_refused;
    case ExpectedCount::Of::kDelivered:
      return counts.deliveries;
    case ExpectedCount::Of::kTransmissions:
      return counts.transmissions;
    case ExpectedCount::Of::kIntercepted:
      return counts.intercepted;
    case ExpectedCount::Of::kDuplicatesDropped:
      return counts.duplicates_dropped;
    case ExpectedCount::Of::kOpenNumbers:
      return counts.open_numbers;
    case ExpectedCount::Of::kBurnt:
      return counts.burnt;
    case ExpectedCount::Of::kGarbled:
      return counts.garbled;
    case ExpectedCount::Of::kUndelivered:
      return counts.deliveries_owed - counts.deliveries;
  }
  return 0;
}

// The laws of the checker that a law of the scenario stands for.
std::vector<std::string_view> LawsOf(ExpectedLaw::Law law) {
  switch (law) {
    case ExpectedLaw::Law::kDeliveredOnce:
      return {"each addressee once", "no copy twice"};
    case ExpectedLaw::Law::kAllDelivered:
      return {"each addressee once"};
    case ExpectedLaw::Law::kOrderByPrecedence:
      return {"precedence order", "first in, first out"};
    case ExpectedLaw::Law::kBodiesIdentical:
      return {"bodies identical"};
    case ExpectedLaw::Law::kExplained:
      return {"each addressee once"};
  }
  return {};
}

}  // namespace

ExpectationCheck::ExpectationCheck(const Scenario& scenario)
    : scenario_(scenario), found_(scenario.cables.size()) {}

void ExpectationCheck::Expect(std::size_t index, const cable::Cable& cable) {
  const cable::Heading& heading = *cable.transmission.heading;
  places_.emplace(MarkOf(heading.identification, heading.body_digest.low), index);
}

void ExpectationCheck::OnEvent(const Event& event) {
  if (event.kind == EventKind::kIntercepted && event.reason == cable::Reason::kNone) {
    ++unexplained_;
  }
  const bool meant = event.kind == EventKind::kSent || event.kind == EventKind::kBurnt ||
                     event.kind == EventKind::kDelivered;
  if (!meant || places_.empty()) return;
  const auto place = places_.find(MarkOf(event));
  if (place == places_.end()) return;
  Found& found = found_[place->second];
  if (event.kind == EventKind::kSent) ++CopyOf(found, event).times;
  if (event.kind == EventKind::kBurnt) --CopyOf(found, event).times;
  if (event.kind != EventKind::kDelivered) return;
  std::string line_2 = cable::FormatRoutingLine(event.precedence, event.called);
  for (Delivery& known : found.deliveries) {
    if (known.addressee != event.addressee || known.role != event.role) continue;
    if (known.line_2 != line_2) continue;
    ++known.times;
    return;
  }
  found.deliveries.push_back({event.addressee, event.role, std::move(line_2), 1});
}

ExpectationCheck::Copy& ExpectationCheck::CopyOf(Found& found, const Event& event) {
  std::string line_2 = cable::FormatRoutingLine(event.precedence, event.called);
  for (Copy& copy : found.copies) {
    if (copy.from == event.station && copy.to == event.peer && copy.line_2 == line_2) return copy;
  }
  return found.copies.emplace_back(Copy{event.station, event.peer, std::move(line_2), 0});
}

void ExpectationCheck::Finish(const std::vector<SpeedRow>& speeds, const Tally& tally,
                              RunCounts& counts, Promises& promises) const {
  JudgeCopies(counts, promises);
  JudgeDeliveries(counts, promises);
  JudgeCounts(counts, promises);
  JudgeSpeeds(speeds, counts, promises);
  JudgeQueues(tally, counts, promises);
  JudgeLaws(counts, promises);
}

void ExpectationCheck::JudgeCopies(RunCounts& counts, Promises& promises) const {
  std::vector<Found> left = found_;
  for (const ExpectedCopy& wanted : scenario_.expect.copies) {
    ++counts.copies_expected;
    std::vector<Copy>& copies = left[wanted.cable].copies;
    const auto came = std::find_if(copies.begin(), copies.end(), [&](const Copy& copy) {
      return copy.from == wanted.from && copy.to == wanted.to && copy.line_2 == wanted.line_2 &&
             copy.times > 0;
    });
    if (came != copies.end()) {
      --came->times;
      ++counts.copies_kept;
      continue;
    }
    std::vector<std::string> others;
    for (const Copy& copy : found_[wanted.cable].copies) {
      if (copy.from == wanted.from && copy.to == wanted.to && copy.times > 0) {
        others.push_back(copy.line_2);
      }
    }
    promises.Add(
        {"expected copy",
         PlaceOf(wanted.where),
         scenario_.cables[wanted.cable].name,
         fmt::format("{} -> {}  {} was not sent; {}", wanted.from.ToString(), wanted.to.ToString(),
                     wanted.line_2, Instead("on that hop it sent", others)),
         {}});
  }
  if (!scenario_.expect.copies_exactly) return;
  for (std::size_t i = 0; i < left.size(); ++i) {
    for (const Copy& copy : left[i].copies) {
      if (copy.times <= 0) continue;
      promises.Add({"no other copies",
                    scenario_.path,
                    scenario_.cables[i].name,
                    fmt::format("{} -> {}  {} was sent {}, and is not expected (copies_exactly)",
                                copy.from.ToString(), copy.to.ToString(), copy.line_2,
                                copy.times == 1 ? "once" : fmt::format("{} times", copy.times)),
                    {}});
    }
  }
}

void ExpectationCheck::JudgeDeliveries(RunCounts& counts, Promises& promises) const {
  std::vector<Found> left = found_;
  for (const ExpectedDelivery& wanted : scenario_.expect.deliveries) {
    ++counts.deliveries_expected;
    std::vector<Delivery>& deliveries = left[wanted.cable].deliveries;
    const auto came = std::find_if(deliveries.begin(), deliveries.end(), [&](const Delivery& one) {
      return one.addressee == wanted.addressee && one.role == wanted.role &&
             one.line_2 == wanted.line_2 && one.times > 0;
    });
    if (came != deliveries.end()) {
      --came->times;
      ++counts.deliveries_kept;
      continue;
    }
    std::vector<std::string> others;
    for (const Delivery& one : found_[wanted.cable].deliveries) {
      if (one.addressee != wanted.addressee) continue;
      others.push_back(fmt::format("{} for {}", one.line_2, cable::NameOf(one.role)));
    }
    promises.Add(
        {"expected delivery",
         PlaceOf(wanted.where),
         scenario_.cables[wanted.cable].name,
         fmt::format("{} was to have it as {} for {}; {}", NameOf(wanted.addressee), wanted.line_2,
                     cable::NameOf(wanted.role), Instead("it came as", others)),
         {}});
  }
  if (!scenario_.expect.deliveries_exactly) return;
  for (std::size_t i = 0; i < left.size(); ++i) {
    for (const Delivery& one : left[i].deliveries) {
      if (one.times <= 0) continue;
      promises.Add({"no other deliveries",
                    scenario_.path,
                    scenario_.cables[i].name,
                    fmt::format("{} had it as {} for {}, and is not expected to "
                                "(deliveries_exactly)",
                                NameOf(one.addressee), one.line_2, cable::NameOf(one.role)),
                    {}});
    }
  }
}

void ExpectationCheck::JudgeCounts(RunCounts& counts, Promises& promises) const {
  for (const ExpectedCount& wanted : scenario_.expect.counts) {
    ++counts.counts_expected;
    const std::uint64_t came = CountedAs(wanted.of, counts);
    if (came == wanted.count) {
      ++counts.counts_kept;
      continue;
    }
    promises.Add({"expected count",
                  PlaceOf(wanted.where),
                  "",
                  fmt::format("{}: {} were expected, and it was {}", sim::NameOf(wanted.of),
                              wanted.count, came),
                  {}});
  }
}

// All laws are checked in every run, and what broke one has been told; here the scenario's own line
// is named with it.
void ExpectationCheck::JudgeLaws(RunCounts& counts, Promises& promises) const {
  for (const ExpectedLaw& wanted : scenario_.expect.laws) {
    ++counts.counts_expected;
    std::string what;
    const auto laws = LawsOf(wanted.law);
    const auto times = std::count_if(
        promises.broken().begin(), promises.broken().end(), [&](const BrokenPromise& broken) {
          return std::find(laws.begin(), laws.end(), broken.law) != laws.end();
        });
    if (wanted.law == ExpectedLaw::Law::kAllDelivered) {
      if (counts.deliveries < counts.deliveries_owed) {
        what = fmt::format(
            "{} of {} deliveries were made; {} still wait, the others were "
            "intercepted or lost",
            counts.deliveries, counts.deliveries_owed, counts.queued);
      }
    } else if (wanted.law == ExpectedLaw::Law::kExplained && unexplained_ > 0) {
      what = fmt::format("{} copies were set aside, and nobody said why", unexplained_);
    } else if (times > 0) {
      what = fmt::format("broken {} times, as told above", times);
    }
    if (what.empty()) {
      ++counts.counts_kept;
      continue;
    }
    promises.Add({"expected law",
                  PlaceOf(wanted.where),
                  "",
                  fmt::format("{}: {}", sim::NameOf(wanted.law), what),
                  {}});
  }
}

void ExpectationCheck::JudgeSpeeds(const std::vector<SpeedRow>& speeds, RunCounts& counts,
                                   Promises& promises) const {
  for (const ExpectedSpeed& wanted : scenario_.expect.speeds) {
    ++counts.counts_expected;
    const std::string name(cable::NameOf(wanted.precedence));
    const auto row = std::find_if(speeds.begin(), speeds.end(), [&](const SpeedRow& one) {
      return one.precedence == wanted.precedence;
    });
    std::string what;
    if (row == speeds.end()) {
      what = "nothing of this precedence was delivered";
    } else {
      const Duration came = wanted.of == ExpectedSpeed::Of::kMedian ? row->median
                            : wanted.of == ExpectedSpeed::Of::kP99  ? row->p99
                                                                    : row->most;
      if (came > wanted.within) {
        what = fmt::format("{} was to be within {}, and it was {}", sim::NameOf(wanted.of),
                           FormatDuration(wanted.within), FormatDuration(came));
      }
    }
    if (what.empty()) {
      ++counts.counts_kept;
      continue;
    }
    promises.Add({"speed of service", PlaceOf(wanted.where), "", name + ": " + what, {}});
  }
}

void ExpectationCheck::JudgeQueues(const Tally& tally, RunCounts& counts,
                                   Promises& promises) const {
  for (const ExpectedQueue& wanted : scenario_.expect.queues) {
    ++counts.counts_expected;
    const CircuitRow* worst = nullptr;
    if (!wanted.from.none()) {
      worst = tally.Find(wanted.from, wanted.to);
    } else {
      for (const CircuitRow& row : tally.circuits()) {
        if (worst == nullptr || row.queue_peak > worst->queue_peak) worst = &row;
      }
    }
    if (worst == nullptr || worst->queue_peak <= wanted.at_most) {
      ++counts.counts_kept;
      continue;
    }
    promises.Add({"queue bound",
                  PlaceOf(wanted.where),
                  "",
                  fmt::format("{} -> {}: at most {} were to wait, and at {} it was {}", worst->from,
                              worst->to, wanted.at_most, FormatTimeOfDay(worst->queue_peak_at),
                              worst->queue_peak),
                  {}});
  }
}

std::string ExpectationCheck::PlaceOf(const SourceSpan& where) const {
  if (where.line > proto::kSettingLines) return proto::DescribePlace(scenario_.path, where);
  return fmt::format("{}:{}", scenario_.path, where.line);
}

std::string ExpectationCheck::NameOf(cable::AddresseeId addressee) const {
  if (addressee == cable::AddresseeId::kNone) return "somebody who is not in the directory";
  return AddresseeOf(scenario_.network, addressee).name;
}

}  // namespace torntape::sim
