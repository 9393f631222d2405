#include "cable/archive_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/printable.h"
#include "cable/archive_layout.h"
#include "cable/body_reader.h"
#include "cable/consistency.h"
#include "cable/heading_reader.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::size_t kWidthMax = 69;
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
    ReadBody();
    CheckFrame();
    CheckCharacters();
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

  EarlierHeading* Earlier() {
    return cable_.body.earlier.empty() ? nullptr : &cable_.body.earlier.back();
  }

  void ReadBody() {
    for (std::size_t i = 0; i < body_.size(); ++i) {
      const LineOfText& line = body_[i];
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
          cable_.body.accounting = line.text;
          break;
        case 12:
          cable_.body.text.push_back(line.text);
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

  void ReadPreambleLine(std::size_t index) {
    const LineOfText& line = body_[index];
    if (!LooksLikeArchivePreamble(line.text)) {  // what goes on it: "ZUI ASN-ASS017000841"
      for (const std::string_view group : SplitGroups(line.text)) {
        cable_.body.message_instructions.emplace_back(group);
      }
      return;
    }
    if (!places_.preamble) {
      places_.preamble = index;
      ReadArchivePreamble(line, cable_.body, places_, faults_);
      return;
    }
    if (cable_.body.earlier.size() == kEarlierHeadingsMax) {
      faults_.Error(DiagnosticCode::kReaddressal, line, line.text,
                    fmt::format("the cable has more than {} headings", kEarlierHeadingsMax + 1));
      return;
    }
    BodyView preamble;
    BodyPlaces unused;
    ReadArchivePreamble(line, preamble, unused, faults_);
    EarlierHeading& earlier = cable_.body.earlier.emplace_back();
    earlier.action_precedence = preamble.action_precedence;
    earlier.info_precedence = preamble.info_precedence;
    earlier.date_time_group = std::move(preamble.date_time_group);
    earlier.message_instructions = std::move(preamble.message_instructions);
  }

  std::vector<AddressLine>& ListOf(int format_line) {
    EarlierHeading* const earlier = Earlier();
    if (format_line == 7) return earlier != nullptr ? earlier->to : cable_.body.to;
    if (format_line == 8) return earlier != nullptr ? earlier->info : cable_.body.info;
    return earlier != nullptr ? earlier->exempted : cable_.body.exempted;
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
    std::optional<AddressLine>& from = Earlier() != nullptr ? Earlier()->from : cable_.body.from;
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
    for (std::vector<AddressLine>* list : {&cable_.body.to, &cable_.body.info}) {
      std::erase_if(*list, [](const AddressLine& address) { return address.designation.empty(); });
    }
  }

  void ReadEnding(std::size_t index) {
    const LineOfText& line = body_[index];
    const std::string_view text = TrimArchive(line.text);
    if (text.starts_with('#') && !places_.validation) {
      places_.validation = index;
      cable_.body.validation = text;
      if (text.size() == 5 && IsAllDigits(text.substr(1))) return;
      faults_.Warning(DiagnosticCode::kValidation, line, text,
                      fmt::format("{} is no validation", Quoted(text)),
                      "# and the four digits of the serial number, as #0417");
    } else if (!text.empty()) {
      cable_.body.corrections.emplace_back(text);
    }
  }

  // Blank lines around the text are the frame's, not the text's.
  void TrimText() {
    std::vector<std::string_view>& text = cable_.body.text;
    while (!text.empty() && TrimArchive(text.back()).empty()) text.pop_back();
    const auto first = std::find_if(
        text.begin(), text.end(), [](std::string_view line) { return !TrimArchive(line).empty(); });
    text.erase(text.begin(), first);
  }

  void ReadClass() {
    BodyView& view = cable_.body;
    for (std::size_t i = 0; i < body_.size(); ++i) {
      if (body_[i].format_line != 12 || TrimArchive(body_[i].text).empty()) continue;
      places_.classification = i;
      ReadClassificationLine(body_[i], view, places_, faults_);
      break;
    }
    if (view.section > 0 || !places_.classification) return;
    // "SECTION 01 OF 02" alone, on one of the next lines.
    for (std::size_t i = *places_.classification + 1;
         i < std::min(body_.size(), *places_.classification + 4); ++i) {
      const std::string_view first = FirstGroup(body_[i].text);
      if (body_[i].format_line != 12 || (first != "SECTION" && first != "FINAL")) continue;
      BodyView label;
      BodyPlaces unused;
      Diagnostics none;
      Faults ignored(none);
      ReadClassificationLine(body_[i], label, unused, ignored);
      view.section = label.section;
      view.section_total = label.section_total;
      break;
    }
  }

  // What the copy lost of its frame, one warning a kind.
  void CheckFrame() {
    const LineOfText last = physical_.empty() ? LineOfText{} : LastNotBlank();
    if (!layout_.opened || !layout_.closed) {
      const bool both = !layout_.opened && !layout_.closed;
      const LineOfText line = InPlaceOf(layout_.opened ? last : BeforeText(), both ? 11 : 13);
      faults_.Warning(DiagnosticCode::kNoBt, line, EndOf(line),
                      both             ? "no BT stands around the text"
                      : layout_.opened ? "no BT stands behind the text"
                                       : "no BT stands before the text",
                      "where the text begins and ends is seen from the lines themselves");
    }
    if (!layout_.end_of_message || layout_.odd_end) {
      const LineOfText line =
          InPlaceOf(layout_.end_of_message ? physical_[*layout_.end_of_message] : last, 16);
      faults_.Warning(DiagnosticCode::kNoEom, line,
                      layout_.end_of_message ? line.text : EndOf(line),
                      layout_.end_of_message
                          ? fmt::format("{} was read as the end of message", Quoted(line.text))
                          : std::string("the text ends without an end of message"),
                      "NNNN on a line of its own, in its first column");
    }
    const bool addressed = !cable_.body.to.empty() || !cable_.body.info.empty();
    if (!cable_.body.from && addressed && !places_.service) {
      const LineOfText line = InPlaceOf(physical_[BeginOfCable()], 6);
      faults_.Warning(DiagnosticCode::kNoFm, line, line.text, "the cable names no originator");
    }
    if (!places_.preamble) {
      const LineOfText line = InPlaceOf(physical_[BeginOfCable()], 5);
      faults_.Warning(DiagnosticCode::kNoPreamble, line, line.text,
                      "the cable has no precedence and date-time group");
    }
  }

  std::size_t BeginOfCable() const {
    const auto first = std::find_if(physical_.begin(), physical_.end(),
                                    [](const LineOfText& line) { return line.format_line > 0; });
    return first == physical_.end() ? 0 : static_cast<std::size_t>(first - physical_.begin());
  }

  LineOfText BeforeText() const {
    const std::size_t begin = std::min(layout_.text_begin, physical_.size());
    for (std::size_t i = begin; i > 0; --i) {
      if (!TrimArchive(physical_[i - 1].text).empty()) return physical_[i - 1];
    }
    return physical_.front();
  }

  LineOfText LastNotBlank() const {
    for (std::size_t i = physical_.size(); i > 0; --i) {
      const LineOfText& line = physical_[i - 1];
      if (line.format_line > 0 && line.format_line < 16 && !TrimArchive(line.text).empty()) {
        return line;
      }
    }
    return physical_.back();
  }

  // Characters and widths that no circuit takes: said once each, with how many lines there are.
  void CheckCharacters() {
    const LineOfText* wide = nullptr;
    const LineOfText* odd = nullptr;
    std::string_view odd_piece;
    std::size_t wide_count = 0;
    std::size_t odd_count = 0;
    for (const LineOfText& line : physical_) {
      if (line.format_line == 0) continue;
      const std::string_view shown = TrimArchive(line.text);
      if (shown.size() > kWidthMax && ++wide_count == 1) wide = &line;
      const std::string_view piece = FindOdd(line);
      if (!piece.empty() && ++odd_count == 1) {
        odd = &line;
        odd_piece = piece;
      }
    }
    if (wide != nullptr) {
      faults_.Warning(DiagnosticCode::kWidth, *wide, TrimArchive(wide->text).substr(kWidthMax),
                      wide_count == 1
                          ? std::string("the line is longer than the 69 that a circuit takes")
                          : fmt::format("{} lines are longer than the 69 that a circuit takes; "
                                        "this is the first",
                                        wide_count));
    }
    if (odd != nullptr) {
      faults_.Warning(DiagnosticCode::kBadCharacter, *odd, odd_piece,
                      odd_count == 1
                          ? fmt::format("{} is no character of a cable", Quoted(odd_piece))
                          : fmt::format("{} lines have characters that no cable has; this is the "
                                        "first",
                                        odd_count));
    }
  }

  // The first character that is none of a cable: but for the pilcrow, which delivered copies have
  // at each paragraph, the bells of a routing line, and what stands at the ends of lines.
  std::string_view FindOdd(const LineOfText& line) const {
    const bool told = line.format_line == 2 && faults_.Has(DiagnosticCode::kFl2Repaired);
    if (told) return {};
    std::string_view text = TrimArchive(line.text);
    if (line.format_line == 2) text.remove_prefix(BellSize(text));
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text.substr(at).starts_with("\xc2\xb6")) {
        ++at;
        continue;
      }
      if (!Carries(CharacterSet::kIa5, text[at])) {
        return text.substr(at, std::max<std::size_t>(FirstCell(text.substr(at)).bytes, 1));
      }
    }
    return {};
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
