// Archive reading of real messages, which are no part of this repository: they are looked for
// beside the checkout, and where they are not, the test says so. What is expected is found by a
// second, simple look at each file: patterns over its first lines, apart from the reader.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "cable/cable.h"
#include "cable/text_lines.h"
#include "tests/cable/cable_testing.h"

namespace torntape::cable::testing {
namespace {

std::filesystem::path Folder() {
  return std::filesystem::path(TORNTAPE_SOURCE_DIR).parent_path() / "shared" / "cables" /
         "navadmin";
}

std::vector<std::filesystem::path> Files() {
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::is_directory(Folder())) return files;
  for (const auto& entry : std::filesystem::directory_iterator(Folder())) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string ReadWhole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// What a pattern and its groups match in the first line that it matches in; empty if none. Line by
// line, as the patterns of the library go as deep as the text is long.
std::vector<std::string> Find(const std::string& text, const char* pattern) {
  const std::regex rule(pattern);
  const auto physical = SplitLines(text);
  for (const LineOfText& line : *physical) {
    if (line.text.size() > 200) continue;
    std::string plain(line.text);
    for (char& c : plain) c = c == '\x97' ? '-' : c < 0 ? '?' : c;
    std::smatch match;
    if (!std::regex_search(plain, match, rule)) continue;
    std::vector<std::string> groups;
    for (const auto& group : match) groups.push_back(group.str());
    return groups;
  }
  return {};
}

void CheckRoutingLine(const std::string& text, const Cable& cable) {
  const std::vector<std::string> line =
      Find(text, "^([YZOPR])[A-Z]{7} ([A-Z]{6,7})([0-9]{3,4}) ([0-9]{7})-([A-Z]{4})-+([A-Z ]+)");
  ASSERT_FALSE(line.empty());
  const Heading& heading = *cable.transmission.heading;
  EXPECT_EQ(ProsignOf(cable.transmission.precedence), line[1].at(0));
  EXPECT_EQ(heading.identification.calling.ToString(), line[2]);
  EXPECT_EQ(heading.identification.serial, std::stoi(line[3]));
  EXPECT_EQ(heading.identification.filing.ToString(), line[4]);
  ASSERT_TRUE(cable.janap);
  EXPECT_EQ(cable.janap->redundancy, line[5]);
  std::vector<std::string> called;
  for (const Called& each : cable.transmission.called) called.push_back(each.indicator.ToString());
  std::string routing = line[6];
  if (const std::size_t glued = routing.find(" ZN"); glued != std::string::npos) {
    routing.resize(glued);
  }
  std::vector<std::string> wanted;
  for (const std::string_view group : SplitGroups(routing)) wanted.emplace_back(group);
  EXPECT_EQ(called, wanted);
}

void CheckHeading(const std::string& text, const Cable& cable) {
  const std::vector<std::string> preamble =
      Find(text, "^([YZOPR])(?: [YZOPR])* ([0-9]{6}Z) ([A-Z]{3}) ([0-9]{2})");
  ASSERT_FALSE(preamble.empty());
  const BodyView& body = cable.body;
  EXPECT_EQ(ProsignOf(body.action_precedence), preamble[1].at(0));
  EXPECT_EQ(body.date_time_group.text,
            fmt::format("{} {} {}", preamble[2], preamble[3], preamble[4]));
  const std::vector<std::string> from = Find(text, "^FM ([A-Z]+)");
  ASSERT_FALSE(from.empty());
  ASSERT_TRUE(body.from);
  EXPECT_TRUE(body.from->designation.starts_with(from[1])) << body.from->designation;
  const std::vector<std::string> to = Find(text, "^TO (?:[A-Z]+/)*([A-Z]+)");
  ASSERT_FALSE(to.empty() || body.to.empty());
  EXPECT_TRUE(body.to.front().designation.starts_with(to[1])) << body.to.front().designation;
  // INFO, where the heading has it: on a line, or behind TO.
  const std::size_t text_begins = std::min(text.find("\nUNCLAS"), text.find("BT UNCLAS"));
  const std::string heading = text.substr(0, text_begins);
  EXPECT_EQ(
      !body.info.empty() || !body.earlier.empty(),
      heading.find("INFO ") != std::string::npos || heading.find("INFO\n") != std::string::npos);
  // Nobody was made up: each name stands in the file, but for the joint of two lines.
  for (const auto* list : {&body.to, &body.info}) {
    for (const AddressLine& address : *list) {
      const std::string& name = address.designation;
      const std::size_t joint = std::min(name.find("//"), name.size());
      EXPECT_NE(heading.find(name.substr(0, joint)), std::string::npos) << name;
    }
  }
}

void CheckText(const std::string& text, const Cable& cable) {
  ASSERT_FALSE(cable.body.text.empty());
  EXPECT_TRUE(cable.body.text.front().starts_with("UNCLAS")) << cable.body.text.front();
  // The last line of the text is that which stands before the last BT or the validation.
  const std::size_t validation = text.rfind("\n#");
  ASSERT_NE(validation, std::string::npos);
  const std::string before = text.substr(0, validation);
  std::vector<std::string> lines;
  const auto physical = SplitLines(before);
  for (const LineOfText& line : *physical) {
    const std::string_view trimmed = Trim(line.text);
    if (!trimmed.empty() && trimmed != "BT") lines.emplace_back(trimmed);
  }
  EXPECT_EQ(Trim(cable.body.text.back()), lines.back());
  const std::vector<std::string> number = Find(text, "^#([0-9]{4})");
  ASSERT_FALSE(number.empty());
  EXPECT_EQ(cable.body.validation, "#" + number[1]);
}

TEST(Navadmin, RealMessagesAreReadWhole) {
  const std::vector<std::filesystem::path> files = Files();
  if (files.empty()) {
    fmt::print("not run: no real messages beside the checkout ({})\n", Folder().string());
    return;
  }
  ReadOptions options;
  options.mode = ReadMode::kArchive;
  for (const std::filesystem::path& path : files) {
    SCOPED_TRACE(path.filename().string());
    const std::string text = ReadWhole(path);
    const ReadResult read = ReadCable(text, options);
    ASSERT_TRUE(read.cable) << RenderDiagnostics(read.diagnostics, path.string(), text);
    EXPECT_EQ(read.profile, Profile::kJanap128);
    CheckRoutingLine(text, *read.cable);
    CheckHeading(text, *read.cable);
    CheckText(text, *read.cable);
  }
  fmt::print("{} real messages read\n", files.size());
}

}  // namespace
}  // namespace torntape::cable::testing
