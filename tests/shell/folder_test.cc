// Goal: a folder's files are taken whole, in order, and once.
// Method: a folder of the test's own, listed while files in it grow.

#include "nodes/shell/folder.h"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/base/scratch.h"

namespace torntape::nodes {
namespace {

using Names = std::vector<std::string>;

void Append(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::app) << text;
}

TEST(InFolder, TakesAFileWhenItHasNotChangedBetweenTwoLooks) {
  const testing::Scratch scratch;
  auto folder = InFolder::Open(scratch.path());
  ASSERT_TRUE(folder.has_value());
  Append(scratch / "b.cable", "half of ");
  Append(scratch / "c.cable.tmp", "never");
  auto listed = folder->List();
  EXPECT_EQ(listed->names, Names{}) << "it may still be growing";
  EXPECT_TRUE(listed->growing);

  Append(scratch / "b.cable", "a cable");
  Append(scratch / "a.cable", "another");
  listed = folder->List();
  EXPECT_EQ(listed->names, Names{}) << "it was growing";
  EXPECT_TRUE(listed->growing);

  listed = folder->List();
  EXPECT_EQ(listed->names, (Names{"a.cable", "b.cable"}));
  EXPECT_FALSE(listed->growing);
  ASSERT_TRUE(folder->Settle("a.cable", "").has_value());
  ASSERT_TRUE(folder->Settle("b.cable", "because").has_value());
  EXPECT_EQ(folder->List()->names, Names{});
  EXPECT_TRUE(std::filesystem::exists(scratch / "filed/a.cable"));
  EXPECT_TRUE(std::filesystem::exists(scratch / "refused/b.cable.why"));
}

}  // namespace
}  // namespace torntape::nodes
