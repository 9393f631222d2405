#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/instant.h"
#include "shell/log.h"

namespace torntape::shell {

// A log that cannot be flooded: whoever knocks at a station's port, or sends it what it must set
// aside, decides how often something is to be said. Notes and warnings beyond kBurst, and beyond
// kPerSecond on the average, are counted and not said; the next line of their kind that is said
// tells of them. The two kinds are reckoned apart: strangers who knock cause notes, and must not
// drown what somebody may want to act on. Errors are always said, and so are last words.
class LimitedLog final : public Log {
 public:
  static constexpr std::int64_t kBurst = 200;
  static constexpr std::int64_t kPerSecond = 20;

  // `now` never goes back.
  LimitedLog(std::unique_ptr<Log> log, std::function<Instant()> now);
  ~LimitedLog() override;

  void Note(std::string_view text) override;
  void Warning(std::string_view text) override;
  void Error(std::string_view text) override;
  void BeginLastWords() override;

 private:
  struct Account {
    Instant filled_at;  // it was reckoned up to here
    Duration left;      // each line costs a kPerSecond-th of a second
    std::uint64_t left_out = 0;
  };
  bool MaySay(Account& account);
  void TellLeftOut();

  std::unique_ptr<Log> log_;
  std::function<Instant()> now_;
  Account notes_;
  Account warnings_;
  bool last_words_ = false;
};

}  // namespace torntape::shell
