#include "sim/fault_driver.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/assert.h"
#include "cable/cable.h"
#include "sim/promises.h"

namespace torntape::sim {

using cable::Event;
using cable::EventKind;
using cable::RoutingIndicator;

namespace {

constexpr Duration kDay = std::chrono::hours(24);

}  // namespace

// ---------------------------------------------------------------- planning

FaultDriver::FaultDriver(const Scenario& scenario, const network::Directory& directory,
                         std::uint64_t seed)
    : scenario_(scenario),
      directory_(directory),
      faults_(scenario.faults),
      links_(directory.network().links.size()) {
  for (std::size_t i = 0; i < faults_.size(); ++i) {
    if (faults_[i].when) {
      conditions_.push_back({.fault = i});
    } else {
      ++owed_;
      Plan(scenario.start + faults_[i].at, Step::kBegin, i);
    }
  }
  PlanConditions(scenario);
  const Prng prng = Prng(seed).Split("faults");
  for (std::size_t i = 0; i < scenario.random_faults.size(); ++i) {
    const RandomFaults& faults = scenario.random_faults[i];
    streams_.push_back({&faults, prng.Split(fmt::format("{} {}", i, faults.name)), {}});
    PlanDraw(i, scenario.start + faults.at);
  }
  PlanHours();
}

void FaultDriver::Plan(Instant at, Step step, std::size_t place) {
  turns_.push({at, planned_++, step, place});
}

// A cable is known by its mark when events speak of it.
void FaultDriver::PlanConditions(const Scenario& scenario) {
  for (Waiting& waiting : conditions_) {
    const FaultCondition& when = *faults_[waiting.fault].when;
    if (when.of != FaultCondition::Of::kCable) continue;
    const cable::ReadResult read = cable::ReadCable(scenario.cables[when.cable].text);
    TORNTAPE_ASSERT(read.cable.has_value());  // the reader of scenarios has seen to it
    const cable::Heading& heading = *read.cable->transmission.heading;
    waiting.mark = MarkOf(heading.identification, heading.body_digest.low);
  }
}

void FaultDriver::PlanDraw(std::size_t stream, Instant after) {
  constexpr std::int64_t kHourThousandths = 3'600'000'000'000'000;
  Stream& next = streams_[stream];
  const auto rate = static_cast<std::int64_t>(next.faults->per_hour_thousandths);
  const Instant at = after + Duration(next.prng.Exponential(kHourThousandths / rate));
  if (at < scenario_.start + next.faults->at + next.faults->over) Plan(at, Step::kDraw, stream);
}

bool FaultDriver::IsOpen(std::size_t link, Instant at) const {
  const auto& open = directory_.network().links[link].open;
  const Duration time = at.time_since_epoch() % kDay;
  return open.empty() || std::any_of(open.begin(), open.end(), [&](const auto& hours) {
           return hours.opens <= time && time < hours.closes;
         });
}

void FaultDriver::PlanHours() {
  for (std::size_t link = 0; link < links_.size(); ++link) {
    if (directory_.network().links[link].open.empty()) continue;
    if (IsOpen(link, scenario_.start)) {
      PlanHoursAfter(link, scenario_.start);
    } else {
      Plan(scenario_.start, Step::kHours, link);
    }
  }
}

// The next opening or closing; there is one every day.
void FaultDriver::PlanHoursAfter(std::size_t link, Instant at) {
  const Instant midnight = at - at.time_since_epoch() % kDay;
  std::optional<Instant> next;
  for (const network::OpenHours& hours : directory_.network().links[link].open) {
    for (const Duration edge : {hours.opens, hours.closes}) {
      for (const Instant day : {midnight, midnight + kDay}) {
        const Instant candidate = day + edge;
        if (candidate > at && (!next || candidate < *next)) next = candidate;
      }
    }
  }
  if (next && *next <= scenario_.start + scenario_.limit) Plan(*next, Step::kHours, link);
}

// ---------------------------------------------------------------- conditions

void FaultDriver::OnEvent(const Event& event) {
  if (event.kind == EventKind::kFiled) ++filed_;
  if (event.kind == EventKind::kDelivered) ++delivered_;
  for (Waiting& waiting : conditions_) {
    if (waiting.met) continue;
    const FaultCondition& when = *faults_[waiting.fault].when;
    switch (when.of) {
      case FaultCondition::Of::kQueue:
        waiting.met = event.kind == EventKind::kQueued && event.station == when.from &&
                      event.peer == when.to && event.queue_depth > when.count;
        break;
      case FaultCondition::Of::kCable:
        waiting.met = event.kind == EventKind::kReceived && event.station == when.from &&
                      MarkOf(event) == waiting.mark;
        break;
      case FaultCondition::Of::kFiled:
        waiting.met = filed_ >= when.count;
        break;
      case FaultCondition::Of::kDelivered:
        waiting.met = delivered_ >= when.count;
        break;
    }
  }
}

void FaultDriver::Look(Instant now) {
  for (Waiting& waiting : conditions_) {
    if (!waiting.met || waiting.begun) continue;
    waiting.begun = true;
    ++owed_;
    Plan(now + faults_[waiting.fault].when->after, Step::kBegin, waiting.fault);
  }
}

// ---------------------------------------------------------------- what happens

std::optional<Instant> FaultDriver::NextAt() const {
  if (turns_.empty()) return std::nullopt;
  return turns_.top().at;
}

void FaultDriver::Act(Instant now, FaultTarget& target) {
  while (!turns_.empty() && turns_.top().at <= now) {
    const Turn turn = turns_.top();
    turns_.pop();
    switch (turn.step) {
      case Step::kBegin:
        Begin(turn.place, now, target);
        break;
      case Step::kEnd:
        End(turn.place, target);
        break;
      case Step::kDraw:
        Draw(turn.place, now, target);
        break;
      case Step::kHours:
        TurnHours(turn.place, now, target);
        break;
    }
  }
}

void FaultDriver::Begin(std::size_t place, Instant now, FaultTarget& target) {
  const ScenarioFault fault = faults_[place];
  --owed_;
  ++happened_;
  if (!Apply(fault, target)) {
    const bool is_down = IsDown(fault.station);
    Tell(now, Describe(fault) + (is_down ? ": not, for it is down" : ": not, for it runs"));
    return;
  }
  if (fault.kind == FaultKind::kCrash || fault.kind == FaultKind::kLosePower) {
    down_[fault.station] = place;
  }
  std::string what = Describe(fault);
  if (fault.lasts) {
    ++owed_;
    Plan(now + *fault.lasts, Step::kEnd, place);
    what += fmt::format(" for {}", FormatDuration(*fault.lasts));
  }
  Tell(now, std::move(what));
}

void FaultDriver::End(std::size_t place, FaultTarget& target) {
  const ScenarioFault fault = faults_[place];
  --owed_;
  const bool took_it_down = fault.kind == FaultKind::kCrash || fault.kind == FaultKind::kLosePower;
  if (took_it_down) {
    // It may have been restarted meanwhile, and have gone down for another reason.
    const auto down = down_.find(fault.station);
    if (down == down_.end() || down->second != place) return;
  }
  Undo(fault, target);
}

void FaultDriver::Draw(std::size_t stream, Instant now, FaultTarget& target) {
  faults_.push_back(DrawFault(streams_[stream]));
  ++owed_;
  Begin(faults_.size() - 1, now, target);
  PlanDraw(stream, now);
}

void FaultDriver::TurnHours(std::size_t link, Instant now, FaultTarget& target) {
  LinkState state = links_[link];
  state.closed = !IsOpen(link, now);
  SetLink(link, state, target);
  PlanHoursAfter(link, now);
}

void FaultDriver::SetLink(std::size_t link, LinkState state, FaultTarget& target) {
  const bool was_down = links_[link].cuts > 0 || links_[link].closed;
  const bool is_down = state.cuts > 0 || state.closed;
  links_[link] = state;
  if (is_down && !was_down) target.CutLink(link);
  if (!is_down && was_down) target.RestoreLink(link);
}

bool FaultDriver::Apply(const ScenarioFault& fault, FaultTarget& target) {
  LinkState state = fault.link < links_.size() ? links_[fault.link] : LinkState{};
  // What befalls stations befalls those that run, but for what brings them back.
  const bool wanted_down = fault.kind == FaultKind::kRestart;
  if (!fault.station.none() && IsDown(fault.station) != wanted_down) return false;
  switch (fault.kind) {
    case FaultKind::kCut:
      ++state.cuts;
      SetLink(fault.link, state, target);
      break;
    case FaultKind::kRestore:
      state.cuts = 0;
      SetLink(fault.link, state, target);
      break;
    case FaultKind::kSlow:
      target.SlowLink(fault.link, fault.amount);
      break;
    case FaultKind::kGarble:
      target.GarbleLink(fault.link, fault.amount);
      break;
    case FaultKind::kCrash:
      target.Crash(fault.station);
      break;
    case FaultKind::kLosePower:
      target.LosePower(fault.station);
      break;
    case FaultKind::kRestart:
      down_.erase(fault.station);
      target.Restart(fault.station, fault.store_lost);
      break;
    case FaultKind::kFillDisk:
      target.FillDisk(fault.station, true);
      break;
    case FaultKind::kSlowDisk:
      target.SlowDisk(fault.station, fault.span);
      break;
    case FaultKind::kWrongRoute:
      target.CorruptRoute(fault.station, fault.prefix, fault.link);
      break;
    case FaultKind::kWrongNumber:
      target.Misnumber(fault.link, fault.end, static_cast<std::uint16_t>(fault.amount));
      break;
    case FaultKind::kSkewClock:
      target.SkewClock(fault.station, fault.span);
      break;
  }
  return true;
}

void FaultDriver::Undo(const ScenarioFault& fault, FaultTarget& target) {
  LinkState state = fault.link < links_.size() ? links_[fault.link] : LinkState{};
  switch (fault.kind) {
    case FaultKind::kCut:
      if (state.cuts == 0) return;  // restored meanwhile
      --state.cuts;
      return SetLink(fault.link, state, target);
    case FaultKind::kSlow:
      return target.SlowLink(fault.link, 100);
    case FaultKind::kGarble:
      return target.GarbleLink(fault.link,
                               directory_.network().links[fault.link].circuit.garble_per_million);
    case FaultKind::kCrash:
    case FaultKind::kLosePower:
      down_.erase(fault.station);
      return target.Restart(fault.station, fault.store_lost);
    case FaultKind::kFillDisk:
      return target.FillDisk(fault.station, false);
    case FaultKind::kSlowDisk:
      return target.SlowDisk(fault.station, Duration::zero());
    case FaultKind::kWrongRoute:
      return target.RepairRoutes(fault.station);
    case FaultKind::kSkewClock:
      return target.SkewClock(fault.station, Duration::zero());
    case FaultKind::kRestore:
    case FaultKind::kRestart:
    case FaultKind::kWrongNumber:
      return;
  }
}

// ---------------------------------------------------------------- by chance

ScenarioFault FaultDriver::DrawFault(Stream& stream) const {
  const RandomFaults& faults = *stream.faults;
  Prng& prng = stream.prng;
  ScenarioFault fault;
  fault.name = faults.name;
  fault.kind = faults.kind;
  fault.where = faults.where;
  if (!faults.links.empty()) fault.link = faults.links[prng.Below(faults.links.size())];
  if (!faults.stations.empty()) fault.station = faults.stations[prng.Below(faults.stations.size())];
  fault.lasts = Duration(prng.Between(faults.lasts_least.count(), faults.lasts_most.count()));
  fault.store_lost = prng.Chance(faults.store_lost_percent, 100);
  switch (fault.kind) {
    case FaultKind::kSlow:
      fault.amount = static_cast<std::uint32_t>(prng.Between(5, 50));
      break;
    case FaultKind::kGarble:
      fault.amount = static_cast<std::uint32_t>(prng.Between(50, 2'000));
      break;
    case FaultKind::kSlowDisk:
      fault.span = std::chrono::milliseconds(prng.Between(10, 2000));
      break;
    case FaultKind::kSkewClock:
      fault.span = std::chrono::milliseconds(prng.Between(-600'000, 600'000));
      break;
    case FaultKind::kWrongNumber: {
      fault.amount = static_cast<std::uint32_t>(prng.Between(1, 20));
      fault.end = prng.Below(2);
      const network::Link& link = directory_.network().links[fault.link];
      fault.station = fault.end == 0 ? link.first : link.second;
      fault.lasts.reset();
      break;
    }
    case FaultKind::kWrongRoute:
      DrawWrongRoute(fault, prng);
      break;
    default:
      break;
  }
  return fault;
}

// What begins like some other station goes over some link of the relay.
void FaultDriver::DrawWrongRoute(ScenarioFault& fault, Prng& prng) const {
  const auto& stations = directory_.network().stations;
  const auto links = directory_.LinksOf(fault.station);
  fault.prefix = directory_.RelayOf(stations[prng.Below(stations.size())].indicator);
  if (fault.prefix.none()) fault.prefix = fault.station;
  fault.link = links[prng.Below(links.size())];
}

// ---------------------------------------------------------------- telling

std::string FaultDriver::Describe(const ScenarioFault& fault) const {
  const std::string station = fault.station.ToString();
  const std::string& link =
      fault.link < links_.size() ? directory_.network().links[fault.link].name : station;
  switch (fault.kind) {
    case FaultKind::kCut:
      return fmt::format("link {} cut", link);
    case FaultKind::kRestore:
      return fmt::format("link {} restored", link);
    case FaultKind::kSlow:
      return fmt::format("link {} at {} % of its rate", link, fault.amount);
    case FaultKind::kGarble:
      return fmt::format("link {} garbles {} of a million characters", link, fault.amount);
    case FaultKind::kCrash:
      return fmt::format("{} crashed", station);
    case FaultKind::kLosePower:
      return fmt::format("{} lost power", station);
    case FaultKind::kRestart:
      return fmt::format("{} restarted", station);
    case FaultKind::kFillDisk:
      return fmt::format("disk of {} full", station);
    case FaultKind::kSlowDisk:
      return fmt::format("disk of {} takes {} a flush", station, FormatDuration(fault.span));
    case FaultKind::kWrongRoute:
      return fmt::format("{} sends {} over {}", station, fault.prefix.ToString(), link);
    case FaultKind::kWrongNumber:
      return fmt::format("{} skips {} numbers on {}", station, fault.amount, link);
    case FaultKind::kSkewClock:
      return fault.span < Duration::zero()
                 ? fmt::format("clock of {} {} behind", station, FormatDuration(-fault.span))
                 : fmt::format("clock of {} {} ahead", station, FormatDuration(fault.span));
  }
  return {};
}

void FaultDriver::Tell(Instant now, std::string what) {
  if (rows_.size() < kFaultRowsMax) rows_.push_back({now, std::move(what)});
}

}  // namespace torntape::sim
