#include "channel/holdings.h"

#include <cstdint>

#include <gtest/gtest.h>

#include "tests/channel/cables.h"

namespace torntape::channel {
namespace {

using testing::MakeCable;

class HoldingsTest : public ::testing::Test {
 protected:
  // A cable of which `copies` wait, and nothing else is owed.
  CablePlace Add(Holdings& holdings, std::uint64_t id, std::uint32_t copies) {
    const auto made = MakeCable(static_cast<std::uint16_t>(id));
    const CablePlace place =
        holdings.AddCable(id, made.body.size(), {made.heading, made.body, {}, {}});
    for (std::uint32_t ordinal = 0; ordinal < copies; ++ordinal) {
      Holdings::Copy copy;
      copy.cable = place;
      copy.ordinal = ordinal;
      holdings.AddCopy(copy, {made.called, {}});
      ++holdings[place].owed;
    }
    return place;
  }
  Holdings holdings_{{.hot_bytes_max = 0}};
};

TEST_F(HoldingsTest, WhatOnlyWaitsGetsCold) {
  const CablePlace place = Add(holdings_, 1, 2);
  EXPECT_TRUE(holdings_.TooHot());
  EXPECT_FALSE(holdings_.AnyWithoutBody());
  holdings_.Cool(place);
  EXPECT_FALSE(holdings_.IsWarm(place));
  EXPECT_EQ(holdings_.hot_bytes(), 0u);
  EXPECT_TRUE(holdings_.AnyWithoutBody());
  EXPECT_EQ(holdings_.Find(1), place);

  const auto made = MakeCable(1);
  holdings_.Warm(place, {made.heading, {}, {}, {}});
  std::uint32_t copies = 0;
  for (CopyPlace at = holdings_[place].first_copy; at != kNoCopy; at = holdings_.copy(at).next) {
    holdings_.WarmCopy(at, {made.called, {}});
    ++copies;
  }
  EXPECT_EQ(copies, 2u);
  EXPECT_FALSE(holdings_.HasBody(place));
  holdings_.SetBody(place, made.body);
  EXPECT_TRUE(holdings_.HasBody(place));
  EXPECT_FALSE(holdings_.AnyWithoutBody());
  EXPECT_EQ(holdings_.detail(place).body.view(), made.body.view());
}

// What is on its way, asks, or was asked for by a supervisor keeps all but its body.
TEST_F(HoldingsTest, WhatIsNeededStaysWarm) {
  const auto stays_warm = [this](CablePlace place) {
    holdings_.Cool(place);
    EXPECT_FALSE(holdings_.HasBody(place));
    return holdings_.IsWarm(place);
  };
  CablePlace place = Add(holdings_, 1, 1);
  holdings_.copy(holdings_[place].first_copy).under_way = true;
  EXPECT_TRUE(stays_warm(place));
  place = Add(holdings_, 2, 1);
  holdings_.copy(holdings_[place].first_copy).decided_late = true;
  EXPECT_TRUE(stays_warm(place));
  place = Add(holdings_, 3, 1);
  holdings_[place].set_aside = true;
  EXPECT_TRUE(stays_warm(place));
  place = Add(holdings_, 4, 1);
  holdings_[place].asks = true;
  EXPECT_TRUE(stays_warm(place));
  place = Add(holdings_, 5, 1);
  ++holdings_[place].owed;  // until all records are recovered
  holdings_.Cool(place, 1);
  EXPECT_FALSE(holdings_.IsWarm(place));
}

// What leaves as soon as it is committed would only be read back.
TEST_F(HoldingsTest, WhatIsAboutToLeaveKeepsItsBody) {
  CablePlace place = Add(holdings_, 1, 2);
  Holdings::Copy& copy = holdings_.copy(holdings_[place].first_copy);
  copy.under_way = copy.chosen = true;
  holdings_.Cool(place);
  EXPECT_TRUE(holdings_.HasBody(place));
  copy.chosen = false;
  holdings_.Cool(place);
  EXPECT_FALSE(holdings_.HasBody(place));
  EXPECT_TRUE(holdings_.IsWarm(place));
  place = Add(holdings_, 2, 1);
  ++holdings_[place].owed;  // its commit, or a delivery
  holdings_.Cool(place);
  EXPECT_TRUE(holdings_.HasBody(place));
}

TEST_F(HoldingsTest, WhatNoStoreTellsAgainKeepsItsDetails) {
  Holdings holdings{{.hot_bytes_max = 0, .details_in_store = false}};
  const CablePlace place = Add(holdings, 1, 1);
  holdings.Cool(place);
  EXPECT_TRUE(holdings.IsWarm(place));
  EXPECT_FALSE(holdings.HasBody(place));
  EXPECT_EQ(holdings.hot_bytes(), 0u);
}

TEST_F(HoldingsTest, CopiesAreTakenOutAnywhere) {
  for (std::uint32_t out = 0; out < 3; ++out) {
    const CablePlace place = Add(holdings_, 10 + out, 3);
    CopyPlace at = holdings_[place].first_copy;
    while (holdings_.copy(at).ordinal != out) at = holdings_.copy(at).next;
    holdings_.RemoveCopy(at);
    std::uint32_t left = 0;
    for (at = holdings_[place].first_copy; at != kNoCopy; at = holdings_.copy(at).next) {
      EXPECT_NE(holdings_.copy(at).ordinal, out);
      ++left;
    }
    EXPECT_EQ(left, 2u);
    while (holdings_[place].first_copy != kNoCopy) {
      holdings_.RemoveCopy(holdings_[place].first_copy);
    }
    holdings_.RemoveCable(place);
    EXPECT_FALSE(holdings_.Find(10 + out));
  }
  EXPECT_EQ(holdings_.size(), 0u);
  EXPECT_EQ(holdings_.hot_bytes(), 0u);
  EXPECT_FALSE(holdings_.AnyWithoutBody());
}

TEST_F(HoldingsTest, ColdOnesGoToo) {
  const CablePlace place = Add(holdings_, 1, 1);
  holdings_.Cool(place);
  holdings_.RemoveCopy(holdings_[place].first_copy);
  holdings_.RemoveCable(place);
  EXPECT_FALSE(holdings_.AnyWithoutBody());
  EXPECT_EQ(holdings_.size(), 0u);
}

}  // namespace
}  // namespace torntape::channel
