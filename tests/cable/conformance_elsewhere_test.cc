// Every row of the table of spec 9 has its test: here, or where what it speaks of is done. The
// table below names the place of those that are not about reading one cable.

#include <map>
#include <set>
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/cable/cable_testing.h"

namespace torntape::cable::testing {
namespace {

struct Elsewhere {
  int first;
  int last;
  const char* where;
};

constexpr Elsewhere kElsewhere[] = {
    {24, 28, "tests/sim"},        // interruption and order of sending
    {43, 44, "tests/router"},     // approved circuits
    {56, 56, "tests/router"},     // expansion with XMT
    {59, 66, "tests/router"},     // expansion, segregation, unknown and missent indicators
    {69, 71, "tests/router"},     // alternates, bounce, loop
    {72, 82, "tests/channel"},    // channel numbers, checks, suspected duplicates in the history
    {85, 86, "tests/router"},     // segregated twins, conflicts of identification
    {99, 100, "tests/cable"},     // paging and sectioning, by the writer
    {102, 105, "tests/nodes"},    // reassembly of sections
    {123, 123, "tests/router"},   // cancellation of what is queued
    {125, 127, "tests/channel"},  // custody, receipts, MINIMIZE
};

// The numbers of the rows in the page itself.
std::set<int> RowsOfThePage() {
  std::istringstream page(ReadFile("docs/protocol.md"));
  std::set<int> rows;
  bool within = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) within = line.starts_with("## 9.");
    if (!within || !line.starts_with("| ") || line.size() < 4) continue;
    if (line[2] >= '0' && line[2] <= '9') rows.insert(std::stoi(line.substr(2)));
  }
  return rows;
}

// The numbers of the tests that this program has: ".../031", ".../031_flash", "Row128TheWholeTwin".
std::set<int> RowsTestedHere() {
  std::set<int> rows;
  const auto& unit = *::testing::UnitTest::GetInstance();
  for (int i = 0; i < unit.total_test_suite_count(); ++i) {
    const ::testing::TestSuite& suite = *unit.GetTestSuite(i);
    if (std::string_view(suite.name()).find("Conformance") == std::string_view::npos) continue;
    for (int j = 0; j < suite.total_test_count(); ++j) {
      std::string_view name = suite.GetTestInfo(j)->name();
      if (const std::size_t slash = name.rfind('/'); slash != std::string_view::npos) {
        name.remove_prefix(slash + 1);
      } else if (name.starts_with("Row")) {
        name.remove_prefix(3);
      }
      if (name.size() >= 3 && name[0] >= '0' && name[0] <= '9') {
        rows.insert(std::stoi(std::string(name.substr(0, 3))));
      }
    }
  }
  return rows;
}

TEST(ConformanceTable, EveryRowIsTestedSomewhere) {
  const std::set<int> page = RowsOfThePage();
  ASSERT_EQ(page.size(), 131u);
  std::set<int> covered = RowsTestedHere();
  for (const Elsewhere& range : kElsewhere) {
    for (int row = range.first; row <= range.last; ++row) covered.insert(row);
  }
  for (const int row : page) EXPECT_TRUE(covered.contains(row)) << "row " << row;
}

}  // namespace
}  // namespace torntape::cable::testing
