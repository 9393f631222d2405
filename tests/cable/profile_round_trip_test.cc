// Goal: in every profile, what strict reading accepts and the writer writes again is the same to
// the byte, modulo the line discipline, both ways; and conversions keep what both profiles have.
// Method: RapidCheck draws seeds, GenerateDraft makes a cable from each. RC_PARAMS="max_success=N"
// says how many (a thousand unless given), and TORNTAPE_SEED=n runs one seed alone.

#include <cstdlib>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "cable/conversion.h"
#include "cable/ita2.h"
#include "cable/line_layout.h"
#include "tests/cable/cable_testing.h"
#include "tests/cable/generated_draft.h"

namespace torntape::cable::testing {
namespace {

constexpr int kCablesUnlessSaid = 1'000;

class ProfileRoundTrip : public ::testing::TestWithParam<Profile> {
 protected:
  // Calls `check` with a generator for each seed drawn. A failure shows the seed.
  template <typename Check>
  void ForSeeds(Check check) {
    if (const char* const chosen = std::getenv("TORNTAPE_SEED")) {
      Prng prng(std::strtoull(chosen, nullptr, 10));
      check(prng);
      return;
    }
    rc::detail::TestParams params = rc::detail::configuration().testParams;
    if (std::getenv("RC_PARAMS") == nullptr) params.maxSuccess = kCablesUnlessSaid;
    const auto result = rc::detail::checkTestable(
        [&check] {
          // Of any size from the first one on, and never shrunk: a smaller seed is no smaller
          // cable.
          const auto seeds = rc::gen::noShrink(
              rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
          const auto seed = *seeds.as("TORNTAPE_SEED");
          Prng prng(seed);
          check(prng);
          RC_ASSERT(!::testing::Test::HasFailure());
        },
        rc::detail::TestMetadata(), params);
    std::ostringstream shown;
    rc::detail::printResultMessage(result, shown);
    rc::detail::SuccessResult success;
    EXPECT_TRUE(result.match(success)) << shown.str();
    if (result.match(success)) {
      RecordProperty("cables", success.numSuccess);
      EXPECT_EQ(success.numSuccess, params.maxSuccess);
    }
  }
};

ReadResult ReadStrictly(const std::string& text, Profile profile) {
  ReadResult read = ReadCable(text);
  EXPECT_TRUE(read.cable) << RenderDiagnostics(read.diagnostics, "generated", text) << text;
  if (read.cable) {
    EXPECT_EQ(read.cable->profile, profile) << text;
  }
  return read;
}

TEST_P(ProfileRoundTrip, WhatIsReadIsWrittenAgainInEveryDiscipline) {
  ForSeeds([](Prng& prng) {
    const std::string compact = WriteDraft(GenerateDraft(prng, GetParam()));
    for (const auto discipline :
         {LineDiscipline::kCompact, LineDiscipline::kText, LineDiscipline::kTeletype}) {
      const std::string sent = WriteLines(compact, discipline);
      const ReadResult read = ReadStrictly(sent, GetParam());
      if (!read.cable) return;
      EXPECT_EQ(WriteCable(*read.cable), compact);
      EXPECT_EQ(WriteCable(*read.cable, discipline), sent);
    }
  });
}

TEST_P(ProfileRoundTrip, ADraftIsReadBackAsItWas) {
  ForSeeds([](Prng& prng) {
    const Draft draft = GenerateDraft(prng, GetParam());
    const std::string compact = WriteDraft(draft);
    const ReadResult read = ReadStrictly(compact, GetParam());
    if (!read.cable) return;
    const Draft again = DraftOf(*read.cable);
    EXPECT_EQ(WriteDraft(again), compact);
    EXPECT_EQ(again.text, draft.text);
    EXPECT_EQ(again.heading, draft.heading);
    EXPECT_EQ(again.ending, draft.ending);
    EXPECT_EQ(again.identification, draft.identification);
    EXPECT_EQ(again.called, draft.called);
    EXPECT_EQ(again.trace, draft.trace);
    EXPECT_EQ(again.prosign, draft.prosign);
    EXPECT_EQ(again.classification, draft.classification);
  });
}

// Over a teleprinter's line and back: what the set has arrives to the byte.
TEST_P(ProfileRoundTrip, WhatItsSetCarriesArrivesOverTheFiveUnitCode) {
  const CharacterSet set =
      GetParam() == Profile::kAcp127 ? CharacterSet::kIta2 : CharacterSet::kIta2Us;
  ForSeeds([&](Prng& prng) {
    const std::string compact = WriteDraft(GenerateDraft(prng, GetParam(), {.for_ita2 = true}));
    const Written written = WriteLines(compact, GetParam(), {LineDiscipline::kTeletype, set});
    EXPECT_TRUE(written.diagnostics.empty())
        << RenderDiagnostics(written.diagnostics, "written", compact);
    const auto codes = EncodeIta2(written.text, set);
    ASSERT_TRUE(codes) << written.text;
    std::string received;
    Ita2Decoder(set).Feed(*codes, received);
    const ReadResult read = ReadStrictly(received, GetParam());
    if (!read.cable) return;
    EXPECT_EQ(WriteCable(*read.cable), compact);
  });
}

// There and back again: what both profiles have is the same, and what one has not was named.
TEST_P(ProfileRoundTrip, ConversionsAreAcceptedAndKeepWhatBothHave) {
  ForSeeds([](Prng& prng) {
    const std::string source = WriteDraft(GenerateDraft(prng, GetParam()));
    const ReadResult read = ReadStrictly(source, GetParam());
    if (!read.cable) return;
    for (const Profile to : kProfiles) {
      ConversionRules rules;
      rules.to = to;
      const RoutingIndicator calling = read.cable->transmission.heading->identification.calling;
      rules.stations[calling] = RoutingIndicator::Of((calling.ToString() + "AAA").substr(0, 7));
      Diagnostics diagnostics;
      const auto draft = ConvertCable(*read.cable, rules, diagnostics);
      const auto& filing = read.cable->transmission.heading->identification.filing;
      if (!draft) {
        // The day of a month that is not said has no number in the year.
        EXPECT_EQ(filing.form, FilingTime::Form::kDayOfMonth);
        continue;
      }
      const std::string converted = WriteDraft(*draft);
      const ReadResult again = ReadStrictly(converted, to);
      if (!again.cable) return;
      const Transmission& before = read.cable->transmission;
      const Transmission& after = again.cable->transmission;
      EXPECT_EQ(after.called, before.called);
      EXPECT_EQ(after.precedence, before.precedence);
      EXPECT_EQ(after.heading->classification, before.heading->classification);
      EXPECT_EQ(again.cable->body.text.size(), read.cable->body.text.size());
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Profiles, ProfileRoundTrip, ::testing::ValuesIn(kProfiles),
                         [](const auto& row) { return std::string(NameOf(row.param)); });

}  // namespace
}  // namespace torntape::cable::testing
