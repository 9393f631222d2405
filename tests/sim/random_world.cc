#include "tests/sim/random_world.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "cable/cable.h"
#include "nodes/core/filing.h"
#include "tests/sim/random_draw.h"
#include "tests/sim/random_network.h"

namespace torntape::sim::testing {

using cable::RoutingIndicator;
using network::StationRole;

namespace {

constexpr int kRounds = 4;  // of supervisors, each when all has come to rest
// A day for the slowest circuits; and in each round sections of ROUTINE may wait six hours for one
// that was set aside.
constexpr Duration kDrainMax = std::chrono::hours(24 + kRounds * 6);
const Instant kBegin = FromCalendar(2031, 5, 14, 10, 42);

RoutingIndicator RelayName(std::size_t i) {
  const char letter = static_cast<char>('A' + i);
  return RoutingIndicator::Of(std::string("RY") + letter + letter);
}

bool ToldWanted() {
  static const bool kWanted = std::getenv("TORNTAPE_EVENTS") != nullptr;
  return kWanted;
}

}  // namespace

RandomWorld::RandomWorld(std::uint64_t seed, Mix mix, const channel::PlantedFaults& planted)
    : plan_(seed, mix),
      prng_(Prng(seed).Split("world")),
      wide_(Prng(seed).Split("wide world")),
      network_(MakeRandomNetwork(plan_, prng_)),
      directory_(network_),
      traffic_(plan_, directory_, prng_),
      checker_(directory_, {.restarts = true}),
      world_(directory_, *this,
             {.begin = kBegin, .restartable = true, .seed = seed, .planted = planted}),
      stopped_(network_.stations.size()) {
  world_.Start();
}

// ---------------------------------------------------------------- traffic

void RandomWorld::FileOne() {
  const std::size_t place = plan_.relays + prng_.Below(network_.stations.size() - plan_.relays);
  const std::string text = traffic_.Make(network_.stations[place].indicator);
  File(place, text);
  if (plan_.mix == Mix::kWide && wide_.Chance(1, 12)) FileAgain();
}

// The same cable word for word: refused, unless ZFG says that it is meant.
void RandomWorld::FileAgain() {
  if (filed_.empty()) return;
  const Filed again = filed_[wide_.Below(filed_.size())];
  File(again.place, again.text);
}

// Where posts cut what is long, its sections are what travels.
void RandomWorld::Expect(const cable::Cable& cable) {
  const nodes::Filing filing(network_, cable);
  if (filing.is_cut()) Tell("cut into sections", "");
  for (const cable::Cable& each : filing.cables()) checker_.Expect(each);
}

void RandomWorld::File(std::size_t place, const std::string& text) {
  if (stopped_[place]) return;
  const cable::ReadResult read = cable::ReadCable(text);
  TORNTAPE_ASSERT(read.cable.has_value());
  if (ToldWanted()) fmt::print(stderr, "{}", text);
  Expect(*read.cable);
  (void)world_.File(network_.stations[place].indicator, *read.cable);  // a refusal is an event
  filed_.push_back({place, text});
}

// ---------------------------------------------------------------- faults

void RandomWorld::Fault() {
  ++faults_;
  if (plan_.mix == Mix::kWide && wide_.Chance(1, 4)) return GarbleFault();
  switch (prng_.Below(3)) {
    case 0:
      return LinkFault();
    case 1:
      return StationFault();
    default:
      return TableFault();
  }
}

void RandomWorld::LinkFault() {
  const std::size_t link = prng_.Below(network_.links.size());
  const std::size_t end = prng_.Below(2);
  const std::string& name = network_.links[link].name;
  switch (prng_.Below(6)) {
    case 0:
    case 1:
      Tell("cut", " " + name);
      return world_.CutLink(link);
    case 2:
      Tell("restore", " " + name);
      return world_.RestoreLink(link);
    case 3: {
      const auto percent = OneOf<std::uint32_t>(prng_, {10, 50, 100, 300});
      Tell("slow", fmt::format(" {} to {}%", name, percent));
      return world_.SlowLink(link, percent);
    }
    case 4: {
      const auto skip = static_cast<std::uint16_t>(1 + prng_.Below(prng_.Chance(1, 4) ? 300 : 3));
      Tell("misnumber", fmt::format(" {} end {} by {}", name, end, skip));
      return world_.Misnumber(link, end, skip);
    }
    default:
      Tell("lose the next", fmt::format(" on {} from end {}", name, end));
      return world_.LoseNext(link, end);
  }
}

// Of the telegraph circuits, which are not many.
void RandomWorld::GarbleFault() {
  const std::size_t link = wide_.Below(network_.links.size());
  if (network_.links[link].circuit.baud_hundredths == 0) return;
  const auto rate = OneOf<std::uint32_t>(wide_, {0, 200, 1'000});
  Tell("garble", fmt::format(" {} of a million characters on {}", rate, network_.links[link].name));
  world_.GarbleLink(link, rate);
}

void RandomWorld::StationFault() {
  const std::size_t place = prng_.Below(network_.stations.size());
  const RoutingIndicator station = network_.stations[place].indicator;
  const std::string name = station.ToString();
  if (stopped_[place]) {
    const bool lost = plan_.stores_lost && prng_.Chance(1, 3);
    Tell(lost ? "restart without its store" : "restart", " " + name);
    stopped_[place] = false;
    return world_.Restart(station, lost ? VirtualWorld::Store::kLost : VirtualWorld::Store::kKept);
  }
  switch (prng_.Below(6)) {
    case 0:
      Tell("crash", " " + name);
      stopped_[place] = true;
      return world_.Crash(station);
    case 1:
      Tell("lose power", " at " + name);
      stopped_[place] = true;
      return world_.LosePower(station);
    case 2: {
      const bool full = prng_.Chance(2, 3);
      Tell(full ? "fill the disk" : "empty the disk", " of " + name);
      return world_.FillDisk(station, full);
    }
    case 3: {
      const auto skew = std::chrono::seconds(prng_.Between(-7'200, 7'200));
      Tell("skew", fmt::format(" {} by {}", name, FormatDuration(skew)));
      return world_.SkewClock(station, skew);
    }
    default: {
      if (!plan_.slow_disks) return;
      const auto time = std::chrono::milliseconds(OneOf<int>(prng_, {0, 5, 200, 5'000}));
      Tell("slow disk", fmt::format(": flushes of {} take {}", name, FormatDuration(time)));
      return world_.SlowDisk(station, time);
    }
  }
}

void RandomWorld::TableFault() {
  const RoutingIndicator relay = RelayName(AnyRelay());
  if (prng_.Chance(1, 3)) {
    Tell("repair routes", " of " + relay.ToString());
    return world_.RepairRoutes(relay);
  }
  if (prng_.Chance(1, 2)) return Supervise(relay);
  const std::size_t link = prng_.Below(network_.links.size());
  if (network_.links[link].first != relay && network_.links[link].second != relay) return;
  const std::size_t wrong = prng_.Below(network_.stations.size());
  const RoutingIndicator prefix = network_.stations[wrong].indicator;
  if (prefix == relay) return;
  // A collective in the hands of a post ends there (spec 9, row 60), so no table leads one there.
  const RoutingIndicator other = network_.links[link].Other(relay);
  const bool to_post = directory_.FindStation(other)->role == StationRole::kTributary;
  if (to_post && directory_.FindStation(prefix)->role != StationRole::kTributary) return;
  Tell("wrong route", fmt::format(" at {}: {} over {}", relay.ToString(), prefix.ToString(),
                                  network_.links[link].name));
  world_.CorruptRoute(relay, prefix, link);
}

void RandomWorld::Supervise(RoutingIndicator relay) {
  const auto* aside = world_.AsideAt(relay);
  if (aside == nullptr || aside->empty()) return;
  const auto& [id, cable] = *aside->begin();
  const RoutingIndicator branch = cable.branches.front().called.indicator;
  switch (prng_.Below(3)) {
    case 0:
      Tell("release", fmt::format(" cable {} at {}", id, relay.ToString()));
      (void)world_.Release(relay, id);
      return;
    case 1:
      // To the right station under the name that it has: it was only set aside here.
      Tell("reroute", fmt::format(" cable {} at {}", id, relay.ToString()));
      (void)world_.Reroute(relay, id, branch, branch);
      return;
    default:
      if (plan_.mix != Mix::kWide || !wide_.Chance(1, 3)) return;
      Tell("withdraw", fmt::format(" cable {} at {}", id, relay.ToString()));
      (void)world_.Withdraw(relay, id);
      return;
  }
}

// ---------------------------------------------------------------- the two phases

std::string RandomWorld::Run() {
  for (std::size_t i = 0; i < plan_.cables; ++i) {
    world_.AdvanceTo(world_.now() + std::chrono::milliseconds(prng_.Below(plan_.pause_ms_max)));
    FileOne();
    if (prng_.Chance(plan_.fault_percent, 100)) Fault();
  }
  Heal();
  const bool drained = Drain();
  checker_.Finish(drained);
  std::string broken;
  if (!drained) {
    broken += fmt::format("[liveness] {} cables are still owed something {} after all was healed:",
                          world_.outstanding(), FormatDuration(kDrainMax));
    for (const network::Station& station : network_.stations) {
      const std::uint64_t owed = world_.CustodianOf(station.indicator)->outstanding();
      if (owed > 0) broken += fmt::format(" {} at {}", owed, station.indicator.ToString());
    }
    broken += '\n';
  }
  for (const BrokenPromise& promise : checker_.promises().broken()) {
    // Whoever lost its store lost what it had receipted.
    if (plan_.stores_lost && promise.law == "each addressee once" &&
        promise.what.find("lost its store") != std::string::npos) {
      continue;
    }
    broken +=
        fmt::format("[{}] {} {}: {}\n", promise.law, promise.place, promise.cable, promise.what);
    for (const std::string& line : promise.events) broken += "    " + line + "\n";
  }
  if (broken.empty()) return broken;
  std::string faults;
  for (const std::string& fault : told_) faults += "    " + fault + "\n";
  return plan_.ToString() + "\n" + broken + "faults:\n" + faults;
}

void RandomWorld::Heal() {
  Tell("heal", "");
  for (const network::Station& station : network_.stations) {
    world_.FillDisk(station.indicator, false);
    world_.SlowDisk(station.indicator, Duration{});
    world_.SkewClock(station.indicator, Duration{});
    if (station.role != StationRole::kTributary) world_.RepairRoutes(station.indicator);
  }
  for (std::size_t place = 0; place < stopped_.size(); ++place) {
    if (!stopped_[place]) continue;
    stopped_[place] = false;
    world_.Restart(network_.stations[place].indicator, VirtualWorld::Store::kKept);
  }
  // Where a transmission was lost and no later one showed the gap, only meeting again settles it.
  for (std::size_t link = 0; link < network_.links.size(); ++link) {
    world_.SlowLink(link, 100);
    if (network_.links[link].circuit.baud_hundredths > 0) world_.GarbleLink(link, 0);
    world_.CutLink(link);
    world_.RestoreLink(link);
  }
}

void RandomWorld::ReleaseAll() {
  for (std::size_t relay = 0; relay < plan_.relays; ++relay) {
    const auto* aside = world_.AsideAt(RelayName(relay));
    std::vector<std::uint64_t> cables;
    for (const auto& [id, cable] : *aside) cables.push_back(id);
    for (const std::uint64_t id : cables) (void)world_.Release(RelayName(relay), id);
  }
}

bool RandomWorld::Drain() {
  const Instant limit = world_.now() + kDrainMax;
  for (int round = 0; round < kRounds; ++round) {
    if (!world_.RunUntilIdle(limit)) return false;
    ReleaseAll();
  }
  return world_.RunUntilIdle(limit) && world_.outstanding() == 0;
}

// With TORNTAPE_EVENTS every event is written down and every text that is filed, to follow one
// seed.
void RandomWorld::OnEvent(const cable::Event& event) {
  if (ToldWanted())
    fmt::print(stderr, "{}  {}\n", FormatInstant(event.at), cable::DescribeEvent(event));
  ++event_counts_[static_cast<std::size_t>(event.kind)][static_cast<std::size_t>(event.reason)];
  checker_.OnEvent(event);
}

std::map<std::string, std::uint64_t> RandomWorld::seen() const {
  std::map<std::string, std::uint64_t> seen = fault_counts_;
  for (std::size_t kind = 0; kind < cable::kEventKindCount; ++kind) {
    for (std::size_t reason = 0; reason < cable::kReasonCount; ++reason) {
      if (event_counts_[kind][reason] == 0) continue;
      std::string name(cable::NameOf(static_cast<cable::EventKind>(kind)));
      if (reason != 0) name.append(": ").append(NameOf(static_cast<cable::Reason>(reason)));
      seen[name] += event_counts_[kind][reason];
    }
  }
  return seen;
}

}  // namespace torntape::sim::testing
