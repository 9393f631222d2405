#include "tests/sim/random_world.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "cable/cable.h"

namespace torntape::sim::testing {

using cable::RoutingIndicator;
using network::StationRole;

namespace {

constexpr Duration kDrainMax = std::chrono::hours(24);
const Instant kBegin = FromCalendar(2031, 5, 14, 10, 42);

RoutingIndicator RelayName(std::size_t i) {
  const char letter = static_cast<char>('A' + i);
  return RoutingIndicator::Of(std::string("RY") + letter + letter);
}

template <typename T, std::size_t N>
T OneOf(Prng& prng, const T (&values)[N]) {
  return values[prng.Below(N)];
}

}  // namespace

RandomPlan::RandomPlan(std::uint64_t of_seed) : seed(of_seed) {
  Prng prng = Prng(of_seed).Split("plan");
  relays = 2 + prng.Below(5);
  posts_each_max = 1 + prng.Below(3);
  more_trunks = prng.Below(relays);
  collectives = prng.Below(4);
  cables = 20 + prng.Below(60);
  pause_ms_max = OneOf<std::uint64_t>(prng, {50, 1'000, 10'000});
  fault_percent = OneOf<std::uint64_t>(prng, {0, 10, 30, 60});
  stores_lost = prng.Chance(1, 6);
  slow_disks = prng.Chance(1, 2);
  preemption = OneOf(prng, {network::Preemption::kAcp127, network::Preemption::kAcp127,
                            network::Preemption::kOff, network::Preemption::kMarkingOnly});
}

std::string RandomPlan::ToString() const {
  return fmt::format(
      "seed={} relays={} posts_each_max={} more_trunks={} collectives={} cables={} "
      "pause_max={}ms faults={}% stores_lost={} slow_disks={} preemption={}",
      seed, relays, posts_each_max, more_trunks, collectives, cables, pause_ms_max, fault_percent,
      stores_lost, slow_disks, network::NameOf(preemption));
}

// ---------------------------------------------------------------- the network

RandomWorld::RandomWorld(std::uint64_t seed, const channel::PlantedFaults& planted)
    : plan_(seed),
      prng_(Prng(seed).Split("world")),
      network_(MakeNetwork()),
      directory_(network_),
      checker_(directory_),
      world_(directory_, *this,
             {.begin = kBegin, .restartable = true, .seed = seed, .planted = planted}),
      stopped_(network_.stations.size()),
      serials_(network_.stations.size()) {
  world_.Start();
}

network::Network RandomWorld::MakeNetwork() {
  network::Network network;
  network.name = "Random";
  network.preemption = plan_.preemption;
  network.expand_at_originator = prng_.Chance(1, 5);
  const auto link = [&](RoutingIndicator first, RoutingIndicator second) {
    network::Link made;
    made.name = first.ToString() + "-" + second.ToString();
    made.first = first;
    made.second = second;
    made.cost = 1 + static_cast<std::uint32_t>(prng_.Below(3));
    made.circuit.bits_per_second = OneOf<std::uint64_t>(prng_, {0, 0, 50, 300, 2'400, 9'600});
    made.circuit.delay = std::chrono::milliseconds(OneOf<int>(prng_, {0, 1, 20, 300}));
    made.approved =
        OneOf(prng_, {cable::Classification::kTopSecret, cable::Classification::kTopSecret,
                      cable::Classification::kTopSecret, cable::Classification::kUnclassified});
    made.window_bytes = OneOf<std::uint64_t>(prng_, {700, 4'096, 65'536});
    made.reserve_bytes = OneOf<std::uint64_t>(prng_, {700, 32'768});
    made.channels.resize(prng_.Chance(1, 5) ? 2 : 1);
    const std::uint8_t digits = prng_.Chance(1, 2) ? 3 : 4;
    for (network::Channel& channel : made.channels) channel.digits = digits;
    network.links.push_back(made);
  };
  for (std::size_t i = 0; i < plan_.relays; ++i) {
    network.stations.push_back({RelayName(i), StationRole::kMajorRelay, ""});
    if (i > 0) link(RelayName(prng_.Below(i)), RelayName(i));
  }
  for (std::size_t i = 0; i < plan_.more_trunks; ++i) {
    const std::size_t first = AnyRelay();
    const std::size_t second = AnyRelay();
    const auto same = [&](const network::Link& known) {
      return (known.first == RelayName(first) && known.second == RelayName(second)) ||
             (known.first == RelayName(second) && known.second == RelayName(first));
    };
    if (first == second || std::any_of(network.links.begin(), network.links.end(), same)) continue;
    link(RelayName(first), RelayName(second));
  }
  for (std::size_t i = 0; i < plan_.relays; ++i) {
    const std::size_t posts = 1 + prng_.Below(plan_.posts_each_max);
    for (std::size_t j = 0; j < posts; ++j) {
      const auto letter = static_cast<char>('A' + j);
      const auto post = RoutingIndicator::Of(RelayName(i).ToString() + letter + letter);
      network.stations.push_back({post, StationRole::kTributary, ""});
      link(RelayName(i), post);
      for (std::size_t k = 0; k <= prng_.Below(2); ++k) {
        const auto who = static_cast<char>('A' + k);
        network.addressees.push_back({fmt::format("EMB {} {}", post.ToString(), who), post});
      }
    }
  }
  AddCollectives(network);
  const bool complete = network::CompleteChannels(network);
  TORNTAPE_ASSERT(complete);
  network::CompleteRoutes(network);
  return network;
}

void RandomWorld::AddCollectives(network::Network& network) {
  for (std::size_t i = 0; i < plan_.collectives; ++i) {
    const std::size_t expander = AnyRelay();
    network::Collective made;
    made.name = fmt::format("COLLECTIVE {}", static_cast<char>('A' + i));
    made.indicator =
        RoutingIndicator::Of(RelayName(expander).ToString() + "Z" + static_cast<char>('A' + i));
    made.expander = RelayName(expander);
    for (std::size_t id = 0; id < network.addressees.size(); ++id) {
      if (prng_.Chance(1, 2)) continue;
      auto& members = prng_.Chance(1, 2) ? made.action_members : made.info_members;
      members.push_back(static_cast<cable::AddresseeId>(id));
    }
    if (made.action_members.empty() && made.info_members.empty()) {
      made.action_members.push_back(static_cast<cable::AddresseeId>(0));
    }
    if (i > 0 && prng_.Chance(1, 3)) {
      made.nested_info.push_back(static_cast<std::uint16_t>(i - 1));
    }
    network.collectives.push_back(std::move(made));
  }
}

// ---------------------------------------------------------------- traffic

std::string RandomWorld::AddressLines(std::string_view keyword,
                                      const std::vector<RoutingIndicator>& called) const {
  std::string lines;
  for (const RoutingIndicator one : called) {
    std::string name = "NOBODY KNOWN";
    if (const auto* collective = directory_.FindCollective(one)) {
      name = collective->name;
    } else if (const auto served = directory_.ServedBy(one); !served.empty()) {
      name = AddresseeOf(network_, served.front()).name;
    }
    lines += fmt::format("{}{}/{} 0001\n", lines.empty() ? std::string(keyword) + " " : "",
                         one.ToString(), name);
  }
  return lines;
}

std::string RandomWorld::MakeCable(RoutingIndicator from) {
  std::vector<RoutingIndicator> everybody;
  for (const network::Station& station : network_.stations) {
    if (station.role == StationRole::kTributary && station.indicator != from) {
      everybody.push_back(station.indicator);
    }
  }
  for (const network::Collective& one : network_.collectives) everybody.push_back(one.indicator);
  if (prng_.Chance(1, 25)) everybody.push_back(RoutingIndicator::Of("RZQQ"));  // nobody knows it
  std::vector<RoutingIndicator> to;
  std::vector<RoutingIndicator> info;
  std::string called;
  const std::size_t wanted = 1 + prng_.Below(std::min<std::size_t>(everybody.size(), 4));
  while (to.size() + info.size() < wanted) {
    const std::size_t at = prng_.Below(everybody.size());
    auto& list = to.empty() || prng_.Chance(1, 2) ? to : info;
    list.push_back(everybody[at]);
    everybody.erase(everybody.begin() + static_cast<std::ptrdiff_t>(at));
  }
  for (const auto* list : {&to, &info}) {
    for (const RoutingIndicator one : *list) called += " " + one.ToString();
  }
  const std::string precedence =
      OneOf<const char*>(prng_, {"Z", "O", "P", "R", "R", "Z R", "O R", "P R", "Z P"});
  const bool secret = prng_.Chance(1, 6);
  const auto place =
      static_cast<std::size_t>(directory_.FindStation(from) - network_.stations.data());
  const std::uint32_t serial = ++serials_[place];
  std::string text;
  for (std::uint64_t lines = prng_.Below(prng_.Chance(1, 8) ? 80 : 8); lines > 0; --lines) {
    text += fmt::format("LINE {} OF CABLE {}: THE HERRING ARE LATE THIS YEAR.\n", lines, serial);
  }
  const auto served = directory_.ServedBy(from);
  return fmt::format(
      "VZCZC{}A{:04}\n{}{}{}\nDE {} #{:04} 1341042\n{} ZZH\n{} 141030Z MAY 31\nFM {}\n{}{}BT\n{}\n"
      "\nSUBJECT: HERRING\n\n{}BT\n#{:04}\nNNNN\n",
      from.ToString().substr(4, 2), serial, precedence[0], precedence[0], called, from.ToString(),
      serial, secret ? "ZNY CCCCC" : "ZNR UUUUU", precedence,
      AddresseeOf(network_, served.front()).name, AddressLines("TO", to),
      AddressLines("INFO", info), secret ? "C O N F I D E N T I A L" : "UNCLAS", text, serial);
}

void RandomWorld::FileOne() {
  const std::size_t place = plan_.relays + prng_.Below(network_.stations.size() - plan_.relays);
  const RoutingIndicator from = network_.stations[place].indicator;
  const std::string text = MakeCable(from);
  if (stopped_[place]) return;
  const cable::ReadResult read = cable::ReadCable(text);
  TORNTAPE_ASSERT(read.cable.has_value());
  checker_.Expect(*read.cable);
  (void)world_.File(from, *read.cable);  // a refusal is told as an event
}

// ---------------------------------------------------------------- faults

void RandomWorld::Fault() {
  ++faults_;
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
      told_.push_back("cut " + name);
      return world_.CutLink(link);
    case 2:
      told_.push_back("restore " + name);
      return world_.RestoreLink(link);
    case 3: {
      const auto percent = OneOf<std::uint32_t>(prng_, {10, 50, 100, 300});
      told_.push_back(fmt::format("slow {} to {}%", name, percent));
      return world_.SlowLink(link, percent);
    }
    case 4: {
      const auto skip = static_cast<std::uint16_t>(1 + prng_.Below(prng_.Chance(1, 4) ? 300 : 3));
      told_.push_back(fmt::format("misnumber {} end {} by {}", name, end, skip));
      return world_.Misnumber(link, end, skip);
    }
    default:
      told_.push_back(fmt::format("lose the next on {} from end {}", name, end));
      return world_.LoseNext(link, end);
  }
}

void RandomWorld::StationFault() {
  const std::size_t place = prng_.Below(network_.stations.size());
  const RoutingIndicator station = network_.stations[place].indicator;
  const std::string name = station.ToString();
  if (stopped_[place]) {
    const bool lost = plan_.stores_lost && prng_.Chance(1, 3);
    told_.push_back(fmt::format("restart {}{}", name, lost ? " without its store" : ""));
    stopped_[place] = false;
    return world_.Restart(station, lost ? VirtualWorld::Store::kLost : VirtualWorld::Store::kKept);
  }
  switch (prng_.Below(6)) {
    case 0:
      told_.push_back("crash " + name);
      stopped_[place] = true;
      return world_.Crash(station);
    case 1:
      told_.push_back("lose power at " + name);
      stopped_[place] = true;
      return world_.LosePower(station);
    case 2: {
      const bool full = prng_.Chance(2, 3);
      told_.push_back(fmt::format("{} the disk of {}", full ? "fill" : "empty", name));
      return world_.FillDisk(station, full);
    }
    case 3: {
      const auto skew = std::chrono::seconds(prng_.Between(-7'200, 7'200));
      told_.push_back(fmt::format("skew {} by {}", name, FormatDuration(skew)));
      return world_.SkewClock(station, skew);
    }
    default: {
      if (!plan_.slow_disks) return;
      const auto time = std::chrono::milliseconds(OneOf<int>(prng_, {0, 5, 200, 5'000}));
      told_.push_back(fmt::format("flushes of {} take {}", name, FormatDuration(time)));
      return world_.SlowDisk(station, time);
    }
  }
}

void RandomWorld::TableFault() {
  const RoutingIndicator relay = RelayName(AnyRelay());
  if (prng_.Chance(1, 3)) {
    told_.push_back("repair routes of " + relay.ToString());
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
  told_.push_back(fmt::format("at {} route {} over {}", relay.ToString(), prefix.ToString(),
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
      told_.push_back(fmt::format("release cable {} at {}", id, relay.ToString()));
      (void)world_.Release(relay, id);
      return;
    case 1:
      // To the right station under the name that it has: it was only set aside here.
      told_.push_back(fmt::format("reroute cable {} at {}", id, relay.ToString()));
      (void)world_.Reroute(relay, id, branch, branch);
      return;
    default:
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
  told_.emplace_back("heal");
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
  for (int round = 0; round < 4; ++round) {
    if (!world_.RunUntilIdle(limit)) return false;
    ReleaseAll();
  }
  return world_.RunUntilIdle(limit) && world_.outstanding() == 0;
}

// With TORNTAPE_EVENTS every event is written down, to follow one seed.
void RandomWorld::OnEvent(const cable::Event& event) {
  static const bool kWanted = std::getenv("TORNTAPE_EVENTS") != nullptr;
  if (kWanted) fmt::print(stderr, "{}  {}\n", FormatInstant(event.at), cable::DescribeEvent(event));
  checker_.OnEvent(event);
}

}  // namespace torntape::sim::testing
