#include "base/assert.h"

#include <cstdio>  // stderr: last words
#include <cstdlib>

namespace torntape {

void AssertionFailed(const char* fact, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: a fact that must hold does not: %s\n", file, line, fact);
  std::fflush(stderr);
  std::abort();
}

}  // namespace torntape
