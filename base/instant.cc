#include "base/instant.h"

#include <array>
#include <limits>

#include <fmt/format.h>

#include "base/assert.h"

namespace torntape {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kMinute = 60 * kSecond;
constexpr std::uint64_t kHour = 60 * kMinute;
constexpr std::uint64_t kDay = 24 * kHour;
// 100 years of 365.25 days.
constexpr std::uint64_t kDurationMax = 36525 * kDay;

// Whole years that 64 bits of nanoseconds around 1970 can hold.
constexpr int kYearMin = 1678;
constexpr int kYearMax = 2261;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes exactly `count` digits off the front of `text`; -1 if they are not there.
int TakeDigits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return -1;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!IsDigit(text[i])) return -1;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool TakeChar(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

// Takes ".125" off the front as nanoseconds; 0 where no fraction stands, -1 where a bad one does.
std::int64_t TakeFraction(std::string_view& text) {
  if (!TakeChar(text, '.')) return 0;
  std::int64_t value = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && IsDigit(text[digits]); ++digits) {
    if (digits == 9) return -1;
    value = value * 10 + (text[digits] - '0');
  }
  if (digits == 0) return -1;
  text.remove_prefix(digits);
  for (; digits < 9; ++digits) value *= 10;
  return value;
}

struct Unit {
  std::string_view name;
  std::uint64_t nanoseconds;
};
// Falling, and "ms" before "m", so that the longer name is tried first.
constexpr std::array<Unit, 7> kUnits = {{{"d", kDay},
                                         {"h", kHour},
                                         {"ms", 1'000'000},
                                         {"m", kMinute},
                                         {"s", kSecond},
                                         {"us", 1'000},
                                         {"ns", 1}}};

const Unit* TakeUnit(std::string_view& text) {
  for (const Unit& unit : kUnits) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return &unit;
  }
  return nullptr;
}

// One number with its unit, "1.5h". Fractions finer than a nanosecond are a fault.
struct Part {
  std::uint64_t nanoseconds;
  std::uint64_t unit;
  bool fraction;
};

std::optional<Part> TakePart(std::string_view& text) {
  std::uint64_t whole = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && IsDigit(text[digits]); ++digits) {
    if (whole > std::numeric_limits<std::uint64_t>::max() / 10 - 1) return std::nullopt;
    whole = whole * 10 + static_cast<std::uint64_t>(text[digits] - '0');
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  const bool fraction = text.starts_with('.');
  const std::int64_t billionths = TakeFraction(text);
  const Unit* unit = billionths < 0 ? nullptr : TakeUnit(text);
  if (unit == nullptr || whole > kDurationMax / unit->nanoseconds) return std::nullopt;
  const auto rest = static_cast<std::uint64_t>(billionths);
  // rest < 10^9 and the unit is at most 8.64e13, so the product could pass 64 bits: split the unit.
  const std::uint64_t high = unit->nanoseconds / kSecond;
  const std::uint64_t low = unit->nanoseconds % kSecond;
  if (low * rest % kSecond != 0) return std::nullopt;
  return Part{whole * unit->nanoseconds + high * rest + low * rest / kSecond, unit->nanoseconds,
              fraction};
}

// `value` in `unit`s with three digits, cut off: 12345 of 1000 is "12.3".
std::string ThreeDigits(std::uint64_t value, std::uint64_t unit) {
  const std::uint64_t whole = value / unit;
  const int places = whole >= 100 ? 0 : whole >= 10 ? 1 : 2;
  std::string text = fmt::format("{}.{:02}", whole, value % unit * 100 / unit);
  text.erase(text.size() - static_cast<std::size_t>(2 - places));
  while (text.back() == '0' && places > 0 && text.find('.') != std::string::npos) text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

CalendarTime ToCalendar(Instant at) {
  using std::chrono::days;
  const Duration since = at.time_since_epoch();
  const days day_count = std::chrono::floor<days>(since);
  const std::chrono::sys_days day{day_count};
  const std::chrono::year_month_day date{day};
  const auto in_day = (since - day_count).count();
  CalendarTime time;
  time.year = static_cast<int>(date.year());
  time.month = static_cast<int>(static_cast<unsigned>(date.month()));
  time.day = static_cast<int>(static_cast<unsigned>(date.day()));
  const std::chrono::sys_days new_year{date.year() / std::chrono::January / 1};
  time.day_of_year = static_cast<int>((day - new_year).count()) + 1;
  time.nanosecond = static_cast<int>(in_day % 1'000'000'000);
  const auto seconds = static_cast<int>(in_day / 1'000'000'000);
  time.hour = seconds / 3600;
  time.minute = seconds / 60 % 60;
  time.second = seconds % 60;
  return time;
}

Instant FromCalendar(int year, int month, int day, int hour, int minute, int second) {
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  TORNTAPE_ASSERT(year >= kYearMin && year <= kYearMax && date.ok());
  const Duration midnight = std::chrono::sys_days{date}.time_since_epoch();
  return Instant{midnight + std::chrono::hours{hour} + std::chrono::minutes{minute} +
                 std::chrono::seconds{second}};
}

std::string FormatInstant(Instant at) {
  const CalendarTime t = ToCalendar(at);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", t.year, t.month, t.day, t.hour,
                     t.minute, t.second, t.nanosecond / 1'000'000);
}

std::string FormatTimeOfDay(Instant at) {
  const CalendarTime t = ToCalendar(at);
  return fmt::format("{:02}:{:02}:{:02}.{:03}", t.hour, t.minute, t.second,
                     t.nanosecond / 1'000'000);
}

std::string FormatDuration(Duration span) {
  const bool negative = span.count() < 0;
  auto ns = static_cast<std::uint64_t>(span.count());
  if (negative) ns = 0 - ns;
  std::string text;
  if (ns < 1'000) {
    text = fmt::format("{}ns", ns);
  } else if (ns < 1'000'000) {
    text = ThreeDigits(ns, 1'000) + "us";
  } else if (ns < kSecond) {
    text = ThreeDigits(ns, 1'000'000) + "ms";
  } else if (ns < kMinute) {
    text = ThreeDigits(ns, kSecond) + "s";
  } else if (ns < kHour) {
    text = fmt::format("{}m{:02}s", ns / kMinute, ns % kMinute / kSecond);
  } else if (ns < 2 * kDay) {
    text = fmt::format("{}h{:02}m", ns / kHour, ns % kHour / kMinute);
  } else {
    text = fmt::format("{}d{:02}h", ns / kDay, ns % kDay / kHour);
  }
  return negative ? "-" + text : text;
}

std::optional<Instant> ParseInstant(std::string_view text) {
  const int year = TakeDigits(text, 4);
  if (year < kYearMin || year > kYearMax || !TakeChar(text, '-')) return std::nullopt;
  const int month = TakeDigits(text, 2);
  if (month < 1 || month > 12 || !TakeChar(text, '-')) return std::nullopt;
  const int day = TakeDigits(text, 2);
  const std::chrono::year_month_day date{
      std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
      std::chrono::day{static_cast<unsigned>(day < 0 ? 0 : day)}};
  if (!date.ok() || !TakeChar(text, 'T')) return std::nullopt;
  const int hour = TakeDigits(text, 2);
  if (hour < 0 || hour > 23 || !TakeChar(text, ':')) return std::nullopt;
  const int minute = TakeDigits(text, 2);
  if (minute < 0 || minute > 59 || !TakeChar(text, ':')) return std::nullopt;
  const int second = TakeDigits(text, 2);
  if (second < 0 || second > 59) return std::nullopt;
  const std::int64_t fraction = TakeFraction(text);
  if (fraction < 0 || text != "Z") return std::nullopt;
  return FromCalendar(year, month, day, hour, minute, second) + Duration{fraction};
}

std::optional<Duration> ParseDuration(std::string_view text) {
  if (text == "0") return Duration{0};
  std::uint64_t total = 0;
  std::uint64_t unit_before = std::numeric_limits<std::uint64_t>::max();
  do {
    const std::optional<Part> part = TakePart(text);
    // Units fall from part to part, and only the last part has a fraction.
    if (!part || part->unit >= unit_before || (part->fraction && !text.empty())) {
      return std::nullopt;
    }
    total += part->nanoseconds;
    if (total > kDurationMax) return std::nullopt;
    unit_before = part->unit;
  } while (!text.empty());
  return Duration{static_cast<std::int64_t>(total)};
}

}  // namespace torntape
