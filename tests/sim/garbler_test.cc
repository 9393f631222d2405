#include "sim/garbler.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "cable/cable.h"
#include "cable/ita2.h"
#include "sim/circuit.h"
#include "tests/sim/test_world.h"

namespace torntape::sim {
namespace {

using testing::Draft;
using testing::Ri;
using testing::TestWorld;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

constexpr std::string_view kCable =
    "VZCZCBDA0001\nRR RYKACS\nDE RYKABD #0001 1341042\nZNR UUUUU\nR 141030Z MAY 31\n"
    "FM EMB BRINDLEMOOR\nTO RYKACS/EMB CALDERSEND\nBT\nUNCLAS\nTHE HERRING ARE LATE.\nBT\n#0001\n"
    "NNNN\n";

cable::Transmission Sample() {
  static const std::string text(kCable);
  return cable::ReadCable(text).cable.value().transmission;
}

TEST(Garbler, LeavesAllAloneWithoutARate) {
  Garbler garbler(network::CircuitCode::kIta2, Prng(1));
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(garbler.Pass(Sample(), 200));
  garbler.SetRate(100'000);
  EXPECT_TRUE(garbler.Pass(Sample(), 200));
  garbler.SetRate(0);
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(garbler.Pass(Sample(), 200));
}

// One of a thousand characters, two hundred a cable: about a fifth of all come garbled. A few hits
// nobody notices: on a second carriage return, or behind the end.
TEST(Garbler, HitsAsManyAsItsRateSays) {
  network::Circuit described;
  described.baud_hundredths = 5'000;
  const std::uint64_t characters = Circuit(described).LineCharactersOf(Sample());
  for (const auto code : {network::CircuitCode::kIta2, network::CircuitCode::kIta5}) {
    Garbler garbler(code, Prng(1));
    garbler.SetRate(1'000);
    int garbled = 0;
    constexpr int kPassed = 4'000;
    for (int i = 0; i < kPassed; ++i) garbled += garbler.Pass(Sample(), characters) ? 1 : 0;
    const double hit = 1 - std::exp(-static_cast<double>(characters) / 1'000);
    EXPECT_LT(garbled, kPassed * hit * 1.05);
    EXPECT_GT(garbled, kPassed * hit * 0.80);
  }
}

// By the garble table: a letter that is hit once is one of five others.
TEST(Garbler, ALineDiffersByOneUnit) {
  Garbler garbler(network::CircuitCode::kIta2, Prng(5));
  garbler.SetRate(100);
  int seen = 0;
  for (int i = 0; i < 20'000 && seen < 50; ++i) {
    const auto hit = garbler.Pass(Sample(), 200);
    if (!hit || hit->sent.size() != hit->came.size() ||
        hit->sent.find_first_of("0123456789/#.") != std::string::npos) {
      continue;  // a shift, a line end or a space may have been hit
    }
    std::size_t at = 0;
    while (at < hit->sent.size() && hit->sent[at] == hit->came[at]) ++at;
    ASSERT_LT(at, hit->sent.size());
    const auto sent = cable::EncodeIta2(hit->sent.substr(at, 1), cable::CharacterSet::kIta2Us);
    const auto came = cable::EncodeIta2(hit->came.substr(at, 1), cable::CharacterSet::kIta2Us);
    ASSERT_TRUE(sent && came) << hit->sent << " | " << hit->came;
    if (sent->size() != 1 || came->size() != 1) continue;
    const unsigned difference = (*sent)[0] ^ (*came)[0];
    EXPECT_EQ(difference & (difference - 1), 0U) << hit->sent << " | " << hit->came;
    ++seen;
  }
  EXPECT_EQ(seen, 50);
}

TEST(Garbler, TheSameSeedHitsTheSame) {
  Garbler one(network::CircuitCode::kIta2, Prng(9));
  Garbler other(network::CircuitCode::kIta2, Prng(9));
  one.SetRate(2'000);
  other.SetRate(2'000);
  for (int i = 0; i < 200; ++i) {
    const auto a = one.Pass(Sample(), 200);
    const auto b = other.Pass(Sample(), 200);
    ASSERT_EQ(a.has_value(), b.has_value());
    EXPECT_EQ(a ? a->came : "", b ? b->came : "");
  }
}

// ---------------------------------------------------------------- in a world

network::Network Telegraphs(std::uint32_t garble_per_million) {
  network::Circuit circuit;
  circuit.baud_hundredths = 30'000;
  circuit.garble_per_million = garble_per_million;
  return testing::FourRelaysComplete(circuit);
}

TEST(GarbledWorld, WhatCameGarbledIsAskedForAndComesAgainWhole) {
  TestWorld world(Telegraphs(400));
  for (int serial = 1; serial <= 60; ++serial) {
    ASSERT_TRUE(world.File(Draft{
        .serial = serial, .precedence = serial % 3 == 0 ? "Z" : "R", .to = {"RYNDHQ", "RYMCFR"}}));
    world.Advance(1min);
  }
  EXPECT_EQ(world.Finish(), "");
  EXPECT_EQ(world.deliveries.size(), 120U);
  EXPECT_GT(world.CountLines("(garbled)"), 20U);
  EXPECT_GT(world.CountLines("(rerun)"), 20U);
}

// So many that questions, answers and reruns are garbled as well.
TEST(GarbledWorld, QuestionsAndRerunsMayBeGarbledToo) {
  TestWorld world(Telegraphs(1'500));
  for (int serial = 1; serial <= 25; ++serial) {
    ASSERT_TRUE(world.File(Draft{.serial = serial, .to = {"RYNDHQ"}}));
    ASSERT_TRUE(world.File(Draft{.from = "RYNDHQ", .serial = serial, .to = {"RYKABD"}}));
  }
  EXPECT_EQ(world.Finish(), "");
  EXPECT_EQ(world.deliveries.size(), 50U);
}

TEST(GarbledWorld, TheFaultBeginsAndEnds) {
  TestWorld world(Telegraphs(0));
  world.world.GarbleLink(world.LinkBetween("RYKA", "RYLB"), 100'000);
  ASSERT_TRUE(world.File(Draft{.to = {"RYNDHQ"}}));
  world.Advance(10min);
  EXPECT_GT(world.CountLines("garbled"), 0U);
  EXPECT_EQ(world.deliveries.size(), 0U);
  world.world.GarbleLink(world.LinkBetween("RYKA", "RYLB"), 0);
  EXPECT_EQ(world.Finish(), "");
  EXPECT_EQ(world.deliveries.size(), 1U);
}

// What was open when a station ended is settled where the two meet again.
TEST(GarbledWorld, ACrashWhileSomethingIsOpenLosesNothing) {
  for (const std::string_view station : {"RYKA", "RYLB"}) {
    TestWorld world(Telegraphs(0), true);
    world.world.GarbleLink(world.LinkBetween("RYKA", "RYLB"), 100'000);
    ASSERT_TRUE(world.File(Draft{.to = {"RYNDHQ"}}));
    world.Advance(1min);
    EXPECT_GT(world.CountLines("garbled"), 0U);
    world.Crash(station);
    world.world.GarbleLink(world.LinkBetween("RYKA", "RYLB"), 0);
    world.Advance(1min);
    world.Restart(station, VirtualWorld::Store::kKept);
    EXPECT_EQ(world.Finish(), "") << station;
    EXPECT_EQ(world.deliveries.size(), 1U) << station;
  }
}

}  // namespace
}  // namespace torntape::sim
