#include <array>
#include <bitset>
#include <cstddef>
#include <map>

#include "network/network.h"

namespace torntape::network {
namespace {

constexpr std::size_t kLetters = 26;
constexpr std::size_t kDesignators = kLetters * kLetters * kLetters;
using Used = std::bitset<kDesignators>;

std::size_t PlaceOf(ChannelDesignator designator) {
  std::size_t place = 0;
  for (const char letter : designator.ToString()) {
    place = place * kLetters + static_cast<std::size_t>(letter - 'A');
  }
  return place;
}

ChannelDesignator DesignatorAt(std::size_t place) {
  const auto letter = [](std::size_t i) { return static_cast<char>('A' + i % kLetters); };
  const std::array<char, 3> letters = {letter(place / kLetters / kLetters),
                                       letter(place / kLetters), letter(place)};
  return ChannelDesignator::Of({letters.data(), letters.size()});
}

const Station* Find(const Network& network, RoutingIndicator indicator) {
  for (const Station& station : network.stations) {
    if (station.indicator == indicator) return &station;
  }
  return nullptr;
}

// One letter that stands for `end` towards `other`, which is a relay.
char LetterOf(RoutingIndicator end, bool is_tributary, RoutingIndicator other) {
  const std::string letters = end.ToString();
  const std::size_t after_relay = other.size();
  if (is_tributary && end.HasPrefix(other) && after_relay < letters.size()) {
    return letters[after_relay];
  }
  return is_tributary ? letters[letters.size() - 2] : letters[2];
}

// What the end `from` calls a channel towards `to`.
ChannelDesignator Preferred(RoutingIndicator from, bool from_tributary, RoutingIndicator to,
                            bool to_tributary, std::size_t channel) {
  const char channel_letter = static_cast<char>('A' + channel % kLetters);
  std::string letters;
  if (from_tributary) {
    letters = from.ToString();
    letters.erase(0, letters.size() - 2);
  } else {
    letters = {LetterOf(from, false, to), LetterOf(to, to_tributary, from)};
  }
  return ChannelDesignator::Of(letters + channel_letter);
}

// The first free place at or after `wanted`: channel letters of the same two letters, then others.
std::size_t FirstFree(const Used& first, const Used& second, std::size_t wanted) {
  const std::size_t same_letters = wanted / kLetters * kLetters;
  for (std::size_t i = 0; i < kLetters; ++i) {
    const std::size_t place = same_letters + (wanted + i) % kLetters;
    if (!first[place] && !second[place]) return place;
  }
  for (std::size_t i = 0; i < kDesignators; ++i) {
    const std::size_t place = (wanted + i) % kDesignators;
    if (!first[place] && !second[place]) return place;
  }
  return kDesignators;
}

}  // namespace

Channel DefaultChannel(const Network& network, const Link& link, std::size_t channel) {
  const auto is_tributary = [&](RoutingIndicator end) {
    const Station* station = Find(network, end);
    return station != nullptr && station->role == StationRole::kTributary;
  };
  const bool first_tributary = is_tributary(link.first);
  const bool second_tributary = is_tributary(link.second);
  return {Preferred(link.first, first_tributary, link.second, second_tributary, channel),
          Preferred(link.second, second_tributary, link.first, first_tributary, channel)};
}

bool CompleteChannels(Network& network) {
  std::map<RoutingIndicator, bool> tributary;
  std::map<RoutingIndicator, Used> used;
  for (const Station& station : network.stations) {
    tributary[station.indicator] = station.role == StationRole::kTributary;
  }
  // What is given stays, wherever it stands; defaults make way for it.
  for (Link& link : network.links) {
    if (link.channels.empty()) link.channels.emplace_back();
    for (const Channel& channel : link.channels) {
      for (const ChannelDesignator given : {channel.first_to_second, channel.second_to_first}) {
        if (given.none()) continue;
        used[link.first].set(PlaceOf(given));
        used[link.second].set(PlaceOf(given));
      }
    }
  }
  for (Link& link : network.links) {
    Used& at_first = used[link.first];
    Used& at_second = used[link.second];
    const auto complete = [&](ChannelDesignator& designator, RoutingIndicator from,
                              RoutingIndicator to, std::size_t channel) {
      if (!designator.none()) return true;
      const ChannelDesignator wanted = Preferred(from, tributary[from], to, tributary[to], channel);
      const std::size_t place = FirstFree(at_first, at_second, PlaceOf(wanted));
      if (place == kDesignators) return false;
      at_first.set(place);
      at_second.set(place);
      designator = DesignatorAt(place);
      return true;
    };
    for (std::size_t i = 0; i < link.channels.size(); ++i) {
      Channel& channel = link.channels[i];
      if (!complete(channel.first_to_second, link.first, link.second, i)) return false;
      if (!complete(channel.second_to_first, link.second, link.first, i)) return false;
    }
  }
  return true;
}

}  // namespace torntape::network
