#include "network/network.h"

#include <gtest/gtest.h>

namespace torntape::network {
namespace {

TEST(FoldName, FoldsCaseAndSpacesAndNoMore) {
  EXPECT_EQ(FoldName("EMB BRINDLEMOOR"), "EMB BRINDLEMOOR");
  EXPECT_EQ(FoldName("  Emb   Brindlemoor "), "EMB BRINDLEMOOR");
  EXPECT_EQ(FoldName(""), "");
  EXPECT_EQ(FoldName("   "), "");
  EXPECT_EQ(FoldName("EMB-BRINDLEMOOR."), "EMB-BRINDLEMOOR.");
  EXPECT_EQ(FoldName("\xc3\xa9t\xc3\xa9"), "\xc3\xa9T\xc3\xa9") << "letters A to Z alone";
}

TEST(Link, KnowsItsOtherEnd) {
  Link link;
  link.first = RoutingIndicator::Of("RYKA");
  link.second = RoutingIndicator::Of("RYLB");
  EXPECT_EQ(link.Other(link.first), link.second);
  EXPECT_EQ(link.Other(link.second), link.first);
}

}  // namespace
}  // namespace torntape::network
