#include "cable/conversion.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "cable/faults.h"
#include "cable/paging.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::size_t kJanapStationSize = 7;
constexpr std::array<int, 12> kDaysBefore = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};

// The day of the year of a filing time that gives the day of the month: in the month of the
// date-time group, or in the next one, when it was drafted on the last days of one and filed on the
// first of another.
std::optional<FilingTime> AsDayOfYear(FilingTime filing, const DateTimeGroup& group) {
  if (filing.form != FilingTime::Form::kDayOfMonth || group.month == 0) return std::nullopt;
  const bool next_month = filing.day + 15 < group.day;
  const int month = (group.month - 1 + (next_month ? 1 : 0)) % 12;
  const int year = group.year.value_or(1) + (next_month && group.month == 12 ? 1 : 0);
  const bool leap =
      year < 100 ? year % 4 == 0 : (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int days = kDaysBefore.at(static_cast<std::size_t>(month)) + (month >= 2 && leap ? 1 : 0);
  filing.form = FilingTime::Form::kDayOfYear;
  filing.day = static_cast<std::uint16_t>(days + filing.day);
  return filing;
}

// What the content indicator of `janap128` says instead of a pilot (spec 2.2, 2.6).
std::string_view ContentOf(std::string_view instruction) {
  const Groups groups = SplitGroups(instruction);
  for (const std::string_view group : groups) {
    if (group == "ZFD") return "ZFDW";
    if (group == "ZOV") return "ZOVW";
    if (group == "ZEL") return "ZELW";
    if (group == "ZDK") return "ZDKW";
  }
  return {};
}

class Converter {
 public:
  Converter(const Cable& cable, const ConversionRules& rules, Faults& faults)
      : cable_(cable), rules_(rules), faults_(faults), draft_(DraftOf(cable)) {}

  std::optional<Draft> Convert() {
    draft_.profile = rules_.to;
    if (cable_.body.form == MessageForm::kAbbreviatedService && !to(Profile::kAcp127)) {
      Refuse(cable_.lines.front(), "an abbreviated service message is acp127's alone",
             "between neighbours of that profile it needs no BT and no heading");
      return std::nullopt;
    }
    ConvertNumber();
    ConvertIndicators();
    ConvertSerial();
    ConvertFilingTime();
    ConvertPilots();
    ConvertFormats();
    ConvertSecurity();
    ConvertAddresses();
    ConvertFrame();
    ConvertText();
    if (faults_.refused()) return std::nullopt;
    return std::move(draft_);
  }

 private:
  bool to(Profile profile) const { return rules_.to == profile; }
  bool from(Profile profile) const { return cable_.profile == profile; }

  // The first line of the source that is of this format line; else its first line.
  const LineOfText& Line(int format_line) const {
    const auto found =
        std::find_if(cable_.lines.begin(), cable_.lines.end(),
                     [&](const LineOfText& line) { return line.format_line == format_line; });
    return found == cable_.lines.end() ? cable_.lines.front() : *found;
  }
  // Format line 3, or what `janap128` has in its place.
  const LineOfText& CallingLine() const { return Line(from(Profile::kJanap128) ? 2 : 3); }

  void Lost(const LineOfText& line, std::string what, std::string hint = {}) {
    LostPiece(line, TrimEnd(line.text), std::move(what), std::move(hint));
  }
  void LostPiece(const LineOfText& line, std::string_view piece, std::string what,
                 std::string hint = {}) {
    faults_.Warning(DiagnosticCode::kLost, line, piece,
                    fmt::format("{} has no place for {}", NameOf(rules_.to), what),
                    std::move(hint));
  }
  void Supplied(const LineOfText& line, std::string what, std::string hint = {}) {
    faults_.Warning(DiagnosticCode::kSupplied, line, TrimEnd(line.text), std::move(what),
                    std::move(hint));
  }
  void Refuse(const LineOfText& line, std::string why, std::string hint) {
    faults_.Error(DiagnosticCode::kNotConvertible, line, TrimEnd(line.text), std::move(why),
                  std::move(hint));
  }

  void ConvertNumber() {
    if (!draft_.number.none()) return;
    if (rules_.number) {
      draft_.number = *rules_.number;
    } else if (!to(Profile::kAcp127)) {
      Refuse(
          Line(2),
          fmt::format("{} begins with a channel number, and the cable has none", NameOf(rules_.to)),
          "say which: --number BDA0001");
    }
  }

  void ConvertIndicators() {
    for (const std::string& group : cable_.unreadable_indicators) {
      Lost(Line(2), fmt::format("{}, which is no routing indicator", Quoted(group)));
    }
    RoutingIndicator& calling = draft_.identification.calling;
    const auto mapped = rules_.stations.find(calling);
    if (mapped != rules_.stations.end()) calling = mapped->second;
    if (draft_.precedence == Precedence::kCritic && to(Profile::kJanap128)) {
      Refuse(Line(2), "janap128 has no precedence W", "Y is the highest there");
    }
    const bool ecp = draft_.precedence <= Precedence::kCritic;
    if (ecp && to(Profile::kAcp127)) {
      Refuse(Line(2), fmt::format("acp127 has no precedence {}", ProsignOf(draft_.precedence)),
             "Z is the highest there");
    }
    if (!to(Profile::kJanap128)) return;
    if (calling.size() != kJanapStationSize) {
      Refuse(CallingLine(),
             fmt::format("janap128 calls a station by seven letters, and {} has {}",
                         calling.ToString(), calling.size()),
             fmt::format("say how it is written there: --station {}={}", calling.ToString(),
                         (calling.ToString() + "AAA").substr(0, kJanapStationSize)));
    }
    for (const RoutingIndicator called : draft_.called) {
      if (called.size() <= kJanapStationSize) continue;
      Refuse(Line(2), fmt::format("{} has more than seven letters", called.ToString()),
             "call the station by an indicator of four to seven letters");
    }
  }

  void ConvertSerial() {
    MessageIdentification& id = draft_.identification;
    if (id.serial_digits == 0 && !to(Profile::kAcp127)) {
      Refuse(CallingLine(), fmt::format("{} needs a serial number", NameOf(rules_.to)),
             "the calling station gives it");
    }
    if (!to(Profile::kAcp127)) {
      if (id.position != '\0') {
        Lost(CallingLine(), fmt::format("the letter {} behind the serial number", id.position));
        id.position = '\0';
      }
      id.serial_digits = id.serial_digits == 0 ? std::uint8_t{0} : std::uint8_t{4};
    }
    if (to(Profile::kState)) {
      if (id.section == 0) id.section = static_cast<std::uint8_t>(cable_.body.section);
    } else if (id.section > 0) {
      if (from(Profile::kState)) LoseSection();
      id.section = 0;
    }
  }

  void LoseSection() {
    Lost(CallingLine(),
         fmt::format("the section /{:02} in the identification", draft_.identification.section),
         "the label in the text stays; sections have serial numbers of their own there");
  }

  void ConvertFilingTime() {
    FilingTime& filing = draft_.identification.filing;
    if (to(Profile::kAcp127) || filing.form == FilingTime::Form::kDayOfYear) return;
    const auto julian = AsDayOfYear(filing, cable_.body.date_time_group);
    if (julian) {
      filing = *julian;
      return;
    }
    Refuse(CallingLine(),
           filing.form == FilingTime::Form::kNone
               ? fmt::format("{} needs a filing time", NameOf(rules_.to))
               : fmt::format("the day of the year of {} is not known without the month",
                             filing.ToString()),
           "write it as day of the year and time, as 1341042");
  }

  void ConvertPilots() {
    if (!to(Profile::kJanap128) || draft_.pilots.empty()) return;
    const Pilot& outer = draft_.pilots.front();
    const std::string_view content = ContentOf(outer.instruction);
    if (!content.empty()) draft_.content = content;
    Lost(Line(1), fmt::format("the pilot {}, and what it encloses", Quoted(outer.instruction)),
         content.empty() ? std::string()
                         : fmt::format("the content indicator {} says what it is", content));
    draft_.pilots.clear();
    content_known_ = !content.empty();
  }

  void ConvertFormats() {
    if (to(Profile::kJanap128) && !from(Profile::kJanap128)) {
      draft_.media = rules_.media;
      Supplied(CallingLine(),
               fmt::format("the routing line gets the formats {}{}", draft_.media,
                           content_known_ ? "" : " and the content indicator ZYUW, narrative"),
               "TT between teleprinters, AA between machines with ASCII: --media");
    }
    if (!from(Profile::kJanap128) || to(Profile::kJanap128)) return;
    std::string what = fmt::format("the formats {}", draft_.media);
    if (draft_.content != "ZYUW") {
      what += fmt::format(" and the content indicator {}", draft_.content);
    }
    if (!draft_.record_count.empty()) {
      what += fmt::format(" and the record count {}", draft_.record_count);
    }
    Lost(Line(2), std::move(what));
  }

  void ConvertSecurity() {
    if (!draft_.instruction_lines.empty() || to(Profile::kAcp127)) return;
    const char letter = LetterOf(draft_.classification);
    draft_.instruction_lines =
        fmt::format("{} {}\n", letter == 'U' ? "ZNR" : "ZNY", std::string(5, letter));
    Supplied(CallingLine(),
             fmt::format("format line 4 is put in as {}",
                         draft_.instruction_lines.substr(0, draft_.instruction_lines.size() - 1)),
             "as the classification says");
  }

  // Only `state` counts what passes between two (spec 1.9, ADDRSEQ).
  void ConvertAddresses() {
    if (to(Profile::kState)) return;
    for (const auto* list : {&cable_.body.to, &cable_.body.info}) {
      for (const AddressLine& address : *list) {
        if (!address.serial.empty()) DropSerial(address);
      }
    }
  }

  void DropSerial(const AddressLine& address) {
    const auto source =
        std::find_if(cable_.lines.begin(), cable_.lines.end(),
                     [&](const LineOfText& line) { return line.number == address.line; });
    if (source == cable_.lines.end()) return;
    const std::size_t at = source->text.rfind(address.serial);
    if (at == std::string_view::npos) return;
    LostPiece(*source, source->text.substr(at, address.serial.size()),
              fmt::format("the serial {} of {}", address.serial, address.designation));
    for (std::string& line : draft_.heading) {
      if (line != source->text) continue;
      std::string_view kept = TrimEnd(line);
      if (!kept.ends_with(address.serial)) continue;
      kept.remove_suffix(address.serial.size());
      line = std::string(TrimEnd(kept));
      return;
    }
  }

  // A delivered copy has lost what frames the text on a circuit.
  void ConvertFrame() {
    if (draft_.text.empty() || cable_.body.form == MessageForm::kAbbreviatedService) return;
    bool supplied = false;
    while (!draft_.heading.empty() && IsBlank(draft_.heading.back())) draft_.heading.pop_back();
    if (draft_.heading.empty() || TrimEnd(draft_.heading.back()) != "BT") {
      draft_.heading.emplace_back("BT");
      supplied = true;
    }
    if (draft_.ending.empty() || TrimEnd(draft_.ending.front()) != "BT") {
      draft_.ending.insert(draft_.ending.begin(), "BT");
      supplied = true;
    }
    if (supplied) Supplied(Line(12), "BT is put in before and behind the text");
  }

  // Archives made links of the tags of a text: "[ECON](#)" was ECON.
  void StripLinks() {
    for (std::string& line : draft_.text) {
      if (!line.starts_with("TAGS:")) continue;
      std::size_t open = line.find('[');
      for (; open != std::string::npos; open = line.find('[', open)) {
        const std::size_t middle = line.find("](", open);
        const std::size_t close = line.find(')', middle);
        if (middle == std::string::npos || close == std::string::npos) return;
        line.erase(middle, close + 1 - middle);
        line.erase(open, 1);
      }
    }
  }

  // Section labels and page lines are written as the profile has them.
  void ConvertText() {
    StripLinks();
    if (draft_.text.empty() || from(rules_.to)) return;
    const bool paged = std::any_of(draft_.text.begin(), draft_.text.end(), IsPageLine);
    std::string& first = draft_.text.front();
    const ClassLine line = SplitClassLine(first);
    if (const LabelInText label = FindSectionLabel(line.rest); label.total > 0) {
      const std::size_t at = line.words.empty() ? 0 : line.words.size() + 1;
      const std::string behind =
          first.substr(static_cast<std::size_t>(line.rest.data() - first.data()) + label.size);
      first =
          first.substr(0, at) + WriteSectionLabel(rules_.to, label.section, label.total) + behind;
    }
    if (!paged) return;
    std::size_t pages = 0;
    draft_.text = InPages(draft_, pages);
  }

  const Cable& cable_;
  const ConversionRules& rules_;
  Faults& faults_;
  Draft draft_;
  bool content_known_ = false;
};

}  // namespace

std::optional<Draft> ConvertCable(const Cable& cable, const ConversionRules& rules,
                                  Diagnostics& diagnostics) {
  Diagnostics found;
  Faults faults(found);
  std::optional<Draft> draft = Converter(cable, rules, faults).Convert();
  faults.Finish();
  diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  return draft;
}

}  // namespace torntape::cable
