// Goal: one mistake is one complaint. Method: each line of a good cable of each profile is damaged
// in each way in which people and circuits damage lines, and what the strict reader says is
// counted.

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cable/cable.h"
#include "tests/cable/cable_testing.h"

namespace torntape::cable::testing {
namespace {

using Lines = std::vector<std::string>;

struct Damage {
  const char* name;
  std::function<Lines(Lines, std::size_t)> apply;  // to the line with this index
};

std::vector<Damage> Damages() {
  const auto changed = [](const char* name, std::function<std::string(std::string)> change) {
    return Damage{name, [change](Lines lines, std::size_t i) {
                    lines[i] = change(lines[i]);
                    return lines;
                  }};
  };
  const auto before = [](const char* name,
                         std::function<std::string(const Lines&, std::size_t)> what) {
    return Damage{name, [what](Lines lines, std::size_t i) {
                    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(i), what(lines, i));
                    return lines;
                  }};
  };
  std::vector<Damage> damages = {
      {"lost",
       [](Lines lines, std::size_t i) {
         lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i));
         return lines;
       }},
      before("doubled", [](const Lines& lines, std::size_t i) { return lines[i]; }),
      before("blank", [](const Lines&, std::size_t) { return std::string(); }),
      before("noise", [](const Lines&, std::size_t) { return std::string("XQ VW"); }),
      changed("small",
              [](std::string line) {
                for (char& c : line) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
                return line;
              }),
      changed("indented", [](const std::string& line) { return "  " + line; }),
      changed("cut", [](const std::string& line) { return line.substr(0, line.size() / 2); }),
  };
  for (const std::size_t at : {0u, 2u, 5u, 9u}) {
    damages.push_back(changed("letter lost", [at](std::string line) {
      return at < line.size() ? line.erase(at, 1) : line;
    }));
    damages.push_back(changed("letter hit wrong", [at](std::string line) {
      if (at < line.size()) line[at] = line[at] >= 'A' && line[at] <= 'Z' ? '7' : 'K';
      return line;
    }));
  }
  return damages;
}

Lines LinesOf(const std::string& text) {
  Lines lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

TEST(OneMistake, IsOneComplaintOrTwo) {
  std::size_t cases = 0;
  std::size_t more_than_two = 0;
  std::string shown;
  for (const std::string& good : {BrindlemoorCable(), Acp127Cable(), JanapCable()}) {
    const Lines lines = LinesOf(good);
    const Profile profile = ReadCable(good).profile;
    for (const Damage& damage : Damages()) {
      for (std::size_t i = 0; i < lines.size(); ++i) {
        std::string text;
        for (const std::string& line : damage.apply(lines, i)) text += line + "\n";
        ReadOptions options;
        options.profile = profile;
        const ReadResult read = ReadCable(text, options);
        ++cases;
        EXPECT_LE(read.diagnostics.size(), 4u)
            << NameOf(profile) << ", " << damage.name << " line " << i + 1 << "\n"
            << RenderDiagnostics(read.diagnostics, "cable", text);
        if (read.diagnostics.size() <= 2) continue;
        ++more_than_two;
        shown += RenderDiagnostics(read.diagnostics, damage.name, text);
      }
    }
  }
  EXPECT_GE(cases, 900u);
  EXPECT_LE(more_than_two * 100, cases) << shown;
}

TEST(OneMistake, WhatWasBrokenOffLacksItsEndAlone) {
  const Lines lines = LinesOf(BrindlemoorCable());
  std::string text;
  for (std::size_t i = 0; i + 3 < lines.size(); ++i) {  // up to the last line of the text
    text += lines[i] + "\n";
    const ReadResult read = ReadCable(text);
    ASSERT_FALSE(read.cable);
    EXPECT_EQ(read.diagnostics.back().code, DiagnosticCode::kNoEom);
    EXPECT_LE(read.diagnostics.size(), 2u) << RenderDiagnostics(read.diagnostics, "cable", text);
  }
}

}  // namespace
}  // namespace torntape::cable::testing
