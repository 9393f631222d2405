#include "sim/made_up_cable.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "cable/transmission.h"
#include "network/addressing.h"

namespace torntape::sim {
namespace {

using cable::Precedence;
using network::AddresseeId;
using network::RoutingIndicator;

constexpr std::size_t kLineColumns = 69;
constexpr std::array<std::string_view, 48> kWords = {
    "ANCHOR", "AUTUMN",  "BARGE",   "BASIN",   "BEACON",   "BUOY",   "CHANNEL", "CHART",
    "CLERK",  "COAST",   "CONSUL",  "CREW",    "DREDGER",  "EBB",    "FERRY",   "FISHERIES",
    "FOG",    "FREIGHT", "HARBOUR", "HERRING", "HULL",     "ICE",    "KEEPER",  "LANTERN",
    "LEDGER", "LIGHT",   "MARKET",  "MOORING", "NET",      "OFFICE", "PILOT",   "QUAY",
    "QUOTA",  "REPORT",  "ROPE",    "SALT",    "SCHOONER", "SHOAL",  "SIGNAL",  "SLUICE",
    "SPRING", "STORM",   "TALKS",   "TARIFF",  "TIDE",     "TONS",   "WHARF",   "WINTER"};
constexpr std::array<std::string_view, 12> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};

// A place, as often as its share says. REQUIRES: some share is above 0.
template <typename Shares>
std::size_t DrawShare(const Shares& shares, Prng& prng) {
  std::uint64_t sum = 0;
  for (const std::uint32_t share : shares) sum += share;
  std::uint64_t drawn = prng.Below(sum);
  std::size_t place = 0;
  for (; drawn >= shares[place]; ++place) drawn -= shares[place];
  return place;
}

// The group of format line 4 and the first words of the text (spec 1.7, 1.11).
struct ClassWords {
  std::string_view security;
  std::string_view text;
};
ClassWords WordsOf(cable::Classification classification) {
  switch (classification) {
    case cable::Classification::kRestricted:
      return {"ZNY RRRRR", "R E S T R I C T E D"};
    case cable::Classification::kConfidential:
      return {"ZNY CCCCC", "C O N F I D E N T I A L"};
    case cable::Classification::kSecret:
      return {"ZNY SSSSS", "S E C R E T"};
    case cable::Classification::kTopSecret:
      return {"ZNY TTTTT", "T O P S E C R E T"};
    default:
      return {"ZNR UUUUU", "UNCLAS"};
  }
}

std::uint64_t DrawFrom(const CountRange& range, Prng& prng) {
  if (range.quantiles.empty()) return range.least + prng.Below(range.most - range.least + 1);
  const std::size_t step = prng.Below(range.quantiles.size() - 1);
  return range.quantiles[step] + prng.Below(range.quantiles[step + 1] - range.quantiles[step] + 1);
}

// Format lines 5 to 15 of a cable, without its text and its last line end.
std::uint64_t HeadingBytes(const MadeUpCable& made, const network::Directory& directory) {
  MadeUpCable empty = made;
  empty.text_bytes = 0;
  Prng prng(0);
  const std::string text = WriteMadeUp(empty, directory, Instant{}, 1, "AAA0001", prng);
  const std::size_t begin = text.find("\nZNR ") + 1;
  return text.size() - (text.find('\n', begin) + 1) - std::string_view("NNNN\n").size();
}

// Draws addressees one by one without repeating any.
class AddresseeDraw {
 public:
  AddresseeDraw(const TrafficBurst& burst, const network::Network& network, RoutingIndicator from,
                Prng& prng)
      : burst_(burst), network_(network), from_(from), prng_(prng) {}

  void Draw(std::uint64_t count, std::vector<AddresseeId>& out) {
    for (; count > 0; --count) {
      const std::optional<AddresseeId> id = One();
      if (!id) return;
      out.push_back(*id);
      taken_.push_back(*id);
    }
  }

 private:
  bool Fits(AddresseeId id) const {
    return AddresseeOf(network_, id).indicator != from_ &&
           std::find(taken_.begin(), taken_.end(), id) == taken_.end();
  }

  // The first that fits from a place drawn at random: for short lists and long ones the same cost.
  std::optional<AddresseeId> One() {
    const std::size_t size = burst_.addressees.size();
    const std::size_t begin = prng_.Below(size);
    for (std::size_t i = 0; i < size; ++i) {
      const AddresseeId id = burst_.addressees[(begin + i) % size];
      if (Fits(id)) return id;
    }
    return std::nullopt;
  }

  const TrafficBurst& burst_;
  const network::Network& network_;
  const RoutingIndicator from_;
  Prng& prng_;
  std::vector<AddresseeId> taken_;
};

// The lower one of two precedences: FLASH and above go as two transmissions (spec 3.4.4), and below
// ROUTINE there is nothing.
std::optional<Precedence> DrawInfoPrecedence(const MadeUpCable& cable, std::uint32_t percent,
                                             Prng& prng) {
  const bool possible = !cable.action.empty() && (!cable.info.empty() || cable.collective) &&
                        !cable::IsUrgent(cable.precedence) &&
                        cable.precedence != Precedence::kRoutine;
  if (!prng.Chance(percent, 100) || !possible) return std::nullopt;
  const auto above = static_cast<std::int64_t>(cable.precedence);
  return static_cast<Precedence>(
      prng.Between(above + 1, static_cast<std::int64_t>(Precedence::kRoutine)));
}

void DrawCollective(const network::Network& network, MadeUpCable& cable, Prng& prng) {
  cable.collective = &network.collectives[prng.Below(network.collectives.size())];
  std::vector<AddresseeId> members = cable.collective->action_members;
  members.insert(members.end(), cable.collective->info_members.begin(),
                 cable.collective->info_members.end());
  if (members.empty() || !prng.Chance(1, 4)) return;
  const AddresseeId exempted = members[prng.Below(members.size())];
  // To exempt somebody who is named as well would be a contradiction (spec 4.3).
  for (const auto* named : {&cable.action, &cable.info}) {
    if (std::find(named->begin(), named->end(), exempted) != named->end()) return;
  }
  cable.exempted = exempted;
}

// Format line 2: each station once, grouped by relay (spec 1.5).
cable::CalledList CalledBy(const MadeUpCable& made, const network::Directory& directory) {
  std::vector<network::Member> members;
  for (const AddresseeId id : made.action) members.push_back({id, cable::Role::kAction});
  for (const AddresseeId id : made.info) members.push_back({id, cable::Role::kInfo});
  std::vector<network::Called> collectives;
  if (made.collective != nullptr) {
    collectives.push_back({made.collective->indicator, cable::Role::kInfo});
  }
  return network::CalledFor(directory, members, collectives);
}

void AppendAddresses(std::string_view word, const std::vector<AddresseeId>& ids,
                     const network::Collective* collective, const network::Network& network,
                     std::string& out) {
  const auto append = [&](RoutingIndicator indicator, const std::string& name) {
    if (!word.empty()) fmt::format_to(std::back_inserter(out), "{} ", word);
    word = {};  // the lines that follow stand alone
    fmt::format_to(std::back_inserter(out), "{}/{}\n", indicator.ToString(), name);
  };
  for (const AddresseeId id : ids) {
    append(AddresseeOf(network, id).indicator, AddresseeOf(network, id).name);
  }
  if (collective != nullptr) append(collective->indicator, collective->name);
}

// Words in lines, `bytes` of them with their line ends.
void AppendText(std::uint64_t bytes, Prng& prng, std::string& out) {
  std::size_t column = 0;
  while (bytes > 0) {
    const std::string_view word = kWords[prng.Below(kWords.size())];
    if (column > 0 && column + 1 + word.size() > kLineColumns) {
      out += '\n';
      column = 0;
      --bytes;
      continue;
    }
    if (column > 0) {
      out += ' ';
      ++column;
      if (--bytes == 0) break;
    }
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, word.size()));
    out += word.substr(0, taken);
    column += taken;
    bytes -= taken;
  }
  while (out.ends_with(' ')) out.back() = '.';
  if (!out.ends_with('\n')) out += '\n';
}

// Of the section that is written: all but the last are of one length.
std::uint64_t TextBytesOf(const MadeUpCable& made) {
  if (made.sections == 0) return made.text_bytes;
  const std::uint64_t each = (made.text_bytes + made.sections - 1) / made.sections;
  const std::uint64_t before = each * (made.section - std::uint64_t{1});
  return std::min(each, made.text_bytes - std::min(made.text_bytes, before));
}

// How the post calls itself: the first whom it serves.
std::string NameOfPost(const network::Directory& directory, RoutingIndicator post) {
  const auto served = directory.ServedBy(post);
  if (!served.empty()) return AddresseeOf(directory.network(), served.front()).name;
  return post.ToString();
}

}  // namespace

MadeUpCable DrawCable(const TrafficBurst& burst, const network::Directory& directory,
                      RoutingIndicator from, Prng& prng) {
  MadeUpCable cable;
  cable.from = from;
  cable.precedence = static_cast<Precedence>(DrawShare(burst.shares, prng));
  const auto& classes = burst.classification_shares;
  if (std::any_of(classes.begin(), classes.end(), [](std::uint32_t share) { return share > 0; })) {
    cable.classification = static_cast<cable::Classification>(DrawShare(classes, prng));
  }
  std::uint64_t action = DrawFrom(burst.action, prng);
  std::uint64_t info = DrawFrom(burst.info, prng);
  if (action + info == 0) (burst.action.most > 0 ? action : info) = 1;
  AddresseeDraw draw(burst, directory.network(), from, prng);
  draw.Draw(action, cable.action);
  draw.Draw(info, cable.info);
  if (prng.Chance(burst.collective_percent, 100)) {
    DrawCollective(directory.network(), cable, prng);
  }
  cable.info_precedence = DrawInfoPrecedence(cable, burst.dual_percent, prng);
  cable.text_bytes = DrawFrom(burst.text_bytes, prng);
  if (burst.section_bytes > 0 && cable.text_bytes > burst.section_bytes) {
    cable.sections = static_cast<std::uint8_t>((cable.text_bytes + burst.section_bytes - 1) /
                                               burst.section_bytes);
    cable.section = 1;
  }
  return cable;
}

MadeUpCable MadeUpLike(const ReplayedCable& replayed, const network::Directory& directory) {
  MadeUpCable cable;
  cable.from = replayed.from;
  cable.precedence = replayed.precedence;
  cable.action = replayed.action;
  cable.info = replayed.info;
  if (replayed.collective) {
    cable.collective = &directory.network().collectives[*replayed.collective];
  }
  const std::uint64_t heading = HeadingBytes(cable, directory) + 1;  // the end of its last line
  cable.text_bytes = replayed.body_bytes - std::min(replayed.body_bytes, heading);
  return cable;
}

std::string WriteMadeUp(const MadeUpCable& made, const network::Directory& directory, Instant at,
                        std::uint16_t serial, const std::string& channel_number, Prng& prng) {
  const CalendarTime time = ToCalendar(at);
  const std::string name = NameOfPost(directory, made.from);
  std::string out = fmt::format("VZCZC{}\n", channel_number);
  out += cable::WriteRoutingLine(made.precedence, CalledBy(made, directory).span());
  fmt::format_to(std::back_inserter(out), "DE {} #{:04}", made.from.ToString(), serial);
  if (made.sections > 0) fmt::format_to(std::back_inserter(out), "/{:02}", made.section);
  fmt::format_to(std::back_inserter(out), " {:03}{:02}{:02}\n{}\n", time.day_of_year, time.hour,
                 time.minute, WordsOf(made.classification).security);
  out += cable::ProsignOf(made.precedence);
  if (made.info_precedence) {
    out += ' ';
    out += cable::ProsignOf(*made.info_precedence);
  }
  fmt::format_to(std::back_inserter(out), " {:02}{:02}{:02}Z {} {:02}\nFM {}\n", time.day,
                 time.hour, time.minute, kMonths[static_cast<std::size_t>(time.month - 1)],
                 time.year % 100, name);
  const network::Network& network = directory.network();
  AppendAddresses("TO", made.action, nullptr, network, out);
  AppendAddresses("INFO", made.info, made.collective, network, out);
  if (made.exempted != AddresseeId::kNone) {
    fmt::format_to(std::back_inserter(out), "XMT {}\n", AddresseeOf(network, made.exempted).name);
  }
  const std::size_t last_word = name.rfind(' ') + 1;  // npos + 1 is 0
  fmt::format_to(std::back_inserter(out), "BT\n{} ", WordsOf(made.classification).text);
  if (made.sections > 0) {
    fmt::format_to(std::back_inserter(out), "SECTION {:02} OF {:02} ", made.section, made.sections);
  }
  fmt::format_to(std::back_inserter(out), "{} {:06}\n\n", name.substr(last_word), serial);
  AppendText(TextBytesOf(made), prng, out);
  fmt::format_to(std::back_inserter(out), "BT\n#{:04}\nNNNN\n", serial);
  return out;
}

}  // namespace torntape::sim
