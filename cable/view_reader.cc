#include "cable/view_reader.h"

#include <algorithm>

#include "cable/body_reader.h"
#include "cable/line_splitter.h"
#include "cable/operating_signals.h"
#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::size_t kTextBytesMax = 64u << 10;
constexpr std::size_t kCalledHere = 64;  // more are compared with each other in the long way

// Takes pieces off the front of a line. Every Take is false, or empty, where the line does not go
// on as it must.
class Scanner {
 public:
  explicit Scanner(std::string_view line) : rest_(line) {}

  bool AtEnd() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  bool Take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool Take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  // Letters, as many as there are.
  std::string_view Letters() {
    std::size_t size = 0;
    while (size < rest_.size() && IsUpper(rest_[size])) ++size;
    return Cut(size);
  }
  // Exactly `count` digits; empty if there are fewer or more.
  std::string_view Digits(std::size_t count) {
    std::size_t size = 0;
    while (size < rest_.size() && IsFigure(rest_[size])) ++size;
    return size == count ? Cut(size) : std::string_view{};
  }
  // What stands up to the next space.
  std::string_view Group() { return Cut(std::min(rest_.find(' '), rest_.size())); }

  static bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
  static bool IsFigure(char c) { return c >= '0' && c <= '9'; }

 private:
  std::string_view Cut(std::size_t size) {
    const std::string_view cut = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return cut;
  }
  std::string_view rest_;
};

int Number(std::string_view digits) {
  int number = 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  return number;
}

class ViewReader {
 public:
  ViewReader(std::string_view text, CableView& view) : text_(text), view_(view) {}

  bool Read() {
    if (text_.size() > kTextBytesMax || text_.empty()) return false;
    const SplitFindings findings = SplitAndCheck(text_, view_.lines);
    if (!findings.printable || !findings.narrow || findings.second_start) return false;
    return FindEnd() && TakeIdentification() && TakeProcedure() && TakeInstructions() &&
           TakePreamble() && TakeAddresses() && TakeText() && Agrees();
  }

 private:
  bool AtEnd() const { return at_ >= end_; }
  std::string_view Here() const { return view_.lines[at_].text; }
  std::string_view Take(int format_line) {
    view_.lines[at_].format_line = format_line;
    return view_.lines[at_++].text;
  }

  // NNNN, none or seven blank lines before it, and nothing behind.
  bool FindEnd() {
    std::size_t last = view_.lines.size();
    while (last > 0 && view_.lines[last - 1].text.empty()) --last;
    if (last < 8 || view_.lines[last - 1].text != "NNNN") return false;
    view_.lines[--last].format_line = 16;
    end_ = last;
    while (end_ > 0 && view_.lines[end_ - 1].text.empty()) view_.lines[--end_].format_line = 16;
    for (std::size_t i = 0; i < end_; ++i) {
      if (view_.lines[i].text.starts_with("NNNN")) return false;
    }
    return end_ == last || end_ + 7 == last;
  }

  bool TakeIdentification() {
    Scanner line(Take(1));
    if (!line.Take("VZCZC")) return false;
    const std::string_view number = line.rest().substr(0, ChannelNumbersSize(line.rest()));
    const auto parsed = ChannelNumber::Parse(number);  // a stack of them goes the long way
    if (!parsed) return false;
    view_.number = *parsed;
    const std::string_view behind = line.rest().substr(number.size());
    return behind.empty() || behind == "     UU" || behind == "     HH" || behind == "     ";
  }

  bool TakeProcedure() {
    view_.called.clear();
    view_.identification = {};
    const std::string_view line = Take(2);
    if (line.size() < 3) return false;
    return line[2] == ' ' ? TakeRouting(line) && TakeCalling() : TakeJanapRouting(line);
  }

  // " RYLBDN RYMCFR": each once. Of `janap128` with the full stop behind the last one.
  bool TakeIndicators(std::string_view line, bool space_first) {
    Scanner rest(line);
    for (bool first = !space_first; !rest.AtEnd(); first = false) {
      if (!first && !rest.Take(' ')) return false;
      const auto indicator = RoutingIndicator::Parse(rest.Letters());
      if (!indicator || view_.called.size() == kCalledHere) return false;
      if (std::find(view_.called.begin(), view_.called.end(), *indicator) != view_.called.end()) {
        return false;
      }
      view_.called.push_back(*indicator);
      if (rest.rest() == ".") break;
    }
    return true;
  }

  // A further line of indicators; the long way takes these beginnings for those of other lines.
  bool TakeWrapped(std::string_view line) {
    if (line.empty() || line.starts_with("INFO") || line.starts_with("VZ") ||
        line.starts_with("ZCZC")) {
      return false;
    }
    return TakeIndicators(line, false);
  }

  bool TakeRouting(std::string_view line) {
    view_.profile = Profile::kState;
    const auto precedence = PrecedenceFromProsign(line[0]);
    if (line[0] != line[1] || !precedence || line.ends_with('.')) return false;
    view_.precedence = *precedence;
    if (!TakeIndicators(line.substr(2), true)) return false;
    while (!AtEnd() && !Here().starts_with("DE ")) {
      const std::string_view more = Take(2);
      if (more.ends_with('.') || !TakeWrapped(more)) return false;
    }
    return !AtEnd();
  }

  bool TakeFilingTime(std::string_view digits) {
    if (digits.size() != 7) return false;
    FilingTime& filing = view_.identification.filing;
    filing.form = FilingTime::Form::kDayOfYear;
    filing.day = static_cast<std::uint16_t>(Number(digits.substr(0, 3)));
    filing.hour = static_cast<std::uint8_t>(Number(digits.substr(3, 2)));
    filing.minute = static_cast<std::uint8_t>(Number(digits.substr(5, 2)));
    // Whether there is a day 366 depends on the year, which the long way looks at.
    return filing.day >= 1 && filing.day <= 365 && filing.hour <= 23 && filing.minute <= 59;
  }

  bool TakeSerial(std::string_view digits) {
    if (digits.size() != 4) return false;
    view_.identification.serial = static_cast<std::uint16_t>(Number(digits));
    view_.identification.serial_digits = 4;
    return true;
  }

  bool TakeCalling() {
    Scanner line(Take(3));
    if (!line.Take("DE ")) return false;
    const auto calling = RoutingIndicator::Parse(line.Letters());
    if (!calling || !line.Take(" #") || !TakeSerial(line.Digits(4))) return false;
    view_.identification.calling = *calling;
    if (line.Take('/')) {
      view_.identification.section = static_cast<std::uint8_t>(Number(line.Digits(2)));
      if (view_.identification.section == 0) return false;
    }
    return line.Take(' ') && TakeFilingTime(line.Digits(7)) && line.AtEnd();
  }

  // "OTTCZYUW RYKABDA0417 1341042-CCCC--RYLBDNA RYMCFRA."
  bool TakeJanapRouting(std::string_view first) {
    view_.profile = Profile::kJanap128;
    Scanner line(first);
    const std::string_view front = line.Group();
    if (front.size() != 8 || !std::all_of(front.begin(), front.end() - 1, Scanner::IsUpper) ||
        !(Scanner::IsUpper(front[7]) || Scanner::IsFigure(front[7]))) {
      return false;
    }
    const auto precedence = PrecedenceFromProsign(front[0]);
    const auto classification = ClassificationFromLetter(front[3]);
    if (!precedence || !classification || !line.Take(' ')) return false;
    view_.precedence = *precedence;
    view_.classification = *classification;
    const std::string_view station = line.Letters();
    const auto calling = RoutingIndicator::Parse(station);
    if (!calling || station.size() != 7 || !TakeSerial(line.Digits(4))) return false;
    view_.identification.calling = *calling;
    if (!line.Take(' ') || !TakeFilingTime(line.Digits(7)) || !line.Take('-')) return false;
    const std::string_view count = line.Digits(4);
    if (!count.empty() && !line.Take('-')) return false;
    const std::string_view field = line.Letters();
    if (field.size() != 4 || field[0] != front[3] || field[1] != front[3] || !line.Take("--")) {
      return false;
    }
    std::string_view rest = line.rest();
    if (!TakeIndicators(rest, false)) return false;
    while (!rest.ends_with('.')) {
      if (AtEnd()) return false;
      rest = Take(2);
      if (!TakeWrapped(rest)) return false;
    }
    return !view_.called.empty();
  }

  // Signals that the table knows, and what goes with them.
  static bool AreKnown(Scanner line, bool begins_with_signal) {
    bool first = begins_with_signal;
    while (!line.AtEnd()) {
      if (!line.Take(' ')) return false;
      const std::string_view group = line.Group();
      if (group.empty()) return false;
      if (group[0] == 'Z' && IsOperatingSignal(group)) {
        if (!IsReservedSignal(group) && FindOperatingSignal(group) == nullptr) return false;
      } else if (first) {
        return false;
      }
      first = false;
    }
    return true;
  }

  bool TakeInstructions() {
    if (AtEnd()) return false;
    Scanner line(Take(4));
    const bool unclassified = line.Take("ZNR ");
    if (!unclassified && !line.Take("ZNY ")) return false;
    const std::string_view letters = line.Letters();
    if (letters.size() != 5) return false;
    std::optional<Classification> classification;
    if (unclassified) {
      if (!letters.starts_with("UUU")) return false;
      classification = Classification::kUnclassified;
    } else if (letters.find_first_not_of(letters[0]) == std::string_view::npos &&
               letters[0] != 'U') {
      classification = ClassificationFromLetter(letters[0]);
    }
    if (!classification || !AreKnown(line, true)) return false;
    if (view_.profile == Profile::kJanap128 && view_.classification != *classification) {
      return false;
    }
    view_.classification = *classification;
    // What begins with a precedence, as the next line must, is no further line of instructions.
    return !AtEnd();
  }

  bool TakePreamble() {
    Scanner line(Take(5));
    const std::string_view whole = line.rest();
    if (whole.size() < 9 || whole.ends_with(' ')) return false;
    const auto action = PrecedenceFromProsign(whole[0]);
    if (!action || whole[1] != ' ') return false;
    line.Take(whole.substr(0, 2));
    view_.action_precedence = *action;
    view_.info_precedence.reset();
    if (whole[3] == ' ') {
      view_.info_precedence = PrecedenceFromProsign(whole[2]);
      if (!view_.info_precedence || !IsHigher(*action, *view_.info_precedence)) return false;
      line.Take(whole.substr(2, 2));
    }
    const std::string_view begin = line.rest();
    const std::string_view digits = line.Digits(6);
    if (digits.empty() || line.Letters().size() != 1) return false;
    day_ = Number(digits.substr(0, 2));
    hour_ = Number(digits.substr(2, 2));
    minute_ = Number(digits.substr(4, 2));
    TakeMonthAndYear(line);
    view_.date_time_group = begin.substr(0, begin.size() - line.rest().size());
    const int days = month_ == 0 ? 31 : DaysOf(month_, year_);
    const bool midnight = minute_ == 0 && hour_ == 0;
    if (day_ < 1 || day_ > days || hour_ > 23 || minute_ > 59 || midnight) return false;
    if (month_ == 0 && !line.AtEnd()) return false;  // what stands there may be meant as a month
    return AreKnown(line, false);
  }

  void TakeMonthAndYear(Scanner& line) {
    month_ = 0;
    year_.reset();
    Scanner ahead = line;
    if (!ahead.Take(' ')) return;
    month_ = MonthFromName(ahead.Group());
    if (month_ == 0) return;
    line = ahead;
    if (!ahead.Take(' ')) return;
    const std::string_view year = ahead.Group();
    if (!IsAllDigits(year)) return;
    if (year.size() != 2 && year.size() != 4) {
      month_ = 0;  // neither a year nor an instruction: the long way says what is wrong
      return;
    }
    year_ = Number(year);
    line = ahead;
  }

  // FM, TO, INFO, in this order, each once, and BT behind them.
  bool TakeAddresses() {
    view_.addresses.clear();
    int current = 5;
    while (!AtEnd()) {
      const std::string_view line = Here();
      if (line == "BT") break;
      if (line.empty() || line[0] == ' ') return false;
      const int keyword = KeywordOf(line);
      if (keyword < 0 || (keyword == 0 && current < 7) || (keyword > 0 && keyword <= current)) {
        return false;
      }
      static constexpr std::size_t kBehind[] = {0, 3, 3, 5};  // "FM ", "TO ", "INFO "
      if (keyword > 0) current = keyword;
      if (keyword == 0 && !IsPlainContinuation(line)) return false;
      if (!TakeAddress(Take(current).substr(keyword > 0 ? kBehind[keyword - 5] : 0), current)) {
        return false;
      }
    }
    const bool from = !view_.addresses.empty() && view_.addresses.front().format_line == 6;
    return !AtEnd() && from && current > 6;
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
    Take(11);
    view_.text_begin = at_;
    if (end_ < 2 || end_ < at_ + 3) return false;
    view_.validation = view_.lines[end_ - 1].text;
    view_.lines[end_ - 1].format_line = 15;
    view_.text_end = end_ - 2;
    if (view_.lines[view_.text_end].text != "BT" || view_.text_end < view_.text_begin) return false;
    view_.lines[view_.text_end].format_line = 13;
    bool classified = false;
    for (; at_ < view_.text_end; ++at_) {
      LineOfText& line = view_.lines[at_];
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

  // The parts against each other (spec 1.8, 1.12).
  bool Agrees() const {
    const std::string_view validation = view_.validation;
    if (validation.size() != 5 || validation[0] != '#' || !IsAllDigits(validation.substr(1)) ||
        Number(validation.substr(1)) != view_.identification.serial) {
      return false;
    }
    return PrecedencesAgree() && TimesAgree();
  }

  bool PrecedencesAgree() const {
    if (view_.precedence == view_.action_precedence) return true;
    if (view_.precedence != view_.info_precedence) return false;
    return std::none_of(view_.addresses.begin(), view_.addresses.end(), [&](const AddressView& to) {
      const auto indicator = RoutingIndicator::Parse(to.indicator);
      return to.format_line == 7 && indicator &&
             std::find(view_.called.begin(), view_.called.end(), *indicator) != view_.called.end();
    });
  }

  // Drafted at most a day after it was filed. What lies over the turn of a year goes the long way.
  bool TimesAgree() const {
    if (month_ == 0) return true;
    static constexpr int kDaysBefore[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    const bool leap_day = month_ > 2 && year_ && IsLeapYear(*year_);
    const int drafted = kDaysBefore[month_ - 1] + day_ + (leap_day ? 1 : 0);
    const FilingTime& filing = view_.identification.filing;
    const int days = drafted - filing.day;
    if (days > 180 || days < -180) return false;
    return days * 1440 + (hour_ - filing.hour) * 60 + minute_ - filing.minute <= 1440;
  }

  std::string_view text_;
  CableView& view_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;  // behind the last line before the end of message
  int day_ = 0;
  int hour_ = 0;
  int minute_ = 0;
  int month_ = 0;
  std::optional<int> year_;
};

}  // namespace

bool ReadView(std::string_view text, CableView& view) { return ViewReader(text, view).Read(); }

}  // namespace torntape::cable
