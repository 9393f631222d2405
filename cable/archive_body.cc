#include <algorithm>

#include <fmt/format.h>

#include "cable/archive_parts.h"
#include "cable/archive_shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

// A name over many lines is joined up to about here.
constexpr std::size_t kNameMax = 1024;

// How many "//" stand in a name: an odd number leaves an office code open.
std::size_t DoubleSlants(std::string_view name) {
  std::size_t count = 0;
  for (std::size_t at = name.find("//"); at != std::string_view::npos;
       at = name.find("//", at + 2)) {
    ++count;
  }
  return count;
}

// True if `text` goes on with the name `before`, which was broken where a line was full: an office
// code ("CNO WASHINGTON DC//", "DNS//") or an X.500 name ("OU=DOD/OU=NAVY", "/CN=AL NAVADMIN(UC)").
bool GoesOn(std::string_view before, std::string_view text) {
  if (text.starts_with('/') || text.starts_with("OU=") || text.starts_with("CN=")) return true;
  const bool open = DoubleSlants(before) % 2 == 1;
  const bool one_group = SplitGroups(text).size() == 1;
  if (open && before.ends_with("//")) return one_group || text.ends_with("//");
  if (open && one_group && text.ends_with("//")) return true;
  return before.find("OU=") != std::string_view::npos && !before.ends_with("//");
}

class ArchiveBodyReader {
 public:
  ArchiveBodyReader(std::span<const LineOfText> lines, const BodyRules& rules, BodyView& view,
                    BodyPlaces& places, Faults& faults)
      : lines_(lines), rules_(rules), view_(view), places_(places), faults_(faults) {}

  void Read() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const LineOfText& line = lines_[i];
      switch (line.format_line) {
        case 5:
          ReadPreambleLine(i);
          break;
        case 6:
        case 7:
        case 8:
        case 9:
          ReadAddressLine(line);
          break;
        case 10:
          view_.accounting = line.text;
          break;
        case 12:
          view_.text.push_back(line.text);
          break;
        case 15:
          ReadEnding(i);
          break;
        default:
          break;
      }
    }
    TrimText();
    ReadClass();
    DropEmptyAddresses();
  }

 private:
  EarlierHeading* Earlier() { return view_.earlier.empty() ? nullptr : &view_.earlier.back(); }

  void ReadPreambleLine(std::size_t index) {
    const LineOfText& line = lines_[index];
    if (!LooksLikeArchivePreamble(line.text)) {  // what goes on it: "ZUI ASN-ASS017000841"
      for (const std::string_view group : SplitGroups(line.text)) {
        view_.message_instructions.emplace_back(group);
      }
      return;
    }
    if (!places_.preamble) {
      places_.preamble = index;
      ReadArchivePreamble(line, view_, places_, faults_);
      return;
    }
    if (view_.earlier.size() == kEarlierHeadingsMax) {
      faults_.Error(DiagnosticCode::kReaddressal, line, line.text,
                    fmt::format("the cable has more than {} headings", kEarlierHeadingsMax + 1));
      return;
    }
    BodyView preamble;
    BodyPlaces unused;
    ReadArchivePreamble(line, preamble, unused, faults_);
    EarlierHeading& earlier = view_.earlier.emplace_back();
    earlier.action_precedence = preamble.action_precedence;
    earlier.info_precedence = preamble.info_precedence;
    earlier.date_time_group = std::move(preamble.date_time_group);
    earlier.message_instructions = std::move(preamble.message_instructions);
  }

  std::vector<AddressLine>& ListOf(int format_line) {
    EarlierHeading* const earlier = Earlier();
    if (format_line == 7) return earlier != nullptr ? earlier->to : view_.to;
    if (format_line == 8) return earlier != nullptr ? earlier->info : view_.info;
    return earlier != nullptr ? earlier->exempted : view_.exempted;
  }

  void ReadAddressLine(const LineOfText& line) {
    static constexpr std::string_view kKeywords[] = {"FM", "TO", "INFO", "XMT"};
    const std::string_view keyword = kKeywords[line.format_line - 6];
    std::string_view text = line.text;
    const bool begins = FirstGroup(text) == keyword;
    if (begins) text = TrimArchive(text.substr(keyword.size()));
    if (line.format_line == 6) return ReadFrom(line, text, begins);
    std::vector<AddressLine>& list = ListOf(line.format_line);
    if (!begins && !list.empty() && !list.back().designation.empty() &&
        list.back().designation.size() < kNameMax && GoesOn(list.back().designation, text) &&
        !text.starts_with("ZEN/")) {
      return Join(line, list.back(), text);
    }
    if (!HasRoom(list, line, faults_)) return;
    if (text.empty()) return;  // "INFO", and who is meant on the next line
    AddressLine address = ReadAddress(line, text, rules_, faults_);
    const bool repeat = std::any_of(list.begin(), list.end(), [&](const AddressLine& other) {
      return other.indicator == address.indicator && other.designation == address.designation &&
             other.delivered_otherwise == address.delivered_otherwise;
    });
    if (!repeat) {
      list.push_back(std::move(address));
    } else if (!faults_.Has(DiagnosticCode::kAddressRepeat)) {
      faults_.Warning(DiagnosticCode::kAddressRepeat, line, text,
                      fmt::format("{} is addressed more than once", Quoted(text)),
                      "the repeats are dropped");
    }
  }

  void ReadFrom(const LineOfText& line, std::string_view text, bool begins) {
    std::optional<AddressLine>& from = Earlier() != nullptr ? Earlier()->from : view_.from;
    if (from && !begins && from->designation.size() < kNameMax) return Join(line, *from, text);
    if (from) {
      faults_.Warning(DiagnosticCode::kLineOrder, line, line.text, "FM stands here a second time",
                      "the first one is kept");
      return;
    }
    if (!text.empty()) from = ReadAddress(line, text, rules_, faults_);
  }

  void Join(const LineOfText& line, AddressLine& address, std::string_view text) {
    const bool glued = address.designation.ends_with('/') || text.starts_with('/');
    if (!glued) address.designation.push_back(' ');
    for (const std::string_view group : SplitGroups(text)) {
      if (group.data() != text.data()) address.designation.push_back(' ');
      address.designation.append(group);
    }
    if (faults_.Has(DiagnosticCode::kAddressJoined)) return;
    faults_.Warning(DiagnosticCode::kAddressJoined, line, text,
                    "the name of the line before goes on here",
                    fmt::format("read as {}", Quoted(address.designation, 60)));
  }

  void DropEmptyAddresses() {
    for (std::vector<AddressLine>* list : {&view_.to, &view_.info}) {
      std::erase_if(*list, [](const AddressLine& address) { return address.designation.empty(); });
    }
  }

  void ReadEnding(std::size_t index) {
    const LineOfText& line = lines_[index];
    const std::string_view text = TrimArchive(line.text);
    if (text.starts_with('#') && !places_.validation) {
      places_.validation = index;
      view_.validation = text;
      if (text.size() == 5 && IsAllDigits(text.substr(1))) return;
      faults_.Warning(DiagnosticCode::kValidation, line, text,
                      fmt::format("{} is no validation", Quoted(text)),
                      "# and the four digits of the serial number, as #0417");
    } else if (!text.empty()) {
      view_.corrections.emplace_back(text);
    }
  }

  // Blank lines around the text are the frame's, not the text's.
  void TrimText() {
    std::vector<std::string_view>& text = view_.text;
    while (!text.empty() && TrimArchive(text.back()).empty()) text.pop_back();
    const auto first = std::find_if(
        text.begin(), text.end(), [](std::string_view line) { return !TrimArchive(line).empty(); });
    text.erase(text.begin(), first);
  }

  void ReadClass() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].format_line != 12 || TrimArchive(lines_[i].text).empty()) continue;
      places_.classification = i;
      ReadClassificationLine(lines_[i], view_, places_, faults_);
      break;
    }
    if (view_.section > 0 || !places_.classification) return;
    // "SECTION 01 OF 02" alone, on one of the next lines.
    for (std::size_t i = *places_.classification + 1;
         i < std::min(lines_.size(), *places_.classification + 4); ++i) {
      const std::string_view first = FirstGroup(lines_[i].text);
      if (lines_[i].format_line != 12 || (first != "SECTION" && first != "FINAL")) continue;
      BodyView label;
      BodyPlaces unused;
      Diagnostics none;
      Faults ignored(none);
      ReadClassificationLine(lines_[i], label, unused, ignored);
      view_.section = label.section;
      view_.section_total = label.section_total;
      break;
    }
  }

  std::span<const LineOfText> lines_;
  const BodyRules& rules_;
  BodyView& view_;
  BodyPlaces& places_;
  Faults& faults_;
};

}  // namespace

void ReadArchiveBody(std::span<const LineOfText> lines, const BodyRules& rules, BodyView& view,
                     BodyPlaces& places, Faults& faults) {
  ArchiveBodyReader(lines, rules, view, places, faults).Read();
}

}  // namespace torntape::cable
