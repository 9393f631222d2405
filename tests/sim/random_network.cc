#include "tests/sim/random_network.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "base/assert.h"
#include "tests/sim/random_draw.h"

namespace torntape::sim::testing {

using cable::RoutingIndicator;
using network::StationRole;

namespace {

RoutingIndicator RelayName(std::size_t i) {
  const char letter = static_cast<char>('A' + i);
  return RoutingIndicator::Of(std::string("RY") + letter + letter);
}

class RandomNetwork {
 public:
  RandomNetwork(const RandomPlan& plan, Prng& prng)
      : plan_(plan), prng_(prng), wide_(Prng(plan.seed).Split("wide network")) {}
  network::Network Make();

 private:
  void AddLink(network::Network& network, RoutingIndicator first, RoutingIndicator second);
  void AddCollectives(network::Network& network);
  void Widen(network::Network& network);
  std::size_t AnyRelay() { return prng_.Below(plan_.relays); }

  const RandomPlan& plan_;
  Prng& prng_;
  Prng wide_;  // for what came later, see Mix
};

network::Network RandomNetwork::Make() {
  network::Network network;
  network.name = "Random";
  network.preemption = plan_.preemption;
  network.expand_at_originator = prng_.Chance(1, 5);
  const auto link = [&](RoutingIndicator first, RoutingIndicator second) {
    AddLink(network, first, second);
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
  if (plan_.mix == Mix::kWide) Widen(network);
  const bool complete = network::CompleteChannels(network);
  TORNTAPE_ASSERT(complete);
  network::CompleteRoutes(network);
  return network;
}

void RandomNetwork::AddCollectives(network::Network& network) {
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

void RandomNetwork::AddLink(network::Network& network, RoutingIndicator first,
                            RoutingIndicator second) {
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
}

void RandomNetwork::Widen(network::Network& network) {
  network.lower_info_copies = !wide_.Chance(1, 6);
  network.max_pass = static_cast<std::uint8_t>(1 + wide_.Below(3));
  if (wide_.Chance(1, 2)) network.sections = {.cut = true, .hold = true, .timeout = {}};
  const std::size_t one_home = network.stations.size();
  for (std::size_t place = plan_.relays; place < one_home; ++place) {
    if (!wide_.Chance(1, 5)) continue;
    const RoutingIndicator post = network.stations[place].indicator;
    const RoutingIndicator other = RelayName(wide_.Below(plan_.relays));
    if (!post.HasPrefix(other)) AddLink(network, other, post);
  }
  for (network::Link& link : network.links) {
    if (wide_.Chance(1, 4)) link.circuit.jitter = std::chrono::milliseconds(wide_.Below(500));
    if (wide_.Chance(1, 4)) link.circuit.loss_per_million = OneOf(wide_, {1'000U, 200'000U});
    if (wide_.Chance(1, 8)) {
      link.circuit.bits_per_second = 0;
      link.circuit.baud_hundredths = OneOf(wide_, {4'545U, 5'000U, 7'500U});
    }
    if (wide_.Chance(1, 5)) link.special_categories = OneOf<const char*>(wide_, {"", "A", "AB"});
  }
  for (std::size_t i = 1; i < network.collectives.size(); ++i) {
    network::Collective& collective = network.collectives[i];
    if (!wide_.Chance(1, 3)) continue;
    const auto nested = static_cast<std::uint16_t>(wide_.Below(i));
    const auto& known = collective.nested_info;
    if (std::find(known.begin(), known.end(), nested) != known.end()) continue;
    collective.nested_action.push_back(nested);
  }
}

}  // namespace

network::Network MakeRandomNetwork(const RandomPlan& plan, Prng& prng) {
  return RandomNetwork(plan, prng).Make();
}

}  // namespace torntape::sim::testing
