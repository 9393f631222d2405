#include "cable/view_reader.h"

#include <algorithm>

#include "cable/body_reader.h"
#include "cable/line_splitter.h"
#include "cable/text_lines.h"
#include "cable/view_parts.h"

namespace torntape::cable {
namespace {

constexpr std::size_t kTextBytesMax = 64u << 10;

class ViewReader {
 public:
  ViewReader(std::string_view text, CableView& view) : text_(text), view_(view), lines_{view} {}

  bool Read() {
    if (text_.size() > kTextBytesMax || text_.empty()) return false;
    const SplitFindings findings = SplitAndCheck(text_, view_.lines);
    if (!findings.printable || !findings.narrow || findings.second_start) return false;
    return FindEnd() && TakeViewProcedure(lines_) && TakeViewInstructions(lines_) &&
           TakeViewPreamble(lines_, date_) && TakeViewBody(lines_) && Agrees();
  }

 private:
  // NNNN, none or seven blank lines before it, and nothing behind.
  bool FindEnd() {
    std::size_t last = view_.lines.size();
    while (last > 0 && view_.lines[last - 1].text.empty()) --last;
    if (last < 8 || view_.lines[last - 1].text != "NNNN") return false;
    view_.lines[--last].format_line = 16;
    lines_.end = last;
    while (lines_.end > 0 && view_.lines[lines_.end - 1].text.empty())
      view_.lines[--lines_.end].format_line = 16;
    for (std::size_t i = 0; i < lines_.end; ++i) {
      if (view_.lines[i].text.starts_with("NNNN")) return false;
    }
    return lines_.end == last || lines_.end + 7 == last;
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
    if (date_.month == 0) return true;
    static constexpr int kDaysBefore[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    const bool leap_day = date_.month > 2 && date_.year && IsLeapYear(*date_.year);
    const int drafted = kDaysBefore[date_.month - 1] + date_.day + (leap_day ? 1 : 0);
    const FilingTime& filing = view_.identification.filing;
    const int days = drafted - filing.day;
    if (days > 180 || days < -180) return false;
    return days * 1440 + (date_.hour - filing.hour) * 60 + date_.minute - filing.minute <= 1440;
  }

  std::string_view text_;
  CableView& view_;
  ViewLines lines_;
  ViewDate date_;
};

}  // namespace

bool ReadView(std::string_view text, CableView& view) { return ViewReader(text, view).Read(); }

}  // namespace torntape::cable
