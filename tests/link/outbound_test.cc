// Goal: the bytes leave in the order in which they were queued, however few each write takes, and a
// large body is not copied.

#include "link/outbound.h"

#include <gtest/gtest.h>

#include "base/prng.h"

namespace torntape::link {
namespace {

std::string Take(Outbound& outbound, std::size_t size_max) {
  std::string taken;
  for (const auto& buffer : outbound.Next()) {
    const std::size_t size = std::min(buffer.size(), size_max - taken.size());
    taken.append(static_cast<const char*>(buffer.data()), size);
    if (taken.size() == size_max) break;
  }
  outbound.Consume(taken.size());
  return taken;
}

TEST(Outbound, AnyWritesGiveTheSameBytes) {
  for (std::uint64_t seed = 1; seed <= 100 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Prng prng(seed);
    Outbound outbound;
    std::string queued;
    std::string written;
    for (int i = 0; i < 300; ++i) {
      if (prng.Chance(1, 2)) {
        const std::string head(1 + prng.Below(40), static_cast<char>('a' + i % 26));
        outbound.head().append(head);
        queued += head;
      }
      if (prng.Chance(1, 3)) {
        const SharedBytes body(std::string(prng.Below(3000), static_cast<char>('A' + i % 26)));
        outbound.AddBody(body);
        queued += body.view();
      }
      if (prng.Chance(1, 3)) written += Take(outbound, 1 + prng.Below(5000));
      ASSERT_EQ(outbound.size(), queued.size() - written.size());
    }
    while (outbound.size() > 0) written += Take(outbound, 1000);
    EXPECT_EQ(written, queued);
    EXPECT_TRUE(outbound.Next().empty());
  }
}

TEST(Outbound, LargeBodiesAreSentFromWhereTheyLie) {
  Outbound outbound;
  const SharedBytes large(std::string(5000, 'L'));
  const SharedBytes small(std::string(50, 's'));
  outbound.head().append("one");
  outbound.AddBody(large);
  outbound.head().append("two");
  outbound.AddBody(small);
  outbound.head().append("three");
  const auto buffers = outbound.Next();
  ASSERT_EQ(buffers.size(), 3u);
  EXPECT_EQ(buffers[1].data(), large.view().data());
  EXPECT_EQ(buffers[2].size(), 3u + 50 + 5);
}

TEST(Outbound, WhatHasBegunIsFinishedAndTheRestMayBeDropped) {
  Outbound outbound;
  outbound.head().append("begun");
  EXPECT_EQ(Take(outbound, 2), "be");
  outbound.head().append("later");
  outbound.DropUnbegun();
  EXPECT_EQ(outbound.size(), 3u);
  EXPECT_EQ(Take(outbound, 100), "gun");
  EXPECT_TRUE(outbound.Next().empty());
}

}  // namespace
}  // namespace torntape::link
