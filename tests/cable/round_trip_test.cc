// Goal: what strict reading accepts is written again exactly, and nothing of it is lost or
// invented. Method: cables made from a seed (generated_cable.h) with what must be found in them;
// each read in the line ends of three systems, written in both disciplines, damaged in one place,
// read again. TORNTAPE_SEED=n runs one seed; a failure prints it.

#include <cstdlib>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "cable/cable.h"
#include "tests/cable/cable_testing.h"
#include "tests/cable/generated_cable.h"

namespace torntape::cable::testing {
namespace {

class RoundTrip : public ::testing::Test {
 protected:
  // Calls `check` with a generator for each seed, and stops at the first that fails.
  template <typename Check>
  void ForSeeds(std::uint64_t count, Check check) {
    const char* const chosen = std::getenv("TORNTAPE_SEED");
    const std::uint64_t first = chosen == nullptr ? 1 : std::strtoull(chosen, nullptr, 10);
    const std::uint64_t last = chosen == nullptr ? count : first;
    for (std::uint64_t seed = first; seed <= last && !HasFailure(); ++seed) {
      SCOPED_TRACE(fmt::format("rerun: TORNTAPE_SEED={} cable_test --gtest_filter={}.{}", seed,
                               "RoundTrip",
                               ::testing::UnitTest::GetInstance()->current_test_info()->name()));
      Prng prng(seed);
      check(prng);
    }
  }
};

std::vector<std::string> Designations(const std::vector<AddressLine>& addresses) {
  std::vector<std::string> names;
  names.reserve(addresses.size());
  for (const AddressLine& address : addresses) names.push_back(address.designation);
  return names;
}

std::string Ended(std::string_view text, std::string_view end) {
  std::string out;
  for (const char c : text) c == '\n' ? out += end : out += c;
  return out;
}

TEST_F(RoundTrip, FindsWhatWasPutIn) {
  ForSeeds(3'000, [](Prng& prng) {
    const GeneratedCable want = GenerateCable(prng);
    const ReadResult read = ReadCable(want.text);
    ASSERT_TRUE(read.cable) << RenderDiagnostics(read.diagnostics, "generated", want.text);
    for (const Diagnostic& diagnostic : read.diagnostics) {
      const bool expected = diagnostic.code == DiagnosticCode::kRiRepeat ||
                            diagnostic.code == DiagnosticCode::kXmtAlone;
      ASSERT_TRUE(expected) << RenderDiagnostic(diagnostic, "generated", want.text);
    }
    const Transmission& got = read.cable->transmission;
    Heading heading = want.heading;
    heading.body_digest = DigestOf(want.body);
    EXPECT_EQ(*got.heading, heading);
    EXPECT_EQ(got.number, want.number);
    EXPECT_EQ(got.precedence, want.precedence);
    EXPECT_EQ(got.called, want.called);
    EXPECT_EQ(got.pilots, want.pilots);
    EXPECT_EQ(got.body.view(), want.body);
    EXPECT_EQ(Designations(read.cable->body.to), want.to);
    EXPECT_EQ(Designations(read.cable->body.info), want.info);
    EXPECT_EQ(Designations(read.cable->body.exempted), want.exempted);
    EXPECT_EQ(read.cable->body.text.size(), want.text_lines);
    if (::testing::Test::HasFailure()) fmt::print("{}\n", want.text);
  });
}

TEST_F(RoundTrip, WritesWhatWasReadInBothDisciplines) {
  ForSeeds(1'000, [](Prng& prng) {
    const std::string compact = GenerateCable(prng).text;
    std::string text = compact;
    text.insert(text.rfind("NNNN"), "\n\n\n\n\n\n\n");
    for (const std::string_view end : {"\n", "\r\n", "\r\r\n"}) {
      for (const std::string& source : {Ended(compact, end), Ended(text, end)}) {
        const ReadResult read = ReadCable(source);
        ASSERT_TRUE(read.cable);
        EXPECT_EQ(WriteCable(*read.cable, LineDiscipline::kCompact), compact);
        EXPECT_EQ(WriteCable(*read.cable, LineDiscipline::kText), text);
      }
    }
  });
}

TEST_F(RoundTrip, ATransmissionIsReadAgainAsItWas) {
  ForSeeds(1'000, [](Prng& prng) {
    const std::string text = GenerateCable(prng).text;
    const ReadResult read = ReadCable(text);
    ASSERT_TRUE(read.cable);
    const Transmission& sent = read.cable->transmission;
    const std::string written = WriteTransmission(sent);
    const ReadResult again = ReadCable(written);
    ASSERT_TRUE(again.cable) << RenderDiagnostics(again.diagnostics, "written", written);
    const Transmission& got = again.cable->transmission;
    EXPECT_EQ(*got.heading, *sent.heading);
    EXPECT_EQ(got.number, sent.number);
    EXPECT_EQ(got.precedence, sent.precedence);
    EXPECT_EQ(got.called, sent.called);
    EXPECT_EQ(got.pilots, sent.pilots);
    EXPECT_EQ(got.body.view(), sent.body.view());
    for (const LineOfText& line : again.lines) EXPECT_LE(line.text.size(), 69u);
    Diagnostics diagnostics;
    EXPECT_TRUE(ReadBody(sent.body.view(), Profile::kState, 5, diagnostics));
  });
}

// One place damaged: either it is still a cable, and then what was read is what is written; or
// every complaint has a place in the text and can be shown. Explaining works in both cases.
TEST_F(RoundTrip, DamageIsReportedOrKept) {
  std::size_t accepted = 0;
  std::size_t refused = 0;
  ForSeeds(4'000, [&](Prng& prng) {
    std::string text = GenerateCable(prng).text;
    const auto at = static_cast<std::size_t>(prng.Below(text.size()));
    switch (prng.Below(4)) {
      case 0:
        text[at] = static_cast<char>(prng.Below(256));
        break;
      case 1:
        text.erase(at, 1 + prng.Below(12));
        break;
      case 2:
        text.insert(at, text.substr(static_cast<std::size_t>(prng.Below(text.size())), 9));
        break;
      default:
        text.resize(at);
        break;
    }
    const Ingress ingress = prng.Chance(1, 2) ? Ingress::kTributary : Ingress::kTrunk;
    const ReadResult read = ReadCable(text, {.ingress = ingress});
    ASSERT_NE(read.cable.has_value(), HasErrors(read.diagnostics));
    EXPECT_FALSE(ExplainCable(read, "x").empty());
    EXPECT_LE(RenderDiagnostics(read.diagnostics, "x", text).size(), kRenderedBytesMax * 101);
    if (!read.cable) {
      ++refused;
      return;
    }
    ++accepted;
    EXPECT_EQ(WriteCable(*read.cable), Canonical(text));
    Diagnostics diagnostics;
    EXPECT_TRUE(ReadBody(read.cable->transmission.body.view(), Profile::kState, 5, diagnostics))
        << RenderDiagnostics(diagnostics, "x", read.cable->transmission.body.view());
  });
  if (std::getenv("TORNTAPE_SEED") == nullptr) {
    // Both sides are exercised, or the test says nothing.
    EXPECT_GT(accepted, 400u);
    EXPECT_GT(refused, 400u);
  }
}

}  // namespace
}  // namespace torntape::cable::testing
