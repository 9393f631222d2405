#include <algorithm>

#include <fmt/format.h>

#include "cable/body_reader.h"
#include "cable/heading_reader.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

// Takes "RYNDHQ/" or "ZEN/" off `text`. A slant further behind belongs to the designation, as do
// two slants in a row, which lead to an office: "TRADEBOARD PELLWICK//N4//".
//
// Archive copies have slants of every kind in names, "OU=DOD/OU=NAVY" and "CNO/N1" among them:
// there only what is certain to be a routing indicator is taken for one.
void TakeIndicator(const LineOfText& line, const BodyRules& rules, std::string_view& text,
                   AddressLine& address, Faults& faults) {
  const bool archive = rules.mode == ReadMode::kArchive;
  if (archive && text.starts_with("ZEN//")) {
    address.delivered_otherwise = true;
    text.remove_prefix(5);
    return;
  }
  const std::size_t slant = text.find('/');
  if (slant == std::string_view::npos || text.substr(slant).starts_with("//")) return;
  const std::string_view before = text.substr(0, slant);
  if (before.find(' ') != std::string_view::npos) return;
  if (before == "ZEN") {
    address.delivered_otherwise = true;
  } else if (const auto indicator = RoutingIndicator::Parse(before);
             indicator && (!archive || before[0] == 'R' || before[0] == 'Q')) {
    address.indicator = *indicator;
  } else if (archive) {
    return;
  } else {
    faults.Warning(DiagnosticCode::kBadAddressIndicator, line,
                   before.empty() ? text.substr(0, 1) : before,
                   fmt::format("{} before the slant is no routing indicator", Quoted(before)),
                   before.empty() ? "the station that serves the addressee, as RYNDHQ/"
                                  : IndicatorHint(before));
  }
  text.remove_prefix(slant + 1);
}

bool CouldBeCollective(const AddressLine& address) {
  // A serial counts what passed between two stations, so its addressee is a single one.
  return address.serial.empty() && !address.delivered_otherwise;
}

bool NamesTheSame(const std::vector<AddressLine>& addresses, const AddressLine& exempted) {
  return std::any_of(addresses.begin(), addresses.end(), [&](const AddressLine& address) {
    return address.designation == exempted.designation;
  });
}

}  // namespace

AddressLine ReadAddress(const LineOfText& line, std::string_view text, const BodyRules& rules,
                        Faults& faults) {
  AddressLine address;
  address.line = line.number;
  text = Trim(text);
  TakeIndicator(line, rules, text, address, faults);
  Groups groups = SplitGroups(text);
  const std::size_t count = groups.size();
  const bool numbered = rules.profile == Profile::kState && count > 1 &&
                        groups.back().size() == 4 && IsAllDigits(groups.back()) &&
                        groups[count - 2] != "AIG";
  if (numbered) {
    address.serial = groups.back();
    groups.resize_down(count - 1);
  }
  for (const std::string_view group : groups) {
    if (!address.designation.empty()) address.designation.push_back(' ');
    address.designation.append(group);
  }
  if (address.designation.empty()) {
    faults.Error(DiagnosticCode::kEmptyAddress, line, EndOf(line), "nobody is named here",
                 "the plain name of the addressee, as RYNDHQ/HOMEMIN HAVENMOUTH");
  }
  return address;
}

bool HasRoom(const std::vector<AddressLine>& list, const LineOfText& line, Faults& faults) {
  if (list.size() < kAddressesMax) return true;
  if (!faults.Has(DiagnosticCode::kTextTooLarge)) {
    faults.Error(
        DiagnosticCode::kTextTooLarge, line, TrimEnd(line.text),
        fmt::format("this is one more than the {} addressees that are read", kAddressesMax),
        "a collective stands for many");
  }
  return false;
}

void CheckExemptions(std::span<const LineOfText> lines, const BodyView& view, Faults& faults) {
  if (view.exempted.empty()) return;
  const auto line_of = [&](const AddressLine& address) -> const LineOfText& {
    return lines[static_cast<std::size_t>(address.line - lines.front().number)];
  };
  const bool collective = std::any_of(view.to.begin(), view.to.end(), CouldBeCollective) ||
                          std::any_of(view.info.begin(), view.info.end(), CouldBeCollective);
  if (!collective) {
    const LineOfText& line = line_of(view.exempted.front());
    faults.Warning(DiagnosticCode::kXmtAlone, line, TrimEnd(line.text),
                   "nobody can be exempted, as no collective is addressed",
                   "XMT takes members out of a collective named in TO or INFO");
  }
  for (const AddressLine& exempted : view.exempted) {
    if (!NamesTheSame(view.to, exempted) && !NamesTheSame(view.info, exempted)) continue;
    const LineOfText& line = line_of(exempted);
    faults.Warning(
        DiagnosticCode::kXmtConflict, line, TrimEnd(line.text),
        fmt::format("{} is exempted and also addressed by name", Quoted(exempted.designation)),
        "who is named gets the cable");
  }
}

}  // namespace torntape::cable
