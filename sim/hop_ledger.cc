#include "sim/hop_ledger.h"

#include <algorithm>

#include <fmt/format.h>

namespace torntape::sim {

using cable::ChannelNumber;
using cable::Event;
using cable::RoutingIndicator;

namespace {

constexpr std::string_view kOrder = "precedence order";
constexpr std::string_view kFirstIn = "first in, first out";
constexpr std::string_view kNumbers = "channel numbers continuous";
constexpr std::string_view kApproved = "circuits approved";

// What has been told of a channel number.
constexpr std::uint8_t kSent = 1;
constexpr std::uint8_t kReceived = 2;
constexpr std::uint8_t kCommitted = 4;
constexpr std::uint8_t kReceipted = 8;
constexpr std::uint8_t kBurnt = 16;
constexpr std::uint8_t kMissed = 32;    // the gap was complained of
constexpr std::uint8_t kOpen = 64;      // the receiver said, or was told, that it never came
constexpr std::uint8_t kSkipped = 128;  // pushed over

std::uint16_t After(std::uint16_t serial, std::uint8_t digits) {
  return serial >= cable::CycleOf(digits) ? std::uint16_t{1}
                                          : static_cast<std::uint16_t>(serial + 1);
}

}  // namespace

HopLedger::HopLedger(const network::Network& network, Promises& promises, const Options& options)
    : network_(network), promises_(promises), options_(options) {
  for (const network::Link& link : network.links) {
    for (const bool forward : {true, false}) {
      const RoutingIndicator from = forward ? link.first : link.second;
      const RoutingIndicator to = link.Other(from);
      Hop* known = Find(from, to);
      if (known == nullptr) {
        places_.emplace(Pair{from.packed(), to.packed()}, static_cast<std::uint32_t>(hops_.size()));
        known = &hops_.emplace_back();
        known->from = from;
        known->to = to;
      } else {
        known->single_channel = false;
      }
      known->single_channel = known->single_channel && link.channels.size() == 1;
      known->approved = std::max(known->approved, link.approved);
    }
  }
}

HopLedger::Hop* HopLedger::Find(RoutingIndicator from, RoutingIndicator to) {
  const auto found = places_.find({from.packed(), to.packed()});
  return found == places_.end() ? nullptr : &hops_[found->second];
}

void HopLedger::Unknown(const Event& event) {
  promises_.BreakAt(kNumbers, event, "the network has no such link");
}

// ---------------------------------------------------------------- queues

void HopLedger::HandleQueued(const Event& event, const CableLedger::Facts* facts) {
  Hop* hop = Find(event.station, event.peer);
  if (hop == nullptr) return Unknown(event);
  Ring<Waiting>& lane = hop->lanes[cable::LaneOf(event.precedence)];
  Waiting queued{MarkOf(event), MarkOfCopy(event)};
  // Made anew: what its station had of it before it ended is forgotten there. Of a cable that is
  // sent again on purpose nobody can tell: both may wait.
  for (std::size_t i = 0; hop->any_doubtful && i < lane.size(); ++i) {
    if (!lane[i].doubtful || lane[i].cable != queued.cable || lane[i].line != queued.line) continue;
    queued.doubtful = facts != nullptr && facts->always_deliver;
    if (!queued.doubtful) lane.Take(i);
    break;
  }
  lane.push_back(queued);
}

void HopLedger::HandleSent(const Event& event, const CableLedger::Facts* facts) {
  Hop* hop = Find(event.station, event.peer);
  if (hop == nullptr) return Unknown(event);
  if (event.overtaken > 0) {
    promises_.BreakAt(
        kOrder, event,
        fmt::format("it says itself that it overtook {} of higher precedence", event.overtaken));
  }
  TakeFromLane(*hop, event);
  if (facts != nullptr && facts->classification > hop->approved) {
    promises_.BreakAt(
        kApproved, event,
        fmt::format("it is {}, and no circuit there carries more than {}",
                    cable::NameOf(facts->classification), cable::NameOf(hop->approved)));
  }

  Series& series = SeriesOf(*hop, event.number);
  CheckDue(series, event);
  series.next_sent = After(event.number.serial, series.digits);
  if (std::uint8_t* told = Told(series, event.number.serial)) *told |= kSent;
  CloseFront(series);
}

// The number must be the next one: but for numbers that never left before their station ended,
// which are given again, and for those that somebody pushed ahead.
void HopLedger::CheckDue(Series& series, const Event& event) {
  const std::size_t cycle = cable::CycleOf(series.digits);
  if (event.number.serial == series.next_sent) {
    series.restarted = false;
    return;
  }
  const std::size_t ahead = (event.number.serial + cycle - series.next_sent) % cycle;
  const std::size_t behind = cycle - ahead;
  if (series.skip > 0 && ahead <= series.skip) {
    std::uint16_t serial = series.next_sent;
    for (std::size_t i = 0; i < ahead; ++i) {
      if (std::uint8_t* told = Told(series, serial)) *told |= kSkipped;
      serial = After(serial, series.digits);
    }
    series.skip = 0;
    return;
  }
  if (series.restarted && behind <= series.open.size()) {
    series.restarted = false;
    bool came = false;
    std::uint16_t serial = event.number.serial;
    for (std::size_t i = 0; i < behind; ++i) {
      std::uint8_t* told = Told(series, serial);
      came = came || told == nullptr || (*told & kReceived) != 0;
      if (told != nullptr) *told = 0;
      serial = After(serial, series.digits);
    }
    if (!came) return;
  }
  const ChannelNumber due{series.designator, series.next_sent, series.digits};
  promises_.BreakAt(kNumbers, event, fmt::format("{} was due", due.ToString()));
}

// Takes the copy that was sent out of its lane, which must have been the next in order.
void HopLedger::TakeFromLane(Hop& hop, const Event& event) {
  const std::size_t lane = cable::LaneOf(event.precedence);
  std::size_t above = 0;
  for (std::size_t higher = 0; higher < lane; ++higher) {
    const Ring<Waiting>& waiting = hop.lanes[higher];
    for (std::size_t i = 0; i < waiting.size(); ++i) above += waiting[i].doubtful ? 0U : 1U;
  }
  if (above > 0 && hop.single_channel) {
    promises_.BreakAt(kOrder, event,
                      fmt::format("{} of higher precedence stood in that queue", above));
  }
  Ring<Waiting>& waiting = hop.lanes[lane];
  const std::uint64_t cable = MarkOf(event);
  const std::uint64_t line = MarkOfCopy(event);
  std::size_t before = 0;
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    if (waiting[i].cable != cable || waiting[i].line != line) {
      before += waiting[i].doubtful ? 0U : 1U;
      continue;
    }
    if (before > 0 && hop.single_channel && !waiting[i].doubtful) {
      promises_.BreakAt(kFirstIn, event,
                        fmt::format("{} of the same precedence came before it", before));
    }
    waiting.Take(i);
    return;
  }
  // That it was never queued, the ledger of the cable says.
}

void HopLedger::HandleBurnt(const Event& event) {
  Hop* hop = Find(event.station, event.peer);
  if (hop == nullptr) return Unknown(event);
  Series& series = SeriesOf(*hop, event.number);
  std::uint8_t* told = Told(series, event.number.serial);
  if (told == nullptr || (*told & kBurnt) != 0) return;  // told again after a restart
  *told |= kBurnt;
  CloseFront(series);
  hop->lanes[cable::LaneOf(event.precedence)].push_front(
      {MarkOf(event), MarkOfCopy(event), /*burnt=*/true});
}

// Its station ended before it had committed that a copy was put back: it was under way all the
// time, and is receipted.
void HopLedger::ForgetPuttingBack(Hop& hop, const Event& event) {
  Ring<Waiting>& lane = hop.lanes[cable::LaneOf(event.precedence)];
  for (std::size_t i = 0; i < lane.size(); ++i) {
    const Waiting& one = lane[i];
    const bool same = one.cable == MarkOf(event) && one.line == MarkOfCopy(event);
    if (!same || !one.burnt || !one.doubtful) continue;
    lane.Take(i);
    return;
  }
}

// ---------------------------------------------------------------- numbers

HopLedger::Series& HopLedger::SeriesOf(Hop& hop, ChannelNumber number) {
  for (Series& series : hop.series) {
    if (series.designator == number.designator) return series;
  }
  Series& series = hop.series.emplace_back();
  series.designator = number.designator;
  series.digits = number.digits;
  series.skip = hop.skip_of_new;
  return series;
}

std::uint8_t* HopLedger::Told(Series& series, std::uint16_t serial) {
  const std::size_t cycle = cable::CycleOf(series.digits);
  const std::size_t ahead = (serial + cycle - series.first_open) % cycle;
  if (ahead >= cycle - cycle / 4) return nullptr;
  while (series.open.size() <= ahead) series.open.push_back(0);
  return &series.open[ahead];
}

// Lets go of the oldest numbers of which all is told.
void HopLedger::CloseFront(Series& series) const {
  constexpr std::uint8_t kAll = kSent | kReceived | kCommitted | kReceipted;
  while (!series.open.empty()) {
    const std::uint8_t told = series.open.front();
    // A number of which nothing was flushed may be given again (CheckDue) until a later one came.
    const bool burnt = options_.in_order && (told & kBurnt) != 0 && series.passed > 0;
    const bool skipped = (told & (kOpen | kSent)) == kOpen;
    if ((told & kAll) != kAll && !burnt && !skipped) return;
    series.open.pop_front();
    series.passed -= series.passed > 0 ? 1U : 0U;
    series.first_open = After(series.first_open, series.digits);
  }
}

void HopLedger::HandleReceived(const Event& event) {
  Hop* hop = Find(event.peer, event.station);
  if (hop == nullptr) return Unknown(event);
  Arrive(*hop, event, kReceived);
}

void HopLedger::HandleCancelled(const Event& event) {
  Hop* hop = Find(event.peer, event.station);
  if (hop == nullptr) return Unknown(event);
  const std::uint8_t* told = Told(SeriesOf(*hop, event.number), event.number.serial);
  if (told != nullptr && options_.in_order && (*told & kBurnt) == 0) {
    promises_.BreakAt(kNumbers, event, "its sender did not burn it");
  }
  Arrive(*hop, event, kReceived);
}

// Told before the number that shows the gap.
void HopLedger::HandleOpenNumber(const Event& event) {
  Hop* hop = Find(event.peer, event.station);
  if (hop == nullptr) return Unknown(event);
  Series& series = SeriesOf(*hop, event.number);
  if (std::uint8_t* told = Told(series, event.number.serial)) *told |= kOpen;
}

void HopLedger::HandleLinkUp(const Event& event) {
  for (Hop* hop : {Find(event.station, event.peer), Find(event.peer, event.station)}) {
    if (hop == nullptr) continue;
    for (Series& series : hop->series) {
      for (std::size_t i = 0; i < series.open.size(); ++i) {
        if ((series.open[i] & kSkipped) != 0) series.open[i] |= kOpen;
      }
    }
  }
}

void HopLedger::Arrive(Hop& hop, const Event& event, std::uint8_t as) {
  Series& series = SeriesOf(hop, event.number);
  std::uint8_t* told = Told(series, event.number.serial);
  const bool burnt = told != nullptr && (*told & kBurnt) != 0;
  if (told == nullptr || (*told & kReceived) != 0) {
    // Of what is burnt and settled the front may have been let go.
    if (event.kind == cable::EventKind::kCancelled) return;
    promises_.BreakAt(kNumbers, event, "this number had come before");
    return;
  }
  if (options_.in_order && (*told & kSent) == 0 && !burnt) {
    promises_.BreakAt(kNumbers, event, "this number was not sent");
  }
  *told |= as;
  const std::size_t cycle = cable::CycleOf(series.digits);
  const std::size_t before = (event.number.serial + cycle - series.first_open) % cycle;
  series.passed = std::max(series.passed, before + 1);
  if (options_.in_order) CheckGap(hop, series, event);
  CloseFront(series);
}

// All that was sent before what came must have come too, or been burnt.
void HopLedger::CheckGap(Hop& hop, Series& series, const Event& event) {
  std::uint16_t serial = series.first_open;
  for (std::size_t i = 0; serial != event.number.serial && i < series.open.size(); ++i) {
    std::uint8_t& told = series.open[i];
    if ((told & (kReceived | kBurnt | kMissed | kOpen)) == 0) {
      told |= kMissed;
      const ChannelNumber missed{series.designator, serial, series.digits};
      promises_.BreakAt(
          kNumbers, event,
          fmt::format("{} never came from {}: it was not burnt, and is not called open",
                      missed.ToString(), hop.from.ToString()));
    }
    serial = After(serial, series.digits);
  }
}

void HopLedger::HandleCommitted(const Event& event) {
  if (event.peer.none()) return;  // filed here
  Hop* hop = Find(event.peer, event.station);
  if (hop == nullptr) return Unknown(event);
  Series& series = SeriesOf(*hop, event.number);
  if (std::uint8_t* told = Told(series, event.number.serial)) *told |= kCommitted;
  CloseFront(series);
}

void HopLedger::HandleReceipted(const Event& event) {
  Hop* hop = Find(event.station, event.peer);
  if (hop == nullptr) return Unknown(event);
  if (hop->any_doubtful) ForgetPuttingBack(*hop, event);
  Series& series = SeriesOf(*hop, event.number);
  std::uint8_t* told = Told(series, event.number.serial);
  if (told == nullptr || (*told & kReceipted) != 0) {
    const bool again =
        std::find(restarted_.begin(), restarted_.end(), event.station) != restarted_.end();
    if (!again) promises_.BreakAt(kCustody, event, "this number was receipted before");
    return;
  }
  if (options_.in_order && (*told & kCommitted) == 0) {
    promises_.BreakAt(kCustody, event,
                      fmt::format("{} was receipted before {} had committed it",
                                  event.number.ToString(), event.peer.ToString()));
  }
  *told |= kReceipted;
  CloseFront(series);
}

// ---------------------------------------------------------------- ends

void HopLedger::HandleStoreLost(RoutingIndicator station) {
  for (Hop& hop : hops_) {
    if (hop.from != station) continue;
    for (Ring<Waiting>& lane : hop.lanes) lane.clear();
    hop.series.clear();
  }
}

void HopLedger::HandleRestart(RoutingIndicator station, const CableLedger& cables) {
  restarted_.push_back(station);
  for (Hop& hop : hops_) {
    if (hop.to == station) {
      // What it had received and was writing it may have committed: events do not say what was on
      // the disk, and its next receipt tells.
      for (Series& series : hop.series) {
        for (std::size_t i = 0; i < series.open.size(); ++i) {
          if ((series.open[i] & kReceived) != 0) series.open[i] |= kCommitted;
        }
        CloseFront(series);
      }
    }
    if (hop.from != station) continue;
    for (Ring<Waiting>& lane : hop.lanes) {
      for (std::size_t i = 0; i < lane.size(); ++i) {
        Waiting& one = lane[i];
        one.doubtful = one.burnt || !cables.IsCommitted(one.cable, hop.from, hop.to, one.line);
      }
    }
    hop.any_doubtful = true;
    hop.skip_of_new = 0;  // what pushed its numbers ahead is forgotten
    for (Series& series : hop.series) {
      series.restarted = true;
      series.skip = 0;
      // A number that was given and not committed may be forgotten, and never left.
      for (std::size_t i = 0; i < series.open.size(); ++i) {
        if ((series.open[i] & (kSent | kReceived)) == kSent) series.open[i] |= kOpen;
      }
    }
  }
}

void HopLedger::HandleMisnumbered(RoutingIndicator from, RoutingIndicator to, std::uint16_t skip) {
  Hop* hop = Find(from, to);
  if (hop == nullptr) return;
  for (Series& series : hop->series) series.skip = skip;
  hop->skip_of_new = skip;
}

void HopLedger::Finish(bool drained) {
  for (const Hop& hop : hops_) {
    for (const Series& series : hop.series) FinishSeries(hop, series, drained);
  }
}

void HopLedger::FinishSeries(const Hop& hop, const Series& series, bool drained) {
  const std::string place = hop.from.ToString() + " -> " + hop.to.ToString();
  std::uint16_t serial = series.first_open;
  for (std::size_t i = 0; i < series.open.size(); ++i) {
    const std::uint8_t told = series.open[i];
    const std::string number = ChannelNumber{series.designator, serial, series.digits}.ToString();
    const auto said = [told](std::uint8_t what) { return (told & what) != 0; };
    if (said(kReceived) && !said(kSent)) {
      promises_.Break(kNumbers, place, nullptr, number + " came and was never sent");
    }
    if (said(kReceipted) && !said(kCommitted) && !said(kBurnt)) {
      promises_.Break(kCustody, place, nullptr, number + " was receipted and never committed");
    }
    if (drained && said(kSent) && !said(kReceived) && !said(kBurnt) && !said(kMissed) &&
        !said(kOpen)) {
      promises_.Break(kNumbers, place, nullptr, number + " never came and was not burnt");
    }
    serial = After(serial, series.digits);
  }
}

}  // namespace torntape::sim
