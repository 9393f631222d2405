#include "cable/service_report.h"

#include <gtest/gtest.h>

namespace torntape::cable {
namespace {

TEST(ServiceReport, OpenNumbersComeBackAsTheyWereWritten) {
  ServiceReport report;
  report.kind = ServiceKind::kOpenNumber;
  report.numbers = {*ChannelNumber::Parse("KBA063"), *ChannelNumber::Parse("KBA0065")};
  const std::string body = WriteServiceBody(report);
  EXPECT_EQ(body, "ZFX KBA063 KBA0065\n");
  const auto read = ReadServiceBody(body);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->kind, ServiceKind::kOpenNumber);
  EXPECT_EQ(read->numbers, report.numbers);
}

TEST(ServiceReport, OtherBodiesAreNone) {
  for (const char* body : {"R 141030Z MAY 31\nFM EMB BRINDLEMOOR\nBT\nUNCLAS\nBT\n", "", "BT\n",
                           "O R 141030Z MAY 31\n", "ZFXKBA063\n"}) {
    EXPECT_FALSE(IsServiceBody(body)) << body;
  }
  EXPECT_FALSE(ReadServiceBody("ZFX\n")) << "without a number it is garbled";
}

TEST(ServiceReport, EachKindIsToldApart) {
  for (const auto kind :
       {ServiceKind::kTwoUnderOne, ServiceKind::kDuplicate, ServiceKind::kUnknownIndicator,
        ServiceKind::kNotApproved, ServiceKind::kSpecialCategory, ServiceKind::kNotProtected}) {
    ServiceReport report;
    report.kind = kind;
    report.numbers = {*ChannelNumber::Parse("KBA063")};
    report.about.calling = RoutingIndicator::Of("RYKABD");
    report.indicators = {RoutingIndicator::Of("RYLBDN")};
    const auto read = ReadServiceBody(WriteServiceBody(report));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->kind, kind);
  }
}

}  // namespace
}  // namespace torntape::cable
