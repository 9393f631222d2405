#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

namespace torntape::testing {

// TORNTAPE_SEED if it is set, else `otherwise`.
inline std::uint64_t SeedOr(std::uint64_t otherwise) {
  const char* const seed = std::getenv("TORNTAPE_SEED");
  return seed == nullptr ? otherwise : std::strtoull(seed, nullptr, 10);
}
// How many seeds to try: one if it was given.
inline std::uint64_t SeedCount(std::uint64_t count) {
  return std::getenv("TORNTAPE_SEED") == nullptr ? count : 1;
}
inline std::string RerunLine(std::uint64_t seed, const char* program) {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  return "rerun: TORNTAPE_SEED=" + std::to_string(seed) + " " + program +
         " --gtest_filter=" + test->test_suite_name() + "." + test->name();
}

}  // namespace torntape::testing
