#include <algorithm>

#include <fmt/format.h>

#include "cable/archive_reader.h"
#include "cable/body_reader.h"
#include "cable/cable.h"
#include "cable/character_check.h"
#include "cable/consistency.h"
#include "cable/faults.h"
#include "cable/heading_reader.h"
#include "cable/layout.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

// Blank lines that set off NNNN: none, or what the seven further line feeds of a teleprinter leave.
constexpr std::size_t kEndingBlanks = 7;

// Reads one cable whose text has been split into lines.
class CableReader {
 public:
  CableReader(std::span<LineOfText> lines, Profile profile, const ReadOptions& options,
              Faults& faults)
      : lines_(lines),
        options_(options),
        profile_(profile),
        faults_(faults),
        layout_(LayOut(lines, profile)) {}

  // Nothing if an error was reported.
  std::optional<Cable> Read() {
    if (layout_.cable.empty()) {
      faults_.ErrorInText(DiagnosticCode::kEmptyText, "there is no cable in the text");
      return std::nullopt;
    }
    if (!layout_.recognised) {
      const LineOfText& first = lines_[layout_.cable.begin];
      faults_.Error(DiagnosticCode::kNoSom, first, first.text.substr(0, 20),
                    "nothing in the text looks like the beginning of a cable",
                    BeginningOf(profile_));
      return std::nullopt;
    }
    heading_ = MakeRef<Heading>();
    cable_.profile = profile_;
    const Severity width =
        options_.ingress == Ingress::kTributary ? Severity::kError : Severity::kWarning;
    CheckBetween();
    ReadProcedure();
    ReadWholeBody();
    CheckCharacters(lines_, layout_, {width, options_.character_set}, faults_);
    CheckBehindEnd(lines_, layout_, faults_);
    if (faults_.refused()) return std::nullopt;
    Complete();
    return std::move(cable_);
  }

 private:
  bool Ended() const {
    return layout_.end_of_message || layout_.damaged_end || options_.mode != ReadMode::kStrict;
  }
  bool acp127() const { return profile_ == Profile::kAcp127; }
  bool janap128() const { return profile_ == Profile::kJanap128; }

  static std::string BeginningOf(Profile profile) {
    if (profile == Profile::kJanap128) {
      return "VZCZCBDA0417, then OTTCZYUW RYKABDA0417 1341042-CCCC--RYLBDNA.";
    }
    return profile == Profile::kAcp127
               ? "VZCZCBDA417, then the routing line OO RYLBDN, then DE RYKABD 417 1341042"
               : "VZCZCBDA0417, then the routing line OO RYLBDN, then DE RYKABD #0417 1341042";
  }

  // What stands between the parts, and is none of them.
  void CheckBetween() {
    for (std::size_t i = layout_.cable.begin; i < layout_.body.begin; ++i) {
      if (!IsBlank(lines_[i].text)) continue;
      if (i > layout_.cable.begin && IsBlank(lines_[i - 1].text)) continue;  // of the same run
      faults_.Error(DiagnosticCode::kBlankLine, lines_[i], lines_[i].text,
                    "a blank line stands in the heading", "blank lines belong to the text alone");
    }
    for (const std::size_t i : layout_.strays) {
      const bool again = i > 0 && !lines_[i].text.empty() && lines_[i].text == lines_[i - 1].text;
      faults_.Error(DiagnosticCode::kUnexpectedLine, lines_[i], lines_[i].text,
                    again ? "this line stands here a second time"
                          : "the line is none that stands here in a heading",
                    "each line of the heading stands once, and nothing between them");
    }
    if (!layout_.end_of_message) return;
    const LineOfText& end = lines_[*layout_.end_of_message];
    const std::size_t blanks = *layout_.end_of_message - layout_.cable.end;
    if (blanks == 0 || blanks == kEndingBlanks) return;
    faults_.Warning(DiagnosticCode::kEndingBlanks, end, end.text,
                    fmt::format("{} blank lines stand before the end of message", blanks),
                    fmt::format("none or {}; they are written anew", kEndingBlanks));
  }

  void ReadProcedure() {
    ReadFirstLine();
    ReadCalledStations();
    if (layout_.calling) {
      const LineOfText& line = lines_[*layout_.calling];
      heading_->calling_line = line.text;
      calling_ = ReadCallingLine(line,
                                 {profile_, options_.mode != ReadMode::kStrict,
                                  urgent_ ? Severity::kWarning : Severity::kError},
                                 heading_->identification, faults_);
    } else if (!janap128() && !faults_.Has(DiagnosticCode::kSharedLine)) {
      MissingBefore(layout_.instructions.begin, 3, DiagnosticCode::kNoCallingStation,
                    "DE and the calling station are missing before this line",
                    acp127() ? "who prepared the cable, as DE RYKABD 417 1341042"
                             : "who prepared the cable, as DE RYKABD #0417 1341042");
    }
    ReadInstructionLines();
  }

  void ReadFirstLine() {
    if (!layout_.identification.empty()) {
      for (const LineOfText& line : layout_.identification.Of(lines_)) {
        if (!cable_.identification_line.empty()) cable_.identification_line.push_back('\n');
        cable_.identification_line += line.text;
      }
      prosign_ = ReadIdentification(layout_.identification.Of(lines_), profile_,
                                    cable_.transmission, faults_);
    } else if (acp127()) {
      // Number trouble never holds traffic (ACP 127 ¶432, spec 9.7).
      const LineOfText line = InPlaceOf(lines_[layout_.cable.begin], 1);
      faults_.Warning(DiagnosticCode::kBadChannelNumber, line, line.text,
                      "no channel number stands before this line",
                      "VZCZC and a channel number, as VZCZCBDA417");
    } else {
      MissingBefore(layout_.cable.begin, 1, DiagnosticCode::kNoSom,
                    "no start of message stands before this line",
                    "VZCZC and a channel number, as VZCZCBDA0417");
    }
  }

  void ReadInstructionLines() {
    const Classification called_as = heading_->classification;
    signalled_ = !layout_.instructions.empty();
    if (signalled_) {
      signalled_ = ReadInstructions(layout_.instructions.Of(lines_), profile_, *heading_, faults_);
    } else if (!acp127()) {
      MissingBefore(layout_.body.begin, 4, DiagnosticCode::kNoSecurity,
                    "the transmission instructions are missing before this line",
                    "ZNR UUUUU, or ZNY CCCCC for a classified cable");
    }
    if (!janap128() || layout_.instructions.empty() || heading_->classification == called_as ||
        faults_.Has(DiagnosticCode::kSecGarbled) || faults_.Has(DiagnosticCode::kSecMismatch)) {
      return;
    }
    const LineOfText& line = lines_[layout_.instructions.begin];
    const Classification signalled = heading_->classification;
    heading_->classification = std::max(signalled, called_as);
    faults_.Error(DiagnosticCode::kSecMismatch, line,
                  line.text.substr(0, std::min<std::size_t>(9, line.text.size())),
                  fmt::format("this line says {}, but format line 2 says {}", NameOf(signalled),
                              NameOf(called_as)),
                  fmt::format("handled as {} and set aside: it is not for a relay to mend",
                              NameOf(heading_->classification)));
  }

  // Format line 2, or that of the outermost pilot, which is the one that is routed on.
  void ReadCalledStations() {
    const LineRange& outer =
        layout_.pilots.empty() ? layout_.routing : layout_.pilots.front().routing;
    if (outer.empty()) {
      const std::size_t behind = std::max(layout_.cable.begin, layout_.identification.end);
      MissingBefore(behind, 2, DiagnosticCode::kNoRoutingIndicator,
                    "the routing line is missing before this line",
                    janap128() ? "OTTCZYUW RYKABDA0417 1341042-CCCC--RYLBDNA."
                               : "the precedence, twice, and who is called, as OO RYLBDN RYMCFR");
      return;
    }
    for (const LineOfText& line : outer.Of(lines_)) {
      cable_.routing_lines.append(line.text).push_back('\n');
    }
    if (cable_.routing_lines.size() > kLineBytesMax) {
      const LineOfText& line = lines_[outer.begin];
      faults_.Error(
          DiagnosticCode::kTextTooLarge, line, line.text,
          fmt::format("format line 2 has {} characters, more than the {} that are carried",
                      cable_.routing_lines.size(), kLineBytesMax));
      return;
    }
    const bool routes = janap128() ? ReadJanapRouting(outer.Of(lines_), options_.mode, cable_,
                                                      *heading_, calling_, faults_)
                                   : ReadRouting(outer.Of(lines_), options_.mode, cable_, faults_);
    urgent_ = routes && !IsHigher(Precedence::kImmediate, cable_.transmission.precedence);
    ReadPilots(lines_, layout_, cable_.transmission, faults_);
  }

  void MissingBefore(std::size_t index, int format_line, DiagnosticCode code, std::string message,
                     std::string hint) {
    // What was broken off lacks all that would follow: that is one fault, the missing end.
    if (index >= layout_.cable.end && !Ended()) return;
    const LineOfText line = InPlaceOf(lines_[std::min(index, layout_.cable.end - 1)], format_line);
    faults_.Error(code, line, line.text, std::move(message), std::move(hint));
  }

  // The body is copied once, into the bytes that travel, and read there, so that what is found
  // keeps pointing at them.
  void ReadWholeBody() {
    const std::span<LineOfText> source = lines_.subspan(layout_.body.begin, layout_.body.size());
    std::size_t size = 0;
    for (const LineOfText& line : source) size += line.text.size() + 1;
    if (size > kBodyBytesMax) {
      faults_.Error(DiagnosticCode::kTextTooLarge, source.front(), source.front().text,
                    fmt::format("the body has {} bytes, more than the {} that are carried", size,
                                kBodyBytesMax));
      return;
    }
    std::string bytes;
    bytes.reserve(size);
    for (const LineOfText& line : source) bytes.append(line.text).push_back('\n');
    cable_.transmission.body = SharedBytes(bytes);
    const std::string_view body = cable_.transmission.body.view();
    std::vector<LineOfText> lines(source.begin(), source.end());
    std::size_t at = 0;
    for (LineOfText& line : lines) {
      line.text = body.substr(at, line.text.size());
      at += line.text.size() + 1;
    }
    BodyRules rules;
    rules.profile = profile_;
    rules.mode = options_.mode;
    rules.ended = Ended();
    if (options_.ingress == Ingress::kTributary) {
      rules.no_from = Severity::kError;
      rules.bad_date_time = urgent_ ? Severity::kWarning : Severity::kError;
    }
    BodyPlaces places;
    ReadBodyLines(lines, rules, cable_.body, places, faults_);
    for (std::size_t i = 0; i < lines.size(); ++i) source[i].format_line = lines[i].format_line;
    if (profile_ != Profile::kState) {
      heading_->identification.section = static_cast<std::uint8_t>(cable_.body.section);
    }
    CheckIdentification(places);
    CheckConsistency({lines_, layout_, lines, places, cable_.body, calling_, profile_, signalled_,
                      prosign_, urgent_, options_.clock_year, options_.year_rule},
                     cable_.transmission, *heading_, faults_);
    // A service message may come without format line 5 (spec 7.1); then line 2 says what it is.
    const bool preamble = places.preamble.has_value();
    heading_->action_precedence =
        preamble ? cable_.body.action_precedence : cable_.transmission.precedence;
  }

  // Who asks for a cable again names it by these. Service messages between neighbours do without
  // the serial number, tests and channel checks also without the filing time (spec 1.6).
  void CheckIdentification(const BodyPlaces& places) {
    if (!acp127() || calling_.line == nullptr || places.service) return;
    const MessageIdentification& id = heading_->identification;
    const LineOfText& line = *calling_.line;
    if (faults_.Has(DiagnosticCode::kBadCallingStation)) return;
    if (id.serial_digits == 0 && !faults_.Has(DiagnosticCode::kBadSerial)) {
      faults_.Warning(DiagnosticCode::kNoSerial, line, EndOf(line), "the line has no serial number",
                      "DE RYKABD 417 1341042");
    }
    if (calling_.filing.empty() && !faults_.Has(DiagnosticCode::kBadSerial)) {
      faults_.Warning(DiagnosticCode::kNoFilingTime, line, EndOf(line),
                      "the line has no filing time", "DE RYKABD 417 1341042");
    }
  }

  void Complete() {
    heading_->info_precedence = cable_.body.info_precedence;
    const auto& instructions = cable_.body.message_instructions;
    heading_->always_deliver =
        std::find(instructions.begin(), instructions.end(), "ZFG") != instructions.end();
    // Copies for other stations have other precedences; the heading of all of them is the same.
    if (janap128()) heading_->calling_line[0] = ProsignOf(heading_->action_precedence);
    heading_->body_digest = DigestOf(cable_.transmission.body.view());
    cable_.transmission.heading = heading_;
    cable_.subject_to_correction = urgent_ && (faults_.Has(DiagnosticCode::kBadFilingTime) ||
                                               faults_.Has(DiagnosticCode::kBadDtg) ||
                                               faults_.Has(DiagnosticCode::kNoValidation));
    cable_.lines.assign(lines_.begin(), lines_.end());
  }

  std::span<LineOfText> lines_;
  const ReadOptions& options_;
  const Profile profile_;
  Faults& faults_;
  Layout layout_;
  CallingPlaces calling_;
  Prosign prosign_ = Prosign::kNone;
  bool signalled_ = true;
  Ref<Heading> heading_;
  Cable cable_;
  bool urgent_ = false;  // IMMEDIATE or higher, and somebody is called for certain
};

}  // namespace

ReadResult ReadCable(std::string_view text, const ReadOptions& options) {
  ReadResult result;
  Faults faults(result.diagnostics, options.mode);
  if (options.profile) result.profile = *options.profile;
  if (text.size() > options.text_bytes_max) {
    faults.ErrorInText(DiagnosticCode::kTextTooLarge,
                       fmt::format("the text has {} bytes, more than the {} that are read",
                                   text.size(), options.text_bytes_max));
    return result;
  }
  std::optional<std::vector<LineOfText>> lines = SplitLines(text, options.first_line);
  if (!lines) {
    faults.ErrorInText(DiagnosticCode::kTextTooLarge,
                       fmt::format("the text has more than {} lines", kLinesMax));
    return result;
  }
  result.lines = std::move(*lines);
  if (!options.profile) result.profile = FindProfile(result.lines);
  if (options.mode == ReadMode::kArchive) {
    result.cable = ReadArchive(result.lines, result.profile, faults);
  } else {
    result.cable = CableReader(result.lines, result.profile, options, faults).Read();
  }
  faults.Finish();
  return result;
}

std::optional<BodyView> ReadBody(std::string_view body, Profile profile, int first_line,
                                 Diagnostics& diagnostics) {
  Diagnostics found;
  Faults faults(found);
  BodyView view;
  std::optional<std::vector<LineOfText>> lines = SplitLines(body, first_line);
  if (!lines || body.size() > kBodyBytesMax) {
    faults.ErrorInText(DiagnosticCode::kTextTooLarge,
                       "the body is larger, or has more lines, than a channel carries");
  } else {
    BodyPlaces places;
    BodyRules rules;
    rules.profile = profile;
    ReadBodyLines(*lines, rules, view, places, faults);
  }
  faults.Finish();
  const bool refused = faults.refused();
  diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  return refused ? std::nullopt : std::optional(std::move(view));
}

}  // namespace torntape::cable
