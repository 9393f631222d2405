#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace torntape::shell {

// What a station's process says to the person who runs it. Never to standard output, which belongs
// to cables.
class Log {
 public:
  virtual ~Log() = default;
  virtual void Note(std::string_view text) = 0;     // something changed, as it should
  virtual void Warning(std::string_view text) = 0;  // somebody may want to act
  virtual void Error(std::string_view text) = 0;    // somebody must
  // The station ends: what is said from now on is wanted whatever was said before.
  virtual void BeginLastWords() {}
};

struct LogOptions {
  std::string station;  // stands in each line
  bool quiet = false;   // warnings and errors only
  bool colour = false;
};
// Lines on standard error: "10:42:07.125 RYLB link KA-LB: up with RYKA". No more of them than a
// person can read (LimitedLog).
std::unique_ptr<Log> MakeStderrLog(const LogOptions& options);

}  // namespace torntape::shell
