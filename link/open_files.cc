#include "link/open_files.h"

#include <sys/resource.h>
#include <system_error>

#include <fmt/format.h>

namespace torntape::link {

OpenFileLimit RaiseOpenFileLimit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return {0, 0, "the limit of open files is unknown: " + std::generic_category().message(errno)};
  }
  OpenFileLimit result{limit.rlim_cur, limit.rlim_cur, {}};
  if (limit.rlim_cur == limit.rlim_max) {
    result.text = fmt::format("up to {} open files", result.now);
    return result;
  }
  limit.rlim_cur = limit.rlim_max;
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) {
    result.text = fmt::format("up to {} open files; more were refused: {}", result.now,
                              std::generic_category().message(errno));
    return result;
  }
  result.now = limit.rlim_max;
  result.text = fmt::format("up to {} open files (were {})", result.now, result.before);
  return result;
}

}  // namespace torntape::link
