#pragma once

#include <cstdint>
#include <string>

#include "base/prng.h"
#include "proto/control.h"
#include "proto/frame.h"

// Valid frames drawn from a seed, each field over its whole range.
namespace torntape::proto {

// TORNTAPE_SEED if it is set, else `otherwise`.
std::uint64_t SeedOr(std::uint64_t otherwise);
// "rerun: TORNTAPE_SEED=17 proto_test --gtest_filter=..."
std::string RerunLine(std::uint64_t seed);

cable::RoutingIndicator RandomIndicator(Prng& prng);
cable::ChannelNumber RandomNumber(Prng& prng);
cable::MessageIdentification RandomIdentification(Prng& prng);
// Printable ASCII, or with line ends if `lines`.
std::string RandomLine(Prng& prng, std::size_t size_max);
std::string RandomLines(Prng& prng, std::size_t size_max);
// Any bytes.
std::string RandomBytes(Prng& prng, std::size_t size_max);

cable::Transmission RandomTransmission(Prng& prng);
KeptEvent RandomEvent(Prng& prng);
Hello RandomHello(Prng& prng);
// Any kind of frame.
Frame RandomFrame(Prng& prng);
ControlFrame RandomControl(Prng& prng);

// Equality of what has none of its own, field by field; spans are compared by content.
bool SameTransmission(const cable::Transmission& a, const cable::Transmission& b);
bool SameEvent(const KeptEvent& a, const KeptEvent& b);
bool SameFrame(const Frame& a, const Frame& b);

}  // namespace torntape::proto
