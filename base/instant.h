#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace torntape {

// The clock of every core: nanoseconds of UTC since 1970 (design decision 8). It has no now() on
// purpose: each instant is handed in by the caller, so that the same code runs under the wall clock
// and inside a world of virtual time.
struct CoreClock {
  using rep = std::int64_t;
  using period = std::nano;
  using duration = std::chrono::duration<rep, period>;
  using time_point = std::chrono::time_point<CoreClock>;
  static constexpr bool is_steady = true;
};

using Duration = CoreClock::duration;
using Instant = CoreClock::time_point;

constexpr Instant InstantFromNanoseconds(std::int64_t ns) { return Instant{Duration{ns}}; }
constexpr std::int64_t ToNanoseconds(Instant at) { return at.time_since_epoch().count(); }

// Calendar fields of an instant, in UTC (the zone letter Z of message handling).
struct CalendarTime {
  int year = 1970;
  int month = 1;        // 1 to 12
  int day = 1;          // 1 to 31
  int day_of_year = 1;  // 1 to 366, the "Julian" day of a filing time
  int hour = 0;
  int minute = 0;
  int second = 0;
  int nanosecond = 0;
};

CalendarTime ToCalendar(Instant at);
// REQUIRES: a day that exists, in the years 1678 to 2261 (what 64 bits of nanoseconds can hold).
Instant FromCalendar(int year, int month, int day, int hour = 0, int minute = 0, int second = 0);

// "2031-05-14T10:42:00.000Z"; milliseconds, cut off, never rounded up.
std::string FormatInstant(Instant at);
// "10:42:07.125", for tables whose reader knows the day.
std::string FormatTimeOfDay(Instant at);
// "12ns", "3.5us", "40ms", "2.25s", "3m20s", "2h05m", "3d04h": three digits or two units, cut off,
// never rounded up. ParseDuration reads it again.
std::string FormatDuration(Duration span);

// Reads "2031-05-14T10:42:00Z", with optional fraction of up to nine digits. Nothing on any fault.
std::optional<Instant> ParseInstant(std::string_view text);
// Reads a number with a unit: ns us ms s m h d, as "250ms", "1.5h", "30s"; or several with falling
// units, as "3m20s". A bare "0" is allowed. Nothing on any fault, for a fraction finer than a
// nanosecond, and for spans over 100 years.
std::optional<Duration> ParseDuration(std::string_view text);

}  // namespace torntape
