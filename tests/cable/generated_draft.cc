#include "tests/cable/generated_draft.h"

#include <array>

#include <fmt/format.h>

namespace torntape::cable::testing {
namespace {

constexpr std::size_t kWidthMax = 69;

class Generator {
 public:
  Generator(Prng& prng, Profile profile, const DraftSize& size) : prng_(prng), size_(size) {
    draft_.profile = profile;
  }

  Draft Generate() {
    DrawProcedure();
    DrawInstructions();
    DrawHeading();
    DrawText();
    return std::move(draft_);
  }

 private:
  bool Chance(std::uint64_t of_ten) { return prng_.Chance(of_ten, 10); }
  std::size_t Below(std::size_t bound) { return static_cast<std::size_t>(prng_.Below(bound)); }
  std::string Letters(std::size_t count) {
    std::string letters;
    while (letters.size() < count) letters += static_cast<char>('A' + Below(26));
    // A start of message stands nowhere inside a cable, not even by chance.
    return letters.find("ZCZC") == std::string::npos ? letters : std::string(count, 'Q');
  }
  RoutingIndicator Indicator(std::size_t size) {
    return RoutingIndicator::Of("R" + Letters(size - 1));
  }
  bool janap() const { return draft_.profile == Profile::kJanap128; }
  RoutingIndicator Indicator() { return Indicator(4 + Below(4)); }
  ChannelNumber Number() {
    return *ChannelNumber::Parse(fmt::format("{}{:03}", Letters(3), 1 + Below(999)));
  }
  template <std::size_t kCount>
  std::string OneOf(const std::array<const char*, kCount>& words) {
    return words.at(Below(kCount));
  }

  void DrawProcedure() {
    static constexpr std::array<Precedence, 4> kOfAcp127 = {
        Precedence::kFlash, Precedence::kImmediate, Precedence::kPriority, Precedence::kRoutine};
    draft_.precedence = kOfAcp127.at(Below(4));
    draft_.number = Number();
    for (std::size_t more = Chance(3) ? 1 + Below(2) : 0; more > 0; --more) {
      draft_.trace.push_back(Number());
    }
    draft_.classification = static_cast<Classification>(Below(6));
    if (Chance(3)) {
      draft_.prosign = draft_.classification == Classification::kUnclassified ? "UU" : "HH";
    }
    for (std::size_t count = Chance(8) ? 1 + Below(5) : 1 + Below(40); count > 0; --count) {
      const RoutingIndicator indicator = Indicator();
      if (std::find(draft_.called.begin(), draft_.called.end(), indicator) == draft_.called.end())
        draft_.called.push_back(indicator);
    }
    MessageIdentification& id = draft_.identification;
    id.calling = Indicator(janap() ? 7 : 4 + Below(4));
    const bool four = draft_.profile != Profile::kAcp127 || Chance(5);
    id.serial = static_cast<std::uint16_t>(1 + Below(four ? 9'900 : 990));
    id.serial_digits = four ? 4 : 3;
    if (draft_.profile == Profile::kAcp127 && Chance(4)) {
      id.position = static_cast<char>('A' + Below(26));
    }
    id.filing = {FilingTime::Form::kDayOfYear, static_cast<std::uint16_t>(1 + Below(365)),
                 static_cast<std::uint8_t>(Below(24)), static_cast<std::uint8_t>(Below(60))};
    if (draft_.profile == Profile::kAcp127 && Chance(4)) {
      id.filing.form = FilingTime::Form::kDayOfMonth;
      id.filing.day = static_cast<std::uint16_t>(1 + Below(28));
    }
    if (janap()) {
      draft_.media = OneOf<4>({"TT", "AA", "AT", "TA"});
      draft_.content = OneOf<5>({"ZYUW", "ZDKW", "ZOVW", "ZELW", "ZFH2"});
      if (Chance(2)) draft_.record_count = OneOf<2>({"0017", "MTMS"});
    }
  }

  void DrawInstructions() {
    const char letter = LetterOf(draft_.classification);
    std::string line = letter == 'U' ? "ZNR " : "ZNY ";
    if (letter == 'U' && janap() && Chance(2)) draft_.release_code = "XX";
    line += draft_.release_code.empty() ? std::string(5, letter) : "UUU" + draft_.release_code;
    if (Chance(3)) line += " " + OneOf<3>({"ZZH", "ZGC", "ZEQ6"});
    draft_.instruction_lines = line + "\n";
    if (Chance(2)) draft_.instruction_lines += "RYMCFR T ABCD\n";
  }

  void DrawHeading() {
    std::string preamble(1, ProsignOf(draft_.precedence));
    if (draft_.precedence != Precedence::kRoutine && Chance(4)) preamble += " R";
    // No month: whether it fits the filing time is not asked then.
    preamble += fmt::format(" {:02}{:02}{:02}Z", 1 + Below(28), Below(24), 1 + Below(59));
    if (Chance(2)) preamble += " ZEX";
    draft_.heading = {preamble, "FM EMB BRINDLEMOOR"};
    AddList("TO ");
    if (Chance(6)) AddList("INFO ");
    draft_.heading.emplace_back("BT");
  }

  void AddList(const char* keyword) {
    for (std::size_t count = 1 + Below(Chance(1) ? 24 : 5), i = 0; i < count; ++i) {
      std::string line = i == 0 ? keyword : "";
      if (Chance(7)) line += Indicator().ToString() + "/";
      draft_.heading.push_back(
          line + OneOf<4>({"EMB DUNMARROW", "EMB FARROWHOLM", "HQ COASTAL PATROL OLDHAVEN",
                           "JOINT TIDE OFFICE SALTMERE"}));
    }
  }

  std::string TextLine() {
    if (Chance(1)) return {};
    std::string line;
    for (std::size_t size = 1 + Below(kWidthMax); line.size() < size;) {
      line += Character();
    }
    if (Chance(3)) line.back() = '.';
    // Words that would be something else than text.
    const bool other = line.starts_with("NNN") || line.find("ZCZC") != std::string::npos ||
                       line.starts_with("BT") || line.starts_with("PAGE ") ||
                       line.find(" OF ") != std::string::npos || line.starts_with("VZ");
    return other ? "THE TIDE TURNED AT NOON." : line;
  }

  char Character() {
    static constexpr std::string_view kOfIta2 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -?:().,/   ";
    if (size_.for_ita2 || Chance(8)) return kOfIta2[Below(kOfIta2.size())];
    return static_cast<char>(' ' + Below(95));
  }

  void DrawText() {
    static constexpr std::array<const char*, 6> kWords = {
        "UNCLAS",      "UNCLAS EFTO",      "R E S T R I C T E D", "C O N F I D E N T I A L",
        "S E C R E T", "T O P S E C R E T"};
    std::string class_line = kWords.at(static_cast<std::size_t>(draft_.classification));
    if (Chance(4)) class_line += " BRINDLEMOOR 000417";
    draft_.text.push_back(class_line);
    for (std::size_t count = 1 + Below(size_.text_lines_max); count > 0; --count) {
      draft_.text.push_back(TextLine());
    }
    draft_.ending.emplace_back("BT");
    if (Chance(1)) draft_.ending.emplace_back("C WA JUNE");
  }

  Prng& prng_;
  DraftSize size_;
  Draft draft_;
};

}  // namespace

Draft GenerateDraft(Prng& prng, Profile profile, const DraftSize& size) {
  return Generator(prng, profile, size).Generate();
}

}  // namespace torntape::cable::testing
