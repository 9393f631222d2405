#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "base/instant.h"
#include "cable/faults.h"
#include "cable/mail.h"
#include "cable/text_lines.h"

namespace torntape::cable {
namespace {

constexpr std::size_t kStringMax = 69;  // of a field of RFC 6477
constexpr std::size_t kSubjectCodesMax = 8;
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};

struct PrecedenceRow {
  std::string_view header;
  int priority;
};
// Of Y, W, Z, O, P and R (spec 10).
constexpr std::array<PrecedenceRow, kPrecedenceCount> kPrecedences = {{{"5 (override)", 6},
                                                                       {"5 (override)", 6},
                                                                       {"4 (flash)", 4},
                                                                       {"3 (immediate)", 2},
                                                                       {"2 (priority)", 0},
                                                                       {"1 (routine)", -2}}};
const PrecedenceRow& RowOf(Precedence precedence) {
  return kPrecedences.at(static_cast<std::size_t>(precedence));
}

// "EMB BRINDLEMOOR" is emb.brindlemoor: letters and figures, a dot for whatever stands between.
std::string LocalPart(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (IsLetter(c) || IsDigit(c)) {
      out += IsLetter(c) ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (c >= 'a' && c <= 'z') {
      out += c;
    } else if (!out.empty() && out.back() != '.') {
      out += '.';
    }
  }
  while (out.ends_with('.')) out.pop_back();
  return out.empty() ? "addressee" : out;
}

std::string QuotedPhrase(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string MailboxOf(const AddressLine& address) {
  std::string out = QuotedPhrase(address.designation);
  if (!address.indicator.none()) out += fmt::format(" ({})", address.indicator.ToString());
  return out + fmt::format(" <{}@{}>", LocalPart(address.designation), kMailDomain);
}

// Hours east of Greenwich of a zone letter (J is local time and has none).
std::optional<int> HoursOf(char zone) {
  if (zone == 'Z') return 0;
  if (zone >= 'A' && zone <= 'I') return zone - 'A' + 1;
  if (zone >= 'K' && zone <= 'M') return zone - 'K' + 10;
  if (zone >= 'N' && zone <= 'Y') return -(zone - 'N' + 1);
  return std::nullopt;
}

std::optional<std::string> DateOf(const DateTimeGroup& group) {
  const auto hours = HoursOf(group.zone);
  if (!hours || group.month == 0 || !group.year || group.day == 0) return std::nullopt;
  const int year = *group.year < 100 ? 2000 + *group.year : *group.year;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(group.month)},
                                         std::chrono::day{static_cast<unsigned>(group.day)}};
  if (year < 1678 || year > 2261 || !date.ok()) return std::nullopt;  // 31 FEB is well written
  const Instant day = FromCalendar(year, group.month, group.day);
  const auto days = ToNanoseconds(day) / 86'400'000'000'000;
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:00 {}{:02}00",
                     kDays.at(static_cast<std::size_t>((days % 7 + 7) % 7)), group.day,
                     kMonths.at(static_cast<std::size_t>(group.month - 1)), year, group.hour,
                     group.minute, *hours < 0 ? '-' : '+', std::abs(*hours));
}

bool HasSerial(const AddressLine& address) { return !address.serial.empty(); }

class MailWriter {
 public:
  MailWriter(const Cable& cable, Faults& faults)
      : cable_(cable), heading_(*cable.transmission.heading), body_(cable.body), faults_(faults) {}

  std::string Write() {
    WriteAddresses();
    WritePrecedence();
    WriteIdentity();
    WriteInstructions();
    WriteSubjects();
    SayWhatIsLost();
    Field("MIME-Version", "1.0");
    Field("Content-Type", "text/plain; charset=utf-8");
    out_ += "\r\n";
    for (const std::string_view line : body_.text) out_.append(line).append("\r\n");
    return std::move(out_);
  }

 private:
  void Field(std::string_view name, std::string_view value) {
    if (!value.empty()) out_ += fmt::format("{}: {}\r\n", name, value);
  }

  void Lost(int format_line, std::string what) {
    const auto found =
        std::find_if(cable_.lines.begin(), cable_.lines.end(),
                     [&](const LineOfText& line) { return line.format_line == format_line; });
    const LineOfText& line = found == cable_.lines.end() ? cable_.lines.front() : *found;
    faults_.Warning(DiagnosticCode::kLost, line, TrimEnd(line.text),
                    fmt::format("e-mail has no place for {}", what));
  }

  // Those reached by other means are named apart; the others one a line.
  void List(std::string_view field, std::string_view others, const std::vector<AddressLine>& list) {
    std::string here;
    std::string elsewhere;
    for (const AddressLine& address : list) {
      std::string& out = address.delivered_otherwise ? elsewhere : here;
      if (!out.empty()) out += address.delivered_otherwise ? "; " : ",\r\n ";
      out += address.delivered_otherwise ? address.designation : MailboxOf(address);
    }
    Field(field, here);
    if (!others.empty()) Field(others, elsewhere);
  }

  void WriteAddresses() {
    if (body_.from) {
      Field("From", MailboxOf(*body_.from));
      Field("MMHS-Originator-PLAD", body_.from->designation.substr(0, kStringMax));
    }
    List("To", "MMHS-Other-Recipients-Indicator-To", body_.to);
    List("Cc", "MMHS-Other-Recipients-Indicator-CC", body_.info);
    List("MMHS-Exempted-Address", {}, body_.exempted);
  }

  // Two values of MT-Priority cannot be sent for one message, so it has the higher one.
  void WritePrecedence() {
    if (!body_.to.empty() || body_.info.empty()) {
      Field("MMHS-Primary-Precedence", RowOf(body_.action_precedence).header);
    }
    const Precedence copy = body_.info_precedence.value_or(body_.action_precedence);
    if (!body_.info.empty()) Field("MMHS-Copy-Precedence", RowOf(copy).header);
    Field("MT-Priority", fmt::format("{}", RowOf(body_.action_precedence).priority));
  }

  void WriteIdentity() {
    const MessageIdentification& id = heading_.identification;
    MessageIdentification plain = id;
    plain.section = 0;
    Field("MMHS-Acp127-Message-Identifier",
          WriteCallingLine(Profile::kAcp127, plain).substr(std::string_view("DE ").size()));
    if (const auto date = DateOf(body_.date_time_group)) {
      Field("Date", *date);
      Field("MMHS-Extended-Authorisation-Info", *date);
    } else {
      Lost(5, fmt::format("the date-time group {}, which does not say a day that there is, with "
                          "month, year and zone",
                          body_.date_time_group.text));
    }
  }

  void WriteInstructions() {
    Field("SIO-Label", fmt::format("marking=\"{}\"", NameOf(heading_.classification)));
    std::string handling;
    std::string_view rest = heading_.instruction_lines;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      if (!handling.empty()) handling += "; ";
      handling += TrimEnd(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    Field("MMHS-Handling-Instructions", handling);
    std::string instructions;
    for (const std::string& each : body_.message_instructions) {
      instructions += (instructions.empty() ? "" : "; ") + each;
    }
    Field("MMHS-Message-Instructions", instructions);
    const Groups groups = SplitGroups(body_.accounting);
    if (!groups.empty()) {
      std::string_view count = groups.back();
      if (count.starts_with("GR")) count.remove_prefix(2);
      const bool counted = !count.empty() && IsAllDigits(count);
      if (counted) Field("MMHS-Codress-Message-Indicator", count);
      if (!counted || !groups[0].starts_with("GR")) {
        Lost(10, fmt::format("{}", Quoted(body_.accounting)));
      }
    }
  }

  // What `state` texts begin with: reference number, subject, tags (spec 1.11).
  void WriteSubjects() {
    std::string codes;
    std::size_t count = 0;
    if (!body_.text.empty()) WriteReference(body_.text.front());
    for (const std::string_view line : body_.text) {
      if (line.starts_with("SUBJECT: ")) Field("Subject", Trim(line.substr(9)));
      if (!line.starts_with("TAGS:")) continue;
      for (std::string_view tag : SplitGroups(line.substr(5))) {
        while (tag.ends_with(',')) tag.remove_suffix(1);
        const bool fits = tag.size() >= 3 && tag.size() <= 8;
        if (!fits || ++count > kSubjectCodesMax) continue;
        codes += (codes.empty() ? "" : "; ") + std::string(tag);
      }
    }
    Field("MMHS-Subject-Indicator-Codes", codes);
  }

  void WriteReference(std::string_view class_line) {
    const Groups groups = SplitGroups(class_line);
    if (groups.size() < 2 || groups.back().size() != 6 || !IsAllDigits(groups.back())) return;
    Field("MMHS-Originator-Reference",
          fmt::format("{} {}", groups[groups.size() - 2], groups.back()));
  }

  void SayWhatIsLost() {
    const Transmission& transmission = cable_.transmission;
    if (!transmission.number.none()) {
      Lost(1, fmt::format("the channel number {}", transmission.number.ToString()));
    }
    if (!transmission.pilots.empty()) Lost(1, "a pilot, and what it encloses");
    std::string first;
    std::size_t unnamed = 0;
    for (const Called& called : transmission.called) {
      const auto serves = [&called](const AddressLine& address) {
        return address.indicator == called.indicator;
      };
      const bool addressed = std::any_of(body_.to.begin(), body_.to.end(), serves) ||
                             std::any_of(body_.info.begin(), body_.info.end(), serves);
      if (!addressed && unnamed++ == 0) first = called.indicator.ToString();
    }
    if (unnamed == 1) {
      Lost(2, fmt::format("{}, which is called and stands before no addressee", first));
    } else if (unnamed > 1) {
      Lost(2, fmt::format("{} and {} more, which are called and stand before no addressee", first,
                          unnamed - 1));
    }
    const auto serials = std::count_if(body_.to.begin(), body_.to.end(), HasSerial) +
                         std::count_if(body_.info.begin(), body_.info.end(), HasSerial);
    if (serials > 0) Lost(7, fmt::format("the serial numbers of {} addressees", serials));
    if (!body_.earlier.empty()) {
      Lost(5, fmt::format("the {} that it had before it was readdressed",
                          body_.earlier.size() == 1 ? "heading" : "headings"));
    }
    // Of a section the text says so, and its reader finds it there again.
    if (heading_.identification.section > 0 && body_.section != heading_.identification.section) {
      Lost(3, fmt::format("the section /{:02} in the identification",
                          heading_.identification.section));
    }
    if (!body_.corrections.empty()) Lost(15, "corrections behind the text");
  }

  const Cable& cable_;
  const Heading& heading_;
  const BodyView& body_;
  Faults& faults_;
  std::string out_;
};

}  // namespace

std::string WriteMail(const Cable& cable, Diagnostics& diagnostics) {
  Diagnostics found;
  Faults faults(found);
  std::string mail = MailWriter(cable, faults).Write();
  faults.Finish();
  diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  return mail;
}

}  // namespace torntape::cable
