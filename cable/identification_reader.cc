#include <fmt/format.h>

#include "cable/heading_reader.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::string_view kStartOfMessage = "VZCZC";

// Takes the start of message off `text`. False, and reported, if it is missing or damaged.
bool TakeStartOfMessage(const LineOfText& line, std::string_view& text, Faults& faults) {
  if (text.starts_with(kStartOfMessage)) {
    text.remove_prefix(kStartOfMessage.size());
    return true;
  }
  const std::string_view first = FirstGroup(text);
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

}  // namespace

void ReadIdentification(const LineOfText& line, Transmission& transmission, Faults& faults) {
  std::string_view rest = TrimEnd(line.text);
  if (rest.size() > kLineBytesMax) {
    faults.Error(DiagnosticCode::kTextTooLarge, line, rest, "format line 1 is too long");
    return;
  }
  if (!TakeStartOfMessage(line, rest, faults)) return;
  const std::string_view numbers = rest.substr(0, ChannelNumbersSize(rest));
  const std::string_view prosign = rest.substr(numbers.size());
  if (numbers.empty() || (!prosign.empty() && !prosign.starts_with(' '))) {
    const std::string_view group = FirstGroup(rest);
    faults.Error(DiagnosticCode::kBadChannelNumber, line, group.empty() ? EndOf(line) : group,
                 group.empty() ? std::string("no channel number stands behind VZCZC")
                               : fmt::format("{} is no channel number", Quoted(group)),
                 "three letters and three or four digits, as BDA0417");
    return;
  }
  if (!IsProsign(Trim(prosign))) {
    faults.Error(DiagnosticCode::kBadChannelNumber, line, Trim(prosign),
                 fmt::format("{} stands behind the channel number", Quoted(Trim(prosign))),
                 "only UU (unclassified) or HH (classified) may stand there");
  }
  for (std::string_view left = numbers; !left.empty();) {
    const std::size_t digits = std::min(left.find_first_not_of("0123456789", 3), left.size());
    const std::string_view text = left.substr(0, digits);
    const std::optional<ChannelNumber> number = ChannelNumber::Parse(text);
    left.remove_prefix(digits);
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
}

}  // namespace torntape::cable
