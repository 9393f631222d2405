// One profile into another (spec 2.6): what becomes of each part, what is named as lost or filled
// in, and that what is written can be read.

#include "cable/conversion.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/cable/cable_testing.h"

namespace torntape::cable::testing {
namespace {

struct Outcome {
  std::string text;   // empty: it could not be converted
  std::string codes;  // "LOST@7 SUPPLIED@3": names and lines
};

Outcome Convert(const std::string& source, ConversionRules rules) {
  const ReadResult read = ReadCable(source);
  EXPECT_TRUE(read.cable) << RenderDiagnostics(read.diagnostics, "source", source);
  if (!read.cable) return {};
  Diagnostics diagnostics;
  const auto draft = ConvertCable(*read.cable, rules, diagnostics);
  EXPECT_NE(draft.has_value(), HasErrors(diagnostics));
  Outcome outcome;
  if (draft) outcome.text = WriteDraft(*draft);
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!outcome.codes.empty()) outcome.codes += ' ';
    outcome.codes +=
        std::string(InfoOf(diagnostic.code).name) + "@" + std::to_string(diagnostic.where.line);
  }
  return outcome;
}

ConversionRules To(Profile profile) {
  ConversionRules rules;
  rules.to = profile;
  rules.stations[RoutingIndicator::Of("RYKABD")] = RoutingIndicator::Of("RYKABDA");
  return rules;
}

TEST(Conversion, StateToItselfChangesNothing) {
  ConversionRules rules;
  EXPECT_EQ(Convert(FerryCable(), rules).text, FerryCable());
  EXPECT_EQ(Convert(BrindlemoorCable(), rules).text, BrindlemoorCable());
}

TEST(Conversion, StateToAcp127) {
  const Outcome outcome = Convert(FerryCable(), ConversionRules{.to = Profile::kAcp127});
  EXPECT_EQ(outcome.codes, "");
  EXPECT_EQ(
      outcome.text,
      With(FerryCable(), {{"BDA0043\n", "BDA0043     \n"}, {"#0431 ", "0431 "}, {"#0431\n", ""}}));
}

TEST(Conversion, SerialsOfAddresseesAndTheSectionAreLost) {
  const Outcome outcome = Convert(BrindlemoorCable(), ConversionRules{.to = Profile::kAcp127});
  EXPECT_EQ(outcome.codes, "LOST@3 LOST@7 LOST@8 LOST@9");
  EXPECT_NE(outcome.text.find("\nTO RYNDHQ/HOMEMIN HAVENMOUTH\n"), std::string::npos);
  EXPECT_NE(outcome.text.find("\nC O N F I D E N T I A L SECTION 1 OF 2 BRINDLEMOOR 000417\n"),
            std::string::npos);
}

TEST(Conversion, StateToJanap128) {
  const Outcome outcome = Convert(FerryCable(), To(Profile::kJanap128));
  EXPECT_EQ(outcome.codes, "SUPPLIED@3");
  EXPECT_EQ(outcome.text, With(FerryCable(), {{"RR RYLBDN\nDE RYKABD #0431 1350915\n",
                                               "RTTUZYUW RYKABDA0431 1350915-UUUU--RYLBDN.\n"}}));
}

TEST(Conversion, NeverGuessesAStation) {
  const Outcome outcome = Convert(FerryCable(), ConversionRules{.to = Profile::kJanap128});
  EXPECT_EQ(outcome.text, "");
  EXPECT_NE(outcome.codes.find("NOT_CONVERTIBLE@3"), std::string::npos);
}

TEST(Conversion, APilotBecomesAContentIndicator) {
  const std::string piloted =
      With(FerryCable(), {{"RR RYLBDN", "RR RYMC\nZFD RYLB\nLMA001\nRR RYLBDN"}});
  const Outcome outcome = Convert(piloted, To(Profile::kJanap128));
  EXPECT_NE(outcome.text.find("\nRTTUZFDW RYKABDA0431 1350915-UUUU--RYMC.\n"), std::string::npos)
      << outcome.text;
  EXPECT_NE(outcome.codes.find("LOST@"), std::string::npos);
}

TEST(Conversion, EcpIsOfJanap128Alone) {
  const std::string ecp = With(FerryCable(), {{"RR RY", "YY RY"}, {"R 15", "Y 15"}});
  EXPECT_EQ(Convert(ecp, To(Profile::kAcp127)).text, "");
  EXPECT_NE(Convert(ecp, To(Profile::kJanap128)).text.find("\nYTTU"), std::string::npos);
}

TEST(Conversion, WhatStateReadsStateReadsAgain) {
  for (const std::string& source : {FerryCable(), BrindlemoorCable()}) {
    const Outcome outcome = Convert(source, ConversionRules{});
    EXPECT_EQ(Summarize(ReadCable(outcome.text)), "OK");
  }
}

}  // namespace
}  // namespace torntape::cable::testing
