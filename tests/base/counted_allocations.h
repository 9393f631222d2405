#pragma once

#include <cstdint>

namespace torntape::testing {

// How often anything asked operator new for memory. A program that links counted_allocations.cc has
// its allocator replaced, so a test that counts is a program of its own.
std::uint64_t Allocations();

}  // namespace torntape::testing
