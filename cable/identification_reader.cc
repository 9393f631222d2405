#include <fmt/format.h>

#include "cable/heading_reader.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::string_view kStartOfMessage = "VZCZC";

// Into a relay worked by hand: "VV   EUC093" (spec 1.4).
constexpr std::string_view kManualStart = "VV   ";

// Takes the start of message off `text`. False, and reported, if it is missing or damaged.
bool TakeStartOfMessage(const LineOfText& line, Profile profile, std::string_view& text,
                        Faults& faults) {
  if (text.starts_with(kStartOfMessage)) {
    text.remove_prefix(kStartOfMessage.size());
    return true;
  }
  const std::string_view first = FirstGroup(text);
  if (profile == Profile::kAcp127) {
    if (text.starts_with(kManualStart) && text.substr(kManualStart.size()).find(' ') != 0) {
      text.remove_prefix(kManualStart.size());
      return true;
    }
    if (first == "VV") {
      const std::size_t end = text.find_first_not_of(' ', 2);
      faults.Error(DiagnosticCode::kSpacing, line, text.substr(2, end - 2),
                   "other than three spaces stand behind VV",
                   "VV, three spaces, and the channel number: VV   EUC093");
      return false;
    }
    if (ChannelNumbersSize(first) > 0 || ChannelNumberApart(text) > 0) return true;
  }
  if (ChannelNumbersSize(first) > 0) {
    faults.Error(DiagnosticCode::kNoSom, line, first,
                 fmt::format("{} stands without a start of message", Quoted(first)),
                 fmt::format("write VZCZC before it: VZCZC{}", first));
    return false;
  }
  std::string hint = "a cable begins with VZCZC and a channel number, as VZCZCBDA0417";
  // One letter lost or changed at the front: what is left still ends in a channel number.
  const std::size_t size = first.size() > 7 ? first.size() - 7 : 0;
  for (std::size_t from = size; from > 0 && from < first.size(); ++from) {
    const std::string_view number = first.substr(from);
    if (ChannelNumbersSize(number) != number.size()) continue;
    hint = fmt::format("VZCZC was likely meant, damaged on the way: VZCZC{}", number);
    break;
  }
  faults.Error(DiagnosticCode::kNoSom, line, first.empty() ? line.text : first,
               fmt::format("{} is no start of message", Quoted(first)), hint);
  return false;
}

bool IsProsign(std::string_view text) { return text.empty() || text == "UU" || text == "HH"; }

void AddNumber(const LineOfText& line, std::string_view text, Transmission& transmission,
               Faults& faults) {
  std::string joined(text.substr(0, 3));
  joined += Trim(text.substr(3));
  const std::optional<ChannelNumber> number = ChannelNumber::Parse(joined);
  if (!number) {
    faults.Error(DiagnosticCode::kBadChannelNumber, line, text,
                 fmt::format("channel number {} has the serial 0", Quoted(text)),
                 "the first of a cycle is 001");
  } else if (transmission.number.none()) {
    transmission.number = *number;
  } else if (transmission.trace.size() < kTraceMax) {
    transmission.trace.push_back(*number);
  }
}

// Every number of "EUC093WNA114" or "EUC093VV   WNA114", newest first. Takes them off `text`.
void TakeNumbers(const LineOfText& line, std::string_view& text, Transmission& transmission,
                 Faults& faults) {
  for (;;) {
    if (text.starts_with(kManualStart)) text.remove_prefix(kManualStart.size());
    if (ChannelNumbersSize(text) == 0) return;
    const std::size_t size = std::min(text.find_first_not_of("0123456789", 3), text.size());
    // "BDA04170418": the digits of two that run together cannot be told apart.
    const std::string_view number = text.substr(0, std::min<std::size_t>(size, 7));
    AddNumber(line, number, transmission, faults);
    text.remove_prefix(number.size());
  }
}

}  // namespace

Prosign ReadIdentification(std::span<const LineOfText> lines, Profile profile,
                           Transmission& transmission, Faults& faults) {
  const LineOfText& line = lines.front();
  std::size_t bytes = 0;
  for (const LineOfText& each : lines) bytes += each.text.size() + 1;
  std::string_view rest = TrimEnd(line.text);
  if (bytes > kLineBytesMax) {
    faults.Error(DiagnosticCode::kTextTooLarge, line, rest, "format line 1 is too long");
    return Prosign::kNone;
  }
  if (!TakeStartOfMessage(line, profile, rest, faults)) return Prosign::kNone;
  const std::string_view whole = rest;
  if (const std::size_t apart = ChannelNumberApart(rest);
      apart > 0 && profile == Profile::kAcp127) {
    AddNumber(line, rest.substr(0, apart), transmission, faults);
    rest.remove_prefix(apart);
  } else {
    TakeNumbers(line, rest, transmission, faults);
  }
  const std::string_view numbers = whole.substr(0, whole.size() - rest.size());
  const std::string_view prosign = rest;
  if (numbers.empty() || (!prosign.empty() && !prosign.starts_with(' '))) {
    const std::string_view group = FirstGroup(whole);
    faults.Error(DiagnosticCode::kBadChannelNumber, line, group.empty() ? EndOf(line) : group,
                 group.empty() ? std::string("no channel number stands behind VZCZC")
                               : fmt::format("{} is no channel number", Quoted(group)),
                 "three letters and three or four digits, as BDA0417");
    return Prosign::kNone;
  }
  if (!IsProsign(Trim(prosign))) {
    faults.Error(DiagnosticCode::kBadChannelNumber, line, Trim(prosign),
                 fmt::format("{} stands behind the channel number", Quoted(Trim(prosign))),
                 "only UU (unclassified) or HH (classified) may stand there");
  }
  for (const LineOfText& more : lines.subspan(1)) {
    std::string_view text = Trim(more.text);
    TakeNumbers(more, text, transmission, faults);
  }
  const std::string_view word = Trim(prosign);
  return word == "UU"   ? Prosign::kUnclassified
         : word == "HH" ? Prosign::kClassified
                        : Prosign::kNone;
}

}  // namespace torntape::cable
