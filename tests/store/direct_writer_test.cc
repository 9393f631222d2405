// Goal: what is appended past the page cache reads back the same, wherever it begins and ends,
// together with what is written in the ordinary way between. Where the file system cannot do it,
// nothing is to be seen of that.
#include "store/direct_writer.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <unistd.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/prng.h"
#include "tests/channel/seeds.h"

namespace torntape::store {
namespace {

class DirectWriterTest : public ::testing::Test {
 protected:
  DirectWriterTest()
      : path_(std::filesystem::path(::testing::TempDir()) /
              fmt::format("direct_writer_{}", ::getpid())) {}
  ~DirectWriterTest() override { std::filesystem::remove_all(path_); }

  std::string ReadBack(const std::string& name) const {
    std::ifstream file(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void Add(std::string_view bytes, JournalBuffer& buffer) {
    std::copy(bytes.begin(), bytes.end(), buffer.Extend(bytes.size()));
  }
  std::filesystem::path path_;
};

TEST_F(DirectWriterTest, ReadsBackWhatWasAppended) {
  const std::uint64_t seed = testing::SeedOr(1);
  SCOPED_TRACE(testing::RerunLine(seed, "store_test"));
  Prng prng(seed);
  auto folder = OpenDiskFolder(path_.string(), Access::kOwn);
  ASSERT_TRUE(folder.has_value());
  auto file = (*folder)->Create("journal");
  ASSERT_TRUE(file.has_value());
  std::string written;
  JournalBuffer buffer;
  for (int i = 0; i < 200 && !HasFailure(); ++i) {
    const std::size_t most = prng.Chance(1, 10) ? 1'500'000 : 9'000;
    std::string bytes(1 + prng.Below(most), '\0');
    for (char& byte : bytes) byte = static_cast<char>(prng.Below(256));
    // A witness, as the journal writes it, goes the ordinary way.
    if (prng.Chance(1, 5)) {
      ASSERT_TRUE(WriteAll(**file, written.size(), bytes).has_value());
      buffer.Begin(written.size() + bytes.size());
    } else {
      Add(bytes, buffer);
      ASSERT_TRUE((*file)->Append(buffer).has_value());
      buffer.Advance();
    }
    if (prng.Chance(1, 4)) {
      ASSERT_TRUE((*file)->Flush().has_value());
    }
    written += bytes;
    if (prng.Chance(1, 20)) {  // and by another life of the process
      file = (*folder)->Open("journal");
      ASSERT_TRUE(file.has_value());
      buffer.Begin(written.size());
    }
  }
  const std::string read = ReadBack("journal");
  ASSERT_GE(read.size(), written.size());
  EXPECT_TRUE(read.starts_with(written));
  EXPECT_EQ(read.find_first_not_of('\0', written.size()), std::string::npos)
      << "only zeros up to the end of the block";
}

// As when a flush failed half way: the same is appended again, over what came of it.
TEST_F(DirectWriterTest, TheSamePlaceCanBeWrittenAgain) {
  auto folder = OpenDiskFolder(path_.string(), Access::kOwn);
  ASSERT_TRUE(folder.has_value());
  auto file = (*folder)->Create("journal");
  ASSERT_TRUE(file.has_value());
  const std::string head(5'000, 'h');
  JournalBuffer buffer;
  Add(head, buffer);
  ASSERT_TRUE((*file)->Append(buffer).has_value());
  buffer.Advance();
  Add(std::string(7'000, 'y'), buffer);
  ASSERT_TRUE((*file)->Append(buffer).has_value());
  ASSERT_TRUE((*file)->Append(buffer).has_value());
  EXPECT_EQ(ReadBack("journal").substr(0, 12'000), head + std::string(7'000, 'y'));
  Add(std::string(100, 'z'), buffer);  // and what came meanwhile goes with it
  ASSERT_TRUE((*file)->Append(buffer).has_value());
  EXPECT_EQ(ReadBack("journal").substr(0, 12'100),
            head + std::string(7'000, 'y') + std::string(100, 'z'));
}

}  // namespace
}  // namespace torntape::store
