#include "shell/log.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "shell/clock.h"
#include "shell/limited_log.h"

namespace torntape::shell {
namespace {

class StderrLog final : public Log {
 public:
  explicit StderrLog(const LogOptions& options) : logger_(options.station, MakeSink(options)) {
    // UTC, as everything that the stations say of time.
    logger_.set_formatter(std::make_unique<spdlog::pattern_formatter>(
        options.colour ? "%T.%e %n %^%v%$" : "%T.%e %n %v", spdlog::pattern_time_type::utc));
    logger_.set_level(options.quiet ? spdlog::level::warn : spdlog::level::info);
    logger_.flush_on(spdlog::level::info);
  }

  void Note(std::string_view text) override { logger_.info(text); }
  void Warning(std::string_view text) override { logger_.warn("warning: {}", text); }
  void Error(std::string_view text) override { logger_.error("error: {}", text); }

 private:
  static spdlog::sink_ptr MakeSink(const LogOptions& options) {
    if (!options.colour) return std::make_shared<spdlog::sinks::stderr_sink_st>();
    auto sink =
        std::make_shared<spdlog::sinks::ansicolor_stderr_sink_st>(spdlog::color_mode::always);
    sink->set_color(spdlog::level::info, "");
    return sink;
  }

  spdlog::logger logger_;
};

}  // namespace

std::unique_ptr<Log> MakeStderrLog(const LogOptions& options) {
  return std::make_unique<LimitedLog>(std::make_unique<StderrLog>(options),
                                      [clock = Clock()] { return clock.Now(); });
}

}  // namespace torntape::shell
