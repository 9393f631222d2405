#include "cable/draft.h"

#include <array>

#include <fmt/format.h>

#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

std::string ProsignIn(std::string_view identification_line) {
  const std::string_view line = TrimEnd(identification_line);
  for (const std::string_view prosign : {"UU", "HH"}) {
    if (line.size() > 3 && line.ends_with(prosign) && line[line.size() - 3] == ' ') {
      return std::string(prosign);
    }
  }
  return {};
}

// The two letters behind `UUU` in format line 4.
std::string ReleaseCodeIn(std::string_view instruction_lines) {
  const Groups groups = SplitGroups(instruction_lines.substr(0, instruction_lines.find('\n')));
  if (groups.size() < 2 || groups[1].size() != 5 || groups[0] != "ZNR") return {};
  const std::string_view code = groups[1].substr(3);
  return code == "UU" ? std::string() : std::string(code);
}

// What only the routing line of `janap128` holds; what an archive copy lost is as usual.
void TakeJanapFields(const JanapFields& fields, Draft& draft) {
  if (fields.medium_of_originator != '\0' && fields.medium_of_addressee != '\0') {
    draft.media = {fields.medium_of_originator, fields.medium_of_addressee};
  }
  if (!fields.content_indicator.empty()) draft.content = fields.content_indicator;
  draft.record_count = fields.record_count;
}

std::vector<std::string> LinesOf(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    std::string_view line = text.substr(0, end + 1);
    if (line.ends_with('\n')) line.remove_suffix(1);
    lines.emplace_back(line);
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::string WriteIdentification(const Draft& draft) {
  if (draft.number.none()) return {};
  std::string line = "VZCZC" + draft.number.ToString();
  for (const ChannelNumber& older : draft.trace) line += older.ToString();
  // The start-of-message function of ACP 127 begins with five spaces (¶126).
  if (draft.profile == Profile::kAcp127 || !draft.prosign.empty()) line += "     ";
  return line + draft.prosign + "\n";
}

// "OTTCZYUW RYKABDA0417 1341042-CCCC--", to which the called stations are added (spec 2.1).
std::string JanapFront(const Draft& draft) {
  const MessageIdentification& id = draft.identification;
  const char letter = LetterOf(draft.classification);
  std::string front =
      fmt::format("{}{}{}{} {}{:04} {}-", ProsignOf(draft.precedence), draft.media, letter,
                  draft.content, id.calling.ToString(), id.serial, id.filing.ToString());
  if (!draft.record_count.empty()) front += draft.record_count + "-";
  front += draft.release_code.empty() ? std::string(4, letter)
                                      : std::string(2, letter) + draft.release_code;
  return front + "--";
}

std::string WriteRouting(const Draft& draft) {
  CalledList called;
  for (const RoutingIndicator indicator : draft.called)
    called.push_back({indicator, Role::kAction});
  return draft.profile == Profile::kJanap128
             ? WriteJanapRouting(JanapFront(draft), draft.precedence, called.span())
             : WriteRoutingLine(draft.precedence, called.span());
}

std::string WritePilots(const Draft& draft) {
  std::string out;
  for (const Pilot& pilot : draft.pilots) {
    out += pilot.instruction + "\n";
    if (!pilot.enclosed_identification.empty()) out += pilot.enclosed_identification + "\n";
    out += pilot.enclosed_routing_line;
  }
  return out;
}

}  // namespace

Draft DraftOf(const Cable& cable) {
  const Transmission& transmission = cable.transmission;
  const Heading& heading = *transmission.heading;
  Draft draft;
  draft.profile = cable.profile;
  draft.number = transmission.number;
  draft.trace.assign(transmission.trace.begin(), transmission.trace.end());
  draft.prosign = ProsignIn(cable.identification_line);
  draft.precedence = transmission.precedence;
  for (const Called& called : transmission.called) draft.called.push_back(called.indicator);
  draft.pilots = transmission.pilots;
  draft.identification = heading.identification;
  draft.classification = heading.classification;
  draft.release_code = ReleaseCodeIn(heading.instruction_lines);
  if (cable.janap) TakeJanapFields(*cable.janap, draft);
  draft.instruction_lines = heading.instruction_lines;

  const std::string_view body = transmission.body.view();
  if (cable.body.text.empty()) {
    draft.heading = LinesOf(body);
  } else {
    const auto begin = static_cast<std::size_t>(cable.body.text.front().data() - body.data());
    const std::string_view last = cable.body.text.back();
    const auto end = static_cast<std::size_t>(last.data() + last.size() - body.data()) + 1;
    draft.heading = LinesOf(body.substr(0, begin));
    draft.text.assign(cable.body.text.begin(), cable.body.text.end());
    if (end < body.size()) draft.ending = LinesOf(body.substr(end));
  }
  std::vector<std::string>& last_lines = draft.text.empty() ? draft.heading : draft.ending;
  if (!last_lines.empty() && last_lines.back().starts_with('#')) last_lines.pop_back();
  return draft;
}

std::string WriteCallingLine(Profile profile, const MessageIdentification& identification) {
  if (profile == Profile::kState) return "DE " + identification.ToString();
  std::string line = "DE " + identification.calling.ToString();
  if (identification.serial_digits > 0) {
    line += fmt::format(" {:0{}}", identification.serial, identification.serial_digits);
    if (identification.position != '\0') line += identification.position;
  }
  const std::string filing = identification.filing.ToString();
  return filing.empty() ? line : line + " " + filing;
}

std::string WriteDraft(const Draft& draft) {
  std::string out = WriteIdentification(draft) + WriteRouting(draft) + WritePilots(draft);
  if (draft.profile != Profile::kJanap128) {
    out += WriteCallingLine(draft.profile, draft.identification) + "\n";
  }
  out += draft.instruction_lines;
  for (const auto* lines : {&draft.heading, &draft.text, &draft.ending}) {
    for (const std::string& line : *lines) out.append(line).push_back('\n');
  }
  if (draft.profile != Profile::kAcp127 && draft.identification.serial_digits > 0) {
    out += fmt::format("#{:04}\n", draft.identification.serial);
  }
  return out + "NNNN\n";
}

ClassLine SplitClassLine(std::string_view line) {
  static constexpr std::array<std::string_view, 7> kWords = {"UNCLAS EFTO",
                                                             "UNCLAS",
                                                             "CLEAR",
                                                             "R E S T R I C T E D",
                                                             "S E C R E T",
                                                             "T O P S E C R E T",
                                                             "C O N F I D E N T I A L"};
  for (const std::string_view words : kWords) {
    if (!line.starts_with(words)) continue;
    std::size_t size = words.size();
    if (size < line.size() && line[size] != ' ') continue;
    const std::string_view behind = line.substr(size);
    if (behind == " SVC" || behind.starts_with(" SVC ")) size += 4;
    return {line.substr(0, size), Trim(line.substr(size))};
  }
  return {{}, line};
}

LabelInText FindSectionLabel(std::string_view text) {
  const auto number = [](std::string_view group) {
    return !group.empty() && group.size() <= 2 && IsAllDigits(group) ? NumberOf(group) : 0;
  };
  const Groups groups = SplitGroups(text);
  const bool final = !groups.empty() && groups[0] == "FINAL";
  std::size_t at = final ? 1 : 0;
  if (groups.size() < at + 3 || groups[at] != "SECTION") return {};
  LabelInText label;
  // "FINAL SECTION 1 OF 2" is printed once, against the rule, and means the last one (spec 6).
  if (groups[at + 1] != "OF") label.section = number(groups[++at]);
  if (groups.size() < at + 3 || groups[at + 1] != "OF") return {};
  const std::string_view last = groups[at + 2];
  label.total = number(last);
  if (final) label.section = label.total;
  if (label.total == 0 || label.section == 0 || label.section > label.total) return {};
  label.size = static_cast<std::size_t>(last.data() + last.size() - text.data());
  return label;
}

std::string WriteSectionLabel(Profile profile, int section, int total) {
  if (profile != Profile::kAcp127) return fmt::format("SECTION {:02} OF {:02}", section, total);
  if (section == total) return fmt::format("FINAL SECTION OF {}", total);
  return fmt::format("SECTION {} OF {}", section, total);
}

}  // namespace torntape::cable
