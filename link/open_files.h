#pragma once

#include <cstdint>
#include <string>

namespace torntape::link {

// What came of asking the system for more open files. Each connection is one.
struct OpenFileLimit {
  std::uint64_t before = 0;
  std::uint64_t now = 0;
  std::string text;  // "up to 1048576 open files (were 1024)", or why there are no more
};

// Raises this process's limit of open files as far as the system allows.
OpenFileLimit RaiseOpenFileLimit();

}  // namespace torntape::link
