// The short way of reading against the long one: whatever ReadView takes, ReadCable takes without a
// word, and both find the same; and of good cables it takes what it is meant to.

#include "cable/view_reader.h"

#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/prng.h"
#include "cable/line_splitter.h"
#include "cable/text_lines.h"
#include "tests/cable/cable_testing.h"
#include "tests/cable/generated_cable.h"

namespace torntape::cable::testing {
namespace {

// True if the short way took it; then the long way must agree in all that a view tells.
bool Compare(std::string_view text, CableView& view) {
  if (!ReadView(text, view)) return false;
  const ReadResult read = ReadCable(text);
  EXPECT_EQ(Summarize(read), "OK") << text;
  if (!read.cable) return true;
  const Transmission& t = read.cable->transmission;
  EXPECT_EQ(view.profile, read.profile);
  EXPECT_EQ(view.number, t.number);
  EXPECT_EQ(view.precedence, t.precedence);
  EXPECT_EQ(view.called.size(), t.called.size());
  for (std::size_t i = 0; i < view.called.size() && i < t.called.size(); ++i) {
    EXPECT_EQ(view.called[i], t.called[i].indicator);
  }
  EXPECT_EQ(view.identification, t.heading->identification);
  EXPECT_EQ(view.classification, t.heading->classification);
  EXPECT_EQ(view.action_precedence, t.heading->action_precedence);
  EXPECT_EQ(view.info_precedence, t.heading->info_precedence);
  const BodyView& body = read.cable->body;
  EXPECT_EQ(view.date_time_group, body.date_time_group.text);
  EXPECT_EQ(view.text_end - view.text_begin, body.text.size());
  EXPECT_EQ(view.validation, body.validation);
  EXPECT_EQ(view.addresses.size(), 1 + body.to.size() + body.info.size());
  std::vector<AddressLine> addresses{*body.from};
  addresses.insert(addresses.end(), body.to.begin(), body.to.end());
  addresses.insert(addresses.end(), body.info.begin(), body.info.end());
  for (std::size_t i = 0; i < addresses.size() && i < view.addresses.size(); ++i) {
    EXPECT_EQ(view.addresses[i].serial, addresses[i].serial);
    EXPECT_EQ(view.addresses[i].indicator == "ZEN", addresses[i].delivered_otherwise);
  }
  EXPECT_EQ(view.lines.size(), read.lines.size());
  for (std::size_t i = 0; i < view.lines.size() && i < read.lines.size(); ++i) {
    EXPECT_EQ(view.lines[i].text, read.lines[i].text);
    EXPECT_EQ(view.lines[i].format_line, read.lines[i].format_line) << i << "\n" << text;
  }
  if (::testing::Test::HasFailure()) fmt::print("{}\n", text);
  return true;
}

TEST(ViewReader, TakesGoodCablesOfItsProfiles) {
  CableView view;
  EXPECT_TRUE(Compare(With(BrindlemoorCable(), {{"XMT EMB GLENDARRA\n", ""}}), view));
  EXPECT_TRUE(Compare(FerryCable(), view));
  EXPECT_TRUE(Compare(JanapCable(), view));
  EXPECT_TRUE(
      Compare(With(JanapCable(), {{"1042-", "1042-0017-"}, {" RYNDHQA", "\nRYNDHQA"}}), view));
  EXPECT_TRUE(Compare(With(FerryCable(), {{"NNNN", "\n\n\n\n\n\n\nNNNN"}}), view));
  std::string returns;
  for (const char c : FerryCable()) c == '\n' ? returns += "\r\r\n" : returns += c;
  EXPECT_TRUE(Compare(returns, view));
}

// One view reads cable after cable without asking for memory again.
TEST(ViewReader, KeepsItsRoom) {
  CableView view;
  ASSERT_TRUE(ReadView(FerryCable(), view));
  const LineOfText* const lines = view.lines.data();
  const AddressView* const addresses = view.addresses.data();
  const RoutingIndicator* const called = view.called.data();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(ReadView(FerryCable(), view));
  EXPECT_EQ(view.lines.data(), lines);
  EXPECT_EQ(view.addresses.data(), addresses);
  EXPECT_EQ(view.called.data(), called);
}

TEST(ViewReader, LeavesTheRestToTheLongWay) {
  CableView view;
  for (const std::string& text :
       {Acp127Cable(),
        BrindlemoorCable(),
        With(FerryCable(), {{"RR RYLBDN", "RR RYLBDN RYLBDN"}}),
        With(FerryCable(), {{"NNNN\n", "NNNN\nX\n"}}),
        With(FerryCable(), {{"#0431\n", "#0430\n"}}),
        With(FerryCable(), {{"FERRY", "FERR\xc3\x84"}}),
        With(FerryCable(), {{"FERRY", "FERRY\rX"}}),
        With(FerryCable(), {{"FERRY", "ZCZC"}}),
        With(FerryCable(), {{"UNCLAS", "SECRET"}}),
        With(FerryCable(), {{"FERRY", std::string(70, 'A')}}),
        With(FerryCable(), {{"DUNMARROW\n", "DUNMARROW\nNNNN\n"}}),
        With(FerryCable(), {{"DUNMARROW\n", "DUNMARROW\nUNCLAS\n"}}),
        With(FerryCable(), {{"DUNMARROW\n", "DUNMARROW\nGR 37\n"}}),
        With(FerryCable(), {{"DUNMARROW\n", "DUNMARROW\n141030Z MAY\n"}}),
        With(FerryCable(), {{"RR RYLBDN\n", "RR RYLBDN\nINFO RYMC\n"}}),
        With(JanapCable(), {{"RYMCFRA RYNDHQA.", "RYMCFRA\nINFO RYNDHQA."}}),
        With(FerryCable(), {{"ZNR UUUUU\n", "ZNR UUUUU\nRYMC T ABCD\n"}}),
        std::string(),
        std::string("\n"),
        std::string("NNNN\n"),
        std::string(100'000, 'A')}) {
    EXPECT_FALSE(ReadView(text, view)) << text.substr(0, 400);
  }
}

TEST(ViewReader, AgreesWithTheLongWayOnGeneratedAndDamagedCables) {
  CableView view;
  int taken = 0;
  for (std::uint64_t seed = 1; seed <= 4'000; ++seed) {
    Prng prng(seed);
    std::string text = GenerateCable(prng).text;
    if (Compare(text, view)) ++taken;
    const std::string& base = seed % 2 == 0 ? JanapCable() : FerryCable();
    std::string damaged = base;
    for (std::uint64_t changes = 1 + prng.Below(2); changes > 0; --changes) {
      const auto at = static_cast<std::size_t>(prng.Below(damaged.size()));
      switch (prng.Below(4)) {
        case 0:
          damaged[at] = base[static_cast<std::size_t>(prng.Below(base.size()))];
          break;
        case 1:
          damaged.erase(at, 1);
          break;
        case 2:
          damaged.insert(at, 1, base[static_cast<std::size_t>(prng.Below(base.size()))]);
          break;
        default: {
          const std::size_t from = damaged.rfind('\n', at);
          const std::size_t end = damaged.find('\n', at);
          if (from != std::string::npos && end != std::string::npos) {
            damaged.insert(end, damaged.substr(from, end - from));
          }
        }
      }
    }
    (void)Compare(damaged, view);
    if (::testing::Test::HasFailure()) {
      fmt::print("seed {}\n", seed);
      return;
    }
  }
  EXPECT_GT(taken, 50);
}

TEST(LineSplitter, SplitsAsTheOtherDoes) {
  Prng prng(1);
  std::vector<LineOfText> lines;
  for (int i = 0; i < 3'000; ++i) {
    std::string text;
    for (std::uint64_t size = prng.Below(90); text.size() < size;) {
      static constexpr std::string_view kSome = "\n\n\r AZCZCZCZ~\x7f\x1f\x80\xff";
      text += kSome[static_cast<std::size_t>(prng.Below(kSome.size()))];
    }
    const SplitFindings findings = SplitAndCheck(text, lines);
    const auto wanted = *SplitLines(text);
    ASSERT_EQ(lines.size(), wanted.size());
    bool printable = true;
    bool narrow = true;
    for (std::size_t j = 0; j < lines.size(); ++j) {
      EXPECT_EQ(lines[j].text, wanted[j].text);
      EXPECT_EQ(lines[j].number, wanted[j].number);
      narrow = narrow && wanted[j].text.size() <= 69;
      for (const char c : wanted[j].text) printable = printable && c >= ' ' && c <= '~';
    }
    EXPECT_EQ(findings.printable, printable);
    EXPECT_EQ(findings.narrow, narrow);
    EXPECT_EQ(findings.second_start, text.find("ZCZC", 8) != std::string::npos);
  }
}

}  // namespace
}  // namespace torntape::cable::testing
