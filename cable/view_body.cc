#include <algorithm>

#include "cable/body_reader.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"
#include "cable/view_parts.h"

// Format lines 6 to 15.
namespace torntape::cable {
namespace {

class ViewBodyReader {
 public:
  explicit ViewBodyReader(ViewLines& lines) : lines_(lines), view_(lines.view) {}

  bool Read() { return TakeAddresses() && TakeText(); }

 private:
  // FM, TO, INFO, in this order, each once, and BT behind them.
  bool TakeAddresses() {
    view_.addresses.clear();
    int current = 5;
    while (!lines_.AtEnd()) {
      const std::string_view line = lines_.Here();
      if (line == "BT") break;
      if (line.empty() || line[0] == ' ') return false;
      const int keyword = KeywordOf(line);
      if (keyword < 0 || (keyword == 0 && current < 7) || (keyword > 0 && keyword <= current)) {
        return false;
      }
      static constexpr std::size_t kBehind[] = {0, 3, 3, 5};  // "FM ", "TO ", "INFO "
      if (keyword > 0) current = keyword;
      if (keyword == 0 && !IsPlainContinuation(line)) return false;
      if (!TakeAddress(lines_.Take(current).substr(keyword > 0 ? kBehind[keyword - 5] : 0),
                       current)) {
        return false;
      }
    }
    const bool from = !view_.addresses.empty() && view_.addresses.front().format_line == 6;
    return !lines_.AtEnd() && from && current > 6;
  }

  // 6 to 8; 0 for none; -1 for XMT, BT with something behind it, and a keyword alone.
  static int KeywordOf(std::string_view line) {
    const std::string_view first = line.substr(0, line.find(' '));
    const bool alone = first.size() == line.size();
    if (first == "FM") return alone ? -1 : 6;
    if (first == "TO") return alone ? -1 : 7;
    if (first == "INFO") return alone ? -1 : 8;
    return first == "XMT" || first == "BT" ? -1 : 0;
  }

  // No line that the long way would take for something else than one more addressee.
  static bool IsPlainContinuation(std::string_view line) {
    const std::size_t slant = line.find('/');
    const std::size_t space = line.find(' ');
    // "INF0 RYLBDN/EMB DUNMARROW"
    if (slant != std::string_view::npos && space < slant) return false;
    // The shapes are costly to look for; most names have nothing that even begins one.
    const auto digits = std::count_if(line.begin(), line.end(), Scanner::IsFigure);
    const bool suspect = digits > 4 || space < 2 || line[0] == 'U' || line[0] == 'C' ||
                         line.find("GR") != std::string_view::npos;
    if (!suspect) return true;
    return !LooksLikePreamble(line) && !LooksLikePrefix(line) && !LooksLikeClassification(line);
  }

  bool TakeAddress(std::string_view text, int format_line) {
    AddressView address;
    address.format_line = format_line;
    text = Trim(text);
    const std::size_t slant = text.find('/');
    if (slant != std::string_view::npos && !text.substr(slant).starts_with("//")) {
      const std::string_view before = text.substr(0, slant);
      if (before.find(' ') == std::string_view::npos) {
        if (before != "ZEN" && !RoutingIndicator::Parse(before)) return false;
        address.indicator = before;
        text.remove_prefix(slant + 1);
      }
    }
    const std::size_t last = text.rfind(' ');
    if (view_.profile == Profile::kState && last != std::string_view::npos &&
        text.size() - last == 5 && IsAllDigits(text.substr(last + 1)) &&
        !Trim(text.substr(0, last)).empty()) {
      const std::string_view name = Trim(text.substr(0, last));
      if (name != "AIG" && !name.ends_with(" AIG")) {
        address.serial = text.substr(last + 1);
        text = name;
      }
    }
    address.designation = Trim(text);
    view_.addresses.push_back(address);
    return !address.designation.empty();
  }

  bool TakeText() {
    lines_.Take(11);
    view_.text_begin = lines_.at;
    if (lines_.end < 2 || lines_.end < lines_.at + 3) return false;
    view_.validation = view_.lines[lines_.end - 1].text;
    view_.lines[lines_.end - 1].format_line = 15;
    view_.text_end = lines_.end - 2;
    if (view_.lines[view_.text_end].text != "BT" || view_.text_end < view_.text_begin) return false;
    view_.lines[view_.text_end].format_line = 13;
    bool classified = false;
    for (; lines_.at < view_.text_end; ++lines_.at) {
      LineOfText& line = view_.lines[lines_.at];
      line.format_line = 12;
      if (classified || IsBlank(line.text)) continue;
      classified = true;
      if (!TakeClassification(line.text)) return false;
    }
    return classified;
  }

  bool TakeClassification(std::string_view text) {
    Scanner line(text);
    std::optional<Classification> classification;
    if (line.Take("UNCLAS")) {
      classification = line.Take(" EFTO") ? Classification::kEncryptForTransmission
                                          : Classification::kUnclassified;
    } else if (line.Take("C O N F I D E N T I A L")) {
      classification = Classification::kConfidential;
    } else if (line.Take("S E C R E T")) {
      classification = Classification::kSecret;
    } else if (line.Take("R E S T R I C T E D")) {
      classification = Classification::kRestricted;
    }
    if (classification != view_.classification) return false;
    if (!line.AtEnd() && line.rest()[0] != ' ' && line.rest()[0] != '/') return false;
    if (line.rest().starts_with(" SVC")) return false;
    int section = 0;
    if (line.Take(" SECTION ")) {
      section = Number(line.Digits(2));
      if (section == 0 || !line.Take(" OF ")) return false;
      const int total = Number(line.Digits(2));
      if (section > total || !(line.AtEnd() || line.rest()[0] == ' ')) return false;
    } else if (line.rest().find("SECTION") != std::string_view::npos) {
      return false;
    }
    if (view_.profile == Profile::kState) return section == view_.identification.section;
    view_.identification.section = static_cast<std::uint8_t>(section);
    return true;
  }

  ViewLines& lines_;
  CableView& view_;
};

}  // namespace

bool TakeViewBody(ViewLines& lines) { return ViewBodyReader(lines).Read(); }

}  // namespace torntape::cable
