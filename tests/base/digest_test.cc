#include "base/digest.h"

#include <gtest/gtest.h>

namespace torntape {
namespace {

// Digests are stored and compared between machines, so their values are part of the contract.
TEST(Digest, IsXxh3Of128Bits) {
  EXPECT_EQ(FormatDigest(DigestOf("")), "99aa06d3014798d86001c324468d497f");
}

TEST(Digest, OneCharacterMakesAnother) {
  EXPECT_NE(DigestOf("BT\nUNCLAS\nBT\n"), DigestOf("BT\nUNCLAS\nBT \n"));
  EXPECT_EQ(DigestOf("BT\n"), DigestOf("BT\n"));
}

TEST(Digest, IsPrintedHighHalfFirst) {
  EXPECT_EQ(FormatDigest({0x1, 0xab}), "000000000000000100000000000000ab");
}

}  // namespace
}  // namespace torntape
