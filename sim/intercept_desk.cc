#include "sim/intercept_desk.h"

#include <utility>

#include <fmt/format.h>

namespace torntape::sim {

using cable::EventKind;
using cable::RoutingIndicator;

namespace {

constexpr int kTriesMax = 3;

}  // namespace

InterceptDesk::InterceptDesk(const Scenario& scenario, const network::Directory& directory,
                             std::uint64_t seed)
    : directory_(directory) {
  const Prng prng = Prng(seed).Split("operators");
  for (const Operator& person : scenario.operators) {
    for (const RoutingIndicator relay : person.relays) {
      seat_at_.emplace(relay, seats_.size());
      seats_.push_back({&person, relay, prng.Split(relay.ToString()), 0, {}});
    }
  }
}

void InterceptDesk::OnEvent(const cable::Event& event) {
  if (event.kind != EventKind::kIntercepted || seats_.empty()) return;
  const auto seat = seat_at_.find(event.station);
  if (seat != seat_at_.end()) ++seats_[seat->second].noticed;
}

void InterceptDesk::Look(Instant now) {
  for (std::size_t seat = 0; seat < seats_.size(); ++seat) {
    for (; seats_[seat].noticed > 0; --seats_[seat].noticed) Plan(seat, now);
  }
}

void InterceptDesk::Plan(std::size_t seat, Instant now) {
  const Operator& person = *seats_[seat].person;
  const Duration reaction(
      seats_[seat].prng.Between(person.reaction_least.count(), person.reaction_most.count()));
  turns_.push({now + reaction, planned_++, seat});
}

std::optional<Instant> InterceptDesk::NextAt() const {
  if (turns_.empty()) return std::nullopt;
  return turns_.top().at;
}

void InterceptDesk::Act(Instant now, InterceptPositions& positions) {
  while (!turns_.empty() && turns_.top().at <= now) {
    const std::size_t seat = turns_.top().seat;
    turns_.pop();
    // The oldest that may still be dealt with; a branch of it may have been dealt with together
    // with another, and then there is nothing.
    for (const InterceptPositions::Aside& aside : positions.AsideAt(seats_[seat].relay)) {
      if (seats_[seat].tries[aside.cable] >= kTriesMax) continue;
      DealWith(seat, aside, now, positions);
      break;
    }
  }
}

void InterceptDesk::DealWith(std::size_t seat_place, const InterceptPositions::Aside& aside,
                             Instant now, InterceptPositions& positions) {
  Seat& seat = seats_[seat_place];
  const int tries = ++seat.tries[aside.cable];
  const Operator& person = *seat.person;
  const std::string where = seat.relay.ToString();
  bool done = false;
  if (seat.prng.Chance(person.error_percent, 100) && !aside.branches.empty()) {
    const RoutingIndicator wrong = DrawWrong(seat);
    done = positions.Reroute(seat.relay, aside.cable, aside.branches.front(), wrong);
    if (done) {
      Tell(now, fmt::format("operator at {} sent {} to {} by mistake", where,
                            aside.branches.front().ToString(), wrong.ToString()));
    }
  } else if (person.does == Operator::Does::kWithdraw) {
    done = positions.Withdraw(seat.relay, aside.cable);
    if (done) Tell(now, fmt::format("operator at {} gave a cable up", where));
  } else if (person.does == Operator::Does::kReroute) {
    for (const RoutingIndicator branch : aside.branches) {
      if (!positions.Reroute(seat.relay, aside.cable, branch, person.to)) continue;
      done = true;
      Tell(now, fmt::format("operator at {} sent {} to {}", where, branch.ToString(),
                            person.to.ToString()));
    }
  } else {
    done = positions.Release(seat.relay, aside.cable);
    if (done) Tell(now, fmt::format("operator at {} released a cable", where));
  }
  if (!done && tries < kTriesMax) Plan(seat_place, now);
}

RoutingIndicator InterceptDesk::DrawWrong(Seat& seat) const {
  const auto& stations = directory_.network().stations;
  return stations[seat.prng.Below(stations.size())].indicator;
}

void InterceptDesk::Tell(Instant now, std::string what) {
  if (rows_.size() < kFaultRowsMax) rows_.push_back({now, std::move(what)});
}

}  // namespace torntape::sim
