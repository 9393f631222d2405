#include "base/prng.h"

#include <bit>

#include "base/assert.h"

namespace torntape {
namespace {

// splitmix64: turns a seed, however poor, into well mixed words.
std::uint64_t NextMixed(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

// The upper 64 bits of a product, by halves: there is no integer of 128 bits in ISO C++.
std::uint64_t UpperProduct(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t kLow = 0xffffffff;
  const std::uint64_t low = (a & kLow) * (b & kLow);
  const std::uint64_t middle = (a >> 32) * (b & kLow) + (low >> 32);
  const std::uint64_t other = (a & kLow) * (b >> 32) + (middle & kLow);
  return (a >> 32) * (b >> 32) + (middle >> 32) + (other >> 32);
}

}  // namespace

Prng::Prng(std::uint64_t seed) : seed_(seed) {
  std::uint64_t state = seed;
  for (std::uint64_t& word : state_) word = NextMixed(state);
}

Prng Prng::Split(std::string_view part) const {
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a of the name
  for (const char letter : part) {
    hash ^= static_cast<unsigned char>(letter);
    hash *= 0x100000001b3ULL;
  }
  std::uint64_t state = seed_;
  const std::uint64_t mixed_seed = NextMixed(state);
  return Prng(mixed_seed ^ hash);
}

std::uint64_t Prng::Next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

std::uint64_t Prng::Below(std::uint64_t bound) {
  TORNTAPE_ASSERT(bound > 0);
  // Draws under 2^64 mod bound are refused, so that what is left divides evenly.
  const std::uint64_t refused = (0 - bound) % bound;
  for (;;) {
    const std::uint64_t draw = Next();
    if (draw >= refused) return draw % bound;
  }
}

std::int64_t Prng::Between(std::int64_t low, std::int64_t high) {
  TORNTAPE_ASSERT(low <= high);
  const std::uint64_t first = static_cast<std::uint64_t>(low);
  const std::uint64_t count = static_cast<std::uint64_t>(high) - first + 1;
  const std::uint64_t draw = count == 0 ? Next() : Below(count);  // 0: all 2^64 values
  return static_cast<std::int64_t>(first + draw);
}

bool Prng::Chance(std::uint64_t numerator, std::uint64_t denominator) {
  TORNTAPE_ASSERT(denominator > 0);
  return Below(denominator) < numerator;
}

// A falling run of draws begins with some u, and has an odd length with the probability e^-u. So
// the first u of a run of odd length lies like an exponential below 1; and as a run is even with
// the probability 1/e, the number of those before it lies like the exponential's whole part.
std::int64_t Prng::Exponential(std::int64_t mean) {
  TORNTAPE_ASSERT(mean >= 0);
  TORNTAPE_ASSERT(mean <= kExponentialMeanMax);
  for (std::int64_t whole = 0;; ++whole) {
    const std::uint64_t first = Next();
    std::uint64_t last = first;
    bool odd = true;
    for (std::uint64_t next = Next(); next < last; next = Next()) {
      last = next;
      odd = !odd;
    }
    if (!odd && whole < kExponentialMeansMax - 1) continue;
    return whole * mean +
           static_cast<std::int64_t>(UpperProduct(first, static_cast<std::uint64_t>(mean)));
  }
}

}  // namespace torntape
