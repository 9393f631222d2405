#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/prng.h"
#include "cable/precedence.h"

// What theory says of the queue before one circuit that serves several precedences, and the means
// to hold a run against it.
namespace torntape::sim::testing {

inline constexpr double kCharactersPerSecond = 1'000;
inline constexpr std::uint64_t kBitsPerSecond = 8'000;

// How long the transmissions of one precedence are, in characters.
struct Length {
  struct Outcome {
    double characters = 0;
    double probability = 0;
  };
  std::function<std::uint64_t(Prng&)> draw;
  double mean = 0;
  double mean_square = 0;
  std::vector<Outcome> outcomes;

  // The mean of a function of how many seconds a transmission takes.
  template <typename Function>
  double MeanOf(Function function) const {
    double sum = 0;
    for (const Outcome& one : outcomes) {
      sum += one.probability * function(one.characters / kCharactersPerSecond);
    }
    return sum;
  }
};

// As the exponential distribution, but for those below the least that a cable needs: with `least`
// a twenty-fifth of the mean they raise it by 0.08 %, which the moments below count in.
inline Length ExponentialLength(std::int64_t mean, std::int64_t least) {
  const double a = static_cast<double>(least);
  const double m = static_cast<double>(mean);
  const double tail = std::exp(-a / m);
  Length length{[=](Prng& prng) {
                  return static_cast<std::uint64_t>(std::max(least, prng.Exponential(mean)));
                },
                a + m * tail,
                a * a + 2 * m * (a + m) * tail,
                {}};
  length.outcomes.push_back({a, 1 - tail});
  constexpr double kMeansAtMost = 40;
  for (double at = a; at < kMeansAtMost * m; at += 1) {
    length.outcomes.push_back({at + 0.5, std::exp(-at / m) - std::exp(-(at + 1) / m)});
  }
  return length;
}

inline Length FixedLength(std::uint64_t characters) {
  const double c = static_cast<double>(characters);
  return {[=](Prng&) { return characters; }, c, c * c, {{c, 1.0}}};
}

inline Length UniformLength(std::int64_t low, std::int64_t high) {
  const double a = static_cast<double>(low);
  const double b = static_cast<double>(high);
  const double mean = (a + b) / 2;
  const double n = b - a + 1;
  Length length{[=](Prng& prng) { return static_cast<std::uint64_t>(prng.Between(low, high)); },
                mean,
                mean * mean + (n * n - 1) / 12,
                {}};
  for (std::int64_t at = low; at <= high; ++at) {
    length.outcomes.push_back({static_cast<double>(at), 1 / n});
  }
  return length;
}

struct Class {
  cable::Precedence precedence = cable::Precedence::kRoutine;
  double load = 0;
  Length length;

  double PerSecond() const { return load * kCharactersPerSecond / length.mean; }
};

// Seconds from filing to the first bit sent for the first time, and to the last bit sent.
struct MeanTimes {
  double wait = 0;
  double stay = 0;
};

// M/G/1 with non-pre-emptive priorities, of the most urgent first (A. Cobham, "Priority Assignment
// in Waiting Line Problems", Operations Research 2, 1954):
//
//     W_k = R / ((1 - s_{k-1}) (1 - s_k)),   R = sum over all classes of rate * E[S^2] / 2,
//
// with s_k the load of class k and of those more urgent.
inline std::vector<MeanTimes> NonPreemptiveTimes(const std::vector<Class>& classes) {
  double residual = 0;
  for (const Class& one : classes) {
    residual += one.PerSecond() * one.length.mean_square /
                (kCharactersPerSecond * kCharactersPerSecond) / 2;
  }
  std::vector<MeanTimes> times;
  double above = 0;
  for (const Class& one : classes) {
    const double wait = residual / ((1 - above) * (1 - above - one.load));
    times.push_back({wait, wait + one.length.mean / kCharactersPerSecond});
    above += one.load;
  }
  return times;
}

// M/G/1 with two classes, of which the upper breaks the lower off, and what is broken off begins
// anew with the same length: pre-emptive repeat-identical, with no cost of breaking off (D. P.
// Gaver, "A Waiting Line with Interrupted Service, Including Priorities", J. R. Statist. Soc. B 24,
// 1962; N. K. Jaiswal, "Priority Queues", 1968, chapter IV).
//
// The upper class sees an M/G/1 queue of its own. Let the upper have rate a, load r, service T, and
// busy periods B, with E[B] = E[T]/(1-r) and E[B^2] = E[T^2]/(1-r)^3. A lower cable of length s
// that has begun leaves after its completion time C: N times it gets as far as X < s, X being
// exponential of rate a, and waits for a busy period of the upper; then it goes through. N is
// geometric with P(N = n) = q^n p, p = e^{-as}, q = 1 - p. With Y = X + B,
//
//     E[C | s]   = s + E[N] E[Y]
//     E[C^2 | s] = s^2 + 2 s E[N] E[Y] + E[N] E[Y^2] + E[N(N-1)] E[Y]^2
//     E[N] = q/p,   E[N(N-1)] = 2 q^2/p^2
//     E[X]   = 1/a - s p/q
//     E[X^2] = (2/a^2 - p (s^2 + 2s/a + 2/a^2)) / q.
//
// To the lower class, of rate b, the circuit is an M/G/1 queue with service C whose server, while
// no lower cable is there, is away for busy periods of the upper, a fraction r of that time; so by
// the decomposition of Fuhrmann and Cooper (Operations Research 33, 1985) it waits for the first
// bit
//
//     W = b E[C^2] / (2 (1 - b E[C])) + r E[B^2] / (2 E[B]).
//
// (With C of pre-emptive resume this is the well-known (a E[T^2] + b E[S^2]) / (2 (1-r)(1-r-u)).)
inline std::vector<MeanTimes> RepeatIdenticalTimes(const Class& upper, const Class& lower) {
  const double a = upper.PerSecond();
  const double r = upper.load;
  const double t = upper.length.mean / kCharactersPerSecond;
  const double t2 = upper.length.mean_square / (kCharactersPerSecond * kCharactersPerSecond);
  const double busy = t / (1 - r);
  const double busy2 = t2 / ((1 - r) * (1 - r) * (1 - r));
  const auto completion = [&](double s, bool square) {
    const double p = std::exp(-a * s);
    const double q = 1 - p;
    const double x = 1 / a - s * p / q;
    const double x2 = (2 / (a * a) - p * (s * s + 2 * s / a + 2 / (a * a))) / q;
    const double n = q / p;
    const double y = x + busy;
    if (!square) return s + n * y;
    return s * s + 2 * s * n * y + n * (x2 + 2 * x * busy + busy2) + 2 * n * n * y * y;
  };
  const double c = lower.length.MeanOf([&](double s) { return completion(s, false); });
  const double c2 = lower.length.MeanOf([&](double s) { return completion(s, true); });
  const double b = lower.PerSecond();
  const double upper_wait = a * t2 / (2 * (1 - r));
  const double lower_wait = b * c2 / (2 * (1 - b * c)) + r * busy2 / (2 * busy);
  return {{upper_wait, upper_wait + t}, {lower_wait, lower_wait + c}};
}

// Mean and half of the width of its confidence interval, by means of batches: the run is cut into
// batches whose means are nearly independent, and Student's t gives the width.
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

}  // namespace torntape::sim::testing
