#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/printable.h"
#include "cable/body_reader.h"
#include "cable/explanation.h"
#include "cable/heading_reader.h"
#include "cable/operating_signals.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::size_t kNameColumnsMax = 60;

// Collects groups of one line with their columns.
class GroupList {
 public:
  explicit GroupList(std::string_view line) : line_(line) {}
  void Add(std::string_view piece, std::string meaning) {
    if (piece.empty()) return;
    groups_.push_back(
        {piece, static_cast<int>(piece.data() - line_.data()) + 1, std::move(meaning)});
  }
  std::vector<GroupExplanation> Take() { return std::move(groups_); }

 private:
  std::string_view line_;
  std::vector<GroupExplanation> groups_;
};

// Who is behind it, where an address line says so. A copy that a relay divided, or one for members
// of a collective, calls stations that no address line names (spec 4.7).
std::string IndicatorMeaning(std::string_view group, const NamedStations& named) {
  if (!RoutingIndicator::Parse(group)) return "no routing indicator: its branch is intercepted";
  const auto station = named.find(group);
  if (station != named.end()) {
    const NamedStation& who = station->second;
    std::string meaning =
        IsCollectiveName(who.name)
            ? fmt::format(
                  "routing indicator of a collective, {}, whose members a relay puts in "
                  "its place",
                  Printable(who.name, kNameColumnsMax))
            : fmt::format("routing indicator of the station that delivers to {}",
                          Printable(who.name, kNameColumnsMax));
    if (who.more > 0) meaning += fmt::format(" and {} more", who.more);
    return meaning + (who.format_line == 8 ? ", for information" : ", for action");
  }
  if (group.size() == 4) return "routing indicator of a major relay";
  return fmt::format("routing indicator of a station, by its letters under {}{}",
                     group.substr(0, 4), named.empty() ? "" : "; no address line names it");
}

std::string_view HandlingWords(SignalHandling handling) {
  switch (handling) {
    case SignalHandling::kAct:
      return "a switch acts on it";
    case SignalHandling::kCarry:
      return "carried unchanged";
    case SignalHandling::kLog:
      return "noted";
    case SignalHandling::kSupervisor:
      return "shown to a supervisor";
  }
  return "";
}

std::string SignalMeaning(std::string_view group) {
  if (IsReservedSignal(group)) {
    return "reserved for national or service meanings: carried, not acted on";
  }
  const OperatingSignal* signal = FindOperatingSignal(group);
  if (signal == nullptr) return "an operating signal that is not in the table: carried unchanged";
  return fmt::format("{} ({})", signal->meaning, HandlingWords(signal->handling));
}

// Signals, their arguments, and `T`.
void AddInstructions(GroupList& list, std::span<const std::string_view> groups) {
  std::string_view signal;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::string_view group = groups[i];
    if (IsOperatingSignal(group)) {
      signal = group;
      list.Add(group, SignalMeaning(group));
    } else if (group == "T") {
      signal = group;
      list.Add(group, i + 1 < groups.size() ? "relay this to those named behind it"
                                            : "relay this to all addressees");
    } else if (i + 1 < groups.size() && groups[i + 1] == "T" &&
               (i == 0 || !IsOperatingSignal(groups[i - 1]))) {
      list.Add(group, "the station that is to relay");
    } else {
      list.Add(group, signal.empty() ? std::string("free instruction")
                                     : fmt::format("goes with {}", signal));
    }
  }
}

void AddSecurity(GroupList& list, std::string_view signal, std::string_view letters) {
  list.Add(signal, SignalMeaning(signal));
  const SecurityGroup group = ParseSecurityGroup(signal, letters);
  if (!group.classification) {
    list.Add(letters, "garbled: the classification cannot be told for certain");
    return;
  }
  list.Add(letters.substr(0, 5),
           group.release_code.empty()
               ? fmt::format("{}; five times the letter, so that a garble shows",
                             NameOf(*group.classification))
               : fmt::format("{}, with release code {}", NameOf(*group.classification),
                             group.release_code));
  if (group.special_category != '\0') {
    list.Add(letters.substr(5), fmt::format("special category {}", group.special_category));
  }
}

// "14 May", or both dates where the year is not known and makes a difference.
std::string DateOfDay(int day, std::optional<int> year) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  const auto date = [](int of_year, int example_year) {
    for (int month = 1; month <= 12; ++month) {
      const int days = DaysOf(month, example_year);
      if (of_year <= days) {
        return fmt::format("{} {}", of_year, kNames[static_cast<std::size_t>(month - 1)]);
      }
      of_year -= days;
    }
    return std::string("no day of the year");
  };
  constexpr int kCommon = 2031;
  constexpr int kLeap = 2032;
  if (day < 1 || day > 366) return "no day of the year";
  if (year) return date(day, IsLeapYear(*year) ? kLeap : kCommon);
  if (day < 60) return date(day, kCommon);
  return fmt::format("{}, in a leap year {}", date(day, kCommon), date(day, kLeap));
}

// "1341042".
void AddDayAndTime(GroupList& list, std::string_view group, std::optional<int> year) {
  if (group.size() < 7 || !IsAllDigits(group.substr(0, 7))) return;
  const int day = NumberOf(group.substr(0, 3));
  list.Add(group.substr(0, 3), fmt::format("day {} of the year: {}", day, DateOfDay(day, year)));
  list.Add(group.substr(3, 4),
           fmt::format("filed at {}:{} UTC", group.substr(3, 2), group.substr(5, 2)));
}

}  // namespace

std::vector<GroupExplanation> ExplainIdentification(std::string_view line) {
  GroupList list(line);
  std::string_view rest = line;
  if (const std::size_t som = rest.find("ZCZC"); som <= 1) {
    list.Add(rest.substr(0, som + 4),
             "start of message: V guards the first letter, ZCZC starts the switch");
    rest.remove_prefix(som + 4);
  } else if (rest.starts_with("VV ")) {
    list.Add(rest.substr(0, 2), "start of message, for a relay worked by hand");
    rest = Trim(rest.substr(2));
  }
  bool first = true;
  for (std::string_view left = rest.substr(0, ChannelNumbersSize(rest)); !left.empty();) {
    const std::size_t size = std::min(left.find_first_not_of("0123456789", 3), left.size());
    if (first) {
      list.Add(left.substr(0, 3), "channel designator: which circuit, in which direction");
      list.Add(left.substr(3, size - 3), "channel serial number of this transmission");
    } else {
      list.Add(left.substr(0, size), "channel number it had one relay earlier");
    }
    first = false;
    left.remove_prefix(size);
  }
  const std::string_view prosign = Trim(rest.substr(ChannelNumbersSize(rest)));
  if (prosign == "UU") list.Add(prosign, "unclassified, or encrypted off line");
  if (prosign == "HH") list.Add(prosign, "classified");
  return list.Take();
}

bool IsCollectiveName(std::string_view name) {
  const Groups words = SplitGroups(name);
  if (words.size() > 1 && (words[0] == "AIG" || words[0] == "CAD")) return true;
  return std::find(words.begin(), words.end(), "COLLECTIVE") != words.end();
}

std::vector<GroupExplanation> ExplainRouting(std::string_view line, bool first,
                                             const NamedStations& named) {
  GroupList list(line);
  const std::size_t bell = first ? BellSize(line) : 0;
  list.Add(line.substr(0, bell), "bells: the operator is called to a FLASH");
  const Groups groups = SplitGroups(line.substr(bell));
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::string_view group = groups[i];
    if (first && i == 0) {
      const auto precedence = PrecedenceFromProsign(group[0]);
      const bool doubled = group.size() == 2 && group[0] == group[1] && precedence;
      list.Add(group, doubled ? fmt::format("{}: the precedence of this copy", NameOf(*precedence))
                              : "no precedence");
    } else {
      list.Add(group, IndicatorMeaning(group, named));
    }
  }
  return list.Take();
}

// Where the classification ends that format line 2 repeats as four letters, behind a hyphen; 0 if
// it is not there. Two hyphens follow it, which copies have lost or turned into something else.
static std::size_t EndOfClassification(std::string_view rest) {
  if (rest.empty()) return 0;
  if (const std::size_t routing = rest.find("--", 1); routing != rest.npos) return routing;
  for (std::size_t at = 1; at + 4 <= rest.size(); ++at) {
    const char letter = rest[at];
    const bool four = IsLetter(letter) && rest.substr(at, 4) == std::string(4, letter);
    const bool ends = at + 4 == rest.size() || !IsLetter(rest[at + 4]);
    if (four && ends && !IsLetter(rest[at - 1])) return at + 4;
  }
  return 0;
}

std::vector<GroupExplanation> ExplainJanapRouting(std::string_view line, bool first,
                                                  std::optional<int> year,
                                                  const NamedStations& named) {
  GroupList list(line);
  std::string_view rest = Trim(line);
  if (first) {
    const std::string_view front = FirstGroup(rest);
    const auto precedence = PrecedenceFromProsign(front.empty() ? '\0' : front[0]);
    if (precedence) {
      list.Add(front.substr(0, 1),
               fmt::format("{}: the precedence of this copy", NameOf(*precedence)));
    }
    if (front.size() == 8) {
      list.Add(front.substr(1, 2), "media of the originator and of the addressee");
      const auto classification = ClassificationFromLetter(front[3]);
      list.Add(front.substr(3, 1), classification ? std::string(NameOf(*classification))
                                                  : std::string("no classification"));
      list.Add(front.substr(4), "content indicator: what kind of message, or why it comes again");
    }
    const std::size_t dash = std::min(rest.find('-'), rest.size());
    const Groups groups = SplitGroups(rest.substr(0, dash));
    if (groups.size() > 1) {
      const std::size_t letters = std::min(groups[1].find_first_of("0123456789"), groups[1].size());
      list.Add(groups[1].substr(0, letters),
               "station of origin: prepared the cable; stays the same from end to end");
      list.Add(groups[1].substr(letters), "station serial number: names the message");
    }
    if (groups.size() > 2) AddDayAndTime(list, groups[2], year);
    rest.remove_prefix(dash);
    const std::size_t again = EndOfClassification(rest);
    if (again > 0) {
      list.Add(
          Trim(rest.substr(1, again - 1)),
          "the classification again, so that a garble shows; perhaps a record count before it");
      rest.remove_prefix(again);
      while (!rest.empty() && !IsLetter(rest.front())) rest.remove_prefix(1);
    }
  }
  const bool ends = TrimEnd(rest).ends_with('.');
  for (std::string_view group : SplitGroups(rest)) {
    if (group.ends_with('.')) group.remove_suffix(1);
    if (RoutingIndicator::Parse(group)) list.Add(group, IndicatorMeaning(group, named));
  }
  if (ends) list.Add(TrimEnd(rest).substr(TrimEnd(rest).size() - 1), "ends the called stations");
  return list.Take();
}

std::vector<GroupExplanation> ExplainCalling(std::string_view line, std::optional<int> year) {
  GroupList list(line);
  const Groups groups = SplitGroups(line);
  if (groups.size() > 0) list.Add(groups[0], "this is from");
  if (groups.size() > 1) {
    list.Add(groups[1], "calling station: prepared the cable; stays the same from end to end");
  }
  for (std::size_t i = 2; i < groups.size() && i < 4; ++i) {
    const std::string_view group = groups[i];
    const bool of_month = group.size() == 8 && group[2] == '/' && group.back() == 'Z';
    if (of_month) {
      list.Add(group.substr(0, 2), "day of the month");
      list.Add(group.substr(3),
               fmt::format("filed at {}:{} UTC", group.substr(3, 2), group.substr(5, 2)));
    } else if (group.size() == 7 && IsAllDigits(group)) {
      AddDayAndTime(list, group, year);
    } else if (i == 2) {
      const std::string_view serial = group.substr(0, group.find('/'));
      list.Add(serial, "station serial number: names the message");
      list.Add(group.substr(serial.size()), "section of a message in several");
    }
  }
  return list.Take();
}

std::vector<GroupExplanation> ExplainInstructions(std::string_view line, bool first) {
  GroupList list(line);
  const Groups groups = SplitGroups(line);
  std::size_t used = 0;
  if (first && groups.size() > 0 && groups[0].starts_with("ZN")) {
    AddSecurity(list, groups[0], groups.size() > 1 ? groups[1] : line.substr(line.size()));
    used = std::min<std::size_t>(groups.size(), 2);
  }
  AddInstructions(list, groups.span().subspan(used));
  return list.Take();
}

std::vector<GroupExplanation> ExplainPreamble(std::string_view line) {
  GroupList list(line);
  const Groups groups = SplitGroups(line);
  std::size_t i = 0;
  for (; i < groups.size() && groups[i].size() == 1; ++i) {
    const auto precedence = PrecedenceFromProsign(groups[i][0]);
    if (!precedence) break;
    const char* const whom = i == 0   ? "for action"
                             : i == 1 ? "for information"
                                      : "stands where at most two are read";
    list.Add(groups[i], fmt::format("{} {}", NameOf(*precedence), whom));
  }
  if (i < groups.size() && groups[i].size() == 7 && IsAllDigits(groups[i].substr(0, 6))) {
    const std::string_view group = groups[i++];
    list.Add(group,
             fmt::format("date-time group: drafted on day {} of the month at {}:{}, zone {}{}",
                         NumberOf(group.substr(0, 2)), group.substr(2, 2), group.substr(4, 2),
                         group[6], group[6] == 'Z' ? " (UTC)" : ""));
    if (i < groups.size() && MonthFromName(groups[i]) > 0) {
      list.Add(groups[i++], "month");
      if (i < groups.size() && IsAllDigits(groups[i])) list.Add(groups[i++], "year, as printed");
    }
  }
  AddInstructions(list, groups.span().subspan(i));
  return list.Take();
}

}  // namespace torntape::cable
