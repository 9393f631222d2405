#include <algorithm>

#include <fmt/format.h>

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
  CableReader(std::span<LineOfText> lines, const ReadOptions& options, Faults& faults)
      : lines_(lines), options_(options), faults_(faults), layout_(LayOut(lines)) {}

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
                    "VZCZCBDA0417, then the routing line OO RYLBDN, then DE RYKABD #0417 1341042");
      return std::nullopt;
    }
    heading_ = MakeRef<Heading>();
    const Severity width =
        options_.ingress == Ingress::kTributary ? Severity::kError : Severity::kWarning;
    CheckBlankLines();
    ReadProcedure();
    ReadWholeBody();
    CheckCharacters(lines_, layout_, width, faults_);
    CheckBehindEnd(lines_, layout_, faults_);
    if (faults_.refused()) return std::nullopt;
    Complete();
    return std::move(cable_);
  }

 private:
  void CheckBlankLines() {
    for (std::size_t i = layout_.cable.begin; i < layout_.body.begin; ++i) {
      if (!IsBlank(lines_[i].text)) continue;
      faults_.Error(DiagnosticCode::kBlankLine, lines_[i], lines_[i].text,
                    "a blank line stands in the heading", "blank lines belong to the text alone");
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
    if (layout_.identification) {
      const LineOfText& line = lines_[*layout_.identification];
      cable_.identification_line = line.text;
      ReadIdentification(line, cable_.transmission, faults_);
    } else {
      MissingBefore(layout_.cable.begin, 1, DiagnosticCode::kNoSom,
                    "no start of message stands before this line",
                    "VZCZC and a channel number, as VZCZCBDA0417");
    }
    ReadCalledStations();
    if (layout_.calling) {
      const LineOfText& line = lines_[*layout_.calling];
      heading_->calling_line = line.text;
      ReadCallingLine(line, urgent_ ? Severity::kWarning : Severity::kError,
                      heading_->identification, faults_);
    } else {
      MissingBefore(layout_.instructions.begin, 3, DiagnosticCode::kNoCallingStation,
                    "DE and the calling station are missing before this line",
                    "who prepared the cable, as DE RYKABD #0417 1341042");
    }
    if (!layout_.instructions.empty()) {
      ReadInstructions(layout_.instructions.Of(lines_), *heading_, faults_);
    } else {
      MissingBefore(layout_.body.begin, 4, DiagnosticCode::kNoSecurity,
                    "the transmission instructions are missing before this line",
                    "ZNR UUUUU, or ZNY CCCCC for a classified cable");
    }
  }

  // Format line 2, or that of the outermost pilot, which is the one that is routed on.
  void ReadCalledStations() {
    const LineRange& outer =
        layout_.pilots.empty() ? layout_.routing : layout_.pilots.front().routing;
    if (outer.empty()) {
      const std::size_t behind = layout_.cable.begin + (layout_.identification ? 1 : 0);
      MissingBefore(behind, 2, DiagnosticCode::kNoRoutingIndicator,
                    "the routing line is missing before this line",
                    "the precedence, twice, and who is called, as OO RYLBDN RYMCFR");
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
    const bool routes = ReadRouting(outer.Of(lines_), cable_, faults_);
    urgent_ = routes && !IsHigher(Precedence::kImmediate, cable_.transmission.precedence);
    ReadPilots(lines_, layout_, cable_.transmission, faults_);
  }

  void MissingBefore(std::size_t index, int format_line, DiagnosticCode code, std::string message,
                     std::string hint) {
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
    cable_.transmission.body = SharedBytes(std::move(bytes));
    const std::string_view body = cable_.transmission.body.view();
    std::vector<LineOfText> lines(source.begin(), source.end());
    std::size_t at = 0;
    for (LineOfText& line : lines) {
      line.text = body.substr(at, line.text.size());
      at += line.text.size() + 1;
    }
    BodyRules rules;
    if (options_.ingress == Ingress::kTributary) {
      rules.no_from = Severity::kError;
      rules.bad_date_time = urgent_ ? Severity::kWarning : Severity::kError;
    }
    BodyPlaces places;
    ReadBodyLines(lines, rules, cable_.body, places, faults_);
    for (std::size_t i = 0; i < lines.size(); ++i) source[i].format_line = lines[i].format_line;
    CheckConsistency({lines_, layout_, lines, places, cable_.body, urgent_}, cable_.transmission,
                     *heading_, faults_);
    // A service message may come without format line 5 (spec 7.1); then line 2 says what it is.
    const bool preamble = places.preamble.has_value();
    heading_->action_precedence =
        preamble ? cable_.body.action_precedence : cable_.transmission.precedence;
  }

  void Complete() {
    heading_->info_precedence = cable_.body.info_precedence;
    const auto& instructions = cable_.body.message_instructions;
    heading_->always_deliver =
        std::find(instructions.begin(), instructions.end(), "ZFG") != instructions.end();
    heading_->body_digest = DigestOf(cable_.transmission.body.view());
    cable_.transmission.heading = heading_;
    cable_.subject_to_correction = urgent_ && (faults_.Has(DiagnosticCode::kBadFilingTime) ||
                                               faults_.Has(DiagnosticCode::kBadDtg) ||
                                               faults_.Has(DiagnosticCode::kNoValidation));
    cable_.lines.assign(lines_.begin(), lines_.end());
  }

  std::span<LineOfText> lines_;
  const ReadOptions& options_;
  Faults& faults_;
  Layout layout_;
  Ref<Heading> heading_;
  Cable cable_;
  bool urgent_ = false;  // IMMEDIATE or higher, and somebody is called for certain
};

}  // namespace

ReadResult ReadCable(std::string_view text, const ReadOptions& options) {
  ReadResult result;
  Faults faults(result.diagnostics);
  if (text.size() > options.text_bytes_max) {
    faults.ErrorInText(DiagnosticCode::kTextTooLarge,
                       fmt::format("the text has {} bytes, more than the {} that are read",
                                   text.size(), options.text_bytes_max));
    return result;
  }
  std::optional<std::vector<LineOfText>> lines = SplitLines(text);
  if (!lines) {
    faults.ErrorInText(DiagnosticCode::kTextTooLarge,
                       fmt::format("the text has more than {} lines", kLinesMax));
    return result;
  }
  result.lines = std::move(*lines);
  result.cable = CableReader(result.lines, options, faults).Read();
  faults.Finish();
  return result;
}

std::optional<BodyView> ReadBody(std::string_view body, Profile, int first_line,
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
    ReadBodyLines(*lines, {}, view, places, faults);
  }
  faults.Finish();
  const bool refused = faults.refused();
  diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  return refused ? std::nullopt : std::optional(std::move(view));
}

}  // namespace torntape::cable
