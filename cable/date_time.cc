#include "cable/body_view.h"

namespace torntape::cable {

int ResolveYear(const DateTimeGroup& group, int clock_year, YearRule rule) {
  if (!group.year) return clock_year;
  const int printed = *group.year;
  if (printed > 99) return printed;
  if (rule == YearRule::kAcp127g) return printed >= 6 ? 1900 + printed : 2000 + printed;
  // The year ending in these digits in (clock - 80, clock + 20].
  int year = clock_year - clock_year % 100 + printed;
  while (year > clock_year + 20) year -= 100;
  while (year <= clock_year - 80) year += 100;
  return year;
}

}  // namespace torntape::cable
