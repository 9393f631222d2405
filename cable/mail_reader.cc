#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "cable/mail.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::size_t kFieldsMax = 500;
constexpr std::array<std::string_view, 12> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};

char Lower(char c) { return IsLetter(c) ? static_cast<char>(c - 'A' + 'a') : c; }
char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string InCapitals(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), Upper);
  return out;
}

// The fields of a header, unfolded, by their names in small letters.
using Fields = std::map<std::string, std::string>;

// Takes one line off the front, without its end.
std::string_view TakeLine(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  while (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view NameOfField(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return {};
  const std::string_view name = line.substr(0, colon);
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return IsLetter(Upper(c)) || IsDigit(c) || c == '-';
  });
  return plain ? name : std::string_view{};
}

// The header up to its blank line, which is taken too.
Result<Fields> TakeFields(std::string_view& rest) {
  Fields fields;
  std::string current;
  while (!rest.empty()) {
    const std::string_view line = TakeLine(rest);
    if (line.empty()) break;
    if (line[0] == ' ' || line[0] == '\t') {
      if (!current.empty()) fields[current].append(" ").append(Trim(line.substr(1)));
      continue;
    }
    const std::string_view name = NameOfField(line);
    if (name.empty()) return Failure(fmt::format("{} is no header field", Quoted(line)));
    if (fields.size() == kFieldsMax) {
      return Failure(fmt::format("the header has more than {} fields", kFieldsMax));
    }
    current.assign(name);
    std::transform(current.begin(), current.end(), current.begin(), Lower);
    fields[current] = Trim(line.substr(name.size() + 1));
  }
  return fields;
}

// "\"EMB DUNMARROW\" (RYLBDN) <emb.dunmarrow@cable.example>": the address line "RYLBDN/EMB
// DUNMARROW" and its station. Without a name the local part has to do.
struct Mailbox {
  std::string name;
  RoutingIndicator station;
};
Mailbox MailboxIn(std::string_view text) {
  Mailbox box;
  std::string comment;
  std::string address;
  bool quoted = false;
  std::string* in = &box.name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      in->push_back(text[++i]);
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == '(') {
      in = &comment;
    } else if (!quoted && c == '<') {
      in = &address;
    } else if (!quoted && (c == ')' || c == '>')) {
      in = &box.name;
    } else {
      in->push_back(c);
    }
  }
  box.name = InCapitals(Trim(box.name));
  if (address.empty()) std::swap(address, box.name);
  if (box.name.empty()) {
    box.name = InCapitals(address.substr(0, address.find('@')));
    std::replace(box.name.begin(), box.name.end(), '.', ' ');
  }
  box.station = RoutingIndicator::Parse(Trim(comment)).value_or(RoutingIndicator());
  return box;
}

// A list at its commas, but for those in quotes and comments.
std::vector<Mailbox> MailboxesIn(std::string_view list) {
  std::vector<Mailbox> boxes;
  bool quoted = false;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    if (i < list.size() && list[i] == '"') quoted = !quoted;
    if (i < list.size() && list[i] == '(') ++depth;
    if (i < list.size() && list[i] == ')') --depth;
    const bool ends = i == list.size() || (list[i] == ',' && !quoted && depth == 0);
    if (!ends) continue;
    const std::string_view one = Trim(list.substr(begin, i - begin));
    if (!one.empty()) boxes.push_back(MailboxIn(one));
    begin = i + 1;
  }
  return boxes;
}

std::optional<Precedence> PrecedenceIn(std::string_view value) {
  if (value.empty()) return std::nullopt;
  switch (value[0]) {
    case '5':
      return Precedence::kEmergencyCommand;
    case '4':
      return Precedence::kFlash;
    case '3':
      return Precedence::kImmediate;
    case '2':
      return Precedence::kPriority;
    case '1':
    case '0':
      return Precedence::kRoutine;
    default:
      return std::nullopt;
  }
}

// "Wed, 14 May 2031 10:30:00 +0000" as "141030Z MAY 31".
std::optional<std::string> GroupIn(std::string_view date, Profile profile) {
  const Groups all = SplitGroups(date);
  std::size_t at = !all.empty() && all[0].ends_with(',') ? 1 : 0;
  if (all.size() < at + 5) return std::nullopt;
  const std::string_view day = all[at];
  const std::string month = InCapitals(all[at + 1]);
  const std::string_view year = all[at + 2];
  const std::string_view time = all[at + 3];
  const std::string_view zone = all[at + 4];
  const bool known = std::find(kMonths.begin(), kMonths.end(), month) != kMonths.end();
  if (!known || day.empty() || day.size() > 2 || !IsAllDigits(day) || year.size() != 4 ||
      !IsAllDigits(year) || time.size() < 5 || time[2] != ':' || zone.size() != 5 ||
      !IsAllDigits(zone.substr(1)) || !IsAllDigits(time.substr(0, 2)) ||
      !IsAllDigits(time.substr(3, 2)) || zone.substr(3) != "00") {
    return std::nullopt;
  }
  const int hours = NumberOf(zone.substr(1, 2));
  if (hours > 12) return std::nullopt;
  const char letter = hours == 0       ? 'Z'
                      : zone[0] == '-' ? static_cast<char>('N' + hours - 1)
                      : hours < 10     ? static_cast<char>('A' + hours - 1)
                                       : static_cast<char>('K' + hours - 10);
  return fmt::format("{:02}{}{}{} {} {}", NumberOf(day), time.substr(0, 2), time.substr(3, 2),
                     letter, month, profile == Profile::kState ? year.substr(2) : year);
}

class MailReader {
 public:
  MailReader(const Fields& fields, std::string_view text, const ConversionRules& rules)
      : fields_(fields), text_(text), rules_(rules) {}

  Result<Draft> Read() {
    draft_.profile = rules_.to;
    draft_.media = rules_.media;
    if (rules_.number) draft_.number = *rules_.number;
    for (const auto& step : {&MailReader::ReadIdentifier, &MailReader::ReadSecurity,
                             &MailReader::ReadPreamble, &MailReader::ReadAddresses}) {
      if (const std::string why = (this->*step)(); !why.empty()) return Failure(why);
    }
    if (draft_.number.none() && rules_.to != Profile::kAcp127) {
      return Failure("e-mail has no channel number; say one: --number BDA0001");
    }
    ReadText();
    return std::move(draft_);
  }

 private:
  std::string_view Field(const std::string& name) const {
    const auto found = fields_.find(name);
    return found == fields_.end() ? std::string_view{} : std::string_view(found->second);
  }

  std::string ReadIdentifier() {
    const Groups groups = SplitGroups(Field("mmhs-acp127-message-identifier"));
    const auto calling = groups.size() == 3 ? RoutingIndicator::Parse(groups[0]) : std::nullopt;
    if (!calling) {
      return "MMHS-Acp127-Message-Identifier does not name station, serial number and filing "
             "time, as RYKABD 0417 1341042";
    }
    MessageIdentification& id = draft_.identification;
    const auto mapped = rules_.stations.find(*calling);
    id.calling = mapped == rules_.stations.end() ? *calling : mapped->second;
    std::string_view serial = groups[1];
    if (!serial.empty() && IsLetter(serial.back())) {
      id.position = rules_.to == Profile::kAcp127 ? serial.back() : '\0';
      serial.remove_suffix(1);
    }
    const std::string_view filing = groups[2];
    const bool good = !serial.empty() && serial.size() <= 4 && IsAllDigits(serial) &&
                      filing.size() == 7 && IsAllDigits(filing);
    if (!good) return "MMHS-Acp127-Message-Identifier is not as RYKABD 0417 1341042";
    id.serial = static_cast<std::uint16_t>(NumberOf(serial));
    id.serial_digits =
        rules_.to == Profile::kAcp127 ? static_cast<std::uint8_t>(serial.size()) : std::uint8_t{4};
    id.filing = {FilingTime::Form::kDayOfYear,
                 static_cast<std::uint16_t>(NumberOf(filing.substr(0, 3))),
                 static_cast<std::uint8_t>(NumberOf(filing.substr(3, 2))),
                 static_cast<std::uint8_t>(NumberOf(filing.substr(5, 2)))};
    return {};
  }

  std::string ReadSecurity() {
    const std::string_view label = Field("sio-label");
    for (int i = 0; i < 6; ++i) {
      const auto each = static_cast<Classification>(i);
      if (label.find(fmt::format("\"{}\"", NameOf(each))) != std::string_view::npos) {
        draft_.classification = each;
      }
    }
    std::string_view handling = Field("mmhs-handling-instructions");
    if (handling.empty()) {
      const char letter = LetterOf(draft_.classification);
      draft_.instruction_lines =
          fmt::format("{} {}\n", letter == 'U' ? "ZNR" : "ZNY", std::string(5, letter));
    }
    while (!handling.empty()) {
      const std::size_t end = std::min(handling.find("; "), handling.size());
      draft_.instruction_lines.append(handling.substr(0, end)).push_back('\n');
      handling.remove_prefix(std::min(end + 2, handling.size()));
    }
    return {};
  }

  std::string ReadPreamble() {
    const auto primary = PrecedenceIn(Field("mmhs-primary-precedence"));
    const auto copy = PrecedenceIn(Field("mmhs-copy-precedence"));
    if (!primary && !copy) return "there is no MMHS-Primary-Precedence";
    draft_.precedence = primary.value_or(copy.value_or(Precedence::kRoutine));
    std::string line(1, ProsignOf(draft_.precedence));
    if (primary && copy && IsHigher(*primary, *copy)) {
      line += std::string(" ") + ProsignOf(*copy);
    }
    std::string_view date = Field("mmhs-extended-authorisation-info");
    if (date.empty()) date = Field("date");
    const auto group = GroupIn(date, rules_.to);
    if (!group) return fmt::format("{} is no date of an e-mail", Quoted(date));
    line += " " + *group;
    std::string_view signals = Field("mmhs-message-instructions");
    while (!signals.empty()) {
      const std::size_t end = std::min(signals.find("; "), signals.size());
      line.append(" ").append(signals.substr(0, end));
      signals.remove_prefix(std::min(end + 2, signals.size()));
    }
    draft_.heading.push_back(std::move(line));
    return {};
  }

  std::string ReadAddresses() {
    std::string originator = InCapitals(Field("mmhs-originator-plad"));
    if (originator.empty() && !Field("from").empty()) originator = MailboxIn(Field("from")).name;
    if (originator.empty()) return "there is no From";
    draft_.heading.push_back("FM " + originator);
    AddList("TO ", Field("to"), Field("mmhs-other-recipients-indicator-to"));
    AddList("INFO ", Field("cc"), Field("mmhs-other-recipients-indicator-cc"));
    std::string keyword = "XMT ";
    for (const Mailbox& box : MailboxesIn(Field("mmhs-exempted-address"))) {
      draft_.heading.push_back(keyword + box.name);
      keyword.clear();
    }
    if (const auto count = Field("mmhs-codress-message-indicator"); !count.empty()) {
      draft_.heading.push_back(fmt::format("GR{}", count));
    }
    draft_.heading.emplace_back("BT");
    if (!draft_.called.empty()) return {};
    return "no addressee has the station that serves him, as in \"EMB DUNMARROW\" (RYLBDN) <...>";
  }

  void AddList(std::string keyword, std::string_view list, std::string_view others) {
    for (const Mailbox& box : MailboxesIn(list)) {
      std::string line = keyword;
      if (!box.station.none()) {
        line += box.station.ToString() + "/";
        auto& called = draft_.called;
        if (std::find(called.begin(), called.end(), box.station) == called.end()) {
          called.push_back(box.station);
        }
      }
      draft_.heading.push_back(line + box.name);
      keyword.clear();
    }
    while (!others.empty()) {
      const std::size_t end = std::min(others.find("; "), others.size());
      draft_.heading.push_back(fmt::format("{}ZEN/{}", keyword, others.substr(0, end)));
      others.remove_prefix(std::min(end + 2, others.size()));
      keyword.clear();
    }
  }

  void ReadText() {
    while (!text_.empty()) draft_.text.emplace_back(TakeLine(text_));
    while (!draft_.text.empty() && IsBlank(draft_.text.back())) draft_.text.pop_back();
    draft_.ending = {"BT"};
    if (draft_.text.empty()) return;
    const LabelInText label = FindSectionLabel(SplitClassLine(draft_.text.front()).rest);
    if (rules_.to == Profile::kState && label.total > 0) {
      draft_.identification.section = static_cast<std::uint8_t>(label.section);
    }
  }

  const Fields& fields_;
  std::string_view text_;
  const ConversionRules& rules_;
  Draft draft_;
};

}  // namespace

bool LooksLikeMail(std::string_view text) {
  const std::string_view name = NameOfField(text.substr(0, text.find('\n')));
  const std::string capitals = InCapitals(name);
  static constexpr std::array<std::string_view, 8> kFirst = {
      "FROM", "TO", "DATE", "SUBJECT", "RECEIVED", "RETURN-PATH", "MESSAGE-ID", "MIME-VERSION"};
  return capitals.starts_with("MMHS-") ||
         std::find(kFirst.begin(), kFirst.end(), capitals) != kFirst.end();
}

Result<Draft> ReadMail(std::string_view text, const ConversionRules& rules) {
  if (text.size() > kMailBytesMax) {
    return Failure(fmt::format("the e-mail has {} bytes, more than the {} that are read",
                               text.size(), kMailBytesMax));
  }
  const auto fields = TakeFields(text);
  if (!fields) return Failure(fields.error().message);
  return MailReader(*fields, text, rules).Read();
}

}  // namespace torntape::cable
