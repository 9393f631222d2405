#include "tests/cable/generated_cable.h"

#include <array>

#include <fmt/format.h>

namespace torntape::cable::testing {
namespace {

constexpr std::size_t kWidthMax = 69;

class Generator {
 public:
  explicit Generator(Prng& prng) : prng_(prng) {}

  GeneratedCable Generate() {
    DrawPrecedences();
    AddIdentification();
    AddRouting();
    AddCalling();
    AddInstructions();
    AddPreamble();
    AddAddresses();
    AddText();
    cable_.text += cable_.body + "NNNN\n";
    return std::move(cable_);
  }

 private:
  bool Chance(std::uint64_t of_ten) { return prng_.Chance(of_ten, 10); }
  std::size_t Below(std::size_t bound) { return static_cast<std::size_t>(prng_.Below(bound)); }

  std::string Letters(std::size_t count) {
    std::string letters;
    while (letters.size() < count) letters += static_cast<char>('A' + Below(26));
    return letters;
  }
  std::string Indicator() { return "R" + Letters(3 + Below(5)); }
  std::string Spaces() { return Chance(1) ? std::string(1 + Below(5), ' ') : std::string(); }
  std::string Number() {
    return fmt::format("{}{:0{}}", Letters(3), 1 + Below(999), Chance(5) ? 3 : 4);
  }
  template <std::size_t kCount>
  std::string OneOf(const std::array<const char*, kCount>& words) {
    return words.at(Below(kCount));
  }

  void DrawPrecedences() {
    const auto draw = [&] { return static_cast<Precedence>(Below(kPrecedenceCount)); };
    Heading& heading = cable_.heading;
    heading.action_precedence = draw();
    if (Chance(4)) {
      const Precedence info = draw();
      if (IsHigher(heading.action_precedence, info)) heading.info_precedence = info;
    }
    cable_.precedence = heading.action_precedence;
    // A copy for information only: none of its stations is named for action below.
    lowered_ = heading.info_precedence && Chance(5);
    if (lowered_) cable_.precedence = *heading.info_precedence;
  }

  void AddIdentification() {
    std::string stack = Number();
    cable_.number = *ChannelNumber::Parse(stack);
    for (std::size_t more = Chance(3) ? 1 + Below(3) : 0; more > 0; --more) stack += Number();
    if (Chance(3)) stack += std::string(1 + Below(5), ' ') + (Chance(5) ? "UU" : "HH");
    cable_.text += "VZCZC" + stack + Spaces() + "\n";
  }

  // Physical lines of a routing line, as a relay or a person may have wrapped them.
  std::string RoutingLines(char prosign, const std::vector<std::string>& indicators) {
    std::string lines(2, prosign);
    std::size_t width = 2;
    for (const std::string& indicator : indicators) {
      if (width + 1 + indicator.size() > kWidthMax - 6 || prng_.Chance(1, 30)) {
        lines += Spaces() + "\n" + indicator;
        width = indicator.size();
      } else {
        lines += " " + indicator;
        width += 1 + indicator.size();
      }
    }
    return lines + Spaces() + "\n";
  }

  void AddRouting() {
    std::vector<std::string> indicators;
    for (std::size_t count = Chance(8) ? 1 + Below(5) : 1 + Below(40); count > 0; --count) {
      std::string indicator = Indicator();
      if (lowered_) indicator[0] = 'Q';  // so that no action addressee has it
      indicators.push_back(indicator);
      const auto parsed = RoutingIndicator::Of(indicator);
      bool known = false;
      for (const Called& each : cable_.called) known |= each.indicator == parsed;
      if (!known) cable_.called.push_back({parsed, Role::kAction});
      if (Chance(1)) indicators.push_back(indicators.at(Below(indicators.size())));  // a repeat
    }
    if (IsUrgent(cable_.precedence) && Chance(3)) {
      cable_.text += Chance(5) ? "JJJJJSSSSS" : "\x07\x07\x07\x07\x07'''''";
    }
    cable_.text += RoutingLines(ProsignOf(cable_.precedence), indicators);
    for (std::size_t pilots = Chance(2) ? 1 + Below(kPilotsMax) : 0; pilots > 0; --pilots)
      AddPilot();
  }

  void AddPilot() {
    Pilot pilot;
    if (Chance(5)) pilot.instruction = "ZNR UUUUU ";
    pilot.instruction += OneOf<4>({"ZOV ", "ZFD ", "ZEL ", "ZDG "}) + Indicator();
    if (Chance(2)) pilot.instruction += " T EMB GLENDARRA";
    pilot.instruction += Spaces();
    if (Chance(7)) pilot.enclosed_identification = Number() + Number() + Spaces();
    std::vector<std::string> indicators;
    for (std::size_t count = 1 + Below(4); count > 0; --count) indicators.push_back(Indicator());
    pilot.enclosed_routing_line =
        RoutingLines(ProsignOf(static_cast<Precedence>(Below(kPrecedenceCount))), indicators);
    cable_.text += pilot.instruction + "\n";
    if (!pilot.enclosed_identification.empty()) cable_.text += pilot.enclosed_identification + "\n";
    cable_.text += pilot.enclosed_routing_line;
    cable_.pilots.push_back(std::move(pilot));
  }

  void AddCalling() {
    MessageIdentification& id = cable_.heading.identification;
    id.calling = RoutingIndicator::Of(Indicator());
    id.serial = static_cast<std::uint16_t>(Below(10'000));
    id.serial_digits = 4;
    id.section = Chance(3) ? static_cast<std::uint8_t>(1 + Below(9)) : std::uint8_t{0};
    id.filing = {FilingTime::Form::kDayOfYear, static_cast<std::uint16_t>(1 + Below(365)),
                 static_cast<std::uint8_t>(Below(24)), static_cast<std::uint8_t>(Below(60))};
    cable_.heading.calling_line = "DE " + id.ToString() + Spaces();
    cable_.text += cable_.heading.calling_line + "\n";
  }

  void AddInstructions() {
    Heading& heading = cable_.heading;
    heading.classification = static_cast<Classification>(Below(6));
    const char letter = LetterOf(heading.classification);
    std::string line = letter == 'U' ? "ZNR " : "ZNY ";
    if (letter == 'U' && Chance(2)) {
      line += "UUU" + Letters(2);
    } else {
      line += std::string(5, letter);
      if (letter != 'U' && Chance(2)) {
        heading.special_category = Chance(5) ? 'A' : 'B';
        line += "/" + std::string(5, heading.special_category);
      }
    }
    if (Chance(3)) line += " " + OneOf<4>({"ZZH", "ZGC", "ZOT RYLBDN", "ZEQ6"});
    heading.instruction_lines = line + Spaces() + "\n";
    if (Chance(2)) heading.instruction_lines += "RYMCFR T ABCD" + Spaces() + "\n";
    if (Chance(1)) heading.instruction_lines += "T EMB GLENDARRA\n";
    cable_.text += heading.instruction_lines;
  }

  void AddPreamble() {
    Heading& heading = cable_.heading;
    cable_.body += ProsignOf(heading.action_precedence);
    if (heading.info_precedence)
      cable_.body += std::string(" ") + ProsignOf(*heading.info_precedence);
    // No month: whether it fits the filing time is not asked then.
    cable_.body += fmt::format(" {:02}{:02}{:02}{}", 1 + Below(31), Below(24), 1 + Below(59),
                               static_cast<char>('A' + Below(26)));
    if (Chance(2)) cable_.body += " " + OneOf<3>({"ZDK", "ZEX ZFF1", "ZYB MIN"});
    heading.always_deliver = Chance(1);
    if (heading.always_deliver) cable_.body += " ZFG";
    cable_.body += Spaces() + "\n";
  }

  std::string Name() {
    return OneOf<6>({"EMB DUNMARROW", "EMB FARROWHOLM", "HQ COASTAL PATROL OLDHAVEN",
                     "JOINT TIDE OFFICE//N4//", "NORTHERN TRADE COLLECTIVE", "AIG 4711"});
  }

  void AddAddressList(const char* keyword, std::vector<std::string>& names) {
    for (std::size_t count = 1 + Below(6), i = 0; i < count; ++i) {
      if (i == 0) cable_.body += std::string(keyword) + " ";
      if (Chance(7)) cable_.body += Chance(9) ? Indicator() + "/" : std::string("ZEN/");
      const std::string name = Name();
      names.push_back(name);
      cable_.body += name;
      if (!name.starts_with("AIG") && Chance(4))
        cable_.body += fmt::format(" {:04}", Below(10'000));
      cable_.body += Spaces() + "\n";
    }
  }

  void AddAddresses() {
    cable_.body += "FM EMB BRINDLEMOOR" + Spaces() + "\n";
    if (Chance(8)) AddAddressList("TO", cable_.to);
    if (cable_.to.empty() || Chance(5)) AddAddressList("INFO", cable_.info);
    if (Chance(2)) {
      cable_.body += "XMT EMB GLENDARRA\n";
      cable_.exempted.emplace_back("EMB GLENDARRA");
    }
    if (Chance(1)) cable_.body += OneOf<3>({"GR37", "GR 112", "ACCT GRNC"}) + "\n";
  }

  std::string TextLine() {
    if (Chance(2)) return {};
    if (prng_.Chance(1, 30)) return "BT";  // quoted: the last BT ends the text
    std::string line;
    for (std::size_t size = Below(kWidthMax + 1); line.size() < size;) {
      line += static_cast<char>(' ' + Below(95));
    }
    // The two words that no text may hold.
    const bool forbidden = line.starts_with("NNNN") || line.find("ZCZC") != std::string::npos;
    return forbidden ? std::string() : line;
  }

  void AddText() {
    static constexpr std::array<const char*, 6> kWords = {
        "UNCLAS",      "UNCLAS EFTO",      "R E S T R I C T E D", "C O N F I D E N T I A L",
        "S E C R E T", "T O P S E C R E T"};
    const MessageIdentification& id = cable_.heading.identification;
    std::string class_line = kWords.at(static_cast<std::size_t>(cable_.heading.classification));
    if (id.section > 0) {
      class_line += id.section == 9 ? std::string(" FINAL SECTION OF 9")
                                    : fmt::format(" SECTION {:02} OF 09", id.section);
    }
    cable_.body += "BT" + Spaces() + "\n" + class_line + Spaces() + "\n";
    cable_.text_lines = 1;
    for (std::size_t count = Below(30); count > 0; --count, ++cable_.text_lines) {
      cable_.body += TextLine() + "\n";
    }
    cable_.body += "BT" + Spaces() + "\n";
    if (Chance(1)) cable_.body += "C WA JUNE\nC7 - ABCDE\n";
    cable_.body += fmt::format("#{:04}{}\n", id.serial, Spaces());
  }

  Prng& prng_;
  GeneratedCable cable_;
  bool lowered_ = false;
};

}  // namespace

GeneratedCable GenerateCable(Prng& prng) { return Generator(prng).Generate(); }

}  // namespace torntape::cable::testing
