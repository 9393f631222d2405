#include "cable/archive_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "cable/archive_parts.h"
#include "cable/consistency.h"
#include "cable/heading_reader.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

class ArchiveReader {
 public:
  ArchiveReader(std::vector<LineOfText>& lines, Profile profile, Faults& faults)
      : physical_(lines), faults_(faults) {
    cable_.profile = profile;
    rules_.profile = profile;
    rules_.mode = ReadMode::kArchive;
  }

  std::optional<Cable> Read() {
    layout_ = LayOutArchive(physical_, faults_);
    if (!layout_.recognised) {
      const auto first = std::find_if(physical_.begin(), physical_.end(),
                                      [](const LineOfText& l) { return !IsBlank(l.text); });
      if (first == physical_.end()) {
        faults_.ErrorInText(DiagnosticCode::kEmptyText, "there is no cable in the text");
      } else {
        faults_.ErrorInText(DiagnosticCode::kEmptyText,
                            "nothing in the text looks like the beginning of a cable",
                            "a routing line, a preamble R 141030Z MAY 31, or FM and who sends it");
      }
      return std::nullopt;
    }
    physical_.swap(layout_.lines);  // what is given back from here on
    heading_ = MakeRef<Heading>();
    ReadProcedure();
    if (!MakeBody()) return std::nullopt;
    ReadArchiveBody(body_, rules_, cable_.body, places_, faults_);
    CheckArchiveFrame(physical_, layout_, cable_.body, places_, faults_);
    if (faults_.refused()) return std::nullopt;
    Complete();
    return std::move(cable_);
  }

 private:
  std::span<const LineOfText> lines() const { return physical_; }

  // The lines with this format line that stand together, the first time there are any.
  std::span<const LineOfText> FirstRun(int format_line) const {
    const auto is = [format_line](const LineOfText& l) { return l.format_line == format_line; };
    const auto begin = std::find_if(physical_.begin(), physical_.end(), is);
    const auto end = std::find_if_not(begin, physical_.end(), is);
    return {begin, end};
  }

  void ReadProcedure() {
    if (const auto run = FirstRun(1); !run.empty()) {
      cable_.identification_line = run.front().text;
      ReadIdentification(run.first(1), cable_.profile, cable_.transmission, faults_);
    }
    if (const auto run = FirstRun(2); !run.empty()) {
      for (const LineOfText& line : run) cable_.routing_lines.append(line.text).push_back('\n');
      if (TooLong(run, cable_.routing_lines.size())) return;
      if (cable_.profile == Profile::kJanap128) {
        ReadJanapRouting(run, ReadMode::kArchive, cable_, *heading_, calling_, faults_);
      } else {
        ReadRouting(run, ReadMode::kArchive, cable_, faults_);
      }
      routed_ = true;
    }
    if (const auto run = FirstRun(3); !run.empty()) {
      heading_->calling_line = run.front().text;
      calling_ = ReadCallingLine(run.front(), {cable_.profile, true, Severity::kWarning},
                                 heading_->identification, faults_);
    }
    const Classification called_as = heading_->classification;
    std::vector<LineOfText> instructions;
    std::copy_if(physical_.begin(), physical_.end(), std::back_inserter(instructions),
                 [](const LineOfText& line) { return line.format_line == 4; });
    if (!instructions.empty()) {
      signalled_ = ReadInstructions(instructions, cable_.profile, *heading_, faults_);
      if (faults_.Has(DiagnosticCode::kSecGarbled)) {
        heading_->classification = std::max(heading_->classification, called_as);
      }
    } else if (routed_) {
      const LineOfText line = InPlaceOf(FirstRun(2).back(), 4);
      faults_.Warning(DiagnosticCode::kNoSecurity, line, EndOf(line),
                      "the transmission instructions are missing behind this line",
                      "ZNR UUUUU, or ZNY CCCCC for a classified cable");
    }
  }

  bool TooLong(std::span<const LineOfText> run, std::size_t size) {
    if (size <= kLineBytesMax) return false;
    faults_.Error(DiagnosticCode::kTextTooLarge, run.front(), run.front().text,
                  fmt::format("format line {} has {} characters, more than the {} that are carried",
                              run.front().format_line, size, kLineBytesMax));
    return true;
  }

  static bool IsOfBody(const LineOfText& line) {
    return line.format_line >= 5 && line.format_line <= 15;
  }

  // The lines of the body, one format line a line, as the bytes that would travel.
  bool MakeBody() {
    std::string bytes;
    for (const LineOfText& line : physical_) {
      if (!IsOfBody(line)) continue;
      bytes.append(line.text).push_back('\n');
      body_.push_back(line);
    }
    if (bytes.size() > kBodyBytesMax) {
      faults_.ErrorInText(DiagnosticCode::kTextTooLarge,
                          fmt::format("the body has {} bytes, more than the {} that are carried",
                                      bytes.size(), kBodyBytesMax));
      return false;
    }
    cable_.transmission.body = SharedBytes(bytes);
    std::size_t at = 0;
    for (LineOfText& line : body_) {
      line.text = cable_.transmission.body.view().substr(at, line.text.size());
      at += line.text.size() + 1;
    }
    return true;
  }

  void Complete() {
    Layout parts;
    parts.instructions = {0, signalled_ || !heading_->instruction_lines.empty() ? 1u : 0u};
    if (cable_.profile != Profile::kState) {
      heading_->identification.section = static_cast<std::uint8_t>(cable_.body.section);
    }
    const bool has_heading = routed_ || calling_.line != nullptr;
    if (!body_.empty()) {
      if (!routed_) cable_.transmission.precedence = cable_.body.action_precedence;
      // Without a line that says who it is from, there is nothing to validate.
      const Profile profile = has_heading ? cable_.profile : Profile::kAcp127;
      CheckConsistency({physical_, parts, body_, places_, cable_.body, calling_, profile,
                        !heading_->instruction_lines.empty(), Prosign::kNone, true, std::nullopt,
                        YearRule::kSlidingWindow},
                       cable_.transmission, *heading_, faults_);
    }
    heading_->action_precedence =
        places_.preamble ? cable_.body.action_precedence : cable_.transmission.precedence;
    heading_->info_precedence = cable_.body.info_precedence;
    const auto& instructions = cable_.body.message_instructions;
    heading_->always_deliver =
        std::find(instructions.begin(), instructions.end(), "ZFG") != instructions.end();
    heading_->body_digest = DigestOf(cable_.transmission.body.view());
    cable_.body.form = places_.service ? MessageForm::kService
                       : cable_.body.from || !cable_.body.to.empty() || !cable_.body.info.empty()
                           ? MessageForm::kPlaindress
                           : MessageForm::kAbbreviatedPlaindress;
    cable_.transmission.heading = heading_;
    cable_.lines = physical_;
  }

  std::vector<LineOfText>& physical_;  // first the physical lines, then one a format line
  Faults& faults_;
  BodyRules rules_;
  ArchiveLayout layout_;
  Ref<Heading> heading_;
  Cable cable_;
  CallingPlaces calling_;
  std::vector<LineOfText> body_;
  BodyPlaces places_;
  bool routed_ = false;
  bool signalled_ = false;
};

}  // namespace

std::optional<Cable> ReadArchive(std::vector<LineOfText>& lines, Profile profile, Faults& faults) {
  return ArchiveReader(lines, profile, faults).Read();
}

}  // namespace torntape::cable
