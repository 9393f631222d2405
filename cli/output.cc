#include "cli/output.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>

namespace torntape::cli {
namespace {

bool TakesColour(int descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  if (no_colour != nullptr && *no_colour != '\0') return false;
  const char* terminal = std::getenv("TERM");
  if (terminal != nullptr && std::strcmp(terminal, "dumb") == 0) return false;
  return ::isatty(descriptor) == 1;
}

}  // namespace

bool Print(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
}

bool OutputIsClosed() { return std::ferror(stdout) != 0; }

bool FlushOutput() {
  errno = 0;
  const bool flushed = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  if (flushed) return true;
  if (errno == EPIPE || errno == 0) return true;
  std::fprintf(stderr, "torntape: cannot write to standard output: %s\n", std::strerror(errno));
  return false;
}

void Complain(std::string_view line) {
  std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

bool OutputTakesColour() { return TakesColour(STDOUT_FILENO); }
bool ErrorTakesColour() { return TakesColour(STDERR_FILENO); }
bool ErrorIsTerminal() { return ::isatty(STDERR_FILENO) == 1; }

std::size_t OutputWidth() {
  constexpr std::size_t kLeast = 60;
  constexpr std::size_t kMost = 200;
  constexpr std::size_t kWithoutTerminal = 100;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kWithoutTerminal;
  return std::clamp<std::size_t>(size.ws_col, kLeast, kMost);
}

}  // namespace torntape::cli
