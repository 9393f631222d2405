#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cable/profile.h"

// What a text holds besides words (spec 1.11): found on demand from BodyView::text, for tools and
// people. Views point into the lines given.
namespace torntape::cable {

// A numbered paragraph: lines [line, end) of the text, but for page lines among them.
struct Paragraph {
  int number = 0;
  std::string_view portion;  // "C" of "(C)": the classification of this paragraph; may be empty
  std::size_t line = 0;
  std::size_t end = 0;
};

// A line of furniture between two pages: kept by relays, dropped when sections are joined.
struct PageLine {
  Profile profile = Profile::kState;
  std::string_view station;  // calling station, or the name of the post in `state`
  std::string_view serial;   // "129B", "0417", "00000417"
  int page = 0;              // 0: not said
  int section = 0;           // `state` says which of how many
  int section_total = 0;
  std::size_t line = 0;
};
// Reads one page line of any profile: "PAGE 2 RYKABD 129B UNCLAS", "PAGE 02 RYKABDA0417 UNCLAS",
// "BRINDLEMOOR 00000417 001.2 OF 002". Nothing if it is none.
std::optional<PageLine> ParsePageLine(std::string_view line);

// A label of a section; several stand in a text into which sections have been run together.
struct SectionLabel {
  int section = 0;
  int total = 0;
  bool final = false;  // FINAL SECTION OF 3
  std::size_t line = 0;
};

struct TextStructure {
  std::string_view reference_number;  // "BRINDLEMOOR 000417", behind the classification
  std::vector<SectionLabel> sections;
  std::vector<std::string_view> captions;  // SIPDIS, as often as it stands there
  std::string_view declassification;       // what follows "E.O."
  std::vector<std::string> tags;           // without the links of archive copies: "[ECON](#)"
  std::string subject;                     // its lines joined
  std::string references;                  // of REF:, its lines joined
  std::vector<Paragraph> paragraphs;
  std::vector<PageLine> page_lines;
  std::optional<std::size_t> signature;  // the last line, where it is a surname alone
};
// More paragraphs, page lines or captions than this are not listed.
inline constexpr std::size_t kTextItemsMax = 4096;

TextStructure ReadTextStructure(std::span<const std::string_view> text);

}  // namespace torntape::cable
