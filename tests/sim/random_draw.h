#pragma once

#include <cstddef>

#include "base/prng.h"

namespace torntape::sim::testing {

template <typename T, std::size_t N>
T OneOf(Prng& prng, const T (&values)[N]) {
  return values[prng.Below(N)];
}

}  // namespace torntape::sim::testing
