// The diagnostics of writing, converting and putting sections together as people see them, whole,
// as diagnostic_rendering_test.cc has those of reading. A code from C130 to C159 without a row here
// fails the last test.

#include <algorithm>
#include <functional>
#include <ostream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "cable/conversion.h"
#include "cable/line_layout.h"
#include "cable/section_shelf.h"
#include "cable/sections.h"
#include "tests/cable/cable_testing.h"

namespace torntape::cable::testing {
namespace {

struct Row {
  DiagnosticCode code;
  std::string text;
  std::function<Diagnostics(const std::string& text)> found;
};

void PrintTo(const Row& row, std::ostream* out) { *out << FormatCode(row.code); }

Diagnostics WriteTo(const std::string& text, CharacterSet set) {
  return WriteLines(text, Profile::kState, {LineDiscipline::kTeletype, set}).diagnostics;
}

// Those that come of what is done with a cable that was read.
template <typename Act>
Diagnostics OfCable(const std::string& text, Act act) {
  const ReadResult read = ReadCable(text, {.ingress = Ingress::kTrunk});
  EXPECT_TRUE(read.cable) << RenderDiagnostics(read.diagnostics, "cable", text);
  Diagnostics diagnostics;
  if (read.cable) act(*read.cable, diagnostics);
  return diagnostics;
}

Diagnostics LaidOut(const std::string& text, const TextRules& rules) {
  return OfCable(text, [&](const Cable& cable, Diagnostics& diagnostics) {
    (void)LayOutText(DraftOf(cable), rules, diagnostics);
  });
}

Diagnostics Converted(const std::string& text, Profile to) {
  return OfCable(text, [&](const Cable& cable, Diagnostics& diagnostics) {
    ConversionRules rules;
    rules.to = to;
    (void)ConvertCable(cable, rules, diagnostics);
  });
}

Diagnostics Shelved(const std::vector<std::string>& texts) {
  SectionShelf shelf;
  const Instant begin = FromCalendar(2031, 5, 14);
  for (const std::string& text : texts) {
    const ReadResult read = ReadCable(text);
    const auto arrival = read.cable ? SectionOf(*read.cable) : std::nullopt;
    EXPECT_TRUE(arrival) << text;
    if (arrival) shelf.HandleSection(begin, *arrival);
  }
  shelf.HandleTime(begin + std::chrono::hours(24));
  return shelf.TakeDiagnostics();
}

std::string LongText() {
  std::string text;
  for (int i = 0; i < 130; ++i) text += "THE TIDE WAS READ AND LOGGED.\n";
  return With(FerryCable(), {{"FERRY", text + "FERRY"}});
}

std::vector<Row> Rows() {
  using enum DiagnosticCode;
  const std::string& first = BrindlemoorCable();
  const std::string of_three =
      With(first, {{"#0417/01", "#0417/02"}, {"SECTION 01 OF 02", "SECTION 02 OF 03"}});
  return {
      {kCharacterSet, FerryCable(),
       [](const auto& text) { return WriteTo(text, CharacterSet::kIta2); }},
      {kFolded, With(FerryCable(), {{"FERRY T", "Ferry t"}}),
       [](const auto& text) { return WriteTo(text, CharacterSet::kIta2Us); }},
      {kReplaced, With(FerryCable(), {{"ON 1 JUNE", "@ 50% ON \xc2\xb6 1 JUNE"}}),
       [](const auto& text) { return WriteTo(text, CharacterSet::kIta2Us); }},
      {kWrapped,
       With(FerryCable(), {{"FERRY",
                            "THE FERRY TO THE OUTER ISLES WILL FROM NOW ON AND UNTIL "
                            "FURTHER NOTICE CALL AT THE OLD PIER. FERRY"}}),
       [](const auto& text) { return LaidOut(text, {.wrap = true}); }},
      {kOverlength, LongText(), [](const auto& text) { return LaidOut(text, {.pages = true}); }},
      {kLost, first, [](const auto& text) { return Converted(text, Profile::kAcp127); }},
      {kSupplied, With(FerryCable(), {{"RYKABD", "RYKABDA"}}),
       [](const auto& text) { return Converted(text, Profile::kJanap128); }},
      {kNotConvertible, FerryCable(),
       [](const auto& text) { return Converted(text, Profile::kJanap128); }},
      {kSectionTotal, first, [of_three](const auto& text) { return Shelved({text, of_three}); }},
      {kSectionMissing, first, [](const auto& text) { return Shelved({text}); }},
      {kSectionConflict, first,
       [](const auto& text) { return Shelved({text, With(text, {{"HERRING", "MACKEREL"}})}); }},
  };
}

std::string FileName(DiagnosticCode code) {
  std::string name = FormatCode(code);
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

class WritingRendering : public ::testing::TestWithParam<Row> {};

TEST_P(WritingRendering, IsAsReviewed) {
  const Row& row = GetParam();
  Diagnostics wanted = row.found(row.text);
  std::erase_if(wanted, [&](const Diagnostic& diagnostic) { return diagnostic.code != row.code; });
  ASSERT_FALSE(wanted.empty());
  ExpectGolden(fmt::format("diagnostics/{}.txt", FileName(row.code)),
               RenderDiagnostics(wanted, "example.cable", row.text));
}

INSTANTIATE_TEST_SUITE_P(Golden, WritingRendering, ::testing::ValuesIn(Rows()),
                         [](const auto& row) { return FileName(row.param.code); });

TEST(WritingRenderings, EveryCodeOfWritingHasOne) {
  const std::vector<Row> rows = Rows();
  for (const DiagnosticInfo& code : AllDiagnostics()) {
    const int number = static_cast<int>(code.code);
    if (number < 130 || number > 159) continue;
    EXPECT_TRUE(std::any_of(rows.begin(), rows.end(),
                            [&](const Row& row) { return row.code == code.code; }))
        << FormatCode(code.code) << " has no row";
  }
}

}  // namespace
}  // namespace torntape::cable::testing
