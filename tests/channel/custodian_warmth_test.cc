// What was let go of and read back is, to the letter, what it would have been.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/channel/cables.h"
#include "tests/channel/pair.h"

namespace torntape::channel {
namespace {

using cable::Precedence;
using testing::MakeCable;
using testing::Pair;
using Lines = std::vector<std::string>;

std::string Describe(const cable::Transmission& transmission) {
  std::string text = cable::FormatRoutingLine(transmission.precedence, transmission.called.span());
  for (const cable::Called& one : transmission.called) {
    text += one.role == cable::Role::kAction ? " action" : " INFO";
  }
  text += " number " + transmission.number.ToString() + " trace";
  for (const cable::ChannelNumber& number : transmission.trace) text += " " + number.ToString();
  for (const cable::Pilot& pilot : transmission.pilots) {
    text += " pilot " + pilot.instruction + " " + pilot.enclosed_identification + " " +
            pilot.enclosed_routing_line;
  }
  const cable::Heading& heading = *transmission.heading;
  return text + fmt::format(" {} {} {:x} {}", heading.calling_line, heading.instruction_lines,
                            heading.body_digest.low, transmission.body.view());
}

// A cable that has been elsewhere, calls a few, and has a pilot now and then.
cable::Transmission Travelled(std::uint16_t serial) {
  auto cable = MakeCable(serial, static_cast<Precedence>(serial % cable::kPrecedenceCount));
  for (int called = 0; called < serial % 5; ++called) {
    cable.called.push_back({cable::RoutingIndicator::Of(fmt::format("RYLB{}A", "ABCDE"[called])),
                            called % 2 == 0 ? cable::Role::kAction : cable::Role::kInfo});
  }
  for (int hop = 0; hop < serial % 7; ++hop) {
    cable.trace.push_back({cable::ChannelDesignator::Of("XYA"), serial, 4});
  }
  if (serial % 3 == 0) cable.pilots.push_back({"ZFD RYXX", "XYA0001", "RR RYLB\n"});
  return cable;
}

constexpr std::uint64_t kPlenty = 64u << 20;

// What arrives of cables that had to wait for the link, and of some that were under way when it
// broke; `crash`: the sender ends before it comes back.
Lines ArrivingWith(std::uint64_t hot_bytes_max, bool crash) {
  Pair pair({.channels = 2, .window_bytes = 700, .hot_bytes_max = hot_bytes_max});
  for (std::uint16_t serial = 1; serial <= 60; ++serial) {
    auto cable = Travelled(serial);
    const CopyPlan copies[] = {{ChannelIndex{0}, cable.precedence, cable.called, {}},
                               {ChannelIndex{1},
                                Precedence::kRoutine,
                                {{cable::RoutingIndicator::Of("RYLBZ")}},
                                cable::RoutingIndicator::Of("RYMC")}};
    Intake intake;
    if (serial % 2 == 0) {  // it came in, so its number goes into the trace
      cable.number = {cable::ChannelDesignator::Of("LKA"), static_cast<std::uint16_t>(serial / 2),
                      4};
      intake.from = ChannelIndex{0};
      intake.count = pair.custodian(0).Receive(pair.now(), ChannelIndex{0}, cable)->count;
    }
    intake.transmission = &cable;
    intake.copies = std::span(copies).first(serial % 4 == 0 ? 2 : 1);
    pair.custodian(0).Take(pair.now(), intake);
    if (serial % 8 == 0) pair.EndTurn(0);
  }
  pair.CommitAll(0);
  pair.Connect();
  for (int i = 0; i < 9; ++i) pair.StepFrame(static_cast<std::size_t>(i % 2));
  pair.CutLink();
  if (crash) pair.Crash(0);
  pair.Connect();
  pair.Drain();
  EXPECT_EQ(pair.custodian(0).outstanding(), 0u);
  EXPECT_EQ(pair.end(0).store->read_count() > 0, hot_bytes_max < kPlenty || crash);
  Lines lines;
  for (const cable::Transmission& one : pair.end(1).handed_over) {
    lines.push_back(Describe(one));
  }
  return lines;
}

TEST(CustodianWarmth, WhatWasReadBackIsWhatItWas) {
  const Lines hot = ArrivingWith(kPlenty, false);
  EXPECT_GE(hot.size(), 60u);
  EXPECT_EQ(ArrivingWith(0, false), hot);
  EXPECT_EQ(ArrivingWith(4000, false), hot) << "some of it cold";
}

TEST(CustodianWarmth, AlsoAfterACrash) {
  const Lines hot = ArrivingWith(kPlenty, true);
  EXPECT_GE(hot.size(), 60u);
  EXPECT_EQ(ArrivingWith(0, true), hot);
}

// A copy that waits for its channel's window while another one's receipt lets its body go.
TEST(CustodianWarmth, ACopyThatWasCooledBeforeItsTurnIsChosenInIt) {
  Pair pair({.channels = 2, .window_bytes = 400, .hot_bytes_max = 0});
  pair.Connect();
  pair.Drain();
  for (std::uint16_t serial = 1; serial <= 30; ++serial) {
    const auto cable = MakeCable(serial);
    const CopyPlan copies[] = {{ChannelIndex{0}, cable.precedence, cable.called, {}},
                               {ChannelIndex{1}, cable.precedence, cable.called, {}}};
    Intake intake;
    intake.transmission = &cable;
    intake.copies = std::span(copies).first(serial % 3 == 0 ? 1 : 2);
    pair.custodian(0).Take(pair.now(), intake);
    if (serial % 4 == 0) pair.EndTurn(0);
  }
  pair.EndTurn(0);
  pair.Drain();
  EXPECT_EQ(pair.custodian(0).outstanding(), 0u);
  EXPECT_EQ(pair.end(1).delivered.size(), 30u);
}

// Between bursts nothing is measured: a long lull is no slow line.
TEST(CustodianWarmth, ALullIsNoSlowLine) {
  Pair pair({.window_bytes = 1u << 20});
  pair.Connect();
  pair.Drain();
  std::uint16_t serial = 0;
  for (int burst = 0; burst < 20; ++burst) {
    for (int i = 0; i < 5; ++i) pair.File(0, MakeCable(++serial));
    pair.EndTurn(0);
    pair.Drain();
    pair.Advance(std::chrono::minutes(10));
  }
  const std::size_t before = pair.end(0).numbers.size();
  for (int i = 0; i < 60; ++i) pair.File(0, MakeCable(++serial));
  pair.EndTurn(0);
  EXPECT_EQ(pair.end(0).numbers.size() - before, 60u);
}

// The most urgent of all that waits, cold or not, leaves first; one that comes while others are
// being read back passes them.
TEST(CustodianWarmth, WhatIsReadBackKeepsNobodyUrgentWaiting) {
  Pair pair({.window_bytes = 1u << 20, .hot_bytes_max = 0});
  pair.end(0).store->SetAtOnce(false);
  for (std::uint16_t serial = 1; serial <= 40; ++serial) pair.File(0, MakeCable(serial));
  pair.EndTurn(0);
  pair.CompleteStore(0);
  pair.Connect();  // the first ones are asked for, and the store has not answered
  pair.File(0, MakeCable(100, Precedence::kFlash));
  pair.EndTurn(0);
  pair.Drain();
  ASSERT_EQ(pair.end(1).delivered.size(), 41u);
  EXPECT_EQ(pair.end(1).delivered.front(), 100u);
  EXPECT_TRUE(std::is_sorted(pair.end(1).delivered.begin() + 1, pair.end(1).delivered.end()));
}

}  // namespace
}  // namespace torntape::channel
