#include "base/instant.h"

#include <string>

#include <gtest/gtest.h>

namespace torntape {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Instant, CalendarOfAFilingTime) {
  const CalendarTime t = ToCalendar(FromCalendar(2031, 5, 14, 10, 42, 7));
  EXPECT_EQ(t.year, 2031);
  EXPECT_EQ(t.month, 5);
  EXPECT_EQ(t.day, 14);
  EXPECT_EQ(t.day_of_year, 134);
  EXPECT_EQ(t.hour, 10);
  EXPECT_EQ(t.minute, 42);
  EXPECT_EQ(t.second, 7);
  EXPECT_EQ(t.nanosecond, 0);
}

TEST(Instant, LastDayOfALeapYear) {
  EXPECT_EQ(ToCalendar(FromCalendar(2032, 12, 31)).day_of_year, 366);
  EXPECT_EQ(ToCalendar(FromCalendar(2031, 12, 31)).day_of_year, 365);
}

TEST(Instant, BeforeTheEpoch) {
  const Instant at = InstantFromNanoseconds(-1);
  EXPECT_EQ(FormatInstant(at), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(ToCalendar(at).nanosecond, 999'999'999);
}

TEST(Instant, MillisecondsAreCutOffNotRounded) {
  const Instant at = FromCalendar(2031, 5, 14, 10, 42, 7) + Duration{125'999'999};
  EXPECT_EQ(FormatInstant(at), "2031-05-14T10:42:07.125Z");
  EXPECT_EQ(FormatTimeOfDay(at), "10:42:07.125");
}

TEST(InstantDeathTest, ADayThatThereIsNot) { EXPECT_DEATH(FromCalendar(2031, 2, 29), "date.ok"); }

struct DurationCase {
  Duration span;
  const char* want;
};

TEST(Instant, FormatsDurations) {
  const DurationCase cases[] = {
      {Duration{0}, "0ns"},
      {Duration{12}, "12ns"},
      {Duration{999}, "999ns"},
      {Duration{1'000}, "1us"},
      {Duration{3'500}, "3.5us"},
      {Duration{12'345}, "12.3us"},
      {Duration{123'456}, "123us"},
      {Duration{999'999}, "999us"},  // cut off, or it would read 1000us
      {milliseconds{40}, "40ms"},
      {milliseconds{2'250}, "2.25s"},
      {seconds{200}, "3m20s"},
      {seconds{180}, "3m00s"},
      {seconds{7'500}, "2h05m"},
      {hours{47}, "47h00m"},
      {hours{76}, "3d04h"},
      {milliseconds{-40}, "-40ms"},
      {Duration::min(), "-106751d23h"},
  };
  for (const auto& [span, want] : cases) EXPECT_EQ(FormatDuration(span), want) << span.count();
}

TEST(Instant, ParsesInstants) {
  const Instant second = FromCalendar(2031, 5, 14, 10, 42, 7);
  EXPECT_EQ(ParseInstant("2031-05-14T10:42:07Z"), second);
  EXPECT_EQ(ParseInstant("2031-05-14T10:42:07.000000001Z"), second + Duration{1});
  EXPECT_EQ(ParseInstant("2031-05-14T10:42:07.5Z"), second + milliseconds{500});
  EXPECT_EQ(ParseInstant("2032-02-29T00:00:00Z"), FromCalendar(2032, 2, 29));
}

TEST(Instant, RefusesWhatIsNoInstant) {
  for (const char* text :
       {"", "2031-05-14", "2031-05-14T10:42:07", "2031-05-14T10:42:07+00:00",
        "2031-02-29T00:00:00Z", "2031-13-01T00:00:00Z", "2031-00-01T00:00:00Z",
        "2031-01-00T00:00:00Z", "2031-05-14T24:00:00Z", "2031-05-14T10:60:00Z",
        "2031-05-14T10:42:60Z", "2031-05-14T10:42:07.Z", "2031-05-14T10:42:07.0000000001Z",
        "2031-05-14 10:42:07Z", "31-05-14T10:42:07Z", "2031-05-14T10:42:07Zx",
        "1677-12-31T00:00:00Z", "2262-01-01T00:00:00Z", "-031-05-14T10:42:07Z"}) {
    EXPECT_EQ(ParseInstant(text), std::nullopt) << text;
  }
}

TEST(Instant, ParsesDurations) {
  const struct {
    const char* text;
    Duration want;
  } cases[] = {
      {"0", Duration{0}},         {"0s", Duration{0}},          {"1ns", Duration{1}},
      {"3us", Duration{3'000}},   {"250ms", milliseconds{250}}, {"30s", seconds{30}},
      {"1.5h", seconds{5'400}},   {"0.5s", milliseconds{500}},  {"1.5d", hours{36}},
      {"3m20s", seconds{200}},    {"2h05m", seconds{7'500}},    {"1m0.5s", milliseconds{60'500}},
      {"36500d", hours{876'000}},
  };
  for (const auto& [text, want] : cases) EXPECT_EQ(ParseDuration(text), want) << text;
}

TEST(Instant, RefusesWhatIsNoDuration) {
  for (const char* text : {"",         "s",    "5",    "-1s",     "1 s",    "1S",
                           "1x",       "1.",   "1.s",  ".5s",     "1e3s",   "0.5ns",
                           "1.0005us", "1s2m", "1s1s", "1.5m20s", "36526d", "99999999999999999999s",
                           "1s ",      "00"}) {
    EXPECT_EQ(ParseDuration(text), std::nullopt) << text;
  }
}

TEST(Instant, WhatIsFormattedIsReadAgain) {
  for (const Duration span :
       {Duration{1}, Duration{3'500}, Duration{milliseconds{40}}, Duration{milliseconds{2'250}},
        Duration{seconds{200}}, Duration{seconds{7'500}}, Duration{hours{76}}}) {
    EXPECT_EQ(ParseDuration(FormatDuration(span)), span) << FormatDuration(span);
  }
}

}  // namespace
}  // namespace torntape
