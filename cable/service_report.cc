#include "cable/service_report.h"

#include <array>
#include <cstddef>
#include <iterator>

#include <fmt/format.h>

#include "cable/operating_signals.h"

namespace torntape::cable {
namespace {

constexpr std::string_view kBegin = "BT\n";
constexpr std::string_view kNormal = "UNCLAS SVC ";
constexpr std::size_t kNumbersMax = 5000;  // half of the longest cycle

std::string AsArgument(const MessageIdentification& id) {
  // "RYKABD 0417 1341042": three groups, as service messages quote it (spec 7.1).
  std::string text = id.calling.ToString();
  auto out = std::back_inserter(text);
  if (id.serial_digits > 0) fmt::format_to(out, " {:0{}}", id.serial, id.serial_digits);
  if (id.position != '\0') text.push_back(id.position);
  if (id.section > 0) fmt::format_to(out, "/{:02}", id.section);
  if (id.filing.form != FilingTime::Form::kNone) fmt::format_to(out, " {}", id.filing.ToString());
  return text;
}

template <typename T>
std::string Groups(const std::vector<T>& values) {
  std::string text;
  for (const T& value : values) text += ' ' + value.ToString();
  return text;
}

std::string Normal(const ServiceReport& message, std::string_view text) {
  return fmt::format("{}{}{}{}\n{}", kBegin, kNormal, AsArgument(message.about), text, kBegin);
}

std::string Refusal(const ServiceReport& message, std::string_view code) {
  return Normal(message, fmt::format(" {}{} {}", code, Groups(message.indicators),
                                     message.rejected ? "REJ" : "ACC"));
}

// The number it came under, and that of the first copy if it is still known.
std::string DuplicateWords(const std::vector<ChannelNumber>& numbers) {
  const ChannelNumber received = numbers.empty() ? ChannelNumber{} : numbers.front();
  return fmt::format(" RECEIVED {} DUPLICATE OF {}", received.ToString(),
                     numbers.size() > 1 ? numbers[1].ToString() : "EARLIER COPY");
}

// The groups of one line, one after the other.
class GroupReader {
 public:
  explicit GroupReader(std::string_view line) : rest_(line) {}
  std::string_view Next() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
    const std::string_view group = rest_.substr(0, rest_.find(' '));
    rest_.remove_prefix(group.size());
    return group;
  }

 private:
  std::string_view rest_;
};

std::string_view FirstLine(std::string_view text) { return text.substr(0, text.find('\n')); }

// What a line of numbers names, up to the first group that is none.
void ReadNumbers(GroupReader& groups, ServiceReport& report) {
  while (report.numbers.size() < kNumbersMax) {
    const std::string_view group = groups.Next();
    const auto number = ChannelNumber::Parse(group);
    if (number) {
      report.numbers.push_back(*number);
      continue;
    }
    if (group == "ZID") {
      report.last_received = ChannelNumber::Parse(groups.Next()).value_or(ChannelNumber{});
    }
    return;
  }
}

ServiceKind KindOfWords(std::string_view words) {
  struct Word {
    std::string_view word;
    ServiceKind kind;
  };
  static constexpr std::array<Word, 6> kWords = {{
      {" DUPLICATE OF ", ServiceKind::kDuplicate},
      {" INV ", ServiceKind::kUnknownIndicator},
      {" SEC ", ServiceKind::kNotApproved},
      {" SRC ", ServiceKind::kSpecialCategory},
      {"ZEQ4 ", ServiceKind::kNotProtected},
      {" SECTION ", ServiceKind::kSectionMissing},
  }};
  for (const Word& word : kWords) {
    if (words.find(word.word) != words.npos) return word.kind;
  }
  return ServiceKind::kOther;
}

}  // namespace

std::string WriteServiceBody(const ServiceReport& message) {
  switch (message.kind) {
    case ServiceKind::kOpenNumber:
      return fmt::format("ZFX{}{}{}\n", Groups(message.numbers),
                         message.last_received.none() ? "" : " ZID ",
                         message.last_received.ToString());
    case ServiceKind::kTwoUnderOne:
      return fmt::format("ZFQ{}\n", Groups(message.numbers));
    case ServiceKind::kDuplicate:
      return Normal(message, DuplicateWords(message.numbers));
    case ServiceKind::kUnknownIndicator:
      return Refusal(message, "INV");
    case ServiceKind::kNotApproved:
      return Refusal(message, "SEC");
    case ServiceKind::kSpecialCategory:
      return Refusal(message, "SRC");
    case ServiceKind::kNotProtected:
      return fmt::format("{}{}ZEQ4 {}{}\n{}", kBegin, kNormal, AsArgument(message.about),
                         Groups(message.indicators), kBegin);
    case ServiceKind::kSectionMissing:
      return fmt::format("{}{}{}\n{}", kBegin, kNormal, message.words, kBegin);
    case ServiceKind::kOther:
      break;
  }
  return Normal(message, "");
}

bool IsServiceBody(std::string_view body) {
  if (body.starts_with(kBegin)) body.remove_prefix(kBegin.size());
  if (body.starts_with("UNCLAS SVC ") || body.starts_with("UNCLAS SVC\n")) return true;
  GroupReader groups(FirstLine(body));
  std::string_view first = groups.Next();
  if (first == "INT") first = groups.Next();
  return IsOperatingSignal(first);
}

std::optional<ServiceReport> ReadServiceBody(std::string_view body) {
  if (!IsServiceBody(body)) return std::nullopt;
  ServiceReport message;
  if (body.starts_with(kBegin)) {
    message.kind = KindOfWords(FirstLine(body.substr(kBegin.size())));
    return message;
  }
  GroupReader groups(FirstLine(body));
  const std::string_view signal = groups.Next();
  if (signal != "ZFX" && signal != "ZFQ") return message;
  message.kind = signal == "ZFX" ? ServiceKind::kOpenNumber : ServiceKind::kTwoUnderOne;
  ReadNumbers(groups, message);
  if (message.numbers.empty()) return std::nullopt;
  return message;
}

}  // namespace torntape::cable
