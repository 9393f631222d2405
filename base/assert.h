#pragma once

namespace torntape {

// Prints the broken fact and its place to standard error and aborts.
[[noreturn]] void AssertionFailed(const char* fact, const char* file, int line);

}  // namespace torntape

// States a fact that only a bug of ours could break. On in every build, as a switch that goes on
// after its invariants broke would lose cables in silence. One fact an assertion.
#define TORNTAPE_ASSERT(fact)                     \
  (static_cast<bool>(fact) ? static_cast<void>(0) \
                           : ::torntape::AssertionFailed(#fact, __FILE__, __LINE__))
