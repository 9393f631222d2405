// The reader of cables of the profile `janap128` under arbitrary bytes; read_checks.h says what is
// held.

#include "tests/fuzz/read_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return torntape::cable::fuzz::CheckRead(data, size, torntape::cable::Profile::kJanap128);
}
