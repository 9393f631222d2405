#include "cable/event.h"

#include <set>

#include <gtest/gtest.h>

namespace torntape::cable {
namespace {

TEST(Event, EveryKindAndReasonHasItsOwnName) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kEventKindCount; ++i) {
    const std::string_view name = NameOf(static_cast<EventKind>(i));
    EXPECT_TRUE(!name.empty() && names.insert(name).second) << i;
  }
  names.clear();
  for (std::size_t i = 0; i < kReasonCount; ++i) {
    const std::string_view name = NameOf(static_cast<Reason>(i));
    EXPECT_TRUE(!name.empty() && names.insert(name).second) << i;
  }
  // The lists of names stand beside the enumerations: the last of each must meet.
  EXPECT_EQ(NameOf(EventKind::kPeerLostState), "peer lost state");
  EXPECT_EQ(NameOf(Reason::kExempted), "exempted");
}

TEST(Event, IsToldInOneLine) {
  const Called called[] = {{RoutingIndicator::Of("RYLBDN"), Role::kInfo}};
  Event event;
  event.kind = EventKind::kSent;
  event.station = RoutingIndicator::Of("RYLB");
  event.peer = RoutingIndicator::Of("RYLBDN");
  event.number = *ChannelNumber::Parse("LBA0003");
  event.called = called;
  event.identification = {
      RoutingIndicator::Of("RYKABD"), 417, 4, '\0', 1, {FilingTime::Form::kDayOfYear, 134, 10, 42}};
  EXPECT_EQ(DescribeEvent(event), "RYLB -> RYLBDN LBA0003 sent RR RYLBDN  RYKABD #0417/01 1341042");
  event.kind = EventKind::kReceived;
  event.called = {};
  EXPECT_EQ(DescribeEvent(event), "RYLB <- RYLBDN LBA0003 received  RYKABD #0417/01 1341042");
  event.kind = EventKind::kDelivered;
  event.role = Role::kInfo;
  event.peer = {};
  event.number = {};
  EXPECT_EQ(DescribeEvent(event), "RYLB delivered for INFO  RYKABD #0417/01 1341042");
  event.kind = EventKind::kIntercepted;
  event.reason = Reason::kUnknownIndicator;
  event.subject = RoutingIndicator::Of("RYQQ");
  EXPECT_EQ(DescribeEvent(event),
            "RYLB intercepted RYQQ  RYKABD #0417/01 1341042 (unknown indicator)");
  Event link;
  link.kind = EventKind::kLinkUp;
  link.station = RoutingIndicator::Of("RYLB");
  link.peer = RoutingIndicator::Of("RYKA");
  EXPECT_EQ(DescribeEvent(link), "RYLB -> RYKA link up");
}

}  // namespace
}  // namespace torntape::cable
