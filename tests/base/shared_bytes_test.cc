#include "base/shared_bytes.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "base/ref.h"

namespace torntape {
namespace {

struct Counted : Shareable {
  explicit Counted(int& alive) : alive_(alive) { ++alive_; }
  Counted(const Counted& other) : Shareable(other), alive_(other.alive_) { ++alive_; }
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --alive_; }
  int& alive_;
};

TEST(Ref, TheLastHolderDeletes) {
  int alive = 0;
  {
    Ref<Counted> first = MakeRef<Counted>(alive);
    Ref<const Counted> second = first;
    Ref<Counted> third = std::move(first);
    EXPECT_FALSE(first);  // NOLINT(bugprone-use-after-move): this is what is asked here
    third = Ref<Counted>();
    EXPECT_EQ(alive, 1);
    second = Ref<const Counted>(second);  // to itself
    EXPECT_EQ(alive, 1);
  }
  EXPECT_EQ(alive, 0);
}

TEST(Ref, ACopyOfTheObjectHasItsOwnCount) {
  int alive = 0;
  {
    const Ref<Counted> one = MakeRef<Counted>(alive);
    const Ref<Counted> copy = MakeRef<Counted>(*one);
    EXPECT_EQ(alive, 2);
  }
  EXPECT_EQ(alive, 0);
}

TEST(SharedBytes, CopiesShareTheBytes) {
  const SharedBytes body(std::string("BT\nUNCLAS\nBT\n"));
  const SharedBytes copy = body;  // NOLINT(performance-unnecessary-copy-initialization)
  EXPECT_EQ(copy.view().data(), body.view().data());
  EXPECT_EQ(copy.size(), 13u);
}

TEST(SharedBytes, NoBytesAreNotZeroBytes) {
  EXPECT_FALSE(SharedBytes().present());
  EXPECT_TRUE(SharedBytes(std::string()).present());
  EXPECT_TRUE(SharedBytes().empty());
  EXPECT_EQ(SharedBytes().view(), "");
}

}  // namespace
}  // namespace torntape
