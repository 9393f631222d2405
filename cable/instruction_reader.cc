#include <algorithm>

#include <fmt/format.h>

#include "cable/heading_reader.h"
#include "cable/operating_signals.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

bool IsOneLetterFiveTimes(std::string_view letters) {
  return letters.size() == 5 && IsLetter(letters[0]) &&
         letters.find_first_not_of(letters[0]) == std::string_view::npos;
}

std::string SecurityHint(std::string_view signal, std::string_view letters) {
  if (letters.empty() && signal.size() == 8) {
    return fmt::format("a space is missing: {} {}", signal.substr(0, 3), signal.substr(3));
  }
  const auto five = letters.substr(0, letters.find('/'));
  if (signal == "ZNR" && IsOneLetterFiveTimes(five)) {
    return fmt::format("ZNR is for unclassified cables: ZNY {}", letters);
  }
  if (signal == "ZNY" && five == "UUUUU") return "an unclassified cable has ZNR UUUUU";
  if (!five.empty() && five.find_first_not_of(five[0]) == std::string_view::npos) {
    return fmt::format("the letter of the classification, five times: {}", std::string(5, five[0]));
  }
  return "ZNR UUUUU, or ZNY and one of EEEEE RRRRR CCCCC SSSSS TTTTT; it is not for a relay to "
         "guess";
}

// One instruction begins with a signal, or is `T` with or without who is to relay. Arguments are
// whatever stands up to the next signal.
void CheckInstructions(const LineOfText& line, std::span<const std::string_view> groups,
                       Faults& faults) {
  CheckSignals(line, groups, faults);
  if (groups.empty() || IsOperatingSignal(groups[0])) return;
  const bool relay = groups[0] == "T" || (groups.size() > 1 && groups[1] == "T");
  if (relay) return;
  faults.Warning(
      DiagnosticCode::kBadInstruction, line, groups[0],
      fmt::format("{} belongs to no operating signal; it is carried unchanged", Quoted(groups[0])),
      "an instruction begins with a Z signal, or is T and who is to be relayed to");
}

// The first line: the security signal and its letters, then instructions. False if there is no
// security signal and none is asked for.
bool ReadSecurity(const LineOfText& line, Profile profile, const Groups& groups, Heading& heading,
                  Faults& faults) {
  const std::string_view signal = groups[0];
  const std::string_view letters = groups.size() > 1 ? groups[1] : std::string_view{};
  if (!signal.starts_with("ZN") && profile == Profile::kAcp127) {
    CheckInstructions(line, groups.span(), faults);
    return false;
  }
  if (!signal.starts_with("ZN") && IsOperatingSignal(signal)) {
    faults.Error(DiagnosticCode::kNoSecurity, line, signal,
                 fmt::format("{} stands where the security signal must stand first", signal),
                 "ZNR UUUUU, or ZNY CCCCC for a classified cable");
    CheckInstructions(line, groups.span(), faults);
    return true;
  }
  const SecurityGroup group = ParseSecurityGroup(signal, letters);
  if (!group.classification) {
    const bool lone = letters.empty();
    const std::string_view piece =
        lone ? signal
             : line.text.substr(
                   static_cast<std::size_t>(signal.data() - line.text.data()),
                   static_cast<std::size_t>(letters.data() + letters.size() - signal.data()));
    faults.Error(DiagnosticCode::kSecGarbled, line, piece,
                 fmt::format("the security signal {} is garbled", Quoted(piece)),
                 SecurityHint(signal, letters));
  } else {
    heading.classification = *group.classification;
    heading.special_category = group.special_category;
  }
  CheckInstructions(line, groups.span().subspan(std::min<std::size_t>(groups.size(), 2)), faults);
  return true;
}

void CheckEnclosedIdentification(const LineOfText& line, Faults& faults) {
  const std::string_view numbers = FirstGroup(line.text);
  if (ChannelNumbersSize(numbers) == numbers.size()) return;
  faults.Error(
      DiagnosticCode::kBadPilot, line, numbers,
      fmt::format("{} is no bare channel number", Quoted(numbers)),
      "an enclosed message keeps its old number without VZCZC, which may stand only once in "
      "a transmission");
}

Pilot ReadPilot(std::span<const LineOfText> lines, const PilotLayout& layout,
                const LineRange& enclosed, Faults& faults) {
  Pilot pilot;
  const LineOfText& instruction = lines[layout.instruction];
  CheckSpacing(instruction, instruction.text, faults);
  const Groups groups = SplitGroups(instruction.text);
  const SecurityGroup security =
      ParseSecurityGroup(groups[0], groups.size() > 1 ? groups[1] : std::string_view{});
  CheckInstructions(instruction, groups.span().subspan(security.classification ? 2 : 0), faults);
  pilot.instruction = instruction.text;
  if (layout.identification) {
    CheckEnclosedIdentification(lines[*layout.identification], faults);
    pilot.enclosed_identification = lines[*layout.identification].text;
  }
  for (const LineOfText& line : enclosed.Of(lines)) {
    pilot.enclosed_routing_line.append(line.text).push_back('\n');
  }
  if (enclosed.empty()) {
    faults.Error(DiagnosticCode::kBadPilot, instruction, instruction.text,
                 "the pilot encloses no routing line",
                 "behind its instruction come the old channel number, then the old routing line");
  }
  const std::size_t size = std::max({pilot.instruction.size(), pilot.enclosed_routing_line.size(),
                                     pilot.enclosed_identification.size()});
  if (size > kLineBytesMax) {
    faults.Error(DiagnosticCode::kTextTooLarge, instruction, instruction.text,
                 fmt::format("a line of the pilot has {} characters, more than the {} that are "
                             "carried",
                             size, kLineBytesMax));
  }
  return pilot;
}

}  // namespace

SecurityGroup ParseSecurityGroup(std::string_view signal, std::string_view letters) {
  SecurityGroup parsed;
  const std::string_view five = letters.substr(0, letters.find('/'));
  const std::string_view category = letters.substr(std::min(five.size() + 1, letters.size()));
  if (letters.size() > five.size() && !IsOneLetterFiveTimes(category)) return {};
  if (!category.empty()) parsed.special_category = category[0];
  if (signal == "ZNR" && letters.size() == 5 && five.starts_with("UUU") && IsAllLetters(five)) {
    parsed.classification = Classification::kUnclassified;
    if (five != "UUUUU") parsed.release_code = five.substr(3);
  } else if (signal == "ZNY" && IsOneLetterFiveTimes(five) && five[0] != 'U') {
    parsed.classification = ClassificationFromLetter(five[0]);
  }
  return parsed;
}

bool ReadInstructions(std::span<const LineOfText> lines, Profile profile, Heading& heading,
                      Faults& faults) {
  std::size_t size = 0;
  for (const LineOfText& line : lines) size += line.text.size() + 1;
  if (size > kLineBytesMax) {
    faults.Error(DiagnosticCode::kTextTooLarge, lines.front(), lines.front().text,
                 fmt::format("format line 4 has {} characters, more than the {} that are carried",
                             size, kLineBytesMax));
    return true;
  }
  bool signalled = true;
  for (const LineOfText& line : lines) {
    CheckSpacing(line, line.text, faults);
    const Groups groups = SplitGroups(line.text);
    if (&line == &lines.front()) {
      signalled = ReadSecurity(line, profile, groups, heading, faults);
    } else {
      CheckInstructions(line, groups.span(), faults);
    }
    heading.instruction_lines.append(line.text).push_back('\n');
  }
  return signalled;
}

void CheckSignals(const LineOfText& line, std::span<const std::string_view> groups,
                  Faults& faults) {
  for (const std::string_view group : groups) {
    if (!IsOperatingSignal(group) || group[0] != 'Z' || IsReservedSignal(group)) continue;
    if (FindOperatingSignal(group) != nullptr) continue;
    std::string message =
        fmt::format("operating signal {} is not known; it is carried unchanged", group);
    if (faults.AlreadySaid(DiagnosticCode::kUnknownSignal, message)) continue;
    faults.Warning(DiagnosticCode::kUnknownSignal, line, group, std::move(message));
  }
}

void ReadPilots(std::span<const LineOfText> lines, const Layout& layout, Transmission& transmission,
                Faults& faults) {
  for (std::size_t i = 0; i < layout.pilots.size(); ++i) {
    const PilotLayout& pilot = layout.pilots[i];
    const LineOfText& instruction = lines[pilot.instruction];
    if (i == kPilotsMax) {
      faults.Error(DiagnosticCode::kPilotDepth, instruction, instruction.text,
                   fmt::format("this is pilot {} of {}, and a cable carries at most {}", i + 1,
                               layout.pilots.size(), kPilotsMax),
                   "a cable that was rerouted so often goes round in a circle");
      return;
    }
    const bool last = i + 1 == layout.pilots.size();
    const LineRange& enclosed = last ? layout.routing : layout.pilots[i + 1].routing;
    transmission.pilots.push_back(ReadPilot(lines, pilot, enclosed, faults));
  }
}

}  // namespace torntape::cable
