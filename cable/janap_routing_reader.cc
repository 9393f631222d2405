#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "cable/heading_reader.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::string_view kForm = "as OTTCZYUW RYKABDA0417 1341042-CCCC--RYLBDNA RYMCFRA.";

// What stands for a hyphen in archive copies: itself, the dashes of Windows-1252 (0x96, 0x97), the
// same with their eighth bit stripped, and the two dashes of UTF-8. The bytes that it takes at the
// front of `text`; 0 for none.
std::size_t DashSize(std::string_view text) {
  if (text.empty()) return 0;
  static constexpr std::string_view kSingle = "-\x96\x97\x16\x17";
  if (kSingle.find(text[0]) != std::string_view::npos) return 1;
  return text.starts_with("\xe2\x80\x93") || text.starts_with("\xe2\x80\x94") ? 3 : 0;
}

// Takes the dashes off the front of `text`.
std::string_view TakeDashes(std::string_view& text) {
  const std::string_view before = text;
  while (const std::size_t size = DashSize(text)) text.remove_prefix(size);
  return before.substr(0, before.size() - text.size());
}

// The whole of it, so that it is one mistake and not one in each field.
bool IsInSmallLetters(std::string_view group) {
  return !group.empty() &&
         std::all_of(group.begin(), group.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

std::string_view TakeLetters(std::string_view& text) {
  std::size_t size = 0;
  while (size < text.size() && IsLetter(text[size])) ++size;
  const std::string_view letters = text.substr(0, size);
  text.remove_prefix(size);
  return letters;
}

// Reads one routing line of `janap128`: the header of three groups, the security field, the called
// stations. It goes by what stands there rather than by position, so that one lost character costs
// one field.
class JanapRoutingReader {
 public:
  JanapRoutingReader(std::span<const LineOfText> lines, ReadMode mode, Cable& cable,
                     Heading& heading, CallingPlaces& places, Faults& faults)
      : lines_(lines),
        first_(lines.front()),
        mode_(mode),
        strict_(mode == ReadMode::kStrict),
        cable_(cable),
        heading_(heading),
        places_(places),
        faults_(faults) {}

  bool Read() {
    cable_.janap.emplace();
    places_ = {&first_, {}};
    std::string_view rest = Trim(first_.text);
    if (!rest.empty() && rest.data() != first_.text.data()) {
      Mend(DiagnosticCode::kSpacing, first_.text.substr(0, 1), "the line is indented",
           "it begins in the first column");
    }
    if (IsInSmallLetters(FirstGroup(rest))) {
      heading_.calling_line = rest;
      faults_.Error(DiagnosticCode::kBadHeader, first_, rest,
                    "the routing line is written in small letters", std::string(kForm));
      return false;
    }
    std::size_t dash = 0;
    while (dash < rest.size() && DashSize(rest.substr(dash)) == 0) ++dash;
    ReadHeader(rest.substr(0, dash));
    const std::string_view begin = rest;
    rest.remove_prefix(dash);
    // "-", "-CC", "-CCCC"
    const bool breaks_off = rest.size() <= 5 && rest.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                                                                       1) == std::string_view::npos;
    if (rest.empty() || breaks_off) {
      heading_.calling_line = begin;
      Mend(DiagnosticCode::kBadHeader, rest, "the line ends before it calls anybody",
           std::string(kForm));
      return false;
    }
    ReadSecurityField(rest);
    // What a copy for other stations begins with (Heading::calling_line).
    heading_.calling_line = begin.substr(0, static_cast<std::size_t>(rest.data() - begin.data()));
    ReadCalled(rest);
    return !cable_.transmission.called.empty();
  }

 private:
  JanapFields& fields() { return *cable_.janap; }

  // What is not as it ought to be: an error, or mended and told.
  void Mend(DiagnosticCode code, std::string_view piece, std::string message, std::string hint) {
    if (strict_) {
      faults_.Error(code, first_, piece, std::move(message), std::move(hint));
    } else {
      faults_.Warning(DiagnosticCode::kFl2Repaired, first_, piece, std::move(message),
                      std::move(hint));
    }
  }

  // An empty piece behind `text`, which is part of the first line.
  static std::string_view Behind(std::string_view text) { return text.substr(text.size()); }

  void ReadHeader(std::string_view header) {
    if (header.find("  ") != std::string_view::npos || header.ends_with(' ')) {
      const std::size_t at = header.find("  ");
      Mend(DiagnosticCode::kSpacing,
           header.substr(at == std::string_view::npos ? header.size() - 1 : at, 1),
           "the fields of the line are separated by other than one space", "exactly one space");
    }
    const Groups groups = SplitGroups(header);
    std::size_t count = groups.size();
    if (count == 0) {
      Mend(DiagnosticCode::kBadCallingStation, header, "the line has no header",
           std::string(kForm));
      return;
    }
    // From behind, as what is lost is mostly lost at the joints: time filed, serial number,
    // station.
    const std::string_view last = groups[count - 1];
    if (count > 1 && TakeTime(last)) --count;
    const bool apart = count > 2 && IsAllDigits(groups[count - 1]) && groups[count - 1].size() <= 5;
    std::string_view serial = apart ? groups[--count] : std::string_view{};
    std::string_view station = count > 1 ? groups[--count] : std::string_view{};
    std::string_view front = groups[0];
    if (station.empty()) SplitGlued(front, station);
    if (count > 1) {
      Mend(DiagnosticCode::kSpacing, groups[1], "a blank stands inside the first group",
           "eight characters: precedence, two media, classification, content indicator");
    }
    if (apart) {
      Mend(DiagnosticCode::kBadSerial, serial, "a blank stands before the serial number",
           "it follows the station at once, as RYKABDA0417");
    } else {
      const std::size_t letters = std::min(station.find_first_of("0123456789"), station.size());
      serial = station.substr(letters);
      station = station.substr(0, letters);
    }
    ReadFront(front, groups, count);
    ReadStation(station, header);
    if (!station.empty() || !serial.empty()) ReadSerial(serial, station.empty() ? header : station);
    if (heading_.identification.filing.form == FilingTime::Form::kNone && !time_told_) {
      Mend(DiagnosticCode::kBadFilingTime, Behind(header), "the time filed is missing",
           std::string(kForm));
    }
  }

  // "RTTUZYUWRUEWMCS0000": eight letters and the station without the blank between them.
  void SplitGlued(std::string_view& front, std::string_view& station) {
    if (front.size() < 12) return;
    Mend(DiagnosticCode::kSpacing, front, "a blank is missing behind the first group",
         fmt::format("{} {}", front.substr(0, 8), front.substr(8)));
    station = front.substr(8);
    front = front.substr(0, 8);
  }

  void ReadFront(std::string_view front, const Groups& groups, std::size_t count) {
    const std::optional<Precedence> precedence = PrecedenceFromProsign(front[0]);
    if (precedence) {
      cable_.transmission.precedence = *precedence;
    } else {
      faults_.Error(DiagnosticCode::kBadPrecedence, first_, front.substr(0, 1),
                    fmt::format("{} is no precedence", Quoted(front.substr(0, 1))),
                    "one of Z FLASH, O IMMEDIATE, P PRIORITY, R ROUTINE");
    }
    std::string joined(front);
    for (std::size_t i = 1; i < count; ++i) joined += groups[i];
    const std::string_view all = joined;
    const bool formed = joined.size() == 8 && IsAllLetters(all.substr(0, 7)) &&
                        (IsLetter(joined[7]) || IsDigit(joined[7]));
    if (!formed) {
      Mend(DiagnosticCode::kBadHeader, front,
           fmt::format("{} has not the form of the first group", Quoted(all)),
           "precedence, two letters of media, classification, content indicator, as OTTCZYUW");
      // Which letter was lost or doubled cannot be told; the class is given again behind the time.
      return;
    }
    fields().medium_of_originator = joined[1];
    fields().medium_of_addressee = joined[2];
    fields().classification = joined[3];
    fields().content_indicator = joined.substr(4);
  }

  void ReadStation(std::string_view station, std::string_view header) {
    const std::optional<RoutingIndicator> calling = RoutingIndicator::Parse(station);
    if (calling) heading_.identification.calling = *calling;
    if (calling && station.size() == 7) return;
    Mend(DiagnosticCode::kBadCallingStation, station.empty() ? Behind(header) : station,
         station.empty() ? std::string("the station of origin is missing")
                         : fmt::format("{} is no station of origin", Quoted(station)),
         "seven letters A to Z, then four digits, as RYKABDA0417");
  }

  void ReadSerial(std::string_view serial, std::string_view before) {
    MessageIdentification& id = heading_.identification;
    const bool digits = IsAllDigits(serial) && serial.size() <= 4;
    if (digits && !serial.empty()) {
      id.serial = static_cast<std::uint16_t>(NumberOf(serial));
      id.serial_digits = static_cast<std::uint8_t>(serial.size());
    }
    if (digits && serial.size() == 4) return;
    Mend(DiagnosticCode::kBadSerial, serial.empty() ? Behind(before) : serial,
         serial.empty() ? std::string("the serial number is missing")
                        : fmt::format("the serial number {} is not four digits", Quoted(serial)),
         "four digits, with zeros in front, directly behind the station, as RYKABDA0417");
  }

  // "1341042"; true also of what was meant as one.
  bool TakeTime(std::string_view group) {
    const std::size_t digits = std::min(group.find_first_not_of("0123456789"), group.size());
    const std::string_view behind = group.substr(digits);
    const bool template_left = group == "DDDHHMM";
    if (!template_left && (digits < 3 || (!behind.empty() && behind != "Z"))) return false;
    time_told_ = true;
    if (digits == 7) {
      FilingTime& filing = heading_.identification.filing;
      filing.form = FilingTime::Form::kDayOfYear;
      filing.day = static_cast<std::uint16_t>(NumberOf(group.substr(0, 3)));
      filing.hour = static_cast<std::uint8_t>(NumberOf(group.substr(3, 2)));
      filing.minute = static_cast<std::uint8_t>(NumberOf(group.substr(5, 2)));
      places_.filing = group.substr(0, 7);
      const bool urgent = !IsHigher(Precedence::kImmediate, FirstPrecedence());
      CheckFilingTime(first_, places_.filing,
                      strict_ && !urgent ? Severity::kError : Severity::kWarning, filing, faults_);
      if (behind.empty()) return true;
    }
    Mend(DiagnosticCode::kBadFilingTime, group, fmt::format("{} is no time filed", Quoted(group)),
         "day of the year, hour and minute without Z, seven digits, as 1341042");
    return true;
  }

  Precedence FirstPrecedence() const {
    return PrecedenceFromProsign(Trim(first_.text)[0]).value_or(Precedence::kRoutine);
  }

  // "-CCCC--", or "-0017-CCCC--" with a record count (spec 2.1).
  void ReadSecurityField(std::string_view& rest) {
    const std::string_view before = rest;
    const std::string_view opening = TakeDashes(rest);
    if (opening != "-") {
      Mend(DiagnosticCode::kBadHeader, opening,
           "other than one hyphen stands behind the time filed", std::string(kForm));
    }
    TakeRecordCount(rest);
    const std::string_view letters = TakeLetters(rest);
    fields().redundancy = letters;
    CheckClassification(letters, before);
    const std::string_view blank = rest.substr(0, rest.size() - Trim(rest).size());
    if (rest.starts_with(' ')) rest = Trim(rest);
    const std::string_view closing = TakeDashes(rest);
    if (closing == "--" && blank.empty()) return;
    Mend(DiagnosticCode::kBadHeader, closing.empty() ? letters : closing,
         closing == "-" ? std::string("one hyphen stands before the called stations")
                        : fmt::format("{} stands where two hyphens begin the called stations",
                                      Quoted(closing)),
         "two hyphens: -CCCC--RYLBDNA");
  }

  void TakeRecordCount(std::string_view& rest) {
    if (rest.size() < 5) return;
    const std::string_view field = rest.substr(0, 4);
    const bool number = IsAllDigits(field);
    const bool tape = field.starts_with("MT") && IsAllLetters(field);
    if ((!number && !tape) || DashSize(rest.substr(4)) == 0) return;
    // "-MTMS--RYLBDN" has no record count but a garbled security field.
    std::string_view behind = rest.substr(4);
    if (TakeDashes(behind) != "-") return;
    fields().record_count = field;
    rest = behind;
  }

  void CheckClassification(std::string_view letters, std::string_view before) {
    const char letter = fields().classification != '\0' ? fields().classification
                        : letters.empty()               ? '\0'
                                                        : letters[0];
    const auto classification = ClassificationFromLetter(letter);
    if (classification) heading_.classification = *classification;
    if (!classification || letters.size() != 4 || letters[0] != letters[1]) {
      const std::string_view piece = letters.empty() ? before.substr(0, 1) : letters;
      Mend(DiagnosticCode::kSecGarbled, piece,
           fmt::format("the security field {} is garbled", Quoted(letters)),
           "the letter of the classification, four times, as CCCC; or twice and a release code");
      return;
    }
    if (fields().classification == letters[0] || fields().classification == '\0') return;
    const auto other = ClassificationFromLetter(letters[0]);
    if (other) heading_.classification = std::max(*classification, *other);
    faults_.Report(strict_ ? Severity::kError : Severity::kWarning, DiagnosticCode::kSecMismatch,
                   first_, letters,
                   fmt::format("the security field says {}, the first group {}", letters,
                               fields().classification),
                   fmt::format("handled as {} and set aside: it is not for a relay to mend",
                               NameOf(heading_.classification)));
  }

  // The called stations up to the full stop, over as many lines as they take.
  void ReadCalled(std::string_view rest) {
    bool ended = false;
    for (const LineOfText& line : lines_) {
      std::string_view text = &line == &first_ ? rest : line.text;
      if (&line != &first_ && line.text.starts_with(' ') && strict_)
        CheckSpacing(line, text, faults_);
      text = strict_ ? TrimEnd(text) : Trim(text);
      if (&line == &first_ &&
          (text.starts_with(' ') || text.find("  ") != std::string_view::npos)) {
        CheckSpacing(line, text, faults_);
      }
      ended = text.ends_with('.');
      while (text.ends_with('.')) text.remove_suffix(1);
      if (ended && text.ends_with(' ')) {
        faults_.Report(strict_ ? Severity::kError : Severity::kWarning,
                       strict_ ? DiagnosticCode::kBadHeader : DiagnosticCode::kFl2Repaired, line,
                       Behind(TrimEnd(text)), "a blank stands before the full stop",
                       "it follows the last station at once");
      }
      for (const std::string_view group : SplitGroups(text)) {
        ReadIndicator(line, group, mode_, cable_, faults_);
      }
    }
    const LineOfText& last = lines_.back();
    if (!ended) {
      if (strict_) {
        faults_.Error(DiagnosticCode::kBadHeader, last, EndOf(last),
                      "no full stop ends the called stations", "RYLBDNA RYMCFRA.");
      } else {
        faults_.Warning(DiagnosticCode::kFl2Repaired, last, EndOf(last),
                        "no full stop ends the called stations", "RYLBDNA RYMCFRA.");
      }
    }
    if (!cable_.transmission.called.empty()) return;
    faults_.Report(strict_ ? Severity::kError : Severity::kWarning,
                   DiagnosticCode::kNoRoutingIndicator, last, EndOf(last),
                   "no routing indicator stands in the line",
                   "name the stations that are to get the cable behind the two hyphens");
  }

  std::span<const LineOfText> lines_;
  const LineOfText& first_;
  const ReadMode mode_;
  const bool strict_;
  Cable& cable_;
  Heading& heading_;
  CallingPlaces& places_;
  Faults& faults_;
  bool time_told_ = false;
};

}  // namespace

bool ReadJanapRouting(std::span<const LineOfText> lines, ReadMode mode, Cable& cable,
                      Heading& heading, CallingPlaces& places, Faults& faults) {
  return JanapRoutingReader(lines, mode, cable, heading, places, faults).Read();
}

std::optional<JanapFields> JanapFieldsOf(std::string_view calling_line) {
  if (ProfileOf(calling_line) != Profile::kJanap128) return std::nullopt;
  const LineOfText line{1, 2, calling_line};
  Cable cable;
  Heading heading;
  CallingPlaces places;
  Diagnostics unused;  // nobody is called here
  Faults faults(unused);
  (void)ReadJanapRouting({&line, 1}, ReadMode::kArchive, cable, heading, places, faults);
  return std::move(cable.janap);
}

}  // namespace torntape::cable
