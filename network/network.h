#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "cable/event.h"
#include "cable/transmission.h"

namespace torntape::network {

using cable::AddresseeId;
using cable::Called;
using cable::CalledList;
using cable::ChannelDesignator;
using cable::Classification;
using cable::Role;
using cable::RoutingIndicator;

// The network as people describe it, as plain values that cores can take (spec 4.2). It is checked
// where it is read (proto/network_reader.h); the cores rely on what the comments here promise.

enum class StationRole : std::uint8_t { kMajorRelay, kMinorRelay, kTributary };
std::string_view NameOf(StationRole role);  // "major relay", ...

struct Station {
  RoutingIndicator indicator;  // unique in the network
  StationRole role = StationRole::kTributary;
  std::string name;  // for people: "EMB BRINDLEMOOR"; may be empty
};

// What becomes of a transmission on a slow circuit when something more urgent comes (spec 3.3).
enum class Preemption : std::uint8_t {
  kAcp127,       // broken off by the rules of ACP 127 ¶151, and sent again whole
  kOff,          // it ends; the more urgent one is next
  kMarkingOnly,  // the same, and it is told that it would have been broken off
};
std::string_view NameOf(Preemption preemption);  // "acp127", "off", "marking_only"

// How characters become units of a telegraph circuit.
enum class CircuitCode : std::uint8_t {
  kIta5,  // each character by itself
  kIta2,  // five units and two cases: a shift stands between letters and figures (spec 1.1)
};

// Hours of every day, UTC, in which a circuit is open: from `opens` until before `closes`. Not
// empty, and within one day.
struct OpenHours {
  Duration opens{};
  Duration closes{};
};

inline constexpr std::uint32_t kGarblePerMillionMax = 100'000;

// How a circuit carries what is put on it, in the world of virtual time; a live link ignores it.
struct Circuit {
  std::uint64_t bits_per_second = 0;  // 0: as fast as can be, unless it has a rate in baud
  Duration delay{};                   // from the last bit sent to the last bit received
  // A telegraph circuit: so many hundredths of a unit a second; 0: it is none. Then characters are
  // so many tenths of a unit long, start and stop included.
  std::uint32_t baud_hundredths = 0;
  std::uint32_t unit_tenths = 75;
  CircuitCode code = CircuitCode::kIta2;
  Duration jitter{};  // a transmission arrives up to so much later; order is kept
  // Of a million transmissions, how many the circuit spoils; its link layer sends them again.
  std::uint32_t loss_per_million = 0;
  // Of a million characters on a telegraph circuit, how many come garbled; a transmission with one
  // of them is asked for again.
  std::uint32_t garble_per_million = 0;

  bool IsSlow() const { return bits_per_second > 0 || baud_hundredths > 0; }
};

// One pair of numbered series over a link, one series each way (spec 5.1).
struct Channel {
  ChannelDesignator first_to_second;
  ChannelDesignator second_to_first;
  std::uint8_t digits = 4;  // of its channel serials: 3 or 4
};

// A link joins two stations. The second dials the first (design decision 11).
struct Link {
  std::string name;  // unique in the network: "KA-LB"
  RoutingIndicator first;
  RoutingIndicator second;
  std::vector<Channel> channels;  // one or more; designators unique in each station
  Circuit circuit;
  std::vector<OpenHours> open;  // in order, none overlapping; none: always
  std::uint32_t cost = 1;       // of going this way: the cheapest way is the first, at least 1
  Classification approved = Classification::kTopSecret;
  // Letters of the special categories that it may carry (/AAAAA in format line 4; spec 5.10);
  // nothing: it carries all.
  std::optional<std::string> special_categories;
  // Unreceipted bytes that a channel may have under way, in two purses (design decision 9).
  std::uint64_t window_bytes = std::uint64_t{64} << 10;
  std::uint64_t reserve_bytes = std::uint64_t{32} << 10;

  RoutingIndicator Other(RoutingIndicator end) const { return end == first ? second : first; }
};

// At relay `at`, indicators beginning with `prefix` go over the first usable of `links`, named by
// their place in Network::links.
struct Route {
  RoutingIndicator at;
  RoutingIndicator prefix;
  std::vector<std::uint16_t> links;
};

// Somebody whom cables are addressed to, and the station that serves them (a PLA of spec 4.2).
struct Addressee {
  std::string name;            // folded: upper case, single spaces; unique
  RoutingIndicator indicator;  // of a station of this network
};

// One designator for many addressees (spec 4.4).
struct Collective {
  std::string name;            // folded; unique among addressees and collectives
  RoutingIndicator indicator;  // its own; unique among stations and collectives
  RoutingIndicator expander;   // the relay that replaces it by its members
  std::vector<AddresseeId> action_members;
  std::vector<AddresseeId> info_members;
  std::vector<std::uint16_t> nested_action;  // places in Network::collectives
  std::vector<std::uint16_t> nested_info;
};

// What posts do about long cables (spec 6).
struct Sections {
  bool cut = false;   // they cut what is filed and has more than five textual pages
  bool hold = false;  // they hand sections over only when all are there, or the time is up
  std::optional<Duration> timeout;  // whatever the precedence; else those of spec 6
};

struct Network {
  std::string name;
  std::vector<Station> stations;
  std::vector<Link> links;
  std::vector<Route> routes;          // longest prefix wins; complete for every relay
  std::vector<Addressee> addressees;  // the directory; AddresseeId is the place in it
  std::vector<Collective> collectives;
  bool expand_at_originator = false;  // design decision 4
  bool lower_info_copies = true;      // spec 3.4.5, option downgrade_info
  std::uint8_t max_pass = 2;          // spec 4.9.2
  Preemption preemption = Preemption::kAcp127;
  Sections sections;
};

// Folds a plain language address as spec 4.2 allows, and no more: letters to upper case, runs of
// spaces to one, none at either end.
std::string FoldName(std::string_view name);

// To find stations, collectives and addressees, see network/directory.h.
inline const Addressee& AddresseeOf(const Network& network, AddresseeId id) {
  return network.addressees[static_cast<std::size_t>(id)];
}

// The designators that a link's channel has unless it is given others, one per direction
// (spec 1.4). A tributary's own are the last two letters of its indicator and the channel's letter:
// `BDA` from RYKABD. A relay's are a letter for each end and the channel's letter: `KLA` from RYKA
// to RYLB, `LEA` from RYLB to RYLBEL. The letter of a relay is its third, that of a tributary the
// first after its relay's indicator. `channel` counts from 0; its letter is A for 0. Such
// designators may collide: CompleteChannels makes them unique.
Channel DefaultChannel(const Network& network, const Link& link, std::size_t channel);

// Gives every link a channel if it has none, and every channel that lacks a designator its default,
// or, where a station has that one already, the next free one: first with another channel letter,
// then with other letters. A designator is unique among all, of both directions, at each of the two
// stations (design decision 12). Defaults make way for designators that are given; those of earlier
// links do not depend on later defaults.
// Returns false if a station has more channels than there are designators.
[[nodiscard]] bool CompleteChannels(Network& network);

// Completes `network.routes` for relays that have no route of just that prefix: the cheapest way
// over the links first (Link::cost), the others as alternates in order of cost, ties by the order
// of the links. A way never leads back through the relay where it begins, and only relays pass
// traffic on. Prefixes are indicators of relays, of the tributaries of the relay itself, and, for
// every relay, of those tributaries and collectives that their relay's or expander's prefix would
// miss. Routes are sorted by relay, then by prefix.
void CompleteRoutes(Network& network);

}  // namespace torntape::network
