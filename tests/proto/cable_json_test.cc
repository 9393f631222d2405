// Goal: JSON holds all of a cable: text to JSON and back gives the very text, in every profile.
// Method: RapidCheck draws seeds, GenerateDraft makes a cable from each. RC_PARAMS="max_success=N"
// says how many (300 unless given).

#include "proto/cable_json.h"

#include <cstdlib>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/prng.h"
#include "tests/cable/cable_testing.h"
#include "tests/cable/generated_draft.h"

namespace torntape::proto {
namespace {

using cable::testing::GenerateDraft;

class CableJson : public ::testing::TestWithParam<cable::Profile> {};

TEST_P(CableJson, GivesTheVeryTextBack) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  if (std::getenv("RC_PARAMS") == nullptr) params.maxSuccess = 300;
  const auto result = rc::detail::checkTestable(
      [] {
        const auto seed = *rc::gen::noShrink(
            rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
        Prng prng(seed);
        const std::string text = cable::WriteDraft(GenerateDraft(prng, GetParam()));
        const cable::ReadResult read = cable::ReadCable(text);
        RC_ASSERT(read.cable.has_value());
        const std::string json = CableToJson(*read.cable);
        const auto again = CableTextFromJson(json);
        RC_ASSERT(again.has_value());
        RC_ASSERT(*again == text);
        // And from JSON to JSON.
        RC_ASSERT(CableToJson(*cable::ReadCable(*again).cable) == json);
      },
      rc::detail::TestMetadata(), params);
  std::ostringstream shown;
  rc::detail::printResultMessage(result, shown);
  rc::detail::SuccessResult success;
  EXPECT_TRUE(result.match(success)) << shown.str();
}

INSTANTIATE_TEST_SUITE_P(Profiles, CableJson, ::testing::ValuesIn(cable::kProfiles),
                         [](const auto& row) { return std::string(NameOf(row.param)); });

TEST(CableJson, HasTheFieldsOfJanapHoweverTheCableCame) {
  const std::string text = cable::testing::JanapCable();
  const cable::ReadResult read = cable::ReadCable(text);
  ASSERT_TRUE(read.cable);
  for (const std::string& json :
       {CableToJson(*read.cable), CableToJson(read.cable->transmission, read.cable->body)}) {
    EXPECT_NE(json.find(R"("janap":{"medium_of_originator":"T","medium_of_addressee":"T",)"
                        R"("classification":"C","content_indicator":"ZYUW",)"
                        R"("redundancy":"CCCC"})"),
              std::string::npos)
        << json;
  }
}

TEST(CableJson, RefusesWhatContradictsItself) {
  const cable::ReadResult read = cable::ReadCable(cable::testing::BrindlemoorCable());
  ASSERT_TRUE(read.cable);
  const std::string json = CableToJson(*read.cable);
  ASSERT_TRUE(CableTextFromJson(json));
  const auto with = [&json](const std::string& from, const std::string& to) {
    std::string changed = json;
    changed.replace(changed.find(from), from.size(), to);
    return CableTextFromJson(changed);
  };
  const auto number = with(R"("number":"BDA0417")", R"("number":"BDA0418")");
  ASSERT_FALSE(number);
  EXPECT_EQ(
      number.error().message,
      "\"as_read\" does not say what \"number\", \"trace\" and \"called\" say: change both, or "
      "leave \"as_read\" out");
  EXPECT_FALSE(with(R"("routing_lines":"OO)", R"("routing_lines":"PP)"));
  EXPECT_FALSE(with(R"("routing_lines":"OO RYLBDN)", R"("routing_lines":"OO RYLBDX)"));
}

}  // namespace
}  // namespace torntape::proto
