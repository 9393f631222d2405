#include "shell/heap.h"

#include <cstdlib>  // says whose library it is

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace torntape::shell {

void KeepLargeBlocksApart() {
#if defined(__GLIBC__)
  // What the allocator begins with. Once it is told, it leaves it at that.
  constexpr int kLargeBytes = 128 << 10;
  ::mallopt(M_MMAP_THRESHOLD, kLargeBytes);
  // So much may be free at the end of the heap before it shrinks: a busy relay would else give the
  // same pages back and take them again in every turn.
  ::mallopt(M_TRIM_THRESHOLD, 16 * kLargeBytes);
#endif
}

}  // namespace torntape::shell
