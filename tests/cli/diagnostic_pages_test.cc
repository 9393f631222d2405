// Every code has a page, its parts are where they belong, and its example is complained of with
// that very code: a page cannot go stale in silence.

#include "cli/diagnostic_pages.h"

#include <algorithm>
#include <ostream>
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

}  // namespace
}  // namespace torntape::cli
