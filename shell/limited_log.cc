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
    : log_(std::move(log)), now_(std::move(now)), filled_at_(now_()), account_(kAccountMax) {}

LimitedLog::~LimitedLog() { TellLeftOut(); }

void LimitedLog::Note(std::string_view text) {
  if (MaySay()) log_->Note(text);
}

void LimitedLog::Warning(std::string_view text) {
  if (MaySay()) log_->Warning(text);
}

void LimitedLog::Error(std::string_view text) {
  TellLeftOut();
  log_->Error(text);
}

bool LimitedLog::MaySay() {
  const Instant now = now_();
  account_ = std::min(kAccountMax, account_ + (now - std::exchange(filled_at_, now)));
  if (account_ < kCost) {
    ++left_out_;
    return false;
  }
  account_ -= kCost;
  TellLeftOut();
  return true;
}

void LimitedLog::TellLeftOut() {
  const std::uint64_t count = std::exchange(left_out_, 0);
  if (count == 0) return;
  log_->Warning(fmt::format("{} line{} left out here: there were too many at once", count,
                            count == 1 ? " was" : "s were"));
}

}  // namespace torntape::shell
