// Every code has a page, its parts are where they belong, and its example is complained of with
// that very code: a page cannot go stale in silence. Journals are no text: their pages show what is
// said of one, word for word as the golden file of tests/store/journal_diagnostics_test.cc has it.

#include "cli/diagnostic_pages.h"

#include <algorithm>
#include <fstream>
#include <ostream>
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace torntape::cli {
namespace {

std::string NameOf(const DiagnosticInfo& info) {
  return fmt::format("{}{}", info.letter, static_cast<int>(info.code));
}

struct Row {
  DiagnosticInfo info;
};
void PrintTo(const Row& row, std::ostream* out) { *out << NameOf(row.info); }

std::vector<Row> Rows() {
  std::vector<Row> rows;
  for (const DiagnosticInfo& info : AllDiagnostics()) rows.push_back({info});
  return rows;
}

// What another test says of the code, and holds to the golden file that the page names.
void ExpectSaid(const DiagnosticInfo& info, const ExampleText& example) {
  EXPECT_EQ(info.letter, 'J') << "the example can be shown as a text";
  std::string code = FormatCode(info.code);
  EXPECT_NE(example.text.find(fmt::format(" {}: ", code)), std::string::npos) << example.text;
  std::replace(code.begin(), code.end(), ' ', '_');
  EXPECT_EQ(GoldenOf(example), fmt::format("tests/store/golden/{}.txt", code));
  std::ifstream file(TORNTAPE_SOURCE_DIR "/" + std::string(GoldenOf(example)));
  ASSERT_TRUE(file) << GoldenOf(example) << " is missing";
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_NE(golden.str().find(example.text), std::string::npos)
      << "the page shows\n"
      << example.text << "and what is said is\n"
      << golden.str();
}

class DiagnosticPages : public ::testing::TestWithParam<Row> {};

TEST_P(DiagnosticPages, ShowWhatTheyAreAbout) {
  const DiagnosticInfo& info = GetParam().info;
  const auto pages = AllPages();
  const auto source = std::find_if(pages.begin(), pages.end(), [&](const PageSource& page) {
    return page.name == NameOf(info);
  });
  ASSERT_NE(source, pages.end()) << "docs/diagnostics/" << NameOf(info) << ".md is missing";
  const auto page = ReadPage(source->markdown);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->code, FormatCode(info.code));
  EXPECT_EQ(page->summary, info.summary);
  if (info.letter == 'J' || !GoldenOf(page->example.front()).empty()) {
    return ExpectSaid(info, page->example.front());
  }
  const ExampleOutcome outcome = RunExample(*page);
  const bool shown = std::any_of(outcome.diagnostics.begin(), outcome.diagnostics.end(),
                                 [&](const Diagnostic& d) { return d.code == info.code; });
  EXPECT_TRUE(shown) << RenderDiagnostics(outcome.diagnostics, outcome.source,
                                          outcome.text.substr(0, 4096));
}

INSTANTIATE_TEST_SUITE_P(All, DiagnosticPages, ::testing::ValuesIn(Rows()),
                         [](const auto& row) { return NameOf(row.param.info); });

TEST(DiagnosticPageFiles, BelongToACode) {
  for (const PageSource& source : AllPages()) {
    const DiagnosticInfo* info = FindDiagnostic(source.name);
    ASSERT_NE(info, nullptr) << source.name;
    EXPECT_EQ(NameOf(*info), source.name);
  }
}

TEST(DiagnosticPageReader, SaysWhatAPageLacks) {
  const std::string sound =
      "# C101 EMPTY\n\nNothing.\n\n## Why\n\nSo.\n\n## Rule\n\nspec 1\n\n## Example\n\n```cable\n"
      "A{{B*3}}{{\\t}}{{#*2}}\n```\n\n## Repair\n\nWrite.\n";
  const auto page = ReadPage(sound);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->summary, "Nothing.");
  ASSERT_EQ(page->example.size(), 1u);
  EXPECT_EQ(page->example[0].text, "ABBB\tAAAB\n");
  for (const std::string_view part : {"# C101", "## Why", "## Rule", "## Example", "## Repair"}) {
    std::string broken = sound;
    broken.replace(broken.find(part), 1, "x");
    EXPECT_FALSE(ReadPage(broken)) << part;
  }
}

TEST(DiagnosticPageText, HasEveryPart) {
  const std::string page = RenderPage(*FindDiagnostic("RI_REPEAT"));
  for (const char* part : {"C205 RI_REPEAT\n", "\nWhy\n", "\nRule\n", "\nExample\n", "\nRepair\n",
                           "example.cable:2:11: warning C205 RI_REPEAT", "^~~~~~"}) {
    EXPECT_NE(page.find(part), std::string::npos) << part << "\n" << page;
  }
  EXPECT_EQ(RenderPageAsJson(*FindDiagnostic("C205")).find("{\"code\":\"C205\",\"name\":"), 0u);
}

TEST(DiagnosticPageText, ShowsWhatIsSaidOfAJournal) {
  const std::string page = RenderPage(*FindDiagnostic("TORN_TAIL"));
  EXPECT_NE(page.find("\nExample\n  custody/RYKA/0000000042.journal: note J701 TORN_TAIL: what was "
                      "being written at byte 4160 when the station was cut off (record 57 of run "
                      "3) is left out: nobody was told of it\n\nRepair\n"),
            std::string::npos)
      << page;
}

}  // namespace
}  // namespace torntape::cli
