// Goal: a circuit of a world, with the real post's queue in front of it, is the queue that theory
// knows. Method: cables of several precedences come to one post at random instants (Poisson) and
// leave over one slow circuit; the mean wait of each precedence, from filing to the first bit sent,
// is held against the exact mean of the M/G/1 queue with non-pre-emptive priorities (Cobham 1954),
//
//     W_k = R / ((1 - s_{k-1}) (1 - s_k)),   R = sum over all classes of rate * E[S^2] / 2,
//
// with s_k the load of class k and of those more urgent. The bounds are those of batch means: the
// run is cut into batches whose means are nearly independent, and Student's t gives the width. The
// seed is fixed, so the test passes always or never.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/prng.h"
#include "sim/circuit.h"
#include "sim/virtual_world.h"
#include "tests/sim/test_world.h"

namespace torntape::sim {
namespace {

using cable::Precedence;
using network::testing::Ri;

constexpr std::uint64_t kBitsPerSecond = 8'000;  // a thousand characters a second

// How long the transmissions of one precedence are, in characters, with the moments that follow.
struct Length {
  std::function<std::uint64_t(Prng&)> draw;
  double mean = 0;
  double mean_square = 0;
};

// As the exponential distribution, but for those below the least that a cable needs: with `least`
// a twenty-fifth of the mean they raise it by 0.08 %, which the moments below count in.
Length ExponentialLength(std::int64_t mean, std::int64_t least) {
  const double a = static_cast<double>(least);
  const double m = static_cast<double>(mean);
  const double tail = std::exp(-a / m);
  return {[=](Prng& prng) {
            return static_cast<std::uint64_t>(std::max(least, prng.Exponential(mean)));
          },
          a + m * tail, a * a + 2 * m * (a + m) * tail};
}

Length FixedLength(std::uint64_t characters) {
  const double c = static_cast<double>(characters);
  return {[=](Prng&) { return characters; }, c, c * c};
}

Length UniformLength(std::int64_t low, std::int64_t high) {
  const double a = static_cast<double>(low);
  const double b = static_cast<double>(high);
  const double mean = (a + b) / 2;
  const double n = b - a + 1;
  return {[=](Prng& prng) { return static_cast<std::uint64_t>(prng.Between(low, high)); }, mean,
          mean * mean + (n * n - 1) / 12};
}

struct Class {
  Precedence precedence = Precedence::kRoutine;
  double load = 0;
  Length length;
};

// The exact mean wait of each class, in seconds.
std::vector<double> CobhamWaits(const std::vector<Class>& classes) {
  const double per_second = static_cast<double>(kBitsPerSecond) / 8;
  double residual = 0;
  for (const Class& one : classes) {
    const double rate = one.load * per_second / one.length.mean;
    residual += rate * one.length.mean_square / (per_second * per_second) / 2;
  }
  std::vector<double> waits;
  double above = 0;
  for (const Class& one : classes) {
    waits.push_back(residual / ((1 - above) * (1 - above - one.load)));
    above += one.load;
  }
  return waits;
}

// Mean and half of the width of its confidence interval, by means of batches.
class BatchMeans {
 public:
  void Add(double value) { values_.push_back(value); }
  std::size_t size() const { return values_.size(); }
  double Mean() const { return MeanOf(0, values_.size()); }
  // Of 99.9 %, so that eight comparisons are all right with a probability of 99 %.
  double HalfWidth() const {
    constexpr std::size_t kBatches = 40;
    constexpr double kStudent = 3.56;  // 39 degrees of freedom, both sides together 0.1 %
    const std::size_t batch = values_.size() / kBatches;
    const double mean = MeanOf(0, batch * kBatches);
    double squares = 0;
    for (std::size_t i = 0; i < kBatches; ++i) {
      const double difference = MeanOf(i * batch, (i + 1) * batch) - mean;
      squares += difference * difference;
    }
    return kStudent * std::sqrt(squares / (kBatches - 1) / kBatches);
  }

 private:
  double MeanOf(std::size_t begin, std::size_t end) const {
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += values_[i];
    return sum / static_cast<double>(end - begin);
  }
  std::vector<double> values_;
};

network::Network TwoPosts() {
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
  network.preemption = network::Preemption::kOff;
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

// From "queued" to "sent" at the post, which keeps one queue by precedence: within each, first in
// is first out.
class WaitClock final : public WorldListener {
 public:
  void OnEvent(const cable::Event& event) override {
    delivered += event.kind == cable::EventKind::kDelivered ? 1 : 0;
    if (event.station != Ri("RYAABD")) return;
    const auto place = static_cast<std::size_t>(event.precedence);
    if (event.kind == cable::EventKind::kQueued) queued_[place].push_back(event.at);
    if (event.kind != cable::EventKind::kSent) return;
    const Instant at = queued_[place][sent_[place]++];
    waits[place].Add(std::chrono::duration<double>(event.at - at).count());
  }
  void OnDeliveredBody(const DeliveredBody&) override {}

  std::array<BatchMeans, cable::kPrecedenceCount> waits;
  std::uint64_t delivered = 0;

 private:
  std::array<std::vector<Instant>, cable::kPrecedenceCount> queued_;
  std::array<std::size_t, cable::kPrecedenceCount> sent_{};
};

void ExpectTheWaitsOfTheory(const std::vector<Class>& classes, std::uint64_t cables) {
  const network::Network network = TwoPosts();
  const network::Directory directory(network);
  WaitClock clock;
  VirtualWorld world(directory, clock, {.begin = FromCalendar(2031, 5, 14)});
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
    source.mean_between = static_cast<std::int64_t>(one.length.mean * 8e9 /
                                                    static_cast<double>(kBitsPerSecond) / one.load);
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

  const std::vector<double> exact = CobhamWaits(classes);
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const BatchMeans& waits = clock.waits.at(static_cast<std::size_t>(classes[k].precedence));
    const double half_width = waits.HalfWidth();
    ::testing::Test::RecordProperty(
        std::string(cable::NameOf(classes[k].precedence)),
        fmt::format("{:.4f} +- {:.4f}, exact {:.4f}", waits.Mean(), half_width, exact[k]));
    EXPECT_NEAR(waits.Mean(), exact[k], half_width)
        << cable::NameOf(classes[k].precedence) << ", " << waits.size() << " cables";
    EXPECT_LT(half_width, exact[k] * 0.2) << "too wide to tell anything";
  }
}

// M/M/1: all lengths exponential, four precedences of equal load, 0.6 in all.
TEST(QueueingTruth, ExponentialLengthsWaitAsMM1WithPriorities) {
  const Length length = ExponentialLength(4'000, 160);
  ExpectTheWaitsOfTheory({{Precedence::kFlash, 0.15, length},
                          {Precedence::kImmediate, 0.15, length},
                          {Precedence::kPriority, 0.15, length},
                          {Precedence::kRoutine, 0.15, length}},
                         60'000);
}

// M/G/1: short FLASH, IMMEDIATE of any length between two, PRIORITY of one length, long ROUTINE.
TEST(QueueingTruth, OtherLengthsWaitAsMG1WithPriorities) {
  ExpectTheWaitsOfTheory({{Precedence::kFlash, 0.1, FixedLength(400)},
                          {Precedence::kImmediate, 0.2, UniformLength(200, 2'000)},
                          {Precedence::kPriority, 0.2, FixedLength(1'500)},
                          {Precedence::kRoutine, 0.15, ExponentialLength(2'500, 160)}},
                         60'000);
}

}  // namespace
}  // namespace torntape::sim
