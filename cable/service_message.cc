#include "cable/service_message.h"

#include <algorithm>
#include <array>

#include "cable/shapes.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

// Prosigns that begin an item (spec 8, last row). Others are words: "C", "AA" and "WA" name places
// in a text.
constexpr std::array<std::string_view, 3> kProsigns = {"IMI", "K", "AR"};

struct Group {
  std::string_view text;
  std::size_t line = 0;
};

// The text ends a sentence with a full stop, which is no part of the last group.
std::string_view WithoutStop(std::string_view group) {
  while (group.size() > 1 && (group.back() == '.' || group.back() == ',')) group.remove_suffix(1);
  return group;
}

bool IsFilingTime(std::string_view group, FilingTime& filing) {
  if (group.size() == 7 && IsAllDigits(group)) {
    filing.form = FilingTime::Form::kDayOfYear;
    filing.day = static_cast<std::uint16_t>(NumberOf(group.substr(0, 3)));
    filing.hour = static_cast<std::uint8_t>(NumberOf(group.substr(3, 2)));
    filing.minute = static_cast<std::uint8_t>(NumberOf(group.substr(5, 2)));
    return true;
  }
  if (group.size() != 8 || group[2] != '/' || group[7] != 'Z' || !IsAllDigits(group.substr(0, 2)) ||
      !IsAllDigits(group.substr(3, 4))) {
    return false;
  }
  filing.form = FilingTime::Form::kDayOfMonth;
  filing.day = static_cast<std::uint16_t>(NumberOf(group.substr(0, 2)));
  filing.hour = static_cast<std::uint8_t>(NumberOf(group.substr(3, 2)));
  filing.minute = static_cast<std::uint8_t>(NumberOf(group.substr(5, 2)));
  return true;
}

// "417", "#0417/01", "129B".
bool IsSerial(std::string_view group, MessageIdentification& id) {
  if (group.starts_with('#')) group.remove_prefix(1);
  const std::size_t digits = std::min(group.find_first_not_of("0123456789"), group.size());
  std::string_view behind = group.substr(digits);
  if (digits < 1 || digits > 4) return false;
  id.serial = static_cast<std::uint16_t>(NumberOf(group.substr(0, digits)));
  id.serial_digits = static_cast<std::uint8_t>(digits);
  if (!behind.empty() && IsLetter(behind[0])) {
    id.position = behind[0];
    behind.remove_prefix(1);
  }
  if (behind.size() == 3 && behind[0] == '/' && IsAllDigits(behind.substr(1))) {
    id.section = static_cast<std::uint8_t>(NumberOf(behind.substr(1)));
    return true;
  }
  return behind.empty();
}

class ServiceReader {
 public:
  explicit ServiceReader(const BodyView& body) : body_(body) {}

  std::optional<ServiceMessage> Read() {
    if (body_.form != MessageForm::kService && body_.form != MessageForm::kAbbreviatedService) {
      return std::nullopt;
    }
    Collect();
    while (at_ < groups_.size()) TakeItem();
    TakeClosing();
    return std::move(message_);
  }

 private:
  // The groups of the message, without the classification and SVC ahead of them. A routing line
  // with DE behind it begins the message that is sent again, if ZDK stands before it
  // (spec 1.4, 9.120).
  void Collect() {
    bool svc = body_.form == MessageForm::kAbbreviatedService;
    bool repeats = false;
    for (std::size_t i = 0; i < body_.text.size() && groups_.size() < kServiceGroupsMax; ++i) {
      if (svc && repeats && BeginsEnclosed(i)) {
        message_.enclosed = i;
        return;
      }
      for (const std::string_view group : SplitGroups(body_.text[i])) {
        if (svc) groups_.push_back({group, i});
        repeats = repeats || group == "ZDK";
        svc = svc || group == "SVC";
      }
    }
  }

  bool BeginsEnclosed(std::size_t line) const {
    if (!LooksLikeRoutingLine(body_.text[line])) return false;
    std::size_t next = line + 1;
    while (next < body_.text.size() && LooksLikeMoreRouting(body_.text[next])) ++next;
    return next < body_.text.size() && FirstGroup(body_.text[next]) == "DE";
  }

  std::string_view Here(std::size_t ahead = 0) const {
    return at_ + ahead < groups_.size() ? WithoutStop(groups_[at_ + ahead].text)
                                        : std::string_view{};
  }

  void TakeItem() {
    ServiceItem& item = message_.items.emplace_back();
    if (Here() == "INT") {
      item.question = true;
      ++at_;
    }
    if (IsReceipt()) {
      item.signal = Here();
      ++at_;
      AddPrecedence(item, 1);
    } else if (BeginsItem(Here())) {
      item.signal = Here();
      item.meaning = FindOperatingSignal(item.signal);
      ++at_;
    }
    while (at_ < groups_.size() && !BeginsItem(Here()) && Here() != "INT") TakeArgument(item);
  }

  static bool BeginsItem(std::string_view group) {
    return IsOperatingSignal(group) ||
           std::find(kProsigns.begin(), kProsigns.end(), group) != kProsigns.end();
  }

  // "R Z KLA114": received, FLASH, this number (spec 3.5).
  bool IsReceipt() const {
    return at_ == 0 && Here() == "R" && Here(1).size() == 1 && PrecedenceFromProsign(Here(1)[0]) &&
           ChannelNumber::Parse(Here(2));
  }

  // `count` groups from the cursor on, as one piece of their line.
  std::string_view Piece(std::size_t count) const {
    const std::string_view first = groups_[at_].text;
    const std::string_view last = WithoutStop(groups_[at_ + count - 1].text);
    if (groups_[at_].line != groups_[at_ + count - 1].line) return first;
    return {first.data(), static_cast<std::size_t>(last.data() + last.size() - first.data())};
  }

  ServiceArgument& Add(ServiceItem& item, ArgumentKind kind, std::size_t count) {
    ServiceArgument& argument = item.arguments.emplace_back();
    argument.kind = kind;
    argument.text = Piece(count);
    at_ += count;
    return argument;
  }

  void AddPrecedence(ServiceItem& item, std::size_t count) {
    const auto precedence = PrecedenceFromProsign(Here()[0]);
    Add(item, ArgumentKind::kPrecedence, count).precedence = precedence;
  }

  void TakeArgument(ServiceItem& item) {
    const std::string_view group = Here();
    if (const auto number = ChannelNumber::Parse(group)) {
      Add(item, ArgumentKind::kChannelNumber, 1).number = *number;
    } else if (group.size() == 2 && group[0] == group[1] && PrecedenceFromProsign(group[0])) {
      AddPrecedence(item, 1);
    } else if (group.size() == 7 && group.back() == 'Z' && IsAllDigits(group.substr(0, 6))) {
      Add(item, ArgumentKind::kTime, 1);
    } else if ((item.signal == "ZNR" || item.signal == "ZNY") && item.arguments.empty()) {
      Add(item, ArgumentKind::kSecurity, 1);
    } else if (!TakeStation(item)) {
      AddWord(item);
    }
  }

  // A routing indicator, with the serial number and filing time of a message behind it or without.
  bool TakeStation(ServiceItem& item) {
    const std::string_view group = Here();
    MessageIdentification id;
    // Words have the letters of indicators; R and Q begin those of the relay networks.
    const bool plausible = group.starts_with('R') || group.starts_with('Q');
    const auto station = RoutingIndicator::Parse(group);
    if (station && (plausible || IsSerial(Here(1), id))) {
      id = {};
      id.calling = *station;
      if (!IsSerial(Here(1), id)) {
        if (IsWord(group)) return false;
        Add(item, ArgumentKind::kRoutingIndicator, 1).indicator = *station;
        return true;
      }
      const std::size_t count = IsFilingTime(Here(2), id.filing) ? 3 : 2;
      Add(item, ArgumentKind::kMessageIdentification, count).identification = id;
      return true;
    }
    // "RYKABDA0245": station and serial number of `janap128` in one.
    if (group.size() != 11 || !IsAllDigits(group.substr(7))) return false;
    const auto origin = RoutingIndicator::Parse(group.substr(0, 7));
    if (!origin) return false;
    id = {};
    id.calling = *origin;
    (void)IsSerial(group.substr(7), id);
    const std::size_t count = IsFilingTime(Here(1), id.filing) ? 2 : 1;
    Add(item, ArgumentKind::kMessageIdentification, count).identification = id;
    return true;
  }

  // The words that begin like an indicator and stand in the fixed wordings of spec 7.2.
  static bool IsWord(std::string_view group) {
    static constexpr std::array<std::string_view, 8> kWords = {
        "RECORDED", "RELEASED", "RECEIVED", "REPLY", "RESPONSIBLE", "QUICK", "REPORT", "REQUEST"};
    return std::find(kWords.begin(), kWords.end(), group) != kWords.end();
  }

  void AddWord(ServiceItem& item) {
    std::vector<ServiceArgument>& arguments = item.arguments;
    const std::string_view word = groups_[at_].text;
    const bool joins = !arguments.empty() && arguments.back().kind == ArgumentKind::kWords &&
                       word_line_ == groups_[at_].line;
    word_line_ = groups_[at_].line;
    if (joins) {
      std::string_view& text = arguments.back().text;
      text = {text.data(), static_cast<std::size_t>(word.data() + word.size() - text.data())};
      ++at_;
    } else {
      arguments.push_back({ArgumentKind::kWords, word, {}, {}, {}, {}});
      ++at_;
    }
  }

  void TakeClosing() {
    message_.cite_in_reply = std::any_of(groups_.begin(), groups_.end(), [](const Group& group) {
      return WithoutStop(group.text) == "COSIR";
    });
    if (groups_.empty()) return;
    const std::string_view last = WithoutStop(groups_.back().text);
    if (last == "REJ") message_.verdict = Verdict::kRejected;
    if (last == "ACC") message_.verdict = Verdict::kAccepted;
  }

  const BodyView& body_;
  ServiceMessage message_;
  std::vector<Group> groups_;
  std::size_t at_ = 0;
  std::size_t word_line_ = 0;
};

}  // namespace

std::optional<ServiceMessage> ReadServiceMessage(const BodyView& body) {
  return ServiceReader(body).Read();
}

}  // namespace torntape::cable
