#include <algorithm>

#include "cable/shapes.h"
#include "cable/view_parts.h"

// Format lines 1 to 3.
namespace torntape::cable {
namespace {

constexpr std::size_t kCalledHere = 64;  // more are compared with each other in the long way

class ViewProcedureReader {
 public:
  explicit ViewProcedureReader(ViewLines& lines) : lines_(lines), view_(lines.view) {}

  bool Read() { return TakeIdentification() && TakeProcedure(); }

 private:
  bool TakeIdentification() {
    Scanner line(lines_.Take(1));
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
    const std::string_view line = lines_.Take(2);
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
    while (!lines_.AtEnd() && !lines_.Here().starts_with("DE ")) {
      const std::string_view more = lines_.Take(2);
      if (more.ends_with('.') || !TakeWrapped(more)) return false;
    }
    return !lines_.AtEnd();
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
    Scanner line(lines_.Take(3));
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
      if (lines_.AtEnd()) return false;
      rest = lines_.Take(2);
      if (!TakeWrapped(rest)) return false;
    }
    return !view_.called.empty();
  }

  ViewLines& lines_;
  CableView& view_;
};

}  // namespace

bool TakeViewProcedure(ViewLines& lines) { return ViewProcedureReader(lines).Read(); }

}  // namespace torntape::cable
