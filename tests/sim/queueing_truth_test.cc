// Goal: a circuit of a world, with the real post's queue in front of it, is the queue that theory
// knows, with pre-emption and without. Method: cables of several precedences come to one post at
// random instants (Poisson) and leave over one slow circuit; the mean time of each precedence from
// filing to the first bit sent, and to the last, is held against the exact means of
// tests/sim/queue_theory.h, within the confidence bounds of batch means. The seed is fixed, so the
// test passes always or never.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/prng.h"
#include "sim/circuit.h"
#include "sim/virtual_world.h"
#include "tests/sim/queue_theory.h"
#include "tests/sim/test_world.h"

namespace torntape::sim {
namespace {

using cable::Precedence;
using network::testing::Ri;
using testing::BatchMeans;
using testing::Class;
using testing::ExponentialLength;
using testing::FixedLength;
using testing::kBitsPerSecond;
using testing::Length;
using testing::MeanTimes;
using testing::UniformLength;

network::Network TwoPosts(network::Preemption preemption) {
  network::Network network;
  network.stations = {{Ri("RYAA"), network::StationRole::kMajorRelay, "relay"},
                      {Ri("RYAABD"), network::StationRole::kTributary, "from"},
                      {Ri("RYAAEL"), network::StationRole::kTributary, "to"}};
  network::Link slow;
  slow.name = "slow";
  slow.first = Ri("RYAA");
  slow.second = Ri("RYAABD");
  slow.circuit.bits_per_second = kBitsPerSecond;
  slow.window_bytes = slow.reserve_bytes = 64u << 20;  // credit never holds anything back
  network::Link fast = slow;
  fast.name = "fast";
  fast.second = Ri("RYAAEL");
  fast.circuit.bits_per_second = 0;
  network.links = {slow, fast};
  network.preemption = preemption;
  network.addressees = {{"BRINDLEMOOR", Ri("RYAABD")}, {"ELSINGTON", Ri("RYAAEL")}};
  const bool complete = network::CompleteChannels(network);
  TORNTAPE_ASSERT(complete);
  network::CompleteRoutes(network);
  return network;
}

// Makes cables of so many characters on the circuit, each another one.
class CableMaker {
 public:
  explicit CableMaker(Precedence precedence) {
    const std::string text = fmt::format(
        "VZCZCBDA0001\n{0}{0} RYAAEL\nDE RYAABD #0001 1341042\nZNR UUUUU\n{0} 141042Z MAY 31\n"
        "FM BRINDLEMOOR\nTO RYAAEL/ELSINGTON\nBT\nUNCLAS\n",
        cable::ProsignOf(precedence));
    const std::string end = "BT\n#0001\nNNNN\n";
    const std::string source = text + end;
    cable::ReadResult read = cable::ReadCable(source);
    TORNTAPE_ASSERT(read.cable.has_value());
    cable_ = std::move(*read.cable);
    cable_.lines.clear();  // they point into `source`
    const std::string_view body = cable_.transmission.body.view();
    before_ = body.substr(0, body.find("UNCLAS\n") + 7);
    behind_ = body.substr(before_.size());
    around_ = CharactersOf(cable_.transmission);
  }

  std::uint64_t least() const { return around_; }

  const cable::Cable& Make(std::uint64_t number, std::uint64_t characters) {
    std::string body = before_;
    body.reserve(body.size() + characters);
    constexpr std::size_t kLine = 64;
    for (std::uint64_t left = characters - around_; left > 0;) {
      const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>(left, kLine));
      body.append(size - 1, 'X');
      body.push_back('\n');
      left -= size;
    }
    body += behind_;
    auto heading = MakeRef<cable::Heading>(*cable_.transmission.heading);
    heading->identification.serial = static_cast<std::uint16_t>(number % 9999 + 1);
    heading->identification.filing.hour = static_cast<std::uint8_t>(number / 9999 % 24);
    heading->body_digest = DigestOf(body);
    cable_.transmission.heading = heading;
    cable_.transmission.body = SharedBytes(std::move(body));
    return cable_;
  }

 private:
  cable::Cable cable_;
  std::string before_;
  std::string behind_;
  std::uint64_t around_ = 0;
};

// From "queued" to the first "sent" and to "receipted" at the post, which keeps one queue by
// precedence: within each, first in is first out, and what was broken off is the first again.
class QueueClock final : public WorldListener {
 public:
  void OnEvent(const cable::Event& event) override {
    delivered += event.kind == cable::EventKind::kDelivered ? 1 : 0;
    if (event.station != Ri("RYAABD")) return;
    Lane& lane = lanes_[static_cast<std::size_t>(event.precedence)];
    switch (event.kind) {
      case cable::EventKind::kQueued:
        lane.queued.push_back(event.at);
        break;
      case cable::EventKind::kSent:
        if (!lane.again) waits_of(event.precedence).Add(Since(lane.queued[lane.begun++], event.at));
        lane.again = false;
        break;
      case cable::EventKind::kBurnt:
        lane.again = true;
        break;
      case cable::EventKind::kReceipted:
        stays_of(event.precedence).Add(Since(lane.queued[lane.ended++], event.at));
        break;
      default:
        break;
    }
  }
  void OnDeliveredBody(const DeliveredBody&) override {}

  BatchMeans& waits_of(Precedence of) { return waits_[static_cast<std::size_t>(of)]; }
  BatchMeans& stays_of(Precedence of) { return stays_[static_cast<std::size_t>(of)]; }
  std::uint64_t delivered = 0;

 private:
  struct Lane {
    std::vector<Instant> queued;
    std::size_t begun = 0;
    std::size_t ended = 0;
    bool again = false;  // the next that is sent was broken off before
  };
  static double Since(Instant begin, Instant end) {
    return std::chrono::duration<double>(end - begin).count();
  }
  std::array<Lane, cable::kPrecedenceCount> lanes_;
  std::array<BatchMeans, cable::kPrecedenceCount> waits_;
  std::array<BatchMeans, cable::kPrecedenceCount> stays_;
};

// Lets so many cables of these classes come to the post and leave it.
void RunQueue(const std::vector<Class>& classes, std::uint64_t cables,
              network::Preemption preemption, QueueClock& clock) {
  const network::Network network = TwoPosts(preemption);
  const network::Directory directory(network);
  // Theory breaks off at no cost.
  VirtualWorld world(directory, clock,
                     {.begin = FromCalendar(2031, 5, 14), .cancel_characters = 0});
  world.Start();
  struct Source {
    CableMaker maker;
    Prng arrivals;
    Prng lengths;
    std::int64_t mean_between = 0;
    Instant next;
  };
  const Prng prng(8847);
  std::vector<Source> sources;
  for (const Class& one : classes) {
    const std::string name(cable::NameOf(one.precedence));
    Source source{CableMaker(one.precedence), prng.Split(name + " arrivals"),
                  prng.Split(name + " lengths"), 0, world.now()};
    source.mean_between = static_cast<std::int64_t>(1e9 / one.PerSecond());
    source.next += Duration(source.arrivals.Exponential(source.mean_between));
    sources.push_back(std::move(source));
  }
  for (std::uint64_t i = 0; i < cables; ++i) {
    std::size_t first = 0;
    for (std::size_t k = 1; k < sources.size(); ++k) {
      if (sources[k].next < sources[first].next) first = k;
    }
    Source& source = sources[first];
    world.AdvanceTo(source.next);
    const std::uint64_t characters =
        std::max(source.maker.least(), classes[first].length.draw(source.lengths));
    ASSERT_TRUE(world.File(Ri("RYAABD"), source.maker.Make(i, characters)).has_value());
    source.next += Duration(source.arrivals.Exponential(source.mean_between));
  }
  EXPECT_TRUE(world.RunUntilIdle(world.now() + std::chrono::hours(24)));
  EXPECT_EQ(clock.delivered, cables);
}

void ExpectMean(const BatchMeans& measured, double exact, const std::string& name) {
  const double half_width = measured.HalfWidth();
  ::testing::Test::RecordProperty(
      name, fmt::format("{:.4f} +- {:.4f}, exact {:.4f}", measured.Mean(), half_width, exact));
  EXPECT_NEAR(measured.Mean(), exact, half_width) << name << ", " << measured.size() << " cables";
  EXPECT_LT(half_width, exact * 0.2) << name << ": too wide to tell anything";
}

void ExpectTheTimesOfTheory(const std::vector<Class>& classes, std::uint64_t cables,
                            network::Preemption preemption, const std::vector<MeanTimes>& exact) {
  QueueClock clock;
  RunQueue(classes, cables, preemption, clock);
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const std::string name(cable::NameOf(classes[k].precedence));
    ExpectMean(clock.waits_of(classes[k].precedence), exact[k].wait, name + " wait");
    ExpectMean(clock.stays_of(classes[k].precedence), exact[k].stay, name + " stay");
  }
}

// M/M/1: all lengths exponential, four precedences of equal load, 0.6 in all.
TEST(QueueingTruth, ExponentialLengthsWaitAsMM1WithPriorities) {
  const Length length = ExponentialLength(4'000, 160);
  const std::vector<Class> classes = {{Precedence::kFlash, 0.15, length},
                                      {Precedence::kImmediate, 0.15, length},
                                      {Precedence::kPriority, 0.15, length},
                                      {Precedence::kRoutine, 0.15, length}};
  ExpectTheTimesOfTheory(classes, 60'000, network::Preemption::kOff, NonPreemptiveTimes(classes));
}

// M/G/1: short FLASH, IMMEDIATE of any length between two, PRIORITY of one length, long ROUTINE.
TEST(QueueingTruth, OtherLengthsWaitAsMG1WithPriorities) {
  const std::vector<Class> classes = {{Precedence::kFlash, 0.1, FixedLength(400)},
                                      {Precedence::kImmediate, 0.2, UniformLength(200, 2'000)},
                                      {Precedence::kPriority, 0.2, FixedLength(1'500)},
                                      {Precedence::kRoutine, 0.15, ExponentialLength(2'500, 160)}};
  ExpectTheTimesOfTheory(classes, 60'000, network::Preemption::kOff, NonPreemptiveTimes(classes));
}

// What is broken off is sent again whole. FLASH stays below half load: from there on the mean
// square of the completion time, which grows with e^{2 rate length}, is infinite.
TEST(QueueingTruth, ExponentialLengthsArePreemptedAndRepeatedAsMM1) {
  const Class flash{Precedence::kFlash, 0.2, ExponentialLength(4'000, 160)};
  const Class routine{Precedence::kRoutine, 0.25, ExponentialLength(4'000, 160)};
  ExpectTheTimesOfTheory({flash, routine}, 60'000, network::Preemption::kAcp127,
                         RepeatIdenticalTimes(flash, routine));
}

TEST(QueueingTruth, OtherLengthsArePreemptedAndRepeatedAsMG1) {
  const Class flash{Precedence::kFlash, 0.2, UniformLength(200, 2'000)};
  const Class routine{Precedence::kRoutine, 0.3, UniformLength(500, 4'000)};
  ExpectTheTimesOfTheory({flash, routine}, 60'000, network::Preemption::kAcp127,
                         RepeatIdenticalTimes(flash, routine));
}

}  // namespace
}  // namespace torntape::sim
