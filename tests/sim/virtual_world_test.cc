#include "sim/virtual_world.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/prng.h"
#include "tests/sim/test_world.h"

namespace torntape::sim {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)
using testing::Draft;
using testing::FourRelaysComplete;
using testing::Ri;
using testing::TestWorld;
using testing::TextOfFile;

constexpr network::Circuit kFast{0, 2ms};
constexpr network::Circuit kSlow{2400, 20ms};  // 2400 bit/s: a short cable takes a second

std::string Section(int number) {
  return TextOfFile(std::string(TORNTAPE_SOURCE_DIR "/configs/cables/brindlemoor-0417-0") +
                    std::to_string(number) + ".cable");
}

// The copies of spec 4.6, steps 1 to 7.
const std::vector<std::string> kCopies = {
    "RYKABD -> RYKA  OO RYLBDN RYMCFR RYNDHQ RYNDZP",
    "RYKA -> RYLB  OO RYLBDN RYMCFR RYNDHQ RYNDZP",
    "RYLB -> RYLBDN  RR RYLBDN",
    "RYLB -> RYMC  RR RYMCFR",
    "RYLB -> RYND  OO RYNDHQ RYNDZP",
    "RYMC -> RYMCFR  RR RYMCFR",
    "RYND -> RYNDHQ  OO RYNDHQ",
    "RYND -> RYLB  RR RYKACS RYLBEL",
    "RYLB -> RYLBEL  RR RYLBEL",
    "RYLB -> RYKA  RR RYKACS",
    "RYKA -> RYKACS  RR RYKACS",
};
const std::vector<std::string> kDeliveries = {
    "HOMEMIN HAVENMOUTH action OO RYNDHQ", "EMB DUNMARROW INFO RR RYLBDN",
    "EMB FARROWHOLM INFO RR RYMCFR",       "EMB CALDERSEND INFO RR RYKACS",
    "EMB ELSINGTON INFO RR RYLBEL",
};

std::vector<std::string> Twice(const std::vector<std::string>& once) {
  std::vector<std::string> twice = once;
  twice.insert(twice.end(), once.begin(), once.end());
  return twice;
}

// Goal: both sections of the cable of spec 1.13 give exactly the table of 4.6, on any circuit.
class FourRelaysExample : public ::testing::TestWithParam<network::Circuit> {};

TEST_P(FourRelaysExample, GivesTheTableOfTheProtocol) {
  TestWorld test(FourRelaysComplete(GetParam()));
  const auto first = test.File(Section(1));
  ASSERT_TRUE(first) << first.error().message;
  test.Advance(1s);
  const auto second = test.File(Section(2));
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(test.Finish(), "");
  EXPECT_THAT(test.copies, ::testing::UnorderedElementsAreArray(Twice(kCopies)));
  EXPECT_THAT(test.deliveries, ::testing::UnorderedElementsAreArray(Twice(kDeliveries)));
  EXPECT_EQ(test.world.outstanding(), 0U);
  EXPECT_EQ(test.checker.cables().deliveries_owed(), 10U);
}

INSTANTIATE_TEST_SUITE_P(Circuits, FourRelaysExample,
                         ::testing::Values(network::Circuit{}, kFast, kSlow));

// ---------------------------------------------------------------- time

TEST(VirtualWorld, ACableTakesTheTimeOfItsCharactersAndTheDelay) {
  TestWorld test(FourRelaysComplete(kSlow));
  const std::string text = testing::WriteDraft(test.directory, {.to = {"RYKACS"}});
  test.Advance(1s);  // for the credit, which comes with the delay of the circuit too
  const Instant filed = test.world.now();
  ASSERT_TRUE(test.File(text));
  EXPECT_EQ(test.Finish(), "");
  // Two hops, and line 2 of a single call is the same on both. The text counts its NNNN line too.
  const auto bits = static_cast<std::int64_t>(text.size()) * 8;
  const Duration hop = Duration((bits * 1'000'000'000 + 2399) / 2400) + 20ms;
  const std::string want = FormatInstant(filed + 2 * hop);
  EXPECT_EQ(test.CountLines(want + " RYKACS KCA0001 delivered"), 1U) << want << "\n"
                                                                     << test.lines.back();
}

// Late binding: a FLASH filed while a ROUTINE is on the circuit is the next to leave, whatever
// waits.
TEST(VirtualWorld, OnASlowCircuitUrgencyIsDecidedAsLateAsCanBe) {
  network::Network network = FourRelaysComplete(kSlow);
  network.preemption = network::Preemption::kOff;  // what is on the circuit ends there
  TestWorld test(network);
  for (int serial = 1; serial <= 20; ++serial) {
    ASSERT_TRUE(test.File(Draft{.serial = serial, .precedence = "R", .to = {"RYKACS"}}));
  }
  test.Advance(100ms);
  ASSERT_TRUE(test.File(Draft{.serial = 99, .precedence = "Z", .to = {"RYKACS"}}));
  EXPECT_EQ(test.Finish(), "");
  std::vector<std::string> sent;
  for (const std::string& line : test.lines) {
    if (line.find("RYKABD -> RYKA") == std::string::npos) continue;
    if (line.find(" sent ") != std::string::npos) sent.push_back(line);
  }
  ASSERT_EQ(sent.size(), 21U);
  EXPECT_THAT(sent[1], ::testing::HasSubstr("ZZ RYKACS"));
}

// What comes to a station in one instant is one turn: one commit for all of it.
TEST(VirtualWorld, AnInstantIsOneTurn) {
  TestWorld test(FourRelaysComplete(kFast));
  for (const char* precedence : {"R", "P", "O", "Z"}) {
    static int serial = 0;
    ASSERT_TRUE(test.File(Draft{.serial = ++serial, .precedence = precedence, .to = {"RYKACS"}}));
  }
  EXPECT_EQ(test.Finish(), "");
  ASSERT_EQ(test.copies.size(), 8U);
  // The post had all four before it chose, though the ROUTINE was filed first.
  EXPECT_THAT(test.copies[0], ::testing::HasSubstr("ZZ "));
  EXPECT_THAT(test.copies[3], ::testing::HasSubstr("RR "));
}

// No cable on a circuit that is not approved for it: kept for a supervisor, and told (spec 5.10).
TEST(VirtualWorld, AnUnapprovedCircuitIsNotUsed) {
  network::Network network = FourRelaysComplete(kFast);
  for (network::Link& link : network.links) {
    if (link.second == Ri("RYMCFR")) link.approved = cable::Classification::kUnclassified;
  }
  TestWorld test(std::move(network));
  ASSERT_TRUE(test.File(Section(1)));  // CONFIDENTIAL
  EXPECT_EQ(test.Finish(), "");
  EXPECT_EQ(test.deliveries.size(), 4U);
  EXPECT_EQ(test.CountLines("RYMC LMA0001 intercepted RYMCFR RR RYMCFR  RYKABD #0417/01 1341042"
                            " (not approved)"),
            1U);
  EXPECT_EQ(test.world.outstanding(), 0U);
}

// ---------------------------------------------------------------- traffic

std::vector<std::string> Posts(const network::Network& network) {
  std::vector<std::string> posts;
  for (const network::Station& station : network.stations) {
    if (station.role == network::StationRole::kTributary) {
      posts.push_back(station.indicator.ToString());
    }
  }
  return posts;
}

Draft RandomDraft(Prng& prng, const std::vector<std::string>& posts, int serial) {
  const char* kSingle[] = {"Y", "W", "Z", "O", "P", "R"};
  const char* kDual[] = {"Z P", "Z R", "O R", "O P", "P R"};
  Draft draft;
  draft.from = posts[prng.Below(posts.size())];
  draft.serial = serial;
  std::vector<std::string> others = posts;
  std::erase(others, draft.from);
  if (prng.Chance(1, 3)) others.push_back("RYNDZP");
  for (std::size_t i = others.size(); i > 1; --i) std::swap(others[i - 1], others[prng.Below(i)]);
  const std::size_t to = 1 + prng.Below(2);
  const std::size_t info = prng.Below(4);
  draft.to.assign(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(to));
  draft.info.assign(
      others.begin() + static_cast<std::ptrdiff_t>(to),
      others.begin() + static_cast<std::ptrdiff_t>(std::min(to + info, others.size())));
  draft.precedence = draft.info.empty() ? kSingle[prng.Below(6)] : kDual[prng.Below(5)];
  draft.text = std::string(1 + prng.Below(60), 'X');
  return draft;
}

// Goal: whatever is filed where, all laws hold and all is delivered.
// Method: 200 cables of every kind, filed at random moments; the checker is the model.
void RunRandomTraffic(TestWorld& test, std::uint64_t seed) {
  Prng prng(seed);
  const std::vector<std::string> posts = Posts(test.network);
  for (int serial = 1; serial <= 200; ++serial) {
    const Draft draft = RandomDraft(prng, posts, serial);
    const auto filed = test.File(draft);
    ASSERT_TRUE(filed) << filed.error().message;
    if (prng.Chance(1, 2)) test.Advance(std::chrono::milliseconds(prng.Below(300)));
  }
  EXPECT_EQ(test.Finish(), "");
  EXPECT_EQ(test.checker.cables().open_deliveries(), 0U);
  EXPECT_EQ(test.checker.count_of(cable::EventKind::kIntercepted), 0U);
}

class SeededTraffic : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(SeededTraffic, KeepsEveryLaw) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  TestWorld fast(FourRelaysComplete(kFast));
  RunRandomTraffic(fast, GetParam());
  TestWorld slow(FourRelaysComplete(kSlow));
  RunRandomTraffic(slow, GetParam());
  // The circuits change when things happen, never who gets what.
  std::sort(fast.deliveries.begin(), fast.deliveries.end());
  std::sort(slow.deliveries.begin(), slow.deliveries.end());
  EXPECT_EQ(fast.deliveries, slow.deliveries);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SeededTraffic, ::testing::Range<std::uint64_t>(1, 21));

TEST(VirtualWorld, TwoRunsOfOneSeedTellTheSameEvents) {
  TestWorld first(FourRelaysComplete(kSlow));
  RunRandomTraffic(first, 7);
  TestWorld second(FourRelaysComplete(kSlow));
  RunRandomTraffic(second, 7);
  EXPECT_EQ(first.lines, second.lines);
}

// A thousand cables of all precedences at once from every post.
TEST(VirtualWorld, AThousandAtOnceFromEveryPost) {
  TestWorld test(FourRelaysComplete(kSlow));
  Prng prng(1000);
  const std::vector<std::string> posts = Posts(test.network);
  for (std::size_t post = 0; post < posts.size(); ++post) {
    for (int serial = 1; serial <= 1000; ++serial) {
      Draft draft = RandomDraft(prng, posts, serial);
      std::erase(draft.to, posts[post]);
      std::erase(draft.info, posts[post]);
      if (draft.to.empty()) draft.to.push_back(posts[(post + 1) % posts.size()]);
      std::erase(draft.info, draft.to.front());
      draft.from = posts[post];
      const auto filed = test.File(draft);
      ASSERT_TRUE(filed) << filed.error().message;
    }
  }
  EXPECT_EQ(test.Finish(std::chrono::hours(24 * 30)), "");
  EXPECT_EQ(test.checker.count_of(cable::EventKind::kFiled), 7000U);
  EXPECT_EQ(test.checker.cables().deliveries(), test.checker.cables().deliveries_owed());
}

}  // namespace
}  // namespace torntape::sim
