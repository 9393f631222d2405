#include "shell/limited_log.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

namespace torntape::shell {
namespace {

constexpr Duration kCost = Duration(std::chrono::seconds(1)) / LimitedLog::kPerSecond;
constexpr Duration kAccountMax = kCost * LimitedLog::kBurst;

}  // namespace

LimitedLog::LimitedLog(std::unique_ptr<Log> log, std::function<Instant()> now)
    : log_(std::move(log)),
      now_(std::move(now)),
      notes_{now_(), kAccountMax},
      warnings_{notes_.filled_at, kAccountMax} {}

LimitedLog::~LimitedLog() { TellLeftOut(); }

void LimitedLog::Note(std::string_view text) {
  if (MaySay(notes_)) log_->Note(text);
}

void LimitedLog::Warning(std::string_view text) {
  if (MaySay(warnings_)) log_->Warning(text);
}

void LimitedLog::Error(std::string_view text) {
  TellLeftOut();
  log_->Error(text);
}

void LimitedLog::BeginLastWords() {
  TellLeftOut();
  last_words_ = true;
}

bool LimitedLog::MaySay(Account& account) {
  if (last_words_) return true;
  const Instant now = now_();
  account.left =
      std::min(kAccountMax, account.left + (now - std::exchange(account.filled_at, now)));
  if (account.left < kCost) {
    ++account.left_out;
    return false;
  }
  account.left -= kCost;
  if (account.left_out > 0) TellLeftOut();
  return true;
}

// Each as what it was: of notes that nobody wants, nobody wants to know how many there were.
void LimitedLog::TellLeftOut() {
  const auto text = [](std::uint64_t count, std::string_view what) {
    return fmt::format("{} {}{} left out here: there were too many at once", count, what,
                       count == 1 ? " was" : "s were");
  };
  if (const auto count = std::exchange(notes_.left_out, 0)) log_->Note(text(count, "note"));
  if (const auto count = std::exchange(warnings_.left_out, 0)) {
    log_->Warning(text(count, "warning"));
  }
}

}  // namespace torntape::shell
